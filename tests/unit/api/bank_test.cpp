// What banks do that wallets do not: they are paid by number, ask before the money moves, tell one
// movement twice under two names, take back what is refused, and can be asked only per account.
#include "bank.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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
