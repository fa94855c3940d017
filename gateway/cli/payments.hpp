#pragma once
// `dvcpay payments show|list|explain`: a client of the API, with the rights of the key it is given.
#include <string>

#include "cli/call.hpp"
#include "cli/explain.hpp"

namespace dvcpay::cli {

struct ListFilter {
    std::string reference, status, provider, agency_code, service_code, order_ref, created_from,
        created_to;
    std::int64_t limit = 50;
};

int show_payment(const Target& target, const std::string& id, bool as_json);
int list_payments(const Target& target, const ListFilter& filter, bool as_json);
int explain_payment(const Target& target, const std::string& id, Tongue tongue, bool as_json);

/// What an answer that is no success says, on stderr; the exit code that goes with it.
int report_problem(const Result<HttpResponse>& answer);

}  // namespace dvcpay::cli
