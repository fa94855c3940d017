#include "app/wiring_witness.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ops/witness_text.hpp"

namespace dvcpay::app {
namespace {

/// A descriptor that is closed whatever happens.
class File {
  public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return fd_; }

  private:
    int fd_;
};

Error failed(const std::string& path) {
    return Error(Fault::unavailable, path + ": " + std::generic_category().message(errno));
}

bool ends_within_a_line(int fd) {
    const off_t size = ::lseek(fd, 0, SEEK_END);
    char last = '\n';
    if (size > 0 && ::pread(fd, &last, 1, size - 1) != 1) return true;
    return last != '\n';
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Task<void> append_there(std::string path, std::string lines, Result<void>* out) {
    *out = append_durably(path, std::move(lines));
    co_return;
}

}  // namespace

Result<void> append_durably(const std::string& path, std::string lines) {
    const bool fresh = ::access(path.c_str(), F_OK) != 0;
    const File file(path, O_RDWR | O_APPEND | O_CREAT);
    if (file.fd() < 0) return failed(path);
    if (ends_within_a_line(file.fd())) lines.insert(lines.begin(), '\n');
    if (!write_all(file.fd(), lines) || ::fsync(file.fd()) != 0) return failed(path);
    if (!fresh) return ok();
    const std::string folder = std::filesystem::absolute(path).parent_path().string();
    const File around(folder, O_RDONLY | O_DIRECTORY);
    if (around.fd() < 0 || ::fsync(around.fd()) != 0) return failed(folder);
    return ok();
}

Task<Result<void>> WitnessFile::append(std::vector<Seal> seals) {
    std::string lines;
    for (const auto& seal : seals) lines += ops::witness_line(seal) + "\n";
    Result<void> done = Fault::internal_error;
    // Awaited to its end also when cancelled: the thread writes into this frame.
    co_await boost::asio::co_spawn(
        thread_, append_there(path_, std::move(lines), &done), boost::asio::use_awaitable
    );
    co_return done;
}

}  // namespace dvcpay::app
