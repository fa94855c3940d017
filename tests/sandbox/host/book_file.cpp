#include "sandbox_host/book_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dvcpay::sandbox {

namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Result<BookFile> BookFile::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) {
        return Error(
            Fault::configuration, "book " + path + ": " + std::generic_category().message(errno)
        );
    }
    return BookFile(file);
}

BookFile::BookFile(BookFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

BookFile::~BookFile() {
    if (file_ >= 0) ::close(file_);
}

void BookFile::append(std::string line) {
    line += '\n';
    std::size_t written = 0;
    while (written < line.size()) {
        const auto n = ::write(file_, line.data() + written, line.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("writing the book");
        written += static_cast<std::size_t>(n);
    }
    if (::fdatasync(file_) != 0) fail("syncing the book");
}

}  // namespace dvcpay::sandbox
