#include "ops/redact.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "crypto/digest.hpp"

namespace dvcpay::ops {
namespace {

constexpr std::size_t opaque_length_min = 24;
constexpr std::size_t number_digits_min = 9;
constexpr std::size_t number_digits_max = 13;
constexpr std::size_t known_secret_min = 8;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_alnum(char c) {
    return is_digit(c) || is_lower(c) || is_upper(c);
}
char lower(char c) {
    return is_upper(c) ? static_cast<char>(c + 32) : c;
}
bool is_token(char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool same_word(std::string_view text, std::size_t at, std::string_view word) {
    if (text.size() - at < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (lower(text[at + i]) != word[i]) return false;
    }
    return true;
}

/// What a rule found at a place: how many bytes to skip, and what stands there instead.
struct Found {
    std::size_t length = 0;
    std::string_view instead;
};

std::size_t token_end(std::string_view text, std::size_t at) {
    while (at < text.size() && is_token(text[at])) ++at;
    return at;
}

std::optional<Found> marked_token(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 2> prefixes = {"dvk_", "whsec_"};
    for (const auto prefix : prefixes) {
        if (same_word(text, at, prefix)) return Found{token_end(text, at) - at, "[secret]"};
    }
    return std::nullopt;
}

std::optional<Found> authorization(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 2> schemes = {"bearer ", "basic "};
    for (const auto scheme : schemes) {
        if (!same_word(text, at, scheme)) continue;
        std::size_t end = at + scheme.size();
        while (end < text.size() && !is_space(text[end]) && text[end] != '"' && text[end] != ',')
            ++end;
        if (end > at + scheme.size()) return Found{end - at, "[secret]"};
    }
    return std::nullopt;
}

/// name=value and "name":"value": the whole pair goes, so that the name cannot be mistaken for a
/// fact.
std::optional<Found> named_value(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 11> names = {
        "secretkey",
        "secret_key",
        "secret",
        "accesskey",
        "access_key",
        "signature",
        "password",
        "passwd",
        "token",
        "api_key",
        "apikey",
    };
    for (const auto name : names) {
        if (!same_word(text, at, name)) continue;
        std::size_t i = at + name.size();
        if (i < text.size() && text[i] == '"') ++i;
        while (i < text.size() && text[i] == ' ') ++i;
        if (i >= text.size() || (text[i] != '=' && text[i] != ':')) continue;
        ++i;
        while (i < text.size() && text[i] == ' ') ++i;
        const bool quoted = i < text.size() && text[i] == '"';
        if (quoted) ++i;
        const std::size_t begin = i;
        while (i < text.size() && text[i] != '"' && text[i] != '&' &&
               !(is_space(text[i]) && !quoted))
            ++i;
        if (i > begin) return Found{i - at, "[secret]"};
    }
    return std::nullopt;
}

bool mixes_cases_and_digits(std::string_view run) {
    return std::any_of(run.begin(), run.end(), is_digit) &&
           std::any_of(run.begin(), run.end(), is_lower) &&
           std::any_of(run.begin(), run.end(), is_upper);
}

std::optional<Found> opaque_run(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_alnum(text[end])) ++end;
    const auto run = text.substr(at, end - at);
    if (run.size() < opaque_length_min || !mixes_cases_and_digits(run)) return std::nullopt;
    return Found{token_end(text, at) - at, "[secret]"};
}

bool is_mail_char(char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

std::optional<Found> mail_address(std::string_view text, std::size_t at) {
    std::size_t i = at;
    while (i < text.size() && is_mail_char(text[i])) ++i;
    if (i == at || i >= text.size() || text[i] != '@') return std::nullopt;
    const std::size_t domain = ++i;
    while (i < text.size() && (is_alnum(text[i]) || text[i] == '.' || text[i] == '-')) ++i;
    if (text.substr(domain, i - domain).find('.') == std::string_view::npos) return std::nullopt;
    return Found{i - at, "[email]"};
}

/// Digits from `at`, single separators allowed between groups. Returns the digits and the bytes
/// they span.
std::pair<std::string, std::size_t> grouped_digits(std::string_view text, std::size_t at) {
    std::string digits;
    std::size_t i = at;
    std::size_t last = at;
    while (i < text.size()) {
        if (is_digit(text[i])) {
            digits += text[i];
            last = ++i;
        } else if ((text[i] == ' ' || text[i] == '.' || text[i] == '-') && i + 1 < text.size() &&
                   is_digit(text[i + 1]) && !digits.empty()) {
            ++i;
        } else {
            break;
        }
    }
    return {digits, last - at};
}

bool names_a_person(std::string_view digits) {
    if (digits.size() < number_digits_min || digits.size() > number_digits_max) return false;
    if (digits[0] == '0') return true;
    return digits.size() == 11 && digits.substr(0, 2) == "84" && digits[2] >= '3';
}

std::optional<Found> personal_number(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return std::nullopt;
    // First the plain run: "091099001234 17" must not escape by growing longer than any number of a
    // person.
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool glued = end < text.size() && (is_lower(text[end]) || is_upper(text[end]));
    if (!glued && names_a_person(text.substr(at, end - at))) return Found{end - at, "[number]"};
    // A dossier code (H01.01-261123-0042) is one compound word, not a grouped number.
    const bool inside_compound =
        at > 0 && (text[at - 1] == '.' || text[at - 1] == '-' || text[at - 1] == '_');
    if (inside_compound) return std::nullopt;
    const auto [digits, length] = grouped_digits(text, at);
    if (names_a_person(digits)) return Found{length, "[number]"};
    return std::nullopt;
}

std::optional<Found> find_at(std::string_view text, std::size_t at) {
    if (auto f = marked_token(text, at)) return f;
    if (auto f = authorization(text, at)) return f;
    if (auto f = named_value(text, at)) return f;
    if (auto f = opaque_run(text, at)) return f;
    if (auto f = mail_address(text, at)) return f;
    return personal_number(text, at);
}

/// Rules apply where a word begins; inside a word they would cut ids apart.
bool begins_word(std::string_view text, std::size_t at) {
    return is_alnum(text[at]) && (at == 0 || !is_alnum(text[at - 1]));
}

}  // namespace

std::string redact(std::string_view text) {
    if (text.find("PRIVATE KEY-----") != std::string_view::npos) return "[secret]";
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (begins_word(text, i)) {
            if (const auto found = find_at(text, i)) {
                out += found->instead;
                i += found->length;
                continue;
            }
        }
        out += text[i++];
    }
    return out;
}

void KnownSecrets::add(const Secret& secret) {
    const bool long_enough =
        secret.reveal([](std::string_view s) { return s.size() >= known_secret_min; });
    // A reload brings what is known already.
    const auto is_known = [&secret](const Secret& one) {
        return one.reveal([&secret](std::string_view known) {
            return secret.reveal([known](std::string_view fresh) {
                return crypto::equal_constant_time(known, fresh);
            });
        });
    };
    if (long_enough && std::ranges::none_of(secrets_, is_known)) secrets_.push_back(secret.copy());
}

void KnownSecrets::add_all(const KnownSecrets& others) {
    for (const auto& secret : others.secrets_) add(secret);
}

std::string KnownSecrets::hide(std::string text) const {
    for (const auto& secret : secrets_) {
        secret.reveal([&text](std::string_view needle) {
            for (std::size_t at = text.find(needle); at != std::string::npos;
                 at = text.find(needle, at)) {
                text.replace(at, needle.size(), "[secret]");
            }
        });
    }
    return text;
}

}  // namespace dvcpay::ops
