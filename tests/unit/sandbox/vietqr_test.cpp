#include "sandbox/vietqr.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace dvcpay::sandbox {
namespace {

// VietinBank §13, VTB-vietqr-1.
const std::string good =
    "00020101021238630010A0000007270133000697041501198KGGDVC2610050000010208QRIBFTTA530370454061500"
    "0"
    "05802VN62190815DVC261005000001630450DA";

/// The same objects with a fresh CRC.
std::string with_crc(const std::string& body) {
    return body + "6304" + fmt::format("{:04X}", crc16(body + "6304"));
}

std::string body_of(const std::string& payload) {
    return payload.substr(0, payload.size() - 8);
}

TEST(ScanVietqr, TheCrcIsCcittFalse) {
    EXPECT_EQ(0x29B1, crc16("123456789"));
}

TEST(ScanVietqr, ReadsBankNumberAmountAndMemo) {
    const auto seen = scan_vietqr(good);
    ASSERT_TRUE(seen) << seen.error().detail;
    EXPECT_EQ("970415", seen.value().bin);
    EXPECT_EQ("8KGGDVC261005000001", seen.value().number);
    EXPECT_EQ("QRIBFTTA", seen.value().service);
    EXPECT_EQ(150'000, seen.value().amount);
    EXPECT_EQ("DVC261005000001", seen.value().memo);
    EXPECT_TRUE(seen.value().dynamic);
}

TEST(ScanVietqr, TakesLowerCaseCrcAndAnyOrder) {
    auto lower = good;
    for (auto at = lower.size() - 4; at < lower.size(); ++at) {
        if (lower[at] >= 'A' && lower[at] <= 'F') lower[at] = static_cast<char>(lower[at] + 32);
    }
    EXPECT_TRUE(scan_vietqr(lower));
    const auto moved = with_crc(
        "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5802VN540610000."
        "5303704"
    );
    EXPECT_TRUE(scan_vietqr(moved)) << scan_vietqr(moved).error().detail;
}

struct Broken {
    const char* name;
    std::string payload;
    const char* why;
};

class BrokenVietqr : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenVietqr, IsRefusedWithTheRuleItBreaks) {
    const auto seen = scan_vietqr(GetParam().payload);
    ASSERT_FALSE(seen);
    EXPECT_NE(std::string::npos, seen.error().detail.find(GetParam().why)) << seen.error().detail;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    text.replace(text.find(what), what.size(), by);
    return text;
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    BrokenVietqr,
    ::testing::Values(
        Broken{"Crc", replaced(good, "50DA", "50DB"), "CRC"},
        Broken{"Cut", good.substr(0, good.size() - 1), "longer than the text"},
        Broken{"Start", "99" + good.substr(2), "000201"},
        Broken{"Currency", with_crc(replaced(body_of(good), "5303704", "5303840")), "53"},
        Broken{"Country", with_crc(replaced(body_of(good), "5802VN", "5802US")), "58"},
        Broken{"Twice", with_crc(body_of(good) + "5802VN"), "twice"},
        Broken{"Amount", with_crc(replaced(body_of(good), "5406150000", "5406050000")), "amount"},
        Broken{"Napas", with_crc(replaced(body_of(good), "A000000727", "A000000728")), "NAPAS"},
        Broken{"Length", with_crc(replaced(body_of(good), "5303704", "5300")), "LEN"},
        Broken{"Behind", good + "6402XX", "63 is not the last"}
    ),
    [](const auto& one) { return one.param.name; }
);

}  // namespace
}  // namespace dvcpay::sandbox
