#pragma once
// Identifiers. Each is a type of its own, made by parse() or from a time and random bytes; none is
// a bare string, so that an attempt's id cannot be handed where a payment's is expected.
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace dvcpay {

/// 26 characters of Crockford base 32: 48 bits of time (ms), 80 random bits. Sorts by creation
/// time.
std::string ulid_text(Wall at, std::span<const std::byte, 10> random);
/// True for exactly 26 characters of that alphabet (upper case) whose value fits 128 bits.
bool is_ulid(std::string_view text);

template <class Tag>
class Id {
  public:
    Id() = default;  ///< the empty id, which names nothing
    static Id make(Wall at, std::span<const std::byte, 10> random) {
        return Id(std::string(Tag::prefix) + ulid_text(at, random));
    }
    /// The only way in from outside: prefix and alphabet are checked.
    static std::optional<Id> parse(std::string_view text) {
        const std::string_view prefix = Tag::prefix;
        if (!text.starts_with(prefix) || !is_ulid(text.substr(prefix.size()))) return std::nullopt;
        return Id(std::string(text));
    }
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

  private:
    explicit Id(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

struct PaymentTag {
    static constexpr std::string_view prefix = "pay_";
};
struct AttemptTag {
    static constexpr std::string_view prefix = "att_";
};
struct CreditTag {
    static constexpr std::string_view prefix = "crd_";
};
struct RefundTag {
    static constexpr std::string_view prefix = "rf_";
};
struct IncidentTag {
    static constexpr std::string_view prefix = "inc_";
};
struct EventTag {
    static constexpr std::string_view prefix = "evt_";
};
struct EvidenceTag {
    static constexpr std::string_view prefix = "evd_";
};
struct DeliveryTag {
    static constexpr std::string_view prefix = "dlv_";
};
struct KeyTag {
    static constexpr std::string_view prefix = "key_";
};
struct PrincipalTag {
    static constexpr std::string_view prefix = "prn_";
};

using PaymentId = Id<PaymentTag>;
using AttemptId = Id<AttemptTag>;
using CreditId = Id<CreditTag>;
using RefundId = Id<RefundTag>;
using IncidentId = Id<IncidentTag>;
using EventId = Id<EventTag>;
using EvidenceId = Id<EvidenceTag>;
using DeliveryId = Id<DeliveryTag>;
using KeyId = Id<KeyTag>;
using PrincipalId = Id<PrincipalTag>;

/// Our reference of one attempt as the provider sees it: [A-Z0-9], 16 characters (≤ 20), 65 random
/// bits, last character a letter. Every provider-specific form derives from it.
class OrderRef {
  public:
    OrderRef() = default;
    /// `space`: two characters [A-Z0-9] naming the store's epoch, so that a restored store never
    /// repeats one.
    static OrderRef make(std::string_view space, std::span<const std::byte, 10> random);
    /// Length 1–20 of [A-Z0-9], last a letter.
    static std::optional<OrderRef> parse(std::string_view text);
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const OrderRef&, const OrderRef&) = default;

  private:
    explicit OrderRef(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace dvcpay

template <class Tag>
struct std::hash<dvcpay::Id<Tag>> {
    std::size_t operator()(const dvcpay::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
