#pragma once
// Text of people made plain for banks: Vietnamese letters without their marks, upper case, a
// bank's alphabet, single spaces. Source: VietQR build rules (NFD, marks removed, đ to d, what is
// left of non-ASCII removed) and the alphabets of the banks' own specifications.
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace dvcpay::toolkit {

enum class Case : unsigned char { upper, kept };

/// The ASCII characters a field may have, and whether its letters are made upper case. Control
/// characters never belong to one.
class Alphabet {
  public:
    /// Letters (both cases where they are kept), digits, the space and `punctuation`.
    static constexpr Alphabet letters_digits(Case letters, std::string_view punctuation) {
        Alphabet out(letters);
        for (char c = '0'; c <= '9'; ++c) out.put(c);
        for (char c = 'A'; c <= 'Z'; ++c) out.put(c);
        if (letters == Case::kept) {
            for (char c = 'a'; c <= 'z'; ++c) out.put(c);
        }
        for (const char c : punctuation) out.put(c);
        return out;
    }
    /// Printable ASCII without the characters of `unwanted`.
    static constexpr Alphabet ascii_without(Case letters, std::string_view unwanted) {
        Alphabet out(letters);
        for (char c = 0x21; c < 0x7F; ++c) {
            const bool lower = c >= 'a' && c <= 'z';
            if (unwanted.find(c) == std::string_view::npos && !(lower && letters == Case::upper))
                out.put(c);
        }
        return out;
    }

    constexpr bool has(char c) const {
        return c >= 0 &&
               (has_[static_cast<unsigned>(c) / 64] >> static_cast<unsigned>(c) % 64 & 1U);
    }
    constexpr Case letters() const { return letters_; }

  private:
    explicit constexpr Alphabet(Case letters) : letters_(letters) { put(' '); }
    constexpr void put(char c) {
        has_[static_cast<unsigned>(c) / 64] |= 1ULL << static_cast<unsigned>(c) % 64;
    }

    unsigned long long has_[2] = {0, 0};
    Case letters_;
};

inline constexpr Alphabet vietqr_alphabet = Alphabet::letters_digits(Case::upper, ".-");
inline constexpr Alphabet vietinbank_alphabet = Alphabet::letters_digits(Case::upper, ".,:/-");
inline constexpr Alphabet vietcombank_alphabet = Alphabet::letters_digits(Case::kept, ".,-");

inline constexpr std::size_t uncut = std::numeric_limits<std::size_t>::max();

/// `text` in `alphabet`: marks removed (precomposed or combining), other non-ASCII characters and
/// bytes that are not UTF-8 removed, then what the alphabet lacks made a space, spaces squeezed and
/// trimmed, cut to `characters_max` and trimmed again. May be empty: an empty field is left out, or
/// see fold_or. Folding twice is folding once.
std::string fold(
    std::string_view text, const Alphabet& alphabet, std::size_t characters_max = uncut
);

/// For fields that must not be empty: `fallback`, folded alike, where nothing is left of `text`.
/// That something is left of `fallback` is our promise (an order reference, a fixed word).
std::string fold_or(
    std::string_view text,
    std::string_view fallback,
    const Alphabet& alphabet,
    std::size_t characters_max = uncut
);

}  // namespace dvcpay::toolkit
