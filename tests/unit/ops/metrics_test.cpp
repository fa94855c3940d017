#include "ops/metrics.hpp"

#include <gmock/gmock.h>

namespace dvcpay::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, CountersHistogramsAndGaugesCarryThePrefixAndUnit) {
    Metrics metrics;
    metrics.count("payments_created", {{"provider", "momo"}}, 3);
    metrics.observe_ms("request_ms", {{"route", "POST /v1/payments"}}, 20);
    metrics.gauge("store_queue", {}, 7);
    const std::string text = metrics.text();
    EXPECT_THAT(text, HasSubstr("# TYPE dvcpay_payments_created_total counter"));
    EXPECT_THAT(text, HasSubstr("dvcpay_payments_created_total{provider=\"momo\"} 3"));
    EXPECT_THAT(
        text, HasSubstr("dvcpay_request_seconds_bucket{route=\"POST /v1/payments\",le=\"0.025\"} 1")
    );
    EXPECT_THAT(
        text, HasSubstr("dvcpay_request_seconds_bucket{route=\"POST /v1/payments\",le=\"0.01\"} 0")
    );
    EXPECT_THAT(text, HasSubstr("dvcpay_store_queue 7"));
}

TEST(Metrics, ALabelThatIsNotOnTheListIsLeftOut) {
    Metrics metrics;
    metrics.count("x", {{"citizen", "Nguyen"}, {"code", "9000"}}, 1);
    EXPECT_THAT(metrics.text(), HasSubstr("dvcpay_x_total{code=\"9000\"} 1"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("Nguyen")));
}

TEST(Metrics, AFamilyThatIsFullDropsAndSaysSo) {
    Metrics metrics;
    for (int i = 0; i < 1010; ++i) metrics.count("x", {{"code", std::to_string(i)}}, 1);
    EXPECT_THAT(
        metrics.text(), HasSubstr("dvcpay_metrics_dropped_total{metric=\"dvcpay_x_total\"} 10")
    );
}

TEST(Metrics, GaugesAreRefreshedBeforeEachScrape) {
    Metrics metrics;
    int scrapes = 0;
    metrics.before_scrape([&scrapes](Metrics& m) { m.gauge("scrapes", {}, ++scrapes); });
    EXPECT_THAT(metrics.text(), HasSubstr("dvcpay_scrapes 1"));
    EXPECT_THAT(metrics.text(), HasSubstr("dvcpay_scrapes 2"));
}

}  // namespace
}  // namespace dvcpay::ops
