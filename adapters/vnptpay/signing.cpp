#include "vnptpay/signing.hpp"

#include <array>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"

namespace dvcpay::vnptpay {
namespace {

using Name = std::string_view;
using toolkit::Fields;

constexpr char separator = '|';
constexpr Name own_member = "SECURE_CODE";
constexpr std::size_t hex_digits = 64;

constexpr std::array<Name, 14> init_names = {
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "AMOUNT_DETAIL",
    "SERVICE_ID",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP"
};
constexpr std::array<Name, 14> multi_merchant_names = {
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "AGENCY_ID",
    "MERCHANT_ORDER_ID",
    "SERVICE_ID",
    "AMOUNT",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP"
};
constexpr std::array<Name, 15> pay_qr_names = {
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "PAYMENT_ACTION",
    "SERVICE_CATEGORY",
    "CHANNEL_ID",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP"
};
constexpr std::array<Name, 5> query_names = {
    "ACTION", "VERSION", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID", "CREATE_DATE"
};
constexpr std::array<Name, 10> confirm_names = {
    "ACTION",
    "RESPONSE_CODE",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "CURRENCY_CODE",
    "VNPTPAY_TRANSACTION_ID",
    "PAYMENT_METHOD",
    "PAY_DATE",
    "ADDITIONAL_INFO"
};
constexpr std::array<Name, 5> confirm_answer_names = {
    "RESPONSE_CODE", "DESCRIPTION", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID", "CREATE_DATE"
};
constexpr std::array<Name, 10> refund_names = {
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "VNPTPAY_TRANSACTION_ID",
    "REFUND_REQUEST_ID",
    "REFUND_TYPE",
    "AMOUNT",
    "DESCRIPTION",
    "CREATE_DATE"
};
constexpr std::array<Name, 5> refund_query_names = {
    "ACTION", "VERSION", "MERCHANT_SERVICE_ID", "REFUND_REQUEST_ID", "CREATE_DATE"
};

std::optional<std::string> own_digest(const Fields& fields) {
    const std::string_view hex = fields.text(own_member);
    if (hex.size() != hex_digits) return std::nullopt;
    return crypto::from_hex(hex);
}

std::optional<Proof> verify(
    const Keys& keys, const KeyName& key, const std::string& text, const Fields& fields
) {
    const auto digest = own_digest(fields);
    if (!digest) return std::nullopt;
    return keys.verify_digest(key, DigestAlgorithm::sha256, text, {}, *digest);
}

}  // namespace

std::span<const std::string_view> signed_names(Signed what) {
    switch (what) {
        case Signed::init:
            return init_names;
        case Signed::init_multi_merchant:
            return multi_merchant_names;
        case Signed::pay_qr:
            return pay_qr_names;
        case Signed::query:
            return query_names;
        case Signed::confirm:
            return confirm_names;
        case Signed::confirm_answer:
            return confirm_answer_names;
        case Signed::refund:
            return refund_names;
        case Signed::refund_query:
            return refund_query_names;
    }
    invariant_broken("signed_names: value outside its enum");
}

std::string text_before_secret(Signed what, const Fields& fields) {
    std::string out;
    for (const auto name : signed_names(what)) {
        out += fields.text(name);
        out += separator;
    }
    return out;
}

std::string text_in_received_order(const Fields& fields) {
    std::string out;
    for (const auto& field : fields.all()) {
        if (field.name == own_member) continue;
        out += field.text;
        out += separator;
    }
    return out;
}

Result<std::string> secure_code(const Keys& keys, const KeyName& key, std::string_view text) {
    BOOST_OUTCOME_TRY(auto digest, keys.digest(key, DigestAlgorithm::sha256, text, {}));
    return crypto::to_hex(digest);
}

std::optional<Proof> verify_listed(
    const Keys& keys, const KeyName& key, Signed what, const Fields& fields
) {
    return verify(keys, key, text_before_secret(what, fields), fields);
}

std::optional<Proof> verify_received(const Keys& keys, const KeyName& key, const Fields& fields) {
    return verify(keys, key, text_in_received_order(fields), fields);
}

bool splits_one_way(Signed what, const Fields& fields) {
    const auto names = signed_names(what);
    for (const auto name : names.first(names.size() - 1)) {
        if (fields.text(name).find(separator) != std::string_view::npos) return false;
    }
    return true;
}

bool received_splits_one_way(const Fields& fields) {
    std::size_t with_separator = 0;
    bool last_has_it = false;
    for (const auto& field : fields.all()) {
        if (field.name == own_member) continue;
        last_has_it = field.text.find(separator) != std::string::npos;
        with_separator += last_has_it ? 1 : 0;
    }
    return with_separator == 0 || (with_separator == 1 && last_has_it);
}

}  // namespace dvcpay::vnptpay
