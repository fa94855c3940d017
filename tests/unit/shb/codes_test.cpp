// Every code of every table, as the specification means it; and that no other code means anything.
#include "shb/codes.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::shb {
namespace {

template <class Said>
using Expected = std::map<std::string, Said>;

const Expected<CreateSaid> create_said = {
    {"00", CreateSaid::opened},  {"01", CreateSaid::refused}, {"02", CreateSaid::refused},
    {"03", CreateSaid::refused}, {"04", CreateSaid::refused}, {"05", CreateSaid::adopt},
    {"06", CreateSaid::unknown}, {"07", CreateSaid::unknown}, {"08", CreateSaid::unknown},
    {"09", CreateSaid::unknown}, {"10", CreateSaid::refused}, {"11", CreateSaid::refused},
    {"12", CreateSaid::unknown}, {"13", CreateSaid::unknown}, {"14", CreateSaid::unknown},
    {"15", CreateSaid::unknown}, {"16", CreateSaid::unknown}, {"68", CreateSaid::unknown},
    {"96", CreateSaid::unknown}, {"99", CreateSaid::unknown},
};
const Expected<StatusSaid> status_said = {
    {"00", StatusSaid::told},    {"01", StatusSaid::unclear},   {"02", StatusSaid::unclear},
    {"03", StatusSaid::unclear}, {"04", StatusSaid::unclear},   {"05", StatusSaid::waiting},
    {"06", StatusSaid::unclear}, {"07", StatusSaid::not_found}, {"08", StatusSaid::waiting},
    {"09", StatusSaid::unclear}, {"10", StatusSaid::lapsed},    {"11", StatusSaid::unclear},
    {"12", StatusSaid::unclear}, {"13", StatusSaid::unclear},   {"14", StatusSaid::unclear},
    {"15", StatusSaid::unclear}, {"16", StatusSaid::unclear},   {"68", StatusSaid::unclear},
    {"96", StatusSaid::unclear}, {"99", StatusSaid::unclear},
};
const Expected<PayoutSaid> refund_said = {
    {"00", PayoutSaid::told},    {"01", PayoutSaid::refused}, {"02", PayoutSaid::unknown},
    {"03", PayoutSaid::unknown}, {"04", PayoutSaid::unknown}, {"05", PayoutSaid::unknown},
    {"06", PayoutSaid::unknown}, {"07", PayoutSaid::refused}, {"08", PayoutSaid::refused},
    {"09", PayoutSaid::unknown}, {"10", PayoutSaid::unknown}, {"11", PayoutSaid::refused},
    {"12", PayoutSaid::refused}, {"13", PayoutSaid::refused}, {"14", PayoutSaid::pending},
    {"15", PayoutSaid::unknown}, {"16", PayoutSaid::unknown}, {"68", PayoutSaid::unknown},
    {"96", PayoutSaid::unknown}, {"99", PayoutSaid::unknown},
};
const std::set<std::string> blames_us = {"01", "02", "03", "04"};

TEST(ShbCodes, EveryTableHasEveryCodeAndNoOther) {
    std::set<std::string> known;
    for (const auto code : known_codes()) known.emplace(code);
    EXPECT_EQ(known.size(), known_codes().size());
    for (const auto& [code, said] : create_said) EXPECT_TRUE(known.contains(code)) << code;
    EXPECT_EQ(known.size(), create_said.size());
    EXPECT_EQ(known.size(), status_said.size());
    EXPECT_EQ(known.size(), refund_said.size());
}

TEST(ShbCodes, MeanWhatTheSpecificationSays) {
    for (const auto view : known_codes()) {
        const std::string code(view);
        SCOPED_TRACE(code);
        EXPECT_EQ(meaning_at_create(code).said, create_said.at(code));
        EXPECT_EQ(meaning_at_status(code).said, status_said.at(code));
        EXPECT_EQ(meaning_at_refund(code).said, refund_said.at(code));
        const auto blame = blames_us.contains(code) ? Blame::our_setup : Blame::nobody;
        EXPECT_EQ(meaning_at_create(code).blame, blame);
        EXPECT_EQ(meaning_at_status(code).blame, blame);
        EXPECT_EQ(meaning_at_refund(code).blame, blame);
        EXPECT_EQ(meaning_at_disbursement(code).blame, blame);
        // Without a purchase behind it what speaks of one is no answer.
        const bool of_purchase = code == "07" || code == "08" || code == "12";
        EXPECT_EQ(
            meaning_at_disbursement(code).said,
            of_purchase ? PayoutSaid::unknown : refund_said.at(code)
        );
        const bool refused = create_said.at(code) == CreateSaid::refused;
        if (refused) {
            EXPECT_FALSE(failure_of(code).code.empty());
            EXPECT_EQ(failure_of(code).provider_code, code);
            EXPECT_FALSE(failure_of(code).message_vi.empty());
        }
    }
}

TEST(ShbCodes, AnyOtherCodeIsNoAnswer) {
    for (const char* code : {"", "0", "000", " 00", "00 ", "17", "97", "100", "-1", "OK", "00\n"}) {
        SCOPED_TRACE(code);
        EXPECT_EQ(meaning_at_create(code).said, CreateSaid::unknown);
        EXPECT_EQ(meaning_at_status(code).said, StatusSaid::unclear);
        EXPECT_EQ(meaning_at_refund(code).said, PayoutSaid::unknown);
        EXPECT_EQ(meaning_at_disbursement(code).said, PayoutSaid::unknown);
        EXPECT_EQ(meaning_at_receipt(code), ReceiptSaid::unknown);
        EXPECT_EQ(meaning_at_account(code), AccountSaid::unknown);
        EXPECT_EQ(meaning_at_payer_account(code), AccountSaid::unknown);
        EXPECT_EQ(meaning_at_reconciliation(code), FileSaid::unknown);
    }
}

TEST(ShbCodes, ReceiptsHaveThreeDifferentNoes) {
    EXPECT_EQ(meaning_at_receipt("00"), ReceiptSaid::ready);
    EXPECT_EQ(meaning_at_receipt("07"), ReceiptSaid::not_found);
    EXPECT_EQ(meaning_at_receipt("08"), ReceiptSaid::not_paid);
    EXPECT_EQ(meaning_at_receipt("09"), ReceiptSaid::not_ready);
}

TEST(ShbCodes, MoneyThatWasGivenBackIsNoCleanWord) {
    EXPECT_EQ(said_of(TradeState::paid), Said::paid);
    EXPECT_EQ(said_of(TradeState::pending), Said::waiting);
    EXPECT_EQ(said_of(TradeState::failed), Said::declined);
    EXPECT_EQ(said_of(TradeState::expired), Said::lapsed);
    EXPECT_EQ(said_of(TradeState::cancelled), Said::cancelled);
    EXPECT_EQ(said_of(TradeState::refunded), Said::unclear);
    EXPECT_EQ(said_of(TradeState::partly_refunded), Said::unclear);
    EXPECT_EQ(said_of(TradeState::unknown), Said::unclear);
}

TEST(ShbCodes, PayoutStatesAreExactWords) {
    EXPECT_EQ(payout_state("SUCCESS"), RefundSaid::done);
    EXPECT_EQ(payout_state("PENDING"), RefundSaid::pending);
    EXPECT_EQ(payout_state("FAILED"), RefundSaid::refused);
    for (const char* text : {"", "success", "SUCCESS ", "OK", "1"})
        EXPECT_EQ(payout_state(text), RefundSaid::unknown) << text;
}

}  // namespace
}  // namespace dvcpay::shb
