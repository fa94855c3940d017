#pragma once
// One connection to one database file, with its prepared statements. Used by one thread at a time.
// Private to the store: nothing outside the room sees SQLite.
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"
#include "store/sqlite/words.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dvcpay::sqlite {

/// What the database or its disk refused. Thrown through the work of a job, because the calls of
/// the port return values; the writer and the readers turn it into a Fault. `code` is SQLite's
/// extended result code.
class DbError : public std::runtime_error {
  public:
    DbError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
    int code() const { return code_; }
    int primary() const { return code_ & 0xff; }

  private:
    int code_;
};

/// Bytes that are no text (sealed data).
struct Blob {
    std::string_view bytes;
    friend bool operator==(const Blob&, const Blob&) = default;
};

/// One row under the cursor; columns are read in order, each once.
class Row {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    std::string text();
    std::int64_t integer();
    bool flag() { return integer() != 0; }
    Money money() { return Money::dong(integer()); }
    Wall wall() { return Wall{integer()}; }
    std::optional<std::int64_t> maybe_integer();
    std::optional<Wall> maybe_wall();
    std::optional<std::string> maybe_text();
    std::vector<std::string> words();  ///< one a line

    template <class Id>
    Id id() {
        const auto parsed = Id::parse(view());
        if (!parsed) broken("an id");
        ++column_;
        return *parsed;
    }
    template <class Id>
    std::optional<Id> maybe_id() {
        if (is_null()) return ++column_, std::nullopt;
        return id<Id>();
    }
    template <class Id>
    Id id_or_empty() {
        if (view().empty()) return ++column_, Id();
        return id<Id>();
    }
    /// A word of an enum whose enumerators are 0 … last.
    template <class E>
    E word(E last) {
        const std::string_view found = view();
        for (int i = 0; i <= static_cast<int>(last); ++i) {
            if (to_string(static_cast<E>(i)) == found) return ++column_, static_cast<E>(i);
        }
        broken("a known word");
    }
    bool is_null();

  private:
    std::string_view view();
    [[noreturn]] void broken(const char* wanted);

    sqlite3_stmt* statement_;
    int column_ = 0;
};

/// A running query; the statement goes back to the connection when the cursor ends.
class Cursor {
  public:
    explicit Cursor(sqlite3_stmt* statement) : statement_(statement) {}
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    ~Cursor();
    /// True while there is a row.
    bool next();
    Row row() const { return Row(statement_); }

  private:
    sqlite3_stmt* statement_;
};

struct ConnectionOptions {
    std::string path;
    std::string vfs_name;  ///< empty: the platform's
    int busy_timeout_ms = 5000;
    std::int64_t cache_kib = 8192;
    /// `look`: the file is opened so that this program cannot change it, in whatever journal mode
    /// it is.
    enum class Use : std::uint8_t { write, read, look } use = Use::write;
    enum class Create : std::uint8_t { never, if_absent } create = Create::never;
};

class Connection {
  public:
    /// Opens in WAL mode with synchronous=FULL. Throws DbError.
    explicit Connection(const ConnectionOptions& options);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Runs one statement to its end; returns the number of rows it changed. Throws DbError.
    template <class... Values>
    std::int64_t exec(std::string_view sql, const Values&... values) {
        return exec_tuple(sql, std::tie(values...));
    }
    template <class... Values>
    std::int64_t exec_tuple(std::string_view sql, const std::tuple<Values...>& values) {
        sqlite3_stmt* statement = prepare(sql);
        texts_ = Texts::borrowed;
        bind_tuple(statement, values, std::index_sequence_for<Values...>());
        return run(statement);
    }
    /// The cursor must end before the same text is queried again on this connection.
    template <class... Values>
    Cursor query(std::string_view sql, const Values&... values) {
        sqlite3_stmt* statement = prepare(sql);
        texts_ = Texts::copied;
        bind_tuple(statement, std::tie(values...), std::index_sequence_for<Values...>());
        return Cursor(statement);
    }
    /// For SQL put together at run time: values in a list, integers and texts.
    struct Value {
        std::int64_t number = 0;
        std::optional<std::string> text;
    };
    Cursor query_list(const std::string& sql, const std::vector<Value>& values);

    /// Several statements, not prepared, no values: migrations.
    void script(const std::string& sql);

    std::int64_t last_insert_rowid() const;
    std::int64_t total_changes() const;
    bool in_transaction() const;
    void set_busy_timeout(int ms);
    /// Called now and then while a statement runs, on its thread. Not for use of this connection.
    void watch(std::function<void()> look);
    /// Pages in the write-ahead log after the last commit of this connection.
    int wal_pages() const { return wal_pages_; }
    /// Moves the log into the database. Throws DbError; false where readers or writers kept it from
    /// finishing.
    enum class Checkpoint : std::uint8_t { passive, truncate };
    bool checkpoint(Checkpoint kind);

  private:
    std::function<void()> watch_;
    sqlite3_stmt* prepare(std::string_view sql);
    std::int64_t run(sqlite3_stmt* statement);
    [[noreturn]] void fail(int code, std::string_view what) const;
    void check(int code, std::string_view what) const;
    void close();

    template <class... Values, std::size_t... I>
    void
    bind_tuple([[maybe_unused]] sqlite3_stmt* s, const std::tuple<Values...>& values, std::index_sequence<I...>) {
        (bind(s, static_cast<int>(I) + 1, std::get<I>(values)), ...);
    }
    void bind_integer(sqlite3_stmt* s, int at, std::int64_t value);
    void bind_text(sqlite3_stmt* s, int at, std::string_view value);
    void bind_blob(sqlite3_stmt* s, int at, std::string_view value);
    void bind_null(sqlite3_stmt* s, int at);

    // A cursor outlives the values it was opened with, so its texts are copied; exec() ends before
    // its values do.
    enum class Texts : std::uint8_t { copied, borrowed };
    void bind(sqlite3_stmt* s, int at, std::string_view v) { bind_text(s, at, v); }
    void bind(sqlite3_stmt* s, int at, const std::string& v) { bind_text(s, at, v); }
    void bind(sqlite3_stmt* s, int at, const Blob& v) { bind_blob(s, at, v.bytes); }
    void bind(sqlite3_stmt* s, int at, Money v) { bind_integer(s, at, v.count()); }
    void bind(sqlite3_stmt* s, int at, Wall v) { bind_integer(s, at, v.ms); }
    template <class T>
        requires std::is_integral_v<T>
    void bind(sqlite3_stmt* s, int at, T v) {
        bind_integer(s, at, static_cast<std::int64_t>(v));
    }
    template <class E>
        requires std::is_enum_v<E>
    void bind(sqlite3_stmt* s, int at, E v) {
        bind_text(s, at, to_string(v));
    }
    template <class Tag>
    void bind(sqlite3_stmt* s, int at, const Id<Tag>& v) {
        bind_text(s, at, v.text());
    }
    void bind(sqlite3_stmt* s, int at, const OrderRef& v) { bind_text(s, at, v.text()); }
    template <class T>
    void bind(sqlite3_stmt* s, int at, const std::optional<T>& v) {
        if (v) {
            bind(s, at, *v);
        } else {
            bind_null(s, at);
        }
    }

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const {
            return std::hash<std::string_view>{}(s);
        }
    };
    sqlite3* db_ = nullptr;
    int wal_pages_ = 0;
    Texts texts_ = Texts::copied;
    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

/// One word a line, as stored; the words themselves hold no line feed.
std::string join_words(const std::vector<std::string>& words);

}  // namespace dvcpay::sqlite
