// Calls and answers of any bytes, as they came and once more rightly signed: no crash, nothing
// booked but what the stored order asks, no refund done without its proof.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "require.hpp"
#include "toolkit/form.hpp"
#include "viettelpay/answers.hpp"
#include "viettelpay/inbound.hpp"
#include "viettelpay/mask.hpp"
#include "viettelpay/messages.hpp"
#include "viettelpay/paybiz.hpp"
#include "viettelpay/signing.hpp"

namespace {

using namespace dvcpay;
using viettelpay::Signed;

constexpr const char* hash_key = "hashkey-test-viettel-0001";
constexpr const char* access_code = "acctest-viettel-0001";
constexpr const char* order_id = "DVC260115000001A";
constexpr Money asked = Money::dong(120'000);

crypto::FileKeys make_keys() {
    crypto::SecretsByName secrets;
    secrets["viettelpay/default/hash_key"].emplace_back(hash_key);
    return crypto::FileKeys::make(std::move(secrets)).value();
}
ProviderAccount make_account() {
    ProviderAccount out;
    out.key = {"viettelpay", "default"};
    out.settings = {{"merchant_code", "DVCTEST"}, {"access_code", access_code}};
    return out;
}

const auto keys = make_keys();
const auto account = make_account();
const auto settings = viettelpay::read_settings(account).value();

InboundContext context() {
    InboundContext out;
    out.account = account;
    StoredOrder stored;
    stored.attempt.account = account.key;
    stored.attempt.order_ref = OrderRef::parse(order_id).value();
    stored.attempt.amount = asked;
    out.orders.push_back(stored);
    return out;
}

std::string checksum(Signed what, const toolkit::Fields& fields) {
    const std::string text = viettelpay::text_to_sign(what, access_code, fields);
    return crypto::to_base64(crypto::hmac(MacAlgorithm::hmac_sha1, hash_key, text));
}

void check_call(std::string_view kind, const std::string& body) {
    const viettelpay::Inbound inbound(keys);
    InboundCall call;
    call.provider = "viettelpay";
    call.kind = kind;
    call.request.body = body;
    (void)inbound.locate(call, {account});
    InboundOutcome outcome;
    outcome.context = context();
    outcome.account_known = true;
    outcome.question.order_ref = order_id;
    const viettelpay::Outgoing answer = viettelpay::answer_to(call, outcome);
    const std::string_view repeated = answer.fields.text("order_id");
    FUZZ_REQUIRE(repeated.empty() || viettelpay::is_order_id(repeated));
    const VerifyResult result = inbound.verify(call, outcome.context);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    if (all == nullptr) return;
    FUZZ_REQUIRE(all->size() == 1 && kind == viettelpay::ipn_kind);
    const Notice& notice = all->front().value();
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
    const bool ours = notice.order_ref == order_id && notice.amount == asked;
    if (notice.said == Said::paid && !notice.ask_first)
        FUZZ_REQUIRE(ours && !notice.provider_txn.empty());
    if (notice.said == Said::declined || notice.said == Said::cancelled) FUZZ_REQUIRE(ours);
}

toolkit::Fields with_checksum(toolkit::Fields fields, const std::string& sum) {
    toolkit::Fields out;
    for (const auto& [name, text] : fields.all()) {
        if (name != "check_sum") out.add(name, text);
    }
    out.add("check_sum", sum);
    return out;
}

void check_answer(const std::string& body, bool origin_proven) {
    HttpAnswer answer;
    answer.status = 200;
    answer.body = body;
    answer.origin_proven = origin_proven;
    QueryOrder question;
    question.account = account;
    question.order_ref = order_id;
    question.expected = asked;
    const QueryResult told = viettelpay::decode_inquiry(settings, question, keys, answer);
    if (const auto* it = std::get_if<QueryAnswer>(&told)) {
        if (it->first().said == Said::paid)
            FUZZ_REQUIRE(origin_proven && it->first().amount == asked);
    }
    RefundOrder refund;
    refund.account = account;
    refund.order_ref = order_id;
    refund.provider_txn = "1801150849123401";
    refund.amount = asked;
    refund.credited = asked;
    const RefundResult done = viettelpay::decode_refund(settings, refund, keys, answer);
    if (done.said != RefundSaid::unknown) FUZZ_REQUIRE(done.proof && origin_proven);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    for (const auto kind :
         {viettelpay::ipn_kind, viettelpay::order_check_kind, viettelpay::status_kind}) {
        check_call(kind, body);
    }
    // Seeds are JSON objects; as forms they are calls, as objects answers.
    const auto object = viettelpay::decode_answer(body);
    const auto form = toolkit::parse_form(body);
    if (object || form) {
        const toolkit::Fields& fields = object ? object.value() : form.value();
        const std::string as_result =
            toolkit::encode_form(with_checksum(fields, checksum(Signed::result, fields)));
        const std::string as_question =
            toolkit::encode_form(with_checksum(fields, checksum(Signed::result_question, fields)));
        check_call(viettelpay::ipn_kind, as_result);
        check_call(viettelpay::status_kind, as_question);
        for (const auto what : {Signed::inquiry_answer, Signed::refund_answer}) {
            check_answer(viettelpay::json_body(fields, checksum(what, fields)), true);
            check_answer(viettelpay::json_body(fields, checksum(what, fields)), false);
        }
        (void)viettelpay::Inbound(keys).read_return(as_result, {account});
    }
    check_answer(body, true);
    (void)viettelpay::mask_message(body);
    (void)viettelpay::paybiz::verify_body(keys, "viettelpay/default/hash_key", body, body);
    return 0;
}
