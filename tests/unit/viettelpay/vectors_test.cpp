// Every vector of tests/vectors/viettelpay: the text under the HMAC first, then the check_sum in
// each of its spellings.
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::viettelpay {
namespace {

using testing::Json;

struct Vector {
    std::string name;
    std::string source;
    Signed kind = Signed::payment;
    toolkit::Fields input;
    std::string raw, base64, hex, url, sha256;
};

struct Listed {
    const char* operation;
    Signed kind;
};
const Listed files[] = {
    {"payment", Signed::payment},
    {"order_check", Signed::order_check},
    {"order_check_answer", Signed::order_check_answer},
    {"result", Signed::result},
    {"result_answer", Signed::result_answer},
    {"result_question", Signed::result_question},
    {"inquiry", Signed::inquiry},
    {"inquiry_answer", Signed::inquiry_answer},
    {"refund", Signed::refund},
    {"refund_answer", Signed::refund_answer},
};

std::vector<Vector> read_vectors() {
    std::vector<Vector> out;
    for (const auto& [operation, kind] : files) {
        std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + operation + ".json");
        for (const auto& entry : Json::parse(file).at("vectors")) {
            Vector v;
            v.name = std::string(operation) + "_" + entry.at("name").get<std::string>();
            v.source = entry.at("source");
            v.kind = kind;
            for (const auto& [name, text] : entry.at("input").items()) {
                v.input.add(name, text.get<std::string>());
            }
            const Json& expected = entry.at("expected");
            v.raw = expected.at("raw");
            v.base64 = expected.at("signature");
            v.hex = expected.at("hex");
            v.url = expected.value("url", "");
            v.sha256 = expected.at("sha256");
            out.push_back(std::move(v));
        }
    }
    return out;
}

class ViettelPayVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(ViettelPayVectors, GiveTheTextAndThenTheChecksum) {
    const Vector& v = GetParam();
    EXPECT_FALSE(v.source.empty());
    ASSERT_EQ(text_to_sign(v.kind, testing::access_code, v.input), v.raw);
    auto keys = testing::test_keys();
    const auto signed_by = [&](testing::Texts more) {
        return testing::run(sign(
                                &keys,
                                read_settings(testing::account(std::move(more))).value(),
                                "viettelpay/default/hash_key",
                                v.kind,
                                v.input
                            ))
            .value();
    };
    EXPECT_EQ(signed_by({}), v.base64);
    EXPECT_EQ(signed_by({{"checksum_encoding", "hex"}}), v.hex);
    EXPECT_EQ(signed_by({{"checksum_hash", "sha256"}}), v.sha256);
    if (!v.url.empty()) EXPECT_EQ(toolkit::percent_encode(v.base64), v.url);
}

TEST_P(ViettelPayVectors, VerifyInEachSpellingAndWithNothingChanged) {
    const Vector& v = GetParam();
    const auto keys = testing::test_keys();
    const auto verifies = [&](const toolkit::Fields& fields,
                              MacAlgorithm hash = MacAlgorithm::hmac_sha1) {
        return verify(
                   keys, "viettelpay/default/hash_key", hash, testing::access_code, v.kind, fields
        )
            .has_value();
    };
    const auto good = testing::with(v.input, "check_sum", v.base64);
    std::string spaced = v.base64;
    for (char& c : spaced) c = c == '+' ? ' ' : c;
    std::string upper = v.hex;
    for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 32) : c;
    EXPECT_TRUE(verifies(good));
    for (const auto& spelling : {spaced, v.hex, upper}) {
        EXPECT_TRUE(verifies(testing::with(v.input, "check_sum", spelling)));
    }
    EXPECT_TRUE(verifies(testing::with(v.input, "check_sum", v.sha256), MacAlgorithm::hmac_sha256));
    EXPECT_FALSE(verifies(testing::with(v.input, "check_sum", v.sha256)));
    EXPECT_FALSE(verifies(good, MacAlgorithm::hmac_sha256));
    for (std::size_t i = 0; i + 2 < v.base64.size(); ++i) {
        std::string flipped = v.base64;
        flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verifies(testing::with(v.input, "check_sum", flipped))) << i;
    }
    for (const char* bad : {"", "=", "zz", " "}) {
        EXPECT_FALSE(verifies(testing::with(v.input, "check_sum", bad)));
    }
    for (const auto& [name, text] : v.input.all()) {
        EXPECT_FALSE(verifies(testing::with(good, name, text + "0"))) << name;
        EXPECT_FALSE(verifies(testing::with(good, name, text + std::string(1, '\0')))) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ViettelPayVectors,
    ::testing::ValuesIn(read_vectors()),
    [](const auto& info) { return info.param.name; }
);

// What makes the guards of inbound.cpp necessary.
TEST(ViettelPaySigning, OneChecksumFitsFieldsThatAreCutElsewhere) {
    const auto keys = testing::test_keys();
    const auto good = testing::result();
    auto moved = testing::with(good, "trans_amount", "1200001");
    moved = testing::with(moved, "vt_transaction_id", testing::txn.substr(1));
    moved.add("check_sum", testing::checksum(Signed::result, good));
    EXPECT_TRUE(verify(
        keys,
        "viettelpay/default/hash_key",
        MacAlgorithm::hmac_sha1,
        testing::access_code,
        Signed::result,
        moved
    ));
}

}  // namespace
}  // namespace dvcpay::viettelpay
