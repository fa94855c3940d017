#include <gmock/gmock.h>

#include "app/catalogue_csv.hpp"
#include "config_world.hpp"

namespace dvcpay::app {
namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string shipped(const char* name) {
    return read(std::filesystem::path(DVCPAY_CONFIG_DIR) / name);
}

class ShippedConfig : public ConfigWorld {};

TEST_F(ShippedConfig, LoadsWithoutAFault) {
    const auto result = load(shipped("dvcpay.toml"));
    EXPECT_THAT(told(result), testing::IsEmpty());
    ASSERT_TRUE(result.config);
    EXPECT_EQ(result.config->flow.clients.size(), 1U);
    EXPECT_EQ(result.config->flow.accounts.size(), 1U);
}

TEST_F(ShippedConfig, WritesEveryDefaultAsItIsInTheSource) {
    const auto result = load(shipped("dvcpay.toml"));
    ASSERT_TRUE(result.config);
    const Configuration& config = *result.config;
    const ServerConfig server;
    EXPECT_EQ(config.server.connections_max, server.connections_max);
    EXPECT_EQ(config.server.requests_in_flight_max, server.requests_in_flight_max);
    EXPECT_EQ(config.server.new_work_in_flight_max, server.new_work_in_flight_max);
    EXPECT_EQ(config.server.header_bytes_max, server.header_bytes_max);
    EXPECT_EQ(config.server.body_bytes_max, server.body_bytes_max);
    EXPECT_EQ(config.server.idle_ms, server.idle_ms);
    EXPECT_EQ(config.server.drain_ms, server.drain_ms);
    EXPECT_EQ(config.store.queue_max, StoreConfig{}.queue_max);
    EXPECT_EQ(config.store.group_jobs_max, StoreConfig{}.group_jobs_max);
    EXPECT_EQ(config.api.rate_per_second, ApiConfig{}.rate_per_second);
    EXPECT_EQ(config.flow.webhook_schedule_s, FlowConfig{}.webhook_schedule_s);
    EXPECT_EQ(config.flow.webhook_timeout_ms, FlowConfig{}.webhook_timeout_ms);
    EXPECT_EQ(config.flow.provider_wait_ms, FlowConfig{}.provider_wait_ms);
    EXPECT_EQ(config.flow.quarantine_per_day, FlowConfig{}.quarantine_per_day);
    EXPECT_EQ(config.providers.at("momo").channel.open_ms, ChannelLimits{}.open_ms);
}

TEST_F(ShippedConfig, ItsCatalogueHasNoMistake) {
    const auto services = read_services_csv(shipped("services.csv"), "services.csv");
    const auto agencies = read_agencies_csv(shipped("agencies.csv"), "agencies.csv");
    for (const auto& fault : services.faults) ADD_FAILURE() << to_string(fault);
    for (const auto& fault : agencies.faults) ADD_FAILURE() << to_string(fault);
    EXPECT_EQ(services.rows.size(), 70U);
    EXPECT_EQ(agencies.rows.size(), 121U);
    const auto catalogue = make_catalogue(services.rows, agencies.rows);
    EXPECT_NE(catalogue.service_on("1.004222", Day{2026, 11, 23}), nullptr);
    EXPECT_NE(catalogue.agency_on("H01.12", Day{2026, 11, 23}), nullptr);
    EXPECT_EQ(catalogue.agency_on("H33", Day{2025, 7, 1}), nullptr);
}

}  // namespace
}  // namespace dvcpay::app
