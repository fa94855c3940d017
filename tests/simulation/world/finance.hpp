#pragma once
// Two persons of finance: one asks for money to go back, the other decides. Now and then both
// screens show the same money.
#include "simulation/dossier.hpp"

namespace dvcpay::simulation {

/// What they do about one payment, hours after it was made.
struct FinancePlan {
    std::int64_t after_ms = 0;
    bool both_at_once = false;  ///< two requests race for the same credit
    bool partly = false;
    bool rejects = false;
    bool retries = false;

    static FinancePlan draw(Rng& rng);
};

Task<void> give_back(Cast cast, FinancePlan plan, std::string payment);

}  // namespace dvcpay::simulation
