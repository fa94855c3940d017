#include "app/ring_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>

#include "app/private_file.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "ring-";
constexpr std::size_t random_digits = 4;

Result<void> check_folder(const std::string& folder) {
    std::error_code failed;
    if (!fs::exists(folder, failed)) {
        fs::create_directory(folder, failed);
        if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
        if (failed) return Error(Fault::configuration, folder + ": " + failed.message());
    }
    struct stat info{};
    if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        return Error(Fault::configuration, folder + " is no directory");
    if ((info.st_mode & (S_IWGRP | S_IRWXO)) != 0)
        return Error(Fault::configuration, folder + " is open to others; expected mode 0700");
    return ok();
}

}  // namespace

std::optional<std::int64_t> ring_number(const std::string& id) {
    if (!id.starts_with(prefix)) return std::nullopt;
    const std::string_view rest = std::string_view(id).substr(prefix.size());
    const std::size_t dash = rest.find('-');
    if (dash == std::string_view::npos || rest.size() != dash + 1 + random_digits)
        return std::nullopt;
    if (rest.find_first_not_of("0123456789abcdef", dash + 1) != std::string_view::npos)
        return std::nullopt;
    std::int64_t number = 0;
    const char* begin = rest.data();
    const char* end = begin + dash;
    const auto read = std::from_chars(begin, end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 1) return std::nullopt;
    return number;
}

std::vector<std::string> ring_ids(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        std::string name = entry.path().filename().string();
        if (ring_number(name)) out.push_back(std::move(name));
    }
    std::ranges::sort(out, [](const std::string& a, const std::string& b) {
        return std::pair(*ring_number(b), b) < std::pair(*ring_number(a), a);
    });
    return out;
}

Result<std::string> make_ring_key(const std::string& folder, Entropy& entropy) {
    BOOST_OUTCOME_TRY(check_folder(folder));
    // A retired key's number is not given again either.
    std::int64_t last = 0;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        const std::string stem = entry.path().filename().string();
        last = std::max(last, ring_number(stem.substr(0, stem.find('.'))).value_or(0));
    }
    std::array<std::byte, 34> random{};
    entropy.fill(random);
    const std::string bytes(reinterpret_cast<const char*>(random.data()), random.size());
    const Secret text(crypto::to_base64(bytes.substr(0, 32)) + "\n");
    const std::string id =
        fmt::format("{}{:04}-{}", prefix, last + 1, crypto::to_hex(bytes.substr(32)));
    BOOST_OUTCOME_TRY(text.reveal([&](std::string_view line) {
        return write_private_file((fs::path(folder) / id).string(), line);
    }));
    return id;
}

Result<bool> shelve_ring_key(const std::string& folder, const std::string& id) {
    const std::vector<std::string> ids = ring_ids(folder);
    if (folder.empty() || std::ranges::find(ids, id) == ids.end()) return false;
    const fs::path from = fs::path(folder) / id;
    std::error_code failed;
    fs::rename(from, from.string() + ".retired", failed);
    if (failed) return Error(Fault::configuration, from.string() + ": " + failed.message());
    BOOST_OUTCOME_TRY(sync_folder_of(from.string()));
    return true;
}

}  // namespace dvcpay::app
