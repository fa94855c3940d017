#include "sandbox/momo/signing.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "domain/invariant.hpp"

namespace dvcpay::sandbox::momo {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> create_members{
    "partnerCode",
    "requestId",
    "amount",
    "orderId",
    "orderInfo",
    "redirectUrl",
    "ipnUrl",
    "requestType",
    "extraData"
};
constexpr std::array<std::string_view, 8> answer_a_members{
    "partnerCode",
    "requestId",
    "orderId",
    "amount",
    "responseTime",
    "message",
    "resultCode",
    "payUrl"
};
constexpr std::array<std::string_view, 7> answer_b_members{
    "partnerCode", "requestId", "orderId", "amount", "responseTime", "resultCode", "payUrl"
};
constexpr std::array<std::string_view, 3> query_members{"partnerCode", "requestId", "orderId"};
constexpr std::array<std::string_view, 6> refund_members{
    "partnerCode", "orderId", "requestId", "amount", "transId", "description"
};
constexpr std::array<std::string_view, 6> confirm_members{
    "partnerCode", "requestId", "orderId", "requestType", "amount", "description"
};
constexpr std::array<std::string_view, 12> notice_members{
    "partnerCode",
    "orderId",
    "requestId",
    "amount",
    "orderInfo",
    "orderType",
    "transId",
    "resultCode",
    "message",
    "payType",
    "responseTime",
    "extraData"
};

std::string text_of(const Json& body, std::string_view name) {
    const auto at = body.find(name);
    if (at == body.end() || at->is_null()) return {};
    if (at->is_string()) return at->get<std::string>();
    return at->dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Names signed_members(Message message) {
    switch (message) {
        case Message::create:
            return create_members;
        case Message::create_answer_a:
            return answer_a_members;
        case Message::create_answer_b:
            return answer_b_members;
        case Message::query:
        case Message::refund_query:
            return query_members;
        case Message::refund:
            return refund_members;
        case Message::confirm:
            return confirm_members;
        case Message::notice:
            return notice_members;
    }
    invariant_broken("signed_members: value outside its enum");
}

std::string raw_text(Message message, const Json& body, std::string_view access_key) {
    std::map<std::string_view, std::string> pairs;  // sorts by byte value, which is the rule
    pairs.emplace("accessKey", access_key);
    for (const auto name : signed_members(message)) pairs.emplace(name, text_of(body, name));
    std::string raw;
    for (const auto& [name, value] : pairs) {
        if (!raw.empty()) raw += '&';
        raw.append(name).append(1, '=').append(value);
    }
    return raw;
}

std::string sign(const Secret& secret_key, std::string_view raw) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    const auto* done = secret_key.reveal([&](std::string_view key) {
        return HMAC(
            EVP_sha256(),
            key.data(),
            static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(raw.data()),
            raw.size(),
            mac.data(),
            &length
        );
    });
    DVC_INVARIANT(done != nullptr && length == 32);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex += digits[mac[i] >> 4U];
        hex += digits[mac[i] & 15U];
    }
    return hex;
}

bool verifies(const Secret& secret_key, std::string_view raw, std::string_view signature) {
    std::string given(signature);
    for (auto& c : given) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
    }
    const bool well_formed = given.size() == 64 && std::ranges::all_of(given, [](char c) {
                                 return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                             });
    if (!well_formed) return false;
    const auto right = sign(secret_key, raw);
    return CRYPTO_memcmp(right.data(), given.data(), right.size()) == 0;
}

}  // namespace dvcpay::sandbox::momo
