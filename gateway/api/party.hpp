#pragma once
// Payer and owner on their way in: read, masked once, and handed on in clear only to be sealed
// (P9).
#include <optional>
#include <string>

#include "api/body_reader.hpp"
#include "domain/pii.hpp"
#include "ports/outbound.hpp"

namespace dvcpay::api {

/// Empty where the member is absent or null. Within a party an empty text counts as absent: forms
/// send it.
std::optional<Party> read_party(ObjectReader& body, std::string_view name);

/// JSON object with the members that are present, masked by kind: words, tails, mailbox.
std::string masked_json(const Party& party);

/// {"payer":…|null,"owner":…|null} in clear: what is sealed as the record's "party" field; empty
/// where there is neither.
std::string clear_json(const std::optional<Party>& payer, const std::optional<Party>& owner);

/// The two members of such a text as JSON texts. Empty where it is not one.
struct ClearParties {
    std::string payer;
    std::string owner;
};
std::optional<ClearParties> split_clear_json(std::string_view text);

/// The payer's name in what clear_json() made; empty where there is none.
std::string name_of_payer(std::string_view clear_json);

/// What a refund's destination was sealed as, {bank_bin, account, name}; empty where it is not
/// that.
std::optional<Destination> parse_destination(std::string_view clear_json);

}  // namespace dvcpay::api
