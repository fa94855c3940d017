// MoMo calls: true, twice, forged, foreign, for nobody, with another amount, held, late.
#include <gmock/gmock.h>

#include "desk.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Callback : public Desk {
  protected:
    std::optional<Credit> credit(const std::string& txn) {
        return world->read<std::optional<Credit>>(
            [txn](Reader& reader) -> Result<std::optional<Credit>> {
                return reader.credit_by_txn({"momo", "default"}, txn);
            }
        );
    }
};

TEST_F(Callback, DuplicateIsAcknowledgedWithoutEffect) {
    trouble(FaultKind::callback_duplicate);
    const Json made = create(body());
    pay(made);
    world->run_for(minute_ms);
    const Json now = payment(made);
    EXPECT_EQ(1U, now.at("credits").size());
    ASSERT_EQ(3U, order(made).ipns.size());
    for (const auto& ipn : order(made).ipns) {
        EXPECT_EQ(204, ipn.status);
    }
    const std::int64_t version = now.at("version").get<std::int64_t>();
    EXPECT_EQ(204, deliver_ipn(order(made).ipns.front().body));
    EXPECT_EQ(version, payment(made).at("version"));
}

TEST_F(Callback, ForgedIsRefusedAndChangesNothing) {
    const Json made = create(body());
    Json lie = ipn(order(made), 0, 77'000'001);
    lie["signature"] = std::string(64, 'a');
    EXPECT_EQ(400, deliver_ipn(lie.dump()));
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    EXPECT_EQ(made.at("version"), payment(made).at("version"));
    EXPECT_EQ(1, world->telemetry.counted("callbacks_distrusted_total"));
}

TEST_F(Callback, OfAForeignPartnerIsRefused) {
    const Json made = create(body());
    const Json lie =
        ipn(order(made), 0, 77'000'001, [](Json& it) { it["partnerCode"] = "SOMEBODYELSE"; });
    EXPECT_EQ(400, deliver_ipn(lie.dump()));
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
}

TEST_F(Callback, ThatIsNoJsonIsRefused) {
    for (const std::string text : {"", "{", "[]", "null", "{\"orderId\":1}", "\xff\xfe"}) {
        EXPECT_EQ(400, deliver_ipn(text)) << text;
    }
}

