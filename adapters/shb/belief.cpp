#include "shb/belief.hpp"

#include "toolkit/echo.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Fields;

std::string http(const HttpAnswer& answer) {
    return " (HTTP " + std::to_string(answer.status) + ")";
}

/// A contract may have unsigned answers; one that is signed must be signed rightly even there.
bool must_verify(const Settings& settings, const HttpAnswer& answer) {
    return settings.sign_answers_required || answer.headers.count(settings.signature.header) > 0;
}

std::optional<Proof> proof_without_signature(
    const Asked& asked, std::string_view order_ref, const Fields& fields, const HttpAnswer& answer
) {
    const std::string_view partner = fields.text("MaDoiTac");
    const std::string_view id = answer.headers.get(asked.settings.id_header);
    const toolkit::Echo who = {asked.settings.partner_code, partner};
    const toolkit::Echo call = {asked.message_id, id};
    if (order_ref.empty()) return toolkit::proof_by_echo(answer, {who, call});
    return toolkit::proof_by_echo(answer, {who, call, {order_ref, fields.text("MaHoaDon")}});
}

/// Something that only an answer to this call says: its id, or its bill.
bool is_bound(
    const Settings& settings, bool id_repeated, std::string_view order_ref, std::string_view bill
) {
    const bool id_signed = settings.signature.payload == SignatureProfile::Payload::id_dot_body;
    return id_repeated || id_signed || (!order_ref.empty() && bill == order_ref);
}

}  // namespace

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}
bool may_refuse(const HttpAnswer& answer) {
    return is_success(answer) || (answer.status >= 400 && answer.status < 500);
}

std::string said_code(const Believed& believed, const HttpAnswer& answer) {
    return "result code " + toolkit::printable(believed.written, 10) + http(answer);
}

std::string bank_name_of(std::string_view text) {
    return is_bank_name(text) ? std::string(text) : std::string();
}

Belief believe(const Asked& asked, std::string_view order_ref, const HttpAnswer& answer) {
    const Settings& settings = asked.settings;
    const auto ids = answer.headers.count(settings.id_header);
    const bool id_repeated = ids == 1 && answer.headers.get(settings.id_header) == asked.message_id;
    if (ids > 0 && !id_repeated) return "the answer is to another call" + http(answer);
    std::optional<Proof> proof;
    if (must_verify(settings, answer)) {
        proof = verify_signature(
            asked.keys,
            settings.signature,
            asked.account,
            asked.message_id,
            answer.body,
            answer.headers
        );
        if (!proof) return "the answer has no right signature" + http(answer);
    }
    const auto message = decode_message(settings.names, answer.body);
    if (!message) return "the answer cannot be read" + http(answer);
    const Fields& fields = message.value().fields;
    if (!proof) proof = proof_without_signature(asked, order_ref, fields, answer);
    if (!proof) return "the answer does not prove that it is SHB's" + http(answer);

    const std::string_view partner = fields.text("MaDoiTac");
    const std::string_view bill = fields.text("MaHoaDon");
    if (!partner.empty() && partner != settings.partner_code)
        return "the answer is to another partner" + http(answer);
    if (!bill.empty() && !order_ref.empty() && bill != order_ref)
        return "the answer is about another order" + http(answer);
    if (!is_bound(settings, id_repeated, order_ref, bill))
        return "nothing in the answer says what it answers" + http(answer);
    const std::string written(fields.text("MaLoi"));
    if (written.empty()) return "the answer has no result code" + http(answer);
    const bool complete =
        partner == settings.partner_code && (order_ref.empty() || bill == order_ref);
    return Believed{fields, *proof, settings.code(written), written, complete};
}

}  // namespace dvcpay::shb
