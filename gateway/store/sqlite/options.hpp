#pragma once
// How a store on SQLite is opened. Plain data.
#include <cstdint>
#include <string>

namespace dvcpay::sqlite {

struct SqliteOptions {
    std::string path;
    std::string vfs_name;  ///< empty: the platform's; the simulation names its own
    /// Names this run of the writer in its commit marks; must differ from run to run
    /// (FlowConfig::boot_id).
    std::string boot_id;
    std::int64_t queue_max = 4096;      ///< writes waiting; more are Fault::overloaded
    std::int64_t reads_max = 4096;      ///< reads waiting or running; more are Fault::overloaded
    std::int64_t group_jobs_max = 512;  ///< writes that share one COMMIT
    std::int64_t group_rows_max =
        10'000;                      ///< a group takes no further write beyond so many changed rows
    std::int64_t retry_after_s = 1;  ///< told with overloaded and store_unavailable
    int busy_timeout_ms = 5000;      ///< how long another process may hold the file
    std::int64_t writer_cache_kib = 16'384;
    std::int64_t reader_cache_kib = 4096;
    std::int64_t idle_readers_max = 4;  ///< reader connections kept open
    std::int64_t checkpoint_pages =
        1000;  ///< the log is moved into the database beyond so many pages
};

}  // namespace dvcpay::sqlite
