// What goes out: exact texts, exact bytes, and what is never sent.
#include "vnptpay/messages.hpp"

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/form.hpp"

namespace dvcpay::vnptpay {
namespace {

using testing::Json;

std::string text(const ProviderAccount& account, const CreateOrder& order) {
    return encode_open(read_settings(account).value(), order).value().text_before_secret();
}

TEST(VnptPayOpening, SignsTheFieldsOfItsProfileInTheirOrder) {
    EXPECT_EQ(
        text(testing::account(), testing::create_order()),
        "INIT|1.0.5|9001|KG7Q2M9XC4T8W1ZB|120000|120000|1|1|vi-VN|VND|VNPTPAY|"
        "Thanh toan le phi H01|20260115083000|203.0.113.10|"
    );
    const auto several = testing::multi_merchant();
    EXPECT_EQ(
        text(several, testing::create_order(Method::redirect, several)),
        "INIT|1.0.6|9001|9101|KG7Q2M9XC4T8W1ZB|1|120000|1|vi-VN|VND|VNPTPAY|"
        "Thanh toan le phi H01|20260115083000|203.0.113.10|"
    );
    EXPECT_EQ(
        text(several, testing::create_order(Method::qr, several)),
        "PAY|1.0.6|9001|KG7Q2M9XC4T8W1ZB|120000|PAY|57|1|1|vi-VN|VND|VNPTPAY|"
        "Thanh toan le phi H01|20260115083000|203.0.113.10|"
    );
}

TEST(VnptPayOpening, GoesOutWithItsTokenByNameAndTheSecretNowhere) {
    testing::House house;
    (void)testing::run(house.adapter->initiate(testing::create_order(), Mono{}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& sent = house.transport.sent[0];
    EXPECT_EQ(sent.channel, "vnptpay/default");
    EXPECT_EQ(sent.method, "POST");
    EXPECT_EQ(sent.url, "https://sandbox.vnptpay.vn/rest/payment/v1.0.5/init");
    EXPECT_EQ(sent.headers.get("content-type"), "application/json");
    EXPECT_TRUE(sent.headers.get("authorization").empty());
    ASSERT_EQ(sent.credentials.size(), 1U);
    EXPECT_EQ(sent.credentials[0].kind, Credential::Kind::text);
    EXPECT_EQ(sent.credentials[0].before, "Bearer ");
    EXPECT_EQ(sent.credentials[0].key, "vnptpay/default/api_key");
    const Json body = Json::parse(sent.body);
    EXPECT_TRUE(body.at("AMOUNT").is_number_integer());
    EXPECT_EQ(body.at("AMOUNT_DETAIL"), "120000");
    EXPECT_EQ(
        body.at("SECURE_CODE"),
        testing::digest_of(text(testing::account(), testing::create_order()))
    );
    EXPECT_EQ(sent.body.find(testing::secret_key), std::string::npos);
}

TEST(VnptPayOpening, RepeatedLaterHasTheSameBytes) {
    testing::House house;
    CreateOrder later = testing::create_order();
    later.now = later.now.plus_s(600);
    (void)testing::run(house.adapter->initiate(testing::create_order(), Mono{}));
    (void)testing::run(house.adapter->initiate(later, Mono{}));
    EXPECT_EQ(house.transport.sent[0].body, house.transport.sent[1].body);
}

TEST(VnptPayOpening, ASeparatorInTheDescriptionBecomesABlank) {
    CreateOrder order = testing::create_order();
    order.description = "a|b|9|9";
    const auto message = encode_open(read_settings(testing::account()).value(), order).value();
    EXPECT_EQ(message.fields().text("DESCRIPTION"), "a b 9 9");
    EXPECT_TRUE(splits_one_way(Signed::init, message.fields()));
    order.description = std::string(300, 'x');
    EXPECT_EQ(
        encode_open(read_settings(testing::account()).value(), order)
            .value()
            .fields()
            .text("DESCRIPTION")
            .size(),
        255U
    );
}

TEST(VnptPayOpening, TheAgencyIsTheOneOfTheOrder) {
    auto account = testing::multi_merchant();
    account.settings["agency_ids"] = "H02=9102";
    CreateOrder order = testing::create_order(Method::redirect, account);
    const Settings settings = read_settings(account).value();
    EXPECT_EQ(encode_open(settings, order).value().fields().text("AGENCY_ID"), "9101");
    order.agency_code = "H02";
    EXPECT_EQ(encode_open(settings, order).value().fields().text("AGENCY_ID"), "9102");
    account.settings.erase("agency_id");
    order.agency_code = "H03";
    EXPECT_EQ(
        encode_open(read_settings(account).value(), order).error().fault, Fault::configuration
    );
}

TEST(VnptPayOpening, IsNotSentWithWhatVnptWouldNotTake) {
    testing::House house;
    CreateOrder order = testing::create_order();
    for (const std::int64_t amount : {0, 999, 50'000'001}) {
        order.attempt.amount = Money::dong(amount);
        const CreateResult result = testing::run(house.adapter->initiate(order, Mono{}));
        EXPECT_TRUE(std::holds_alternative<CreateNotSent>(result)) << amount;
    }
    order = testing::create_order();
    order.attempt.opened_at = Wall{};
    EXPECT_TRUE(
        std::holds_alternative<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{})))
    );
    order = testing::create_order(Method::qr);
    EXPECT_TRUE(
        std::holds_alternative<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{})))
    );
    EXPECT_TRUE(house.transport.sent.empty());
}

