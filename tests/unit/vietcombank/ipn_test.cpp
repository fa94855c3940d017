#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/form.hpp"
#include "vietcombank/checkout_messages.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::House;
using testing::only_notice;
using testing::token;
using testing::with_checkout;
using toolkit::Fields;

Fields notice_fields(const testing::Changes& changes = {}) {
    testing::Changes texts = {
        {"token_code", token},
        {"version", "1.0"},
        {"order_code", testing::order_ref_text},
        {"order_description", "Lệ phí"},
        {"amount", "12000"},
        {"sender_fee", "1100"},
        {"receiver_fee", "0"},
        {"currency", "VND"},
        {"status", "3"},
        {"payment_method_code", "VCB-QR-CODE"},
    };
    for (const auto& [name, text] : changes) texts[name] = text;
    Fields out;
    for (const auto& [name, text] : texts) out.add(name, text);
    return out;
}

InboundCall post(Fields fields, const std::string& by = testing::passcode_text) {
    const auto contract = testing::settings(with_checkout).checkout;
    const std::string text = notice_text(contract, fields) + by;
    fields.add("checksum", crypto::to_hex(crypto::digest(DigestAlgorithm::md5, {text})));
    InboundCall call = testing::call_of("ipn", toolkit::encode_form(fields));
    call.request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    return call;
}

InboundContext known(const House& house) {
    return testing::context(house.contract, Payable::yes, Method::redirect);
}

TEST(VietcombankNotice, OfMoneyStartsAQuestion) {
    House house(with_checkout);
    const auto call = post(notice_fields());
    const auto located = house.adapter->locate(call, {house.contract}).value();
    EXPECT_EQ(located.order_refs, std::vector<std::string>{testing::order_ref_text});
    const auto verified = house.verify(call, known(house));
    const Notice* notice = only_notice(verified);
    ASSERT_NE(notice, nullptr);
    EXPECT_EQ(notice->said, Said::paid);
    EXPECT_TRUE(notice->ask_first);
    EXPECT_EQ(notice->provider_txn, token);
    EXPECT_EQ(notice->amount, Money::dong(12'000));
    const auto answer = house.answer(call, testing::taken(known(house), Verdict::kept));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"result_code":"0000","result_message":"Success"})");
}

TEST(VietcombankNotice, CountsAtOnceWhereTheContractSaysSoAndItFits) {
    House house(testing::with(with_checkout, {{"nl_confirm_with_check", "off"}}));
    const auto fits = house.verify(post(notice_fields()), known(house));
    EXPECT_FALSE(only_notice(fits)->ask_first);
    const auto other = house.verify(post(notice_fields({{"amount", "10000"}})), known(house));
    EXPECT_TRUE(only_notice(other)->ask_first);
}

TEST(VietcombankNotice, ComesByGetAsWell) {
    House house(with_checkout);
    auto call = post(notice_fields());
    call.request.method = "GET";
    call.request.target += "?" + call.request.body;
    call.request.body.clear();
    ASSERT_TRUE(house.adapter->locate(call, {house.contract}));
    EXPECT_NE(only_notice(house.verify(call, known(house))), nullptr);
}

TEST(VietcombankNotice, AmountsMayHaveDecimalsThatAreHashedAsReceived) {
    House house(with_checkout);
    const auto verified = house.verify(post(notice_fields({{"amount", "12000.00"}})), known(house));
    ASSERT_NE(only_notice(verified), nullptr);
    EXPECT_EQ(only_notice(verified)->amount, Money::dong(12'000));
}

TEST(VietcombankNotice, OfAnEndMustFitToEndAnything) {
    House house(with_checkout);
    const auto end = house.verify(post(notice_fields({{"status", "12"}})), known(house));
    EXPECT_EQ(only_notice(end)->said, Said::declined);
    EXPECT_FALSE(only_notice(end)->failure.code.empty());
    const auto other =
        house.verify(post(notice_fields({{"status", "12"}, {"amount", "5000"}})), known(house));
    EXPECT_EQ(only_notice(other)->said, Said::unclear);
    auto context = known(house);
    context.orders.front().attempt.provider_ref = "90001-c9f0f895fb98ab9159f51fd0297e236d";
    const auto second = house.verify(post(notice_fields({{"status", "4"}})), context);
    EXPECT_EQ(only_notice(second)->said, Said::unclear);
}

TEST(VietcombankNotice, InAnotherCurrencySettlesNothing) {
    House house(with_checkout);
    const auto verified = house.verify(post(notice_fields({{"currency", "USD"}})), known(house));
    EXPECT_EQ(only_notice(verified)->said, Said::unclear);
}

TEST(VietcombankNotice, ForgedForeignOrShiftedMeansNothing) {
    House house(with_checkout);
    EXPECT_EQ(
        testing::distrust_in(house.verify(post(notice_fields(), "guess"), known(house))),
        Distrust::bad_signature
    );
    const auto foreign =
        post(notice_fields({{"token_code", "90002-8f14e45fceea167a5a36dedd4bea2543"}}));
    EXPECT_EQ(house.adapter->locate(foreign, {house.contract}).error().fault, Fault::forged);
    EXPECT_EQ(testing::distrust_in(house.verify(foreign, known(house))), Distrust::foreign_partner);
    const auto shifted =
        post(notice_fields({{"order_description", "Lệ phí|99999"}, {"amount", "0000"}}));
    EXPECT_EQ(testing::distrust_in(house.verify(shifted, known(house))), Distrust::out_of_bounds);
    auto upper = post(notice_fields());
    const auto at = upper.request.body.find("checksum=") + 9;
    for (std::size_t i = at; i < at + 32; ++i)
        upper.request.body[i] = static_cast<char>(std::toupper(upper.request.body[i]));
    EXPECT_EQ(testing::distrust_in(house.verify(upper, known(house))), Distrust::bad_signature);
}

TEST(VietcombankNotice, IsNeverAnsweredWithACodeThatGivesMoneyBack) {
    House house(with_checkout);
    const auto call = post(notice_fields());
    for (const Distrust why :
         {Distrust::malformed,
          Distrust::foreign_partner,
          Distrust::bad_signature,
          Distrust::out_of_bounds,
          Distrust::reused_message}) {
        const auto answer = house.answer(call, testing::distrusted(known(house), why));
        for (const char* code : {"0200", "0201", "0203", "0000"})
            EXPECT_EQ(answer.body.find(code), std::string::npos) << answer.body;
    }
    const auto down = testing::outcome(known(house), InboundOutcome::Kind::try_again);
    EXPECT_EQ(house.answer(call, down).status, 500);
}

TEST(VietcombankReturn, NamesTheOrderAndProvesNothing) {
    House house(with_checkout);
    const auto visit = house.adapter->read_return(
        "order_code=" + testing::order_ref_text + "&status=3", {house.contract}
    );
    ASSERT_TRUE(visit.has_value());
    EXPECT_EQ(visit->order_ref, testing::order_ref_text);
    EXPECT_FALSE(visit->signature_valid);
    EXPECT_FALSE(house.adapter->read_return("order_code=a'b", {house.contract}).has_value());
    EXPECT_FALSE(house.adapter->read_return("%00&&&=", {house.contract}).has_value());
}

}  // namespace
}  // namespace dvcpay::vietcombank
