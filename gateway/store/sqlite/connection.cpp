#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include "domain/invariant.hpp"

namespace dvcpay::sqlite {
namespace {

/// Statements kept per connection; searches of many shapes beyond it start over.
constexpr std::size_t statements_max = 256;

void forget_bindings(sqlite3_stmt* statement) {
    sqlite3_reset(statement);  // its result repeats the error of the step, which was handled there
    sqlite3_clear_bindings(statement);
}

/// Process-wide settings of the library, possible only before it starts; where somebody was earlier
/// they are not taken, and nothing but speed is lost. A savepoint's page images stay in memory
/// instead of a temporary file, and no statistics of memory are kept (they cost a lock per
/// allocation).
void tune_library() {
    static const bool asked = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1) == SQLITE_OK &&
                              sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    static_cast<void>(asked);
}

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

bool Row::is_null() {
    return sqlite3_column_type(statement_, column_) == SQLITE_NULL;
}

std::string_view Row::view() {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column_));
    const int size = sqlite3_column_bytes(statement_, column_);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<std::size_t>(size));
}

std::string Row::text() {
    std::string out(view());
    ++column_;
    return out;
}

std::int64_t Row::integer() {
    return sqlite3_column_int64(statement_, column_++);
}

std::optional<std::int64_t> Row::maybe_integer() {
    if (is_null()) return ++column_, std::nullopt;
    return integer();
}

std::optional<Wall> Row::maybe_wall() {
    const auto ms = maybe_integer();
    return ms ? std::optional(Wall{*ms}) : std::nullopt;
}

std::optional<std::string> Row::maybe_text() {
    if (is_null()) return ++column_, std::nullopt;
    return text();
}

std::vector<std::string> Row::words() {
    std::vector<std::string> out;
    std::string_view rest = view();
    ++column_;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        out.emplace_back(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return out;
}

void Row::broken(const char* wanted) {
    throw DbError(
        SQLITE_CORRUPT,
        std::string("column ") + sqlite3_column_name(statement_, column_) + " does not hold " +
            wanted
    );
}

Cursor::~Cursor() {
    forget_bindings(statement_);
}

bool Cursor::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    sqlite3* db = sqlite3_db_handle(statement_);
    throw DbError(sqlite3_extended_errcode(db), std::string("query: ") + sqlite3_errmsg(db));
}

Connection::Connection(const ConnectionOptions& options) {
    tune_library();
    const bool looks = options.use == ConnectionOptions::Use::look;
    int flags = (looks ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    if (options.create == ConnectionOptions::Create::if_absent) flags |= SQLITE_OPEN_CREATE;
    const char* vfs = options.vfs_name.empty() ? nullptr : options.vfs_name.c_str();
    try {
        const int opened = sqlite3_open_v2(options.path.c_str(), &db_, flags, vfs);
        if (db_ == nullptr) throw DbError(SQLITE_NOMEM, "open: out of memory");
        sqlite3_extended_result_codes(db_, 1);
        check(opened, "open");
        sqlite3_busy_timeout(db_, options.busy_timeout_ms);
        // After a failed COMMIT the log decides what happened: closing must neither empty nor
        // remove it.
        sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        if (looks) {
            script("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF");
            return;
        }
        // secure_delete: what is erased is overwritten where it stood, not only unlinked.
        script(
            "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
            "PRAGMA foreign_keys = OFF;"
            "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = "
            "OFF;"
            "PRAGMA cache_size = -" +
            std::to_string(options.cache_kib)
        );
        if (options.use == ConnectionOptions::Use::read) script("PRAGMA query_only = ON");
        sqlite3_wal_hook(db_, remember_wal_pages, &wal_pages_);
        {
            auto mode = query("PRAGMA journal_mode");
            if (!mode.next() || mode.row().text() != "wal")
                throw DbError(SQLITE_CANTOPEN, "open: no WAL mode here");
        }
    } catch (...) {
        close();
        throw;
    }
}

Connection::~Connection() {
    close();
}

void Connection::close() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    statements_.clear();
    sqlite3_close_v2(db_);  // rolls back what is open
    db_ = nullptr;
}

