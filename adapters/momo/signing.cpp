#include "momo/signing.hpp"

#include <array>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/canonical.hpp"

namespace dvcpay::momo {
namespace {

using Name = std::string_view;

constexpr std::array<Name, 10> create_names = {
    "accessKey",
    "amount",
    "extraData",
    "ipnUrl",
    "orderId",
    "orderInfo",
    "partnerCode",
    "redirectUrl",
    "requestId",
    "requestType"
};
constexpr std::array<Name, 9> create_answer_a_names = {
    "accessKey",
    "amount",
    "message",
    "orderId",
    "partnerCode",
    "payUrl",
    "requestId",
    "responseTime",
    "resultCode"
};
constexpr std::array<Name, 8> create_answer_b_names = {
    "accessKey",
    "amount",
    "orderId",
    "partnerCode",
    "payUrl",
    "requestId",
    "responseTime",
    "resultCode"
};
constexpr std::array<Name, 4> query_names = {"accessKey", "orderId", "partnerCode", "requestId"};
constexpr std::array<Name, 7> refund_names = {
    "accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId"
};
constexpr std::array<Name, 7> confirm_names = {
    "accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "requestType"
};
constexpr std::array<Name, 13> notice_names = {
    "accessKey",
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId"
};

constexpr std::size_t mac_hex_digits = 64;

}  // namespace

std::span<const std::string_view> signed_names(Signed what) {
    switch (what) {
        case Signed::create:
            return create_names;
        case Signed::create_answer_a:
            return create_answer_a_names;
        case Signed::create_answer_b:
            return create_answer_b_names;
        case Signed::query:
        case Signed::refund_query:
            return query_names;
        case Signed::refund:
            return refund_names;
        case Signed::confirm:
            return confirm_names;
        case Signed::notice:
            return notice_names;
    }
    invariant_broken("signed_names: value outside its enum");
}

std::string text_to_sign(Signed what, std::string_view access_key, const toolkit::Fields& fields) {
    const auto names = signed_names(what);
    // It stands first in every message; one inside the message is not seen.
    DVC_INVARIANT(names.front() == "accessKey");
    std::string text = "accessKey=";
    text.append(access_key).append("&");
    return text + toolkit::canonical_text(names.subspan(1), fields);
}

std::optional<Proof> verify_signature(
    const Keys& keys,
    const KeyName& key,
    Signed what,
    std::string_view access_key,
    const toolkit::Fields& fields
) {
    const std::string_view hex = fields.text("signature");
    if (hex.size() != mac_hex_digits) return std::nullopt;
    const auto mac = crypto::from_hex(hex);
    if (!mac) return std::nullopt;
    return keys.verify_mac(
        key, MacAlgorithm::hmac_sha256, text_to_sign(what, access_key, fields), *mac
    );
}

}  // namespace dvcpay::momo
