#pragma once
// Another hand at a store's file, past the gateway: as an attacker, or a test that looks.
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace dvcpay::support {

/// The first column of the last row; empty where there is none. `vfs`: SQLite's usual one unless
/// named. Waits for a writer beside it.
inline std::string run_sql(
    const std::string& file, const std::string& text, const char* vfs = nullptr
) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, vfs), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    std::string out;
    const auto keep = [](void* to, int count, char** values, char**) {
        if (count > 0 && values[0] != nullptr) *static_cast<std::string*>(to) = values[0];
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, text.c_str(), keep, &out, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
    return out;
}

}  // namespace dvcpay::support
