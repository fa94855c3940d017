// What the configuration may say.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vpbank {
namespace {

std::vector<std::string> wrong_in(const ProviderAccount& account) {
    std::vector<std::string> out;
    const auto read = read_settings(account);
    if (read) return out;
    for (const auto& fault : read.error().fields) out.push_back(fault.pointer);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

using Names = std::vector<std::string>;

TEST(VpbankSettings, APoolNeedsAnAccountAPrefixAndItsLastNumber) {
    ProviderAccount nothing;
    nothing.key = {"vpbank", "default"};
    EXPECT_EQ(wrong_in(nothing), (Names{"master_account", "va_last", "va_prefix"}));
    const Settings settings = testing::settings();
    EXPECT_EQ(settings.va_mode, VaMode::pool);
    EXPECT_EQ(settings.quarantine_s, 604'800);
    EXPECT_EQ(settings.stock.size(), 100);
    EXPECT_FALSE(settings.calls());
    EXPECT_EQ(settings.amount_min, Money::dong(2000));
    EXPECT_EQ(settings.amount_max, Money::dong(499'999'999));
    EXPECT_EQ(settings.longest_expiry_s, 86'400);
    EXPECT_EQ(settings.notify.separator, " ");
    EXPECT_EQ(settings.notify.date_formats.size(), 12U);
}

TEST(VpbankSettings, DerivedNumbersGoToAllNines) {
    const auto account = testing::account_with({{"va_mode", "derive"}, {"va_last", "0"}});
    EXPECT_EQ(read_settings(account).value().stock.last, 99'999'999);
}

TEST(VpbankSettings, CallsNeedAnAddressAndWhoWeAre) {
    const Names needed = {"base_url", "client_id", "idn_app"};
    EXPECT_EQ(wrong_in(testing::account_with({{"refunds", "transfer"}})), needed);
    EXPECT_EQ(wrong_in(testing::account_with({{"va_mode", "api"}})), needed);
    EXPECT_EQ(wrong_in(testing::calling()), Names{});
    EXPECT_EQ(wrong_in(testing::api_account()), Names{});
}

TEST(VpbankSettings, DecryptAndOffAreOnlyForAConnectionThatNamesTheBank) {
    for (const char* mode : {"decrypt", "off"}) {
        EXPECT_EQ(
            wrong_in(testing::account_with({{"notify_sig_mode", mode}})),
            Names{"notify_client_subject"}
        ) << mode;
        EXPECT_EQ(
            wrong_in(testing::account_with(
                {{"notify_sig_mode", mode}, {"notify_client_subject", "CN=vpbank"}}
            )),
            Names{}
        ) << mode;
    }
    EXPECT_EQ(
        wrong_in(testing::account_with({{"notify_sig_mode", "off"}, {"notify_profile", "collect"}})
        ),
        Names{}
    );
}

TEST(VpbankSettings, EachMistakeIsNamed) {
    const std::pair<const char*, const char*> mistakes[] = {
        {"master_account", "232-506"},
        {"va_mode", "pooled"},
        {"va_prefix", "vpb"},
        {"va_digits", "0"},
        {"va_digits", "14"},
        {"va_first", "142"},
        {"va_quarantine_s", "-1"},
        {"reference_prefix", "dvc"},
        {"reference_prefix", ""},
        {"reference_prefix", "DVCDVCDVCD"},
        {"sign_wrap", "hex"},
        {"verify_response_sig", "on"},
        {"param_style", "path"},
        {"base_url", "https://bank.test/"},
        {"base_url", "bank.test"},
        {"notify_profile", "both"},
        {"notify_sig_mode", "maybe"},
        {"notify_sig_fields", "masterAccountNumber,transactionId"},
        {"notify_sig_fields", "masterAccountNumber,amount,amount,transactionId"},
        {"notify_sig_fields", "masterAccountNumber,amount,transactionId,remark"},
        {"notify_sig_sep", "tab"},
        {"notify_date_formats", "dd/MM"},
        {"ack_style", "xml"},
        {"refunds", "on"},
        {"refund_prefix", "dvcrf"},
        {"refund_prefix", "DVCRFDVCRFDVCRF"},
        {"bank_ids", "970436"},
        {"resp_map", "amount=soTien"},
        {"resp_map", "status=a,status=b"},
        {"err_map", "=00"},
        {"amount_min", "0"},
        {"watch_days", "0"},
        {"purpose_max", "24"},
        {"no_such_setting", "1"},
    };
    for (const auto& [name, value] : mistakes) {
        const auto wrong = wrong_in(testing::account_with({{name, value}}));
        const bool said = std::ranges::find(wrong, name) != wrong.end() ||
                          (!wrong.empty() && std::string(name) == "va_first");
        EXPECT_TRUE(said) << name << " = " << value;
    }
}

TEST(VpbankSettings, WithoutASeparatorOnlyTheOrderThatCannotBeCutElsewhereIsTaken) {
    for (const char* fields :
         {"masterAccountNumber,transactionId,amount",
          "amount,masterAccountNumber,transactionId",
          "masterAccountNumber,amount,transactionId,bookingDate"}) {
        EXPECT_EQ(
            wrong_in(
                testing::account_with({{"notify_sig_sep", "none"}, {"notify_sig_fields", fields}})
            ),
            Names{"notify_sig_sep"}
        ) << fields;
    }
    EXPECT_EQ(wrong_in(testing::account_with({{"notify_sig_sep", "none"}})), Names{});
}

TEST(VpbankSettings, NamesAndCodesOfAContractAreMapped) {
    const auto& transfer =
        testing::settings(testing::account_with({
                              {"resp_map", "transactionId=ftNumber, status=state"},
                              {"err_map", "0=00,E14=14"},
                              {"bank_ids", "970436=VCB"},
                          }))
            .transfer;
    EXPECT_EQ(transfer.answer_name("transactionId"), "ftNumber");
    EXPECT_EQ(transfer.answer_name("errorCode"), "errorCode");
    EXPECT_EQ(transfer.code("0"), "00");
    EXPECT_EQ(transfer.code("51"), "51");
    EXPECT_EQ(transfer.bank_id("970436"), "VCB");
    EXPECT_EQ(transfer.bank_id("970415"), "970415");
}

Names keys_of(const ProviderAccount& account) {
    Names out;
    for (const auto& need : keys_needed(account)) {
        if (!need.optional) out.push_back(need.name);
    }
    return out;
}

TEST(VpbankSettings, EachProfileNeedsItsKeysAndNoOther) {
    EXPECT_EQ(keys_of(testing::account()), Names{"bank_certificate"});
    EXPECT_EQ(
        keys_of(testing::calling()), (Names{"partner_key", "client_secret", "bank_certificate"})
    );
    EXPECT_EQ(
        keys_of(testing::account_with({{"notify_profile", "collect"}})), Names{"notify_static_key"}
    );
    EXPECT_EQ(
        keys_of(testing::account_with(
            {{"notify_sig_mode", "decrypt"}, {"notify_client_subject", "CN=vpbank"}}
        )),
        Names{"partner_key"}
    );
    EXPECT_EQ(keys_of(testing::account_with({{"va_mode", "?"}})), Names{});
}

}  // namespace
}  // namespace dvcpay::vpbank
