#include "vnptpay/answers.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vnptpay {
namespace {

using testing::answered;
using testing::http_answer;
using testing::Json;

CreateResult open(const SendResult& sent, const CreateOrder& order = testing::create_order()) {
    const auto keys = testing::test_keys();
    return decode_open(read_settings(order.account).value(), order, keys, sent);
}
bool is_unknown(const CreateResult& result) {
    return std::holds_alternative<CreateUnknown>(result);
}
Json opened_with(const char* name, Json value) {
    Json out = testing::opened();
    out[name] = std::move(value);
    return out;
}

TEST(VnptPayOpened, SendsThePayerToTheSignedAddress) {
    const auto result = open(http_answer(answered(testing::opened())));
    const auto& opened = std::get<CreateOpened>(result);
    EXPECT_EQ(opened.next_action.kind, NextAction::Kind::redirect);
    EXPECT_EQ(opened.next_action.url, "https://sandbox.vnptpay.vn/pay?t=abc123");
    EXPECT_FALSE(opened.alarm);
}

TEST(VnptPayOpened, ReadsTheQrTextFromTheMemberOfTheAccount) {
    auto account = testing::multi_merchant();
    account.settings["qr_member"] = "qrText";
    Json body = opened_with("qrText", "0002010102115303704");
    const auto result =
        open(http_answer(answered(body)), testing::create_order(Method::qr, account));
    const auto& next = std::get<CreateOpened>(result).next_action;
    EXPECT_EQ(next.kind, NextAction::Kind::qr);
    EXPECT_EQ(next.qr_payload, "0002010102115303704");
    account.settings.erase("qr_member");
    EXPECT_TRUE(
        is_unknown(open(http_answer(answered(body)), testing::create_order(Method::qr, account)))
    );
}

TEST(VnptPayOpened, NeverToAForeignOrUnreadableAddress) {
    for (const char* url :
         {"",
          "https://evil.example/pay",
          "http://sandbox.vnptpay.vn/pay",
          "javascript:alert(1)",
          "https://sandbox.vnptpay.vn:444/",
          "https://sandbox.vnptpay.vn@evil.example/",
          "//sandbox.vnptpay.vn/",
          "https://sandbox.vnptpay.vn.evil.example/"}) {
        EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("REDIRECT_URL", url))))))
            << url;
    }
}

TEST(VnptPayOpened, WithoutItsSignatureIsUnknown) {
    Json body = testing::opened();
    EXPECT_TRUE(is_unknown(open(http_answer(body.dump()))));
    body["SECURE_CODE"] = std::string(64, 'a');
    EXPECT_TRUE(is_unknown(open(http_answer(body.dump()))));
    Json moved = Json::parse(answered(testing::opened()));
    moved["REDIRECT_URL"] = "https://sandbox.vnptpay.vn/pay?t=other";
    EXPECT_TRUE(is_unknown(open(http_answer(moved.dump()))));
    // A refusal is no more believed than a success.
    Json refused = opened_with("RESPONSE_CODE", "01");
    EXPECT_TRUE(is_unknown(open(http_answer(refused.dump()))));
}

TEST(VnptPayOpened, InTheFirstDaysTheConnectionMayStandInForTheSignature) {
    const auto order =
        testing::create_order(Method::redirect, testing::account({{"response_signature", "warn"}}));
    const auto result = open(http_answer(testing::opened().dump()), order);
    EXPECT_TRUE(std::get<CreateOpened>(result).alarm);
    EXPECT_TRUE(is_unknown(open(http_answer(testing::opened().dump(), 200, false), order)));
}

TEST(VnptPayOpened, AboutAnotherOrderIsUnknown) {
    EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("MERCHANT_ORDER_ID", "X1"))))));
    EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("MERCHANT_SERVICE_ID", "9"))))));
    EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("AMOUNT", 119'999))))));
    Json nameless = testing::opened();
    nameless.erase("MERCHANT_ORDER_ID");
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(open(http_answer(answered(nameless)))));
    EXPECT_TRUE(is_unknown(open(http_answer(answered(nameless), 200, false))));
}

