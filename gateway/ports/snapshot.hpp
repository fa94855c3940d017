#pragma once
#include <string>

#include "domain/event.hpp"
#include "domain/payment.hpp"

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
    /// The same for an incident that belongs to no payment.
    virtual std::string incident_data(const Incident& incident, const Credit& credit) const = 0;
};

}  // namespace dvcpay
