#include "bidv/signing.hpp"

#include <utility>

#include "crypto/digest.hpp"
#include "domain/ids.hpp"
#include "domain/invariant.hpp"
#include "toolkit/canonical.hpp"

namespace dvcpay::bidv {
namespace {

constexpr std::size_t order_ref_length = 16;  // as OrderRef::make writes it
constexpr std::size_t md5_bytes = 16;
constexpr std::size_t sha256_bytes = 32;

bool looks_like_a_bill(std::string_view text) {
    return text.size() == order_ref_length && OrderRef::parse(text).has_value();
}

std::size_t bytes_of(Checksum profile) {
    return profile == Checksum::md5_concat ? md5_bytes : sha256_bytes;
}

bool has_upper_case(std::string_view text) {
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') return true;
    }
    return false;
}

}  // namespace

std::string getbill_text(Checksum profile, std::string_view service, std::string_view customer) {
    switch (profile) {
        case Checksum::md5_concat:
            return toolkit::joined({service, customer}, "");
        case Checksum::sha256_b64_pipe:
            return toolkit::joined({"", service, customer}, "|");
        case Checksum::sha256_b64_literal:
            return toolkit::joined({"", service, customer}, "+");
    }
    invariant_broken("getbill_text: value outside its enum");
}

std::string paybill_text(
    Checksum profile, std::string_view trans, std::string_view bill, std::string_view amount
) {
    switch (profile) {
        case Checksum::md5_concat:
            return toolkit::joined({trans, bill, amount}, "");
        case Checksum::sha256_b64_pipe:
            return toolkit::joined({"", trans, bill, amount}, "|");
        case Checksum::sha256_b64_literal:
            return "+|" + toolkit::joined({trans, amount}, "+");
    }
    invariant_broken("paybill_text: value outside its enum");
}

DigestAlgorithm digest_of(Checksum profile) {
    return profile == Checksum::md5_concat ? DigestAlgorithm::md5 : DigestAlgorithm::sha256;
}

std::string spell_checksum(Checksum profile, std::string_view raw) {
    return profile == Checksum::md5_concat ? crypto::to_hex(raw) : crypto::to_base64(raw);
}

std::optional<std::string> read_checksum(
    Checksum profile, LetterCase letters, std::string_view text
) {
    const bool hex = profile == Checksum::md5_concat;
    if (hex && letters == LetterCase::exact && has_upper_case(text)) return std::nullopt;
    auto raw = hex ? crypto::from_hex(text) : crypto::from_base64(text);
    if (!raw || raw->size() != bytes_of(profile)) return std::nullopt;
    return raw;
}

std::optional<Proof> verify_checksum(
    const Keys& keys,
    const KeyName& key,
    const Settings& settings,
    std::string_view text_behind_secret,
    std::string_view checksum
) {
    const auto raw = read_checksum(settings.checksum, settings.checksum_case, checksum);
    if (!raw) return std::nullopt;
    return keys.verify_digest(key, digest_of(settings.checksum), "", text_behind_secret, *raw);
}

bool has_separator(Checksum profile, std::string_view trans, std::string_view bill) {
    constexpr auto none = std::string_view::npos;
    switch (profile) {
        case Checksum::md5_concat:
            return false;
        case Checksum::sha256_b64_pipe:
            return trans.find('|') != none || bill.find('|') != none;
        case Checksum::sha256_b64_literal:
            return trans.find('+') != none;
    }
    invariant_broken("has_separator: value outside its enum");
}

std::vector<std::string> other_cuts(
    Checksum profile, std::string_view trans, std::string_view bill, std::string_view amount
) {
    std::vector<std::string> out;
    if (profile != Checksum::md5_concat || looks_like_a_bill(bill)) return out;
    const std::string whole = toolkit::joined({trans, bill, amount}, "");
    for (std::size_t at = 0; at + order_ref_length <= whole.size(); ++at) {
        std::string piece = whole.substr(at, order_ref_length);
        if (looks_like_a_bill(piece)) out.push_back(std::move(piece));
    }
    return out;
}

Result<std::string> secure_code(
    const Keys& keys,
    const KeyName& key,
    std::string_view interaction_id,
    std::string_view service_id,
    std::string_view merchant_id,
    std::string_view merchant_name
) {
    const std::string before =
        toolkit::joined({interaction_id, service_id, merchant_id, merchant_name, ""}, "|");
    BOOST_OUTCOME_TRY(auto raw, keys.digest(key, DigestAlgorithm::sha256, before, ""));
    return crypto::to_base64(raw);
}

}  // namespace dvcpay::bidv
