#pragma once
// What must not be paid twice: (client, reference). P4.
#include <optional>
#include <vector>

#include "domain/payment.hpp"

namespace dvcpay {

/// May a new payment of this obligation be created beside `existing` (all payments of it, oldest
/// first)? Faults: reference_in_use (one is open or still watched), reference_paid,
/// validation_failed (supersedes names a payment that is not of this obligation, or is superseded
/// already).
Result<void> may_create(
    const std::vector<PaymentFile>& existing, const std::optional<PaymentId>& supersedes, Wall now
);

/// May an attempt be opened on `file` while `siblings` (other payments of its obligation) are as
/// they are? Faults: attempt_open, reference_paid.
Result<void> may_offer(const PaymentFile& file, const std::vector<PaymentFile>& siblings);

}  // namespace dvcpay
