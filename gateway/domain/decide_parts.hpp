#pragma once
// What decide.cpp and decide_credit.cpp share; private to the domain.
#include <string>
#include <utility>

#include "domain/decide.hpp"
#include "domain/step.hpp"

namespace dvcpay::detail {

/// A decision under construction: collects changes, events and incidents in order.
class Draft {
  public:
    Draft(const PaymentFile& before, Wall now, const FreshIds* ids)
        : before_status_(status_of(before)), now_(now), ids_(ids) {
        decision_.after = before;
    }

    PaymentFile& file() { return decision_.after; }
    Payment& payment() { return decision_.after.payment; }
    Decision& decision() { return decision_; }
    Wall now() const { return now_; }
    const FreshIds& ids() const { return *ids_; }

    void touch() { decision_.changed = true; }
    void event(EventDraft draft) {
        decision_.events.push_back(std::move(draft));
        touch();
    }
    void ask(const AttemptId& id) { decision_.ask_now.push_back(id); }
    Incident& open_incident(
        IncidentKind kind, const AttemptId& attempt, Money amount, std::string detail
    );
    /// Where an incident with the same kind and refund stands open, nothing is opened.
    void open_refund_incident(IncidentKind kind, const Refund& refund, std::string detail);
    bool has_open_incident(IncidentKind kind, const AttemptId& attempt) const;

    /// Moves the attempt by one input and does what the step's duty asks for.
    /// Returns true where the attempt ended without money by this move.
    bool move(Attempt& attempt, AttemptInput input, const char* actor, const std::string& note);

    /// Closes an open payment on which nothing is live (expiry, requested cancel), tells what
    /// changed in the derived status, sets version and the next moment of time. Call once, last.
    Decision finish();

  private:
    void close_if_over();
    void tell_status();
    void close_answered();

    Decision decision_;
    Status before_status_;
    Wall now_;
    const FreshIds* ids_;
    std::size_t incidents_used_ = 0;
    std::vector<EventDraft> incident_events_;
};

/// What has been learnt answers the incident: in words; empty where it does not.
std::string answer_to(const PaymentFile& file, const Incident& incident);

/// Verified money on an attempt of this payment (decide_credit.cpp).
void take_money(Draft& draft, Attempt& attempt, const input::Told& told);
/// Later words about a credit of this payment (decide_credit.cpp). Fault::not_found.
Result<void> hear_of_credit(Draft& draft, const input::CreditTold& told);

}  // namespace dvcpay::detail
