// Notices of money, record dialect (1200, 1210).
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

using Kind = InboundOutcome::Kind;

InboundCall signed_call(const Json& body) {
    return testing::call_of("credit", testing::with_signature(Signed::records, body).dump());
}

VerifyResult verify(const Json& body) {
    const testing::House house;
    return house.adapter->verify(signed_call(body), testing::context());
}

std::vector<Verified<Notice>> told(const Json& body) {
    return std::get<std::vector<Verified<Notice>>>(verify(body));
}

TEST(VietinbankRecords, EachIsOneNoticeInItsOrder) {
    Json second = testing::record("592564022");
    second["custCode"] = "8KGGDVC261005000004";
    second["recvVirtualAcctId"] = "";
    second["amount"] = "250000";
    Json fee = testing::record("592564023");
    fee["transType"] = "D";
    const auto all = told(testing::records({testing::record("592564021"), second, fee}));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].value().said, Said::paid);
    EXPECT_EQ(all[0].value().provider_txn, "592564021");
    EXPECT_EQ(all[0].value().paid_to, testing::number_1);
    EXPECT_EQ(all[0].value().other_txns, (std::vector<std::string>{"382S2371BQYU81M2"}));
    EXPECT_EQ(all[1].value().paid_to, "8KGGDVC261005000004");
    EXPECT_EQ(all[1].value().amount, Money::dong(250'000));
    EXPECT_EQ(all[2].value().said, Said::unclear);
}

// --- records of several contracts in one message

const std::string number_2 = "9KGGDVC261005000001";

ProviderAccount contract(const std::string& name, const std::string& vac = "9KGG") {
    ProviderAccount out = testing::account();
    out.key.account = name;
    out.settings["vac"] = vac;
    out.settings["merchant_id"] = vac;
    out.settings["real_account"] = "118000008888";
    return out;
}

Json record_for(const std::string& id, const std::string& number) {
    Json out = testing::record(id);
    out["custCode"] = number;
    out["recvVirtualAcctId"] = number;
    out["recvAcctId"] = nullptr;
    return out;
}

StoredOrder stored_for(const ProviderAccount& of, const std::string& number) {
    StoredOrder out = testing::stored();
    out.attempt.account = of.key;
    out.attempt.virtual_account = number;
    return out;
}

/// Located and verified as the core does it, with these attempts in the store.
struct Heard {
    Located located;
    VerifyResult result = Distrust::malformed;
    const std::vector<Verified<Notice>>& notices() const {
        return std::get<std::vector<Verified<Notice>>>(result);
    }
};
Heard hear(
    const Json& body,
    const std::vector<ProviderAccount>& accounts,
    const std::vector<StoredOrder>& orders
) {
    const testing::House house;
    Heard out;
    out.located = house.adapter->locate(signed_call(body), accounts).value();
    InboundContext context;
    context.now = testing::now;
    for (const auto& account : accounts) {
        if (account.key == out.located.account) context.account = account;
        if (std::ranges::find(out.located.also, account.key) != out.located.also.end())
            context.also.push_back(account);
    }
    context.orders = orders;
    out.result = house.adapter->verify(signed_call(body), context);
    return out;
}

TEST(VietinbankRecords, EachReachesItsOwnContract) {
    const auto first = testing::account();
    const auto second = contract("second");
    const Json body = testing::records(
        {testing::record("592564021"),
         record_for("592564022", number_2),
         record_for("592564023", "9KGGDVC261005000777")}
    );
    const auto heard =
        hear(body, {second, first}, {testing::stored(), stored_for(second, number_2)});
    EXPECT_EQ(heard.located.account, first.key) << "the first record's answers";
    EXPECT_EQ(heard.located.also, (std::vector{second.key}));
    ASSERT_EQ(heard.notices().size(), 3U);
    EXPECT_EQ(heard.notices()[0].value().account, first.key);
    EXPECT_EQ(heard.notices()[1].value().account, second.key);
    EXPECT_EQ(heard.notices()[1].value().paid_to, number_2);
    EXPECT_FALSE(heard.notices()[1].value().ask_first);
    EXPECT_EQ(heard.notices()[2].value().account, second.key) << "its code, though nobody's number";
    EXPECT_TRUE(
        hear(testing::records({testing::record("1")}), {second, first}, {}).located.also.empty()
    );
}

TEST(VietinbankRecords, AreTakenAllOrNoneWhereOneContractCannotBelieveThem) {
    const auto strange = contract("strange");
    const Json body =
        testing::records({testing::record("592564021"), record_for("592564022", number_2)});
    const auto heard = hear(body, {testing::account(), strange}, {testing::stored()});
    EXPECT_EQ(std::get<Distrust>(heard.result), Distrust::bad_signature);
    // The bank spoke, our own configuration is wrong: it shall come again when that is mended.
    InboundOutcome no = testing::outcome_of(Kind::distrusted);
    no.distrust = Distrust::bad_signature;
    no.context.also = {strange};
    const testing::House house;
    const Json again = Json::parse(testing::run(house.adapter->answer(signed_call(body), no)).body);
    EXPECT_EQ(again.at("data").at("errors").at("errorCode"), "99");
    for (const auto& record : again.at("data").at("records"))
        EXPECT_EQ(record.at("status").at("code"), "99");
    no.context.also.clear();
    const Json forged =
        Json::parse(testing::run(house.adapter->answer(signed_call(body), no)).body);
    EXPECT_NE(forged.at("data").at("errors").at("errorCode"), "99");
    auto flat = contract("second");
    flat.settings["notify_dialect"] = "flat";
    const auto refused = hear(body, {testing::account(), flat}, {testing::stored()});
    EXPECT_EQ(std::get<Distrust>(refused.result), Distrust::malformed);
}

TEST(VietinbankRecords, OfContractsThatShareACodeGoWhereTheirNumberIs) {
    auto twin = contract("second", "8KGG");
    twin.settings["merchant_id"] = "";
    const std::string theirs = "8KGGDVC261005000004";
    const Json body = testing::records({testing::record("1"), record_for("2", theirs)});
    const std::vector orders = {testing::stored(), stored_for(twin, theirs)};
    const auto heard = hear(body, {testing::account(), twin}, orders);
    ASSERT_EQ(heard.notices().size(), 2U);
    EXPECT_EQ(heard.notices()[0].value().account, testing::account().key);
    EXPECT_EQ(heard.notices()[1].value().account, twin.key);
}

TEST(VietinbankRecords, WhoseTextFitsTwoContractsNameNobody) {
    const auto second = contract("second");
    Json record = record_for("592564021", "");
    const Json body = testing::records({record});
    const std::vector<ProviderAccount> accounts = {testing::account(), second};
    const auto one = hear(body, accounts, {stored_for(second, number_2)});
    EXPECT_EQ(one.notices()[0].value().account, second.key);
    EXPECT_EQ(one.notices()[0].value().paid_to, number_2);
    const auto both = hear(body, accounts, {testing::stored(), stored_for(second, number_2)});
    EXPECT_EQ(both.notices()[0].value().paid_to, "");
    EXPECT_EQ(both.notices()[0].value().said, Said::paid);
}

TEST(VietinbankRecords, OnlyAFinishedMovementIsMoney) {
    for (const char* code : {"01", "", "0", "99"}) {
        Json record = testing::record("592564021");
        record["status"]["code"] = code;
        EXPECT_EQ(told(testing::records({record}))[0].value().said, Said::unclear) << code;
    }
    Json record = testing::record("592564021");
    record.erase("status");
    EXPECT_EQ(told(testing::records({record}))[0].value().said, Said::unclear);
}

TEST(VietinbankRecords, OneThatCannotStandSoSpoilsTheMessage) {
    Json odd = testing::record("592564022");
    odd["amount"] = "0";
    const auto result = verify(testing::records({testing::record("592564021"), odd}));
    EXPECT_EQ(std::get<Distrust>(result), Distrust::out_of_bounds);
}

TEST(VietinbankRecords, AnEmptyOrOddListIsMalformed) {
    EXPECT_EQ(std::get<Distrust>(verify(testing::records({}))), Distrust::malformed);
    Json body = testing::records({testing::record("592564021")});
    body["data"]["records"] = "none";
    EXPECT_EQ(std::get<Distrust>(verify(body)), Distrust::malformed);
    body["data"]["records"] = Json::array({1});
    EXPECT_EQ(std::get<Distrust>(verify(body)), Distrust::malformed);
    Json other = testing::records({testing::record("592564021")});
    other["header"]["msgType"] = "1300";
    EXPECT_EQ(std::get<Distrust>(verify(other)), Distrust::malformed);
}

Json answered(InboundOutcome outcome) {
    testing::House house;
    const auto call =
        signed_call(testing::records({testing::record("592564021"), testing::record("592564022")}));
    const auto response = testing::run(house.adapter->answer(call, std::move(outcome)));
    Json body = Json::parse(response.body);
    EXPECT_TRUE(testing::is_signed_by_us(Signed::records_answer, body));
    return body;
}

TEST(VietinbankRecords, AreAcknowledgedOneByOneAndAsAWhole) {
    auto outcome = testing::outcome_of(Kind::taken);
    outcome.notices.resize(2);
    outcome.verdicts = {Verdict::kept, Verdict::stranger};
    const Json good = answered(outcome);
    EXPECT_EQ(good.at("header").at("msgType"), "1210");
    EXPECT_TRUE(good.at("header").at("merchantId").is_null());
    EXPECT_EQ(good.at("data").at("errors").at("errorCode"), "00");
    const Json& first = good.at("data").at("records").at(0);
    EXPECT_EQ(first.at("transId"), "592564021");
    EXPECT_EQ(first.at("status").at("code"), "00");
    EXPECT_FALSE(first.contains("balance"));

    outcome.verdicts = {Verdict::kept, Verdict::contradicts};
    const Json mixed = answered(outcome);
    EXPECT_EQ(mixed.at("data").at("errors").at("errorCode"), "99");
    EXPECT_EQ(mixed.at("data").at("records").at(0).at("status").at("code"), "00");
    EXPECT_EQ(mixed.at("data").at("records").at(1).at("status").at("code"), "99");

    outcome = testing::outcome_of(Kind::distrusted);
    outcome.distrust = Distrust::bad_signature;
    const Json bad = answered(outcome);
    EXPECT_EQ(bad.at("data").at("errors").at("errorCode"), "01");
    EXPECT_EQ(bad.at("data").at("records").at(1).at("status").at("code"), "01");
}

}  // namespace
}  // namespace dvcpay::vietinbank
