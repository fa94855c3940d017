#include "ops/witness_text.hpp"

#include "ops/seal_json.hpp"

namespace dvcpay::ops {
namespace {

using nlohmann::json;

std::string_view cut_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

}  // namespace

std::string witness_line(const Seal& seal) {
    // Whatever stands in the store is told, also where it is no text.
    return seal_json(seal, "seal").dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Seal> read_witness_line(std::string_view line) {
    const json read = json::parse(line, nullptr, false);
    if (!read.is_object()) return Error(Fault::malformed, "no JSON object");
    Seal seal;
    const auto text = [&read](const char* name, std::string* into) {
        const auto it = read.find(name);
        if (it == read.end() || !it->is_string()) return false;
        *into = it->get<std::string>();
        return true;
    };
    const auto number = [&read](const char* name, std::int64_t* into) {
        const auto it = read.find(name);
        if (it == read.end() || !it->is_number_integer()) return false;
        *into = it->get<std::int64_t>();
        return true;
    };
    std::string sealed_at;
    const bool whole = number("seal", &seal.number) && text("sealed_at", &sealed_at) &&
                       number("last_position", &seal.last_position) &&
                       number("events", &seal.events) && number("payments", &seal.payments) &&
                       text("root", &seal.root) && text("prev_hash", &seal.prev_hash) &&
                       text("hash", &seal.hash) && text("key_id", &seal.key_id) &&
                       text("signature", &seal.signature);
    const auto at = parse_rfc3339(sealed_at);
    if (!whole || !at) return Error(Fault::malformed, "a member is missing or of another type");
    seal.sealed_at = *at;
    return seal;
}

WitnessRead read_witness(std::string_view text) {
    WitnessRead out;
    for (std::int64_t number = 1; !text.empty(); ++number) {
        const std::string_view line = cut_line(text);
        if (line.empty()) continue;
        auto seal = read_witness_line(line);
        if (seal) {
            out.seals.push_back(std::move(seal.value()));
        } else if (!text.starts_with(line)) {
            out.broken.push_back(number);
        }
    }
    return out;
}

}  // namespace dvcpay::ops
