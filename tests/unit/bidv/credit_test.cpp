// paybill: money has moved and is kept; nothing is booked on a bill it does not fit.
#include <algorithm>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "bidv/inbound.hpp"
#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;
using testing::House;
using testing::Json;

Changes plain(Changes more = {}) {
    more["inbound_token"] = "off";
    return more;
}

VerifyResult verified(const Json& body, const Changes& changes = {}) {
    const House house(plain(changes));
    return house.adapter->verify(
        testing::call_of("credit", body.dump()), testing::context(house.contract)
    );
}

/// The one notice of a message that must verify.
Notice notice_of(const Json& body, const Changes& changes = {}) {
    const VerifyResult result = verified(body, changes);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    EXPECT_NE(all, nullptr) << body;
    if (all == nullptr) return {};
    EXPECT_EQ(all->size(), 1U);
    return all->front().value();
}

Distrust distrust_of(const Json& body, const Changes& changes = {}) {
    const VerifyResult result = verified(body, changes);
    const auto* reason = std::get_if<Distrust>(&result);
    EXPECT_NE(reason, nullptr) << body;
    return reason == nullptr ? Distrust::reused_message : *reason;
}

TEST(BidvCredit, SaysWhoseMoneyItIs) {
    const Notice notice = notice_of(testing::paybill());
    EXPECT_EQ(notice.account, testing::account_key);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
    EXPECT_EQ(notice.paid_to, testing::number);
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.provider_txn, "0000000000017");
    EXPECT_EQ(to_rfc3339(notice.occurred_at), "2026-10-05T01:06:34.000Z");
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.refusable);
    EXPECT_FALSE(notice.ask_first);
}

TEST(BidvCredit, MayBeRefusedOnlyWhereTheBankTakesItBack) {
    EXPECT_TRUE(notice_of(testing::paybill(), {{"paybill_mode", "strict"}}).refusable);
}

