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
    const Core& core, const Capability& capability, const Payment& payment, const Attempt& attempt
) {
    const FlowConfig& config = *core.config;
    CreateOrder order;
    const ProviderAccount* account = config.account(attempt.account);
    DVC_INVARIANT(account != nullptr);
    order.account = *account;
    order.attempt = attempt;
    order.description = payment.description;
    order.reference = payment.reference;
    order.service_code = payment.service_code;
    order.agency_code = payment.agency_code;
    order.lines = payment.lines;
    order.service_fee = payment.service_fee;
    order.beneficiary = payment.beneficiary;
    order.locale = payment.locale;
    order.now = core.clock->wall();
    const Day today = ict_day(order.now);
    const Catalogue& catalogue = *core.catalogue->now;
    if (const Service* service = catalogue.service_on(payment.service_code, today))
        order.service_name = service->name_vi;
    if (const Agency* agency = catalogue.agency_on(payment.agency_code, today))
        order.agency_name = agency->name_vi;
    const std::string kind =
        capability.inbound_kinds.empty() ? "notify" : capability.inbound_kinds.front();
    order.notify_url = config.public_url + "/v1/callbacks/" + capability.provider + "/" + kind;
    order.return_url = config.public_url + "/v1/return/" + capability.provider;
    return order;
}

Task<CreateOrder> full_order(Core* core, Capability capability, Payment payment, Attempt attempt) {
    CreateOrder order = order_of(*core, capability, payment, attempt);
    if (!capability.wants_payer_name) co_return order;
    auto load = [id = payment.id](Reader& reader) -> Result<std::optional<PersonalData>> {
        return reader.personal_data(id);
    };
    auto sealed = co_await look_up<std::optional<PersonalData>>(core->store, std::move(load));
    if (!sealed || !sealed.value()) co_return order;  // none was given, or it was erased
    const auto clear = core->sealer->open(payment.id.text(), "party", sealed.value()->sealed);
    if (clear) order.payer_name = core->renderer->payer_name(clear.value());
    co_return order;
}

bool may_open_again(const Core& core, const Attempt& attempt) {
    const Adapter* adapter = core.adapter(attempt.account.provider);
    return adapter != nullptr &&
           adapter->capability(attempt.account).opening_by(attempt.method) != Opening::call;
}

void offer_again(Txn& txn, Recorded& recorded, const AttemptId& attempt, Wall at) {
    const Attempt* lost = find_attempt(recorded.file, attempt);
    if (lost == nullptr || lost->state != AttemptState::unknown) return;
    txn.set_next_ask(attempt, at, lost->asked);
    keep_earlier(recorded.due, at);
}

input::Opened opened_input(const AttemptId& attempt, const CreateOpened& opened) {
    return {attempt, opened.next_action, opened.provider_ref, opened.virtual_account};
}

bool claim_issued(
    Txn& txn, const Attempt& attempt, const PaymentId& payment, const CreateOpened& opened, Wall now
) {
    const std::string& number = opened.virtual_account;
    if (number.empty() || number == attempt.virtual_account) return true;
    // The bank gives its own numbers out again one day: the watch is how long they are this one's.
    const Wall free_from = attempt.watched_until.value_or(attempt.expires_at.plus_s(86'400));
    return txn.claim_number(attempt.account, number, attempt.id, payment, now, free_from);
}

Failure number_held() {
    return {
        "provider_error",
        {},
        "Ngân hàng cấp số tài khoản đang dùng cho khoản khác. Vui lòng thử lại.",
        "The bank gave an account number that another payment still uses. Please try again.",
        true
    };
}

void alarm_number_held(Telemetry* telemetry, const Attempt& attempt) {
    const Fields fields = {
        {"provider", attempt.account.provider},
        {"account", attempt.account.account},
        {"attempt", attempt.id.text()}
    };
    telemetry->alarm("virtual_account_still_held", fields);
}

}  // namespace dvcpay::flows