TEST_F(Callback, ForAnUnknownOrderIsAskedAndBecomesAnUnmatchedCredit) {
    // Another system of the same partner: its order is at MoMo, not with us.
    Json theirs;
    theirs["partnerCode"] = setting::partner_code;
    theirs["requestId"] = "theirs-1";
    theirs["amount"] = 45'000;
    theirs["orderId"] = "THEIRS-1";
    theirs["orderInfo"] = "Another system";
    theirs["redirectUrl"] = "";
    theirs["ipnUrl"] = "https://gateway.test/v1/callbacks/momo/ipn";
    theirs["requestType"] = "captureWallet";
    theirs["extraData"] = "";
    theirs["lang"] = "vi";
    theirs["signature"] = simulation::hmac_sha256_hex(
        setting::secret_key,
        "accessKey=" + setting::access_key +
            "&amount=45000&extraData=&ipnUrl=https://gateway.test/v1/callbacks/momo/"
            "ipn&orderId=THEIRS-1"
            "&orderInfo=Another system&partnerCode=" +
            setting::partner_code + "&redirectUrl=&requestId=theirs-1&requestType=captureWallet"
    );
    OutboundRequest request;
    request.url = "https://momo.test/v2/gateway/api/create";
    request.headers.add("Content-Type", "application/json");
    request.body = theirs.dump();
    (void)world->run(
        world->network.send("other.test", std::move(request), world->clock.mono().plus_ms(9'000))
    );
    ASSERT_TRUE(world->momo().pay("THEIRS-1", std::nullopt, "qr"));
    world->run_for(10 * second_ms);
    const std::string txn = std::to_string(world->momo().find("THEIRS-1")->trans_id);
    const auto found = credit(txn);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(CreditState::unmatched, found->state);
    EXPECT_EQ(45'000, found->amount.count());
    EXPECT_EQ(1, world->telemetry.alarms("unmatched_credit"));
    EXPECT_EQ((std::vector<std::string>{"credit.received", "incident.opened"}), told());
    world->run_for(day_ms);
    EXPECT_EQ(1, world->telemetry.alarms("unmatched_credit"));
}

TEST_F(Callback, ForAnOrderThatNobodyHasIsAskedUntilTheEndAndThenAlarms) {
    const Json made = create(body());
    const Json odd = ipn(order(made), 0, 77'000'001, [](Json& it) { it["orderId"] = "NOBODYS1"; });
    EXPECT_EQ(204, deliver_ipn(odd.dump()));
    world->run_for(4 * day_ms);
    EXPECT_FALSE(credit("77000001").has_value());
    EXPECT_EQ(1, world->telemetry.alarms("inquiry_unanswered"));
    const Json open = get("/v1/incidents").at("items");
    ASSERT_EQ(1U, open.size());
    EXPECT_EQ("provider_contradiction", open[0].at("kind"));
    EXPECT_EQ("77000001", open[0].at("provider_transaction_id"));
    EXPECT_THAT(open[0].at("detail").get<std::string>(), HasSubstr("order NOBODYS1"));
    EXPECT_EQ(60'000, open[0].at("amount"));
    EXPECT_TRUE(open[0].at("payment_id").is_null());
    EXPECT_THAT(told(), Contains("incident.opened"));
    // The same transaction, spoken of once more in other bytes: nothing for people to do twice.
    const Json again = ipn(order(made), 0, 77'000'001, [](Json& it) {
        it["orderId"] = "NOBODYS1";
        it["message"] = "Giao dịch thành công.";
    });
    EXPECT_EQ(204, deliver_ipn(again.dump()));
    world->run_for(4 * day_ms);
    EXPECT_EQ(2, world->telemetry.alarms("inquiry_unanswered"));
    EXPECT_EQ(1U, get("/v1/incidents").at("items").size());
}

TEST_F(Callback, OfMoneyOnAClosedOrderThatIsNeverConfirmedIsForPeopleOnItsPayment) {
    const Json made = create(body());
    world->run_for(2 * hour_ms);
    ASSERT_EQ("expired", payment(made).at("status"));
    const Json odd = ipn(order(made), 0, 77'000'002, [](Json& it) { it["amount"] = 59'000; });
    EXPECT_EQ(204, deliver_ipn(odd.dump()));
    world->run_for(4 * day_ms);
    const Json now = payment(made);
    EXPECT_THAT(incidents(now), ElementsAre("provider_contradiction"));
    EXPECT_EQ("77000002", now.at("incidents")[0].at("provider_transaction_id"));
    EXPECT_EQ("ask_provider", now.at("incidents")[0].at("proposal"));
    EXPECT_THAT(credits(now), IsEmpty());
    EXPECT_EQ("expired", now.at("status"));
}

TEST_F(Callback, WithAnotherAmountIsAskedFirstAndTheProvidersAnswerPays) {
    trouble(FaultKind::callback_wrong_amount);
    const Json made = create(body());
    pay(made);
    world->run_for(5 * second_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
    EXPECT_EQ(60'000, payment(made).at("amount_received"));
    EXPECT_THAT(incidents(payment(made)), IsEmpty());
}

TEST_F(Callback, AmountLessThanDueIsAPartialCreditAndAnIncident) {
    trouble(FaultKind::underpaid);
    const Json made = create(body());
    pay(made);
    world->run_for(5 * second_ms);
    const Json now = payment(made);
    EXPECT_EQ("outcome_unknown", now.at("status"));
    EXPECT_EQ(30'000, now.at("amount_received"));
    EXPECT_THAT(credits(now), ElementsAre("partial"));
    EXPECT_THAT(incidents(now), ElementsAre("underpayment"));
}

TEST_F(Callback, AmountMoreThanDuePaysAndOpensAnIncident) {
    trouble(FaultKind::overpaid);
    const Json made = create(body());
    pay(made);
    world->run_for(5 * second_ms);
    const Json now = payment(made);
    EXPECT_EQ("paid", now.at("status"));
    EXPECT_EQ(61'000, now.at("amount_received"));
    EXPECT_THAT(credits(now), ElementsAre("surplus"));
    EXPECT_THAT(incidents(now), ElementsAre("overpayment"));
}

TEST_F(Callback, Code9000IsAskedFirstAndTheAnswerPays) {
    trouble(FaultKind::authorised_first);
    const Json made = create(body());
    pay(made);
    world->run_for(5 * second_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
}

TEST_F(Callback, BeforeTheAnswerToCreateIsTheMoneyAllTheSame) {
    trouble(FaultKind::callback_first);
    const Json made = create(body());
    EXPECT_EQ("paid", made.at("status"));
    world->run_for(second_ms);
    EXPECT_THAT(told(), Contains("payment.paid"));
}

TEST_F(Callback, AfterExpiryPaysLateWithAnIncident) {
    const Json made = create(body());
    world->run_for(20 * minute_ms);
    ASSERT_EQ("expired", payment(made).at("status"));
    pay(made);
    const Json now = payment(made);
    EXPECT_EQ("paid", now.at("status"));
    EXPECT_EQ(true, now.at("late"));
    EXPECT_THAT(incidents(now), ElementsAre("late_payment"));
}

TEST_F(Callback, AfterExpiryThatIsLostIsFoundByWatching) {
    trouble(FaultKind::paid_no_callback);
    const Json made = create(body());
    world->run_for(20 * minute_ms);
    ASSERT_EQ("expired", payment(made).at("status"));
    pay(made);
    EXPECT_EQ("expired", payment(made).at("status"));
    world->run_for(2 * hour_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
}

TEST_F(Callback, SecondSuccessAfterARetryIsADuplicateWithARefundProposal) {
    const Json made = create(body());
    ASSERT_TRUE(world->momo().decline(order_of(made), 1006));
    world->run_for(second_ms);
    const Json second = Json::parse(open_attempt(made).body);
    pay(second);
    ASSERT_EQ("paid", payment(made).at("status"));
    pay(made);  // the first offer, too
    const Json now = payment(made);
    EXPECT_THAT(credits(now), UnorderedElementsAre("applied", "duplicate"));
    ASSERT_EQ(1U, now.at("incidents").size());
    EXPECT_EQ("duplicate_payment", now.at("incidents")[0].at("kind"));
    EXPECT_EQ("refund", now.at("incidents")[0].at("proposal"));
    EXPECT_EQ(60'000, now.at("amount_received"));
}

TEST_F(Callback, OfAnotherAmountOnAClosedAttemptIsInquiredUntilTheProviderAnswers) {
    const Json made = create(body());
    world->run_for(20 * minute_ms);
    ASSERT_EQ("expired", payment(made).at("status"));
    world->run_for(8 * hour_ms);  // its last watching question has been put
    cut_momo(simulation::Fate::Kind::lost);
    ASSERT_TRUE(world->momo().pay(order_of(made), 61'000, "qr"));
    world->run_for(5 * minute_ms);
    EXPECT_EQ("expired", payment(made).at("status"));
    mend_network();
    world->run_for(3 * hour_ms);
    const Json now = payment(made);
    EXPECT_EQ("paid", now.at("status"));
    EXPECT_EQ(61'000, now.at("amount_received"));
    EXPECT_THAT(incidents(now), UnorderedElementsAre("late_payment", "overpayment"));
}

TEST_F(Callback, IsNotAcknowledgedWhileTheStoreIsDown) {
    const Json made = create(body());
    const std::string text = ipn(order(made), 1006, 77'000'001).dump();
    world->faults.fail_often(1000);
    EXPECT_EQ(503, deliver_ipn(text));
    world->faults.stop();
    EXPECT_EQ(204, deliver_ipn(text));
    EXPECT_EQ("cancelled", payment(made).at("attempt").at("status"));
}

TEST_F(Callback, QuarantineIsBoundedPerDay) {
    rebuild([](FlowConfig& config) { config.quarantine_per_day = 3; });
    for (int i = 0; i < 10; ++i) EXPECT_EQ(400, deliver_ipn("{\"n\":" + std::to_string(i) + "}"));
    EXPECT_EQ(10, world->telemetry.counted("callbacks_distrusted_total"));
}

TEST_F(Callback, BrowsersReturnChangesNothingAndLeadsHomeWithThePaymentId) {
    const Json made = create(body());
    ASSERT_TRUE(world->momo().decline(order_of(made), 1006));
    OutboundRequest request;
    request.method = "GET";
    request.url =
        "https://gateway.test/v1/return/momo?partnerCode=MOMOTEST01&orderId=" + order_of(made) +
        "&resultCode=0";
    const SendResult sent = world->run(
        world->network.send("browser.test", std::move(request), world->clock.mono().plus_ms(9'000))
    );
    const auto& answer = std::get<HttpAnswer>(sent);
    EXPECT_EQ(303, answer.status);
    EXPECT_EQ(
        "https://portal.test/ket-qua?payment_id=" + id_of(made), answer.headers.get("Location")
    );
    EXPECT_THAT(credits(payment(made)), IsEmpty());
}

// The faults of real connectors that concern this journey, each by its number in the field brief.

TEST_F(Callback, Fault01_UnsignedNotificationIsNotBelieved) {
    const Json made = create(body());
    Json lie = ipn(order(made), 0, 77'000'001);
    lie.erase("signature");
    EXPECT_EQ(400, deliver_ipn(lie.dump()));
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
}

TEST_F(Callback, Fault02_FailureCodeIsNotASuccess) {
    const Json made = create(body());
    EXPECT_EQ(204, deliver_ipn(ipn(order(made), 1001, 77'000'001).dump()));
    EXPECT_EQ("failed", payment(made).at("attempt").at("status"));
    EXPECT_THAT(credits(payment(made)), IsEmpty());
}

TEST_F(Callback, Fault03_AmountIsComparedWithTheStoredOrder) {
    const Json made = create(body());
    const Json less = ipn(order(made), 0, 77'000'001, [](Json& it) { it["amount"] = 59'999; });
    EXPECT_EQ(204, deliver_ipn(less.dump()));
    world->run_for(10 * second_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));  // asked; MoMo knows of no money
    EXPECT_THAT(credits(payment(made)), IsEmpty());
}

TEST_F(Callback, Fault04_ReturnPageDoesNotPay) {
    const Json made = create(body());
    OutboundRequest request;
    request.method = "GET";
    request.url =
        "https://gateway.test/v1/return/momo?partnerCode=MOMOTEST01&orderId=" + order_of(made) +
        "&resultCode=0&amount=60000&signature=" + std::string(64, '0');
    (void)world->run(
        world->network.send("browser.test", std::move(request), world->clock.mono().plus_ms(9'000))
    );
    world->run_for(5 * second_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
}

TEST_F(Callback, Fault06_AmountBeyond32BitsIsKeptWhole) {
    // MoMo's contract ends at fifty million; the obligation itself may be larger.
    const Json made = create(without_provider());
    Json large = without_provider("H01.12-land");
    large["amount"] = 3'000'000'000;
    const Json land = create(large, "k2");
    EXPECT_EQ(3'000'000'000, payment(land).at("amount"));
    const HttpAnswer refused = open_attempt(land, "a2");
    EXPECT_EQ(422, refused.status);
    EXPECT_EQ("amount_out_of_range", code_of(refused));
    (void)made;
}

TEST_F(Callback, Fault07_ReferenceAtTheProviderIsOursShortAndUnique) {
    const std::string longest(50, 'X');
    const Json one = create(body(longest), "k1");
    Json other = body(longest.substr(0, 49) + "Y");
    const Json two = create(other, "k2");
    EXPECT_LE(order_of(one).size(), 20U);
    EXPECT_NE(order_of(one), order_of(two));
    EXPECT_EQ(longest, payment(one).at("reference").get<std::string>());
}

TEST_F(Callback, Fault08_SecondClickDoesNotOpenASecondPaymentPage) {
    create(body(), "click-1");
    EXPECT_EQ(409, post("/v1/payments", "click-2", body()).status);
    EXPECT_EQ(1U, world->momo().orders().size());
}

TEST_F(Callback, Fault09_SecondSuccessIsSeen) {
    const Json made = create(body());
    pay(made);
    const Json twice = ipn(order(made), 0, order(made).trans_id + 1);
    EXPECT_EQ(204, deliver_ipn(twice.dump()));
    world->judgement = {
    };  // the second movement stands in no book: the callback's signature is what counts here
    const Json now = payment(made);
    EXPECT_THAT(credits(now), ElementsAre("applied", "duplicate"));
    EXPECT_THAT(incidents(now), ElementsAre("duplicate_payment"));
    world->judgement = {};
}

TEST_F(Callback, Fault10_PaymentWhoseCallbackIsLostIsFoundByAsking) {
    trouble(FaultKind::paid_no_callback);
    const Json made = create(body());
    world->run_for(5 * minute_ms);
    pay(made);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    world->run_for(6 * minute_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
}

TEST_F(Callback, Fault12_NobodyReadsWithoutAKey) {
    const Json made = create(body());
    OutboundRequest request;
    request.method = "GET";
    request.url = "https://gateway.test/v1/payments/" + id_of(made);
    const SendResult sent = world->run(
        world->network.send("stranger.test", std::move(request), world->clock.mono().plus_ms(9'000))
    );
    EXPECT_EQ(401, std::get<HttpAnswer>(sent).status);
}

TEST_F(Callback, Fault13_SecretsAndPersonsStandInNoLogMetricOrWebhook) {
    // The world's telemetry and portal look at every field and body; this run must have given them
    // something to look at.
    const Json made = create(body());
    Json lie =
        ipn(order(made), 0, 77'000'001, [](Json& it) { it["orderInfo"] = setting::payer_name; });
    lie["signature"] = setting::secret_key;
    EXPECT_EQ(400, deliver_ipn(lie.dump()));
    pay(made);
    EXPECT_GT(world->portal().arrivals(), 0);
    EXPECT_TRUE(world->judgement.agrees()) << world->judgement.text();
}

TEST_F(Callback, Fault14_EventThePortalDidNotTakeIsToldAgain) {
    int refusals = 5;
    world->portal().answer_webhook =
        [&refusals](const HttpRequest&) -> std::optional<HttpResponse> {
        if (refusals-- <= 0) return std::nullopt;
        HttpResponse no;
        no.status = 500;
        return no;
    };
    const Json made = create(body());
    pay(made);
    world->run_for(2 * hour_ms);
    EXPECT_THAT(
        told(),
        ElementsAre("payment.created", "payment.awaiting_payer", "credit.received", "payment.paid")
    );
}

TEST_F(Callback, Fault15_TextTooLongIsRefusedAtTheEdge) {
    Json wordy = body();
    wordy["description"] = std::string(256, 'x');
    EXPECT_EQ(422, post("/v1/payments", "k1", wordy).status);
}

TEST_F(Callback, TransactionOfAnotherPaymentOpensOneIncidentAndPaysNothing) {
    const Json first = create(body());
    Json another = body();
    another["reference"] = "H01.12-OTHER";
    const Json second = create(another, "k2");
    pay(first);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(204, deliver_ipn(ipn(order(second), 0, order(first).trans_id, [i](Json& it) {
                                       it["message"] = "Thành công " + std::to_string(i);
                                   }).dump()));
    }
    const Json now = payment(second);
    EXPECT_EQ("awaiting_payer", now.at("status"));
    EXPECT_EQ((std::vector<std::string>{"provider_contradiction"}), incidents(now));
    EXPECT_EQ(1, world->telemetry.alarms("credit_booked_elsewhere"));
    world->judgement = {};  // MoMo contradicts itself: its book does not hold what it said
}

}  // namespace
}  // namespace dvcpay::flows_test
