#pragma once
// What the in-memory file system keeps: files with their synced content and the writes since, and
// how a loss of power takes some of them back. Private to memory_vfs.cpp.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <variant>
#include <vector>

#include <sqlite3.h>

#include "support/memory_vfs.hpp"

namespace dvcpay::testing {
namespace memory_disk {

inline constexpr std::size_t sector_bytes = 512;

/// SplitMix64: small, seeded, the same everywhere.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }

  private:
    std::uint64_t state_;
};

struct Written {
    std::size_t offset;
    std::string bytes;
};
struct Truncated {
    std::size_t size;
};
using Change = std::variant<Written, Truncated>;

inline void redo(std::string& content, const Change& change) {
    if (const auto* cut = std::get_if<Truncated>(&change)) {
        content.resize(std::min(content.size(), cut->size));
        return;
    }
    const auto& write = std::get<Written>(change);
    if (content.size() < write.offset + write.bytes.size())
        content.resize(write.offset + write.bytes.size());
    content.replace(write.offset, write.bytes.size(), write.bytes);
}

/// The WAL index: memory that every connection of the process sees, and eight locks.
struct SharedMemory {
    struct Slot {
        int readers = 0;
        const void* owner = nullptr;
    };
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<Slot, SQLITE_SHM_NLOCK> slots;
    int users = 0;
};

struct File {
    std::string view;    ///< as the running system sees it
    std::string synced;  ///< as the disk certainly has it
    std::vector<Change> unsynced;
    std::shared_ptr<SharedMemory> shm = std::make_shared<SharedMemory>();
    int readers = 0;
    const void* reserved = nullptr;
    const void* pending = nullptr;
    const void* exclusive = nullptr;

    void change(Change c) {
        redo(view, c);
        unsynced.push_back(std::move(c));
    }
    void sync() {
        for (const auto& c : unsynced) redo(synced, c);
        unsynced.clear();
    }
    void forget_locks() {
        shm = std::make_shared<SharedMemory>();
        readers = 0;
        reserved = pending = exclusive = nullptr;
    }
};

/// What stays of one write when some of its sectors do not.
inline void apply_some(
    std::string& content, const Change& change, Dice& dice, std::uint64_t keep_of_8
) {
    const auto* write = std::get_if<Written>(&change);
    if (write == nullptr) {
        if (dice.below(8) < keep_of_8) redo(content, change);
        return;
    }
    std::size_t at = 0;
    while (at < write->bytes.size()) {
        const std::size_t in_sector = sector_bytes - (write->offset + at) % sector_bytes;
        const std::size_t size = std::min(in_sector, write->bytes.size() - at);
        if (dice.below(8) < keep_of_8)
            redo(content, Written{write->offset + at, write->bytes.substr(at, size)});
        at += size;
    }
}

inline void lose_some(File& file, Dice& dice) {
    std::string content = file.synced;
    const bool prefix = dice.below(2) == 0;
    const std::uint64_t keep_of_8 = dice.below(9);
    const std::size_t kept = file.unsynced.empty() ? 0 : dice.below(file.unsynced.size() + 1);
    for (std::size_t i = 0; i < file.unsynced.size(); ++i) {
        if (prefix && i < kept) {
            redo(content, file.unsynced[i]);
        } else if (!prefix || i == kept) {
            apply_some(content, file.unsynced[i], dice, keep_of_8);
        }
    }
    file.view = std::move(content);
}

inline int default_code(Operation operation) {
    switch (operation) {
        case Operation::open:
            return SQLITE_CANTOPEN;
        case Operation::read:
            return SQLITE_IOERR_READ;
        case Operation::write:
            return SQLITE_IOERR_WRITE;
        case Operation::sync:
            return SQLITE_IOERR_FSYNC;
        case Operation::truncate:
            return SQLITE_IOERR_TRUNCATE;
        case Operation::remove:
            return SQLITE_IOERR_DELETE;
        case Operation::access:
            return SQLITE_IOERR_ACCESS;
        case Operation::lock:
            return SQLITE_IOERR_LOCK;
        case Operation::shm:
            return SQLITE_IOERR_SHMMAP;
        case Operation::any:
            break;
    }
    return SQLITE_IOERR;
}

}  // namespace memory_disk

struct MemoryVfs::Disk {
    std::string name;
    sqlite3_vfs vfs{};
    mutable std::recursive_mutex mutex;
    std::map<std::string, std::shared_ptr<memory_disk::File>, std::less<>> files;
    memory_disk::Dice dice{1};
    std::uint64_t generation = 0;
    std::uint64_t operations = 0;
    std::optional<VfsFault> fault;
    std::uint64_t matched = 0;
    bool struck = false;
    FailedSync failed_sync = FailedSync::keeps;

    /// SQLITE_OK, or what the fault makes of this operation.
    int strike(Operation operation, std::string_view file) {
        ++operations;
        if (!fault) return SQLITE_OK;
        const auto mask = static_cast<unsigned>(fault->strikes);
        if ((mask & static_cast<unsigned>(operation)) == 0 || !file.ends_with(fault->file))
            return SQLITE_OK;
        const std::uint64_t nth = matched++;
        if (nth < fault->after || nth - fault->after >= fault->times) return SQLITE_OK;
        struck = true;
        return fault->code != 0 ? fault->code : memory_disk::default_code(operation);
    }
};

}  // namespace dvcpay::testing
