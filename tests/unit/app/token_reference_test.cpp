// { pkcs11 = "…" }: a key in a token by reference, its PIN in a file of its own.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/config_secrets.hpp"
#include "crypto/signing_key.hpp"

namespace dvcpay::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class TokenReference : public testing::Test {
  protected:
    TokenReference() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = std::filesystem::path(testing::TempDir()) /
                ("dvcpay-token-ref-" + std::string(info->name()));
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
        std::ofstream(root_ / "pin") << "20272027\n";
        std::filesystem::permissions(root_ / "pin", std::filesystem::perms(0600));
    }
    ~TokenReference() override { std::filesystem::remove_all(root_); }

    std::vector<LoadedSecret> read(const std::string& reference) {
        const auto tree = parse_toml("key = " + reference + "\n", &faults_);
        if (!tree) return {};
        Surroundings around;
        around.base = root_.string();
        Section section(&*tree, "", 1, &faults_);
        return read_secrets(&section, "key", around);
    }
    std::string said() const {
        std::string out;
        for (const auto& fault : faults_.all()) out += to_string(fault) + "\n";
        return out;
    }

    std::filesystem::path root_;
    Faults faults_{"f"};
};

TEST_F(TokenReference, BecomesASecretThatSignsWithThePinOfItsFile) {
    const auto read_now =
        read(R"({ pkcs11 = "pkcs11:token=t;object=o?module-path=/m.so&pin-source=file:pin" })");
    EXPECT_EQ(said(), "");
    ASSERT_EQ(read_now.size(), 1U);
    EXPECT_TRUE(crypto::SigningKey::is_one(read_now[0].text));
    const auto pin = crypto::token_pin(read_now[0].text);
    ASSERT_TRUE(pin);
    EXPECT_TRUE(pin->reveal([](std::string_view text) { return text == "20272027"; }));
    EXPECT_THAT(read_now[0].from, Not(HasSubstr("2027")));
}

TEST_F(TokenReference, ItsPinFileIsHeldToTheSameRulesAsEverySecret) {
    const std::string reference =
        R"({ pkcs11 = "pkcs11:token=t;object=o?module-path=/m.so&pin-source=file:pin" })";
    std::filesystem::permissions(root_ / "pin", std::filesystem::perms(0644));
    EXPECT_TRUE(read(reference).empty());
    EXPECT_THAT(said(), HasSubstr("pin is open to everybody"));
    std::filesystem::remove(root_ / "pin");
    EXPECT_TRUE(read(reference).empty());
    EXPECT_THAT(said(), HasSubstr("cannot open"));
}

TEST_F(TokenReference, APinInTheReferenceIsRefusedAndNotRepeated) {
    EXPECT_TRUE(
        read(R"({ pkcs11 = "pkcs11:token=t;object=o?module-path=/m.so&pin-value=98765432" })")
            .empty()
    );
    EXPECT_THAT(said(), HasSubstr("pin-value"));
    EXPECT_THAT(said(), Not(HasSubstr("98765432")));
}

TEST_F(TokenReference, StandsBesideNoOtherSource) {
    EXPECT_TRUE(read(R"({ file = "pin", pkcs11 = "pkcs11:token=t;object=o" })").empty());
    EXPECT_THAT(said(), HasSubstr("expected { file"));
}

}  // namespace
}  // namespace dvcpay::app
