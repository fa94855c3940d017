// SHB's side of the sandbox against the specification's vectors, by its own reading of them.
#include "sandbox/shb/wire.hpp"

#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "sandbox/shb/codes.hpp"
#include "sandbox/shb/test_keys.hpp"

namespace dvcpay::sandbox::shb {
namespace {

Json vectors_of(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file);
}

Signer signer(bool with_id) {
    Signer out;
    out.id_before_body = with_id;
    out.bank_key = bank_test_key();
    out.partner_key = partner_test_key();
    return out;
}

TEST(ShbWire, TheBankSignsAsItsVectorsDo) {
    for (const char* name : {"answer", "notice"}) {
        for (const auto& v : vectors_of(name).at("vectors")) {
            const std::string id = v.at("input").at("x-request-id");
            const std::string body = v.at("input").at("body");
            ASSERT_EQ(signer(false).text(id, body), v.at("expected").at("raw").get<std::string>());
            EXPECT_EQ(
                signer(false).sign(Signer::With::right, id, body),
                v.at("expected").at("signature").get<std::string>()
            ) << v.at("name");
            EXPECT_NE(
                signer(false).sign(Signer::With::wrong, id, body),
                v.at("expected").at("signature").get<std::string>()
            );
        }
    }
}

TEST(ShbWire, ThePartnersVectorsAreThePartners) {
    for (const char* name : {"request", "request_id_dot_body", "ack"}) {
        const auto document = vectors_of(name);
        const auto reads = signer(document.at("profile") == "reqid_dot_body");
        for (const auto& v : document.at("vectors")) {
            const std::string id = v.at("input").at("x-request-id");
            const std::string body = v.at("input").at("body");
            const std::string signature = v.at("expected").at("signature");
            ASSERT_EQ(reads.text(id, body), v.at("expected").at("raw").get<std::string>());
            EXPECT_TRUE(reads.from_partner(id, body, signature)) << v.at("name");
            EXPECT_FALSE(reads.from_partner(id, body + " ", signature));
            EXPECT_FALSE(reads.from_partner(id, body, signature.substr(1)));
            EXPECT_FALSE(reads.from_partner(id, body, ""));
        }
    }
}

TEST(ShbWire, TheBankMakesTheQrOfItsVectors) {
    for (const auto& v : vectors_of("vietqr").at("vectors")) {
        const auto& in = v.at("input");
        if (!in.contains("amount")) continue;  // a counter's sticker; transactions have an amount
        const auto text = qr_text(
            in.at("account").get<std::string>(),
            in.at("amount").get<std::int64_t>(),
            in.at("addInfo").get<std::string>()
        );
        EXPECT_EQ(text, v.at("expected").at("qr").get<std::string>());
    }
}

TEST(ShbWire, TimesAndAmountsAreExact) {
    const Wall at = {1'791'162'000'000};
    EXPECT_EQ(time_text(at), "20261005080000");
    EXPECT_EQ(read_time("20261005080000"), at);
    EXPECT_FALSE(read_time("20261005240000"));
    EXPECT_FALSE(read_time("2026100508000"));
    const Json body = {{"a", "150000"}, {"b", "0"}, {"c", 150000}, {"d", "1.0"}, {"e", ""}};
    EXPECT_EQ(amount_of(body, "a"), 150'000);
    for (const char* member : {"b", "c", "d", "e", "f"}) EXPECT_FALSE(amount_of(body, member));
}

TEST(ShbCodeCases, EachOperationSaysEachCodeOnce) {
    std::set<std::string> seen;
    for (const auto& row : code_cases())
        EXPECT_TRUE(seen.insert(row.operation + " " + row.code).second) << row.code;
    EXPECT_GT(seen.size(), 60U);
}

}  // namespace
}  // namespace dvcpay::sandbox::shb
