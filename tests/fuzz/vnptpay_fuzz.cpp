// Calls and answers of any bytes, as they came and once more rightly signed: no crash, no amount
// outside the books, no payer sent to a foreign host, nothing about another order that could pay or
// end this one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "require.hpp"
#include "toolkit/url.hpp"
#include "vnptpay/answers.hpp"
#include "vnptpay/inbound.hpp"
#include "vnptpay/mask.hpp"
#include "vnptpay/messages.hpp"
#include "vnptpay/signing.hpp"

namespace {

using namespace dvcpay;

constexpr const char* secret_key = "vnptsecret-test-0001";
constexpr const char* order_ref = "KG7Q2M9XC4T8W1ZB";
constexpr Money asked = Money::dong(120'000);

crypto::FileKeys make_keys() {
    crypto::SecretsByName secrets;
    secrets["vnptpay/default/secret_key"].emplace_back(secret_key);
    return crypto::FileKeys::make(std::move(secrets)).value();
}

ProviderAccount make_account() {
    ProviderAccount out;
    out.key = {"vnptpay", "default"};
    out.settings = {{"merchant_service_id", "9001"}, {"refund_mode", "VNPT-REFUND-1"}};
    return out;
}

Attempt make_attempt(Method method) {
    Attempt out;
    out.account = {"vnptpay", "default"};
    out.method = method;
    out.order_ref = OrderRef::parse(order_ref).value();
    out.amount = asked;
    out.opened_at = Wall{1'768'440'600'000};
    return out;
}

const auto keys = make_keys();
const auto account = make_account();
const auto settings = vnptpay::read_settings(account).value();

bool ends(Said said) {
    return said == Said::declined || said == Said::cancelled || said == Said::lapsed;
}

void check_call(const std::string& body) {
    const vnptpay::Inbound inbound(keys);
    InboundCall call;
    call.provider = "vnptpay";
    call.kind = vnptpay::ipn_kind;
    call.request.body = body;
    (void)inbound.locate(call, {account});
    InboundOutcome outcome;
    outcome.context.account = account;
    outcome.account_known = true;
    StoredOrder stored;
    stored.attempt = make_attempt(Method::redirect);
    outcome.context.orders.push_back(stored);
    FUZZ_REQUIRE(!inbound.answer(call, outcome).body.empty());
    const VerifyResult result = inbound.verify(call, outcome.context);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    if (all == nullptr) return;
    FUZZ_REQUIRE(all->size() == 1);
    const Notice& notice = all->front().value();
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
    FUZZ_REQUIRE(vnptpay::is_order_id(notice.order_ref));
    const bool ours = notice.order_ref == order_ref;
    if (notice.said == Said::paid && !notice.ask_first) {
        FUZZ_REQUIRE(!notice.provider_txn.empty() && !notice.amount.is_zero());
        if (ours) FUZZ_REQUIRE(notice.amount == asked);
    }
    if (ends(notice.said)) FUZZ_REQUIRE(ours && notice.amount == asked);
}

/// The same members with their signature made right.
std::string signed_copy(const toolkit::Fields& fields, bool listed, bool our_order) {
    vnptpay::Outgoing copy(vnptpay::Signed::confirm, "");
    if (our_order) copy.text("MERCHANT_ORDER_ID", order_ref);
    if (our_order) copy.text("MERCHANT_SERVICE_ID", "9001");
    for (const auto& [name, text] : fields.all()) {
        const bool replaced =
            our_order && (name == "MERCHANT_ORDER_ID" || name == "MERCHANT_SERVICE_ID");
        if (name != "SECURE_CODE" && !replaced) copy.text(name, text);
    }
    const std::string text =
        listed ? copy.text_before_secret() : vnptpay::text_in_received_order(copy.fields());
    return copy.to_json(crypto::sha256_hex(text + secret_key));
}

void check_answer(const std::string& body, bool origin_proven) {
    HttpAnswer answer;
    answer.status = 200;
    answer.body = body;
    answer.origin_proven = origin_proven;
    CreateOrder order;
    order.account = account;
    order.attempt = make_attempt(Method::redirect);
    const CreateResult opened = vnptpay::decode_open(settings, order, keys, answer);
    if (const auto* it = std::get_if<CreateOpened>(&opened)) {
        const auto url = toolkit::parse_url(it->next_action.url);
        FUZZ_REQUIRE(url && url->scheme == "https" && url->authority == "sandbox.vnptpay.vn");
    }
    QueryOrder question;
    question.account = account;
    question.order_ref = order_ref;
    question.expected = asked;
    const QueryResult told = vnptpay::decode_query(settings, question, keys, answer);
    if (const auto* it = std::get_if<QueryAnswer>(&told)) {
        const Notice& notice = it->first();
        FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
        if (notice.said == Said::paid)
            FUZZ_REQUIRE(!notice.provider_txn.empty() && !notice.amount.is_zero());
    }
    RefundOrder refund;
    refund.account = account;
    refund.refund_ref = "RF7Q2M9XC4T8W1ZC";
    refund.order_ref = order_ref;
    refund.provider_txn = "202601150000012345";
    refund.amount = asked;
    refund.credited = asked;
    const RefundResult done = vnptpay::decode_refund(settings, refund, keys, answer);
    if (done.said == RefundSaid::done) FUZZ_REQUIRE(done.proof && !done.provider_refund_id.empty());
    const RefundResult later = vnptpay::decode_refund_query(settings, refund, keys, answer);
    if (later.said != RefundSaid::unknown) FUZZ_REQUIRE(later.proof.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    check_call(body);
    check_answer(body, true);
    if (const auto message = vnptpay::decode_call(body)) {
        for (const bool our_order : {false, true}) {
            check_call(signed_copy(message.value().fields, true, our_order));
            check_answer(signed_copy(message.value().fields, false, our_order), our_order);
        }
    }
    (void)vnptpay::mask_message(body);
    if (const auto visit = vnptpay::read_return(body))
        FUZZ_REQUIRE(vnptpay::is_order_id(visit->order_ref));
    return 0;
}
