#include "toolkit/canonical.hpp"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

constexpr std::array<std::string_view, 3> names = {"amount", "extraData", "orderId"};

TEST(CanonicalText, FollowsTheNamesAndNotTheOrderOfTheFields) {
    Fields fields;
    fields.add("orderId", "A1");
    fields.add("unsigned", "x");
    fields.add("amount", "1000");
    EXPECT_EQ(canonical_text(names, fields), "amount=1000&extraData=&orderId=A1");
}

TEST(CanonicalText, TakesBytesAsTheyAre) {
    Fields fields;
    fields.add("amount", " 1%2B&=\n");
    fields.add("extraData", std::string("a\0b", 3));
    fields.add("orderId", "Nộp");
    EXPECT_EQ(
        canonical_text(names, fields),
        std::string("amount= 1%2B&=\n&extraData=a\0b&orderId=Nộp", 43)
    );
}

TEST(CanonicalText, JoinsAsTheProviderWantsIt) {
    Fields fields;
    fields.add("amount", "1");
    EXPECT_EQ(canonical_text(names, fields, {"|", ":"}), "amount:1|extraData:|orderId:");
    EXPECT_EQ(canonical_text({}, fields), "");
}

TEST(Joined, KeepsSeparatorsOfEmptyValues) {
    EXPECT_EQ(joined({"a", "", "b"}, "|"), "a||b");
    EXPECT_EQ(joined({"", "a"}, "|"), "|a");
    EXPECT_EQ(joined({"", ""}, "|"), "|");
    EXPECT_EQ(joined({""}, "|"), "");
    EXPECT_EQ(joined({}, "|"), "");
    EXPECT_EQ(joined({"A1", "2000"}, ""), "A12000");
}

TEST(Joined, TakesTheValuesOfNamesInTheirOrder) {
    Fields fields;
    fields.add("b", "2");
    fields.add("a", "1");
    constexpr std::string_view asked[] = {"a", "none", "b"};
    EXPECT_EQ(joined(asked, fields, "|"), "1||2");
    EXPECT_EQ(joined(asked, fields, ""), "12");
}

}  // namespace
}  // namespace dvcpay::toolkit