TEST(BidvCredit, OfAnotherAmountIsKeptAsThatAmount) {
    const Notice notice = notice_of(testing::paybill("17", testing::order_ref_text, "149999"));
    EXPECT_EQ(notice.amount, Money::dong(149'999));
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
}

TEST(BidvCredit, IsBookedOnABillOnlyTogetherWithItsNumber) {
    Json body = testing::paybill();
    body["customer_id"] = "KG261005000002";  // the checksum does not cover it
    const Notice other_customer = notice_of(body);
    EXPECT_EQ(other_customer.order_ref, testing::order_ref_text + "@KG261005000002");
    EXPECT_EQ(other_customer.paid_to, "");

    const Notice other_bill = notice_of(testing::paybill("17", testing::other_ref_text));
    EXPECT_EQ(other_bill.order_ref, testing::other_ref_text + "@" + testing::code);
    EXPECT_EQ(other_bill.paid_to, "");
    EXPECT_EQ(other_bill.amount, Money::dong(150'000));  // kept all the same
}

TEST(BidvCredit, OfABillThatIsNoneOfOursIsKept) {
    Json body = testing::paybill("17", testing::other_ref_text);
    body["customer_id"] = "KG261005000002";
    const Notice notice = notice_of(body);
    EXPECT_EQ(notice.order_ref, testing::other_ref_text);
    EXPECT_EQ(notice.paid_to, "V2KGKG261005000002");
    body["customer_id"] = "anything";
    EXPECT_EQ(notice_of(body).paid_to, "");
}

TEST(BidvCredit, NamesTheNumberWithOrWithoutThePrefix) {
    Json body = testing::paybill();
    body["customer_id"] = testing::number;
    EXPECT_EQ(notice_of(body).paid_to, testing::number);
    EXPECT_EQ(notice_of(body).order_ref, testing::order_ref_text);
}

TEST(BidvCredit, WithoutAReadableTimeIsKept) {
    Json body = testing::paybill();
    for (const char* time : {"", "20261305080634", "2026100508063", "yesterday"}) {
        body["trans_date"] = time;
        EXPECT_EQ(notice_of(body).occurred_at, Wall{}) << time;
    }
    body.erase("trans_date");
    EXPECT_EQ(notice_of(body).amount, Money::dong(150'000));
}

TEST(BidvCredit, MayWriteItsAmountAsANumber) {
    Json body = testing::paybill();
    body["amount"] = 150'000;
    EXPECT_EQ(notice_of(body).amount, Money::dong(150'000));
}

TEST(BidvCredit, IsForgedWithAnythingOfTheChecksumChanged) {
    const auto changed = [](const char* name, const char* text) {
        Json body = testing::paybill();
        body[name] = text;
        return body;
    };
    EXPECT_EQ(distrust_of(changed("trans_id", "0000000000018")), Distrust::bad_signature);
    EXPECT_EQ(distrust_of(changed("bill_id", "KG7Q2M9XC4T8W1ZC")), Distrust::bad_signature);
    EXPECT_EQ(distrust_of(changed("amount", "150001")), Distrust::bad_signature);
    EXPECT_EQ(distrust_of(changed("amount", "0150000")), Distrust::bad_signature);
    EXPECT_EQ(
        distrust_of(changed("checksum", "00000000000000000000000000000000")),
        Distrust::bad_signature
    );
    EXPECT_EQ(distrust_of(changed("service_id", "OTHER1")), Distrust::foreign_partner);
}

TEST(BidvCredit, IsCheckedByTheOneProfileOfTheContract) {
    const std::pair<const char*, Checksum> profiles[] = {
        {"md5_concat", Checksum::md5_concat},
        {"sha256_b64_pipe", Checksum::sha256_b64_pipe},
        {"sha256_b64_literal", Checksum::sha256_b64_literal},
    };
    for (const auto& [configured, ignored] : profiles) {
        for (const auto& [used, profile] : profiles) {
            const Json body = testing::paybill("17", testing::order_ref_text, "150000", profile);
            const VerifyResult result = verified(body, {{"checksum_profile", configured}});
            EXPECT_EQ(
                std::holds_alternative<std::vector<Verified<Notice>>>(result),
                std::string(configured) == used
            ) << configured
              << " " << used;
        }
    }
}

TEST(BidvCredit, MayHaveUpperCaseHexOnlyWhereTheContractSaysSo) {
    Json body = testing::paybill();
    std::string upper = body["checksum"];
    for (char& c : upper) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
    }
    body["checksum"] = upper;
    EXPECT_EQ(distrust_of(body), Distrust::bad_signature);
    EXPECT_EQ(notice_of(body, {{"checksum_case_insensitive", "on"}}).amount, Money::dong(150'000));
}

TEST(BidvCredit, CannotBeCutElsewhereUnderTheSameChecksum) {
    // trans ‖ bill ‖ amount is one text; each cut of it carries the same digest.
    const std::string whole = "0000000000017" + testing::order_ref_text + "150000";
    const House house(plain());
    const InboundContext context = testing::context(house.contract);
    const Json genuine = testing::paybill();
    int believed = 0;
    for (std::size_t bill_at = 1; bill_at + 2 < whole.size(); ++bill_at) {
        for (std::size_t amount_at = bill_at + 1; amount_at < whole.size(); ++amount_at) {
            Json body = genuine;
            body["trans_id"] = whole.substr(0, bill_at);
            body["bill_id"] = whole.substr(bill_at, amount_at - bill_at);
            body["amount"] = whole.substr(amount_at);
            const VerifyResult result =
                house.adapter->verify(testing::call_of("credit", body.dump()), context);
            if (std::holds_alternative<Distrust>(result)) continue;
            ++believed;
            EXPECT_EQ(body["trans_id"], "0000000000017");
            EXPECT_EQ(body["bill_id"], testing::order_ref_text);
        }
    }
    EXPECT_EQ(believed, 1);
}

TEST(BidvLocate, NamesEveryBillThatAShiftedMessageCouldBeAbout) {
    const House house;
    const Json shifted =
        testing::paybill("000000000001", "7" + testing::order_ref_text + "1", "50000");
    const auto located =
        house.adapter->locate(testing::call_of("credit", shifted.dump()), {house.contract});
    ASSERT_TRUE(located);
    const auto& refs = located.value().order_refs;
    EXPECT_NE(std::find(refs.begin(), refs.end(), testing::order_ref_text), refs.end());
}

TEST(BidvCredit, OfAnUnknownBillOfAnyShapeIsKept) {
    for (const char* bill : {"B-19", "KG261005000001", "1", "BILL OF THE COUNTER"}) {
        Json body = testing::paybill("17", bill);
        body["customer_id"] = "000019";
        EXPECT_EQ(notice_of(body).order_ref, bill);
    }
}

TEST(BidvCredit, WithASeparatorInsideAFieldIsOutOfBounds) {
    const Json pipe =
        testing::paybill("1|7", testing::order_ref_text, "150000", Checksum::sha256_b64_pipe);
    EXPECT_EQ(
        distrust_of(pipe, {{"checksum_profile", "sha256_b64_pipe"}}), Distrust::out_of_bounds
    );
    const Json plus =
        testing::paybill("1+7", testing::order_ref_text, "150000", Checksum::sha256_b64_literal);
    EXPECT_EQ(
        distrust_of(plus, {{"checksum_profile", "sha256_b64_literal"}}), Distrust::out_of_bounds
    );
}

TEST(BidvCredit, OfAnAmountThatCannotBeBookedIsMalformed) {
    for (const char* amount :
         {"0",
          "-1",
          "1.5",
          "01",
          "1e3",
          "1000000000000001",
          "99999999999999999999",
          "15000O",
          "150 000"}) {
        const VerifyResult result =
            verified(testing::paybill("17", testing::order_ref_text, amount));
        EXPECT_TRUE(std::holds_alternative<Distrust>(result)) << amount;
    }
}

TEST(BidvCredit, WithoutAMemberIsMalformed) {
    for (const char* name :
         {"trans_id", "customer_id", "service_id", "bill_id", "amount", "checksum"}) {
        Json body = testing::paybill();
        body.erase(name);
        EXPECT_EQ(distrust_of(body), Distrust::malformed) << name;
        for (const Json& odd :
             {Json(""),
              Json(nullptr),
              Json(true),
              Json::array(),
              Json::object(),
              Json("a\nb"),
              Json(std::string(200, '7'))}) {
            body[name] = odd;
            EXPECT_EQ(distrust_of(body), Distrust::malformed) << name << odd;
        }
    }
}

TEST(BidvCredit, ThatIsNoMessageIsMalformed) {
    const House house(plain());
    const std::string good = testing::paybill().dump();
    for (const std::string& bytes :
         {std::string(),
          std::string("[]"),
          std::string("null"),
          good + "x",
          good + good,
          std::string("{\"trans_id\":\"1\",") + good.substr(1),
          good.substr(0, good.size() - 1),
          std::string(70'000, ' ') + good,
          std::string("\xff\xfe") + good}) {
        const InboundCall call = testing::call_of("credit", bytes);
        EXPECT_FALSE(house.adapter->locate(call, {house.contract}));
        const VerifyResult result = house.adapter->verify(call, testing::context(house.contract));
        EXPECT_TRUE(std::holds_alternative<Distrust>(result));
    }
}

TEST(BidvCredit, InTheCamelStyleNamesNoService) {
    const Json snake = testing::paybill();
    const Json camel = {
        {"transId", snake["trans_id"]},
        {"transDate", snake["trans_date"]},
        {"customerId", snake["customer_id"]},
        {"billId", snake["bill_id"]},
        {"amount", snake["amount"]},
        {"checksum", snake["checksum"]},
    };
    const Changes style = {{"inbound_field_style", "camel"}};
    EXPECT_EQ(notice_of(camel, style).order_ref, testing::order_ref_text);
    EXPECT_EQ(distrust_of(camel), Distrust::malformed);
    EXPECT_EQ(distrust_of(snake, style), Distrust::malformed);
}

// --- whose call it is

ProviderAccount second_contract(const Changes& changes) {
    ProviderAccount out = testing::account(changes);
    out.key.account = "second";
    return out;
}

TEST(BidvLocate, FindsTheContractByServiceAndTheOrderByBillAndNumber) {
    const House house;
    const auto second = second_contract({{"service_id", "KGDVC2"}});
    Json body = testing::paybill();
    const auto located =
        house.adapter->locate(testing::call_of("credit", body.dump()), {second, house.contract});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().account, testing::account_key);
    EXPECT_EQ(located.value().order_refs, std::vector<std::string>{testing::order_ref_text});
    EXPECT_EQ(located.value().numbers, std::vector<std::string>{testing::number});
    EXPECT_EQ(located.value().message_id, "");
    body["service_id"] = "NOBODY";
    const auto none =
        house.adapter->locate(testing::call_of("credit", body.dump()), {second, house.contract});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().fault, Fault::forged);
}

TEST(BidvLocate, TellsContractsOfOneServiceApartByTheirNumbers) {
    const House house;
    const auto second = second_contract({{"code_letters", "AG"}});
    const auto account_of = [&](const std::string& customer) {
        Json body = testing::paybill();
        body["customer_id"] = customer;
        const auto located = house.adapter->locate(
            testing::call_of("credit", body.dump()), {house.contract, second}
        );
        return located ? located.value().account.account : std::string("none");
    };
    EXPECT_EQ(account_of("KG261005000001"), "default");
    EXPECT_EQ(account_of("AG261005000001"), "second");
    EXPECT_EQ(account_of("XX261005000001"), "default");  // money is somebody's to keep
}

// --- our answer

std::string answered(InboundOutcome outcome, const Changes& changes = {}, int* status = nullptr) {
    House house(plain(changes));
    outcome.context = testing::context(house.contract);
    outcome.account_known = true;
    const HttpResponse response = testing::run(house.adapter->answer(
        testing::call_of("credit", testing::paybill().dump()), std::move(outcome)
    ));
    if (status != nullptr) *status = response.status;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
    const Json body = Json::parse(response.body);
    EXPECT_EQ(body.size(), 2U);
    EXPECT_FALSE(body.at("result_desc").get<std::string>().empty());
    return body.at("result_code");
}

InboundOutcome taken(Verdict verdict) {
    InboundOutcome out;
    out.kind = InboundOutcome::Kind::taken;
    out.verdicts = {verdict};
    return out;
}

TEST(BidvCreditAnswer, IsYesForWhatIsKeptAndAgainForWhatContradicts) {
    EXPECT_EQ(answered(taken(Verdict::kept)), "000");
    EXPECT_EQ(answered(taken(Verdict::repeated)), "000");
    EXPECT_EQ(answered(taken(Verdict::stranger)), "000");
    EXPECT_EQ(answered(taken(Verdict::contradicts)), "031");
    EXPECT_EQ(answered(taken(Verdict::refused_amount)), "022");
    EXPECT_EQ(answered(InboundOutcome()), "031");  // our store is down
}

TEST(BidvCreditAnswer, HasTheStatusOfTheContract) {
    const auto status_of = [](InboundOutcome outcome, const Changes& changes) {
        int status = 0;
        (void)answered(std::move(outcome), changes, &status);
        return status;
    };
    const Changes four = {{"http_status_on_error", "400"}};
    EXPECT_EQ(status_of(taken(Verdict::kept), four), 200);
    EXPECT_EQ(status_of(taken(Verdict::refused_amount), {}), 200);
    EXPECT_EQ(status_of(taken(Verdict::refused_amount), four), 400);
    EXPECT_EQ(status_of(taken(Verdict::refused_paid), four), 200);
    InboundOutcome stranger;
    stranger.kind = InboundOutcome::Kind::distrusted;
    stranger.distrust = Distrust::bad_credentials;
    EXPECT_EQ(status_of(stranger, {}), 401);
    EXPECT_EQ(answered(stranger), "003");
}

}  // namespace
}  // namespace dvcpay::bidv
