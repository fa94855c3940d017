#include "support/memory_vfs.hpp"

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

#include "support/memory_disk.hpp"

namespace dvcpay::testing {
namespace {

using memory_disk::Change;
using memory_disk::Dice;
using memory_disk::File;
using memory_disk::lose_some;
using memory_disk::sector_bytes;
using memory_disk::SharedMemory;
using memory_disk::Truncated;
using memory_disk::Written;

using Disk = MemoryVfs::Disk;

/// An open file. SQLite allocates it, so it is made and unmade in place.
struct Handle {
    sqlite3_file base{};
    Disk* disk = nullptr;
    std::string path;
    std::shared_ptr<File> file;
    std::shared_ptr<SharedMemory> shm;
    std::uint64_t generation = 0;
    int level = SQLITE_LOCK_NONE;
    unsigned shm_readers = 0;
    unsigned shm_owned = 0;
    bool is_temporary = false;

    bool is_stale() const { return generation != disk->generation; }
};

Handle* handle_of(sqlite3_file* file) {
    return reinterpret_cast<Handle*>(file);
}
Disk* disk_of(sqlite3_vfs* vfs) {
    return static_cast<Disk*>(vfs->pAppData);
}

/// Every operation on an open file begins here.
int begin(Handle& h, Operation operation) {
    if (h.is_stale()) return SQLITE_IOERR;
    return h.disk->strike(operation, h.path);
}

void unlock_to(Handle& h, int level) {
    File& f = *h.file;
    if (level < SQLITE_LOCK_EXCLUSIVE && f.exclusive == &h) f.exclusive = nullptr;
    if (level < SQLITE_LOCK_PENDING && f.pending == &h) f.pending = nullptr;
    if (level < SQLITE_LOCK_RESERVED && f.reserved == &h) f.reserved = nullptr;
    if (level < SQLITE_LOCK_SHARED && h.level >= SQLITE_LOCK_SHARED) --f.readers;
    h.level = std::min(h.level, level);
}

void shm_unlock(Handle& h, unsigned mask) {
    for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        const unsigned bit = 1U << i;
        if ((mask & bit) == 0) continue;
        auto& slot = h.shm->slots[i];
        if ((h.shm_readers & bit) != 0) --slot.readers;
        if ((h.shm_owned & bit) != 0) slot.owner = nullptr;
    }
    h.shm_readers &= ~mask;
    h.shm_owned &= ~mask;
}

void leave_shm(Handle& h) {
    if (!h.shm) return;
    shm_unlock(h, ~0U);
    // The last one out takes the index with it, as on a real system: the next one reads the log
    // anew.
    if (--h.shm->users == 0) h.shm->regions.clear();
    h.shm.reset();
}

int x_close(sqlite3_file* file) {
    Handle* h = handle_of(file);
    {
        const std::lock_guard lock(h->disk->mutex);
        leave_shm(*h);
        if (!h->is_stale()) unlock_to(*h, SQLITE_LOCK_NONE);
        if (h->is_temporary) h->disk->files.erase(h->path);
    }
    h->~Handle();
    return SQLITE_OK;
}

int x_read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (const int code = begin(h, Operation::read)) return code;
    const auto want = static_cast<std::size_t>(size);
    const auto at = std::min(static_cast<std::size_t>(offset), h.file->view.size());
    const std::size_t got = std::min(want, h.file->view.size() - at);
    std::memcpy(into, h.file->view.data() + at, got);
    if (got == want) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + got, 0, want - got);
    return SQLITE_IOERR_SHORT_READ;
}

int x_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const int code = begin(h, Operation::write);
    if (code != SQLITE_OK) {
        if (h.is_stale()) return code;
        bytes.resize(bytes.size() / 2);  // a failed write is a torn one
    }
    h.file->change(Written{static_cast<std::size_t>(offset), std::move(bytes)});
    return code;
}

int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (const int code = begin(h, Operation::truncate)) return code;
    h.file->change(Truncated{static_cast<std::size_t>(size)});
    return SQLITE_OK;
}

int x_sync(sqlite3_file* file, int) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (const int code = begin(h, Operation::sync)) {
        if (!h.is_stale() && h.disk->failed_sync == MemoryVfs::FailedSync::drops) {
            h.file->view = h.file->synced;
            h.file->unsynced.clear();
        }
        return code;
    }
    h.file->sync();
    return SQLITE_OK;
}

int x_file_size(sqlite3_file* file, sqlite3_int64* size) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (const int code = begin(h, Operation::access)) return code;
    *size = static_cast<sqlite3_int64>(h.file->view.size());
    return SQLITE_OK;
}

