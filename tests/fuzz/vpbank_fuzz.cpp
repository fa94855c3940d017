// Any bytes as a notice, or as the answer to each of our calls: no crash, and nothing is booked,
// opened or paid out that does not repeat what was asked. The first byte chooses which, and the
// status. Notices come by their static key, because a target signs a million times.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/keys.hpp"
#include "require.hpp"
#include "vpbank/answers.hpp"
#include "vpbank/inbound.hpp"
#include "vpbank/mask.hpp"
#include "vpbank/messages.hpp"

namespace {

using namespace dvcpay;

constexpr const char* reference = "KG7Q2M9XC4T8W1ZB";
constexpr const char* number = "VPBDVC00000042";

ProviderAccount make_account(const char* profile) {
    ProviderAccount out;
    out.key = {"vpbank", "default"};
    out.settings = {
        {"master_account", "232506601"},
        {"va_prefix", "VPBDVC"},
        {"va_last", "99999"},
        {"base_url", "https://bank.test"},
        {"client_id", "c"},
        {"idn_app", "a"},
        {"refunds", "transfer"},
        {"notify_profile", profile},
    };
    return out;
}

crypto::FileKeys make_keys() {
    crypto::SecretsByName secrets;
    secrets["vpbank/default/notify_static_key"].emplace_back("key");
    return crypto::FileKeys::make(std::move(secrets)).value();
}

const auto keys = make_keys();
const ProviderAccount account = make_account("collect");
const ProviderAccount signing = make_account("signed");
const auto settings = vpbank::read_settings(account).value();

Attempt attempt() {
    Attempt out;
    out.account = account.key;
    out.method = Method::qr;
    out.order_ref = OrderRef::parse(reference).value();
    out.request_id = "7f9c24e8-3b0a-4c55-9f53-6f2f1a0e0001";
    out.virtual_account = number;
    out.amount = Money::dong(30'000);
    return out;
}

void check_notice(const std::string& body, const ProviderAccount& of) {
    const vpbank::Inbound inbound(keys);
    InboundCall call;
    call.provider = "vpbank";
    call.kind = "credit";
    call.request.headers.add("Authorization", "key");
    call.request.headers.add("signature", "QUJD");
    call.request.body = body;
    const auto located = inbound.locate(call, {of});
    if (located) FUZZ_REQUIRE(located.value().order_refs.size() <= 2);
    InboundContext context;
    context.account = of;
    StoredOrder stored;
    stored.attempt = attempt();
    context.orders.push_back(stored);
    const VerifyResult result = inbound.verify(call, context);
    InboundOutcome outcome;
    outcome.context = context;
    outcome.account_known = true;
    FUZZ_REQUIRE(vpbank::acknowledge(call, outcome).body.size() < 1000);
    const auto* notices = std::get_if<std::vector<Verified<Notice>>>(&result);
    if (notices == nullptr) return;
    FUZZ_REQUIRE(of.setting("notify_profile") == "collect");  // the other one is unsigned here
    FUZZ_REQUIRE(located.has_value() && notices->size() == 1);
    const Notice& notice = notices->front().value();
    FUZZ_REQUIRE(notice.amount > Money() && notice.amount <= largest_amount);
    FUZZ_REQUIRE(!notice.provider_txn.empty() && !notice.ask_first);
    FUZZ_REQUIRE(notice.order_ref.empty() || notice.order_ref == reference);
}

void check_answers(const HttpAnswer& answer) {
    CreateOrder order;
    order.account = account;
    order.attempt = attempt();
    const CreateResult created = vpbank::decode_open_number(settings, order, answer);
    if (const auto* opened = std::get_if<CreateOpened>(&created)) {
        FUZZ_REQUIRE(answer.status < 300 && vpbank::is_number(opened->virtual_account));
        FUZZ_REQUIRE(opened->virtual_account != settings.master_account);
    }
    QueryOrder question;
    question.account = account;
    question.order_ref = reference;
    question.expected = Money::dong(30'000);
    question.virtual_account = number;
    const QueryResult told = vpbank::decode_number_history(settings, question, answer);
    if (const auto* credits = std::get_if<QueryAnswer>(&told)) {
        FUZZ_REQUIRE(answer.status < 300);
        for (const auto& credit : credits->notices()) {
            FUZZ_REQUIRE(credit.value().paid_to == number);
            FUZZ_REQUIRE(credit.value().amount > Money());
        }
    }
    RefundOrder refund;
    refund.account = account;
    refund.refund_ref = reference;
    refund.amount = Money::dong(30'000);
    refund.destination = Destination{"970436", "0071000123456", "NGUYEN VAN AN"};
    (void)vpbank::decode_beneficiary(settings, refund, answer);
    for (const auto& result :
         {vpbank::decode_transfer(settings, refund, answer),
          vpbank::decode_transfer_status(settings, refund, answer)}) {
        if (result.believed() != RefundSaid::done) continue;
        FUZZ_REQUIRE(answer.status < 300 && !result.provider_refund_id.empty());
        FUZZ_REQUIRE(
            answer.body.find("DVCRF") != std::string::npos ||
            answer.body.find("\\u") != std::string::npos
        );
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr int statuses[] = {200, 201, 302, 400, 401, 403, 429, 500};
    const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
    check_notice(body, account);
    check_notice(body, signing);
    HttpAnswer answer;
    answer.status = statuses[data[0] % std::size(statuses)];
    answer.body = body;
    answer.origin_proven = true;
    check_answers(answer);
    (void)vpbank::mask_message(body);
    (void)vpbank::find_reference(body, "DVC");
    return 0;
}
