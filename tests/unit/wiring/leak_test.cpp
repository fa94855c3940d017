// P9 from outside: secrets and personal data go in by every way there is; none may come out in
// logs, metrics, errors, health pages or the store's clear columns.
#include "gateway_world.hpp"

namespace dvcpay::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Leaks : public GatewayWorld {
  protected:
    std::string bytes_of(const std::string& name) {
        std::ifstream in(root_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string answers_;
    void say(const HttpAnswer& answer) {
        for (const auto& header : answer.headers.all())
            answers_ += header.name + ": " + header.value + "\n";
        answers_ += answer.body + "\n";
    }
};

TEST_F(Leaks, NothingConfidentialLeavesByAnyPath) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const std::string person =
        R"({"name":"Nguyễn Văn Bảo","id_number":"091099001234","tax_code":"0312345678","phone":"0912345678",)"
        R"("email":"bao.nguyen@example.vn","address":"12 Lê Lợi, Rạch Giá"})";
    const std::string head =
        R"({"reference":"R1","service_code":"1.004222","agency_code":"H01.12","currency":"VND",)"
        R"("description":"Phi","return_url":"https://dichvucong.example.vn/kq",)";
    const auto made = portal(
        key,
        "POST",
        "/v1/payments",
        head + R"("amount":60000,"provider":"momo","payer":)" + person + R"(,"owner":)" + person +
            "}"
    );
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id = json::parse(made.body).at("id");
    say(made);
    say(portal(key, "GET", "/v1/payments/" + id, ""));
    say(portal(key, "GET", "/v1/payments/" + id + "/events", ""));
    say(portal(key, "GET", "/v1/payments?reference=R1", ""));
    say(portal(key, "GET", "/v1/events", ""));
    say(portal(key, "GET", "/v1/webhooks/deliveries", ""));
    // Refused bodies: the faults must not quote them.
    say(portal(
        key, "POST", "/v1/payments", head + R"("amount":"091099001234","payer":)" + person + "}"
    ));
    say(portal(key, "POST", "/v1/payments", R"({"payer":)" + person));
    say(portal(
        key,
        "POST",
        "/v1/payments",
        head + R"("amount":1,"payer":{"id_number":"091099001234","phone":0912345678}})"
    ));
    say(portal(
        "dvk_forged_0123456789abcdefghijklmnopqrstuvwxyzABC", "GET", "/v1/payments/" + id, ""
    ));
    // A callback whose free text carries a person, with a signature that does not hold.
    say(call(
        "test",
        at_.public_port,
        "POST",
        "/v1/callbacks/momo/ipn",
        R"({"partnerCode":"P","orderId":"X1A","requestId":"r","amount":60000,"orderInfo":"0912345678 bao.nguyen@example.vn",)"
        R"("orderType":"momo_wallet","transId":1,"resultCode":0,"message":"091099001234","payType":"qr",)"
        R"("responseTime":1768449600123,"extraData":"","signature":")" +
            std::string(64, 'a') + "\"}",
        {{"Content-Type", "application/json"}}
    ));
    say(call("test", at_.public_port, "GET", "/v1/return/momo?orderInfo=0912345678&signature=aa"));
    const std::string metrics = get_private("/metrics").body;
    const std::string health =
        get_private("/health/providers").body + get_private("/health/ready").body;
    stop();  // the write-ahead log is in the store now
    const std::string store = bytes_of("store.db");
    ASSERT_THAT(store, HasSubstr(id));

    const std::vector<std::string> forbidden = {
        key,
        momo_secret,
        base64_of_32,
        "091099001234",
        "0312345678",
        "0912345678",
        "bao.nguyen@example.vn",
        "Nguyễn Văn",
        "12 Lê Lợi",
    };
    for (const auto& secret : forbidden) {
        EXPECT_THAT(log_, Not(HasSubstr(secret)));
        EXPECT_THAT(metrics, Not(HasSubstr(secret)));
        EXPECT_THAT(health, Not(HasSubstr(secret)));
        EXPECT_THAT(answers_, Not(HasSubstr(secret)));
        EXPECT_EQ(store.find(secret), std::string::npos)
            << secret << " stands in the store in clear";
    }
}

}  // namespace
}  // namespace dvcpay::app
