#include "viettelpay/answers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "toolkit/text.hpp"
#include "viettelpay/codes.hpp"
#include "viettelpay/messages.hpp"
#include "viettelpay/signing.hpp"

namespace dvcpay::viettelpay {
namespace {

using toolkit::Fields;

constexpr std::size_t code_characters_max = 16;

struct Read {
    std::optional<Fields> fields;
    std::string why;
};

Read read(const HttpAnswer& answer) {
    const std::string status = " (HTTP " + std::to_string(answer.status) + ")";
    if (answer.status != 200) return {std::nullopt, "no business answer" + status};
    auto fields = decode_answer(answer.body);
    if (!fields) return {std::nullopt, "the answer cannot be read" + status};
    return {std::move(fields.value()), {}};
}

/// Codes that blame keys or registration; such an answer is often unsigned.
bool refuses_us(std::string_view code) {
    constexpr std::array<std::string_view, 4> codes = {"V01", "M01", "M02", "M03"};
    return std::ranges::find(codes, code) != codes.end();
}

Notice read_inquiry(const QueryOrder& order, const Fields& fields, bool origin_proven) {
    const std::string_view status = fields.text("payment_status");
    const std::string_view code = fields.text("error_code");
    const ToldMeaning meaning = meaning_of_result(status, code);
    Notice notice;
    notice.account = order.account.key;
    notice.order_ref = order.order_ref;
    notice.said = meaning.said;
    notice.provider_code =
        std::string(status) + "/" + toolkit::printable(code, code_characters_max);
    notice.source = Source::status_answer;
    if (is_transaction(fields.text("vt_transaction_id")))
        notice.provider_txn = fields.text("vt_transaction_id");
    switch (meaning.said) {
        case Said::paid: {
            notice.amount = order.expected;
            const bool bookable =
                origin_proven && !notice.provider_txn.empty() && !notice.amount.is_zero();
            if (!bookable) notice.said = Said::unclear;
            break;
        }
        case Said::declined:
            notice.failure = failure_of(code);
            notice.alarm = meaning.blame == Blame::ours;
            break;
        case Said::cancelled:
            notice.failure = cancelled_by_payer(code);
            break;
        case Said::authorised:
        case Said::waiting:
        case Said::lapsed:
        case Said::not_found:
        case Said::unclear:
            break;
    }
    return notice;
}

}  // namespace

QueryResult decode_inquiry(
    const Settings& settings, const QueryOrder& order, const Keys& keys, const SendResult& sent
) {
    if (const auto* never = std::get_if<Unavailable>(&sent)) return QuerySilent{never->why};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return QuerySilent{none->why};
    const auto& answer = std::get<HttpAnswer>(sent);
    const Read got = read(answer);
    if (!got.fields) return QuerySilent{got.why};
    const Fields& fields = *got.fields;
    const auto proof = verify(
        keys,
        hash_key_name(order.account.key),
        settings.checksum_hash,
        settings.access_code,
        Signed::inquiry_answer,
        fields
    );
    if (!proof) {
        const bool ours = refuses_us(fields.text("error_code"));
        return QuerySilent{"the answer's check_sum does not fit", ours && answer.origin_proven};
    }
    const bool about_it = fields.text("merchant_code") == settings.merchant_code &&
                          fields.text("order_id") == order.order_ref &&
                          fields.text("version") == settings.inquiry_version;
    if (!about_it) return QuerySilent{"the answer is about another order"};
    // Between order and version stands the status alone; one that is none could be cut elsewhere.
    if (!is_payment_status(fields.text("payment_status")))
        return QuerySilent{"a status the protocol does not know"};
    return Verified<Notice>(read_inquiry(order, fields, answer.origin_proven), *proof);
}

RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    RefundResult result;
    if (std::holds_alternative<Unavailable>(sent)) {
        result.said = RefundSaid::not_sent;
        result.failure = provider_unavailable();
        return result;
    }
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return result;
    const Read got = read(*answer);
    if (!got.fields) return result;
    const Fields& fields = *got.fields;
    const auto proof = verify(
        keys,
        hash_key_name(order.account.key),
        settings.checksum_hash,
        settings.access_code,
        Signed::refund_answer,
        fields
    );
    const bool about_it = fields.text("merchant_code") == settings.merchant_code &&
                          fields.text("order_id") == order.order_ref &&
                          fields.text("version") == settings.version;
    // Nothing signed ties the answer to this try; the connection must.
    if (!proof || !about_it || !answer->origin_proven) return result;
    const std::string_view code = fields.text("error_code");
    const RefundMeaning meaning = meaning_of_refund(code);
    result.proof = *proof;
    result.said = meaning.said;
    result.alarm = meaning.blame == Blame::ours;
    if (meaning.said == RefundSaid::done) {
        for (const char* name : {"merchant_request_id", "refund_request_id"}) {
            const std::string_view id = fields.text(name);
            if (is_transaction(id) && id != order.provider_txn) result.provider_refund_id = id;
        }
        return result;
    }
    const bool no =
        meaning.said == RefundSaid::refused || meaning.said == RefundSaid::not_refundable;
    if (no) result.failure = refund_failure_of(code);
    return result;
}

}  // namespace dvcpay::viettelpay
