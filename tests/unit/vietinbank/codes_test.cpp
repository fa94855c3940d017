#include "vietinbank/codes.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

TEST(VietinbankCodes, OnlyOneMeansSuccessAtErp) {
    EXPECT_TRUE(is_erp_success("1"));
    for (const char* code : {"", "0", "00", "01", "2", "7", "07", "20", "27", "99", " 1", "1.0"}) {
        EXPECT_FALSE(is_erp_success(code)) << code;
        EXPECT_EQ(meaning_at_transfer(code), RefundSaid::unknown) << code;
    }
    EXPECT_EQ(meaning_at_transfer("1"), RefundSaid::pending);
}

TEST(VietinbankCodes, EveryTransferTypeAndNoOther) {
    for (const char* in : {"C", "1", "2", "3", "COLLECTION"}) {
        EXPECT_EQ(movement_of(in), Movement::in) << in;
    }
    for (const char* out : {"D", "O"}) EXPECT_EQ(movement_of(out), Movement::out) << out;
    for (const char* other : {"", "c", "4", "CREDIT", "collection", "R"}) {
        EXPECT_EQ(movement_of(other), Movement::unknown) << other;
    }
}

TEST(VietinbankCodes, OnlyTwoZeroesFinishARecord) {
    EXPECT_TRUE(is_record_success("00"));
    for (const char* code : {"", "0", "1", "01", "99"})
        EXPECT_FALSE(is_record_success(code)) << code;
}

TEST(VietinbankCodes, TheGatewayInFrontBlamesOurSetUpOrIsBusy) {
    for (const int status : {401, 403, 404})
        EXPECT_EQ(gateway_word(status), GatewayWord::our_setup) << status;
    for (const int status : {429, 500, 502, 503, 504})
        EXPECT_EQ(gateway_word(status), GatewayWord::busy) << status;
    for (const int status : {200, 301, 400, 409})
        EXPECT_EQ(gateway_word(status), GatewayWord::none) << status;
}

TEST(VietinbankCodes, ABillIsPayableOrThereIsNone) {
    auto order = testing::stored();
    EXPECT_EQ(word_for(&order).code, "00");
    order.payable = Payable::paid;
    EXPECT_EQ(word_for(&order).code, "02");
    order.payable = Payable::closed;
    EXPECT_EQ(word_for(&order).code, "02");
    EXPECT_EQ(word_for(nullptr).code, "02");
}

TEST(VietinbankCodes, NoAnswerTellsWhichCheckFailed) {
    for (const auto why :
         {Distrust::bad_signature,
          Distrust::foreign_partner,
          Distrust::out_of_bounds,
          Distrust::reused_message,
          Distrust::bad_credentials}) {
        EXPECT_EQ(word_for(why).code, "01");
        EXPECT_EQ(word_for(why).text, word_bad_signature.text);
    }
    EXPECT_EQ(word_for(Distrust::malformed).code, "99");
}

}  // namespace
}  // namespace dvcpay::vietinbank
