#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::House;

TEST(VietcombankQr, IsMadeHereAndNothingIsSent) {
    House house;
    const auto result = house.create(testing::create_order());
    const auto* opened = std::get_if<CreateOpened>(&result);
    ASSERT_NE(opened, nullptr);
    EXPECT_TRUE(house.transport.sent.empty());
    const NextAction& action = opened->next_action;
    EXPECT_EQ(action.kind, NextAction::Kind::qr);
    EXPECT_EQ(action.bank_bin, "970436");
    EXPECT_EQ(action.bank_name, "Vietcombank");
    EXPECT_EQ(action.account_number, testing::number);
    EXPECT_EQ(action.account_name, "TT PHUC VU HCC");
    EXPECT_EQ(action.content, "DVC" + testing::order_ref_text);
    const auto read = toolkit::parse_vietqr(action.qr_payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().bank_bin, "970436");
    EXPECT_EQ(read.value().number, testing::number);
    EXPECT_EQ(read.value().amount, Money::dong(12'000));
    EXPECT_EQ(read.value().purpose, action.content);
}

TEST(VietcombankQr, AnAmountThatNoTransferCanHaveIsNotSent) {
    House house;
    for (const std::int64_t dong : {999LL, 500'000'000LL}) {
        auto order = testing::create_order();
        order.attempt.amount = Money::dong(dong);
        const auto result = house.create(order);
        ASSERT_TRUE(std::holds_alternative<CreateNotSent>(result)) << dong;
        EXPECT_EQ(std::get<CreateNotSent>(result).failure.code, "amount_not_accepted");
    }
}

TEST(VietcombankQr, ANumberOfAnotherContractIsOurMistake) {
    House house;
    auto order = testing::create_order();
    order.attempt.virtual_account = "OTHER20000000000157";
    const auto result = house.create(order);
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(result));
    EXPECT_TRUE(std::get<CreateRefused>(result).alarm);
}

TEST(VietcombankQr, NobodyCanBeAskedAboutANumber) {
    House house(testing::with_checkout);
    QueryOrder order;
    order.account = house.contract;
    order.order_ref = testing::order_ref_text;
    order.virtual_account = testing::number;
    const auto result = testing::run(house.adapter->query_attempt(order, Mono{}));
    EXPECT_TRUE(std::holds_alternative<QuerySilent>(result));
    EXPECT_TRUE(house.transport.sent.empty());
}

}  // namespace
}  // namespace dvcpay::vietcombank
