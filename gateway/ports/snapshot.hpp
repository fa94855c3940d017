#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/decide_money.hpp"
#include "domain/event.hpp"
#include "domain/payment.hpp"
#include "ports/outbound.hpp"

namespace dvcpay {

/// Turns the domain into the JSON text of the API, where a transaction must store what it says:
/// event data and idempotent answers. Implemented by gateway/api. Pure and thread-safe; never clear
/// personal data.
class SnapshotRenderer {
  public:
    virtual ~SnapshotRenderer() = default;
    /// The payment as GET returns it.
    virtual std::string payment(const PaymentFile& file) const = 0;
    /// The `data` member of a webhook: {"payment":{…},"incident":{…}?,…}
    virtual std::string event_data(const PaymentFile& file, const EventDraft& event) const = 0;
    /// The same for money that belongs to no payment: {"incident":{…},"credit":{…},"refund":{…}?}
    virtual std::string unmatched_data(const UnmatchedFile& file, const EventDraft& event)
        const = 0;
    /// The same for an incident that has neither payment nor credit: {"incident":{…}}
    virtual std::string incident_data(const Incident& incident) const = 0;
    /// A refund and an incident as GET returns them.
    virtual std::string refund(const Refund& refund, const std::optional<PaymentId>& payment)
        const = 0;
    virtual std::string incident(const Incident& incident) const = 0;
    /// The payer's name in what was sealed of a payment; empty where there is none.
    virtual std::string payer_name(std::string_view party_json) const = 0;
    /// What was sealed of a refund's destination; empty where it cannot be read.
    virtual std::optional<Destination> destination(std::string_view destination_json) const = 0;
};

}  // namespace dvcpay
