#include "sandbox/web.hpp"

#include <gtest/gtest.h>

namespace dvcpay::sandbox {
namespace {

TEST(Web, PercentDecodingUndoesEncodingForEveryByte) {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    EXPECT_EQ(percent_decode(percent_encode(all)), all);
    EXPECT_EQ(percent_encode("aZ09-_.~ &ệ"), "aZ09-_.~%20%26%E1%BB%87");
}

TEST(Web, BrokenEscapesStayAsTheyAre) {
    EXPECT_EQ(percent_decode("%"), "%");
    EXPECT_EQ(percent_decode("%4"), "%4");
    EXPECT_EQ(percent_decode("%zz+"), "%zz ");
    EXPECT_EQ(percent_decode("%41"), "A");
}

TEST(Web, FormsKeepTheFirstOfEachName) {
    const auto form = parse_form("a=1&a=2&b=&c&=x&&d=%26%3D");
    EXPECT_EQ(form.at("a"), "1");
    EXPECT_EQ(form.at("b"), "");
    EXPECT_EQ(form.at("c"), "");
    EXPECT_EQ(form.at("d"), "&=");
}

TEST(Web, PathsAreSplitAndDecoded) {
    EXPECT_EQ(split_path("/a//b%2Fc/"), (std::vector<std::string>{"a", "b/c"}));
    EXPECT_EQ(path_of("/a?b=/c"), "/a");
}

TEST(Web, AmountsAreGroupedTheVietnameseWay) {
    EXPECT_EQ(group_thousands(0), "0");
    EXPECT_EQ(group_thousands(999), "999");
    EXPECT_EQ(group_thousands(1000), "1.000");
    EXPECT_EQ(group_thousands(1'250'000), "1.250.000");
    EXPECT_EQ(group_thousands(-1000), "-1.000");
    EXPECT_EQ(group_thousands(-100), "-100");
}

TEST(Web, LoopbackIsThisMachineOnly) {
    EXPECT_TRUE(is_loopback("127.0.0.1"));
    EXPECT_TRUE(is_loopback("::1"));
    EXPECT_FALSE(is_loopback("10.0.0.1"));
    EXPECT_FALSE(is_loopback("12.7.0.1"));
}

}  // namespace
}  // namespace dvcpay::sandbox
