// Keys in a token: SoftHSM2 in a temporary folder, by the same calls as PEM files.
#include "crypto/pkcs11.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signing_fixture.hpp"

namespace dvcpay::crypto {
namespace {

using enum SignAlgorithm;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const std::string module_file = "/usr/lib/softhsm/libsofthsm2.so";
const std::string tool_file = "/usr/bin/softhsm2-util";
const std::string pin = "20272027";
const std::string wrong_pin = "99999999";

/// One folder for the process: a module reads its settings once.
class Token : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const bool engine = fs::exists("/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so") ||
                            fs::exists("/usr/lib/aarch64-linux-gnu/engines-3/pkcs11.so");
        if (!engine || !fs::exists(module_file) || !fs::exists(tool_file)) return;
        root = fs::path(testing::TempDir()) / ("dvcpay-token-" + std::to_string(::getpid()));
        fs::create_directories(root / "tokens");
        std::ofstream(root / "softhsm2.conf")
            << "directories.tokendir = " << (root / "tokens").string() << "\nlog.level = ERROR\n";
        ::setenv("SOFTHSM2_CONF", (root / "softhsm2.conf").c_str(), 1);
        rsa = rsa_pair();
        ec = ec_pair();
        // A token that is logged in asks for no PIN again, so that the wrong one needs its own.
        for (const std::string token : {"dvcpay", "locked"}) {
            tool({"--init-token", "--free", "--label", token, "--so-pin", "12345678", "--pin", pin}
            );
            import(token, "bank-rsa", "01", rsa.private_half);
            import(token, "bank-ec", "02", ec.private_half);
        }
    }
    static void TearDownTestSuite() {
        if (!root.empty()) fs::remove_all(root);
    }
    void SetUp() override {
        if (root.empty())
            GTEST_SKIP() << "SKIPPED: no token to test with; install softhsm2 and "
                            "libengine-pkcs11-openssl (deploy/packages/install debian-test)";
    }

    static void tool(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "softhsm2-util");
        std::vector<char*> all;
        all.reserve(arguments.size() + 1);
        for (auto& argument : arguments) all.push_back(argument.data());
        all.push_back(nullptr);
        posix_spawn_file_actions_t quiet;
        posix_spawn_file_actions_init(&quiet);
        posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        pid_t child = 0;
        const int begun =
            ::posix_spawn(&child, tool_file.c_str(), &quiet, nullptr, all.data(), environ);
        posix_spawn_file_actions_destroy(&quiet);
        ASSERT_EQ(begun, 0);
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_EQ(status, 0) << arguments[1];
    }
    static void import(
        const std::string& token,
        const std::string& label,
        const std::string& id,
        const std::string& pem
    ) {
        const fs::path file = root / "import.pem";
        std::ofstream(file) << pem;
        tool(
            {"--import", file.string(), "--token", token, "--label", label, "--id", id, "--pin", pin
            }
        );
        fs::remove(file);
    }
    static std::string uri(const std::string& path) {
        std::string out = "pkcs11:";
        out.append(path).append("?module-path=").append(module_file);
        return out.append("&pin-source=file:/not/read/here");
    }
    static Result<FileKeys> keys(const std::string& path, const std::string& with_pin = pin) {
        SecretsByName secrets;
        secrets["bank"].push_back(token_secret(uri(path), Secret(with_pin)).value());
        return FileKeys::make(std::move(secrets));
    }
    static std::string refusal(const std::string& path, const std::string& with_pin = pin) {
        const auto made = keys(path, with_pin);
        if (made) return "opened";
        EXPECT_EQ(made.error().fault, Fault::configuration);
        EXPECT_THAT(made.error().detail, Not(HasSubstr(with_pin)));
        return made.error().detail;
    }
    static bool verifies(
        const std::string& pem, SignAlgorithm algorithm, const std::string& signature
    ) {
        const auto key = SigningKey::load(Secret(pem)).value();
        return key.verify(algorithm, "text", signature) &&
               !key.verify(algorithm, "texT", signature);
    }

    static inline fs::path root;
    static inline PemPair rsa;
    static inline PemPair ec;
};

TEST_F(Token, SignsRsaInBothPaddingsAndThePublicHalfInPemVerifies) {
    FileKeys token = keys("token=dvcpay;object=bank-rsa").value();
    for (const auto algorithm : {rsa_pkcs1_sha256, rsa_pss_sha256}) {
        const auto signature = sign_with(token, "bank", algorithm, "text");
        ASSERT_TRUE(signature) << signature.error().detail;
        EXPECT_TRUE(verifies(rsa.public_half, algorithm, signature.value()));
        EXPECT_FALSE(verifies(rsa_pair().public_half, algorithm, signature.value()));
        EXPECT_TRUE(token.verify_signature("bank", algorithm, "text", signature.value()));
    }
}

