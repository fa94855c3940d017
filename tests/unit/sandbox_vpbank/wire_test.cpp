// VPBank's side of the sandbox against the specification's vectors, by its own reading of them.
#include "sandbox/vpbank/wire.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "sandbox/crypto.hpp"
#include "sandbox/vpbank/test_keys.hpp"

namespace dvcpay::sandbox::vpbank {
namespace {

Json vectors_of(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file).at("vectors");
}

TEST(VpbankWire, TheBankSignsAsItsVectorsDo) {
    for (const auto& v : vectors_of("notice")) {
        const Json& in = v.at("input");
        const std::string plain = text_of(in, "masterAccountNumber") + " " + text_of(in, "amount") +
                                  " " + text_of(in, "transactionId");
        ASSERT_EQ(plain, text_of(v.at("expected"), "raw"));
        ASSERT_EQ(crypto::base64(plain), text_of(v.at("expected"), "wrapped"));
        EXPECT_EQ(sign(bank_test_key(), plain), text_of(v.at("expected"), "signature"));
        EXPECT_TRUE(verifies(bank_test_certificate(), plain, sign(bank_test_key(), plain)));
    }
}

TEST(VpbankWire, ThePartnersVectorsAreThePartners) {
    for (const char* name : {"transfer", "open_number"}) {
        for (const auto& v : vectors_of(name)) {
            const std::string plain = text_of(v.at("expected"), "raw");
            const std::string signature = text_of(v.at("expected"), "signature");
            EXPECT_TRUE(verifies(partner_test_key(), plain, signature)) << v.at("name");
            EXPECT_FALSE(verifies(partner_test_key(), plain + "0", signature));
            EXPECT_FALSE(verifies(bank_test_certificate(), plain, signature));
            EXPECT_FALSE(verifies(partner_test_key(), plain, "not base64"));
        }
    }
}

TEST(VpbankWire, TimesAreByTheClockOfVietnam) {
    constexpr Wall at{1'768'442'524'000};  // 2026-01-15T02:02:04Z
    EXPECT_EQ(slashed(at), "15/01/2026 09:02:04");
    EXPECT_EQ(slashed_day(at), "15/01/2026");
    EXPECT_EQ(compact(at), "20260115090204");
    EXPECT_EQ(compact_day(at), "20260115");
}

TEST(VpbankWire, KnowsReferencesAndIds) {
    EXPECT_TRUE(is_reference("DVCRF260115000001", 30));
    EXPECT_FALSE(is_reference("", 30));
    EXPECT_FALSE(is_reference("DVC-RF", 30));
    EXPECT_FALSE(is_reference("DVCRF", 4));
    EXPECT_TRUE(is_uuid("7f9c24e8-3b0a-4c55-9f53-6f2f1a0e0001"));
    EXPECT_FALSE(is_uuid("7f9c24e8-3b0a-1c55-9f53-6f2f1a0e0001"));
    EXPECT_FALSE(is_uuid("7F9C24E8-3b0a-4c55-9f53-6f2f1a0e0001"));
    EXPECT_FALSE(is_uuid("7f9c24e83b0a4c559f536f2f1a0e0001"));
}

}  // namespace
}  // namespace dvcpay::sandbox::vpbank
