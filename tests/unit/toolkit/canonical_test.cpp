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

}  // namespace
}  // namespace dvcpay::toolkit