TEST(VnptPayOpened, MembersThatCouldBeCutElsewhereAreNotBelieved) {
    EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("DESCRIPTION", "a|b"))))));
    EXPECT_TRUE(is_unknown(open(http_answer(answered(opened_with("MORE", Json::array({1})))))));
}

TEST(VnptPayOpened, RefusalsFollowTheTable) {
    const auto of = [](const char* code) {
        return open(http_answer(answered(opened_with("RESPONSE_CODE", code))));
    };
    EXPECT_TRUE(std::get<CreateRefused>(of("01")).failure.can_retry);
    EXPECT_TRUE(std::get<CreateRefused>(of("07")).alarm);
    EXPECT_FALSE(std::get<CreateRefused>(of("96")).alarm);
    for (const char* code : {"03", "04", "05", "06", "99", "42", ""}) {
        EXPECT_TRUE(is_unknown(of(code))) << code;
    }
}

TEST(VnptPayOpened, SilenceAndGarbageAreNoRefusal) {
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(open(Unavailable{"refused"})));
    EXPECT_TRUE(is_unknown(open(NoAnswer{"time-out"})));
    for (const char* body : {"", "<html>", "{", "null", "[1]", "{}", "\xff\xfe"}) {
        EXPECT_TRUE(is_unknown(open(http_answer(body)))) << body;
    }
    for (const int status : {201, 301, 400, 401, 403, 404, 500, 502, 503}) {
        EXPECT_TRUE(is_unknown(open(http_answer(answered(testing::opened()), status)))) << status;
        EXPECT_TRUE(
            is_unknown(open(http_answer(answered(opened_with("RESPONSE_CODE", "01")), status)))
        ) << status;
    }
}

// --- query

QueryResult query(const SendResult& sent, const QueryOrder& order = testing::query_order()) {
    const auto keys = testing::test_keys();
    return decode_query(read_settings(order.account).value(), order, keys, sent);
}
Notice told(const QueryResult& result) {
    return std::get<QueryAnswer>(result).first();
}
bool is_silent(const QueryResult& result) {
    return std::holds_alternative<QuerySilent>(result);
}
Json queried_with(const char* name, Json value) {
    Json out = testing::queried();
    out[name] = std::move(value);
    return out;
}

