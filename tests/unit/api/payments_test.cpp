// Payments over the API: what is shown, waited for, changed, audited.
#include <gtest/gtest.h>

#include "api/render.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;

json created(ApiWorld& world, json changes = json::object()) {
    json body = example_body();
    body.update(changes);
    const Answer answer = world.post("/v1/payments", body.dump());
    EXPECT_EQ(answer.status(), 201) << answer.http.body;
    return answer.json();
}

void pay(ApiWorld& world, const json& payment, std::int64_t amount, const std::string& txn) {
    HttpRequest notice = world.request("POST", "/v1/callbacks/momo/ipn");
    notice.body = payment["attempt"]["order_ref"].get<std::string>() + " " +
                  std::to_string(amount) + " " + txn;
    EXPECT_EQ(world.call(std::move(notice)).status(), 204);
}

TEST(CreatePayment, AnswersTheContractsObjectMemberForMember) {
    ApiWorld world;
    const Answer answer = world.post("/v1/payments", example_body().dump());
    ASSERT_EQ(answer.status(), 201) << answer.http.body;
    const json payment = answer.json();
    const std::string self = "/v1/payments/" + payment["id"].get<std::string>();
    EXPECT_EQ(answer.header("Location"), self);
    EXPECT_EQ(answer.header("ETag"), "W/\"" + payment["version"].dump() + "\"");
    EXPECT_EQ(payment["status"], "awaiting_payer");
    EXPECT_EQ(payment["amount"], 60000);
    EXPECT_EQ(payment["lines"], example_body()["lines"]);
    EXPECT_EQ(payment["metadata"], example_body()["metadata"]);
    EXPECT_EQ(payment["payer"]["name"], "N••••• V•• A•");
    EXPECT_EQ(payment["payer"]["id_number"], "••••••••1234");
    EXPECT_TRUE(payment["owner"].is_null());
    EXPECT_EQ(payment["beneficiary"]["bank_bin"], "970418");
    EXPECT_EQ(payment["attempt"]["next_action"]["type"], "redirect");
    EXPECT_EQ(payment["expires_at"], "2026-11-23T02:30:01.000Z");
    EXPECT_EQ(
        payment["links"],
        (json{
            {"self", self},
            {"attempts", self + "/attempts"},
            {"cancel", self + "/cancel"},
            {"events", self + "/events"}
        })
    );
    EXPECT_EQ(world.get(self).http.body, answer.http.body);
    EXPECT_EQ(answer.http.body.substr(0, 7), "{\"id\":\"");
    EXPECT_EQ(answer.http.body.find("091099001234"), std::string::npos);
}

TEST(CreatePayment, ARefusalOfTheProviderIsStill201) {
    ApiWorld world;
    world.adapter.refuse = true;
    const json payment = created(world);
    EXPECT_EQ(payment["status"], "created");
    EXPECT_TRUE(payment["can_retry"]);
    EXPECT_EQ(payment["attempt"]["status"], "failed");
    EXPECT_EQ(payment["attempt"]["failure"]["code"], "declined_by_provider");
    EXPECT_TRUE(payment["attempt"]["next_action"].is_null());
}

TEST(CreatePayment, WithoutAProviderItWaitsForOne) {
    ApiWorld world;
    const json payment =
        created(world, {{"provider", nullptr}, {"method", nullptr}, {"payer", nullptr}});
    EXPECT_EQ(payment["status"], "created");
    EXPECT_TRUE(payment["attempt"].is_null());
    EXPECT_TRUE(payment["payer"].is_null());
    const std::string self = payment["links"]["self"];
    const Answer opened = world.post(self + "/attempts", R"({"provider":"momo","method":"qr"})");
    EXPECT_EQ(opened.status(), 201) << opened.http.body;
    EXPECT_EQ(opened.json()["status"], "awaiting_payer");
    EXPECT_EQ(world.get(self + "/attempts").json()["items"].size(), 1U);
}

TEST(CreatePayment, AmountZeroIsPaidWithAReason) {
    ApiWorld world;
    const json payment =
        created(world, {{"amount", 0}, {"lines", nullptr}, {"service_code", "1.001193"}});
    EXPECT_EQ(payment["status"], "paid");
    EXPECT_TRUE(payment["zero_amount"]);
    EXPECT_EQ(payment["zero_reason"], "service_free_of_charge");
    EXPECT_TRUE(world.adapter.orders.empty());
    EXPECT_FALSE(payment["links"].contains("cancel"));
    EXPECT_FALSE(payment["links"].contains("attempts"));
}

TEST(CreatePayment, SupersedesReplacesTheFirst) {
    ApiWorld world;
    const json first = created(world, {{"provider", nullptr}, {"method", nullptr}});
    const json second =
        created(world, {{"provider", nullptr}, {"method", nullptr}, {"supersedes", first["id"]}});
    EXPECT_EQ(second["supersedes"], first["id"]);
    EXPECT_EQ(world.get(first["links"]["self"]).json()["superseded_by"], second["id"]);
}

