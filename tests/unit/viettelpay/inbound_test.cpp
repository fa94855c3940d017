#include "viettelpay/inbound.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::viettelpay {
namespace {

using testing::Json;
using testing::result;
using testing::with;
using toolkit::Fields;

VerifyResult verify(
    const char* kind, const std::string& body, const InboundContext& context = testing::context()
) {
    const testing::House house;
    return house.adapter->verify(testing::call(kind, body), context);
}
VerifyResult ipn(const Fields& fields, const InboundContext& context = testing::context()) {
    return verify("ipn", testing::signed_form(Signed::result, fields), context);
}
Notice told(const VerifyResult& result) {
    const auto& all = std::get<std::vector<Verified<Notice>>>(result);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.at(0).proof(), ProofKind::signature);
    return all.at(0).value();
}
Distrust distrust(const VerifyResult& result) {
    return std::get<Distrust>(result);
}
Question asked(const VerifyResult& result) {
    return std::get<Question>(result);
}

// --- result

TEST(ViettelPayResult, PaidBecomesANoticeWithItsProof) {
    const Notice notice = told(ipn(result()));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(120'000));
    EXPECT_EQ(notice.provider_txn, testing::txn);
    EXPECT_EQ(notice.order_ref, testing::order_id);
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.refusable);
}

TEST(ViettelPayResult, IsReadInEachSpellingOfItsChecksum) {
    const std::string sum = testing::checksum(Signed::result, result());
    // As a sender writes it that encodes nothing but '='.
    const std::string raw_plus =
        toolkit::encode_form(result()) + "&check_sum=" + sum.substr(0, sum.size() - 1) + "%3d";
    EXPECT_EQ(told(verify("ipn", raw_plus)).said, Said::paid);
    const std::string hex = crypto::to_hex(*crypto::from_base64(sum));
    EXPECT_EQ(
        told(verify("ipn", toolkit::encode_form(with(result(), "check_sum", hex)))).said, Said::paid
    );
}

TEST(ViettelPayResult, EndsOnlyTheOrderItNames) {
    const auto declined = with(with(result(), "payment_status", "2"), "error_code", "16");
    EXPECT_EQ(told(ipn(declined)).said, Said::declined);
    EXPECT_EQ(told(ipn(declined)).failure.code, "insufficient_funds");
    const auto cancelled = with(with(result(), "payment_status", "5"), "error_code", "V06");
    EXPECT_EQ(told(ipn(cancelled)).said, Said::cancelled);
    EXPECT_EQ(told(ipn(with(declined, "trans_amount", "99"))).said, Said::unclear);
    InboundContext nothing = testing::context();
    nothing.orders.clear();
    EXPECT_EQ(told(ipn(declined, nothing)).said, Said::unclear);
    InboundContext foreign = testing::context();
    foreign.orders[0].attempt.account.account = "other";
    EXPECT_EQ(told(ipn(declined, foreign)).said, Said::unclear);
    for (const char* status : {"3", "4", "7", "11"}) {
        EXPECT_EQ(told(ipn(with(result(), "payment_status", status))).said, Said::unclear);
    }
    EXPECT_EQ(told(ipn(with(result(), "error_code", "W04"))).said, Said::unclear);
}

