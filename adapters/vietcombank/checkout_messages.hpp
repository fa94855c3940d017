#pragma once
// The redirect checkout's messages: forms or JSON on the way out, JSON on the way in, its
// checksums. The checkout's field names stand here and nowhere else in the gateway. Checksums join
// values with a bar (orders) or a space (refunds), the passcode last. Source: checkout of
// Vietcombank (CreateOrder, CheckOrder, GetListOrder, setRefundRequest, checkRefund, notices).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "toolkit/fields.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

/// One call to the checkout: its fields without the checksum, and what that is made of.
struct CheckoutCall {
    toolkit::Fields fields;
    std::string text;  ///< in front of the passcode
    DigestAlgorithm digest = DigestAlgorithm::md5;
    enum class Door : unsigned char { orders, refunds } door = Door::orders;
};

/// Fault::amount_out_of_range.
Result<CheckoutCall> create_order_call(const Checkout& contract, const CreateOrder& order);
/// By the token where the attempt has one, else by our order code, which may name several orders.
CheckoutCall check_order_call(const Checkout& contract, const QueryOrder& order);
CheckoutCall refund_call_of(const Checkout& contract, const RefundOrder& order);
/// Our reference alone: the checkout's own is not kept with a refund.
CheckoutCall refund_check_call(const Checkout& contract, const RefundOrder& order);
/// The page of one day's orders. Codec without a caller: reconciliation.
struct ListQuery {
    std::string order_code = {};
    std::string token = {};
    std::string from = {};  ///< dd-MM-yyyy
    std::string to = {};
    std::string method = {};
    std::string status = {};
    std::string page = {};
};
CheckoutCall list_orders_call(const Checkout& contract, const ListQuery& query);

/// Signed and sealed into bytes. Fault::configuration: the passcode is missing.
Result<OutboundRequest> checkout_request(
    const Keys& keys, const AccountKey& account, const Checkout& contract, CheckoutCall call
);

/// The text under a notice's checksum: `contract.notify_fields`, in their order.
std::string notice_text(const Checkout& contract, const toolkit::Fields& fields);
/// The text under the checksum of an answer to a refund.
std::string refund_answer_text(
    std::string_view ours, std::string_view token, std::string_view theirs
);
/// Lower-case hex alone. A proof of kind `signature`.
std::optional<Proof> verify_checksum(
    const Keys& keys,
    const AccountKey& account,
    DigestAlgorithm digest,
    std::string_view text,
    std::string_view checksum
);

/// Whether the token is one of this merchant's: its site code, a dash, a name.
bool is_token_of(const Checkout& contract, std::string_view token);
/// What stands before the last dash of a token.
std::string_view site_of(std::string_view token);

/// An order as answers tell of it.
struct CheckoutOrder {
    std::string id;  ///< its token
    std::string order_code;
    std::string amount;
    std::string currency;  ///< empty where the answer leaves it out
    std::string status;
};
struct CheckoutAnswer {
    std::string code;
    std::string url;                    ///< of CreateOrder
    std::vector<CheckoutOrder> orders;  ///< result_data, or each of its items
    // of refunds
    std::string refund_ours;
    std::string refund_theirs;
    std::string refund_status;
    std::string checksum;
};
/// Fault::malformed.
Result<CheckoutAnswer> read_checkout_answer(std::string_view body);

}  // namespace dvcpay::vietcombank
