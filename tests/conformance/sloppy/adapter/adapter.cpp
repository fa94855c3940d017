// SloppyPay, written in a hurry. Every "mistake" below is one that the conformance kit must find.
#include <cstdlib>
#include <utility>

#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "sloppy/module.hpp"
#include "toolkit/echo.hpp"

namespace dvcpay::sloppy {
namespace {

using Json = nlohmann::json;

KeyName key_of(const ProviderAccount& account) {
    return "sloppy/" + account.key.account + "/secret_key";
}

Failure failed(std::string code) {
    return {"declined", std::move(code), "Không thành công.", "Failed.", true};
}

/// Mistake: makes itself a proof instead of asking Keys whether the signature verifies.
Proof believe_it() {
    HttpAnswer answer;
    answer.origin_proven = true;
    return *toolkit::proof_by_echo(answer, {{"x", "x"}});
}

std::string text_of(const Json& json, const char* name) {
    const auto at = json.find(name);
    return at == json.end() || !at->is_string() ? std::string{} : at->get<std::string>();
}

/// Mistake: 32 bits.
Money amount_of(const Json& json) {
    const auto at = json.find("amount");
    if (at == json.end() || !at->is_number()) return Money::dong(0);
    return Money::dong(static_cast<std::int32_t>(at->get<std::int64_t>() & 0x7FFFFFFF));
}

/// Mistake: whatever it does not know is a refusal, "not found" too.
Said said_of(const std::string& code) {
    if (code == "00") return Said::paid;
    return code == "01" ? Said::waiting : Said::declined;
}

Capability capability_of() {
    Capability out;
    out.provider = "sloppy";
    out.display_name = "SloppyPay";
    MethodCapability redirect;
    redirect.amount_min = Money::dong(1'000);
    redirect.amount_max = Money::dong(5'000'000'000);
    redirect.longest_expiry_s = 900;
    out.methods = {redirect};
    out.query_attempt = true;
    out.refund = true;
    out.refund_route = RefundRoute::back;
    out.refund_repeatable = true;
    out.ask_plan.after_opening_s = {15, 60, 180, 600};
    out.inbound_kinds = {"notice"};
    return out;
}

class SloppyAdapter final : public Adapter {
  public:
    SloppyAdapter(Transport& transport, Keys& keys) : transport_(&transport), keys_(&keys) {}

    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey&) const override { return capability_; }
    std::optional<NumberPlan> numbers(const AccountKey&) const override { return std::nullopt; }

    Task<CreateResult> initiate(CreateOrder order, Mono due) override {
        Json body;
        body["merchant"] = order.account.setting("merchant");
        body["order"] = order.attempt.order_ref.text();
        body["amount"] = order.attempt.amount.count();
        body["text"] = order.description;  // mistake: neither folded nor cut
        body["notify"] = order.notify_url;
        const Json answer = co_await ask(
            order.account,
            "/create",
            body,
            text_of(body, "order") + '|' + std::to_string(order.attempt.amount.count()),
            due
        );
        // Mistake: no answer, a broken answer and an unknown code all "failed".
        const auto code = text_of(answer, "code");
        if (code != "00") co_return CreateRefused{failed(code), false};
        CreateOpened opened;
        opened.next_action.kind = NextAction::Kind::redirect;
        opened.next_action.url = text_of(answer, "url");
        co_return opened;
    }

    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override {
        Json body;
        body["merchant"] = order.account.setting("merchant");
        body["order"] = order.order_ref;
        const Json answer = co_await ask(order.account, "/query", body, order.order_ref, due);
        if (!answer.contains("code")) co_return QuerySilent{"no answer", false};
        Notice notice;
        notice.account = order.account.key;
        notice.order_ref = order.order_ref;  // mistake: the echo is not compared
        notice.said = said_of(text_of(answer, "code"));
        notice.amount = order.expected;  // mistake: what was asked instead of what was paid
        notice.provider_txn = text_of(answer, "txn");
        notice.source = Source::status_answer;
        if (notice.said == Said::declined) notice.failure = failed(text_of(answer, "code"));
        co_return Verified<Notice>(std::move(notice), believe_it());
    }

    AccountCall account_call() override { return {}; }
    RefundCall refund_call() override {
        return [this](RefundOrder order, Mono due) { return refund(std::move(order), due); };
    }
    RefundCall refund_query_call() override { return {}; }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        const auto body = Json::parse(call.request.body, nullptr, false);
        if (!body.is_object() || accounts.empty()) return Fault::malformed;
        Located located;
        located.account = accounts.front().key;  // mistake: whatever partner it names
        located.order_refs = {text_of(body, "order")};
        return located;
    }

    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        const auto body = Json::parse(call.request.body, nullptr, false);
        if (!body.is_object() || text_of(body, "order").empty()) return Distrust::malformed;
        Notice notice;
        notice.account = context.account.key;
        notice.order_ref = text_of(body, "order");
        notice.said = said_of(text_of(body, "code"));
        notice.amount = amount_of(body);  // mistake: whatever its currency
        if (const auto* order = context.find(notice.order_ref)) {
            notice.amount = order->attempt.amount;  // mistake: what was asked, not what was paid
        }
        notice.provider_txn = text_of(body, "number");  // mistake: the number of the message
        if (notice.said == Said::declined) notice.failure = failed(text_of(body, "code"));
        return std::vector{Verified<Notice>(std::move(notice), believe_it())};
    }

