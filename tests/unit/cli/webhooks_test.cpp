#include "cli/webhooks.hpp"

#include <gtest/gtest.h>

namespace dvcpay::cli {
namespace {

using nlohmann::json;

json endpoint() {
    return {
        {"id", "portal"},
        {"configured", true},
        {"enabled", true},
        {"disabled_by", nullptr},
        {"disabled_since", nullptr},
        {"disabled_reason", nullptr}
    };
}

TEST(Standing, OfAnEndpointNamesWhoStoppedItAndWhy) {
    EXPECT_EQ(standing(endpoint()), "told");
    json gone = endpoint();
    gone["disabled_by"] = "gone";
    gone["disabled_since"] = "2026-11-23T02:15:00.000Z";
    EXPECT_EQ(standing(gone), "answered 410 at 2026-11-23T02:15:00.000Z");
    json stopped = gone;
    stopped["disabled_by"] = "operator";
    stopped["disabled_reason"] = "moves house";
    EXPECT_EQ(standing(stopped), "disabled at 2026-11-23T02:15:00.000Z: moves house");
}

TEST(Standing, OfTheConfigurationComesBeforeAnythingElse) {
    json off = endpoint();
    off["disabled_by"] = "operator";
    off["enabled"] = false;
    EXPECT_EQ(standing(off), "off in the configuration");
    off["configured"] = false;
    EXPECT_EQ(standing(off), "not in the configuration");
}

}  // namespace
}  // namespace dvcpay::cli
