// Every vector of tests/vectors/vnptpay: the text under the digest first, then the digest.
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vnptpay {
namespace {

using testing::Json;

struct Vector {
    std::string name;
    std::string source;
    std::optional<Signed> kind;  ///< empty: signed in the order received
    toolkit::Fields input;
    std::string raw;
    std::string signature;
};

struct Listed {
    const char* operation;
    std::optional<Signed> kind;
};
const Listed files[] = {
    {"init", Signed::init},
    {"init_multi_merchant", Signed::init_multi_merchant},
    {"pay_qr", Signed::pay_qr},
    {"query", Signed::query},
    {"confirm", Signed::confirm},
    {"confirm_answer", Signed::confirm_answer},
    {"refund", Signed::refund},
    {"refund_query", Signed::refund_query},
    {"answer", std::nullopt},
};

Json document(const std::string& operation) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + operation + ".json");
    return Json::parse(file);
}

std::vector<Vector> read_vectors() {
    std::vector<Vector> out;
    for (const auto& [operation, kind] : files) {
        for (const auto& entry : document(operation).at("vectors")) {
            Vector v;
            v.name = entry.at("name");
            v.source = entry.at("source");
            v.kind = kind;
            const Json& input = entry.at("input");
            if (kind) {
                for (const auto& [name, text] : input.items()) {
                    v.input.add(name, text.get<std::string>());
                }
            } else {
                v.input = decode_answer(input.at("body").get<std::string>()).value().fields;
            }
            v.raw = entry.at("expected").at("raw");
            v.signature = entry.at("expected").at("signature");
            out.push_back(std::move(v));
        }
    }
    return out;
}

std::string text_of(const Vector& v, const toolkit::Fields& fields) {
    return v.kind ? text_before_secret(*v.kind, fields) : text_in_received_order(fields);
}

/// `name` changed where it stands.
toolkit::Fields with(const toolkit::Fields& fields, std::string_view name, std::string text) {
    toolkit::Fields out;
    bool found = false;
    for (const auto& field : fields.all()) {
        found = found || field.name == name;
        out.add(field.name, field.name == name ? text : field.text);
    }
    if (!found) out.add(std::string(name), std::move(text));
    return out;
}

class VnptPayVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(VnptPayVectors, GiveTheTextAndThenTheDigest) {
    const Vector& v = GetParam();
    const auto keys = testing::test_keys();
    EXPECT_FALSE(v.source.empty());
    ASSERT_EQ(text_of(v, v.input) + testing::secret_key, v.raw);
    EXPECT_EQ(
        secure_code(keys, "vnptpay/default/secret_key", text_of(v, v.input)).value(), v.signature
    );
}

TEST_P(VnptPayVectors, VerifyInEitherCaseAndWithNothingChanged) {
    const Vector& v = GetParam();
    const auto keys = testing::test_keys();
    const auto verifies = [&](const toolkit::Fields& fields) {
        const KeyName key = "vnptpay/default/secret_key";
        const auto proof =
            v.kind ? verify_listed(keys, key, *v.kind, fields) : verify_received(keys, key, fields);
        return proof.has_value();
    };
    std::string upper = v.signature;
    for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 32) : c;
    const toolkit::Fields good = with(v.input, "SECURE_CODE", v.signature);
    ASSERT_TRUE(verifies(good));
    EXPECT_TRUE(verifies(with(v.input, "SECURE_CODE", upper)));
    for (const char* bad : {"", "00", "zz", " "}) {
        EXPECT_FALSE(verifies(with(v.input, "SECURE_CODE", bad)));
    }
    EXPECT_FALSE(verifies(v.input));
    EXPECT_FALSE(verifies(with(v.input, "SECURE_CODE", v.signature + "0")));
    for (std::size_t i = 0; i < v.signature.size(); ++i) {
        std::string flipped = v.signature;
        flipped[i] = flipped[i] == '0' ? '1' : '0';
        EXPECT_FALSE(verifies(with(v.input, "SECURE_CODE", flipped))) << i;
    }
    for (const auto& [name, text] : v.input.all()) {
        for (const std::string& other : {text + " ", text + std::string(1, '\0'), text + "|"}) {
            EXPECT_FALSE(verifies(with(good, name, other))) << name;
        }
    }
}

TEST_P(VnptPayVectors, AnotherSecretVerifiesNothing) {
    const Vector& v = GetParam();
    crypto::SecretsByName secrets;
    secrets["k"].emplace_back("vnptsecret-test-0002");
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    const toolkit::Fields good = with(v.input, "SECURE_CODE", v.signature);
    EXPECT_FALSE(verify_received(keys, "k", good));
    EXPECT_FALSE(verify_listed(keys, "k", v.kind.value_or(Signed::query), good));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    VnptPayVectors,
    ::testing::ValuesIn(read_vectors()),
    [](const auto& info) {
        std::string out;
        for (const char c : info.param.name) out += c == '-' ? '_' : c;
        return out;
    }
);

TEST(VnptPayVectors, MembersExchangedInAnAnswerAreAnotherText) {
    const auto keys = testing::test_keys();
    for (const auto& entry : document("answer").at("vectors")) {
        Json body = Json::parse(entry.at("input").at("body").get<std::string>());
        Json turned = Json::object();
        for (auto it = body.rbegin(); it != body.rend(); ++it) turned[it.key()] = it.value();
        turned["SECURE_CODE"] = entry.at("expected").at("signature");
        const auto fields = decode_answer(turned.dump()).value().fields;
        EXPECT_FALSE(verify_received(keys, "vnptpay/default/secret_key", fields));
    }
}

// MegaPay is another company's gateway; its two vectors only hold the digest itself to account.
TEST(MegaPayVectors, TheDigestWithASecretBehindTheTextComesOutRight) {
    const Json all = document("megapay");
    crypto::SecretsByName secrets;
    secrets["k"].emplace_back(all.at("credentials").at("secret_key").get<std::string>());
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    ASSERT_EQ(all.at("vectors").size(), 2U);
    for (const auto& entry : all.at("vectors")) {
        EXPECT_EQ(
            secure_code(keys, "k", entry.at("input").at("text").get<std::string>()).value(),
            entry.at("expected").at("signature").get<std::string>()
        );
    }
}

TEST(VnptPaySigning, OnlyTheLastSignedMemberMayHoldTheSeparator) {
    for (const auto kind : {Signed::init, Signed::confirm, Signed::refund, Signed::query}) {
        const auto names = signed_names(kind);
        for (const auto name : names) {
            toolkit::Fields fields;
            fields.add(std::string(name), "a|b");
            EXPECT_EQ(splits_one_way(kind, fields), name == names.back()) << name;
        }
    }
    toolkit::Fields received;
    received.add("A", "1");
    received.add("B", "x|y");
    received.add("SECURE_CODE", "a|b");
    EXPECT_TRUE(received_splits_one_way(received));
    received.add("C", "");
    EXPECT_FALSE(received_splits_one_way(received));
    received.add("D", "|");
    EXPECT_FALSE(received_splits_one_way(received));
}

}  // namespace
}  // namespace dvcpay::vnptpay
