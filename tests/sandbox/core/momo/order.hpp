#pragma once
// One order at MoMo: what was asked, what the payer did, what was refunded, what the merchant was
// told.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::momo {

enum class OrderState : std::uint8_t { pending, authorised, paid, declined, expired, cancelled };
enum class Capture : std::uint8_t { at_once, on_confirm };
enum class RefundState : std::uint8_t { pending, done, refused };
enum class SignedAs : std::uint8_t { right, wrong, not_at_all };

std::string_view word_of(OrderState state);
std::string_view word_of(RefundState state);
std::string_view word_of(SignedAs how);

struct Refund {
    std::string order_id;  ///< of the refund, not of the purchase
    std::string request_id;
    std::int64_t amount = 0;
    std::int64_t trans_id = 0;
    std::int64_t result_code = 0;
    RefundState state = RefundState::refused;
    Wall created;
    Wall answered;
};

/// One IPN that was sent, and what came back.
struct IpnRecord {
    std::int64_t serial = 0;  ///< unique within the process
    Wall sent;
    std::int64_t result_code = 0;
    std::int64_t amount = 0;
    SignedAs signature = SignedAs::right;
    std::string body;
    int status = 0;                     ///< 0: no answer (yet)
    std::string outcome = "in flight";  ///< "answered", "unavailable: …", "no answer: …"
};

/// Amounts in whole đồng.
struct Order {
    std::string order_id;
    std::string request_id;
    std::string partner_code;
    std::string order_info;
    std::string extra_data;
    std::string redirect_url;
    std::string ipn_url;
    std::string request_type;
    std::string lang;
    std::int64_t amount = 0;
    Capture capture = Capture::at_once;
    std::string token;  ///< names the order in the payer's page; not guessable
    std::string csrf;   ///< proves that a form of the page was ours
    Wall created;
    Wall expires;

    OrderState state = OrderState::pending;
    std::int64_t result_code = 1000;  ///< what a truthful query answers
    std::int64_t paid_amount = 0;     ///< what really moved (or is held while authorised)
    std::int64_t trans_id = 0;
    std::string pay_type;
    Wall decided;

    std::vector<Refund> refunds;
    std::vector<IpnRecord> ipns;
    std::vector<FaultRule> faults;
    std::int64_t stale_queries = 0;  ///< so many queries still answer 1000
    std::int64_t queries = 0;
    Wall late_pay_at;  ///< fault late_payment: set by the first query that answered 1005

    const FaultRule* fault(FaultKind kind) const;
    /// Paid minus refunds that are done or pending.
    std::int64_t refundable() const;
};

Json to_json(const Order& order);

}  // namespace dvcpay::sandbox::momo
