#include "app/config_secrets.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace dvcpay::app {
namespace {

constexpr off_t secret_bytes_max = 64 * 1024;

/// A mistake in words, or empty. `mode` is filled where the file exists.
std::string readable_file_fault(const std::string& path, struct stat* mode) {
    if (::stat(path.c_str(), mode) != 0)
        return "cannot open " + path + " (" + std::strerror(errno) + ")";
    if (!S_ISREG(mode->st_mode)) return path + " is not a regular file";
    if (::access(path.c_str(), R_OK) != 0)
        return "cannot read " + path + " (" + std::strerror(errno) + ")";
    return {};
}

/// False where the file must not be used.
bool check_privacy(
    Section* section, std::string_view key, const std::string& path, const struct stat& mode
) {
    if ((mode.st_mode & S_IRWXO) != 0) {
        section->error(key, path + " is open to everybody; expected mode 0600 (chmod 600)");
        return false;
    }
    if ((mode.st_mode & S_IRWXG) != 0)
        section->warn(key, path + " is open to its group; mode 0600 is enough");
    return true;
}

std::optional<Secret> read_file(Section* section, std::string_view key, const std::string& path) {
    struct stat mode{};
    if (const auto why = readable_file_fault(path, &mode); !why.empty()) {
        section->error(key, why);
        return std::nullopt;
    }
    if (!check_privacy(section, key, path, mode)) return std::nullopt;
    if (mode.st_size > secret_bytes_max) {
        section->error(key, path + " is larger than 64 KiB; a secret is expected");
        return std::nullopt;
    }
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) {
        section->error(key, path + " is empty");
        return std::nullopt;
    }
    return Secret(std::move(text));
}

std::optional<Secret> read_variable(
    Section* section, std::string_view key, const std::string& name, const Surroundings& around
) {
    const char* value = around.environment ? around.environment(name) : nullptr;
    if (value != nullptr && *value != '\0') return Secret(value);
    section->error(key, "environment variable " + name + " is not set");
    return std::nullopt;
}

std::optional<LoadedSecret> read_one(
    Section* section, std::string_view key, const Node& reference, const Surroundings& around
) {
    if (reference.kind != Node::Kind::table) {
        section->error(
            key, "a secret does not stand here itself; expected { file = \"…\" } or { env = \"…\" }"
        );
        return std::nullopt;
    }
    std::optional<Secret> text;
    std::optional<Day> expires;
    const Node* file = reference.find("file");
    const Node* env = reference.find("env");
    const Node* until = reference.find("expires");
    const std::size_t known = (file != nullptr) + (env != nullptr) + (until != nullptr);
    const bool one_source = (file == nullptr) != (env == nullptr);
    if (!one_source || known != reference.members.size()) {
        section->error(
            key,
            "expected { file = \"…\" } or { env = \"…\" }, and at most expires = a date beside it"
        );
        return std::nullopt;
    }
    if (until != nullptr && until->kind != Node::Kind::day)
        section->error(key, "expires: expected a date");
    if (until != nullptr && until->kind == Node::Kind::day) expires = until->day;
    const Node* source = file != nullptr ? file : env;
    if (source->kind != Node::Kind::text || source->text.empty()) {
        section->error(key, "expected a string that names the file or the variable");
        return std::nullopt;
    }
    std::string from = file != nullptr ? around.path(source->text) : source->text;
    text =
        file != nullptr ? read_file(section, key, from) : read_variable(section, key, from, around);
    if (!text) return std::nullopt;
    return LoadedSecret{std::move(*text), expires, std::move(from)};
}

}  // namespace

std::string Surroundings::path(const std::string& text) const {
    if (text.empty()) return text;
    const std::filesystem::path given(text);
    if (given.is_absolute()) return text;
    return (std::filesystem::path(base) / given).lexically_normal().string();
}

std::vector<LoadedSecret> read_secrets(
    Section* section, std::string_view key, const Surroundings& around
) {
    std::vector<LoadedSecret> out;
    const Node* node = section->raw(key);
    if (node == nullptr) {
        section->error(key, "missing; expected { file = \"…\" } or { env = \"…\" }");
        return out;
    }
    if (node->kind != Node::Kind::list) {
        if (auto one = read_one(section, key, *node, around)) out.push_back(std::move(*one));
        return out;
    }
    if (node->items.empty()) section->error(key, "an empty list; expected at least one reference");
    for (const auto& item : node->items) {
        if (auto one = read_one(section, key, item, around)) out.push_back(std::move(*one));
    }
    return out;
}

void check_file(Section* section, std::string_view key, const std::string& path) {
    if (path.empty()) return;
    struct stat mode{};
    if (const auto why = readable_file_fault(path, &mode); !why.empty()) section->error(key, why);
}

std::optional<Secret> read_key_file(
    Section* section, std::string_view key, const std::string& path
) {
    if (path.empty()) return std::nullopt;
    return read_file(section, key, path);
}

void check_key_file(Section* section, std::string_view key, const std::string& path) {
    if (path.empty()) return;
    struct stat mode{};
    if (const auto why = readable_file_fault(path, &mode); !why.empty())
        return section->error(key, why);
    check_privacy(section, key, path, mode);
}

}  // namespace dvcpay::app
