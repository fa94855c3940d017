#include "app/private_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dvcpay::app {
namespace {

constexpr off_t private_bytes_max = off_t{64} * 1024;

Error refused(const std::string& path) {
    return Error(Fault::configuration, path + ": " + std::generic_category().message(errno));
}

/// A descriptor that is closed.
struct File {
    int number = -1;
    explicit File(int opened) : number(opened) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (number >= 0) ::close(number);
    }
};

std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

bool write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t wrote = ::write(file, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

/// What root makes in another user's folder belongs to that user, who has to read it.
bool give_to_owner(int file, const std::string& folder) {
    struct stat info{};
    if (::geteuid() != 0 || ::stat(folder.c_str(), &info) != 0) return true;
    return ::fchown(file, info.st_uid, info.st_gid) == 0;
}

}  // namespace

Result<void> sync_folder_of(const std::string& path) {
    const std::string folder = folder_of(path);
    const File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.number < 0 || ::fsync(opened.number) != 0) return refused(folder);
    return ok();
}

Result<void> write_private_file(const std::string& path, std::string_view content) {
    const std::string part = path + ".part";
    ::unlink(part.c_str());  // of a run that was killed
    {
        const File file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.number < 0) return refused(part);
        const bool whole = ::fchmod(file.number, 0600) == 0 &&
                           give_to_owner(file.number, folder_of(path)) &&
                           write_all(file.number, content) && ::fsync(file.number) == 0;
        if (!whole) return refused(part);
    }
    // A link refuses a name that is taken, where a rename would replace what stands there.
    if (::link(part.c_str(), path.c_str()) != 0) {
        const Error why = refused(path);
        ::unlink(part.c_str());
        return why;
    }
    ::unlink(part.c_str());
    return sync_folder_of(path);
}

Result<Secret> read_private_file(const std::string& path) {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info{};
    if (file.number < 0 || ::fstat(file.number, &info) != 0) return refused(path);
    if (!S_ISREG(info.st_mode)) return Error(Fault::configuration, path + " is not a regular file");
    if ((info.st_mode & S_IRWXO) != 0)
        return Error(
            Fault::configuration, path + " is open to everybody; expected mode 0600 (chmod 600)"
        );
    if (info.st_size > private_bytes_max)
        return Error(Fault::configuration, path + " is larger than 64 KiB");
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t got = ::read(file.number, text.data() + have, text.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refused(path);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) return Error(Fault::configuration, path + " is empty");
    return Secret(std::move(text));
}

}  // namespace dvcpay::app
