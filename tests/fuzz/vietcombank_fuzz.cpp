// Whatever the bank or its checkout may write to us, as any bytes: calls as they came and once more
// with a right signature put on them, notices, answers. No crash, no amount outside the books, and
// nothing about another number or order that could pay ours.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "require.hpp"
#include "toolkit/form.hpp"
#include "vietcombank/bank_api.hpp"
#include "vietcombank/checkout.hpp"
#include "vietcombank/checkout_messages.hpp"
#include "vietcombank/inbound.hpp"
#include "vietcombank/ipn.hpp"
#include "vietcombank/mask.hpp"
#include "vietcombank/messages.hpp"

namespace {

using namespace dvcpay;
namespace vcb = dvcpay::vietcombank;

constexpr const char* secret = "VCBTEST-S3cret-0001";
constexpr const char* passcode = "TEST-PASSCODE-01";
constexpr const char* number = "DVCTS20000000000157";
constexpr const char* order_ref = "KG7Q2M9XC4T8W1ZB";
constexpr const char* token = "90001-8f14e45fceea167a5a36dedd4bea2543";
constexpr Wall now{1'768'442'480'347};

ProviderAccount account_of_the_vectors() {
    ProviderAccount out;
    out.key = {"vietcombank", "default"};
    out.settings = {
        {"va_prefix", "DVCTS2"},
        {"service_id", "BC1"},
        {"account_name", "TT PHUC VU HCC"},
        {"inbound_basic_auth", "off"},
        {"refusal_reverses", "off"},
        {"advice_enabled", "on"},
        {"advice_account", "0071000123456"},
        {"nl_merchant_site_code", "90001"},
        {"nl_merchant_email", "ketoan@example.vn"},
        {"nl_buyer_name", "A"},
        {"nl_buyer_email", "a@example.vn"},
        {"nl_buyer_mobile", "0912345678"},
        {"nl_buyer_address", "VN"},
    };
    return out;
}

crypto::FileKeys keys_of_the_vectors() {
    crypto::SecretsByName secrets;
    secrets["vietcombank/default/secret"].emplace_back(secret);
    secrets["vietcombank/default/passcode"].emplace_back(passcode);
    return crypto::FileKeys::make(std::move(secrets)).value();
}

const crypto::FileKeys keys = keys_of_the_vectors();
const std::vector<ProviderAccount> accounts = {account_of_the_vectors()};
const vcb::Settings settings = vcb::read_settings(accounts[0]).value();

Attempt attempt(Method method) {
    Attempt out;
    out.account = accounts[0].key;
    out.method = method;
    out.order_ref = OrderRef::parse(order_ref).value();
    if (method == Method::qr) out.virtual_account = number;
    out.amount = Money::dong(12'000);
    out.opened_at = now;
    return out;
}

void require_booked(const Notice& notice) {
    FUZZ_REQUIRE(notice.amount > Money() && notice.amount <= largest_amount);
    FUZZ_REQUIRE(notice.said != Said::paid || !notice.provider_txn.empty());
}

void check_call(std::string_view kind, const std::string& body) {
    InboundCall call;
    call.provider = "vietcombank";
    call.kind = kind;
    call.request.body = body;
    InboundContext context;
    context.account = accounts[0];
    const bool notice_of_checkout = kind == vcb::ipn_kind;
    StoredOrder order;
    order.attempt = attempt(notice_of_checkout ? Method::redirect : Method::qr);
    order.payable = Payable::yes;
    context.orders.push_back(std::move(order));
    if (notice_of_checkout) {
        (void)vcb::locate_notice(call, accounts);
    } else {
        (void)vcb::locate_bank_call(call, accounts);
    }
    const VerifyResult result = notice_of_checkout ? vcb::verify_notice(keys, call, context)
                                                   : vcb::verify_bank_call(keys, call, context);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    if (all == nullptr) return;
    FUZZ_REQUIRE(all->size() <= 1);
    for (const auto& verified : *all) {
        require_booked(verified.value());
        if (notice_of_checkout && verified.value().said == Said::paid)
            FUZZ_REQUIRE(verified.value().ask_first);
    }
}

/// The same call with its signature made right.
void check_signed(const std::string& body) {
    const auto envelope = vcb::read_envelope(body);
    if (!envelope) return;
    const std::string text =
        envelope.value().channel + "|" + envelope.value().reference + "|" + secret;
    // The last of two members of one name is refused, so that it is put in the place of the old.
    const auto at = body.rfind("\"signature\":\"");
    const auto end = at == std::string::npos ? at : body.find('"', at + 13);
    if (end == std::string::npos) return;
    const std::string copy = body.substr(0, at + 13) + crypto::sha256_hex(text) + body.substr(end);
    for (const auto kind : {vcb::bill_kind, vcb::credit_kind, vcb::advice_kind})
        check_call(kind, copy);
}

void check_notice(const std::string& body) {
    check_call(vcb::ipn_kind, body);
    const auto form = toolkit::parse_form(body);
    if (!form) return;
    toolkit::Fields copy;
    for (const auto& field : form.value().all()) {
        if (field.name != "checksum") copy.add(field.name, field.text);
    }
    const std::string text = vcb::notice_text(settings.checkout, copy) + passcode;
    copy.add("checksum", crypto::to_hex(crypto::digest(DigestAlgorithm::md5, {text})));
    check_call(vcb::ipn_kind, toolkit::encode_form(copy));
}

void check_answers(const std::string& body) {
    HttpAnswer answer;
    answer.status = 200;
    answer.body = body;
    answer.origin_proven = true;
    CreateOrder create;
    create.account = accounts[0];
    create.attempt = attempt(Method::redirect);
    const auto created = vcb::decode_checkout(settings.checkout, create, answer);
    if (const auto* opened = std::get_if<CreateOpened>(&created))
        FUZZ_REQUIRE(opened->next_action.url.starts_with("https://vietcombank.nganluong.vn"));
    QueryOrder query;
    query.account = accounts[0];
    query.order_ref = order_ref;
    query.provider_ref = token;
    query.virtual_account = number;
    query.now = now;
    for (const auto& result :
         {vcb::decode_check(settings.checkout, query, answer),
          vcb::decode_history(query, "1", answer)}) {
        const auto* told = std::get_if<QueryAnswer>(&result);
        if (told == nullptr) continue;
        for (const auto& notice : told->notices()) {
            if (notice.value().said == Said::paid) require_booked(notice.value());
        }
    }
    RefundOrder refund;
    refund.account = accounts[0];
    refund.refund_ref = "RF26A000101";
    refund.provider_txn = token;
    refund.amount = refund.credited = Money::dong(12'000);
    const auto said = vcb::decode_refund(settings.checkout, refund, keys, answer);
    if (said.believed() == RefundSaid::done) FUZZ_REQUIRE(said.proof.has_value());
    AccountQuery page;
    page.account = accounts[0];
    page.now = now;
    (void)vcb::decode_statement(settings, page, "1", answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    for (const auto kind : {vcb::bill_kind, vcb::credit_kind, vcb::advice_kind})
        check_call(kind, body);
    check_signed(body);
    check_notice(body);
    check_answers(body);
    (void)vcb::mask_message(body);
    (void)vcb::read_return_of(body);
    return 0;
}