TEST(VnptPayQueried, PaidIsANoticeWithItsProof) {
    const auto result = query(http_answer(answered(testing::queried())));
    EXPECT_EQ(std::get<QueryAnswer>(result).notices().front().proof(), ProofKind::signature);
    const Notice notice = told(result);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(120'000));
    EXPECT_EQ(notice.provider_txn, testing::txn);
    EXPECT_EQ(notice.occurred_at, testing::opened_at.plus_s(130));
    EXPECT_EQ(notice.source, Source::status_answer);
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
}

TEST(VnptPayQueried, TheStatusDecidesAndNotTheCodeOfTheQuestion) {
    const auto of = [](const char* status) {
        return told(query(http_answer(answered(queried_with("TRANSACTION_STATUS", status)))));
    };
    EXPECT_EQ(of("01").said, Said::declined);
    EXPECT_EQ(of("01").failure.code, "declined");
    EXPECT_EQ(of("02").said, Said::waiting);
    EXPECT_EQ(of("03").said, Said::unclear);
    EXPECT_TRUE(of("03").alarm);  // it was paid and went back: people must look
    EXPECT_EQ(of("04").said, Said::unclear);
    EXPECT_EQ(of("").said, Said::unclear);
    Json none = testing::queried();
    none.erase("TRANSACTION_STATUS");
    EXPECT_EQ(told(query(http_answer(answered(none)))).said, Said::unclear);
}

TEST(VnptPayQueried, NotFoundIsNotFailed) {
    Json body = {{"RESPONSE_CODE", "05"}, {"MERCHANT_ORDER_ID", testing::order_ref_text}};
    EXPECT_EQ(told(query(http_answer(answered(body)))).said, Said::not_found);
    EXPECT_TRUE(is_silent(query(http_answer(body.dump()))));
}

TEST(VnptPayQueried, ACodeAboutTheQuestionSaysNothingOfTheOrder) {
    for (const char* code : {"01", "03", "04", "06", "96", "99", "77"}) {
        const Notice notice =
            told(query(http_answer(answered(queried_with("RESPONSE_CODE", code)))));
        EXPECT_EQ(notice.said, Said::unclear) << code;
        EXPECT_TRUE(notice.amount.is_zero()) << code;
    }
    for (const char* code : {"02", "07", "08", "09"}) {
        const auto result = query(http_answer(queried_with("RESPONSE_CODE", code).dump()));
        EXPECT_TRUE(std::get<QuerySilent>(result).alarm) << code;
    }
}

TEST(VnptPayQueried, MoneyOfAnotherSizeIsEvidenceOfAnotherSize) {
    const Notice notice = told(query(http_answer(answered(queried_with("AMOUNT", 119'000)))));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(119'000));
    Json failed = queried_with("AMOUNT", 119'000);
    failed["TRANSACTION_STATUS"] = "01";
    EXPECT_EQ(told(query(http_answer(answered(failed)))).said, Said::unclear);
}

TEST(VnptPayQueried, MoneyThatCannotBeBookedIsUnclear) {
    for (const char* name : {"AMOUNT", "VNPTPAY_TRANSACTION_ID"}) {
        EXPECT_EQ(told(query(http_answer(answered(queried_with(name, ""))))).said, Said::unclear)
            << name;
    }
    for (const auto& amount : {Json(-1), Json("12.5"), Json("1000000000000001"), Json(0)}) {
        EXPECT_EQ(
            told(query(http_answer(answered(queried_with("AMOUNT", amount))))).said, Said::unclear
        ) << amount;
    }
    const Notice other = told(query(http_answer(answered(queried_with("CURRENCY_CODE", "USD")))));
    EXPECT_EQ(other.said, Said::unclear);
    EXPECT_TRUE(other.alarm);
}

TEST(VnptPayQueried, UnprovenOrAboutAnotherOrderTeachesNothing) {
    EXPECT_TRUE(is_silent(query(Unavailable{"x"})));
    EXPECT_TRUE(is_silent(query(NoAnswer{"x"})));
    EXPECT_TRUE(is_silent(query(http_answer(testing::queried().dump()))));
    EXPECT_TRUE(is_silent(query(http_answer(answered(testing::queried()), 500))));
    EXPECT_TRUE(is_silent(query(http_answer(answered(queried_with("MERCHANT_ORDER_ID", "X"))))));
    EXPECT_TRUE(is_silent(query(http_answer(answered(queried_with("MERCHANT_ORDER_ID", ""))))));
    EXPECT_TRUE(is_silent(query(http_answer(answered(queried_with("MERCHANT_SERVICE_ID", "1"))))));
    for (const char* body : {"", "<html>", "{", "null", "{}"}) {
        EXPECT_TRUE(is_silent(query(http_answer(body)))) << body;
    }
}

TEST(VnptPayQueried, InTheFirstDaysAnExactEchoOverTlsMayStandIn) {
    const auto order = testing::query_order(testing::account({{"response_signature", "warn"}}));
    const auto result = query(http_answer(testing::queried().dump()), order);
    EXPECT_EQ(std::get<QueryAnswer>(result).notices().front().proof(), ProofKind::tls_echo);
    EXPECT_TRUE(told(result).alarm);
    EXPECT_TRUE(is_silent(query(http_answer(testing::queried().dump(), 200, false), order)));
}

// --- refund

RefundResult refund(const SendResult& sent, const RefundOrder& order = testing::refund_order()) {
    const auto keys = testing::test_keys();
    return decode_refund(read_settings(order.account).value(), order, keys, sent);
}
RefundResult ask(const SendResult& sent, const RefundOrder& order = testing::refund_order()) {
    const auto keys = testing::test_keys();
    return decode_refund_query(read_settings(order.account).value(), order, keys, sent);
}
Json refunded_with(const char* name, Json value) {
    Json out = testing::refunded();
    out[name] = std::move(value);
    return out;
}

TEST(VnptPayRefunded, DoneNeedsTheWholeEcho) {
    const RefundResult done = refund(http_answer(answered(testing::refunded())));
    EXPECT_EQ(done.believed(), RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "202601160000000777");
    for (const char* name :
         {"REFUND_REQUEST_ID", "MERCHANT_ORDER_ID", "AMOUNT", "VNPTPAY_REFUND_ID"}) {
        Json lacking = testing::refunded();
        lacking.erase(name);
        EXPECT_EQ(refund(http_answer(answered(lacking))).believed(), RefundSaid::unknown) << name;
        EXPECT_EQ(
            refund(http_answer(answered(refunded_with(name, "1 ")))).believed(), RefundSaid::unknown
        ) << name;
    }
    EXPECT_EQ(
        refund(http_answer(answered(refunded_with("VNPTPAY_REFUND_ID", testing::txn)))).believed(),
        RefundSaid::unknown
    );
}

TEST(VnptPayRefunded, FollowsTheTableAndIsNeverBelievedUnsigned) {
    const auto of = [](const char* code) {
        return refund(http_answer(answered(refunded_with("RESPONSE_CODE", code))));
    };
    EXPECT_EQ(of("01").believed(), RefundSaid::refused);
    EXPECT_TRUE(of("07").alarm);
    for (const char* code : {"03", "04", "05", "06", "96", "99", "x"}) {
        EXPECT_EQ(of(code).believed(), RefundSaid::unknown) << code;
    }
    EXPECT_EQ(refund(http_answer(testing::refunded().dump())).believed(), RefundSaid::unknown);
    RefundOrder warned = testing::refund_order();
    warned.account.settings["response_signature"] = "warn";
    EXPECT_EQ(
        refund(http_answer(testing::refunded().dump()), warned).believed(), RefundSaid::unknown
    );
    EXPECT_EQ(refund(NoAnswer{"x"}).believed(), RefundSaid::unknown);
    EXPECT_EQ(refund(Unavailable{"x"}).believed(), RefundSaid::not_sent);
    EXPECT_EQ(
        refund(http_answer(answered(testing::refunded()), 502)).believed(), RefundSaid::unknown
    );
}

TEST(VnptPayRefunded, TheQuestionIsAnsweredByTheStatus) {
    const auto of = [](const char* status) {
        return ask(http_answer(answered(refunded_with("TRANSACTION_STATUS", status))));
    };
    EXPECT_EQ(of("03").believed(), RefundSaid::done);
    EXPECT_EQ(of("02").believed(), RefundSaid::pending);
    EXPECT_EQ(of("01").believed(), RefundSaid::refused);
    EXPECT_EQ(of("00").believed(), RefundSaid::unknown);
    EXPECT_EQ(of("").believed(), RefundSaid::unknown);
    Json missing = refunded_with("TRANSACTION_STATUS", "03");
    missing["RESPONSE_CODE"] = "05";
    EXPECT_EQ(ask(http_answer(answered(missing))).believed(), RefundSaid::unknown);
    EXPECT_EQ(ask(Unavailable{"x"}).believed(), RefundSaid::unknown);
}

TEST(VnptPayRefunded, MoreThanTheCreditGoesByHand) {
    testing::House house(testing::with_refunds());
    const auto result =
        testing::run(house.adapter->refund_call()(testing::refund_order(120'001), Mono{}));
    EXPECT_EQ(result.believed(), RefundSaid::not_refundable);
    EXPECT_TRUE(house.transport.sent.empty());
}

TEST(VnptPayExchange, BringsAnAnswerBackThroughTheWholeAdapter) {
    testing::House house;
    house.transport.answers.emplace_back(http_answer(answered(testing::opened())));
    house.transport.answers.emplace_back(http_answer(answered(testing::queried())));
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(
        testing::run(house.adapter->initiate(testing::create_order(), Mono{}))
    ));
    EXPECT_EQ(
        told(testing::run(house.adapter->query_attempt(testing::query_order(), Mono{}))).said,
        Said::paid
    );
    EXPECT_EQ(
        house.transport.sent[1].url,
        "https://sandbox.vnptpay.vn/rest/payment/v1.0.5/query_transaction"
    );
}

}  // namespace
}  // namespace dvcpay::vnptpay
