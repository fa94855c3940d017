#pragma once
// The weak proofs of the bank's calls: a digest over a text that has the shared secret in it. Three
// profiles were seen; exactly one is in force for a contract and never several are tried. Source:
// BIDV, checksum of getbill and paybill, secureCode of the payer list.
//
// What the digest of paybill leaves out (customer, date, service; with sha256_b64_literal the bill
// too) is compared with the stored bill by value. md5_concat joins without separators, so that
// characters can move between trans_id, bill_id and amount under the same digest: `other_cuts`.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bidv/settings.hpp"
#include "domain/evidence.hpp"
#include "ports/keys.hpp"

namespace dvcpay::bidv {

/// The text of the digest behind the secret, which always comes first.
std::string getbill_text(Checksum profile, std::string_view service, std::string_view customer);
std::string paybill_text(
    Checksum profile, std::string_view trans, std::string_view bill, std::string_view amount
);

DigestAlgorithm digest_of(Checksum profile);
/// The digest as the profile spells it: lower-case hex, or base64.
std::string spell_checksum(Checksum profile, std::string_view raw);
/// The inverse, strictly; `either` admits upper-case hex (md5_concat alone).
std::optional<std::string> read_checksum(
    Checksum profile, LetterCase letters, std::string_view text
);

/// Constant time. Empty: no proof.
std::optional<Proof> verify_checksum(
    const Keys& keys,
    const KeyName& key,
    const Settings& settings,
    std::string_view text_behind_secret,
    std::string_view checksum
);

/// Whether a field holds the separator of its profile, so that it could be cut in two ways.
bool has_separator(Checksum profile, std::string_view trans, std::string_view bill);

/// Every bill the text of md5_concat could have been cut at: all its pieces that look like an order
/// reference. Where the bill of a message is none of ours and one of these is, the message is a
/// genuine one cut elsewhere. Empty for a bill that looks like ours itself (it ends with a letter
/// and has a fixed length, so that no other cut of it does), and in the other profiles.
std::vector<std::string> other_cuts(
    Checksum profile, std::string_view trans, std::string_view bill, std::string_view amount
);

/// secureCode of the payer list: base64 of SHA-256 over the fields, joined by '|', and the secret.
/// Fault::configuration where the secret is unknown.
Result<std::string> secure_code(
    const Keys& keys,
    const KeyName& key,
    std::string_view interaction_id,
    std::string_view service_id,
    std::string_view merchant_id,
    std::string_view merchant_name
);

}  // namespace dvcpay::bidv
