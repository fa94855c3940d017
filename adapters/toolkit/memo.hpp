#pragma once
// Our reference in the memo of a transfer. Banks fold, cut, wrap and join what the payer's app
// wrote, so the memo is read twice: as it is, and without spaces, dots and dashes. Whatever is not
// one reference beyond doubt is for people.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace dvcpay::toolkit {

/// How references look: `prefix`, then `size_min` to `size_max` of [A-Z0-9].
struct ReferenceShape {
    std::string prefix = {};  ///< not empty, [A-Z0-9]
    std::size_t size_min = 0;
    std::size_t size_max = 0;
    /// Whether a candidate (prefix and all) can be one of ours: its check character, its alphabet.
    /// Empty: everything of that shape. Needed where size_min and size_max differ.
    std::function<bool(std::string_view candidate)> is_ours = {};
};

struct MemoReading {
    enum class Found : std::uint8_t { none, one, several };
    Found found = Found::none;
    std::string reference;  ///< upper case; empty unless `one`
};

/// Every candidate of both readings, in any place, the same one counted once. Only ASCII letters
/// are made upper case. Pure; `memo` may be any bytes.
MemoReading reference_in(std::string_view memo, const ReferenceShape& shape);

/// `text` in upper case without white space, dots and dashes: the second reading.
std::string squeezed(std::string_view text);

}  // namespace dvcpay::toolkit
