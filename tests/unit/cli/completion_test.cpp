// The printed script, sourced in a real bash, with the words a person would have typed.
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>

#include <gmock/gmock.h>

namespace dvcpay::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

/// What Tab offers behind `words`, the last of which is being typed.
std::vector<std::string> offered(const std::string& words) {
    const std::string program = DVCPAY_PROGRAM;
    const std::string command =
        "bash -c 'set -u; source <(" + program + " completion bash); COMP_WORDS=(" + words +
        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _dvcpay; printf \"%s\\n\" "
        "\"${COMPREPLY[@]:-}\"' 2>&1";
    const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
    const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command.c_str(), "r"), close);
    std::string text;
    std::array<char, 512> some{};
    while (std::fgets(some.data(), some.size(), pipe.get()) != nullptr) text += some.data();
    std::vector<std::string> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) out.push_back(line);
    }
    return out;
}

TEST(Completion, OfTheBeginningOfACommandIsTheCommand) {
    EXPECT_THAT(offered("dvcpay inc"), ElementsAre("incidents"));
    EXPECT_THAT(offered("dvcpay refunds app"), ElementsAre("approve"));
    EXPECT_THAT(offered("dvcpay webhooks re"), ElementsAre("replay", "replay-range"));
}

TEST(Completion, OffersTheCommandsOfTheLevelAndNoOthers) {
    const auto first = offered("dvcpay \"\"");
    EXPECT_THAT(first, IsSupersetOf({"payments", "refunds", "webhooks", "doctor", "--config"}));
    EXPECT_THAT(first, Not(Contains("approve")));
    EXPECT_THAT(offered("dvcpay keys \"\""), IsSupersetOf({"create", "list", "revoke"}));
}

TEST(Completion, OffersLongOptionsOfTheCommand) {
    EXPECT_THAT(offered("dvcpay refunds approve rf_1 --idem"), ElementsAre("--idempotency-key"));
    EXPECT_THAT(offered("dvcpay webhooks disable portal --re"), ElementsAre("--reason"));
}

TEST(Completion, WordOfAnOptionIsNotTakenForACommand) {
    EXPECT_THAT(offered("dvcpay --config refunds app"), IsEmpty());
    EXPECT_THAT(offered("dvcpay --config refunds inc"), ElementsAre("incidents"));
    EXPECT_THAT(offered("dvcpay --config = refunds inc"), ElementsAre("incidents"));
    EXPECT_THAT(offered("dvcpay webhooks list --status wai"), IsEmpty()) << "bash offers files";
    EXPECT_THAT(offered("dvcpay webhooks list --json --sta"), ElementsAre("--status"));
}

}  // namespace
}  // namespace dvcpay::cli
