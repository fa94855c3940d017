#pragma once
// A file system for SQLite that lives in memory and can lose power. For tests and the simulation.
//
// Every file knows what was synced and what was written since. crash() makes of each file what a
// disk might hold after the power went: what was synced, and of the rest nothing, a part, or all.
// It also forgets locks and shared memory. Handles that were open at the crash fail from then on,
// so the objects of the crashed program may be destroyed before or after it; the files stay for the
// next one. Supports WAL (shared memory in the process).
//
// Deterministic: the same calls with the same seeds give the same bytes. Thread-safe.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dvcpay::testing {

/// What a fault may strike; combined with |.
enum class Operation : std::uint16_t {
    open = 1,
    read = 2,
    write = 4,
    sync = 8,
    truncate = 16,
    remove = 32,
    access = 64,
    lock = 128,
    shm = 256,
    any = 511,
};
constexpr Operation operator|(Operation a, Operation b) {
    return static_cast<Operation>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}

struct VfsFault {
    Operation strikes = Operation::any;
    std::uint64_t after = 0;  ///< so many operations of that kind succeed first
    std::uint64_t times = 1;  ///< then so many fail; forever: UINT64_MAX
    int code = 0;             ///< 0: SQLite's I/O error of that operation; SQLITE_FULL, …
    std::string file;         ///< only files whose name ends so; empty: every file
};

class MemoryVfs {
  public:
    enum class Default : std::uint8_t { no, yes };

    /// Registers itself under `name`. As the default it also seeds SQLite's own random source,
    /// which names the generations of a write-ahead log; needed where two runs must give the same
    /// bytes.
    explicit MemoryVfs(std::string name, std::uint64_t seed = 1, Default as_default = Default::no);
    MemoryVfs(const MemoryVfs&) = delete;
    MemoryVfs& operator=(const MemoryVfs&) = delete;
    /// Every connection must be closed by then.
    ~MemoryVfs();

    const std::string& name() const;

    /// One fault at a time; setting one replaces the last.
    void fail(const VfsFault& fault);
    void heal();
    /// True where the fault has struck since it was set.
    bool struck() const;
    /// Operations of any kind so far.
    std::uint64_t operations() const;

    /// What a failed sync does to the bytes it was for: still in the system's memory, or thrown
    /// away, as some systems do.
    enum class FailedSync : std::uint8_t { keeps, drops };
    void on_failed_sync(FailedSync what);

    enum class Loss : std::uint8_t {
        everything,  ///< all that was not synced
        some,        ///< of it a prefix, or any of its sectors, drawn from `seed`
        nothing,     ///< the process died, the system lives
    };
    void crash(Loss loss, std::uint64_t seed = 0);

    /// For looking, and for planting damage.
    bool exists(std::string_view path) const;
    std::string content(std::string_view path) const;
    void put_content(std::string_view path, std::string bytes);

    struct Disk;

  private:
    std::unique_ptr<Disk> disk_;
};

}  // namespace dvcpay::testing
