#include "vietcombank/codes.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "vietcombank/checkout_codes.hpp"

namespace dvcpay::vietcombank {
namespace {

using Codes = std::set<std::string>;

/// Every text of one to four digits, and some that are none.
Codes all_codes() {
    Codes out = {"", "00000", "x", "0 ", " 0", "-1", "paid"};
    for (int i = 0; i < 10'000; ++i) {
        std::string text = std::to_string(i);
        out.insert(text);
        text.insert(0, 4 - text.size(), '0');
        out.insert(text);
    }
    return out;
}

template <class Is>
Codes codes_where(Is is) {
    Codes out;
    for (const auto& code : all_codes()) {
        if (is(code)) out.insert(code);
    }
    return out;
}

TEST(VietcombankCodes, OfTheBanksInterface) {
    EXPECT_EQ(
        codes_where([](const auto& c) { return meaning_at_api(c) == ApiSaid::done; }), Codes{"0"}
    );
    EXPECT_EQ(
        codes_where([](const auto& c) { return meaning_at_api(c) == ApiSaid::refused; }),
        (Codes{"2", "4", "5", "6", "7", "17", "18", "19", "20", "21", "22", "23", "90", "91", "92"})
    );
    EXPECT_EQ(known_api_codes().size(), 27U);
}

TEST(VietcombankCodes, OfCreateOrder) {
    const auto said = [](CreateSaid what) {
        return codes_where([what](const auto& c) { return meaning_at_create(c).said == what; });
    };
    EXPECT_EQ(said(CreateSaid::opened), Codes{"0000"});
    EXPECT_EQ(
        said(CreateSaid::refused),
        (Codes{
            "0002",
            "0003",
            "0004",
            "0005",
            "0006",
            "0007",
            "0008",
            "0009",
            "0010",
            "0011",
            "0012",
            "0013",
            "0014",
            "0015",
            "0016",
            "0017",
            "0020",
            "0101"
        })
    );
    EXPECT_EQ(
        codes_where([](const auto& c) {
            return meaning_at_create(c).said == CreateSaid::refused &&
                   meaning_at_create(c).blame == Blame::nobody;
        }),
        (Codes{"0007", "0016", "0101"})
    );
    for (const auto code : known_create_codes())
        EXPECT_FALSE(failure_at_create(code).message_vi.empty()) << code;
}

TEST(VietcombankCodes, OfOrders) {
    const auto said = [](Said what) {
        return codes_where([what](const auto& c) { return meaning_of_order(c) == what; });
    };
    EXPECT_EQ(said(Said::paid), (Codes{"3", "6", "8", "9"}));
    EXPECT_EQ(said(Said::waiting), (Codes{"1", "10", "2"}));
    EXPECT_EQ(said(Said::cancelled), Codes{"4"});
    EXPECT_EQ(said(Said::declined), Codes{"12"});
    EXPECT_TRUE(said(Said::lapsed).empty());
    EXPECT_TRUE(said(Said::not_found).empty());
    // Given back without our asking, in review: people and further questions, no verdict.
    for (const char* status : {"5", "7", "11", "15"})
        EXPECT_EQ(meaning_of_order(status), Said::unclear) << status;
    EXPECT_EQ(known_order_statuses().size(), 13U);
}

TEST(VietcombankCodes, OfAQuestionAboutAnOrder) {
    EXPECT_EQ(
        codes_where([](const auto& c) { return meaning_at_check(c).said == CheckSaid::given; }),
        Codes{"0000"}
    );
    EXPECT_EQ(
        codes_where([](const auto& c) { return meaning_at_check(c).blame == Blame::our_setup; }),
        (Codes{"0002", "0003", "0004", "0017", "0020"})
    );
}

TEST(VietcombankCodes, OfRefunds) {
    const auto said = [](RefundSaid what) {
        return codes_where([what](const auto& c) { return meaning_at_refund(c).said == what; });
    };
    EXPECT_EQ(said(RefundSaid::done), Codes{"0000"});
    EXPECT_EQ(
        said(RefundSaid::refused),
        (Codes{"0004", "0005", "0006", "0008", "0009", "0010", "0011", "0012", "0014", "0015"})
    );
    EXPECT_EQ(said(RefundSaid::not_refundable), Codes{"0016"});
    EXPECT_TRUE(said(RefundSaid::pending).empty());
    EXPECT_EQ(known_refund_codes().size(), 14U);
}

TEST(VietcombankCodes, OurAnswersAreTheTableOfThePapers) {
    Codes codes;
    for (const Reply reply :
         {Reply::success,
          Reply::already_paid,
          Reply::wrong_amount,
          Reply::missing_field,
          Reply::unknown_bill,
          Reply::bad_signature,
          Reply::bad_date,
          Reply::wrong_value,
          Reply::unknown_provider,
          Reply::system_error,
          Reply::channel_disabled,
          Reply::indeterminate})
        codes.insert(std::string(words_of(reply).code));
    EXPECT_EQ(
        codes, (Codes{"0", "1", "3", "10", "17", "18", "20", "21", "24", "031", "400", "999"})
    );
}

}  // namespace
}  // namespace dvcpay::vietcombank
