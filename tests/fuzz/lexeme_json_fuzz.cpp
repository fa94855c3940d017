// Strict JSON: what it takes, the reader underneath takes too; literals stand in the input; names
// are unique; limits hold.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "require.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace {

using dvcpay::toolkit::JsonValue;

constexpr dvcpay::toolkit::JsonLimits limits{4096, 6, 200};

std::size_t walk(const JsonValue& value, std::string_view input, std::size_t depth) {
    FUZZ_REQUIRE(depth <= limits.depth_max);
    std::size_t count = 1;
    if (value.kind == JsonValue::Kind::number)
        FUZZ_REQUIRE(input.find(value.text) != std::string_view::npos);
    if (value.kind == JsonValue::Kind::string) FUZZ_REQUIRE(dvcpay::toolkit::is_utf8(value.text));
    std::set<std::string> names;
    for (const auto& member : value.members) {
        FUZZ_REQUIRE(names.insert(member.name).second);
        count += walk(member.value, input, depth + 1);
    }
    for (const auto& item : value.items) count += walk(item, input, depth + 1);
    return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto value = dvcpay::toolkit::parse_json(input, limits);
    if (!value) return 0;
    FUZZ_REQUIRE(nlohmann::json::accept(input));
    FUZZ_REQUIRE(walk(value.value(), input, 0) <= limits.values_max);
    return 0;
}
