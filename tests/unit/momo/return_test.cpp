#include <string>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::momo {
namespace {

std::optional<ReturnVisit> read(const std::string& query) {
    const testing::House house;
    return house.adapter->read_return(query, {testing::account()});
}

toolkit::Fields signed_fields() {
    return testing::fields_of(testing::with_signature(testing::ipn(), Signed::notice));
}

TEST(MomoReturn, NamesItsOrderAndVerifiesOverDecodedValues) {
    const auto visit = read(toolkit::encode_query(signed_fields()));
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->order_ref, testing::order_ref_text);
    EXPECT_TRUE(visit->signature_valid);
    // Browsers write a space as '+'.
    std::string plus = toolkit::encode_query(signed_fields());
    for (std::size_t at = plus.find("%20"); at != std::string::npos; at = plus.find("%20"))
        plus.replace(at, 3, "+");
    EXPECT_TRUE(read(plus)->signature_valid);
    // Parameters of the address we gave may stand before MoMo's.
    EXPECT_TRUE(read("from=portal&" + toolkit::encode_query(signed_fields()))->signature_valid);
}

TEST(MomoReturn, IsDecodedOnceOnly) {
    const auto body = [] {
        auto out = testing::ipn();
        out["orderInfo"] = "100%25 Le phi+";
        return testing::with_signature(out, Signed::notice);
    }();
    EXPECT_TRUE(read(toolkit::encode_query(testing::fields_of(body)))->signature_valid);
}

TEST(MomoReturn, WithAnotherValueStillNamesItsOrderButIsNotValid) {
    std::string query = toolkit::encode_query(signed_fields());
    query.replace(query.find("resultCode=0"), 12, "resultCode=9");
    const auto visit = read(query);
    ASSERT_TRUE(visit);
    EXPECT_FALSE(visit->signature_valid);
    EXPECT_FALSE(read("orderId=" + testing::order_ref_text)->signature_valid);
    EXPECT_FALSE(read("orderId=" + testing::order_ref_text + "&partnerCode=OTHER")->signature_valid
    );
}

TEST(MomoReturn, ThatNamesNoOrderIsEmpty) {
    for (const char* query :
         {"",
          "a=b",
          "orderId=",
          "orderId=%",
          "orderId=A&orderId=B",
          "orderId=%3Cscript%3E",
          "orderId=A%00",
          "orderId=../../etc",
          "=x"}) {
        EXPECT_FALSE(read(query)) << query;
    }
    EXPECT_FALSE(read("orderId=" + std::string(201, 'A')));
    EXPECT_FALSE(read("orderId=A&x=" + std::string(9000, 'A')));
}

}  // namespace
}  // namespace dvcpay::momo
