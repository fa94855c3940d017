// Calls that make or change a payment. Form is settled here, before the idempotency claim; what
// needs the store or a provider is the flow's, after it.
#include "api/handlers.hpp"
#include "api/payment_body.hpp"

namespace dvcpay::api {
namespace {

PaymentBodyContext body_context(const Parts& parts, const Call& call) {
    PaymentBodyContext context;
    const auto& clients = parts.core->config->clients;
    const auto it = clients.find(call.key->client);
    if (it != clients.end()) context.client = &it->second;
    context.catalogue = parts.core->catalogue->now;
    context.today = ict_day(parts.core->clock->wall());
    return context;
}

std::string zero_reason(const Payment& draft, const PaymentBodyContext& context) {
    const Service* service = context.catalogue->service_on(draft.service_code, context.today);
    return service != nullptr && service->fee_kind == "mien_phi" ? "service_free_of_charge"
                                                                 : "nothing_to_collect";
}

/// Keys of agencies: a change outside them is 403, though a read would be 404 (API page). One read,
/// and only for such keys; what the flow finds later still counts.
Task<Result<void>> check_agency(Parts* parts, Call* call, PaymentId id) {
    if (call->key->agencies.empty()) co_return ok();
    auto find = [id](Reader& reader) -> Result<std::optional<PaymentFile>> {
        return reader.payment(id);
    };
    auto found = co_await look_up<std::optional<PaymentFile>>(parts->core->store, std::move(find));
    if (!found) co_return found.error();
    if (!found.value() || found.value()->payment.client != call->key->client) {
        co_return Error(Fault::not_found);
    }
    if (!caller_of(*call->key).may_use_agency(found.value()->payment.agency_code)) {
        co_return Error(Fault::agency_not_allowed);
    }
    co_return ok();
}

/// What a change of an existing payment needs before its flow is called.
struct Target {
    PaymentId payment;
    std::optional<std::int64_t> if_version;
};

Task<Result<Target>> target_of(Parts* parts, Call* call) {
    const auto id = PaymentId::parse(call->parameters.front());
    if (!id) co_return Error(Fault::not_found);
    const auto version = if_match(*call);
    if (!version) co_return version.error();
    const auto allowed = co_await check_agency(parts, call, *id);
    if (!allowed) co_return allowed.error();
    co_return Target{*id, version.value()};
}

}  // namespace

Task<HttpResponse> create_payment(Parts* parts, Call* call) {
    if (call->key->client.empty()) {
        co_return call->refuse(Error(Fault::insufficient_scope, "the key belongs to no client"));
    }
    const PaymentBodyContext context = body_context(*parts, *call);
    auto read = read_new_payment(call->body, context);
    if (!read) co_return call->refuse(read.error());
    flows::NewPayment& request = read.value();
    request.caller = caller_of(*call->key);
    if (!request.caller.may_use_agency(request.draft.agency_code)) {
        co_return call->refuse(Fault::agency_not_allowed);
    }
    request.call = idempotent_call(*call);
    request.draft.client = call->key->client;
    request.draft.created_by = call->key->principal.id.text();
    if (request.draft.amount.is_zero()) {
        request.draft.zero_reason = zero_reason(request.draft, context);
    }
    auto answered = co_await parts->flows.take_payment->create(std::move(request));
    co_return answer(*call, answered);
}

Task<HttpResponse> create_attempt(Parts* parts, Call* call) {
    auto body = read_new_attempt(call->body);
    if (!body) co_return call->refuse(body.error());
    const auto target = co_await target_of(parts, call);
    if (!target) co_return call->refuse(target.error());
    flows::NewAttempt request;
    request.caller = caller_of(*call->key);
    request.call = idempotent_call(*call);
    request.payment = target.value().payment;
    request.provider = std::move(body.value().provider);
    request.method = body.value().method;
    request.if_version = target.value().if_version;
    auto answered = co_await parts->flows.take_payment->open_attempt(std::move(request));
    co_return answer(*call, answered);
}

Task<HttpResponse> cancel_payment(Parts* parts, Call* call) {
    auto reason = read_cancel(call->body);
    if (!reason) co_return call->refuse(reason.error());
    const auto target = co_await target_of(parts, call);
    if (!target) co_return call->refuse(target.error());
    flows::CancelRequest request;
    request.caller = caller_of(*call->key);
    request.call = idempotent_call(*call);
    request.payment = target.value().payment;
    request.reason = std::move(reason.value());
    request.if_version = target.value().if_version;
    auto answered = co_await parts->flows.take_payment->cancel(std::move(request));
    co_return answer(*call, answered);
}

}  // namespace dvcpay::api
