// Every vector: first the text under the signature, then the signature, so that a failure says
// where it went wrong.
#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/vietqr.hpp"
#include "vietcombank/checkout_messages.hpp"
#include "vietcombank/messages.hpp"
#include "vietcombank/signing.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::Json;
using testing::run;
using testing::shared_keys;
using testing::vector_file;

struct Seen {
    std::string get(const char* name) const { return input.value(name, std::string()); }
    std::string expected(const char* name) const { return out.value(name, std::string()); }
    MessageNumbers numbers() const { return {channel, reference}; }
    Json input, out;
    std::string channel, reference;
};

template <class Check>
void each(const std::string& file, Check check) {
    const Json all = vector_file(file).at("vectors");
    ASSERT_FALSE(all.empty());
    for (const auto& vector : all) {
        SCOPED_TRACE(file + " " + vector.at("name").get<std::string>());
        Seen seen{vector.at("input"), vector.at("expected"), {}, {}};
        seen.channel = seen.get("channelId");
        seen.reference = seen.get("channelRefNumber");
        check(seen);
    }
}

void expect_digests(const std::string& text, const Seen& seen) {
    EXPECT_EQ(text, seen.expected("raw"));
    for (const auto& [how, name] :
         {std::pair{Signing::md5, "md5"}, std::pair{Signing::sha256, "sha256"}}) {
        const auto made = run(sign(&shared_keys(), testing::account_key, how, text));
        EXPECT_EQ(made.value(), seen.expected(name));
        EXPECT_TRUE(
            verify(shared_keys(), testing::account_key, how, text, seen.expected(name)).has_value()
        );
        EXPECT_FALSE(
            verify(shared_keys(), testing::account_key, how, text + "x", seen.expected(name))
                .has_value()
        );
    }
}

TEST(VietcombankVectors, DigestsOfTheBanksCalls) {
    each("digest_request", [](const Seen& v) { expect_digests(call_text(v.numbers()), v); });
}

TEST(VietcombankVectors, DigestsOfOurAnswers) {
    each("digest_answer", [](const Seen& v) {
        expect_digests(answer_text(v.numbers(), v.get("responseMsgId")), v);
    });
}

TEST(VietcombankVectors, DigestsOfOurCallsToTheBank) {
    each("api_request", [](const Seen& v) {
        expect_digests(api_text(v.get("appId"), v.get("messageId"), v.get("messageTime")), v);
    });
}

TEST(VietcombankVectors, RsaOfTheBanksCalls) {
    each("rsa_request", [](const Seen& v) {
        const std::string text = v.get("totalPaymentAmount").empty()
                                     ? full_bill_text(
                                           v.numbers(),
                                           v.get("requestDateTime"),
                                           v.get("providerId"),
                                           v.get("serviceId"),
                                           v.get("customerCode")
                                       )
                                     : full_payment_text(
                                           v.numbers(),
                                           v.get("requestDateTime"),
                                           v.get("providerId"),
                                           v.get("serviceId"),
                                           v.get("customerCode"),
                                           v.get("totalPaymentAmount"),
                                           v.get("paymentMode"),
                                           v.get("internalTransactionRefNo")
                                       );
        EXPECT_EQ(text, v.expected("raw"));
        const auto proof = verify(
            shared_keys(), testing::account_key, Signing::rsa_sha256, text, v.expected("signature")
        );
        EXPECT_TRUE(proof.has_value());
    });
}

TEST(VietcombankVectors, RsaOfOurAnswers) {
    each("rsa_answer", [](const Seen& v) {
        const std::string text = full_answer_text(
            v.numbers(),
            v.get("responseMsgId"),
            v.get("errorCode"),
            v.get("billId"),
            v.get("amount")
        );
        EXPECT_EQ(text, v.expected("raw"));
        const auto made =
            run(sign(&shared_keys(), testing::account_key, Signing::rsa_sha256, text));
        EXPECT_EQ(made.value(), v.expected("signature"));
    });
}

std::string message(std::size_t at) {
    return vector_file("messages").at("vectors").at(at).at("expected").at("body");
}

TEST(VietcombankVectors, ABillIsAnsweredByteForByte) {
    testing::House house(testing::no_login);
    const auto context = testing::context(house.contract);
    const auto call = testing::call_of("bill", message(0));
    const auto verified = house.verify(call, context);
    const auto* question = std::get_if<Question>(&verified);
    ASSERT_NE(question, nullptr);
    EXPECT_EQ(question->number, testing::number);
    auto outcome = testing::outcome(context, InboundOutcome::Kind::answered);
    outcome.question = *question;
    EXPECT_EQ(house.answer(call, outcome).body, message(1));
}

TEST(VietcombankVectors, APaymentIsAnsweredByteForByte) {
    testing::House house(testing::no_login);
    const auto context = testing::context(house.contract);
    const auto call = testing::call_of("credit", message(2));
    const auto verified = house.verify(call, context);
    const Notice* notice = testing::only_notice(verified);
    ASSERT_NE(notice, nullptr);
    EXPECT_EQ(notice->provider_txn, testing::txn);
    auto outcome = testing::taken(context, Verdict::kept);
    outcome.fresh_id = "c0ffee0000000001";
    EXPECT_EQ(run(house.adapter->answer(call, outcome)).body, message(3));
}

