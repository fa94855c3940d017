#include "ops/telemetry.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "fake_clock.hpp"

namespace dvcpay::ops {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class JsonLines : public testing::Test {
  protected:
    JsonLines() {
        KnownSecrets known;
        known.add(Secret("only-this-process-knows"));
        LogOptions options;
        options.level = Level::info;
        options.tap = [this](std::string_view line) { lines_.emplace_back(line); };
        telemetry_ =
            std::move(JsonTelemetry::make(std::move(options), &clock_, std::move(known)).value());
    }
    json last() const { return json::parse(lines_.back()); }

    FakeClock clock_;
    std::vector<std::string> lines_;
    std::unique_ptr<JsonTelemetry> telemetry_;
};

TEST_F(JsonLines, ALineCarriesTimeLevelEventAndFieldsInTheirOrder) {
    telemetry_->log(
        Level::warning, "provider_slow", {{"trace_id", "4bf92f35"}, {"provider", "momo"}}
    );
    EXPECT_EQ(
        lines_.back(),
        R"({"ts":"2026-11-22T17:00:00.123Z","level":"warning","event":"provider_slow",)"
        R"("trace_id":"4bf92f35","provider":"momo"})"
    );
}

TEST_F(JsonLines, QuotesLineFeedsAndBrokenUtf8CannotForgeALine) {
    telemetry_->log(Level::info, "odd", {{"reason", "a\"b\\c\nd\x01\xff"}});
    EXPECT_THAT(lines_.back(), Not(HasSubstr("\n")));
    EXPECT_EQ(last()["reason"], "a\"b\\c\nd\x01\xEF\xBF\xBD");
}

TEST_F(JsonLines, AFieldCannotOverwriteTheEvent) {
    telemetry_->log(Level::info, "real", {{"event", "forged"}});
    EXPECT_EQ(last()["event"], "real");
    EXPECT_EQ(last()["event_"], "forged");
}

TEST_F(JsonLines, BelowTheLevelNothingIsWritten) {
    telemetry_->log(Level::debug, "detail", {});
    EXPECT_TRUE(lines_.empty());
}

TEST_F(JsonLines, ALongValueIsCutAfterHidingNotBefore) {
    const std::string value = std::string(1990, 'x') + " 091099001234 end";
    telemetry_->log(Level::info, "long", {{"reason", value}});
    EXPECT_THAT(lines_.back(), Not(HasSubstr("0910")));
    EXPECT_LT(lines_.back().size(), 2200U);
}

TEST_F(JsonLines, ASecretLearntLaterIsHiddenBesideTheOldOnes) {
    KnownSecrets fresh;
    fresh.add(Secret("came-with-the-reload"));
    telemetry_->log(Level::info, "before", {{"reason", "came-with-the-reload"}});
    EXPECT_EQ(last()["reason"], "came-with-the-reload");
    telemetry_->learn(fresh);
    telemetry_->log(
        Level::info, "after", {{"reason", "came-with-the-reload only-this-process-knows"}}
    );
    EXPECT_EQ(last()["reason"], "[secret] [secret]");
}

TEST_F(JsonLines, SecretsAndPersonalDataComeOutOfNoPath) {
    const std::vector<std::string> forbidden = {
        "dvk_live_7Hq2",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "only-this-process-knows",
        "091099001234",
        "0912345678",
        "an@example.vn",
        "K951B6PE1waDMi640xX08PD3vg6EkVlz",
    };
    for (const auto& value : forbidden) {
        telemetry_->log(Level::error, "leak", {{"reason", "x " + value + " y"}});
        telemetry_->log(Level::error, value, {});
        telemetry_->alarm("leak", {{"provider", value}, {"detail", value}});
        telemetry_->count("leak", {{"provider", value}, {"citizen", value}}, 1);
        telemetry_->observe_ms("leak_ms", {{"channel", value}}, 5);
    }
    std::string everything = telemetry_->metrics().text();
    for (const auto& line : lines_) everything += line;
    for (const auto& row : telemetry_->alarms())
        everything += row.event + row.provider + row.account + row.detail;
    for (const auto& value : forbidden) EXPECT_THAT(everything, Not(HasSubstr(value)));
}

TEST_F(JsonLines, AnAlarmIsLoggedCountedAndKept) {
    telemetry_->alarm(
        "configuration_refused", {{"provider", "momo"}, {"account", "default"}, {"code", "11"}}
    );
    clock_.pass_ms(1000);
    telemetry_->alarm(
        "configuration_refused", {{"provider", "momo"}, {"account", "default"}, {"code", "13"}}
    );
    EXPECT_EQ(last()["level"], "error");
    EXPECT_EQ(last()["alarm"], "true");
    ASSERT_EQ(telemetry_->alarms().size(), 1U);
    EXPECT_EQ(telemetry_->alarms()[0].times, 2);
    EXPECT_EQ(telemetry_->alarms()[0].detail, "code=13");
    EXPECT_THAT(
        telemetry_->metrics().text(),
        HasSubstr(R"(dvcpay_alarms_total{event="configuration_refused",provider="momo"} 2)")
    );
}

class LogFile : public testing::Test {
  protected:
    void SetUp() override {
        path_ = std::filesystem::path(testing::TempDir()) /
                (std::string("dvcpay-") +
                 testing::UnitTest::GetInstance()->current_test_info()->name() + ".log");
        std::filesystem::remove(path_);
    }
    void TearDown() override { std::filesystem::remove(path_); }
    std::string content() const {
        std::ifstream in(path_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    FakeClock clock_;
    std::filesystem::path path_;
};

TEST_F(LogFile, IsWrittenAtOnceAndOpenedAnewAfterRotation) {
    LogOptions options;
    options.file = path_.string();
    auto telemetry = std::move(JsonTelemetry::make(options, &clock_, {}).value());
    telemetry->log(Level::info, "before", {});
    EXPECT_THAT(content(), HasSubstr("\"before\""));
    std::filesystem::remove(path_);  // as logrotate moves it away
    ASSERT_TRUE(telemetry->reopen());
    telemetry->log(Level::info, "after", {});
    EXPECT_THAT(content(), HasSubstr("\"after\""));
}

TEST_F(LogFile, ThatCannotBeOpenedIsAConfigurationFault) {
    LogOptions options;
    options.file = "/proc/nobody/writes/here.log";
    const auto made = JsonTelemetry::make(options, &clock_, {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().fault, Fault::configuration);
}

}  // namespace
}  // namespace dvcpay::ops
