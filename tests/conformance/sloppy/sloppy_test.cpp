// The kit must find what is wrong with a bad adapter, and say what to mend.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "conformance/report.hpp"
#include "sandbox/sloppy/side.hpp"
#include "sloppy/module.hpp"

namespace dvcpay::conformance {
namespace {

struct Mistake {
    const char* situation;
    const char* words;  ///< of the message that says what to mend
};

// One row per mistake of sloppy/adapter/adapter.cpp.
constexpr Mistake mistakes[] = {
    {"notice_forged", "Mend verify()"},
    {"notice_unsigned", "Mend verify()"},
    {"notice_tampered", "verify()"},
    {"key_not_yet", "a key that is not configured"},
    {"wrong_partner", "another partner"},
    {"wrong_currency", "currency"},
    {"notice_more", "report the amount that the notice names"},
    {"notice_less", "report the amount that the notice names"},
    {"notice_new_number", "Mend Notice::provider_txn"},
    {"contradiction", "provider_txn"},
    {"notice_unknown_code", "a code nobody knows"},
    {"query_unknown_code", "a code nobody knows"},
    {"not_found_yet", "not found"},
    {"query_codes", "Mend its row in codes.cpp"},
    {"create_codes", "Mend the row of the create table"},
    {"create_unknown_code", "not in the table is unknown"},
    {"create_timeout_after", "say CreateUnknown"},
    {"create_garbage", "say CreateUnknown"},
    {"create_truncated", "say CreateUnknown"},
    {"query_other_order", "Compare every echo"},
    {"query_unproven", "proof of origin"},
    {"texts", "text: 80 bytes"},
    {"store_down", "it must repeat"},
    {"refund_full", "0 went back at the provider"},
    {"refund_timeout_after", "say unknown"},
    {"refund_codes", "Mend its row in codes.cpp"},
    {"masked", "mask_raw()"},
};

Contender sloppy() {
    Contender out;
    out.name = "sloppy";
    out.module = &dvcpay::sloppy::module();
    out.side = &sandbox::sloppy::side;
    out.contract = out.side->contracts({}).front();
    return out;
}

Situation named(std::string_view name) {
    for (const auto& one : all_situations()) {
        if (one.name == name) return one;
    }
    ADD_FAILURE() << "no situation " << name;
    return all_situations().front();
}

std::string all_words(const Verdict& verdict) {
    std::string out;
    for (const auto& word : verdict.words) out += word + '\n';
    return out;
}

class SloppyMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(SloppyMistake, IsFoundWithWordsThatSayWhatToMend) {
    const auto contender = sloppy();
    const auto verdict = play_apart(contender, named(GetParam().situation));
    EXPECT_EQ(Verdict::Kind::failed, verdict.kind) << all_words(verdict);
    EXPECT_NE(std::string::npos, all_words(verdict).find(GetParam().words)) << all_words(verdict);
}

INSTANTIATE_TEST_SUITE_P(Table, SloppyMistake, ::testing::ValuesIn(mistakes), [](const auto& one) {
    std::string name;
    for (const char* c = one.param.situation; *c != '\0'; ++c) {
        if (*c != '_') name += *c;
    }
    return name;
});

// The kit does not simply fail whatever it meets.
TEST(Sloppy, PassesWhereItDoesItsWork) {
    const auto contender = sloppy();
    for (const auto* name : {"next_action", "create_not_sent", "nobody_pays"}) {
        const auto verdict = play_apart(contender, named(name));
        EXPECT_EQ(Verdict::Kind::passed, verdict.kind) << name << ": " << all_words(verdict);
    }
}

TEST(Sloppy, IsNotAskedForWhatItsProtocolDoesNotHave) {
    const auto verdict = play_apart(sloppy(), named("many_records"));
    EXPECT_EQ(Verdict::Kind::not_applicable, verdict.kind);
    EXPECT_EQ("§5: one notice tells of one order\n", all_words(verdict));
}

TEST(Kit, HasFortySituationsAndEachNameOnce) {
    auto all = all_situations();
    EXPECT_GE(all.size(), 40U);
    std::ranges::sort(all, {}, &Situation::name);
    EXPECT_EQ(all.end(), std::ranges::adjacent_find(all, {}, &Situation::name));
}

}  // namespace
}  // namespace dvcpay::conformance
