// Two-step payments: codec only, nothing in the gateway holds money.
#include <string>

#include <gtest/gtest.h>

#include "momo/answers.hpp"
#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;

ConfirmOrder order(HoldEnd end) {
    ConfirmOrder out;
    out.order_ref = testing::order_ref_text;
    out.request_id = "cf-0001";
    out.amount = Money::dong(250'000);
    out.end = end;
    return out;
}

Json answer(int code, const char* type) {
    return Json{
        {"partnerCode", testing::partner_code},
        {"orderId", testing::order_ref_text},
        {"requestId", "cf-0001"},
        {"amount", 250'000},
        {"transId", 4'088'879'000},
        {"resultCode", code},
        {"message", ""},
        {"requestType", type},
        {"responseTime", 1}
    };
}

ConfirmResult decode(HoldEnd end, const Json& body, int http = 200) {
    const Settings settings = read_settings(testing::account()).value();
    return decode_confirm(settings, order(end), testing::http_answer(http, body.dump()));
}

TEST(MomoConfirm, CapturesAndReleasesWithTheWordThatWasAsked) {
    const auto captured = decode(HoldEnd::capture, answer(0, "capture"));
    EXPECT_EQ(captured.said, ConfirmSaid::done);
    EXPECT_EQ(captured.provider_txn, "4088879000");
    EXPECT_EQ(decode(HoldEnd::cancel, answer(0, "cancel")).said, ConfirmSaid::done);
    EXPECT_EQ(decode(HoldEnd::cancel, answer(0, "capture")).said, ConfirmSaid::unknown);
}

TEST(MomoConfirm, RefusalsHaveWordsAndDoubtIsUnknown) {
    EXPECT_EQ(decode(HoldEnd::capture, answer(22, "capture")).said, ConfirmSaid::refused);
    EXPECT_EQ(decode(HoldEnd::capture, answer(22, "capture")).failure.code, "amount_not_accepted");
    EXPECT_EQ(decode(HoldEnd::capture, answer(1003, "capture")).said, ConfirmSaid::over);
    EXPECT_EQ(decode(HoldEnd::capture, answer(99, "capture")).said, ConfirmSaid::unknown);
    EXPECT_EQ(decode(HoldEnd::capture, answer(0, "capture"), 500).said, ConfirmSaid::unknown);
    Json other = answer(0, "capture");
    other["amount"] = 249'999;
    EXPECT_EQ(decode(HoldEnd::capture, other).said, ConfirmSaid::unknown);
}

TEST(MomoConfirm, IsNotWrittenForAnAmountOfNothing) {
    ConfirmOrder nothing = order(HoldEnd::capture);
    nothing.amount = Money();
    EXPECT_EQ(
        encode_confirm(read_settings(testing::account()).value(), nothing).error().fault,
        Fault::amount_out_of_range
    );
}

}  // namespace
}  // namespace dvcpay::momo
