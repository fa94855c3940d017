#pragma once
// `dvcpay payments show|list|explain|qr`: a client of the API, with the rights of the key it is
// given.
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/call.hpp"
#include "cli/explain.hpp"

namespace dvcpay::cli {

struct ListFilter {
    std::string reference, status, provider, agency_code, service_code, order_ref, created_from,
        created_to;
    std::int64_t limit = 50;
};

/// Whether a terminal is told its colours: without them a QR code needs a dark background.
enum class Ink : std::uint8_t { plain, black_on_white };

int show_payment(const Target& target, const std::string& id, bool as_json);
int list_payments(const Target& target, const ListFilter& filter, bool as_json);
int explain_payment(const Target& target, const std::string& id, Tongue tongue, bool as_json);
/// The QR code on offer, for the terminal: a payer can scan it from the screen. said_no where none
/// is; then stderr says how the payer pays instead.
int show_qr(const Target& target, const std::string& id, bool as_json);
/// The same of a payment as the API shows it, pure; empty where no QR code is on offer.
std::string qr_page(const nlohmann::json& payment, Ink ink);

/// What an answer that is no success says, on stderr; the exit code that goes with it.
int report_problem(const Result<HttpResponse>& answer);

}  // namespace dvcpay::cli
