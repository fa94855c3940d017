#include "app/backup_file.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "app/private_file.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::app {
namespace {

using crypto::ChunkPlace;
using Take = std::function<Result<void>(std::string_view clear)>;

Error cannot(const std::string& path, const char* what) {
    return Error(Fault::configuration, path + ": " + what);
}

std::string length_bytes(std::size_t size) {
    std::string out(4, '\0');
    for (std::size_t i = 0; i < 4; ++i, size >>= 8U) out[3 - i] = static_cast<char>(size & 0xffU);
    return out;
}

/// A file that appears under its name only when it is whole.
class NewFile {
  public:
    explicit NewFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        close();
        std::error_code ignored;
        std::filesystem::remove(part_, ignored);
    }
    Result<void> open() {
        if (std::filesystem::exists(path_)) return cannot(path_, "is there already");
        ::unlink(part_.c_str());  // of a run that was killed
        file_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file_ < 0) return cannot(part_, "cannot be made");
        return ok();
    }
    Result<void> write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t wrote = ::write(file_, bytes.data(), bytes.size());
            if (wrote <= 0) return cannot(part_, "cannot be written");
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        }
        return ok();
    }
    Result<void> sync() {
        if (::fsync(file_) != 0) return cannot(part_, "cannot be synced");
        close();
        return ok();
    }
    /// A link refuses a name that somebody took meanwhile.
    Result<void> name_it() {
        if (::link(part_.c_str(), path_.c_str()) != 0) return cannot(path_, "is there already");
        return sync_folder_of(path_);
    }
    const std::string& part() const { return part_; }

  private:
    void close() {
        if (file_ >= 0) ::close(file_);
        file_ = -1;
    }
    std::string path_;
    std::string part_;
    int file_ = -1;
};

/// The clear bytes piece by piece, with whether a piece is the last.
class Source {
  public:
    explicit Source(std::unique_ptr<std::istream> stream) : stream_(std::move(stream)) {}
    std::string next() {
        std::string piece(crypto::backup_chunk_bytes, '\0');
        stream_->read(piece.data(), static_cast<std::streamsize>(piece.size()));
        piece.resize(static_cast<std::size_t>(stream_->gcount()));
        return piece;
    }
    bool is_at_end() { return stream_->peek() == std::char_traits<char>::eof() && !stream_->bad(); }
    bool is_broken() const { return stream_->bad(); }

  private:
    std::unique_ptr<std::istream> stream_;
};

Result<std::string> read_header(std::istream& in) {
    std::string header;
    while (!header.ends_with("\n\n")) {
        const int c = in.get();
        if (c == std::char_traits<char>::eof() || header.size() >= crypto::backup_header_bytes_max)
            return Error(Fault::malformed, "not a backup file of dvcpay");
        header += static_cast<char>(c);
    }
    return header;
}

/// The next chunk; empty at the end of the file. Fault::malformed: cut within a chunk.
Result<std::optional<std::string>> read_chunk(std::istream& in) {
    std::array<char, 4> length{};
    in.read(length.data(), length.size());
    if (in.gcount() == 0) return std::optional<std::string>();
    std::size_t size = 0;
    for (const char byte : length) size = (size << 8U) | static_cast<unsigned char>(byte);
    const Error cut(Fault::malformed, "the file ends within a chunk, or is none of ours");
    if (in.gcount() != 4 || size > crypto::backup_chunk_bytes + 64) return cut;
    std::string chunk(size, '\0');
    in.read(chunk.data(), static_cast<std::streamsize>(size));
    if (in.gcount() != static_cast<std::streamsize>(size)) return cut;
    return std::optional(std::move(chunk));
}

Result<std::string> open_into(
    const std::string& from, const KeyForHeader& find_key, const Take& take
) {
    std::ifstream in(from, std::ios::binary);
    if (!in) return cannot(from, "cannot be read");
    BOOST_OUTCOME_TRY(const auto header, read_header(in));
    BOOST_OUTCOME_TRY(const auto key, find_key(header));
    crypto::Sha256 sum;
    BOOST_OUTCOME_TRY(auto chunk, read_chunk(in));
    if (!chunk) return Error(Fault::malformed, "the file ends before its first chunk");
    for (std::int64_t number = 0; chunk; ++number) {
        BOOST_OUTCOME_TRY(auto following, read_chunk(in));
        const ChunkPlace place = following ? ChunkPlace::more : ChunkPlace::last;
        BOOST_OUTCOME_TRY(const auto clear, crypto::open_chunk(key, number, place, *chunk));
        sum.add(clear);
        BOOST_OUTCOME_TRY(take(clear));
        chunk = std::move(following);
    }
    return sum.hex();
}