void Connection::fail(int code, std::string_view what) const {
    throw DbError(code, std::string(what) + ": " + sqlite3_errmsg(db_));
}

void Connection::check(int code, std::string_view what) const {
    if (code != SQLITE_OK) fail(code, what);
}

sqlite3_stmt* Connection::prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) {
        DVC_INVARIANT(!sqlite3_stmt_busy(found->second));
        return found->second;
    }
    if (statements_.size() >= statements_max) {
        std::erase_if(statements_, [](const auto& entry) {
            if (sqlite3_stmt_busy(entry.second)) return false;
            sqlite3_finalize(entry.second);
            return true;
        });
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(
        db_,
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &statement,
        nullptr
    );
    check(code, "prepare");
    statements_.emplace(std::string(sql), statement);
    return statement;
}

std::int64_t Connection::run(sqlite3_stmt* statement) {
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        // Read before the statement is reset, which may change both.
        const int extended = sqlite3_extended_errcode(db_);
        const std::string message = std::string("statement: ") + sqlite3_errmsg(db_);
        forget_bindings(statement);
        throw DbError(extended, message);
    }
    const std::int64_t changed = sqlite3_changes64(db_);
    forget_bindings(statement);
    return changed;
}

Cursor Connection::query_list(const std::string& sql, const std::vector<Value>& values) {
    sqlite3_stmt* statement = prepare(sql);
    texts_ = Texts::copied;
    int at = 0;
    for (const auto& value : values) {
        ++at;
        if (value.text) {
            bind_text(statement, at, *value.text);
        } else {
            bind_integer(statement, at, value.number);
        }
    }
    return Cursor(statement);
}

void Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(sqlite3_extended_errcode(db_), "script");
}

std::int64_t Connection::last_insert_rowid() const {
    return sqlite3_last_insert_rowid(db_);
}
std::int64_t Connection::total_changes() const {
    return sqlite3_total_changes64(db_);
}
bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}

void Connection::watch(std::function<void()> look) {
    constexpr int every_steps = 20'000;  // of SQLite's machine: some milliseconds
    watch_ = std::move(look);
    const auto call = [](void* self) {
        static_cast<Connection*>(self)->watch_();
        return 0;  // go on
    };
    sqlite3_progress_handler(db_, watch_ ? every_steps : 0, call, this);
}

void Connection::set_busy_timeout(int ms) {
    sqlite3_busy_timeout(db_, ms);
}

bool Connection::checkpoint(Checkpoint kind) {
    const int mode =
        kind == Checkpoint::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
    int log = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, mode, &log, &moved);
    if ((code & 0xff) == SQLITE_BUSY) return false;
    check(code, "checkpoint");
    return log == moved;
}

void Connection::bind_integer(sqlite3_stmt* s, int at, std::int64_t value) {
    check(sqlite3_bind_int64(s, at, value), "bind");
}
void Connection::bind_text(sqlite3_stmt* s, int at, std::string_view value) {
    // A null pointer would bind NULL where an empty text is meant.
    const char* bytes = value.data() == nullptr ? "" : value.data();
    const auto owner = texts_ == Texts::copied ? SQLITE_TRANSIENT : SQLITE_STATIC;
    check(sqlite3_bind_text64(s, at, bytes, value.size(), owner, SQLITE_UTF8), "bind");
}
void Connection::bind_blob(sqlite3_stmt* s, int at, std::string_view value) {
    const char* bytes = value.data() == nullptr ? "" : value.data();
    const auto owner = texts_ == Texts::copied ? SQLITE_TRANSIENT : SQLITE_STATIC;
    check(sqlite3_bind_blob64(s, at, bytes, value.size(), owner), "bind");
}
void Connection::bind_null(sqlite3_stmt* s, int at) {
    check(sqlite3_bind_null(s, at), "bind");
}

std::string join_words(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) {
        DVC_INVARIANT(!word.empty() && word.find('\n') == std::string::npos);
        if (!out.empty()) out += '\n';
        out += word;
    }
    return out;
}

}  // namespace dvcpay::sqlite
