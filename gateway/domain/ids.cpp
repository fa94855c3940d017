#include "domain/ids.hpp"

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

// Crockford: no I, L, O, U.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view letters = "ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

std::string ulid_text(Wall at, std::span<const std::byte, 10> random) {
    DVC_INVARIANT(at.ms >= 0 && at.ms < (1LL << 48));
    std::string out(26, '0');
    auto time = static_cast<std::uint64_t>(at.ms);
    for (std::size_t i = 10; i-- > 0; time >>= 5) out[i] = alphabet[time & 31U];
    // 80 bits are 16 characters of 5 bits: two halves of 40 bits each.
    for (std::size_t half = 0; half < 2; ++half) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            bits = (bits << 8) | std::to_integer<std::uint64_t>(random[half * 5 + i]);
        }
        for (std::size_t i = 8; i-- > 0; bits >>= 5) out[10 + half * 8 + i] = alphabet[bits & 31U];
    }
    return out;
}

bool is_ulid(std::string_view text) {
    if (text.size() != 26 || text[0] > '7') return false;
    return std::ranges::all_of(text, [](char c) { return alphabet.contains(c); });
}

OrderRef OrderRef::make(std::string_view space, std::span<const std::byte, 10> random) {
    DVC_INVARIANT(space.size() == 2);
    std::string out(space);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i)
        bits = (bits << 8) | std::to_integer<std::uint64_t>(random[i]);
    for (std::size_t i = 0; i < 12; ++i, bits >>= 5) out.push_back(alphabet[bits & 31U]);
    out.push_back(alphabet[std::to_integer<unsigned>(random[8]) & 31U]);
    out.push_back(letters[std::to_integer<unsigned>(random[9]) % letters.size()]);
    const auto checked = parse(out);
    DVC_INVARIANT(checked.has_value());
    return *checked;
}

std::optional<OrderRef> OrderRef::parse(std::string_view text) {
    if (text.empty() || text.size() > 20) return std::nullopt;
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (!std::ranges::all_of(text, allowed)) return std::nullopt;
    if (text.back() < 'A') return std::nullopt;
    return OrderRef(std::string(text));
}

}  // namespace dvcpay
