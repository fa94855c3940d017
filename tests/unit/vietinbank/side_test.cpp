// The sandbox's reading of the same papers, held against the same vectors: text, then signature.
#include "sandbox/vietinbank/side.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "sandbox/vietinbank/signing.hpp"
#include "sandbox/vietinbank/words.hpp"

namespace dvcpay::sandbox::vietinbank {
namespace {

using Text = std::function<std::string(const Json&)>;

const std::map<std::string, Text> texts = {
    {"qr_request", qr_request_text},
    {"qr_response", qr_answer_text},
    {"inq_request", inquiry_text},
    {"inq_response", [](const Json& body) { return inquiry_answer_text(body, false); }},
    {"inq_response_legacy", [](const Json& body) { return inquiry_answer_text(body, true); }},
    {"notify_request", notice_text},
    {"notify_response", notice_answer_text},
    {"records_request", records_text},
    {"records_response", records_answer_text},
    {"statement_request", statement_text},
    {"erp_response", erp_answer_text},
    {"name_inquiry_request", name_inquiry_text},
    {"transfer_request", transfer_text},
};

TEST(VietinbankSide, SignsAndVerifiesAsTheVectorsSay) {
    const auto contract = side.contracts({}).front();
    const std::string bank = contract.sandbox.at("bank_private_key");
    const std::string partner = contract.secrets.at("partner_key").front();
    int seen = 0;
    for (const auto& [operation, text] : texts) {
        std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + operation + ".json");
        const Json document = Json::parse(file);
        for (const auto& entry : document.at("vectors")) {
            const std::string name = entry.at("name");
            const std::string raw = entry.at("expected").at("raw");
            const std::string signature = entry.at("expected").at("signature");
            ASSERT_EQ(text(entry.at("input")), raw) << name;
            const auto& pem = entry.at("by") == "bank" ? bank : partner;
            EXPECT_EQ(sign(pem, raw), signature) << name;
            EXPECT_TRUE(verifies(pem, raw, signature)) << name;
            EXPECT_FALSE(verifies(pem, raw + "1", signature)) << name;
            ++seen;
        }
    }
    EXPECT_EQ(seen, 39);
}

TEST(VietinbankSide, WritesTimesAsTheBankDoes) {
    const auto at = parse_rfc3339("2026-10-05T17:06:34Z").value();
    EXPECT_EQ(stamp(at), "20261006000634");
    EXPECT_EQ(row_time(at), "06-10-2026 00:06:34");
    EXPECT_EQ(slashed_day(at), "06/10/2026");
    EXPECT_EQ(core_reference("1795399200000000"), "164T399200000000");
    EXPECT_EQ(notice_id("164T399200000000"), "60164399200000000");
}

}  // namespace
}  // namespace dvcpay::sandbox::vietinbank
