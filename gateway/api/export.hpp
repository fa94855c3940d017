#pragma once
// The JSON document of `dvcpay export`: everything the store holds about one payment, personal data
// masked. Pure.
#include <string>

#include "flows/export_payment.hpp"

namespace dvcpay::api {

/// {"format":"dvcpay-export-1", "made_at", "made_by", "payment", "attempts", "credits", "refunds",
/// "incidents", "evidence", "raw", "events"}. An event carries every field its hash covers
/// (crypto/chain.hpp), its data as the exact text: whoever reads the document can compute the chain
/// again from it alone.
std::string export_json(
    const flows::PaymentPapers& papers, const std::string& public_url, const std::string& made_by
);

}  // namespace dvcpay::api
