#include "toolkit/token_endpoint.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr Wall noon{1'795'366'800'000};
constexpr std::int64_t life_s = 300;
const std::string subject = "bidv/default";

crypto::FileKeys keys_with(std::vector<std::string> texts) {
    crypto::SecretsByName out;
    for (auto& text : texts) out["login"].emplace_back(std::move(text));
    return crypto::FileKeys::make(std::move(out)).value();
}

Task<void> into(
    Keys* keys,
    KeyName key,
    std::string whom,
    std::int64_t seconds,
    std::optional<Result<std::string>>* out
) {
    Result<std::string> made =
        co_await issue_token(keys, std::move(key), std::move(whom), noon, seconds);
    out->emplace(std::move(made));
}

Result<std::string> issued(
    crypto::FileKeys& keys,
    std::string whom = subject,
    std::int64_t seconds = life_s,
    KeyName key = "login"
) {
    boost::asio::io_context io(1);
    std::optional<Result<std::string>> out;
    boost::asio::co_spawn(
        io,
        into(&keys, std::move(key), std::move(whom), seconds, &out),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    io.run();
    return std::move(*out);
}

TEST(LoginToken, IsGoodOnEveryInstanceUntilItsEnd) {
    crypto::FileKeys here = keys_with({"k"});
    const crypto::FileKeys there = keys_with({"k"});
    const std::string token = issued(here).value();
    const auto proof = verify_token(there, "login", token, subject, noon);
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->kind(), ProofKind::credential);
    EXPECT_TRUE(verify_token(there, "login", token, subject, noon.plus_ms(life_s * 1000 - 1)));
    EXPECT_FALSE(verify_token(there, "login", token, subject, noon.plus_s(life_s)));
    EXPECT_FALSE(verify_token(there, "login", token, subject, noon.plus_s(86'400)));
}

TEST(LoginToken, IsOfOneSubjectAndOneKey) {
    crypto::FileKeys keys = keys_with({"k"});
    const std::string token = issued(keys).value();
    for (const auto* other : {"", "bidv", "bidv/defaul", "bidv/default2", "shb/default"})
        EXPECT_FALSE(verify_token(keys, "login", token, other, noon)) << other;
    EXPECT_FALSE(verify_token(keys_with({"other"}), "login", token, subject, noon));
    EXPECT_FALSE(verify_token(keys, "nobody", token, subject, noon));
}

TEST(LoginToken, WithOneLetterChangedOrCutIsNone) {
    crypto::FileKeys keys = keys_with({"k"});
    const std::string token = issued(keys).value();
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verify_token(keys, "login", changed, subject, noon)) << i;
        EXPECT_FALSE(verify_token(keys, "login", token.substr(0, i), subject, noon)) << i;
    }
    for (const auto& odd : {token + "=", token + ".", "." + token, token + std::string(2000, 'A')})
        EXPECT_FALSE(verify_token(keys, "login", odd, subject, noon));
}

TEST(LoginToken, SurvivesARotationAndEndsWithItsKey) {
    crypto::FileKeys before = keys_with({"old"});
    const std::string token = issued(before).value();
    EXPECT_TRUE(verify_token(keys_with({"new", "old"}), "login", token, subject, noon));
    EXPECT_FALSE(verify_token(keys_with({"new"}), "login", token, subject, noon));
}

// What another part of the gateway signs with this key is no token, whatever its text says.
TEST(LoginToken, IsNoOtherTextUnderTheSameKey) {
    const crypto::FileKeys keys = keys_with({"k"});
    for (const std::string payload :
         {"bidv/default\n9999999999999",
          "dvcpay-login-2\nbidv/default\n9999999999999",
          "dvcpay-login-1\nbidv/default\n",
          "dvcpay-login-1\nbidv/default\n-1",
          "dvcpay-login-1\nbidv/default\n99999999999999999999"}) {
        const std::string text = crypto::to_base64url(payload);
        const std::string mac = crypto::hmac(MacAlgorithm::hmac_sha256, "k", text);
        const std::string token = text + "." + crypto::to_base64url(mac);
        EXPECT_FALSE(verify_token(keys, "login", token, subject, noon)) << payload;
    }
}

TEST(LoginToken, IsNotIssuedForNobodyOrForEver) {
    crypto::FileKeys keys = keys_with({"k"});
    const auto fault = [&keys](std::string whom, std::int64_t seconds, KeyName key) {
        return issued(keys, std::move(whom), seconds, std::move(key)).error().fault;
    };
    EXPECT_EQ(fault("two\nlines", life_s, "login"), Fault::configuration);
    EXPECT_EQ(fault(std::string(201, 'x'), life_s, "login"), Fault::configuration);
    EXPECT_EQ(fault(subject, 0, "login"), Fault::configuration);
    EXPECT_EQ(fault(subject, 86'401, "login"), Fault::configuration);
    EXPECT_EQ(fault(subject, life_s, "nobody"), Fault::configuration);
}

bool password_is(const std::optional<BasicLogin>& login, std::string_view text) {
    return login && login->password.reveal([text](auto held) { return held == text; });
}

TEST(BasicLoginTest, IsUserAndPasswordSplitAtTheFirstColon) {
    // Vectors of BIDV.
    const auto one = read_basic("Basic a2ctY2xpZW50OnMzY3IzdA==");
    EXPECT_TRUE(password_is(one, "s3cr3t"));
    EXPECT_EQ(one->user, "kg-client");
    const auto two = read_basic("Basic Ymlkdi1jYWxsZXI6cEBzczp3b3Jk");
    EXPECT_TRUE(password_is(two, "p@ss:word"));
    EXPECT_EQ(two->user, "bidv-caller");
    EXPECT_TRUE(password_is(read_basic("Basic YTo="), ""));
    EXPECT_TRUE(password_is(read_basic("bASIC  YTo="), ""));
}

TEST(BasicLoginTest, AnythingElseIsNone) {
    for (const auto& bad : {
             std::string(),
             std::string("Basic"),
             std::string("Basic "),
             std::string("BasicYTo="),
             std::string("Bearer YTo="),
             std::string("Basic YTo"),
             std::string("Basic YTo= "),
             std::string("Basic YTo=,Basic YTo="),
             std::string("Basic YQ=="),      // no colon
             std::string("Basic YToKYg=="),  // a line break
             std::string("Basic AGE6Yg=="),  // a NUL
             "Basic " + std::string(1024, 'A'),
         })
        EXPECT_FALSE(read_basic(bad)) << bad.substr(0, 40);
}

TEST(BearerHeader, HoldsOneToken) {
    EXPECT_EQ(read_bearer("Bearer abc.def"), "abc.def");
    EXPECT_EQ(read_bearer("bearer abc"), "abc");
    for (const auto* bad : {"", "Bearer", "Bearer ", "Bearerabc", "Basic abc", "Bearer a b"})
        EXPECT_EQ(read_bearer(bad), "") << bad;
    EXPECT_EQ(read_bearer("Bearer " + std::string(1024, 'a')), "");
}

}  // namespace
}  // namespace dvcpay::toolkit
