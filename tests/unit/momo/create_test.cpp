#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;
using testing::Origin;

Json opened() {
    return Json{
        {"partnerCode", testing::partner_code},
        {"orderId", testing::order_ref_text},
        {"requestId", testing::request_id},
        {"amount", 50'000},
        {"responseTime", 1'768'449'500'001},
        {"message", "Successful."},
        {"resultCode", 0},
        {"payUrl", "https://test-payment.momo.vn/v2/gateway/pay?t=TU9NT1RFU1QwMXxEVkM&s=ab12"},
        {"deeplink", "momo://app?action=payWithApp&sid=TU9N"},
        {"qrCodeUrl", "00020101021226110007vn.momo5303704"},
    };
}

CreateResult create_with(
    SendResult answer, Method method = Method::redirect, CreateOrder order = {}
) {
    testing::House house;
    house.transport.answers.push_back(std::move(answer));
    if (order.account.key.provider.empty()) order = testing::create_order(method);
    return testing::run(house.adapter->initiate(std::move(order), Mono{1}));
}

CreateResult create_with(const Json& body, int status = 200, Method method = Method::redirect) {
    return create_with(testing::http_answer(status, body.dump()), method);
}

bool is_unknown(const CreateResult& result) {
    return std::holds_alternative<CreateUnknown>(result);
}

TEST(MomoCreate, SendsTheSignedRequestOfTheProtocol) {
    testing::House house;
    auto order = testing::create_order();
    order.description = "Nộp\n lệ phí\x01";
    testing::run(house.adapter->initiate(std::move(order), Mono{77}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& request = house.transport.sent[0];
    EXPECT_EQ(request.channel, "momo/default");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://test-payment.momo.vn/v2/gateway/api/create");
    EXPECT_EQ(request.headers.get("content-type"), "application/json; charset=UTF-8");
    EXPECT_EQ(house.transport.dues[0], Mono{77});
    Json expected = {
        {"partnerCode", "MOMOTEST01"},
        {"requestId", testing::request_id},
        {"amount", 50'000},
        {"orderId", testing::order_ref_text},
        {"orderInfo", "Nộp lệ phí"},
        {"redirectUrl", "https://pay.example.gov.vn/v1/return/momo"},
        {"ipnUrl", "https://pay.example.gov.vn/v1/callbacks/momo/ipn"},
        {"requestType", "captureWallet"},
        {"extraData", ""},
        {"autoCapture", true},
        {"lang", "vi"},
    };
    const std::string raw =
        "accessKey=AKtest0000000001&amount=50000&extraData=&ipnUrl=https://pay.example.gov.vn/v1/"
        "callbacks/momo/ipn"
        "&orderId=KG7Q2M9XC4T8W1ZB&orderInfo=Nộp lệ "
        "phí&partnerCode=MOMOTEST01&redirectUrl=https://pay.example.gov.vn"
        "/v1/return/momo&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&requestType=captureWallet";
    expected["signature"] = testing::mac_hex(raw);
    EXPECT_EQ(Json::parse(request.body), expected);
    EXPECT_EQ(request.body.find(testing::secret_key), std::string::npos);
}

TEST(MomoCreate, SendsTheSameBytesWhenItIsRepeated) {
    testing::House house;
    testing::run(house.adapter->initiate(testing::create_order(), Mono{1}));
    testing::run(house.adapter->initiate(testing::create_order(), Mono{2}));
    EXPECT_EQ(house.transport.sent.at(0).body, house.transport.sent.at(1).body);
}

TEST(MomoCreate, CutsTheTextForThePayerAtTwoHundredFiftyFiveCharacters) {
    testing::House house;
    auto order = testing::create_order();
    order.locale = Locale::en;
    order.description.clear();
    for (int i = 0; i < 300; ++i) order.description += "ộ";
    testing::run(house.adapter->initiate(std::move(order), Mono{1}));
    auto empty = testing::create_order();
    empty.description = "\n\t";
    testing::run(house.adapter->initiate(std::move(empty), Mono{1}));
    const Json first = Json::parse(house.transport.sent.at(0).body);
    EXPECT_EQ(first.at("orderInfo").get<std::string>().size(), 255U * 3U);
    EXPECT_EQ(first.at("lang"), "en");
    EXPECT_EQ(
        Json::parse(house.transport.sent.at(1).body).at("orderInfo"), testing::order_ref_text
    );
}

TEST(MomoCreate, GivesThePayerWhatTheMethodNeeds) {
    const auto redirect = std::get<CreateOpened>(create_with(opened())).next_action;
    EXPECT_EQ(redirect.kind, NextAction::Kind::redirect);
    EXPECT_EQ(redirect.url, opened().at("payUrl").get<std::string>());
    const auto qr = std::get<CreateOpened>(create_with(opened(), 201, Method::qr)).next_action;
    EXPECT_EQ(qr.kind, NextAction::Kind::qr);
    EXPECT_EQ(qr.qr_payload, opened().at("qrCodeUrl").get<std::string>());
    EXPECT_TRUE(qr.url.empty());
    const auto app = std::get<CreateOpened>(create_with(opened(), 200, Method::app)).next_action;
    EXPECT_EQ(app.kind, NextAction::Kind::app);
    EXPECT_EQ(app.url, opened().at("deeplink").get<std::string>());
}

TEST(MomoCreate, TakesBothEditionsOfTheSignature) {
    for (const auto edition : {Signed::create_answer_a, Signed::create_answer_b}) {
        const Json body = testing::with_signature(opened(), edition);
        EXPECT_TRUE(std::holds_alternative<CreateOpened>(create_with(body)));
        const auto unproven = testing::http_answer(200, body.dump(), Origin::unproven);
        EXPECT_TRUE(std::holds_alternative<CreateOpened>(create_with(SendResult(unproven))));
    }
}

TEST(MomoCreate, BelievesNoWrongSignatureHoweverTheConnectionWasProven) {
    Json body = testing::with_signature(opened(), Signed::create_answer_a);
    body["payUrl"] = "https://test-payment.momo.vn/v2/gateway/pay?t=other";
    EXPECT_TRUE(is_unknown(create_with(body)));
    body = opened();
    for (const char* signature :
         {"0", "xyz", "0000000000000000000000000000000000000000000000000000000000000000"}) {
        body["signature"] = signature;
        EXPECT_TRUE(is_unknown(create_with(body))) << signature;
    }
    // A signature made for the answer does not cover the QR text and the app link.
    const auto signed_body = testing::with_signature(opened(), Signed::create_answer_b).dump();
    for (const auto method : {Method::qr, Method::app}) {
        EXPECT_TRUE(is_unknown(create_with(
            SendResult(testing::http_answer(200, signed_body, Origin::unproven)), method
        )));
    }
}

TEST(MomoCreate, BelievesAnUnsignedAnswerOnlyOverAProvenConnectionAndIfTheAccountAllowsIt) {
    EXPECT_TRUE(is_unknown(
        create_with(SendResult(testing::http_answer(200, opened().dump(), Origin::unproven)))
    ));
    auto order = testing::create_order();
    order.account.settings["unsigned_create_answer"] = "refuse";
    EXPECT_TRUE(is_unknown(
        create_with(SendResult(testing::http_answer(200, opened().dump())), Method::redirect, order)
    ));
}

TEST(MomoCreate, BelievesNoAnswerAboutAnotherOrder) {
    for (const char* name : {"partnerCode", "orderId", "requestId", "amount"}) {
        for (const bool is_signed : {false, true}) {
            Json other = opened();
            other[name] = std::string(name) == "amount" ? Json(50'001) : Json("OTHER");
            Json missing = opened();
            missing.erase(name);
            if (is_signed) {
                other = testing::with_signature(other, Signed::create_answer_a);
                missing = testing::with_signature(missing, Signed::create_answer_a);
            }
            EXPECT_TRUE(is_unknown(create_with(other))) << name;
            EXPECT_TRUE(is_unknown(create_with(missing))) << name;
        }
    }
    Json as_text = opened();
    as_text["amount"] = "50000";
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(create_with(as_text)));
    as_text["amount"] = "050000";
    EXPECT_TRUE(is_unknown(create_with(as_text)));
}

TEST(MomoCreate, SendsThePayerOnlyToTheHostsOfTheConfiguration) {
    for (const char* url :
         {"http://test-payment.momo.vn/pay",
          "https://test-payment.momo.vn.evil.example/pay",
          "https://test-payment.momo.vn@evil.example/pay",
          "https://evil.example/?test-payment.momo.vn",
          "https://test-payment.momo.vn:8443/pay",
          "javascript:alert(1)",
          "//test-payment.momo.vn/pay",
          "",
          "momo://app"}) {
        Json body = opened();
        body["payUrl"] = url;
        EXPECT_TRUE(is_unknown(create_with(body))) << url;
        EXPECT_TRUE(is_unknown(create_with(testing::with_signature(body, Signed::create_answer_a))))
            << url;
    }
    auto order = testing::create_order();
    order.account.settings["endpoint"] = "http://127.0.0.1:9000";
    Json body = opened();
    body["payUrl"] = "http://127.0.0.1:9000/pay/1";
    const auto answer = testing::http_answer(200, body.dump());
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(
        create_with(SendResult(answer), Method::redirect, order)
    ));
    order.account.settings["pay_url_hosts"] = "other.momo.vn, pay.momo.vn";
    EXPECT_TRUE(is_unknown(create_with(SendResult(answer), Method::redirect, order)));
}

TEST(MomoCreate, PassesOnNoHarmfulAppLinkOrQrText) {
    for (const char* link :
         {"javascript:alert(1)",
          "data:text/html,x",
          "https://evil.example/",
          "intent://x",
          "momo",
          "",
          "momo://a\nb"}) {
        Json body = opened();
        body["deeplink"] = link;
        EXPECT_TRUE(is_unknown(create_with(body, 200, Method::app))) << link;
    }
    for (const std::string& text : {std::string(), std::string("a\nb"), std::string(2001, '1')}) {
        Json body = opened();
        body["qrCodeUrl"] = text;
        EXPECT_TRUE(is_unknown(create_with(body, 200, Method::qr)));
    }
}

TEST(MomoCreate, RefusedByMoMoFailsWithOurWordAndMoMosCode) {
    const Json body = {
        {"resultCode", 1004}, {"message", "limit"}, {"orderId", testing::order_ref_text}
    };
    const auto refused = std::get<CreateRefused>(create_with(body));
    EXPECT_EQ(refused.failure.code, "payer_limit_exceeded");
    EXPECT_EQ(refused.failure.provider_code, "1004");
    EXPECT_FALSE(refused.alarm);
    const Json with_errors = {
        {"resultCode", 20}, {"subErrors", {{{"field", "orderId"}, {"message", "Sai định dạng"}}}}
    };
    EXPECT_EQ(
        std::get<CreateRefused>(create_with(with_errors, 400)).failure.code, "request_rejected"
    );
}

TEST(MomoCreate, CodesElevenToThirteenFailAndRaiseAnAlarm) {
    for (const int code : {11, 12, 13}) {
        const auto refused =
            std::get<CreateRefused>(create_with(Json{{"resultCode", code}}, code == 13 ? 401 : 200)
            );
        EXPECT_TRUE(refused.alarm);
        EXPECT_EQ(refused.failure.code, "provider_setup_refused");
        EXPECT_FALSE(refused.failure.can_retry);
    }
}

TEST(MomoCreate, ARefusalThatIsNotProvenOrComesFromAFailingServerIsUnknown) {
    const std::string body = Json{{"resultCode", 1004}}.dump();
    EXPECT_TRUE(is_unknown(create_with(SendResult(testing::http_answer(200, body, Origin::unproven))
    )));
    for (const int status : {500, 502, 503, 302, 100}) {
        EXPECT_TRUE(is_unknown(create_with(SendResult(testing::http_answer(status, body)))))
            << status;
    }
    EXPECT_TRUE(is_unknown(create_with(Json{{"resultCode", 1004}, {"orderId", "OTHER"}})));
}

TEST(MomoCreate, ASuccessWithAnErrorStatusIsUnknown) {
    for (const int status : {199, 300, 302, 400, 404, 422, 500, 503}) {
        EXPECT_TRUE(is_unknown(create_with(opened(), status))) << status;
    }
    Json running = opened();
    running["resultCode"] = 7000;
    EXPECT_TRUE(is_unknown(create_with(running, 422)));
}

TEST(MomoCreate, TellsNotSentFromNoAnswer) {
    const auto not_sent =
        std::get<CreateNotSent>(create_with(SendResult(Unavailable{"refused", 5})));
    EXPECT_EQ(not_sent.failure.code, "provider_unavailable");
    EXPECT_TRUE(not_sent.failure.can_retry);
    EXPECT_TRUE(is_unknown(create_with(SendResult(NoAnswer{"time-out"}))));
}

TEST(MomoCreate, HostileAnswersAreUnknown) {
    const std::string good = opened().dump();
    for (std::size_t size = 0; size < good.size(); ++size) {
        ASSERT_TRUE(
            is_unknown(create_with(SendResult(testing::http_answer(200, good.substr(0, size)))))
        ) << size;
    }
    std::string nul_between = good;
    nul_between += '\0';
    nul_between += good;
    const std::string duplicate = R"({"resultCode":0,)" + good.substr(1);
    const std::string fraction = R"({"resultCode":0.0})";
    const std::string huge = R"({"resultCode":99999999999999999999999999})";
    for (const std::string& body :
         {duplicate,
          fraction,
          huge,
          std::string("[]"),
          std::string("null"),
          std::string("<html>"),
          std::string(5000, '['),
          std::string(R"({"resultCode":[0]})"),
          std::string(R"({"resultCode":true})"),
          std::string(R"({"resultCode":null})"),
          nul_between,
          good + good,
          std::string(100'000, ' ') + good}) {
        EXPECT_TRUE(is_unknown(create_with(SendResult(testing::http_answer(200, body)))));
    }
}

TEST(MomoCreate, AmountsOutsideTheAccountsLimitsAreNotSent) {
    for (const std::int64_t amount : {0, 999, 50'000'001}) {
        testing::House house;
        auto order = testing::create_order();
        order.attempt.amount = Money::dong(amount);
        const auto result = testing::run(house.adapter->initiate(std::move(order), Mono{1}));
        EXPECT_EQ(std::get<CreateNotSent>(result).failure.code, "amount_not_accepted");
        EXPECT_TRUE(house.transport.sent.empty());
    }
    testing::House house;
    auto order = testing::create_order();
    order.account.settings["amount_max"] = "100000000";
    order.attempt.amount = Money::dong(100'000'000);
    testing::run(house.adapter->initiate(std::move(order), Mono{1}));
    EXPECT_EQ(house.transport.sent.size(), 1U);
}

TEST(MomoCreate, AnUnusableSetUpFailsWithAnAlarmAndSendsNothing) {
    std::vector<CreateOrder> orders(6, testing::create_order());
    orders[0].account.settings.erase("partner_code");
    orders[1].account.key.account = "without-secret";
    orders[2].notify_url = "https://pay.example.gov.vn/cb?x=1";
    orders[3].return_url = "javascript:alert(1)";
    orders[4].attempt.request_id = std::string(51, 'r');
    orders[5].attempt.order_ref = OrderRef();
    for (auto& order : orders) {
        testing::House house;
        const auto result = testing::run(house.adapter->initiate(std::move(order), Mono{1}));
        EXPECT_TRUE(std::get<CreateRefused>(result).alarm);
        EXPECT_TRUE(house.transport.sent.empty());
    }
}

}  // namespace
}  // namespace dvcpay::momo