TEST(GetPayment, ETagSparesTheBody) {
    ApiWorld world;
    const json payment = created(world);
    const Answer first = world.get(payment["links"]["self"]);
    const Answer again =
        world.get(payment["links"]["self"], {{"If-None-Match", first.header("ETag")}});
    EXPECT_EQ(again.status(), 304);
    EXPECT_EQ(again.http.body, "");
}

TEST(GetPayment, WaitHoldsUntilTheVersionIsHigher) {
    ApiWorld world;
    const json payment = created(world);
    const std::string self = payment["links"]["self"];
    const std::string version = payment["version"].dump();
    const auto waiting = world.begin(world.request("GET", self + "?wait=25&version=" + version));
    world.run_ready();
    EXPECT_FALSE(waiting->has_value());
    pay(world, payment, 60000, "txn-1");
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->json()["status"], "paid");
}

TEST(GetPayment, WaitEndsWithItsTimeAndWhenTheServerDrains) {
    ApiWorld world;
    const json payment = created(world);
    const std::string target = payment["links"]["self"].get<std::string>() +
                               "?wait=3&version=" + payment["version"].dump();
    const Mono begun = world.clock.mono();
    EXPECT_EQ(world.get(target).status(), 200);
    EXPECT_EQ(world.clock.mono(), begun.plus_ms(3000));
    world.api->drain();
    const Mono drained = world.clock.mono();
    EXPECT_EQ(world.get(target).status(), 200);
    EXPECT_EQ(world.clock.mono(), drained);
    EXPECT_EQ(world.get(target + "&version=0").code(), "invalid_parameter");
    EXPECT_EQ(
        world.get(payment["links"]["self"].get<std::string>() + "?wait=31").code(),
        "invalid_parameter"
    );
}

TEST(PersonalData, IsClearOnlyForItsScopeAndEachReadIsInTheHistory) {
    ApiWorld world;
    const json payment = created(world);
    const std::string self = payment["links"]["self"];
    const Headers pii{
        {"Authorization", "Bearer " + world.make_key({"payments:read", "payments:pii"})}
    };
    EXPECT_EQ(world.get(self).json()["payer"]["id_number"], "••••••••1234");
    const Answer clear = world.get(self, pii);
    EXPECT_EQ(clear.json()["payer"]["id_number"], "091099001234");
    EXPECT_EQ(clear.json()["payer"]["name"], "Nguyễn Văn An");
    EXPECT_EQ(clear.json()["version"], payment["version"]);
    EXPECT_EQ(clear.header("Cache-Control"), "no-store");
    const json events = world.get(self + "/events", pii).json()["items"];
    EXPECT_EQ(events.back()["type"], "personal_data.read");
    EXPECT_EQ(events.back()["prev_hash"], events[events.size() - 2]["hash"]);
    EXPECT_EQ(events.dump().find("091099001234"), std::string::npos);
    EXPECT_EQ(world.get("/v1/payments", pii).http.body.find("091099001234"), std::string::npos);
    // History goes on after it.
    pay(world, payment, 60000, "txn-1");
    EXPECT_EQ(world.get(self).json()["status"], "paid");
    EXPECT_EQ(world.telemetry.all.find("091099001234"), std::string::npos);
}

TEST(CancelPayment, IfMatchGuardsAndTheAnswerIsTheState) {
    ApiWorld world;
    const json payment = created(world, {{"provider", nullptr}, {"method", nullptr}});
    const std::string cancel = payment["links"]["cancel"];
    EXPECT_EQ(
        world.post(cancel, R"({"reason":"x"})", {{"If-Match", "W/\"99\""}}).code(),
        "version_mismatch"
    );
    EXPECT_EQ(
        world.post(cancel, R"({"reason":"x"})", {{"If-Match", "seven"}}).code(), "invalid_parameter"
    );
    EXPECT_EQ(world.post(cancel, "{}").code(), "validation_failed");
    const Answer done = world.post(
        cancel, R"({"reason":"Hồ sơ được rút"})", {{"If-Match", "W/" + json("1").dump()}}
    );
    EXPECT_EQ(done.status(), 200) << done.http.body;
    EXPECT_EQ(done.json()["status"], "cancelled");
    EXPECT_EQ(world.post(cancel, R"({"reason":"x"})").code(), "payment_closed");
}

