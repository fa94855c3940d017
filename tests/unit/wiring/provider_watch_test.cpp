#include <cstdio>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "app/wiring_health.hpp"
#include "gateway_world.hpp"

namespace dvcpay::app {
namespace {

class Certificates : public GatewayWorld {
  protected:
    /// A self-signed certificate that ends so many days from now.
    void make_certificate(const std::string& name, int days) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* leaf = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(leaf), 1);
        X509_gmtime_adj(X509_getm_notBefore(leaf), 0);
        X509_gmtime_adj(X509_getm_notAfter(leaf), 86'400L * days + 600);
        X509_set_pubkey(leaf, key);
        X509_sign(leaf, key, EVP_sha256());
        put(name + ".pem", "");
        put(name + ".key", "");
        write(name + ".pem", [leaf](std::FILE* out) { PEM_write_X509(out, leaf); });
        write(name + ".key", [key](std::FILE* out) {
            PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
        });
        X509_free(leaf);
        EVP_PKEY_free(key);
    }
    void write(const std::string& name, const std::function<void(std::FILE*)>& how) {
        std::FILE* out = std::fopen((root_ / name).c_str(), "w");
        ASSERT_NE(out, nullptr);
        how(out);
        std::fclose(out);
    }
};

TEST_F(Certificates, AreReadForTheirEnd) {
    make_certificate("leaf", 30);
    const auto until = certificate_until((root_ / "leaf.pem").string());
    ASSERT_TRUE(until);
    EXPECT_EQ(days_between(clock_.wall(), *until), 30);
    EXPECT_FALSE(certificate_until((root_ / "none.pem").string()));
    EXPECT_FALSE(certificate_until((root_ / "momo").string()));
}

TEST_F(Certificates, OneThatEndsSoonIsAWarningAndStillReady) {
    make_certificate("server", 5);
    std::string changed = text();
    const std::string tls =
        "[server.public.tls]\ncertificate_file = \"server.pem\"\nkey_file = \"server.key\"\n";
    changed.replace(changed.find("[server.private]"), 0, tls);
    put("dvcpay.toml", changed);
    ASSERT_TRUE(start());
    const auto ready = get_private("/health/ready");
    EXPECT_EQ(ready.status, 200);
    EXPECT_THAT(
        ready.body,
        testing::HasSubstr(R"({"name":"certificate","status":"warning","detail":"5 days left"})")
    );
}

TEST_F(Certificates, OneThatHasEndedIsAnAlarmAtTheStartAndAMetric) {
    make_certificate("server", -1);
    std::string changed = text();
    const std::string tls =
        "[server.public.tls]\ncertificate_file = \"server.pem\"\nkey_file = \"server.key\"\n";
    changed.replace(changed.find("[server.private]"), 0, tls);
    put("dvcpay.toml", changed);
    ASSERT_TRUE(start());
    EXPECT_THAT(get_private("/health/providers").body, testing::HasSubstr("certificate_has_ended"));
    EXPECT_THAT(
        get_private("/metrics").body,
        testing::HasSubstr("dvcpay_certificate_days{listener=\"public\"} -1")
    );
}

TEST(DaysBetween, CountsWholeDaysAlsoBackwards) {
    constexpr std::int64_t day = 86'400'000;
    EXPECT_EQ(days_between(Wall{1}, Wall{0}), -1) << "what has just ended has ended";
    EXPECT_EQ(days_between(Wall{0}, Wall{day - 1}), 0);
    EXPECT_EQ(days_between(Wall{0}, Wall{3 * day}), 3);
    EXPECT_EQ(days_between(Wall{2 * day}, Wall{0}), -2);
}

}  // namespace
}  // namespace dvcpay::app