int x_lock(sqlite3_file* file, int level) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (h.level >= level) return SQLITE_OK;
    if (const int code = begin(h, Operation::lock)) return code;
    File& f = *h.file;
    const auto other = [&h](const void* owner) { return owner != nullptr && owner != &h; };
    if (h.level == SQLITE_LOCK_NONE) {
        if (other(f.exclusive) || other(f.pending)) return SQLITE_BUSY;
        ++f.readers;
        h.level = SQLITE_LOCK_SHARED;
    }
    if (level >= SQLITE_LOCK_RESERVED) {
        if (other(f.reserved)) return SQLITE_BUSY;
        f.reserved = &h;
        h.level = std::max(h.level, SQLITE_LOCK_RESERVED);
    }
    if (level >= SQLITE_LOCK_EXCLUSIVE) {
        f.pending = &h;
        h.level = SQLITE_LOCK_PENDING;
        if (f.readers > 1) return SQLITE_BUSY;
        f.exclusive = &h;
        h.level = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
}

int x_unlock(sqlite3_file* file, int level) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    if (!h.is_stale()) unlock_to(h, level);
    return SQLITE_OK;
}

int x_check_reserved(sqlite3_file* file, int* result) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    *result = h.file->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
}

int x_file_control(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}
int x_sector_size(sqlite3_file*) {
    return static_cast<int>(sector_bytes);
}
int x_characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int x_shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    *out = nullptr;
    if (const int code = begin(h, Operation::shm)) return code;
    if (!h.shm) {
        h.shm = h.file->shm;
        ++h.shm->users;
    }
    const auto index = static_cast<std::size_t>(region);
    if (index >= h.shm->regions.size() && extend == 0) return SQLITE_OK;
    while (h.shm->regions.size() <= index) {
        h.shm->regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *out = h.shm->regions[index].get();
    return SQLITE_OK;
}

int x_shm_lock(sqlite3_file* file, int first, int count, int flags) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    const unsigned mask = ((1U << static_cast<unsigned>(count)) - 1U)
                          << static_cast<unsigned>(first);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        if (h.shm) shm_unlock(h, mask);
        return SQLITE_OK;
    }
    if (const int code = begin(h, Operation::lock)) return code;
    for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        const unsigned bit = 1U << i;
        if ((mask & bit) == 0) continue;
        const auto& slot = h.shm->slots[i];
        if (slot.owner != nullptr && slot.owner != &h) return SQLITE_BUSY;
        const int mine = (h.shm_readers & bit) != 0 ? 1 : 0;
        if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && slot.readers > mine) return SQLITE_BUSY;
    }
    for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        const unsigned bit = 1U << i;
        if ((mask & bit) == 0) continue;
        auto& slot = h.shm->slots[i];
        if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
            slot.owner = &h;
            h.shm_owned |= bit;
        } else if ((h.shm_readers & bit) == 0) {
            ++slot.readers;
            h.shm_readers |= bit;
        }
    }
    return SQLITE_OK;
}

void x_shm_barrier(sqlite3_file*) {
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

int x_shm_unmap(sqlite3_file* file, int) {
    Handle& h = *handle_of(file);
    const std::lock_guard lock(h.disk->mutex);
    leave_shm(h);
    return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_file_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_check_reserved,
    .xFileControl = x_file_control,
    .xSectorSize = x_sector_size,
    .xDeviceCharacteristics = x_characteristics,
    .xShmMap = x_shm_map,
    .xShmLock = x_shm_lock,
    .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int x_open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    Disk* disk = disk_of(vfs);
    file->pMethods = nullptr;
    const std::lock_guard lock(disk->mutex);
    const std::string name =
        path != nullptr ? path : "temporary-" + std::to_string(disk->operations);
    if (const int code = disk->strike(Operation::open, name)) return code;
    auto found = disk->files.find(name);
    if (found == disk->files.end()) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        found = disk->files.emplace(name, std::make_shared<File>()).first;
    }
    auto* h = new (file) Handle;
    h->base.pMethods = &methods;
    h->disk = disk;
    h->path = name;
    h->file = found->second;
    h->generation = disk->generation;
    h->is_temporary = path == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int x_delete(sqlite3_vfs* vfs, const char* path, int) {
    Disk* disk = disk_of(vfs);
    const std::lock_guard lock(disk->mutex);
    if (const int code = disk->strike(Operation::remove, path)) return code;
    return disk->files.erase(path) == 0 ? SQLITE_IOERR_DELETE_NOENT : SQLITE_OK;
}

int x_access(sqlite3_vfs* vfs, const char* path, int, int* result) {
    Disk* disk = disk_of(vfs);
    const std::lock_guard lock(disk->mutex);
    if (const int code = disk->strike(Operation::access, path)) return code;
    *result = disk->files.contains(std::string_view(path)) ? 1 : 0;
    return SQLITE_OK;
}

int x_full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

int x_randomness(sqlite3_vfs* vfs, int size, char* out) {
    Disk* disk = disk_of(vfs);
    const std::lock_guard lock(disk->mutex);
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(disk->dice.next() & 0xffU);
    return size;
}

int x_sleep(sqlite3_vfs*, int microseconds) {
    return microseconds;
}  // nobody waits for wall time here
int x_time_ms(sqlite3_vfs*, sqlite3_int64* now) {
    *now = 0;
    return SQLITE_OK;
}
int x_time_days(sqlite3_vfs*, double* now) {
    *now = 0;
    return SQLITE_OK;
}
int x_last_error(sqlite3_vfs*, int, char*) {
    return 0;
}

}  // namespace

