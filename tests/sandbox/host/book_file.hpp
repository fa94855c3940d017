#pragma once
// The book as a file of JSON lines that survives a crash of anybody: appended, fsynced, then told.
#include <string>

#include "domain/result.hpp"
#include "sandbox/book.hpp"

namespace dvcpay::sandbox {

class BookFile final : public BookSink {
  public:
    /// Appends to what is there. Fault::configuration where the file cannot be opened.
    static Result<BookFile> open(const std::string& path);
    BookFile(BookFile&& other) noexcept;
    BookFile& operator=(BookFile&&) = delete;
    BookFile(const BookFile&) = delete;
    BookFile& operator=(const BookFile&) = delete;
    ~BookFile() override;

    /// Blocks for one fsync. Throws std::system_error when the disk refuses: a judge that forgets
    /// is worse than none.
    void append(std::string line) override;

  private:
    explicit BookFile(int file) : file_(file) {}
    int file_;
};

}  // namespace dvcpay::sandbox
