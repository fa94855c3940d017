#pragma once
// What a provider can do, as data: the core asks the record, never the provider's name.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/payment.hpp"
#include "domain/schedule.hpp"

namespace dvcpay {

/// What creating an order does to the provider.
enum class Opening : std::uint8_t {
    call,        ///< the provider must be told, and its answer may be lost: ask before repeating
    repeatable,  ///< the same create may be sent again with the same ids and changes nothing
    local,       ///< nothing is sent: a signed address, or a QR on a number of ours
};

struct MethodCapability {
    Method method = Method::redirect;
    Finality finality = Finality::provider;
    Money amount_min;
    Money amount_max;
    std::int64_t longest_expiry_s =
        0;  ///< what the provider's offer lives at most; our expiry is cut to it
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
    std::optional<Opening> opening = {};  ///< where it is not the contract's
    friend bool operator==(const MethodCapability&, const MethodCapability&) = default;
};

/// How the money of a refund finds its way.
enum class RefundRoute : std::uint8_t {
    none,         ///< paper: a list that finance staff files
    back,         ///< the provider returns it to where it came from
    destination,  ///< a payout: needs an account named with the refund
};

struct Capability {
    std::string provider;                   ///< "momo"
    std::string display_name;               ///< "MoMo"
    std::vector<MethodCapability> methods;  ///< the first is the default
    std::int64_t description_max = 255;     ///< characters of the text shown to the payer
    Opening opening = Opening::call;
    bool query_attempt = false;
    bool query_account = false;  ///< can only be asked per account and day
    bool cancel = false;
    bool refund = false;
    RefundRoute refund_route = RefundRoute::none;
    bool refund_full_only = false;   ///< a part of a credit cannot be returned by the interface
    bool refund_repeatable = false;  ///< the same refund with the same ids may be sent again
    bool wants_payer_name = false;   ///< the create carries it: opened for this alone
    AskPlan ask_plan;
    std::int64_t call_timeout_ms = 35'000;  ///< the provider's own advice for one call
    std::int64_t refund_timeout_ms = 0;  ///< for a refund, where that takes longer; 0: as any call
    std::int64_t answer_within_ms =
        15'000;  ///< how long the provider waits for our answer to its call
    std::vector<std::string> inbound_kinds;  ///< "ipn"; the first is where notices go

    Opening opening_by(Method method) const {
        const MethodCapability* m = find(method);
        return m == nullptr ? opening : m->opening.value_or(opening);
    }

    const MethodCapability* find(Method method) const {
        for (const auto& m : methods) {
            if (m.method == method) return &m;
        }
        return nullptr;
    }
};

/// The numbers by which a bank tells our payments apart (virtual accounts). The core gives each
/// attempt the next serial and keeps number → attempt; the adapter only spells it.
struct NumberPlan {
    std::string series;             ///< whose counter, "vietinbank/default"
    bool per_day = false;           ///< the counter begins anew each day in Vietnam
    std::int64_t size = 0;          ///< serials 1 … size (of a day, where per_day)
    bool pooled = false;            ///< a fixed block of numbers that come back
    std::int64_t quarantine_s = 0;  ///< pooled: how long a number rests after its watch has ended
    /// Pure: the number as it stands in the QR code. Any thread.
    std::function<std::string(Day, std::int64_t serial)> spell;
};

/// One contract with the provider, from the configuration. Secrets are in Keys, by name.
struct ProviderAccount {
    AccountKey key;
    std::map<std::string, std::string>
        settings;                       ///< adapter's own: endpoint, partner_code, access_key …
    std::vector<std::string> agencies;  ///< codes it serves; empty: all
    Beneficiary beneficiary;
    Validity validity;
    std::string client;         ///< whose portal is told of its money that belongs to no payment
    std::int64_t priority = 0;  ///< higher first where several would serve
    bool enabled = true;
    CreditRules credit_rules;  ///< what this contract allows

    const std::string& setting(const std::string& name) const {
        static const std::string none;
        const auto it = settings.find(name);
        return it == settings.end() ? none : it->second;
    }
};

}  // namespace dvcpay
