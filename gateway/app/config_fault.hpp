#pragma once
// What is wrong with a configuration file, for the person who must mend it: where, which key, what
// is expected.
#include <cstdint>
#include <string>
#include <vector>

namespace dvcpay::app {

enum class Severity : std::uint8_t { warning, error };

struct ConfigFault {
    Severity severity = Severity::error;
    std::string file;
    std::uint32_t line = 0;    ///< 1-based; 0: the file as a whole
    std::uint32_t column = 0;  ///< 1-based; 0: the line as a whole
    std::string key;           ///< "server.public.port", "client[2].id"; a CSV file's column name
    std::string message;       ///< never repeats a value that could be a secret
    friend bool operator==(const ConfigFault&, const ConfigFault&) = default;
};

/// "config/dvcpay.toml:12: error: server.public.port: expected 0 to 65535"
std::string to_string(const ConfigFault& fault);

/// Collects everything that is wrong, so that one run names all of it.
class Faults {
  public:
    explicit Faults(std::string file) : file_(std::move(file)) {}
    void error(std::uint32_t line, std::string key, std::string message) {
        all_.push_back({Severity::error, file_, line, 0, std::move(key), std::move(message)});
    }
    void warn(std::uint32_t line, std::string key, std::string message) {
        all_.push_back({Severity::warning, file_, line, 0, std::move(key), std::move(message)});
    }
    bool any_error() const;
    const std::vector<ConfigFault>& all() const { return all_; }

  private:
    std::string file_;
    std::vector<ConfigFault> all_;
};

}  // namespace dvcpay::app
