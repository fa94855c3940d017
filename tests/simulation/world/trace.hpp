#pragma once
// What happened, line by line: everything that crossed the network, every fault drawn, every crash.
// The digest over all lines is what "the same seed gives the same bytes" compares.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/clock.hpp"

namespace dvcpay::simulation {

class Trace {
  public:
    explicit Trace(const Clock* clock) : clock_(clock) {}
    void add(std::string_view line) {
        std::string full = to_rfc3339(clock_->wall());
        full += ' ';
        full += line;
        for (const char c : full)
            hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        hash_ = (hash_ ^ 0x0AU) * 0x100000001B3ULL;
        if (echo) echo(full);
        lines_.push_back(std::move(full));
    }
    std::uint64_t digest() const { return hash_; }
    const std::vector<std::string>& lines() const { return lines_; }
    std::function<void(const std::string&)> echo;  ///< also told as they come (--verbose)

  private:
    const Clock* clock_;
    std::uint64_t hash_ = 0xCBF29CE484222325ULL;
    std::vector<std::string> lines_;
};

}  // namespace dvcpay::simulation