    /// Mistake: "received" whatever became of it, also when our store is down.
    Task<HttpResponse> answer(InboundCall, InboundOutcome) override {
        HttpResponse response;
        response.headers.add("Content-Type", "application/json");
        response.body = R"({"code":"00"})";
        co_return response;
    }

    std::optional<ReturnVisit> read_return(std::string_view, const std::vector<ProviderAccount>&)
        const override {
        return std::nullopt;
    }
    /// Mistake: nothing is masked.
    std::string mask_raw(std::string_view raw) const override { return std::string(raw); }

  private:
    Task<RefundResult> refund(RefundOrder order, Mono due) {
        Json body;
        body["merchant"] = order.account.setting("merchant");
        body["refund"] = order.refund_ref;
        body["txn"] = order.provider_txn;
        body["amount"] = order.amount.count();
        const auto text = order.refund_ref + '|' + order.provider_txn + '|' +
                          std::to_string(order.amount.count());
        const Json answer = co_await ask(order.account, "/refund", body, text, due);
        RefundResult result;
        const auto code = text_of(answer, "code");
        // Mistake: no answer is a refusal.
        result.said = code == "00" ? RefundSaid::done : RefundSaid::refused;
        result.proof = believe_it();
        result.failure = failed(code);
        co_return result;
    }

    /// An empty object where nothing was understood.
    Task<Json> ask(
        ProviderAccount account, std::string path, Json body, std::string text, Mono due
    ) {
        auto mac = co_await keys_->mac(key_of(account), MacAlgorithm::hmac_sha256, text);
        if (!mac) co_return Json::object();
        body["sign"] = crypto::to_hex(mac.value());
        OutboundRequest request;
        request.channel = "sloppy/" + account.key.account;
        request.url = account.setting("endpoint") + "/sloppy/api" + path;
        request.headers.add("Content-Type", "application/json");
        request.body = body.dump();
        const SendResult sent = co_await transport_->send(std::move(request), due);
        const auto* answer = std::get_if<HttpAnswer>(&sent);
        if (answer == nullptr) co_return Json::object();
        auto read = Json::parse(answer->body, nullptr, false);
        if (!read.is_object()) co_return Json::object();
        co_return read;
    }

    Transport* transport_;
    Keys* keys_;
    Capability capability_ = capability_of();
};

std::vector<KeyNeed> keys_of(const ProviderAccount&) {
    return {{"secret_key", KeyNeed::Kind::text, false}};
}

Result<AskPlan> check(const ProviderAccount&) {
    return capability_of().ask_plan;
}

std::unique_ptr<Adapter>
make(Transport& transport, Keys& keys, const std::vector<ProviderAccount>&) {
    return std::make_unique<SloppyAdapter>(transport, keys);
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule it = {"sloppy", {"notice"}, {}, keys_of, check, make};
    return it;
}

}  // namespace dvcpay::sloppy
