#pragma once
// The test keys of the protocol's vectors. They open nothing.
#include <string>

namespace dvcpay::vietinbank::testing {

/// Signs what is ours.
inline const std::string partner_private_pem = R"pem(
cat /tmp/vtb/partner.pem; cat <<'E'
)pem";

/// Signs what is the bank's.
inline const std::string bank_private_pem = R"pem(
cat /tmp/vtb/bank.pem; cat <<'E'
)pem";

/// What the gateway is given of the bank.
inline const std::string bank_public_pem = R"pem(
cat /tmp/vtb/bank.pub; cat <<'E'
)pem";

}  // namespace dvcpay::vietinbank::testing
