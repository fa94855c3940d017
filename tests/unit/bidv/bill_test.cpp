// getbill: the bank asks what a number owes, and shows it to the payer.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;
using testing::House;
using testing::Json;

Changes plain(Changes more = {}) {
    more["inbound_token"] = "off";
    return more;
}

/// locate, verify, answer: as the core sequences them.
Json asked(const Json& body, Payable payable = Payable::yes, const Changes& changes = {}) {
    House house(plain(changes));
    InboundCall call = testing::call_of("bill", body.dump());
    const auto located = house.adapter->locate(call, {house.contract});
    InboundOutcome outcome;
    outcome.account_known = true;
    outcome.context.account = house.contract;
    outcome.context.now = testing::now;
    if (located && !located.value().numbers.empty() &&
        located.value().numbers.front() == testing::number)
        outcome.context.orders.push_back(testing::stored(payable));
    const VerifyResult result = house.adapter->verify(call, outcome.context);
    if (const auto* reason = std::get_if<Distrust>(&result)) {
        outcome.kind = InboundOutcome::Kind::distrusted;
        outcome.distrust = *reason;
    } else {
        outcome.kind = InboundOutcome::Kind::answered;
        outcome.question = std::get<Question>(result);
        EXPECT_EQ(outcome.question.about, Question::About::bill);
    }
    const HttpResponse response =
        testing::run(house.adapter->answer(std::move(call), std::move(outcome)));
    return Json::parse(response.body);
}

std::string code_of(const Json& answer) {
    return answer.at("result_code");
}

TEST(BidvBill, IsShownAsAnArray) {
    EXPECT_EQ(
        asked(testing::getbill()).dump(),
        R"({"result_code":"000","result_desc":"success","customer_id":"KG261005000001",)"
        R"("customer_name":"CONG DVC KIEN GIANG","customer_addr":"",)"
        R"("data":[{"type":1,"amount":150000,"bill_id":"KG7Q2M9XC4T8W1ZB"}]})"
    );
}

TEST(BidvBill, IsShownAsAnObject) {
    const Json answer = asked(
        testing::getbill(),
        Payable::yes,
        {{"getbill_data_shape", "object"}, {"getbill_type", "2"}, {"customer_address", "RACH GIA"}}
    );
    EXPECT_EQ(
        answer.dump(),
        R"({"result_code":"000","result_desc":"success","customer_id":"KG261005000001",)"
        R"("customer_name":"CONG DVC KIEN GIANG","customer_addr":"RACH GIA","service_id":"KGDVC1",)"
        R"("data":{"type":2,"amount":150000,"bill_id":"KG7Q2M9XC4T8W1ZB"}})"
    );
}

TEST(BidvBill, IsShownWithinItsMonth) {
    const Changes changes = {
        {"getbill_data_shape", "nested"}, {"getbill_type", "2"}, {"inbound_field_style", "camel"}
    };
    const Json snake = testing::getbill();
    const Json camel = {
        {"customerId", snake["customer_id"]},
        {"serviceId", snake["service_id"]},
        {"checksum", snake["checksum"]},
    };
    EXPECT_EQ(
        asked(camel, Payable::yes, changes).dump(),
        R"({"result_code":"000","result_desc":"success","customer_id":"KG261005000001",)"
        R"("customer_name":"CONG DVC KIEN GIANG","customer_addr":"","type":"2","total_amount":150000,)"
        R"("data":[{"period":"202610","data":[{"bill_id":"KG7Q2M9XC4T8W1ZB","amount":150000,)"
        R"("remark":"Le phi ho so H01.12-261005-0042"}]}]})"
    );
}

TEST(BidvBill, IsFoundByTheWholeNumberTooAndEchoesWhatWasAsked) {
    const Json answer = asked(testing::getbill(testing::number));
    EXPECT_EQ(code_of(answer), "000");
    EXPECT_EQ(answer.at("customer_id"), testing::number);
}

TEST(BidvBill, ThatIsPaidOrClosedIsNoBill) {
    EXPECT_EQ(code_of(asked(testing::getbill(), Payable::paid)), "012");
    EXPECT_EQ(code_of(asked(testing::getbill(), Payable::closed)), "012");
}

TEST(BidvBill, OfANumberThatIsNotOursIsNoCustomer) {
    EXPECT_EQ(code_of(asked(testing::getbill("KG261005000002"))), "011");
    EXPECT_EQ(code_of(asked(testing::getbill("000019"))), "011");
}

TEST(BidvBill, IsNotToldToWhoCannotProveToBeTheBank) {
    Json body = testing::getbill();
    body["checksum"] = "ebd5a65f7206b379927593b9734e682f";
    EXPECT_EQ(code_of(asked(body)), "004");
    body = testing::getbill();
    body["customer_id"] = "KG261005000002";
    EXPECT_EQ(code_of(asked(body)), "004");
    body = testing::getbill();
    body["service_id"] = "OTHER1";
    EXPECT_EQ(code_of(asked(body)), "006");
    body = testing::getbill();
    body.erase("checksum");
    EXPECT_EQ(code_of(asked(body)), "001");
    EXPECT_EQ(code_of(asked(Json::array())), "001");
}

TEST(BidvBill, IsAskedByTheProfileOfTheContract) {
    const Json body = testing::getbill(testing::code, Checksum::sha256_b64_pipe);
    EXPECT_EQ(code_of(asked(body)), "004");
    EXPECT_EQ(code_of(asked(body, Payable::yes, {{"checksum_profile", "sha256_b64_pipe"}})), "000");
}

}  // namespace
}  // namespace dvcpay::bidv
