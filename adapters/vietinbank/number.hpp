#pragma once
// Virtual accounts: VAC (the contract's code) + VAV (ours: a word, the day, a serial of the day).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

namespace dvcpay::vietinbank {

/// A fixed-width pattern: characters, classes "[0-9A-Z]", each perhaps with a count "{6}".
/// "DVC[0-9]{12}" is one. A text fits as a whole or not at all.
class Pattern {
  public:
    static std::optional<Pattern> parse(std::string_view text);
    bool fits(std::string_view text) const;
    std::size_t size() const { return places_.size(); }

  private:
    std::vector<std::string> places_;  ///< the characters each place may hold
};

inline constexpr std::int64_t serials_a_day = 999'999;
inline constexpr std::size_t account_characters_max = 19;  ///< of NAPAS

/// VAC + word + yyMMdd + six digits.
std::string spell_number(std::string_view vac, std::string_view word, Day day, std::int64_t serial);

/// What a free text (a remark, the text of a statement's row) says of a VAV: the one it names, also
/// where banks put spaces, dots or dashes into it; empty where it names none or several.
std::string find_vav(std::string_view text, std::string_view word, const Pattern& pattern);

}  // namespace dvcpay::vietinbank
