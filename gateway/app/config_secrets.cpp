#include "app/config_secrets.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include "crypto/pkcs11.hpp"
#include "crypto/signing_key.hpp"

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

std::optional<Secret> read_file(
    Section* section, std::string_view key, const std::string& path, Privacy privacy
) {
    struct stat mode{};
    if (const auto why = readable_file_fault(path, &mode); !why.empty()) {
        section->error(key, why);
        return std::nullopt;
    }
    if (privacy == Privacy::secret && !check_privacy(section, key, path, mode)) return std::nullopt;
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

/// The PIN's file is a secret's file like any other.
std::optional<Secret> read_token(
    Section* section, std::string_view key, const std::string& text, const Surroundings& around
) {
    const auto uri = crypto::parse_token_uri(text);
    if (!uri) {
        section->error(key, uri.error().detail);
        return std::nullopt;
    }
    const auto pin = read_file(section, key, around.path(uri.value().pin_file), Privacy::secret);
    if (!pin) return std::nullopt;
    return std::move(crypto::token_secret(text, *pin).value());
}

/// The one source that a reference names; null, with a fault, where it names none or several, or
/// something else beside it.
const Node* find_source(Section* section, std::string_view key, const Node& reference) {
    constexpr std::string_view expected =
        "expected { file = \"…\" }, { env = \"…\" } or { pkcs11 = \"pkcs11:…\" }, and at most "
        "expires = a date beside it";
    const Node* out = nullptr;
    for (const auto& member : reference.members) {
        if (member.name == "expires") continue;
        const bool known = member.name == "file" || member.name == "env" || member.name == "pkcs11";
        if (!known || out != nullptr) {
            section->error(key, std::string(expected));
            return nullptr;
        }
        out = &member;
    }
    if (out == nullptr) {
        section->error(key, std::string(expected));
    } else if (out->kind != Node::Kind::text || out->text.empty()) {
        section->error(
            key, "expected a string that names the file, the variable or the token's key"
        );
        out = nullptr;
    }
    return out;
}

std::optional<LoadedSecret> read_one(
    Section* section,
    std::string_view key,
    const Node& reference,
    const Surroundings& around,
    Privacy privacy
) {
    if (reference.kind != Node::Kind::table) {
        section->error(
            key, "a secret does not stand here itself; expected { file = \"…\" } or { env = \"…\" }"
        );
        return std::nullopt;
    }
    const auto* source = find_source(section, key, reference);
    if (source == nullptr) return std::nullopt;
    std::optional<Day> expires;
    const Node* until = reference.find("expires");
    if (until != nullptr && until->kind != Node::Kind::day)
        section->error(key, "expires: expected a date");
    if (until != nullptr && until->kind == Node::Kind::day) expires = until->day;
    std::string from = source->text;
    std::optional<Secret> text;
    if (source->name == "file") {
        from = around.path(from);
        text = read_file(section, key, from, privacy);
    } else if (source->name == "env") {
        text = read_variable(section, key, from, around);
    } else {
        text = read_token(section, key, from, around);
        from = "a token";
    }
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
    Section* section, std::string_view key, const Surroundings& around, Privacy privacy
) {
    std::vector<LoadedSecret> out;
    const Node* node = section->raw(key);
    if (node == nullptr) {
        section->error(key, "missing; expected { file = \"…\" } or { env = \"…\" }");
        return out;
    }
    if (node->kind != Node::Kind::list) {
        if (auto one = read_one(section, key, *node, around, privacy))
            out.push_back(std::move(*one));
        return out;
    }
    if (node->items.empty()) section->error(key, "an empty list; expected at least one reference");
    for (const auto& item : node->items) {
        if (auto one = read_one(section, key, item, around, privacy))
            out.push_back(std::move(*one));
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
    return read_file(section, key, path, Privacy::secret);
}

void check_key_file(Section* section, std::string_view key, const std::string& path) {
    if (path.empty()) return;
    struct stat mode{};
    if (const auto why = readable_file_fault(path, &mode); !why.empty())
        return section->error(key, why);
    check_privacy(section, key, path, mode);
}

}  // namespace dvcpay::app
