#pragma once
// A bank that does as it is told, and a payer's way to it.
#include <sstream>

#include <gmock/gmock.h>

#include "ports/proof.hpp"
#include "world.hpp"

namespace dvcpay::testing {

/// A bank whose calls are words: "<number> <amount> <txn>[/<core reference>]" once or more, or
/// "bill <number>".
class FakeBank final : public Adapter {
  public:
    FakeBank() {
        can.provider = "bank";
        can.display_name = "A bank";
        can.opening = Opening::local;
        can.query_account = true;
        can.ask_plan = AskPlan{{15, 60}};
        can.inbound_kinds = {"credit", "bill"};
        MethodCapability qr;
        qr.method = Method::qr;
        qr.finality = Finality::push_only;
        qr.amount_min = Money::dong(1000);
        qr.amount_max = Money::dong(499'999'999);
        qr.watch_days = 3;
        can.methods = {qr};
    }
    const Capability& capability() const override { return can; }
    const Capability& capability(const AccountKey& /*account*/) const override { return can; }
    std::optional<NumberPlan> numbers(const AccountKey& /*account*/) const override { return plan; }
    Task<CreateResult> initiate(CreateOrder order, Mono /*due*/) override {
        if (loses > 0) {
            --loses;
            co_return CreateUnknown{"the answer was lost"};
        }
        CreateOpened out;
        out.virtual_account = issues;
        out.next_action.kind = NextAction::Kind::qr;
        out.next_action.qr_payload = "QR" + order.attempt.virtual_account;
        out.next_action.account_number = order.attempt.virtual_account;
        co_return out;
    }
    Task<QueryResult> query_attempt(QueryOrder /*order*/, Mono /*due*/) override {
        if (!can.query_attempt) ADD_FAILURE() << "this bank cannot be asked about one order";
        ++questions;
        if (rows.empty()) co_return QuerySilent{"no", false};
        QueryAnswer out(rows.front());
        for (std::size_t i = 1; i < rows.size(); ++i) out.add(rows[i]);
        co_return out;
    }
    AccountCall account_call() override {
        return [this](AccountQuery query, Mono /*due*/) { return statement(std::move(query)); };
    }
    RefundCall refund_call() override { return {}; }
    RefundCall refund_query_call() override { return {}; }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        Located out;
        out.account = accounts.front().key;
        std::istringstream words(call.request.body);
        std::string number;
        std::string amount;
        std::string txn;
        words >> number;
        if (number == "bill") words >> number;
        out.numbers = {number};
        while (words >> amount >> txn >> number) out.numbers.push_back(number);
        for (const auto& account : accounts) {
            if (account.key != out.account) out.also.push_back(account.key);
        }
        out.message_id = std::string(call.request.headers.get("Message-Id"));
        return out;
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        std::istringstream words(call.request.body);
        std::string number;
        std::string txn;
        std::int64_t amount = 0;
        words >> number;
        if (number == "bill") {
            words >> number;
            return Question{Question::About::bill, {}, number};
        }
        std::vector<Verified<Notice>> out;
        while (words >> amount >> txn) {
            const StoredOrder* order = context.find_number(number);
            const AccountKey& whose =
                order == nullptr ? context.account.key : order->attempt.account;
            out.push_back(told(whose, number, amount, txn, Source::callback));
            if (!(words >> number)) break;
        }
        if (out.empty()) return Distrust::bad_signature;
        return out;
    }
    Verified<Notice> told(
        AccountKey account, std::string number, std::int64_t amount, std::string txn, Source source
    ) const {
        Notice notice;
        notice.account = std::move(account);
        notice.said = Said::paid;
        notice.amount = Money::dong(amount);
        notice.paid_to = std::move(number);
        notice.source = source;
        notice.refusable = takes_back;
        if (const auto slash = txn.find('/'); slash != std::string::npos) {
            notice.other_txns = {txn.substr(slash + 1)};
            txn.resize(slash);
        }
        notice.provider_txn = std::move(txn);
        return {notice, ProofIssuer::signature()};
    }
    /// 200 and what was decided, for the tests to read.
    Task<HttpResponse> answer(InboundCall /*call*/, InboundOutcome outcome) override {
        HttpResponse out;
        for (const auto verdict : outcome.verdicts) out.body += word(verdict);
        if (outcome.kind == InboundOutcome::Kind::answered) {
            const StoredOrder* order = outcome.context.find_number(outcome.question.number);
            out.body = order == nullptr                  ? "unknown"
                       : order->payable == Payable::yes  ? "payable"
                       : order->payable == Payable::paid ? "paid"
                                                         : "closed";
        }
        if (outcome.kind == InboundOutcome::Kind::distrusted) out.status = 400;
        co_return out;
    }
    std::optional<ReturnVisit> read_return(
        std::string_view /*query*/, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return std::nullopt;
    }
    std::string mask_raw(std::string_view /*raw*/) const override { return "masked"; }

