// dvcpay-raw: the machine's own limit. Takes the rows that creates of a gateway left in its store
// and writes the same rows into a fresh store of the same schema with bare SQLite: prepared
// INSERTs, one COMMIT per group, WAL, synchronous=FULL.
//   dvcpay-raw --from STORE --to FILE --group N
// Prints one JSON line: creates, rows and bytes per create, seconds, creates per second.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include "store/sqlite/migrate.hpp"

namespace {

using Cell = std::variant<std::monostate, std::int64_t, std::string>;
struct Value {
    Cell cell;
    bool blob = false;
};
struct Row {
    std::size_t table = 0;
    std::vector<Value> values;
};
struct Table {
    std::string name;
    std::string
        of_payment;  ///< condition naming the rows of one payment, ?1 = its id, ?2 its reference
};

const std::vector<Table> tables = {
    {"payments", "id = ?1"},
    {"payment_lines", "payment_id = ?1"},
    {"personal_data", "payment_id = ?1"},
    {"claim_obligation", "reference = ?2"},
    {"idempotency", "number IN (SELECT number FROM claims WHERE object_id = ?1)"},
    {"events", "chain = ?1"},
    {"deliveries", "chain = ?1"},
};

[[noreturn]] void stop(sqlite3* db, const char* what) {
    std::fprintf(stderr, "dvcpay-raw: %s: %s\n", what, db == nullptr ? "?" : sqlite3_errmsg(db));
    std::exit(2);
}

void run(sqlite3* db, const std::string& sql) {
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        stop(db, sql.c_str());
}

sqlite3_stmt* prepare(sqlite3* db, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK) {
        stop(db, sql.c_str());
    }
    return statement;
}

std::string text_of(sqlite3_stmt* statement, int column) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

Row read_row(sqlite3_stmt* statement, std::size_t table) {
    Row row;
    row.table = table;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        switch (sqlite3_column_type(statement, i)) {
            case SQLITE_NULL:
                row.values.push_back({std::monostate{}, false});
                break;
            case SQLITE_INTEGER:
                row.values.push_back({std::int64_t{sqlite3_column_int64(statement, i)}, false});
                break;
            case SQLITE_BLOB:
                row.values.push_back({text_of(statement, i), true});
                break;
            default:
                row.values.push_back({text_of(statement, i), false});
                break;
        }
    }
    return row;
}

struct Creates {
    std::vector<std::vector<Row>> each;
    std::size_t rows = 0;
    std::size_t bytes = 0;
};

std::size_t bytes_of(const Row& row) {
    std::size_t bytes = 0;
    for (const auto& value : row.values) {
        if (const auto* text = std::get_if<std::string>(&value.cell)) bytes += text->size();
        if (std::holds_alternative<std::int64_t>(value.cell)) bytes += 8;
    }
    return bytes;
}

Creates read_creates(sqlite3* db, std::int64_t limit) {
    Creates out;
    // The gateway never looks for a claim by its object and has no index for it; here each is
    // looked for.
    run(db, "CREATE TEMP TABLE claims AS SELECT object_id, number FROM idempotency");
    run(db, "CREATE INDEX temp.claims_by_object ON claims (object_id)");
    std::vector<sqlite3_stmt*> of_payment;
    of_payment.reserve(tables.size());
    for (const auto& table : tables) {
        of_payment.push_back(
            prepare(db, "SELECT * FROM " + table.name + " WHERE " + table.of_payment)
        );
    }
    sqlite3_stmt* all = prepare(db, "SELECT id, reference FROM payments ORDER BY number LIMIT ?1");
    sqlite3_bind_int64(all, 1, limit);
    while (sqlite3_step(all) == SQLITE_ROW) {
        const std::string id = text_of(all, 0);
        const std::string reference = text_of(all, 1);
        std::vector<Row> rows;
        for (std::size_t t = 0; t < tables.size(); ++t) {
            sqlite3_stmt* statement = of_payment[t];
            sqlite3_reset(statement);
            sqlite3_bind_text(statement, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
            if (sqlite3_bind_parameter_count(statement) > 1) {
                sqlite3_bind_text(
                    statement,
                    2,
                    reference.data(),
                    static_cast<int>(reference.size()),
                    SQLITE_STATIC
                );
            }
            while (sqlite3_step(statement) == SQLITE_ROW) rows.push_back(read_row(statement, t));
        }
        for (const auto& row : rows) out.bytes += bytes_of(row);
        out.rows += rows.size();
        out.each.push_back(std::move(rows));
    }
    sqlite3_finalize(all);
    for (auto* statement : of_payment) sqlite3_finalize(statement);
    return out;
}

void bind(sqlite3_stmt* statement, const Row& row) {
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const int at = static_cast<int>(i) + 1;
        const Value& value = row.values[i];
        if (const auto* number = std::get_if<std::int64_t>(&value.cell)) {
            sqlite3_bind_int64(statement, at, *number);
        } else if (const auto* text = std::get_if<std::string>(&value.cell)) {
            const int size = static_cast<int>(text->size());
            value.blob ? sqlite3_bind_blob(statement, at, text->data(), size, SQLITE_STATIC)
                       : sqlite3_bind_text(statement, at, text->data(), size, SQLITE_STATIC);
        } else {
            sqlite3_bind_null(statement, at);
        }
    }
}