/// `watch`: clear bytes sealed, then read back.
Result<void> seal_source(
    const crypto::BackupKey& key,
    Source source,
    const std::string& to,
    const std::function<void(std::int64_t)>& watch
) {
    NewFile file(to);
    BOOST_OUTCOME_TRY(file.open());
    BOOST_OUTCOME_TRY(file.write(key.header));
    crypto::Sha256 sum;
    std::int64_t clear_bytes = 0;
    const auto went = [&](std::string_view piece) {
        clear_bytes += static_cast<std::int64_t>(piece.size());
        if (watch) watch(clear_bytes);
    };
    for (std::int64_t number = 0;; ++number) {
        const std::string piece = source.next();
        const ChunkPlace place = source.is_at_end() ? ChunkPlace::last : ChunkPlace::more;
        if (source.is_broken()) return cannot(to, "its source cannot be read");
        sum.add(piece);
        BOOST_OUTCOME_TRY(const auto chunk, crypto::seal_chunk(key, number, place, piece));
        BOOST_OUTCOME_TRY(file.write(length_bytes(chunk.size())));
        BOOST_OUTCOME_TRY(file.write(chunk));
        went(piece);
        if (place == ChunkPlace::last) break;
    }
    BOOST_OUTCOME_TRY(file.sync());
    const std::string meant = sum.hex();
    const auto same_key = [&key](std::string_view header) -> Result<crypto::BackupKey> {
        if (header != key.header) return Error(Fault::forged, "the header changed on the disk");
        return crypto::BackupKey{key.header, key.key.copy()};
    };
    const auto read_on = [&](std::string_view piece) -> Result<void> {
        went(piece);
        return ok();
    };
    BOOST_OUTCOME_TRY(const auto read_back, open_into(file.part(), same_key, read_on));
    if (read_back != meant) return Error(Fault::forged, to + ": read back, it is another file");
    return file.name_it();
}

}  // namespace

Result<void> seal_file(
    const crypto::BackupKey& key,
    const std::string& from,
    const std::string& to,
    const SealWatch& watch
) {
    auto in = std::make_unique<std::ifstream>(from, std::ios::binary);
    if (!*in) return cannot(from, "cannot be read");
    if (!watch) return seal_source(key, Source(std::move(in)), to, {});
    std::error_code unknown;
    const auto size = std::filesystem::file_size(from, unknown);
    const std::int64_t total = unknown ? 0 : 2 * static_cast<std::int64_t>(size);
    return seal_source(key, Source(std::move(in)), to, [&watch, total](std::int64_t done) {
        watch(done, total);
    });
}

Result<void> seal_text(const crypto::BackupKey& key, std::string_view text, const std::string& to) {
    return seal_source(
        key, Source(std::make_unique<std::istringstream>(std::string(text))), to, {}
    );
}

Result<void> open_file(const std::string& from, const KeyForHeader& key, const std::string& to) {
    NewFile file(to);
    BOOST_OUTCOME_TRY(file.open());
    BOOST_OUTCOME_TRY(open_into(from, key, [&file](std::string_view clear) {
        return file.write(clear);
    }));
    BOOST_OUTCOME_TRY(file.sync());
    return file.name_it();
}

Result<Secret> open_text(const std::string& from, const KeyForHeader& key) {
    std::string text;
    text.reserve(crypto::backup_chunk_bytes);  // it never moves: no copy stays behind
    BOOST_OUTCOME_TRY(open_into(from, key, [&text](std::string_view clear) -> Result<void> {
        if (text.size() + clear.size() > crypto::backup_chunk_bytes)
            return Error(Fault::malformed, "larger than a ring");
        text += clear;
        return ok();
    }));
    return Secret(std::move(text));
}

Result<std::string> file_sha256(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    crypto::Sha256 sum;
    std::string piece(crypto::backup_chunk_bytes, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        sum.add(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof()) return cannot(path, "cannot be read");
    return sum.hex();
}

}  // namespace dvcpay::app
