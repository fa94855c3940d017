#pragma once
// The keys of the specification's vectors (§12): made for tests alone, they open nothing.
#include <string>

namespace dvcpay::sandbox::vpbank {

const std::string& partner_test_key();
const std::string& bank_test_key();
const std::string& bank_test_certificate();

}  // namespace dvcpay::sandbox::vpbank