double write_creates(sqlite3* db, const Creates& creates, std::size_t group) {
    std::vector<sqlite3_stmt*> inserts(tables.size(), nullptr);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t done = 0; done < creates.each.size();) {
        run(db, "BEGIN IMMEDIATE");
        for (std::size_t n = 0; n < group && done < creates.each.size(); ++n, ++done) {
            for (const auto& row : creates.each[done]) {
                sqlite3_stmt*& insert = inserts[row.table];
                if (insert == nullptr) {
                    std::string marks = "?";
                    for (std::size_t i = 1; i < row.values.size(); ++i) marks += ",?";
                    insert = prepare(
                        db, "INSERT INTO " + tables[row.table].name + " VALUES (" + marks + ")"
                    );
                }
                bind(insert, row);
                if (sqlite3_step(insert) != SQLITE_DONE) stop(db, "insert");
                sqlite3_reset(insert);
            }
        }
        run(db, "COMMIT");
    }
    const auto end = std::chrono::steady_clock::now();
    for (auto* statement : inserts) sqlite3_finalize(statement);
    return std::chrono::duration<double>(end - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
    std::string from;
    std::string to;
    std::int64_t limit = 20'000;
    std::size_t group = 64;
    CLI::App app("raw rate of grouped commits of the gateway's own rows");
    app.add_option("--from", from)->required();
    app.add_option("--to", to)->required();
    app.add_option("--group", group);
    app.add_option("--limit", limit);
    CLI11_PARSE(app, argc, argv);
    sqlite3* source = nullptr;
    if (sqlite3_open_v2(from.c_str(), &source, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
        stop(source, "open");
    const Creates creates = read_creates(source, limit);
    sqlite3_close(source);
    dvcpay::sqlite::SqliteOptions options;
    options.path = to;
    options.boot_id = "raw";
    if (const auto made = dvcpay::sqlite::migrate(options); !made) {
        std::fprintf(stderr, "dvcpay-raw: %s\n", made.error().detail.c_str());
        return 2;
    }
    sqlite3* target = nullptr;
    if (sqlite3_open(to.c_str(), &target) != SQLITE_OK) stop(target, "open");
    run(target, "PRAGMA journal_mode=WAL");
    run(target, "PRAGMA synchronous=FULL");
    run(target, "PRAGMA cache_size=-16384");
    const double seconds = write_creates(target, creates, group);
    sqlite3_close(target);
    const auto n = static_cast<double>(creates.each.empty() ? 1 : creates.each.size());
    std::printf(
        "{\"creates\":%zu,\"rows_per_create\":%.2f,\"bytes_per_create\":%.0f,\"seconds\":%.3f,"
        "\"per_second\":%.0f}\n",
        creates.each.size(),
        static_cast<double>(creates.rows) / n,
        static_cast<double>(creates.bytes) / n,
        seconds,
        static_cast<double>(creates.each.size()) / seconds
    );
    return creates.each.empty() ? 1 : 0;
}
