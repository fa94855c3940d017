#include "cli/scratch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dvcpay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t text_bytes_max = std::uintmax_t{64} * 1024;

/// Somebody else's folder of this name is not used: it may be a trap in a common directory.
bool is_ours_alone(const std::string& folder) {
    struct stat info{};
    return ::lstat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode) &&
           info.st_uid == ::geteuid() && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

void empty(const std::string& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().filename() != "lock") fs::remove(entry.path(), ignored);
    }
}

}  // namespace

Result<std::unique_ptr<Scratch>> Scratch::make(const std::string& folder) {
    ::mkdir(folder.c_str(), 0700);  // where it is there already, the next line looks at it
    if (!is_ours_alone(folder))
        return Error(Fault::configuration, folder + " cannot be made, or is not ours alone");
    const std::string name = folder + "/lock";
    const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (lock >= 0) ::close(lock);
        return Error(Fault::configuration, folder + ": another command is using it");
    }
    empty(folder);
    return std::unique_ptr<Scratch>(new Scratch(folder, lock));
}

Scratch::~Scratch() {
    empty(folder_);
    std::error_code ignored;
    fs::remove(file("lock"), ignored);
    fs::remove(folder_, ignored);
    ::close(lock_);
}

Result<std::string> read_text_file(const std::string& path) {
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    std::ifstream in(path, std::ios::binary);
    if (failed || !in || size > text_bytes_max)
        return Error(Fault::configuration, path + " cannot be read, or is larger than 64 KiB");
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace dvcpay::cli