TEST(OpenAttempt, IfMatchHoldsOverTheQuestionItAsksBeforehand) {
    ApiWorld world;
    const json payment = created(world);
    HttpRequest other = world.request("POST", payment["links"]["cancel"]);
    other.headers.add("Idempotency-Key", "by-another-caller");
    other.headers.add("Content-Type", "application/json");
    other.body = R"({"reason":"x"})";
    world.adapter.while_asked = [&]() -> Task<void> {
        const HttpResponse cancelled = co_await world.api->handle(other);
        EXPECT_EQ(cancelled.status, 202);
    };
    const std::string version = payment["version"].dump();
    const Answer answer = world.post(
        payment["links"]["attempts"],
        R"({"provider":"momo","method":"qr"})",
        {{"If-Match", "W/\"" + version + "\""}}
    );
    EXPECT_EQ(answer.code(), "version_mismatch") << answer.http.body;
}

TEST(CancelPayment, WhileTheProvidersWordIsAwaitedItIs202) {
    ApiWorld world;
    const json payment = created(world);
    const Answer asked = world.post(payment["links"]["cancel"], R"({"reason":"x"})");
    EXPECT_EQ(asked.status(), 202) << asked.http.body;
    EXPECT_TRUE(asked.json()["cancel_requested"]);
    EXPECT_FALSE(asked.json()["links"].contains("cancel"));
}

TEST(Search, FiltersPagesAndCursors) {
    ApiWorld world;
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(created(world, {{"reference", "ref-" + std::to_string(i)}})["id"]);
        world.clock.advance_ms(1000);
    }
    const json first = world.get("/v1/payments?limit=2").json();
    EXPECT_EQ(first["items"][0]["id"], ids[4]);
    EXPECT_EQ(first["items"].size(), 2U);
    const std::string cursor = first["next_cursor"];
    const json second = world.get("/v1/payments?limit=3&cursor=" + cursor).json();
    EXPECT_EQ(second["items"][0]["id"], ids[2]);
    EXPECT_TRUE(second["next_cursor"].is_null());
    EXPECT_EQ(world.get("/v1/payments?reference=ref-3").json()["items"][0]["id"], ids[3]);
    EXPECT_EQ(world.get("/v1/payments?status=paid").json()["items"].size(), 0U);
    EXPECT_EQ(
        world.get("/v1/payments?provider=momo&agency_code=H01.12&status=awaiting_payer")
            .json()["items"]
            .size(),
        5U
    );
    EXPECT_EQ(
        world.get("/v1/payments?created_from=2026-11-23T02:15:04Z").json()["items"].size(), 2U
    );
    EXPECT_EQ(world.get("/v1/payments?cursor=abc").code(), "invalid_cursor");
    EXPECT_EQ(world.get("/v1/payments?limit=0").code(), "invalid_parameter");
    EXPECT_EQ(world.get("/v1/payments?limit=201").code(), "invalid_parameter");
    EXPECT_EQ(world.get("/v1/payments?status=almost").code(), "invalid_parameter");
    EXPECT_EQ(world.get("/v1/payments?refrence=x").code(), "invalid_parameter");
}

TEST(Qr, IsServedWithoutAKeyWhileItIsOnOffer) {
    ApiWorld world;
    const json payment = created(world, {{"method", "qr"}});
    const json action = payment["attempt"]["next_action"];
    EXPECT_EQ(action["type"], "qr");
    EXPECT_TRUE(action["account"].is_null());
    const std::string url = action["svg_url"];
    ASSERT_TRUE(url.starts_with("https://gateway.example.vn/v1/payments/pay_"));
    const std::string path = url.substr(26);
    const Headers stranger{{"Authorization", ""}, {"Accept", "image/*"}};
    const Answer picture = world.get(path, stranger);
    EXPECT_EQ(picture.status(), 200);
    EXPECT_EQ(picture.header("Content-Type"), "image/svg+xml");
    pay(world, payment, 60000, "txn-1");
    EXPECT_EQ(world.get(path, stranger).status(), 404);
    EXPECT_TRUE(world.get(payment["links"]["self"]).json()["attempt"]["next_action"].is_null());
}

TEST(Money, IsShownWithCreditsAndIncidents) {
    ApiWorld world;
    const json payment = created(world);
    pay(world, payment, 70000, "txn-1");
    const json paid = world.get(payment["links"]["self"]).json();
    EXPECT_EQ(paid["status"], "paid");
    EXPECT_EQ(paid["amount_received"], 70000);
    EXPECT_EQ(paid["credits"][0]["state"], "surplus");
    EXPECT_EQ(paid["credits"][0]["provider_transaction_id"], "txn-1");
    EXPECT_EQ(paid["incidents"][0]["kind"], "overpayment");
    EXPECT_EQ(paid["incidents"][0]["amount"], 10000);
    EXPECT_EQ(paid["incidents"][0]["status"], "open");
    EXPECT_FALSE(paid["links"].contains("attempts"));
    const json feed = world.get("/v1/events?types=incident.opened").json()["items"];
    ASSERT_EQ(feed.size(), 1U);
    EXPECT_EQ(feed[0]["data"]["incident"], paid["incidents"][0]);
}