MemoryVfs::MemoryVfs(std::string name, std::uint64_t seed, Default as_default)
    : disk_(std::make_unique<Disk>()) {
    disk_->name = std::move(name);
    disk_->dice = Dice(seed);
    sqlite3_vfs& vfs = disk_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = 512;
    vfs.zName = disk_->name.c_str();
    vfs.pAppData = disk_.get();
    vfs.xOpen = x_open;
    vfs.xDelete = x_delete;
    vfs.xAccess = x_access;
    vfs.xFullPathname = x_full_path;
    vfs.xRandomness = x_randomness;
    vfs.xSleep = x_sleep;
    vfs.xCurrentTime = x_time_days;
    vfs.xCurrentTimeInt64 = x_time_ms;
    vfs.xGetLastError = x_last_error;
    if (sqlite3_vfs_register(&vfs, as_default == Default::yes ? 1 : 0) != SQLITE_OK) {
        throw std::runtime_error("the file system in memory could not be registered");
    }
    if (as_default == Default::yes) sqlite3_randomness(0, nullptr);  // asks us for its next seed
}

MemoryVfs::~MemoryVfs() {
    sqlite3_vfs_unregister(&disk_->vfs);
}

const std::string& MemoryVfs::name() const {
    return disk_->name;
}

void MemoryVfs::fail(const VfsFault& fault) {
    const std::lock_guard lock(disk_->mutex);
    disk_->fault = fault;
    disk_->matched = 0;
    disk_->struck = false;
}

void MemoryVfs::heal() {
    const std::lock_guard lock(disk_->mutex);
    disk_->fault.reset();
}

bool MemoryVfs::struck() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->struck;
}

std::uint64_t MemoryVfs::operations() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->operations;
}

void MemoryVfs::on_failed_sync(FailedSync what) {
    const std::lock_guard lock(disk_->mutex);
    disk_->failed_sync = what;
}

void MemoryVfs::crash(Loss loss, std::uint64_t seed) {
    const std::lock_guard lock(disk_->mutex);
    ++disk_->generation;
    Dice dice(seed);
    for (auto& [path, file] : disk_->files) {
        // Handles that were open keep the old object; the disk goes on with its own.
        auto survivor = std::make_shared<File>(*file);
        survivor->forget_locks();
        switch (loss) {
            case Loss::everything:
                survivor->view = survivor->synced;
                break;
            case Loss::some:
                lose_some(*survivor, dice);
                break;
            case Loss::nothing:
                break;
        }
        // After a loss the disk is what it is. A dead process alone syncs nothing: a later loss may
        // still come.
        if (loss != Loss::nothing) {
            survivor->synced = survivor->view;
            survivor->unsynced.clear();
        }
        file = std::move(survivor);
    }
}

bool MemoryVfs::exists(std::string_view path) const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->files.contains(path);
}

std::string MemoryVfs::content(std::string_view path) const {
    const std::lock_guard lock(disk_->mutex);
    const auto found = disk_->files.find(path);
    return found == disk_->files.end() ? std::string() : found->second->view;
}

void MemoryVfs::put_content(std::string_view path, std::string bytes) {
    const std::lock_guard lock(disk_->mutex);
    auto& file = disk_->files[std::string(path)];
    if (!file) file = std::make_shared<File>();
    file->view = bytes;
    file->synced = std::move(bytes);
    file->unsynced.clear();
}

}  // namespace dvcpay::testing
