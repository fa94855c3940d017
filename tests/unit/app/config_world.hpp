#pragma once
// A directory with a configuration and its key files, gone at the end of the test.
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "app/config.hpp"
#include "support/seal_key.hpp"

namespace dvcpay::app {

/// The smallest complete configuration. Line numbers below count from its first line.
inline const std::string whole = R"([server]
public_url = "http://127.0.0.1:8080"
[store]
path = "../var/dvcpay.db"
[catalogue]
services_file = "services.csv"
agencies_file = "agencies.csv"
[[personal_data.key]]
id = "ring-1"
secret = { file = "../certs/dev/ring-dev" }
[[client]]
id = "portal"
return_origins = ["https://dichvucong.example.vn"]
[[webhook]]
id = "portal"
client = "portal"
url = "https://portal.example.vn/hooks"
secret = { file = "../certs/dev/webhook-portal" }
[[provider_account]]
provider = "momo"
[provider_account.beneficiary]
account = "1"
bank_bin = "970418"
name = "KBNN"
[provider_account.settings]
partner_code = "P"
access_key = "A"
[provider_account.secrets]
secret_key = { file = "../certs/dev/momo-secret-key" }
[audit]
seal_key_file = "../certs/dev/seal-dev.key"
)";

class ConfigWorld : public testing::Test {
  protected:
    ConfigWorld() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = std::filesystem::path(testing::TempDir()) /
                (std::string("dvcpay-") + info->test_suite_name() + "-" + info->name());
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_ / "config");
        std::filesystem::create_directories(root_ / "certs/dev");
        std::filesystem::create_directories(root_ / "var");
        put("certs/dev/momo-secret-key", "SKtest-momo-000000000000000001\n");
        put("certs/dev/webhook-portal", "whsec_" + base64_of_32 + "\n");
        put("certs/dev/ring-dev", base64_of_32 + "\n");
        put("certs/dev/seal-dev.key", support::seal_key_pem('s'));
        put("config/services.csv", "code,name_vi,agency_level,fee_vnd,fee_kind\n");
        put("config/agencies.csv", "code,name_vi,kind,parent_code\n");
    }
    ~ConfigWorld() override { std::filesystem::remove_all(root_); }

    void put(const std::string& path, const std::string& text) {
        std::ofstream(root_ / path, std::ios::binary) << text;
        std::filesystem::permissions(
            root_ / path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
        );
    }
    std::string file() const { return (root_ / "config/dvcpay.toml").string(); }
    ConfigResult load(const std::string& text) {
        put("config/dvcpay.toml", text);
        return load_config(file(), [this](const std::string& name) {
            const auto it = environment_.find(name);
            return it == environment_.end() ? nullptr : it->second.c_str();
        });
    }
    /// "LINE KEY: message" of every fault, errors first with "E", warnings with "W".
    static std::vector<std::string> told(const ConfigResult& result) {
        std::vector<std::string> out;
        for (const auto& f : result.faults) {
            out.push_back(
                std::string(f.severity == Severity::error ? "E " : "W ") + std::to_string(f.line) +
                " " + f.key + ": " + f.message
            );
        }
        return out;
    }

    static inline const std::string base64_of_32 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    std::filesystem::path root_;
    std::map<std::string, std::string> environment_;
};

}  // namespace dvcpay::app