TEST_F(Token, SignsEcdsaAndThePublicHalfInPemVerifies) {
    FileKeys token = keys("token=dvcpay;object=bank-ec;type=private").value();
    const auto signature = sign_with(token, "bank", ecdsa_p256_sha256, "text");
    ASSERT_TRUE(signature) << signature.error().detail;
    EXPECT_TRUE(verifies(ec.public_half, ecdsa_p256_sha256, signature.value()));
    EXPECT_FALSE(verifies(ec_pair().public_half, ecdsa_p256_sha256, signature.value()));
}

TEST_F(Token, RotatesWithAPemFileInOneList) {
    SecretsByName secrets;
    secrets["bank"].push_back(token_secret(uri("token=dvcpay;object=bank-ec"), Secret(pin)).value()
    );
    const PemPair old = ec_pair();
    secrets["bank"].emplace_back(old.private_half);
    FileKeys both = FileKeys::make(std::move(secrets)).value();
    const std::string made = sign_with(both, "bank", ecdsa_p256_sha256, "text").value();
    EXPECT_TRUE(verifies(ec.public_half, ecdsa_p256_sha256, made));
    const auto by_old = SigningKey::load(Secret(old.private_half)).value();
    EXPECT_TRUE(both.verify_signature(
        "bank", ecdsa_p256_sha256, "text", by_old.sign(ecdsa_p256_sha256, "text").value()
    ));
}

TEST_F(Token, AWrongPinAMissingTokenAndAMissingKeySayWhatIsWrong) {
    EXPECT_THAT(
        refusal("token=locked;object=bank-ec", wrong_pin),
        HasSubstr("bank: pkcs11:token=locked;object=bank-ec cannot be opened: PIN incorrect")
    );
    EXPECT_THAT(refusal("token=nowhere;object=bank-ec"), HasSubstr("no such token"));
    EXPECT_THAT(refusal("token=dvcpay;object=nothing"), HasSubstr("no such key in it"));
}

TEST_F(Token, AModuleThatIsNotThereIsNamed) {
    auto gone =
        parse_token_uri("pkcs11:token=t;object=o?module-path=/no/such.so&pin-source=file:p");
    const auto opened = open_token_key(gone.value(), Secret(pin));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().fault, Fault::configuration);
    EXPECT_THAT(opened.error().detail, HasSubstr("/no/such.so"));
}

TEST_F(Token, NeverMakesAMac) {
    const FileKeys token = keys("token=dvcpay;object=bank-ec").value();
    EXPECT_FALSE(token.mac_all_base64("bank", MacAlgorithm::hmac_sha256, "text"));
}

TEST(TokenUriText, IsReadIntoKeyModuleAndPinFile) {
    const auto uri = parse_token_uri(
        "pkcs11:token=My%20token;object=bank?pin-source=file:/etc/pin&module-path=/usr/lib/x.so"
    );
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri.value().key, "pkcs11:token=My%20token;object=bank");
    EXPECT_EQ(uri.value().module, "/usr/lib/x.so");
    EXPECT_EQ(uri.value().pin_file, "/etc/pin");
}

class WrongUri : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(WrongUri, IsRefusedWithItsReasonAndWithoutItsText) {
    const auto uri = parse_token_uri(GetParam().first);
    ASSERT_FALSE(uri) << GetParam().first;
    EXPECT_EQ(uri.error().fault, Fault::configuration);
    EXPECT_THAT(uri.error().detail, HasSubstr(GetParam().second));
    EXPECT_THAT(uri.error().detail, Not(HasSubstr("4711")));
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    WrongUri,
    testing::Values(
        std::pair{"file:/x", "begin"},
        std::pair{"pkcs11:", "token"},
        std::pair{"pkcs11:token=t?module-path=/m&pin-source=file:p", "object"},
        std::pair{"pkcs11:token=t;object=o", "module-path"},
        std::pair{"pkcs11:token=t;object=o?module-path=/m", "pin-source"},
        std::pair{"pkcs11:token=t;object=o?module-path=/m&pin-value=4711", "pin-value"},
        std::pair{"pkcs11:token=t;object=o?module-path=/m&pin-source=|cat 4711", "encoding"},
        std::pair{"pkcs11:token=t;object=o?module-path=/m&pin-source=/p4711", "file:"},
        std::pair{"pkcs11:token=t;token=u;object=o?module-path=/m&pin-source=file:p", "twice"},
        std::pair{"pkcs11:token=t;object=o;x-pin=4711?module-path=/m&pin-source=file:p", "unknown"},
        std::pair{"pkcs11:token=t;object=%zz?module-path=/m&pin-source=file:p", "percent"},
        std::pair{"pkcs11:token=t;object=%00?module-path=/m&pin-source=file:p", "percent"},
        std::pair{"pkcs11:token=t;object=o;type=cert?module-path=/m&pin-source=file:p", "private"},
        std::pair{"pkcs11:token=t;object=o?module-path=/m&pin-source=file:p\n4711", "encoding"}
    )
);

}  // namespace
}  // namespace dvcpay::crypto
