#pragma once
// What every answer of VPBank is first read for: the bank's own word, or that of the gateway in
// front of it.
#include <string>

#include "ports/transport.hpp"
#include "vpbank/codes.hpp"
#include "vpbank/messages.hpp"

namespace dvcpay::vpbank {

bool is_success(const HttpAnswer& answer);  ///< 2xx
/// The bank refuses with 2xx or 4xx; what a failing server or a redirect carries is not its word.
bool may_refuse(const HttpAnswer& answer);

struct Words {
    Business business = Business::unknown;
    std::string code;  ///< for people; empty where the answer has neither
};
/// `status` and `errorCode` of one object, under the contract's names and numbers.
Words words_of(const TransferSettings& names, const toolkit::JsonValue& row);

struct FrontWord {
    GatewayFault fault = GatewayFault::unknown;
    std::string code;  ///< for people
};
/// {"fault": {"code": …}}, or the code alone; unknown with a success.
FrontWord front_word(const HttpAnswer& answer, const toolkit::JsonValue& tree);

}  // namespace dvcpay::vpbank