TEST(VnptPayQuery, NamesTheCreationTimeNotTheTimeOfTheQuestion) {
    QueryOrder order = testing::query_order();
    order.now = testing::opened_at.plus_s(3600);
    const Settings settings = read_settings(testing::account()).value();
    const auto message = encode_query(settings, order).value();
    EXPECT_EQ(message.path(), "/query_transaction");
    EXPECT_EQ(message.text_before_secret(), "QUERY|1.0.5|9001|KG7Q2M9XC4T8W1ZB|20260115083000|");
    const Settings later = read_settings(testing::multi_merchant()).value();
    EXPECT_EQ(encode_query(later, order).value().path(), "/query");
    order.opened_at = Wall{};
    EXPECT_EQ(encode_query(settings, order).error().fault, Fault::configuration);
    order = testing::query_order();
    order.order_ref = "a|b";
    EXPECT_EQ(encode_query(settings, order).error().fault, Fault::configuration);
}

TEST(VnptPayRefund, SaysWhetherItIsTheWholeCredit) {
    const Settings settings = read_settings(testing::with_refunds()).value();
    EXPECT_EQ(
        encode_refund(settings, testing::refund_order()).value().text_before_secret(),
        "REFUND|1.0.5|9001|KG7Q2M9XC4T8W1ZB|202601150000012345|RF7Q2M9XC4T8W1ZC|FULL|120000|"
        "Hoan phi|20260116083000|"
    );
    EXPECT_EQ(
        encode_refund(settings, testing::refund_order(1000)).value().fields().text("REFUND_TYPE"),
        "PARTIAL"
    );
    EXPECT_EQ(
        encode_refund(settings, testing::refund_order(120'001)).error().fault,
        Fault::amount_out_of_range
    );
    EXPECT_EQ(
        encode_refund_query(settings, testing::refund_order()).value().text_before_secret(),
        "QUERY_REFUND|1.0.5|9001|RF7Q2M9XC4T8W1ZC|20260116083000|"
    );
    const Settings manual = read_settings(testing::account()).value();
    EXPECT_FALSE(encode_refund(manual, testing::refund_order()));
}

TEST(VnptPayTimes, AreVietnamsOnATwentyFourHourClock) {
    EXPECT_EQ(to_wire_time(testing::opened_at), "20260115083000");
    EXPECT_EQ(to_wire_time(testing::opened_at.plus_s(12 * 3600)), "20260115203000");
    EXPECT_EQ(to_wire_time(testing::opened_at.plus_s(55'799)), "20260115235959");
    EXPECT_EQ(to_wire_time(testing::opened_at.plus_s(55'800)), "20260116000000");
    EXPECT_EQ(to_wire_time(testing::opened_at.plus_ms(999)), "20260115083000");
    EXPECT_EQ(read_wire_time("20260115083000"), testing::opened_at);
    for (const char* bad :
         {"",
          "2026011508300",
          "202601150830000",
          "20261315083000",
          "20260230083000",
          "20260115240000",
          "20260115086000",
          "20260115083060",
          "2026011508300x"}) {
        EXPECT_EQ(read_wire_time(bad), Wall{}) << bad;
    }
}

TEST(VnptPayCalls, AreReadInTheirThreeShapesAlike) {
    const std::string json = testing::confirmed(testing::confirm());
    toolkit::Fields data;
    data.add("data", json);
    const std::string as_member = toolkit::encode_form(data);
    const auto fields = decode_call(json).value().fields;
    const std::string as_form = toolkit::encode_form(fields);
    EXPECT_EQ(decode_call(as_member).value().fields, fields);
    EXPECT_EQ(decode_call(as_form).value().fields, fields);
    EXPECT_EQ(decode_call("  \r\n" + json).value().fields, fields);
    EXPECT_FALSE(decode_call(as_member + "&AMOUNT=1"));
    EXPECT_FALSE(decode_call(as_form + "&AMOUNT=1"));
    EXPECT_FALSE(decode_call("data=%5B%5D"));
    EXPECT_FALSE(decode_call(json + "x"));
    EXPECT_FALSE(decode_call("{\"AMOUNT\":1,\"AMOUNT\":2}"));
    EXPECT_FALSE(decode_call("{\"AMOUNT\":\"" + std::string(70'000, '1') + "\"}"));
}

}  // namespace
}  // namespace dvcpay::vnptpay
