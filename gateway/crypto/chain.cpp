#include "crypto/chain.hpp"

#include "crypto/digest.hpp"

namespace dvcpay::crypto {

std::string chain_hash(const Event& event) {
    std::string text;
    const auto field = [&text](std::string_view value) {
        text += std::to_string(value.size());
        text += ':';
        text += value;
        text += '\n';
    };
    field("dvcpay-event-1");
    field(event.prev_hash);
    field(event.id.text());
    field(event.chain);
    field(std::to_string(event.sequence));
    field(to_string(event.type));
    field(to_rfc3339(event.at));
    field(event.client);
    field(event.agency_code);
    field(event.actor);
    field(event.note);
    field(sha256_hex(event.data));
    return sha256_hex(text);
}

}  // namespace dvcpay::crypto
