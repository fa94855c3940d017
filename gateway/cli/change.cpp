#include "cli/change.hpp"

#include <array>

#include <fmt/format.h>

#include "cli/answer.hpp"
#include "cli/exit_code.hpp"
#include "net/system.hpp"

namespace dvcpay::cli {
namespace {

std::string fresh_key() {
    net::SystemEntropy entropy;
    std::array<std::byte, 12> random{};
    entropy.fill(random);
    std::string out = "cli-";
    for (const auto b : random) out += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    return out;
}

}  // namespace

std::optional<nlohmann::json> carry_out(const Target& target, const Change& change, int& code) {
    const std::string key = change.idempotency_key.empty() ? fresh_key() : change.idempotency_key;
    Headers headers;
    headers.add("Idempotency-Key", key);
    const auto answer = call(target, "POST", change.path, change.body, headers);
    auto done = body_of(answer, code);
    if (!done && code == Exit::unreachable)
        fmt::print(stderr, "repeat it with --idempotency-key {}\n", key);
    return done;
}

}  // namespace dvcpay::cli
