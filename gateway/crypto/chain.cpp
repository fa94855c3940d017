#include "crypto/chain.hpp"

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

/// Of an Event or an EventRow: the same members, its id and type as texts.
template <class Fields>
std::string hash_of(const Fields& event, std::string_view id, std::string_view type) {
    std::string text;
    add_field(text, "dvcpay-event-1");
    add_field(text, event.prev_hash);
    add_field(text, id);
    add_field(text, event.chain);
    add_field(text, std::to_string(event.sequence));
    add_field(text, type);
    add_field(text, to_rfc3339(event.at));
    add_field(text, event.client);
    add_field(text, event.agency_code);
    add_field(text, event.actor);
    add_field(text, event.note);
    add_field(text, sha256_hex(event.data));
    return sha256_hex(text);
}

}  // namespace

void add_field(std::string& text, std::string_view value) {
    text += std::to_string(value.size());
    text += ':';
    text += value;
    text += '\n';
}

std::string chain_hash(const Event& event) {
    return hash_of(event, event.id.text(), to_string(event.type));
}

std::string chain_hash(const EventRow& row) {
    return hash_of(row, row.id, row.type);
}

}  // namespace dvcpay::crypto