TEST(ViettelPayResult, SignedMoneyIsTheMoneyWhateverWasAgreed) {
    const Notice less = told(ipn(with(result(), "trans_amount", "119000")));
    EXPECT_FALSE(less.ask_first) << "an inquiry names no amount and could not settle it";
    EXPECT_EQ(less.amount, Money::dong(119'000));
    EXPECT_TRUE(told(ipn(with(result(), "vt_transaction_id", ""))).ask_first);
    InboundContext nothing = testing::context();
    nothing.orders.clear();
    const Notice stranger = told(ipn(result(), nothing));
    EXPECT_EQ(stranger.said, Said::paid);
    EXPECT_FALSE(stranger.ask_first) << "money for nobody is booked as that";
}

TEST(ViettelPayResult, CutElsewhereIsNotBelievedThoughItsChecksumFits) {
    struct Cut {
        const char* what;
        Fields fields;
    };
    const Fields good = result();
    const std::string sum = testing::checksum(Signed::result, good);
    const std::vector<Cut> cuts = {
        {"a digit of the transaction goes to the amount",
         with(with(good, "trans_amount", "1200001"), "vt_transaction_id", testing::txn.substr(1))},
        {"the id swallows the status",
         with(
             with(with(good, "order_id", testing::order_id + "1"), "payment_status", "1"),
             "trans_amount",
             "20000"
         )},
        {"the status swallows the amount",
         with(with(good, "payment_status", "11"), "trans_amount", "20000")},
        {"the phone gives its end to the code",
         with(with(good, "cust_msisdn", "8491234567"), "error_code", "800")},
        {"the bill swallows the phone",
         with(with(good, "billcode", testing::order_id + "84912345678"), "cust_msisdn", "")},
        {"everything is in the transaction",
         with(with(good, "trans_amount", ""), "vt_transaction_id", "120000" + testing::txn)},
    };
    for (const auto& [what, fields] : cuts) {
        const std::string body = toolkit::encode_form(with(fields, "check_sum", sum));
        const VerifyResult verdict = verify("ipn", body);
        if (const auto* all = std::get_if<std::vector<Verified<Notice>>>(&verdict)) {
            // What comes through asks, and books and ends nothing.
            EXPECT_EQ(all->front().value().said, Said::unclear) << what;
        } else {
            EXPECT_EQ(distrust(verdict), Distrust::out_of_bounds) << what;
        }
    }
}

TEST(ViettelPayResult, NoBorderWhereverItIsPutMakesOtherMoney) {
    // All ways to cut the text behind the merchant's code into id, status, amount and transaction.
    const Fields good = result();
    const std::string sum = testing::checksum(Signed::result, good);
    const std::string tail = testing::order_id + "1" + "120000" + testing::txn;
    const testing::House house;
    const InboundContext context = testing::context();
    int believed = 0;
    for (std::size_t a = 0; a <= tail.size(); ++a) {
        for (std::size_t b = a; b <= std::min(a + 2, tail.size()); ++b) {
            for (std::size_t c = b; c <= tail.size(); ++c) {
                Fields fields = with(good, "order_id", tail.substr(0, a));
                fields = with(fields, "payment_status", tail.substr(a, b - a));
                fields = with(fields, "trans_amount", tail.substr(b, c - b));
                fields = with(fields, "vt_transaction_id", tail.substr(c));
                const std::string body = toolkit::encode_form(with(fields, "check_sum", sum));
                const VerifyResult verdict =
                    house.adapter->verify(testing::call("ipn", body), context);
                const auto* all = std::get_if<std::vector<Verified<Notice>>>(&verdict);
                if (all == nullptr || all->front().value().said != Said::paid) continue;
                if (all->front().value().ask_first) continue;
                EXPECT_EQ(all->front().value().amount, Money::dong(120'000));
                EXPECT_EQ(all->front().value().provider_txn, testing::txn);
                ++believed;
            }
        }
    }
    EXPECT_EQ(believed, 1);
}

TEST(ViettelPayResult, ForgedOrForeignIsNothing) {
    const auto forged =
        with(result(), "check_sum", testing::checksum(Signed::result_question, result()));
    EXPECT_EQ(distrust(verify("ipn", toolkit::encode_form(forged))), Distrust::bad_signature);
    const std::string foreign =
        testing::signed_form(Signed::result, with(result(), "merchant_code", "OTHER"));
    EXPECT_EQ(distrust(verify("ipn", foreign)), Distrust::foreign_partner);
    const testing::House house;
    EXPECT_EQ(
        house.adapter->locate(testing::call("ipn", foreign), {testing::account()}).error().fault,
        Fault::forged
    );
    InboundCall as_status = testing::call("status", testing::signed_form(Signed::result, result()));
    EXPECT_EQ(
        distrust(house.adapter->verify(as_status, testing::context())), Distrust::bad_signature
    );
}

TEST(ViettelPayCalls, HostileBytesAreMalformed) {
    const testing::House house;
    for (const std::string& body :
         {std::string(),
          std::string("{}"),
          std::string("%"),
          std::string("a=b"),
          std::string("merchant_code=DVCTEST&merchant_code=X&order_id=A&check_sum=x"),
          std::string("\x00\xff", 2),
          std::string(70'000, 'a'),
          std::string("merchant_code=DVCTEST&order_id=&check_sum=x")}) {
        for (const char* kind : {"ipn", "order-check", "status", "credit"}) {
            const auto call = testing::call(kind, body);
            EXPECT_FALSE(house.adapter->locate(call, {testing::account()}));
            EXPECT_EQ(
                distrust(house.adapter->verify(call, testing::context())), Distrust::malformed
            );
        }
    }
}

TEST(ViettelPayCalls, AreLocatedByMerchantAndOrder) {
    const testing::House house;
    const auto call = testing::call("ipn", testing::signed_form(Signed::result, result()));
    const auto located = house.adapter->locate(call, {testing::account()}).value();
    EXPECT_EQ(located.account.account, "default");
    EXPECT_EQ(located.order_refs, std::vector<std::string>{testing::order_id});
}

// --- order check and question about a result

TEST(ViettelPayOrderCheck, IsBelievedWithTheStoredAmountAlone) {
    const auto check = [](const std::string& body) { return verify("order-check", body); };
    const Question question = asked(check(testing::signed_order_check(testing::order_check())));
    EXPECT_EQ(question.about, Question::About::bill);
    EXPECT_EQ(question.order_ref, testing::order_id);
    EXPECT_EQ(
        distrust(check(testing::signed_order_check(testing::order_check(), "119999"))),
        Distrust::bad_signature
    );
    EXPECT_EQ(
        distrust(check(
            testing::signed_order_check(with(testing::order_check(), "trans_amount", "120000"))
        )),
        Distrust::malformed
    );
    const auto other_bill = with(testing::order_check(), "billcode", "HD260115A");
    EXPECT_EQ(distrust(check(testing::signed_order_check(other_bill))), Distrust::out_of_bounds);
}

TEST(ViettelPayOrderCheck, OfAnUnknownOrderIsAQuestionWithoutAnOrder) {
    const auto body =
        testing::signed_order_check(with(testing::order_check(), "order_id", "DVC260115000009A"));
    EXPECT_EQ(asked(verify("order-check", body)).order_ref, "DVC260115000009A");
    EXPECT_EQ(
        distrust(verify(
            "order-check",
            testing::signed_order_check(with(testing::order_check(), "order_id", "1"))
        )),
        Distrust::malformed
    );
}

TEST(ViettelPayStatus, AsksWhetherAResultWasKept) {
    const Question question = asked(
        verify("status", testing::signed_form(Signed::result_question, testing::status_question()))
    );
    EXPECT_EQ(question.about, Question::About::result);
    EXPECT_EQ(question.order_ref, testing::order_id);
    const auto shifted = with(
        with(testing::status_question(), "merchant_code", "DVCTES"),
        "order_id",
        "T" + testing::order_id
    );
    EXPECT_EQ(
        distrust(verify("status", testing::signed_form(Signed::result_question, shifted))),
        Distrust::foreign_partner
    );
}

// --- answers

InboundOutcome outcome(InboundOutcome::Kind kind, InboundContext context = testing::context()) {
    InboundOutcome out;
    out.kind = kind;
    out.context = std::move(context);
    out.account_known = true;
    out.question.order_ref = testing::order_id;
    return out;
}
Json answer(const char* kind, const std::string& body, const InboundOutcome& outcome) {
    testing::House house;
    const HttpResponse response =
        testing::run(house.adapter->answer(testing::call(kind, body), outcome));
    EXPECT_EQ(response.status, 200);
    return Json::parse(response.body);
}
std::string order_check_code(const InboundOutcome& outcome) {
    return answer("order-check", testing::signed_order_check(testing::order_check()), outcome)
        .at("error_code");
}
std::string ipn_code(const InboundOutcome& outcome) {
    return answer("ipn", testing::signed_form(Signed::result, result()), outcome).at("error_code");
}
using Kind = InboundOutcome::Kind;

TEST(ViettelPayOrderCheckAnswer, IsYesForAnOrderThatMayBePaidAndNoForEveryOther) {
    EXPECT_EQ(order_check_code(outcome(Kind::answered)), "00");
    EXPECT_EQ(order_check_code(outcome(Kind::answered, testing::context(Payable::paid))), "01");
    EXPECT_EQ(order_check_code(outcome(Kind::answered, testing::context(Payable::closed))), "01");
    InboundContext nothing = testing::context();
    nothing.orders.clear();
    EXPECT_EQ(order_check_code(outcome(Kind::answered, nothing)), "01");
    EXPECT_EQ(order_check_code(outcome(Kind::try_again)), "03");
    InboundOutcome forged = outcome(Kind::distrusted);
    forged.distrust = Distrust::bad_signature;
    EXPECT_EQ(order_check_code(forged), "02");
    forged.distrust = Distrust::malformed;
    EXPECT_EQ(order_check_code(forged), "01");
}

TEST(ViettelPayOrderCheckAnswer, NamesTheAmountAndIsSigned) {
    const Json body = answer(
        "order-check", testing::signed_order_check(testing::order_check()), outcome(Kind::answered)
    );
    EXPECT_EQ(
        body,
        (Json{
            {"billcode", testing::order_id},
            {"error_code", "00"},
            {"merchant_code", "DVCTEST"},
            {"order_id", testing::order_id},
            {"trans_amount", "120000"},
            {"check_sum", body.at("check_sum")},
        })
    );
    const auto fields = decode_answer(body.dump()).value();
    EXPECT_EQ(body.at("check_sum"), testing::checksum(Signed::order_check_answer, fields));
}

TEST(ViettelPayOrderCheckAnswer, TellsNoAmountToWhoDidNotProveHimself) {
    InboundOutcome forged = outcome(Kind::distrusted);
    forged.distrust = Distrust::bad_signature;
    const Json body =
        answer("order-check", testing::signed_order_check(testing::order_check()), forged);
    EXPECT_EQ(body.at("trans_amount"), "0");
}

TEST(ViettelPayResultAnswer, SaysStoredOrNotAndIsSigned) {
    InboundOutcome taken = outcome(Kind::taken);
    for (const auto verdict :
         {Verdict::kept, Verdict::repeated, Verdict::stranger, Verdict::contradicts}) {
        taken.verdicts = {verdict};
        EXPECT_EQ(ipn_code(taken), "00");
    }
    taken.verdicts.clear();
    EXPECT_EQ(ipn_code(taken), "01");
    EXPECT_EQ(ipn_code(outcome(Kind::try_again)), "01");
    EXPECT_EQ(ipn_code(outcome(Kind::distrusted)), "01");
    const Json body =
        answer("ipn", testing::signed_form(Signed::result, result()), outcome(Kind::distrusted));
    EXPECT_EQ(body.size(), 7U);
    EXPECT_EQ(body.at("return_url"), "");
    const auto fields = decode_answer(body.dump()).value();
    EXPECT_EQ(body.at("check_sum"), testing::checksum(Signed::result_answer, fields));
}

TEST(ViettelPayResultAnswer, ToAQuestionIsWhatTheStoreKeeps) {
    const std::string body =
        testing::signed_form(Signed::result_question, testing::status_question());
    EXPECT_EQ(answer("status", body, outcome(Kind::answered)).at("error_code"), "01");
    InboundContext kept = testing::context();
    kept.orders[0].result_kept = true;
    EXPECT_EQ(answer("status", body, outcome(Kind::answered, kept)).at("error_code"), "00");
}

TEST(ViettelPayAnswers, SignNothingOfAStrangersButAnOrderIdOfOurForm) {
    // An answer with chosen fields side by side could be read as a result: "…00DVCTEST…1120000…".
    const std::string body = "merchant_code=DVCTEST&check_sum=x&billcode=B00DVCTEST&order_id=" +
                             std::string("DVC260115000001A1120000");
    const Json forged = answer("order-check", body, outcome(Kind::distrusted));
    EXPECT_EQ(forged.at("order_id"), "");
    EXPECT_EQ(forged.at("billcode"), "");
    InboundOutcome nobody = outcome(Kind::distrusted);
    nobody.account_known = false;
    EXPECT_EQ(answer("ipn", body, nobody).at("check_sum"), "");
}

TEST(ViettelPayReturn, IsSignedLikeAResult) {
    const testing::House house;
    const std::vector<ProviderAccount> accounts = {testing::account()};
    const auto visit =
        house.adapter->read_return(testing::signed_form(Signed::result, result()), accounts);
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->order_ref, testing::order_id);
    EXPECT_TRUE(visit->signature_valid);
    const auto unsigned_one = house.adapter->read_return(toolkit::encode_form(result()), accounts);
    ASSERT_TRUE(unsigned_one);
    EXPECT_FALSE(unsigned_one->signature_valid);
    EXPECT_FALSE(house.adapter->read_return("", accounts));
    EXPECT_FALSE(house.adapter->read_return("order_id=1", accounts));
    EXPECT_FALSE(house.adapter->read_return("order_id=%", accounts));
}

}  // namespace
}  // namespace dvcpay::viettelpay
