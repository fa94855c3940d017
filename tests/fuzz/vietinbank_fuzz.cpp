// Every parser of VietinBank's bytes: calls of the bank, signed and not, and its answers. No crash,
// no amount outside the books, nothing paid to a number that is spelt wrongly, no code of another
// number shown. The key store believes every signature, so that what lies behind it is reached.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ports/proof.hpp"
#include "require.hpp"
#include "toolkit/vietqr.hpp"
#include "vietinbank/answers.hpp"
#include "vietinbank/inbound.hpp"
#include "vietinbank/mask.hpp"
#include "vietinbank/messages.hpp"
#include "vietinbank/refund.hpp"

namespace {

using namespace dvcpay;

constexpr const char* number = "8KGGDVC261005000001";

/// Says yes to every signature and has no secret.
class BelievingKeys final : public Keys {
  public:
    Task<Result<std::string>> mac(KeyName, MacAlgorithm, std::string) override {
        co_return Error(Fault::configuration);
    }
    std::optional<Proof> verify_mac(
        const KeyName&, MacAlgorithm, std::string_view, std::string_view
    ) const override {
        return std::nullopt;
    }
    Result<std::string> digest(const KeyName&, DigestAlgorithm, std::string_view, std::string_view)
        const override {
        return Error(Fault::configuration);
    }
    std::optional<Proof> verify_digest(
        const KeyName&, DigestAlgorithm, std::string_view, std::string_view, std::string_view
    ) const override {
        return std::nullopt;
    }
    std::optional<Proof> verify_text(const KeyName&, std::string_view) const override {
        return std::nullopt;
    }
    Result<Secret> text(const KeyName&) const override { return Error(Fault::configuration); }
    Result<JweParts> encrypt(
        const KeyName&, KeyManagement, ContentCipher, std::string_view, std::string_view
    ) override {
        return Error(Fault::configuration);
    }
    Result<std::string> decrypt(
        const KeyName&, KeyManagement, ContentCipher, const JweParts&, std::string_view
    ) const override {
        return Error(Fault::configuration);
    }
    Result<std::string> decrypt_rsa(const KeyName&, std::string_view) const override {
        return Error(Fault::configuration);
    }
    Task<Result<std::string>> sign(KeyName, SignAlgorithm, std::string) override {
        co_return Error(Fault::configuration);
    }
    std::optional<Proof> verify_signature(
        const KeyName&, SignAlgorithm, std::string_view, std::string_view
    ) const override {
        return ProofIssuer::signature();
    }
    Result<std::vector<std::string>> mac_all_base64(const KeyName&, MacAlgorithm, std::string_view)
        const override {
        return Error(Fault::configuration);
    }
};

ProviderAccount account() {
    ProviderAccount out;
    out.key = {"vietinbank", "default"};
    out.settings = {
        {"client_id", "c"},
        {"provider_id", "99881"},
        {"merchant_id", "8KGG"},
        {"vac", "8KGG"},
        {"real_account", "118000009999"},
        {"qr_local_fallback", "off"},
        {"refunds", "transfer"},
        {"transfer_approver", "a"},
    };
    return out;
}

const BelievingKeys keys;
const std::vector<ProviderAccount> accounts = {account()};
const vietinbank::Settings settings = vietinbank::read_settings(accounts[0]).value();

void check_calls(const std::string& body) {
    const vietinbank::Inbound inbound(keys);
    for (const auto kind : {vietinbank::bill_kind, vietinbank::credit_kind}) {
        InboundCall call;
        call.provider = "vietinbank";
        call.kind = kind;
        call.request.body = body;
        (void)inbound.locate(call, accounts);
        InboundContext context;
        context.account = accounts[0];
        const VerifyResult result = inbound.verify(call, context);
        InboundOutcome outcome;
        outcome.kind = InboundOutcome::Kind::distrusted;
        outcome.context = context;
        if (const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result)) {
            outcome.kind = InboundOutcome::Kind::taken;
            FUZZ_REQUIRE(!all->empty());
            for (const auto& one : *all) {
                const Notice& notice = one.value();
                outcome.notices.push_back(notice);
                outcome.verdicts.push_back(Verdict::kept);
                FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
                FUZZ_REQUIRE(!notice.refusable && vietinbank::is_transaction(notice.provider_txn));
                if (notice.said != Said::paid) continue;
                FUZZ_REQUIRE(!notice.amount.is_zero());
                const bool ours = notice.paid_to.starts_with(settings.vac);
                if (ours) FUZZ_REQUIRE(vietinbank::is_our_number(settings, notice.paid_to));
            }
        }
        (void)vietinbank::reply_to(call, outcome, settings).message.text();
    }
}

CreateOrder create_order() {
    CreateOrder out;
    out.account = accounts[0];
    out.attempt.account = accounts[0].key;
    out.attempt.request_id = "7b0d2c0e-5d0a-4b57-9a51-1f0c6d2b0001";
    out.attempt.virtual_account = number;
    out.attempt.amount = Money::dong(150'000);
    out.now = parse_rfc3339("2026-10-05T01:02:03.004Z").value();
    return out;
}

void check_answers(const std::string& body) {
    HttpAnswer answer;
    answer.status = 200;
    answer.origin_proven = true;
    answer.body = body;
    const SendResult sent(answer);
    const CreateResult created = vietinbank::decode_qr(settings, create_order(), keys, sent);
    if (const auto* opened = std::get_if<CreateOpened>(&created)) {
        const auto content = toolkit::parse_vietqr(opened->next_action.qr_payload);
        FUZZ_REQUIRE(content && content.value().number == number);
        FUZZ_REQUIRE(content.value().amount == Money::dong(150'000));
    }
    AccountQuery query;
    query.account = accounts[0];
    query.request_id = "KG20261006060000001";
    const AccountResult day = vietinbank::decode_statement(settings, query, keys, sent);
    if (const auto* page = std::get_if<AccountPage>(&day)) {
        for (const auto& one : page->notices) {
            FUZZ_REQUIRE(one.value().amount > Money() && one.value().amount <= largest_amount);
            FUZZ_REQUIRE(vietinbank::is_our_number(settings, one.value().paid_to));
        }
    }
    RefundOrder refund;
    refund.account = accounts[0];
    refund.refund_ref = "KG7Q2M9XC4T8WRFA";
    refund.request_id = "KGRF20261006000001";
    refund.amount = Money::dong(150'000);
    refund.destination = Destination{"970436", "0071000123456", "NGUYEN VAN AN"};
    (void)vietinbank::decode_name_inquiry(settings, refund, keys, sent);
    const auto moved = vietinbank::decode_transfer(settings, refund, keys, sent).believed();
    FUZZ_REQUIRE(moved == RefundSaid::pending || moved == RefundSaid::unknown);
    (void
    )vietinbank::decode_refund_in_statement(settings, refund, keys, "KG20261006060000001", sent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    check_calls(body);
    check_answers(body);
    (void)vietinbank::mask_message(body);
    (void)vietinbank::read_amount(body);
    (void)vietinbank::read_time(body);
    (void)vietinbank::find_vav(body, "DVC", settings.vav_pattern);
    (void)vietinbank::Pattern::parse(body);
    return 0;
}
