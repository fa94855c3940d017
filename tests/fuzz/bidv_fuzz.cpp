// Whatever the bank may write to us, as any bytes: its calls as they came and once more with a
// right checksum put on them, its answers to a QR, lists and statements. No crash, no amount
// outside the books, and nothing about another bill or number that could pay ours.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bidv/answers.hpp"
#include "bidv/inbound.hpp"
#include "bidv/lists.hpp"
#include "bidv/mask.hpp"
#include "bidv/messages.hpp"
#include "bidv/signing.hpp"
#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "require.hpp"
#include "toolkit/json_text.hpp"

namespace {

using namespace dvcpay;

constexpr const char* order_ref = "KG7Q2M9XC4T8W1ZB";
constexpr const char* number = "V2KGKG261005000001";
constexpr Wall now{1'790'989'594'120};

ProviderAccount account_of_the_vectors() {
    ProviderAccount out;
    out.key = {"bidv", "default"};
    out.settings = {
        {"client_id", "kg-client"},
        {"channel", "211701"},
        {"user_agent", "kg-portal"},
        {"client_certificate", "MAA="},
        {"service_id", "KGDVC1"},
        {"merchant_id", "KGDVC1"},
        {"account_name", "CONG DVC KIEN GIANG"},
        {"va_prefix", "V2KG"},
        {"code_letters", "KG"},
        {"inbound_token", "off"},
        {"statement_account", "12010000009999"},
    };
    return out;
}

crypto::FileKeys keys_of_the_vectors() {
    crypto::SecretsByName secrets;
    secrets["bidv/default/secret_code"].emplace_back("BidvTestSecret01");
    return crypto::FileKeys::make(std::move(secrets)).value();
}

const crypto::FileKeys keys = keys_of_the_vectors();
const std::vector<ProviderAccount> accounts = {account_of_the_vectors()};
const bidv::Settings settings = bidv::read_settings(accounts[0]).value();

Attempt attempt() {
    Attempt out;
    out.account = accounts[0].key;
    out.method = Method::qr;
    out.order_ref = OrderRef::parse(order_ref).value();
    out.virtual_account = number;
    out.request_id = "r";
    out.amount = Money::dong(150'000);
    return out;
}

bool is_booked(Money amount) {
    return Money() < amount && amount <= largest_amount;
}

void check_call(std::string_view kind, const std::string& body) {
    const bidv::Inbound inbound(keys);
    InboundCall call;
    call.provider = "bidv";
    call.kind = kind;
    call.request.body = body;
    (void)inbound.locate(call, accounts);
    InboundContext context;
    context.account = accounts[0];
    context.now = now;
    StoredOrder order;
    order.attempt = attempt();
    order.payable = Payable::yes;
    context.orders.push_back(order);
    const VerifyResult result = inbound.verify(call, context);
    InboundOutcome outcome;
    outcome.context = context;
    outcome.account_known = true;
    outcome.kind = InboundOutcome::Kind::answered;
    if (const auto* question = std::get_if<Question>(&result)) outcome.question = *question;
    if (const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result)) {
        FUZZ_REQUIRE(all->size() == 1);
        const Notice& notice = all->front().value();
        FUZZ_REQUIRE(is_booked(notice.amount) && !notice.provider_txn.empty());
        // Ours is named by bill and number together, or not at all.
        FUZZ_REQUIRE((notice.order_ref == order_ref) == (notice.paid_to == number));
        outcome.kind = InboundOutcome::Kind::taken;
        outcome.verdicts = {Verdict::kept};
    }
    const HttpResponse answer = bidv::answer_to(call, outcome);
    FUZZ_REQUIRE(!answer.body.empty());
}

std::string checksum_of(const std::string& text) {
    const auto raw =
        keys.digest("bidv/default/secret_code", DigestAlgorithm::md5, "", text).value();
    return bidv::spell_checksum(bidv::Checksum::md5_concat, raw);
}

/// The same call with its checksum made right, so that what lies behind it is reached too.
void check_with_checksum(std::string_view kind, const std::string& body) {
    constexpr auto style = bidv::FieldStyle::snake;
    constexpr auto profile = bidv::Checksum::md5_concat;
    toolkit::JsonText out;
    if (kind == bidv::bill_kind) {
        const auto asked = bidv::decode_bill_question(style, body);
        if (!asked) return;
        const auto& bill = asked.value();
        out.object()
            .text("customer_id", bill.customer)
            .text("service_id", settings.service_id)
            .text(
                "checksum",
                checksum_of(bidv::getbill_text(profile, settings.service_id, bill.customer))
            )
            .end();
    } else {
        const auto read = bidv::decode_bill_paid(style, body);
        if (!read) return;
        const auto& paid = read.value();
        out.object()
            .text("trans_id", paid.trans)
            .text("trans_date", paid.time)
            .text("customer_id", paid.customer)
            .text("service_id", settings.service_id)
            .text("bill_id", paid.bill)
            .text("amount", paid.amount)
            .text(
                "checksum",
                checksum_of(bidv::paybill_text(profile, paid.trans, paid.bill, paid.amount))
            )
            .end();
    }
    check_call(kind, out.take());
}

SendResult answer_with(std::string body) {
    HttpAnswer out;
    out.status = 200;
    out.body = std::move(body);
    out.origin_proven = true;
    return out;
}

void check_qr(const std::string& body) {
    CreateOrder order;
    order.account = accounts[0];
    order.attempt = attempt();
    order.now = now;
    const CreateResult result = bidv::decode_create(settings, order, keys, answer_with(body));
    const auto* opened = std::get_if<CreateOpened>(&result);
    FUZZ_REQUIRE(opened != nullptr && opened->next_action.account_number == number);
    FUZZ_REQUIRE(opened->next_action.qr_payload.find(number) != std::string::npos);
}

void check_page(const AccountResult& result) {
    const auto* page = std::get_if<AccountPage>(&result);
    if (page == nullptr) return;
    for (const auto& notice : page->notices)
        FUZZ_REQUIRE(is_booked(notice.value().amount) && !notice.value().provider_txn.empty());
}

void check_list(const std::string& body) {
    AccountQuery query;
    query.account = accounts[0];
    query.day = Day{2026, 10, 5};
    check_page(bidv::decode_list_answer(settings, query, keys, answer_with(body)));
}

void check_statement(bidv::StatementProduct product, const std::string& body) {
    bidv::Settings other = settings;
    other.statement_product = product;
    AccountQuery query;
    query.account = accounts[0];
    query.day = Day{2026, 10, 5};
    check_page(bidv::decode_statement_answer(other, query, "1", keys, answer_with(body)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string body(reinterpret_cast<const char*>(data + 1), size - 1);
    switch (data[0]) {
        case 'g':
            check_call(bidv::bill_kind, body);
            check_with_checksum(bidv::bill_kind, body);
            break;
        case 'p':
            check_call(bidv::credit_kind, body);
            check_with_checksum(bidv::credit_kind, body);
            break;
        case 'q':
            check_qr(body);
            break;
        case 'l':
            check_list(body);
            break;
        case 'f':
            check_list(R"({"errorCode":"000","fileContent":")" + crypto::to_base64(body) + "\"}");
            break;
        case 's':
            check_statement(bidv::StatementProduct::iconnect, body);
            break;
        case 'c':
            check_statement(bidv::StatementProduct::corp, body);
            break;
        default:
            (void)bidv::mask_message(body);
    }
    return 0;
}
