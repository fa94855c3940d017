// What a bank's account brings beside a wallet's: a certificate of the bank's, paths of its own.
#include <algorithm>

#include <gmock/gmock.h>

#include "config_world.hpp"

namespace dvcpay::app {
namespace {

using testing::IsEmpty;

class BankConfig : public ConfigWorld {};

/// TEST ONLY VPB NOTIFY: valid to 2036-01-01.
constexpr const char* bank_certificate = R"(-----BEGIN CERTIFICATE-----
MIICuDCCAaCgAwIBAgICA+kwDQYJKoZIhvcNAQELBQAwHzEdMBsGA1UEAwwUVEVT
VCBPTkxZIFZQQiBOT1RJRlkwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAw
WjAfMR0wGwYDVQQDDBRURVNUIE9OTFkgVlBCIE5PVElGWTCCASIwDQYJKoZIhvcN
AQEBBQADggEPADCCAQoCggEBANJal4okotswMmtQ6RHbjDNKgIX1DoIte/SkELsJ
uMO3AM/xwTJkk1qJ5+24Yy/iMkedMuM+sssiLegI446AmKDDoTinDRCaKJIvp0sM
KRw3wESyO/7ETah4Y/J7eHAL3dhyuZaF1Q71KDE7+ex1LHvryjmrd38i8aJXyEBD
o+aKu0q/hujJkS4C8V57nsX7b4/wyDJl592NYwNv4OZydwvzilN7tHQajciXY9mH
iDRdHRIfFYXYFV6xSfckksibVTMSpD1DyWLpnt+SpC0QbnsNFKebutXQT+Er6KPU
tdiQvDRFL6pI70KH2rcRR+Szj8jfoMdqkP1oO9w2j+T0IlMCAwEAATANBgkqhkiG
9w0BAQsFAAOCAQEAiT2/8NpFOM9ELaJ5xc27ky+3q5crHWbwMpnl7nYBsV3oGnSI
6x7HwNrvjWmDryTdp+6Ua+Gk1u8MnHk1N5XOV6fLkUMM3Vb906BPR1SIpciNPAxn
RdjFEQZnOCCusJcEs745JNzUnhWlfVTqkcB4OHCrvKxdjtSYXToNpABEWcmfWFvs
SXmHvBQCzkWzUUrR3UeWxVeLXRTfHU2FevGnGP8cw/lY4N89gRi9WncoV27GZNGV
qxdHpVt+sJmG9QpVvaZoe+C+ZqSNT7h9q47XHj2DPhNnWVEOtlJfurHVt+SGcHS3
qMOgltC2Ax2dEZDgOJn1jAJWxahRJdno9k5qew==
-----END CERTIFICATE-----
)";

TEST_F(BankConfig, AProvidersCertificateMayBeReadByAllAndTellsItsOwnEnd) {
    put("certs/dev/vpbank.pem", bank_certificate);
    std::filesystem::permissions(
        root_ / "certs/dev/vpbank.pem",
        std::filesystem::perms::owner_read | std::filesystem::perms::others_read
    );
    const std::string account = R"(
[[provider_account]]
provider = "vpbank"
[provider_account.settings]
master_account = "232506601"
va_prefix = "VPBDVC"
va_last = 99999999
[provider_account.secrets]
bank_certificate = { file = "../certs/dev/vpbank.pem" }
[provider_account.beneficiary]
account = "232506601"
bank_bin = "970432"
name = "TT PV HCC TINH"
)";
    const auto result = load(std::string(whole) + account);
    ASSERT_THAT(told(result), IsEmpty());
    EXPECT_EQ(result.config->key_expiry.at("vpbank/default/bank_certificate"), (Day{2036, 1, 1}));
    const auto& routes = result.config->routes;
    EXPECT_TRUE(std::ranges::any_of(routes, [](const InboundRoute& route) {
        return route.provider == "vpbank" && route.kind == "credit";
    })) << "the paths of the bank's own papers are open by themselves";
}

}  // namespace
}  // namespace dvcpay::app
