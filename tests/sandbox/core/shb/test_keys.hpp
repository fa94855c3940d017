#pragma once
// The two key pairs of the specification's vectors (§13), as PEM private keys.
#include <string>

namespace dvcpay::sandbox::shb {

std::string partner_test_key();
std::string bank_test_key();

}  // namespace dvcpay::sandbox::shb
