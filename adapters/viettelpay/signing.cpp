#include "viettelpay/signing.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/canonical.hpp"

namespace dvcpay::viettelpay {
namespace {

using Name = std::string_view;

constexpr std::array<Name, 6> payment_names = {
    "billcode", "command", "merchant_code", "order_id", "trans_amount", "version"
};
constexpr std::array<Name, 4> order_check_names = {
    "billcode", "merchant_code", "order_id", "trans_amount"
};
constexpr std::array<Name, 5> order_check_answer_names = {
    "billcode", "error_code", "merchant_code", "order_id", "trans_amount"
};
constexpr std::array<Name, 8> result_names = {
    "billcode",
    "cust_msisdn",
    "error_code",
    "merchant_code",
    "order_id",
    "payment_status",
    "trans_amount",
    "vt_transaction_id"
};
constexpr std::array<Name, 3> result_answer_names = {"error_code", "merchant_code", "order_id"};
constexpr std::array<Name, 2> result_question_names = {"merchant_code", "order_id"};
constexpr std::array<Name, 4> inquiry_names = {"cmd", "merchant_code", "order_id", "version"};
constexpr std::array<Name, 4> inquiry_answer_names = {
    "merchant_code", "order_id", "payment_status", "version"
};
constexpr std::array<Name, 7> refund_names = {
    "cmd", "merchant_code", "order_id", "originalRequestId", "refundType", "trans_amount", "version"
};
constexpr std::array<Name, 4> refund_answer_names = {
    "error_code", "merchant_code", "order_id", "version"
};

std::size_t mac_size(MacAlgorithm hash) {
    switch (hash) {
        case MacAlgorithm::hmac_sha1:
            return 20;
        case MacAlgorithm::hmac_sha256:
            return 32;
        case MacAlgorithm::hmac_sha512:
            return 64;
    }
    invariant_broken("mac_size: value outside its enum");
}

}  // namespace

std::span<const std::string_view> signed_names(Signed what) {
    switch (what) {
        case Signed::payment:
            return payment_names;
        case Signed::order_check:
            return order_check_names;
        case Signed::order_check_answer:
            return order_check_answer_names;
        case Signed::result:
            return result_names;
        case Signed::result_answer:
            return result_answer_names;
        case Signed::result_question:
            return result_question_names;
        case Signed::inquiry:
            return inquiry_names;
        case Signed::inquiry_answer:
            return inquiry_answer_names;
        case Signed::refund:
            return refund_names;
        case Signed::refund_answer:
            return refund_answer_names;
    }
    invariant_broken("signed_names: value outside its enum");
}

std::string text_to_sign(Signed what, std::string_view access_code, const toolkit::Fields& fields) {
    return std::string(access_code) + toolkit::joined(signed_names(what), fields, "");
}

std::string write_checksum(Encoding encoding, std::string_view mac) {
    return encoding == Encoding::base64 ? crypto::to_base64(mac) : crypto::to_hex(mac);
}

std::optional<std::string> read_checksum(MacAlgorithm hash, std::string_view text) {
    const std::size_t size = mac_size(hash);
    std::optional<std::string> mac;
    if (text.size() == 2 * size) {
        mac = crypto::from_hex(text);
    } else {
        // A sender that leaves '+' unencoded in a form is read as writing a space.
        std::string whole(text);
        std::ranges::replace(whole, ' ', '+');
        mac = crypto::from_base64(whole);
    }
    if (!mac || mac->size() != size) return std::nullopt;
    return mac;
}

Task<Result<std::string>> sign(
    Keys* keys, Settings settings, KeyName key, Signed what, toolkit::Fields fields
) {
    std::string text = text_to_sign(what, settings.access_code, fields);
    Result<std::string> mac =
        co_await keys->mac(std::move(key), settings.checksum_hash, std::move(text));
    if (!mac) co_return mac.error();
    co_return write_checksum(settings.checksum_encoding, mac.value());
}

std::optional<Proof> verify(
    const Keys& keys,
    const KeyName& key,
    MacAlgorithm hash,
    std::string_view access_code,
    Signed what,
    const toolkit::Fields& fields
) {
    const auto mac = read_checksum(hash, fields.text("check_sum"));
    if (!mac) return std::nullopt;
    return keys.verify_mac(key, hash, text_to_sign(what, access_code, fields), *mac);
}

}  // namespace dvcpay::viettelpay