TEST(VietcombankVectors, TheBanksQrIsRead) {
    each("vietqr", [](const Seen& v) {
        const auto read = toolkit::parse_vietqr(v.get("text"));
        ASSERT_TRUE(read);
        EXPECT_EQ(read.value().bank_bin, v.expected("bin"));
        EXPECT_EQ(read.value().number, v.expected("account"));
        EXPECT_EQ(read.value().amount, Money::dong(v.out.at("amount").get<std::int64_t>()));
    });
}

void expect_checksum(const CheckoutCall& call, const Seen& v) {
    EXPECT_EQ(call.text, v.expected("raw"));
    const auto raw =
        shared_keys().digest(key_name(testing::account_key, passcode), call.digest, call.text, "");
    EXPECT_EQ(crypto::to_hex(raw.value()), v.expected("checksum"));
}

TEST(VietcombankVectors, OrdersOfTheCheckout) {
    const auto contract = testing::settings(testing::with_checkout).checkout;
    each("checkout_create", [](const Seen& v) {
        // The addresses of the vectors are not ours, so the text is put together from its fields.
        std::string text;
        for (const char* name :
             {"merchant_site_code",
              "order_code",
              "order_description",
              "amount",
              "currency",
              "buyer_fullname",
              "buyer_email",
              "buyer_mobile",
              "buyer_address",
              "return_url",
              "cancel_url",
              "notify_url",
              "language"})
            text += v.get(name) + "|";
        CheckoutCall call;
        call.text = text;
        expect_checksum(call, v);
    });
    auto order = testing::create_order(testing::with_checkout, Method::redirect);
    order.attempt.order_ref = OrderRef::parse("DVC26A00010B").value();
    order.attempt.amount = Money::dong(135'000);
    const auto call = create_order_call(contract, order).value();
    EXPECT_EQ(
        call.text,
        "90001|DVC26A00010B|Lệ phí cấp đổi GPLX|135000|VND|NGUYEN VAN A|congdan@example.vn|"
        "0912345678|Viet Nam|https://dvc.example.gov.vn/v1/return/vietcombank?order_code="
        "DVC26A00010B|https://dvc.example.gov.vn/v1/return/vietcombank?order_code=DVC26A00010B|"
        "https://dvc.example.gov.vn/v1/callbacks/vietcombank/ipn|vi|"
    );
}

TEST(VietcombankVectors, QuestionsToTheCheckout) {
    const auto contract = testing::settings(testing::with_checkout).checkout;
    each("checkout_check", [&](const Seen& v) {
        QueryOrder order;
        order.provider_ref = v.get("token_code");
        expect_checksum(check_order_call(contract, order), v);
    });
    each("checkout_check_by_code", [&](const Seen& v) {
        QueryOrder order;
        order.order_ref = v.get("order_code");
        expect_checksum(check_order_call(contract, order), v);
    });
    each("checkout_list", [&](const Seen& v) {
        const ListQuery query{
            v.get("order_code"),
            v.get("token_code"),
            v.get("time_created_from"),
            v.get("time_created_to"),
            v.get("payment_method_code"),
            v.get("status"),
            v.get("page")
        };
        expect_checksum(list_orders_call(contract, query), v);
    });
}

TEST(VietcombankVectors, NoticesOfTheCheckout) {
    const auto contract = testing::settings(testing::with_checkout).checkout;
    each("checkout_notice", [&](const Seen& v) {
        toolkit::Fields fields;
        for (const auto& [name, text] : v.input.items()) fields.add(name, text);
        CheckoutCall call;
        call.text = notice_text(contract, fields);
        expect_checksum(call, v);
        EXPECT_TRUE(verify_checksum(
                        shared_keys(),
                        testing::account_key,
                        DigestAlgorithm::md5,
                        call.text,
                        v.expected("checksum")
        )
                        .has_value());
    });
}

TEST(VietcombankVectors, RefundsOfTheCheckout) {
    const auto contract = testing::settings(testing::with_checkout).checkout;
    each("refund_request", [&](const Seen& v) {
        RefundOrder order;
        order.refund_ref = v.get("ref_code_refund");
        order.provider_txn = v.get("token_code");
        order.amount = Money::dong(std::stoll(v.get("amount")));
        expect_checksum(refund_call_of(contract, order), v);
    });
    each("refund_answer", [&](const Seen& v) {
        CheckoutCall call;
        call.digest = DigestAlgorithm::sha256;
        call.text = refund_answer_text(
            v.get("ref_code_refund"), v.get("token_code"), v.get("transaction_refund_id")
        );
        expect_checksum(call, v);
    });
    each("refund_check", [&](const Seen& v) {
        RefundOrder order;
        order.refund_ref = v.get("ref_code_refund");
        CheckoutCall call = refund_check_call(contract, order);
        // Ours leaves the checkout's own number out, as the third vector does.
        if (!v.get("transaction_refund_id").empty()) {
            EXPECT_EQ(call.text, v.get("ref_code_refund") + "  ");
            call.text = v.get("ref_code_refund") + " " + v.get("transaction_refund_id") + " ";
        }
        expect_checksum(call, v);
    });
}

}  // namespace
}  // namespace dvcpay::vietcombank
