#include "flows/requests.hpp"

#include <algorithm>

namespace dvcpay::flows {

bool Caller::may_use_agency(const std::string& code) const {
    return agencies.empty() || std::ranges::find(agencies, code) != agencies.end();
}

bool Caller::may_see(const Payment& payment) const {
    return payment.client == client && may_use_agency(payment.agency_code);
}

}  // namespace dvcpay::flows
