// A result of any bytes, as it came and with a right signature put on it: no crash, no amount
// outside the books, and nothing about another order that could end this one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "require.hpp"
#include "shb/inbound.hpp"
#include "shb/mask.hpp"
#include "shb/settings.hpp"
#include "shb_parts.hpp"

namespace {

using namespace dvcpay;

const auto keys = fuzz::shb_keys();
const std::vector<ProviderAccount> accounts = {fuzz::shb_account()};

void check_notice(const Notice& notice) {
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= shb::largest_transaction);
    FUZZ_REQUIRE(!notice.order_ref.empty() && !notice.paid_to.empty());
    const bool ends = notice.said == Said::declined || notice.said == Said::cancelled ||
                      notice.said == Said::lapsed;
    const bool ours = notice.order_ref == fuzz::shb_bill && notice.paid_to == fuzz::shb_alias;
    if (ends) FUZZ_REQUIRE(ours && !notice.failure.code.empty());
    if (notice.said == Said::paid && !notice.ask_first)
        FUZZ_REQUIRE(!notice.provider_txn.empty() && !notice.amount.is_zero());
}

void check(const std::string& body, const std::string& signature, bool signed_rightly) {
    const shb::Inbound inbound(keys);
    InboundCall call;
    call.provider = "shb";
    call.kind = shb::ipn_kind;
    call.request.body = body;
    call.request.headers.add("x-request-id", "b7e1-0001");
    call.request.headers.add("x-request-signature", signature);
    (void)inbound.locate(call, accounts);
    InboundOutcome outcome;
    outcome.account_known = true;
    outcome.context.account = accounts[0];
    StoredOrder order;
    order.attempt = fuzz::shb_attempt();
    outcome.context.orders.push_back(order);
    const VerifyResult result = inbound.verify(call, outcome.context);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    FUZZ_REQUIRE(all == nullptr || signed_rightly);
    if (all != nullptr) {
        FUZZ_REQUIRE(all->size() == 1);
        check_notice(all->front().value());
    }
    outcome.kind = InboundOutcome::Kind::distrusted;
    const shb::Ack ack = shb::ack_of(call, outcome);
    FUZZ_REQUIRE(ack.body.size() < 300 && ack.message_id.size() <= 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    check(body, std::string(64, '0'), false);
    check(body, body.substr(0, 64), false);
    check(body, fuzz::shb_signature(body), true);
    (void)shb::mask_message(body);
    return 0;
}
