#include "vietinbank/number.hpp"

#include <algorithm>

#include "domain/invariant.hpp"

namespace dvcpay::vietinbank {
namespace {

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

std::string digits(std::int64_t value, std::size_t width) {
    std::string out = std::to_string(value);
    if (out.size() < width) out.insert(0, width - out.size(), '0');
    return out;
}

/// "[0-9A-F]" without its brackets; empty where it is none.
std::string class_of(std::string_view inner) {
    std::string out;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (!is_plain(inner[i])) return {};
        if (i + 2 >= inner.size() || inner[i + 1] != '-') {
            out += inner[i];
            continue;
        }
        if (!is_plain(inner[i + 2]) || inner[i + 2] < inner[i]) return {};
        for (int c = inner[i]; c <= inner[i + 2]; ++c) {
            if (is_plain(static_cast<char>(c))) out += static_cast<char>(c);
        }
        i += 2;
    }
    return out;
}

/// The count of "{12}" without its braces: 1 to 19.
std::size_t count_of(std::string_view inner) {
    std::size_t n = 0;
    if (inner.empty() || inner.size() > 2) return 0;
    for (const char c : inner) {
        if (c < '0' || c > '9') return 0;
        n = n * 10 + static_cast<std::size_t>(c - '0');
    }
    return n <= account_characters_max ? n : 0;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    return out;
}

/// Banks wrap long texts and set spaces, dots or dashes where they like.
std::string without_gaps(std::string text) {
    std::erase_if(text, [](char c) {
        return c == ' ' || c == '.' || c == '-' || c == '\t' || c == '\r' || c == '\n';
    });
    return text;
}

struct Found {
    std::string vav;
    int count = 0;  ///< of different ones
};

Found look_for(const std::string& text, std::string_view word, const Pattern& pattern) {
    Found out;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const std::string candidate = text.substr(at, pattern.size());
        const std::size_t end = at + candidate.size();
        const bool runs_on = end < text.size() && is_plain(text[end]);
        if (!pattern.fits(candidate) || runs_on || candidate == out.vav) continue;
        out.vav = candidate;
        ++out.count;
    }
    return out;
}

}  // namespace

std::optional<Pattern> Pattern::parse(std::string_view text) {
    Pattern out;
    while (!text.empty()) {
        std::string choice;
        if (text.front() == '[') {
            const std::size_t end = text.find(']');
            if (end == std::string_view::npos) return std::nullopt;
            choice = class_of(text.substr(1, end - 1));
            text.remove_prefix(end + 1);
        } else {
            if (is_plain(text.front())) choice = text.front();
            text.remove_prefix(1);
        }
        if (choice.empty()) return std::nullopt;
        std::size_t count = 1;
        if (text.starts_with('{')) {
            const std::size_t end = text.find('}');
            if (end == std::string_view::npos) return std::nullopt;
            count = count_of(text.substr(1, end - 1));
            text.remove_prefix(end + 1);
        }
        if (count == 0 || out.places_.size() + count > account_characters_max) return std::nullopt;
        out.places_.insert(out.places_.end(), count, choice);
    }
    if (out.places_.empty()) return std::nullopt;
    return out;
}

bool Pattern::fits(std::string_view text) const {
    if (text.size() != places_.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (places_[i].find(text[i]) == std::string::npos) return false;
    }
    return true;
}

std::string spell_number(
    std::string_view vac, std::string_view word, Day day, std::int64_t serial
) {
    DVC_INVARIANT(serial >= 1 && serial <= serials_a_day);
    std::string out(vac);
    out += word;
    out += digits(day.year % 100, 2) + digits(day.month, 2) + digits(day.day, 2);
    return out + digits(serial, 6);
}

std::string find_vav(std::string_view text, std::string_view word, const Pattern& pattern) {
    // Without a word of our own any twelve digits would look like a number of ours.
    if (word.empty()) return {};
    Found found = look_for(upper(text), word, pattern);
    if (found.count == 0) found = look_for(without_gaps(upper(text)), word, pattern);
    return found.count == 1 ? found.vav : std::string();
}

}  // namespace dvcpay::vietinbank
