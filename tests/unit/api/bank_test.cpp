// What banks do that wallets do not: they are paid by number, ask before the money moves, tell one
// movement twice under two names, take back what is refused, and can be asked only per account.
#include <gmock/gmock.h>

#include "ports/proof.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A bank whose calls are words: "<number> <amount> <txn>[/<core reference>]", or "bill <number>".
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
        out.next_action.kind = NextAction::Kind::qr;
        out.next_action.qr_payload = "QR" + order.attempt.virtual_account;
        out.next_action.account_number = order.attempt.virtual_account;
        co_return out;
    }
    Task<QueryResult> query_attempt(QueryOrder /*order*/, Mono /*due*/) override {
        ADD_FAILURE() << "this bank cannot be asked about one order";
        co_return QuerySilent{"no", false};
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
        words >> number;
        if (number == "bill") words >> number;
        out.numbers = {number};
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
        words >> amount >> txn;
        if (!words) return Distrust::bad_signature;
        return std::vector{told(context.account.key, number, amount, txn, Source::callback)};
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
    int loses = 0;                       ///< so many answers to our create
    std::vector<Verified<Notice>> rows;  ///< of today's statement
    int statements = 0;
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

TEST_F(ABank, GivesEveryAttemptItsOwnNumber) {
    const auto first = create("A-1");
    const auto second = create("A-2");
    EXPECT_EQ(number_of(first), "VA10001");
    EXPECT_EQ(number_of(second), "VA10002");
    EXPECT_EQ(first["status"], "awaiting_payer");
}

TEST_F(ABank, WithoutAFreeNumberThePaymentIsRefusedAndPeopleHearOfIt) {
    bank.plan->size = 1;
    create("A-1");
    const nlohmann::json body{
        {"reference", "A-2"},
        {"service_code", "1.004222"},
        {"agency_code", "H01.12"},
        {"amount", 60'000},
        {"currency", "VND"},
        {"description", "x"},
        {"return_url", "https://dichvucong.example.vn/x"},
        {"provider", "bank"}
    };
    const Answer refused = world.post("/v1/payments", body.dump());
    EXPECT_EQ(refused.status(), 422);
    EXPECT_EQ(refused.code(), "method_not_offered");
}

TEST_F(ABank, IsPaidByTheNumberAlone) {
    const auto made = create();
    EXPECT_EQ(tell(number_of(made) + " 60000 T1"), "kept");
    EXPECT_EQ(payment(made)["status"], "paid");
    EXPECT_EQ(tell(number_of(made) + " 60000 T1"), "repeated");
    EXPECT_EQ(tell(number_of(made) + " 60000 T1 "), "repeated") << "other bytes, the same movement";
    EXPECT_EQ(payment(made)["credits"].size(), 1U);
}

TEST_F(ABank, HearsHowABillStandsBeforeTheMoneyMoves) {
    const auto made = create();
    EXPECT_EQ(ask(number_of(made)), "payable");
    EXPECT_EQ(ask("VA99999"), "unknown");
    tell(number_of(made) + " 60000 T1");
    EXPECT_EQ(ask(number_of(made)), "paid");
    const auto other = create("A-2");
    world.post("/v1/payments/" + other["id"].get<std::string>() + "/cancel", R"({"reason":"x"})");
    EXPECT_EQ(ask(number_of(other)), "closed");
}

TEST_F(ABank, ThatDoesNotTakeBackIsNeverRefused) {
    const auto made = create();
    EXPECT_EQ(tell(number_of(made) + " 60000 T1"), "kept");
    EXPECT_EQ(tell(number_of(made) + " 60000 T2"), "kept");
    EXPECT_THAT(incidents(made), ElementsAre("duplicate_payment"));
    EXPECT_EQ(tell("VA99999 5000 T3/CORE3"), "stranger");
    EXPECT_EQ(tell("VA99999 5000 CORE3"), "repeated") << "money for nobody has its names too";
    world.read([&](Reader& reader) {
        const auto credit = reader.credit_by_txn(key, "T3");
        ASSERT_TRUE(credit);
        EXPECT_EQ(credit->state, CreditState::unmatched);
    });
}

TEST_F(ABank, ThatTakesBackIsRefusedAndNothingIsBooked) {
    bank.takes_back = true;
    const auto made = create();
    EXPECT_EQ(tell(number_of(made) + " 59000 T1"), "no:amount");
    EXPECT_EQ(tell(number_of(made) + " 59000 T1"), "no:amount") << "the same bytes, the same no";
    EXPECT_EQ(tell("VA99999 60000 T2"), "no:unknown");
    EXPECT_EQ(payment(made)["status"], "awaiting_payer");
    EXPECT_EQ(tell(number_of(made) + " 60000 T3"), "kept");
    EXPECT_EQ(tell(number_of(made) + " 60000 T4"), "no:paid");
    EXPECT_EQ(tell(number_of(made) + " 60000 T3 "), "repeated") << "its own yes is repeated";
    EXPECT_EQ(payment(made)["credits"].size(), 1U);
    EXPECT_THAT(incidents(made), IsEmpty());
}

TEST_F(ABank, ThatNamesOneTransactionTwoWaysIsAContradiction) {
    const auto made = create();
    tell(number_of(made) + " 60000 T1");
    EXPECT_EQ(tell(number_of(made) + " 61000 T1"), "contradicts");
    EXPECT_EQ(payment(made)["credits"].size(), 1U);
}

TEST_F(ABank, MayTellOneMovementByNoticeAndStatementUnderTwoNames) {
    const auto made = create();
    const std::string number = number_of(made);
    tell(number + " 60000 T1/CORE1");
    EXPECT_EQ(tell(number + " 60000 CORE1"), "repeated");
    bank.rows = {
        bank.told(key, number, 60'000, "ROW1", Source::statement),
        bank.told(key, "VA77777", 9000, "ROW9", Source::statement)
    };
    create("A-2");  // somebody waits: the account is asked
    pass_seconds(20);
    ask_per_account();
    EXPECT_EQ(payment(made)["credits"].size(), 1U) << "the row is the movement of the notice";
    bank.rows.push_back(bank.told(key, number, 60'000, "ROW2", Source::statement));
    pass_seconds(60);
    ask_per_account();
    EXPECT_EQ(payment(made)["credits"].size(), 2U) << "a second row is a second movement";
    EXPECT_THAT(incidents(made), ElementsAre("duplicate_payment"));
    world.read([&](Reader& reader) {
        EXPECT_FALSE(reader.credit_by_txn(key, "ROW9")) << "rows of others are left alone";
    });
}

TEST_F(ABank, IsAskedOncePerAccountForAllWhoWait) {
    const auto first = create("A-1");
    const auto second = create("A-2");
    bank.rows = {bank.told(key, number_of(second), 60'000, "ROW1", Source::statement)};
    pass_seconds(20);
    ask_per_account();
    EXPECT_EQ(bank.statements, 1);
    EXPECT_EQ(payment(second)["status"], "paid");
    EXPECT_EQ(payment(first)["status"], "awaiting_payer");
    world.read([&](Reader& reader) {
        EXPECT_TRUE(reader.due_asks(world.clock.wall(), 10).empty()) << "nobody is due any more";
    });
}

TEST_F(ABank, WhoseOfferWasLostIsAskedForItAgainSoonWhateverItsPlan) {
    bank.can.query_account = false;  // nothing can be asked; the plan has no moment either
    auto config = std::make_shared<FlowConfig>(*world.core.config);
    config->ask_plans[key] = AskPlan{{}, 0, {}, {}};
    world.core.config = config;
    bank.loses = 2;
    const auto made = create();
    EXPECT_EQ(made["status"], "outcome_unknown");
    pass_seconds(6);
    ask_per_account();
    EXPECT_EQ(payment(made)["status"], "outcome_unknown");
    pass_seconds(31);
    ask_per_account();
    EXPECT_EQ(payment(made)["status"], "awaiting_payer");
    EXPECT_EQ(number_of(payment(made)), "VA10001") << "the number it has had from the first";
}

TEST_F(ABank, WhoseMessageNumberIsUsedWithOtherBytesIsNotBelieved) {
    const auto made = create();
    EXPECT_EQ(tell(number_of(made) + " 1000 T1", "M1"), "kept");
    tell(number_of(made) + " 60000 T2", "M1");
    EXPECT_EQ(payment(made)["credits"].size(), 1U);
    EXPECT_EQ(tell(number_of(made) + " 1000 T1", "M1"), "repeated");
    EXPECT_EQ(tell("bill " + number_of(made), "M2"), "closed") << "a part has come: people decide";
    tell(number_of(made) + " 59000 T3", "M2");
    EXPECT_EQ(payment(made)["credits"].size(), 1U) << "a question's number carries no money";
}

TEST_F(ABank, ThatTellsOfASecondPaymentByTheOtherSourceIsHeard) {
    const auto made = create();
    const std::string number = number_of(made);
    bank.rows = {bank.told(key, number, 60'000, "ROW1", Source::statement)};
    pass_seconds(20);
    ask_per_account();  // the notice of the first payment was lost; the statement told of it
    EXPECT_EQ(payment(made)["status"], "paid");
    pass_seconds(30 * 3600);  // a day later the payer pays the same QR again
    EXPECT_EQ(tell(number + " 60000 T2"), "kept");
    EXPECT_EQ(payment(made)["credits"].size(), 2U);
    EXPECT_THAT(incidents(made), ElementsAre("duplicate_payment"));
}

TEST_F(ABank, ThatRepeatsAContradictionHearsTheSameAgain) {
    const auto made = create();
    tell(number_of(made) + " 60000 T1");
    EXPECT_EQ(tell(number_of(made) + " 61000 T1"), "contradicts");
    EXPECT_EQ(tell(number_of(made) + " 61000 T1"), "contradicts");
}

TEST_F(ABank, WhoseListOfYesterdayIsMissingIsStillAskedForToday) {
    const auto made = create();
    bank.silent_day = to_string(ict_day(world.clock.wall()));
    pass_seconds(23 * 3600);
    bank.rows = {bank.told(key, number_of(made), 60'000, "ROW1", Source::statement)};
    ASSERT_NE(bank.silent_day, to_string(ict_day(world.clock.wall())));
    ask_per_account();
    EXPECT_EQ(bank.days.size(), 2U);
    EXPECT_EQ(payment(made)["status"], "paid");
}

TEST_F(ABank, IsAskedForYesterdayWhereSomebodyWaitsSinceThen) {
    create("A-1");
    const std::string yesterday = to_string(ict_day(world.clock.wall()));
    pass_seconds(23 * 3600);
    create("A-2");
    pass_seconds(20);
    flows::AskStatus asking(&world.core);
    world.read([&](Reader& reader) { due = reader.due_asks(world.clock.wall(), 10); });
    ASSERT_EQ(due.size(), 2U);
    const auto run = [](flows::AskStatus* how, AttemptLocation where, Mono until) -> Task<bool> {
        co_await how->ask(std::move(where), until);
        co_return true;
    };
    world.await(run(&asking, due.back(), world.clock.mono().plus_ms(1000)));
    world.read([&](Reader& reader) { due = reader.due_asks(world.clock.wall(), 10); });
    const bool settled = due.empty();
    const bool asked = std::ranges::find(bank.days, yesterday) != bank.days.end();
    EXPECT_TRUE(asked || !settled) << "A-1 counts as asked though its day was not";
}

TEST_F(ABank, IsToldThatAnExpiredBillIsNotPayable) {
    const auto made = create();
    pass_seconds(86'400 + 1);  // before the clock's own round
    EXPECT_EQ(ask(number_of(made)), "closed");
}

TEST_F(ABank, UnderAnnouncedMaintenanceTakesNoNewPayment) {
    auto config = std::make_shared<FlowConfig>(*world.core.config);
    const Wall now = world.clock.wall();
    config->maintenance["bank"] = {{now.plus_s(-5), now.plus_s(3600)}};
    world.core.config = config;
    const nlohmann::json body{
        {"reference", "A-3"},
        {"service_code", "1.004222"},
        {"agency_code", "H01.12"},
        {"amount", 60'000},
        {"currency", "VND"},
        {"description", "x"},
        {"return_url", "https://dichvucong.example.vn/x"},
        {"provider", "bank"}
    };
    EXPECT_EQ(world.post("/v1/payments", body.dump()).code(), "provider_not_allowed");
    pass_seconds(3601);
    EXPECT_EQ(world.post("/v1/payments", body.dump()).status(), 201);
}

}  // namespace
}  // namespace dvcpay::testing
