#pragma once
// BIDV's envelopes and digests as the bank reads and writes them: its own reading of the general
// API rules (JWE in general JSON serialization, JWS over what is sent), of the checksums of getbill
// and paybill, and of VietQR. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "sandbox/crypto.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::bidv {

inline constexpr std::string_view own_bin = "970418";

/// "A256KW_CBC", "dir_CBC", "A256KW_GCM"; "none": bodies go in clear.
struct SealProfile {
    bool sealed = true;
    crypto::Wrap wrap = crypto::Wrap::a256kw;
    crypto::Content content = crypto::Content::a128cbc_hs256;
    std::string header;  ///< the protected header's JSON
};
std::optional<SealProfile> seal_profile(std::string_view word);

/// Empty, and `why` says what is wrong: members, header, key, tag.
std::optional<std::string> open_body(
    const SealProfile& profile, std::string_view key, std::string_view body, std::string& why
);
std::string seal_body(
    const SealProfile& profile,
    std::string_view key,
    std::string_view random,
    std::string_view clear
);

/// The checksum of getbill (fields: service, customer) or paybill (trans, bill, amount) under
/// "md5_concat", "sha256_b64_pipe" or "sha256_b64_literal".
std::string bill_checksum(
    std::string_view profile,
    std::string_view secret,
    std::string_view service,
    std::string_view customer
);
std::string pay_checksum(
    std::string_view profile,
    std::string_view secret,
    std::string_view trans,
    std::string_view bill,
    std::string_view amount
);

/// A dynamic code on an account of this bank.
std::string vietqr(std::string_view number, std::int64_t amount, std::string_view memo);

std::string vietnam_time(Wall at);  ///< yyyyMMddHHmmss
/// An ISO time with an offset or Z; empty where it is none.
std::optional<Wall> read_timestamp(std::string_view text);

bool only_digits(std::string_view text);
/// Upper-case letters and digits.
bool is_code(std::string_view text, std::size_t most);
/// Letters without marks, and without & < > / \ |
bool is_plain(std::string_view text, std::size_t most);

}  // namespace dvcpay::sandbox::bidv
