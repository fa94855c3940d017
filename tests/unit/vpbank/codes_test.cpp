// Every code, and none besides.
#include "vpbank/codes.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::vpbank {
namespace {

struct BusinessCase {
    const char* code;
    Business business;
    RefundSaid transfer;
    Opened opening;
    Holder holder;
};
using B = Business;
using R = RefundSaid;
using O = Opened;
using H = Holder;
constexpr BusinessCase business_cases[] = {
    {"00", B::done, R::done, O::yes, H::known},
    {"SUCCESS", B::done, R::done, O::yes, H::known},
    {"01", B::pending, R::pending, O::unknown, H::unknown},
    {"PENDING", B::pending, R::pending, O::unknown, H::unknown},
    {"05", B::duplicate, R::unknown, O::if_number, H::unknown},
    {"14", B::bad_account, R::refused, O::refused, H::bad_account},
    {"51", B::no_funds, R::refused, O::refused, H::unknown},
    {"68", B::unknown, R::unknown, O::unknown, H::unknown},
    {"96", B::unknown, R::unknown, O::unknown, H::unknown},
    {"99", B::failed, R::refused, O::refused, H::unknown},
    {"FAILED", B::failed, R::refused, O::refused, H::unknown},
};

TEST(VpbankCodes, EachMeansWhatThePaperSays) {
    for (const auto& row : business_cases) {
        EXPECT_EQ(business_of(row.code), row.business) << row.code;
        EXPECT_EQ(meaning_at_transfer(row.business), row.transfer) << row.code;
        EXPECT_EQ(meaning_at_transfer_status(row.business), row.transfer) << row.code;
        EXPECT_EQ(meaning_at_opening(row.business), row.opening) << row.code;
        EXPECT_EQ(meaning_at_beneficiary(row.business), row.holder) << row.code;
    }
}

TEST(VpbankCodes, WhatIsNotInTheTableIsUnknown) {
    for (const char* code : {"", "0", "000", "02", "success", "Success", "SUCCESS ", "7", "OK"})
        EXPECT_EQ(business_of(code), Business::unknown) << code;
    for (int n = 0; n < 100; ++n) {
        const std::string code = (n < 10 ? "0" : "") + std::to_string(n);
        bool listed = false;
        for (const auto& row : business_cases) listed = listed || code == row.code;
        if (!listed) {
            EXPECT_EQ(business_of(code), Business::unknown) << code;
        }
    }
}

TEST(VpbankCodes, TwoWordsOfOneAnswerMustAgree) {
    EXPECT_EQ(business_of("SUCCESS", ""), Business::done);
    EXPECT_EQ(business_of("", "00"), Business::done);
    EXPECT_EQ(business_of("SUCCESS", "00"), Business::done);
    EXPECT_EQ(business_of("FAILED", "51"), Business::no_funds);
    EXPECT_EQ(business_of("FAILED", "14"), Business::bad_account);
    EXPECT_EQ(business_of("FAILED", "99"), Business::failed);
    EXPECT_EQ(business_of("SUCCESS", "51"), Business::unknown);
    EXPECT_EQ(business_of("FAILED", "00"), Business::unknown);
    EXPECT_EQ(business_of("FAILED", "68"), Business::unknown);
    EXPECT_EQ(business_of("FAILED", "X1"), Business::unknown);
    EXPECT_EQ(business_of("PENDING", "00"), Business::unknown);
    EXPECT_EQ(business_of("", ""), Business::unknown);
}

struct FaultCase {
    const char* code;
    int status;
    GatewayFault meaning;
};
constexpr FaultCase fault_cases[] = {
    {"900901", 401, GatewayFault::token},
    {"900903", 401, GatewayFault::token},
    {"900904", 401, GatewayFault::token},
    {"900902", 401, GatewayFault::our_setup},
    {"900906", 403, GatewayFault::our_setup},
    {"900906", 404, GatewayFault::our_setup},
    {"900908", 403, GatewayFault::our_setup},
    {"900909", 403, GatewayFault::our_setup},
    {"900800", 429, GatewayFault::throttled},
    {"900801", 429, GatewayFault::throttled},
    {"900802", 429, GatewayFault::throttled},
    {"900803", 429, GatewayFault::throttled},
    {"900804", 429, GatewayFault::throttled},
    {"101500", 500, GatewayFault::unknown},
    {"101503", 503, GatewayFault::unknown},
    {"101508", 500, GatewayFault::unknown},
    {"303001", 503, GatewayFault::unknown},
};

TEST(VpbankCodes, OfTheGatewayInFrontSayWhetherTheBankSawTheCall) {
    for (const auto& row : fault_cases)
        EXPECT_EQ(gateway_fault(row.code, row.status), row.meaning) << row.code;
}

TEST(VpbankCodes, OfTheGatewayCountOnlyWithTheirHttpStatus) {
    for (const auto& row : fault_cases) {
        for (const int status : {200, 400, 500, 502, 503})
            EXPECT_EQ(gateway_fault(row.code, status), GatewayFault::unknown) << row.code;
    }
    for (const char* code :
         {"", "900905", "900907", "900910", "900799", "900805", "0900901", "900901 ", "x"}) {
        for (const int status : {401, 403, 404, 429})
            EXPECT_EQ(gateway_fault(code, status), GatewayFault::unknown) << code;
    }
}

TEST(VpbankCodes, AcknowledgementsAreStoredForGoodOrAgain) {
    using Kind = InboundOutcome::Kind;
    InboundOutcome outcome;
    outcome.kind = Kind::taken;
    for (const auto verdict :
         {Verdict::kept, Verdict::repeated, Verdict::contradicts, Verdict::stranger}) {
        outcome.verdicts = {verdict};
        EXPECT_EQ(ack_for(outcome).status, "200");
    }
    outcome.kind = Kind::try_again;
    EXPECT_EQ(ack_for(outcome).status, "500");
    outcome.kind = Kind::answered;
    EXPECT_EQ(ack_for(outcome).status, "500");
    outcome.kind = Kind::distrusted;
    for (const auto why :
         {Distrust::foreign_partner,
          Distrust::bad_signature,
          Distrust::bad_credentials,
          Distrust::out_of_bounds,
          Distrust::reused_message}) {
        outcome.distrust = why;
        EXPECT_EQ(ack_for(outcome).status, "400");
        EXPECT_EQ(ack_for(outcome).error_code, "REFUSED");  // no hint at the check that failed
    }
    outcome.distrust = Distrust::malformed;
    EXPECT_EQ(ack_for(outcome).status, "400");
    EXPECT_EQ(ack_for(outcome).error_code, "MALFORMED");
}

TEST(VpbankCodes, EveryFailureHasWordsInBothLanguages) {
    for (const auto& failure :
         {provider_unavailable(),
          setup_unusable(),
          amount_not_accepted(),
          number_unusable(),
          destination_unusable(),
          destination_name_differs(),
          transfer_failed("51")}) {
        EXPECT_FALSE(failure.code.empty());
        EXPECT_FALSE(failure.message_vi.empty());
        EXPECT_FALSE(failure.message_en.empty());
    }
}

}  // namespace
}  // namespace dvcpay::vpbank