    static std::string word(Verdict verdict) {
        switch (verdict) {
            case Verdict::kept:
                return "kept";
            case Verdict::repeated:
                return "repeated";
            case Verdict::contradicts:
                return "contradicts";
            case Verdict::stranger:
                return "stranger";
            case Verdict::refused_unknown:
                return "no:unknown";
            case Verdict::refused_closed:
                return "no:closed";
            case Verdict::refused_paid:
                return "no:paid";
            case Verdict::refused_amount:
                return "no:amount";
        }
        return "?";
    }

    Capability can;
    std::optional<NumberPlan> plan;
    bool takes_back = false;
    std::string issues;                  ///< the number the bank gives; empty: it gives none
    int loses = 0;                       ///< so many answers to our create
    std::vector<Verified<Notice>> rows;  ///< of today's statement, or of the answer to a question
    int statements = 0;
    int questions = 0;  ///< about one order
    std::vector<std::string> days;
    std::string silent_day;

  private:
    Task<AccountResult> statement(AccountQuery query) {
        ++statements;
        days.push_back(to_string(query.day));
        if (silent_day == to_string(query.day)) co_return QuerySilent{"no list of that day", false};
        AccountPage page;
        page.notices = rows;
        co_return page;
    }
};

class ABank : public ::testing::Test {
  protected:
    ABank() {
        bank.plan = NumberPlan{"bank/default", false, 1000, false, 0, [](Day, std::int64_t serial) {
                                   return "VA" + std::to_string(10'000 + serial);
                               }};
        auto config = std::make_shared<FlowConfig>(*world.core.config);
        ProviderAccount account;
        account.key = key;
        account.client = "portal";
        config->accounts.push_back(account);
        config->ask_plans[key] = bank.can.ask_plan;
        world.core.config = config;
        world.core.adapters["bank"] = &bank;
    }
    nlohmann::json create(const std::string& reference = "H01.12-1") {
        const nlohmann::json body{
            {"reference", reference},
            {"service_code", "1.004222"},
            {"agency_code", "H01.12"},
            {"amount", 60'000},
            {"currency", "VND"},
            {"description", "Lệ phí"},
            {"return_url", "https://dichvucong.example.vn/x"},
            {"provider", "bank"}
        };
        const Answer made = world.post("/v1/payments", body.dump());
        EXPECT_EQ(made.status(), 201) << made.http.body;
        return made.json();
    }
    static std::string number_of(const nlohmann::json& payment) {
        return payment["attempt"]["next_action"]["account"]["number"];
    }
    std::string tell(const std::string& text, const std::string& message_id = "") {
        HttpRequest call = world.request("POST", "/v1/callbacks/bank/credit");
        call.body = text;
        if (!message_id.empty()) call.headers.add("Message-Id", message_id);
        return world.call(std::move(call)).http.body;
    }
    nlohmann::json payment(const nlohmann::json& made) {
        return world.get("/v1/payments/" + made["id"].get<std::string>()).json();
    }
    std::vector<std::string> incidents(const nlohmann::json& made) {
        std::vector<std::string> out;
        for (const auto& incident : payment(made)["incidents"]) out.push_back(incident["kind"]);
        return out;
    }
    std::string ask(const std::string& number) { return tell("bill " + number); }
    void ask_per_account() {
        flows::AskStatus asking(&world.core);
        world.read([&](Reader& reader) { due = reader.due_asks(world.clock.wall(), 10); });
        ASSERT_FALSE(due.empty());
        const auto run = [](flows::AskStatus* how, AttemptLocation where, Mono until
                         ) -> Task<bool> {
            co_await how->ask(std::move(where), until);
            co_return true;
        };
        world.await(run(&asking, due.front(), world.clock.mono().plus_ms(1000)));
    }
    void pass_seconds(std::int64_t seconds) { world.clock.advance_ms(seconds * 1000); }

    const AccountKey key{"bank", "default"};
    FakeBank bank;
    ApiWorld world;
    std::vector<AttemptLocation> due;
};

}  // namespace dvcpay::testing
