#include "crypto/keys.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

constexpr auto sha256_mac = MacAlgorithm::hmac_sha256;

FileKeys rotating() {
    SecretsByName secrets;
    secrets["portal"].emplace_back("new secret");
    secrets["portal"].emplace_back("old secret");
    secrets["momo/default/secret_key"].emplace_back("other secret");
    auto keys = FileKeys::make(std::move(secrets));
    return std::move(keys).value();
}

Task<void> await_mac(FileKeys* keys, KeyName name, std::optional<Result<std::string>>* out) {
    Result<std::string> mac = co_await keys->mac(std::move(name), sha256_mac, "text");
    out->emplace(std::move(mac));
}

Result<std::string> mac_of(FileKeys& keys, KeyName name) {
    boost::asio::io_context io(1);
    std::optional<Result<std::string>> out;
    boost::asio::co_spawn(io, await_mac(&keys, std::move(name), &out), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    io.run();
    return std::move(*out);
}

TEST(FileKeysTest, SignsWithTheNewestSecret) {
    FileKeys keys = rotating();
    EXPECT_EQ(mac_of(keys, "portal").value(), hmac(sha256_mac, "new secret", "text"));
}

TEST(FileKeysTest, VerifiesWithEachSecretOfTheNameAndNoOther) {
    const FileKeys keys = rotating();
    const auto by_new =
        keys.verify_mac("portal", sha256_mac, "text", hmac(sha256_mac, "new secret", "text"));
    ASSERT_TRUE(by_new);
    EXPECT_EQ(by_new->kind(), ProofKind::signature);
    EXPECT_TRUE(
        keys.verify_mac("portal", sha256_mac, "text", hmac(sha256_mac, "old secret", "text"))
    );
    EXPECT_FALSE(
        keys.verify_mac("portal", sha256_mac, "text", hmac(sha256_mac, "other secret", "text"))
    );
    EXPECT_FALSE(
        keys.verify_mac("portal", sha256_mac, "texT", hmac(sha256_mac, "new secret", "text"))
    );
    EXPECT_FALSE(keys.verify_mac("nobody", sha256_mac, "text", hmac(sha256_mac, "", "text")));
}

TEST(FileKeysTest, TakesNoMacOfWrongLengthOrAlgorithm) {
    const FileKeys keys = rotating();
    const std::string mac = hmac(sha256_mac, "new secret", "text");
    EXPECT_FALSE(keys.verify_mac("portal", sha256_mac, "text", ""));
    EXPECT_FALSE(keys.verify_mac("portal", sha256_mac, "text", mac.substr(1)));
    EXPECT_FALSE(keys.verify_mac("portal", sha256_mac, "text", mac + '\0'));
    EXPECT_FALSE(keys.verify_mac("portal", MacAlgorithm::hmac_sha512, "text", mac));
    for (std::size_t i = 0; i < mac.size(); ++i) {
        std::string flipped = mac;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        EXPECT_FALSE(keys.verify_mac("portal", sha256_mac, "text", flipped)) << i;
    }
}

TEST(FileKeysTest, GivesAllMacsNewestFirstDuringARotation) {
    const FileKeys keys = rotating();
    const auto all = keys.mac_all_base64("portal", sha256_mac, "text");
    ASSERT_TRUE(all);
    ASSERT_EQ(all.value().size(), 2U);
    EXPECT_EQ(all.value()[0], to_base64(hmac(sha256_mac, "new secret", "text")));
    EXPECT_EQ(all.value()[1], to_base64(hmac(sha256_mac, "old secret", "text")));
}

TEST(FileKeysTest, SaysWhichNameIsUnknown) {
    FileKeys keys = rotating();
    EXPECT_TRUE(keys.has("portal"));
    EXPECT_FALSE(keys.has("nobody"));
    const auto missing = mac_of(keys, "nobody");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().fault, Fault::configuration);
    EXPECT_NE(missing.error().detail.find("nobody"), std::string::npos);
    EXPECT_EQ(keys.mac_all_base64("nobody", sha256_mac, "").error().fault, Fault::configuration);
}

TEST(FileKeysTest, IsNotMadeWithAnEmptySecretOrNone) {
    SecretsByName empty;
    empty["portal"].emplace_back("");
    EXPECT_EQ(FileKeys::make(std::move(empty)).error().fault, Fault::configuration);
    SecretsByName none;
    none["portal"];
    EXPECT_EQ(FileKeys::make(std::move(none)).error().fault, Fault::configuration);
}

SecretsByName lists(std::vector<std::string> portal) {
    SecretsByName out;
    for (auto& text : portal) out["portal"].emplace_back(std::move(text));
    out["momo/default/secret_key"].emplace_back("other secret");
    return out;
}

bool verifies(const FileKeys& keys, std::string_view secret) {
    return keys.verify_mac("portal", sha256_mac, "text", hmac(sha256_mac, secret, "text"))
        .has_value();
}

TEST(FileKeysTest, AMacUnderTheOldKeyVerifiesUntilTheOldKeyIsDropped) {
    FileKeys keys = FileKeys::make(lists({"old"})).value();
    EXPECT_FALSE(verifies(keys, "new"));
    keys.adopt(keys.compare(lists({"new", "old"})).value());
    EXPECT_TRUE(verifies(keys, "new"));
    EXPECT_TRUE(verifies(keys, "old"));
    EXPECT_EQ(mac_of(keys, "portal").value(), hmac(sha256_mac, "new", "text"));
    keys.adopt(keys.compare(lists({"new"})).value());
    EXPECT_TRUE(verifies(keys, "new"));
    EXPECT_FALSE(verifies(keys, "old"));
}

TEST(FileKeysTest, ComparingNamesWhatChangedAndChangesNothing) {
    FileKeys keys = FileKeys::make(lists({"old"})).value();
    EXPECT_TRUE(keys.compare(lists({"old"})).value().names.empty());
    const auto change = keys.compare(lists({"new", "old"}));
    EXPECT_EQ(change.value().names, std::vector<KeyName>{"portal"});
    EXPECT_FALSE(verifies(keys, "new"));
    SecretsByName more = lists({"old"});
    more["webhook/second"].emplace_back("x");
    EXPECT_EQ(keys.compare(std::move(more)).value().names, std::vector<KeyName>{"webhook/second"});
}

TEST(FileKeysTest, TheOrderOfAListIsAChangeBecauseTheFirstSigns) {
    const FileKeys keys = FileKeys::make(lists({"a", "b"})).value();
    EXPECT_EQ(keys.compare(lists({"b", "a"})).value().names.size(), 1U);
}

TEST(FileKeysTest, ASnapshotWithoutANameInForceOrWithAnEmptySecretIsRefused) {
    const FileKeys keys = FileKeys::make(lists({"old"})).value();
    SecretsByName gone = lists({"old"});
    gone.erase("momo/default/secret_key");
    const auto refused = keys.compare(std::move(gone));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("momo/default/secret_key"), std::string::npos);
    EXPECT_EQ(keys.compare(lists({""})).error().fault, Fault::configuration);
}

}  // namespace
}  // namespace dvcpay::crypto
