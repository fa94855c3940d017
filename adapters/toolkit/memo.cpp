#include "toolkit/memo.hpp"

#include <set>

#include "domain/invariant.hpp"

namespace dvcpay::toolkit {
namespace {

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    return out;
}

bool is_reference_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/// How many characters of [A-Z0-9] `text` begins with, at most `most`.
std::size_t run(std::string_view text, std::size_t most) {
    std::size_t length = 0;
    while (length < most && length < text.size() && is_reference_character(text[length])) ++length;
    return length;
}

void collect(std::string_view text, const ReferenceShape& shape, std::set<std::string>* out) {
    for (std::size_t at = text.find(shape.prefix); at != std::string_view::npos;
         at = text.find(shape.prefix, at + 1)) {
        const std::size_t longest = run(text.substr(at + shape.prefix.size()), shape.size_max);
        for (std::size_t size = shape.size_min; size <= longest; ++size) {
            const auto candidate = text.substr(at, shape.prefix.size() + size);
            if (!shape.is_ours || shape.is_ours(candidate)) out->emplace(candidate);
        }
    }
}

}  // namespace

MemoReading reference_in(std::string_view memo, const ReferenceShape& shape) {
    DVC_INVARIANT(!shape.prefix.empty() && shape.size_min <= shape.size_max);
    std::set<std::string> candidates;
    collect(upper(memo), shape, &candidates);
    collect(squeezed(memo), shape, &candidates);
    if (candidates.empty()) return {};
    if (candidates.size() > 1) return {MemoReading::Found::several, {}};
    return {MemoReading::Found::one, *candidates.begin()};
}

std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : upper(text)) {
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank && c != '.' && c != '-') out += c;
    }
    return out;
}

}  // namespace dvcpay::toolkit
