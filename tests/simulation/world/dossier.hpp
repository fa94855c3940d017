#pragma once
// One dossier with a fee: the portal asks for it, the citizen pays it or not, and both do it as the
// seed says.
#include <optional>
#include <string>

#include "simulation/payer.hpp"
#include "simulation/portal.hpp"

namespace dvcpay::simulation {

struct FinancePlan;  // finance.hpp

struct DossierPlan {
    std::string reference;
    std::int64_t amount = 60'000;
    std::int64_t starts_after_ms = 0;
    std::string method = "redirect";
    bool provider_later = false;  ///< first without provider, then POST attempts
    bool cancels = false;         ///< the portal cancels after a while
    bool supersedes = false;      ///< a second payment replaces the first after a while
    bool waits = false;           ///< looks with ?wait= instead of now and then
    bool asks_again = false;      ///< after the end: every POST is sent again with its key
    std::optional<std::int64_t> expires_in;
    int attempts_max = 2;
    std::shared_ptr<const FinancePlan> gives_back;  ///< what people of finance do later; or nothing

    static DossierPlan draw(Rng& rng, std::int64_t number, std::int64_t within_ms);
};

/// What the portal knows of one payment from the answers it got.
struct Known {
    std::string payment, status, order_ref, url;
    std::int64_t version = 0;
    bool finished = false, can_retry = false, attempt_pending = false;
};
std::optional<Known> read_payment(const HttpAnswer& answer);
std::string payment_body(const DossierPlan& plan, const std::string& supersedes);

struct Cast {
    SimClock* clock;
    Portal* portal;
    Payer* payer;
    Trace* trace;
    Judgement* judgement;
    TaskGroup* tasks;
    Rng* rng;
};

/// Runs until the payment is finished, or the portal has lost interest.
Task<void> run_dossier(Cast cast, DossierPlan plan);

}  // namespace dvcpay::simulation
