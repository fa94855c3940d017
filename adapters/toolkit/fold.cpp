#include "toolkit/fold.hpp"

#include "domain/invariant.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

// The ASCII letter left of each character after canonical decomposition and without its marks; '.'
// where none is. Made from the Unicode character database. By hand: U+0110 and U+0111 (đ, which
// does not decompose), and the capitals that look the same and stand for it in old data, U+00D0 and
// U+0189.
constexpr unsigned latin_first = 0xC0;  // to U+024F
constexpr std::string_view latin =
    "AAAAAA.CEEEEIIIIDNOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLl."
    "...NnNnNn...OoOoOo..RrRrRrSsSsSsSsTtTt..UuUuUuUuUuUuWwYyYZzZzZz."
    ".........D......................Oo.............Uu..............."
    ".............AaIiOoUuUuUuUuUu.AaAa....GgKkOoOo..j...Gg..NnAa...."
    "AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh......AaEeOoOoOoOoYy............"
    "................";
constexpr unsigned additional_first = 0x1E00;  // to U+1EFF: most Vietnamese letters
constexpr std::string_view additional =
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
    "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
    "WwWwWwWwWwXxXxYyZzZzZzhtwy......AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......";
static_assert(latin.size() == 0x250 - latin_first);
static_assert(additional.size() == 0x1F00 - additional_first);

/// NUL where nothing is left. Combining marks are no ASCII and go with the rest.
char plain(unsigned point) {
    if (point < 0x80) return static_cast<char>(point);
    char letter = '.';
    if (point >= latin_first && point - latin_first < latin.size()) {
        letter = latin[point - latin_first];
    } else if (point >= additional_first && point - additional_first < additional.size()) {
        letter = additional[point - additional_first];
    }
    return letter == '.' ? '\0' : letter;
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

std::string fold(std::string_view text, const Alphabet& alphabet, std::size_t characters_max) {
    std::string out;
    while (!text.empty()) {
        const auto [point, bytes] = first_character(text);
        text.remove_prefix(bytes == 0 ? 1 : bytes);
        if (bytes == 0) continue;
        char c = plain(point);
        if (c == '\0' && point != 0) continue;
        if (alphabet.letters() == Case::upper) c = upper(c);
        if (!alphabet.has(c)) c = ' ';
        if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
        if (out.size() == characters_max) break;
        out += c;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string fold_or(
    std::string_view text,
    std::string_view fallback,
    const Alphabet& alphabet,
    std::size_t characters_max
) {
    std::string out = fold(text, alphabet, characters_max);
    if (out.empty()) out = fold(fallback, alphabet, characters_max);
    DVC_INVARIANT(!out.empty());
    return out;
}

}  // namespace dvcpay::toolkit
