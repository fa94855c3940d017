#include <sstream>

#include <gmock/gmock.h>

#include "app/catalogue_csv.hpp"
#include "app/known_providers.hpp"
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

/// Examples in force: lines that begin with # and no space behind it.
std::string with_examples(const std::string& text) {
    std::string out;
    std::string line;
    for (std::istringstream in(text); std::getline(in, line);) {
        const bool example = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        out += (example ? line.substr(1) : line) + '\n';
    }
    return out;
}

class ShippedConfig : public ConfigWorld {
  protected:
    /// A file for each reference that leads nowhere yet: PEM where its name says so.
    void make_keys(const std::string& text) {
        const std::string before = "{ file = \"../";
        for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
            const auto begin = at + before.size();
            const auto name = text.substr(begin, text.find('"', begin) - begin);
            if (std::filesystem::exists(root_ / name)) continue;
            std::filesystem::create_directories((root_ / name).parent_path());
            put(name, name.ends_with(".pem") ? support::seal_key_pem('s') : "text of a key\n");
        }
    }
};

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
    EXPECT_EQ(config.flow.doubt.burst, DoubtLimit{}.burst);
    EXPECT_EQ(config.flow.doubt.per_second, DoubtLimit{}.per_second);
    EXPECT_EQ(config.flow.doubt.waiting_max, DoubtLimit{}.waiting_max);
    EXPECT_EQ(config.providers.at("momo").channel.open_ms, ChannelLimits{}.open_ms);
}

TEST_F(ShippedConfig, HasABlockForEveryProviderThatLoadsAsItStands) {
    const auto text = with_examples(shipped("dvcpay.toml"));
    make_keys(text);
    const auto result = load(text);
    EXPECT_THAT(told(result), testing::IsEmpty());
    ASSERT_TRUE(result.config);
    for (const auto* provider : known_providers()) {
        const std::string name(provider->name);
        EXPECT_TRUE(result.config->providers.contains(name)) << "[providers." << name << "]";
        EXPECT_NE(result.config->flow.account({name, "default"}), nullptr)
            << "[[provider_account]] of " << name;
    }
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