TEST(Renderer, AnIncidentWithoutAPaymentBringsItsCredit) {
    const auto renderer = api::make_renderer("");
    Incident incident;
    incident.kind = IncidentKind::unmatched_credit;
    Credit credit;
    credit.account = {"momo", "default"};
    credit.state = CreditState::unmatched;
    const json data = json::parse(renderer->unmatched_data({credit, {}, incident}, EventDraft{}));
    EXPECT_EQ(data["incident"]["kind"], "unmatched_credit");
    EXPECT_EQ(data["credit"]["state"], "unmatched");
}

TEST(Renderer, CancelRequestedIsSaidOnlyWhileItIsAwaited) {
    const auto renderer = api::make_renderer("");
    PaymentFile file;
    file.payment.cancel_requested = true;
    EXPECT_TRUE(json::parse(renderer->payment(file)).contains("cancel_requested"));
    file.payment.state = PaymentState::cancelled;
    EXPECT_FALSE(json::parse(renderer->payment(file)).contains("cancel_requested"));
}

TEST(Inbound, ConfiguredPathsAliasesAndForeignAddresses) {
    api::ApiOptions options = ApiWorld::default_options();
    options.inbound_allowlists["momo"] = api::IpAllowlist::parse({"127.0.0.0/8"}).value();
    ApiWorld world(std::move(options));
    const json payment = created(world);
    HttpRequest forged = world.request("POST", "/momo/notify");
    forged.body = "forged";
    EXPECT_EQ(world.call(forged).status(), 400);
    HttpRequest foreign = world.request("POST", "/momo/notify");
    foreign.peer = "203.0.113.9";
    EXPECT_EQ(world.call(foreign).status(), 403);
    EXPECT_EQ(world.telemetry.alarms, std::vector<std::string>{"inbound_address_refused"});
    EXPECT_EQ(world.call(world.request("POST", "/v1/callbacks/momo/refund")).status(), 404);
    EXPECT_EQ(world.call(world.request("POST", "/v1/callbacks/nobody/ipn")).status(), 404);
    EXPECT_EQ(world.call(world.request("PATCH", "/v1/callbacks/momo/ipn")).status(), 405);
    pay(world, payment, 60000, "txn-1");
}

void keep_fees(ApiWorld& world) {
    Service kept;
    kept.code = "1.004222";
    kept.name_vi = "Đăng ký thường trú";
    kept.refundable = Service::Refundable::no;
    world.write([&](Txn& txn) { txn.replace_services({kept}); });
}

TEST(Links, OfferNoRefundOfAFeeThatTheLawKeeps) {
    ApiWorld world;
    keep_fees(world);
    const json payment = created(world);
    pay(world, payment, 60000, "txn-1");
    const std::string self = payment["links"]["self"];
    EXPECT_FALSE(world.get(self).json()["links"].contains("refunds"));
    // The portal hears the same: also in the event of the very payment that made the credit.
    const json told = world.get("/v1/events?types=payment.paid").json()["items"].at(0);
    EXPECT_FALSE(told["data"]["payment"]["links"].contains("refunds"));
    // Money that pays nothing goes back whatever the law keeps.
    pay(world, payment, 60000, "txn-2");
    EXPECT_TRUE(world.get(self).json()["links"].contains("refunds"));
}

TEST(Links, FollowTheCatalogueOfTheDayThePaymentWasMade) {
    ApiWorld world;
    const json payment = created(world);
    pay(world, payment, 60000, "txn-1");
    Service later;
    later.code = "1.004222";
    later.refundable = Service::Refundable::no;
    later.validity.from = Day{2099, 1, 1};
    world.write([&](Txn& txn) { txn.replace_services({later}); });
    EXPECT_TRUE(
        world.get(payment["links"]["self"].get<std::string>()).json()["links"].contains("refunds")
    );
}

TEST(Return, SendsTheBrowserBackAndSaysNothing) {
    ApiWorld world;
    const json payment = created(world);
    const std::string ref = payment["attempt"]["order_ref"];
    const Answer back = world.get("/v1/return/momo?orderId=" + ref, {{"Accept", "text/html"}});
    EXPECT_EQ(back.status(), 303);
    EXPECT_EQ(
        back.header("Location"),
        "https://dichvucong.example.vn/thanh-toan/ket-qua?payment_id=" +
            payment["id"].get<std::string>()
    );
    EXPECT_EQ(world.get("/v1/return/momo?orderId=NOSUCHORDERA").status(), 404);
    EXPECT_EQ(world.get("/v1/return/nobody?orderId=" + ref).status(), 404);
}

}  // namespace
}  // namespace dvcpay::testing
