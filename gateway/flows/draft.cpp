#include "flows/draft.hpp"

namespace dvcpay::flows {
namespace {

Error field_error(Fault fault, std::string pointer, std::string detail) {
    Error error(fault);
    error.fields.push_back({std::move(pointer), std::string(code_of(fault)), std::move(detail)});
    return error;
}

}  // namespace

std::int64_t default_expiry_s(std::optional<Method> method) {
    return method && *method != Method::qr ? 900 : 86'400;
}

std::string uuid_text(Entropy& entropy) {
    std::array<std::byte, 16> raw{};
    entropy.fill(raw);
    raw[6] = (raw[6] & std::byte{0x0F}) | std::byte{0x40};
    raw[8] = (raw[8] & std::byte{0x3F}) | std::byte{0x80};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
        out.push_back(digits[std::to_integer<unsigned>(raw[i]) >> 4U]);
        out.push_back(digits[std::to_integer<unsigned>(raw[i]) & 15U]);
    }
    return out;
}

AttemptNames draw_attempt_names(Core& core, Wall now) {
    AttemptNames names;
    names.id = fresh_id<AttemptId>(*core.entropy, now);
    std::array<std::byte, 10> random{};
    core.entropy->fill(random);
    names.order_ref = OrderRef::make(core.config->order_ref_space, random);
    names.request_id = uuid_text(*core.entropy);
    return names;
}

Result<void> check_catalogue(const Catalogue& catalogue, const Payment& draft, Day today) {
    if (catalogue.service_on(draft.service_code, today) == nullptr) {
        return field_error(
            Fault::unknown_service, "/service_code", "no service of this code is valid today"
        );
    }
    if (catalogue.agency_on(draft.agency_code, today) != nullptr) return ok();
    if (catalogue.knows_agency(draft.agency_code)) {
        return field_error(
            Fault::agency_not_valid_at,
            "/agency_code",
            "this agency is not valid on " + to_string(today)
        );
    }
    return field_error(Fault::unknown_agency, "/agency_code", "no agency has this code");
}

Attempt draft_attempt(
    const Offer& offer, const AttemptNames& names, const Payment& payment, Wall now
) {
    Attempt attempt;
    attempt.id = names.id;
    attempt.account = offer.account.key;
    attempt.method = offer.method.method;
    attempt.finality = offer.method.finality;
    attempt.order_ref = names.order_ref;
    attempt.request_id = names.request_id;
    attempt.amount = amount_due(payment);
    attempt.opened_at = now;
    attempt.expires_at = payment.expires_at;
    if (offer.method.longest_expiry_s > 0) {
        attempt.expires_at =
            std::min(attempt.expires_at, now.plus_s(offer.method.longest_expiry_s));
    }
    attempt.grace_s = offer.method.grace_s;
    if (offer.method.watch_days > 0) {
        attempt.watched_until = attempt.expires_at.plus_s(offer.method.watch_days * 86'400);
    }
    return attempt;
}

CreateOrder order_of(
    const FlowConfig& config,
    const Capability& capability,
    const Payment& payment,
    const Attempt& attempt
) {
    CreateOrder order;
    const ProviderAccount* account = config.account(attempt.account);
    DVC_INVARIANT(account != nullptr);
    order.account = *account;
    order.attempt = attempt;
    order.description = payment.description;
    order.locale = payment.locale;
    const std::string kind =
        capability.inbound_kinds.empty() ? "notify" : capability.inbound_kinds.front();
    order.notify_url = config.public_url + "/v1/callbacks/" + capability.provider + "/" + kind;
    order.return_url = config.public_url + "/v1/return/" + capability.provider;
    return order;
}

}  // namespace dvcpay::flows
