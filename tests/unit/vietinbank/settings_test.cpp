#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

std::vector<std::string> wrong_names(const ProviderAccount& account) {
    const auto read = read_settings(account);
    std::vector<std::string> out;
    if (read) return out;
    EXPECT_EQ(read.error().fault, Fault::configuration);
    for (const auto& fault : read.error().fields) out.push_back(fault.pointer);
    return out;
}

TEST(VietinbankSettings, HavePresetsForAllThatNoPaperSays) {
    const Settings read = testing::settings();
    EXPECT_EQ(read.endpoint.qr_path, "/vietqr/v1/generator");
    EXPECT_EQ(read.qr.success_codes, (std::vector<std::string>{"00", "0", "1"}));
    EXPECT_TRUE(read.qr.local_fallback);
    EXPECT_TRUE(read.vav_pattern.fits("DVC261005000001"));
    EXPECT_EQ(read.inbound.dialect, Dialect::any);
    EXPECT_EQ(read.inbound.body_max, 32'768);
    EXPECT_EQ(read.inbound.duplicate_code, "00");
    EXPECT_EQ(read.erp.refunds, Refunds::off);
    EXPECT_EQ(read.ask_plan.around_expiry_s, (std::vector<std::int64_t>{600}));
}

TEST(VietinbankSettings, NameEveryMissingOneAtOnce) {
    ProviderAccount account;
    const auto wrong = wrong_names(account);
    for (const char* name : {"client_id", "provider_id", "vac", "real_account"}) {
        EXPECT_NE(std::ranges::find(wrong, name), wrong.end()) << name;
    }
}

struct Mistake {
    const char* name;
    const char* value;
};

TEST(VietinbankSettings, RefuseWhatCannotWork) {
    const Mistake mistakes[] = {
        {"base_url", "ftp://x"},
        {"base_url", "https://api.vietinbank.vn/vtb/public/"},
        {"base_url", "https://api.vietinbank.vn/vtb?x=1"},
        {"vac", "8KG"},
        {"vac", "8KGG00012"},
        {"vac", "8kgg"},
        {"vav_prefix", "DVCX"},
        {"vav_pattern", "DVC[0-9]{11}"},
        {"vav_pattern", ".*"},
        {"bank_txn_pattern", "[0-9"},
        {"provider_id", "99-881"},
        {"real_account", "1180 0000"},
        {"qr_source", "both"},
        {"qr_local_fallback", "maybe"},
        {"sig_alg_qr", "MD5"},
        {"sig_alg_notify", "none"},
        {"inq_resp_sign_profile", "v2"},
        {"inq_amount_min", "0"},
        {"notify_dialect", "both"},
        {"notify_unmatched_code", ""},
        {"http_status_on_bad_signature", "500"},
        {"inbound_max_body", "10"},
        {"refunds", "card"},
        {"refunds", "transfer"},  // without an approver
        {"transfer_fee_type", "SHA"},
        {"amount_min", "0"},
        {"watch_days", "0"},
        {"client_ip", "host name"},
        {"no_such_setting", "1"},
    };
    for (const auto& [name, value] : mistakes) {
        EXPECT_FALSE(wrong_names(testing::account_with(name, value)).empty())
            << name << "=" << value;
    }
}

TEST(VietinbankSettings, SharedKeysAreNeededByWhatTheContractDoes) {
    const auto usual = keys_needed(testing::account());
    EXPECT_EQ(usual.size(), 5U);
    for (const auto& need : usual) {
        EXPECT_FALSE(need.optional) << need.name;
    }
    ProviderAccount quiet = testing::account_with("qr_source", "local");
    quiet.settings["statement"] = "off";
    for (const auto& need : keys_needed(quiet)) {
        const bool of_calls = need.name == "client_secret" || need.name == "bank_cert_api";
        EXPECT_EQ(need.optional, of_calls) << need.name;
    }
}

TEST(VietinbankSettings, ALongerCodeLeavesNoRoomForTheWord) {
    ProviderAccount account = testing::account_with("vac", "8KGG001");
    EXPECT_FALSE(wrong_names(account).empty());
    account.settings["vav_prefix"] = "";
    EXPECT_TRUE(wrong_names(account).empty());
}

}  // namespace
}  // namespace dvcpay::vietinbank
