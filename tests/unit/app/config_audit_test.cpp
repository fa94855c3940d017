// The table [audit], in the configuration as it ships.
#include <gmock/gmock.h>

#include "config_world.hpp"

namespace dvcpay::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class ConfigAudit : public ConfigWorld {
  protected:
    /// The shipped text, pieces of it replaced.
    static std::string with(const std::vector<std::pair<std::string, std::string>>& changes) {
        const auto path = std::filesystem::path(DVCPAY_CONFIG_DIR) / "dvcpay.toml";
        std::ifstream in(path, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        for (const auto& [piece, instead] : changes) {
            const std::size_t at = text.find(piece);
            if (at == std::string::npos) {
                ADD_FAILURE() << "no such piece: " << piece;
            } else {
                text.replace(at, piece.size(), instead);
            }
        }
        return text;
    }
    static inline const std::string key_line = "seal_key_file = \"../certs/dev/seal-dev.key\"\n";
    static inline const std::string no_witness = "witness_file = \"\"\n";
};

TEST_F(ConfigAudit, WithoutASealKeyNothingIsSealedAndAWarningSaysSo) {
    const auto result = load(with({{key_line, ""}}));
    EXPECT_THAT(told(result), ElementsAre(HasSubstr("W 0 audit.seal_key_file: no key")));
    ASSERT_TRUE(result.config);
    EXPECT_TRUE(result.config->audit.seal_key.empty());
}

TEST_F(ConfigAudit, ASealKeyIsAPrivateEd25519KeyThatOnlyItsOwnerReads) {
    const auto good = load(with({}));
    ASSERT_TRUE(good.config);
    EXPECT_FALSE(good.config->audit.seal_key.empty());
    EXPECT_EQ(good.config->audit.seal_every_s, AuditConfig{}.seal_every_s);
    std::filesystem::permissions(
        root_ / "certs/dev/seal-dev.key",
        std::filesystem::perms::others_read,
        std::filesystem::perm_options::add
    );
    EXPECT_THAT(told(load(with({}))), Contains(HasSubstr("is open to everybody")));
    put("certs/dev/seal-dev.key", base64_of_32);
    EXPECT_THAT(told(load(with({}))), Contains(HasSubstr("no Ed25519 private key in PKCS#8 PEM")));
}

TEST_F(ConfigAudit, AWitnessNeedsItsFolderAndAKey) {
    EXPECT_THAT(
        told(load(with({{no_witness, "witness_file = \"../nowhere/w.jsonl\"\n"}}))),
        ElementsAre(HasSubstr("audit.witness_file: the directory"))
    );
    EXPECT_THAT(
        told(load(with({{no_witness, "witness_file = \"../var/w.jsonl\"\n"}, {key_line, ""}}))),
        Contains(HasSubstr("audit.witness_file: there is nothing to witness"))
    );
}

}  // namespace
}  // namespace dvcpay::app
