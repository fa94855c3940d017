// Reading payments. Whoever may not see one is told that there is none.
#include <algorithm>

#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/party.hpp"
#include "api/render.hpp"

namespace dvcpay::api {
namespace {

constexpr std::int64_t wait_s_max = 30;
/// Longest sleep of a waiting reader: a change made by another process rings no bell here.
constexpr std::int64_t look_again_ms = 1000;

HttpResponse payment_response(
    const Parts& parts, const PaymentFile& file, const PartyTexts& parties
) {
    JsonOut out(2048);
    render_payment(out, file, parts.core->config->public_url, parties);
    HttpResponse response = json_response(200, out.take());
    response.headers.add("ETag", etag_of(file.payment.version));
    return response;
}

bool not_modified(const Call& call, const PaymentFile& file) {
    const std::string_view tag = call.request.headers.get("If-None-Match");
    return !tag.empty() && tag == etag_of(file.payment.version);
}

/// What a wait needs to know of the query.
struct Wait {
    std::int64_t seconds = 0;
    std::optional<std::int64_t> above;
};

Task<Result<PaymentFile>> load_by_id(Parts* parts, Call* call, PaymentId id) {
    auto find = [id](Reader& reader) -> Result<std::optional<PaymentFile>> {
        return reader.payment(id);
    };
    auto found = co_await look_up<std::optional<PaymentFile>>(parts->core->store, std::move(find));
    if (!found) co_return found.error();
    if (!found.value() || !may_see(*call->key, found.value()->payment)) {
        co_return Error(Fault::not_found);
    }
    co_return std::move(*found.value());
}

Task<Result<PaymentFile>> wait_for_change(Parts* parts, Call* call, Wait wait) {
    auto loaded = co_await load_payment(parts, call);
    if (!loaded) co_return loaded.error();
    PaymentFile file = std::move(loaded.value());
    const PaymentId id = file.payment.id;
    const std::int64_t above = wait.above.value_or(file.payment.version);
    Clock* clock = parts->core->clock;
    const Mono due = clock->mono().plus_ms(wait.seconds * 1000);
    while (file.payment.version <= above && clock->mono() < due && !parts->draining) {
        const Mono look_again = std::min(due, clock->mono().plus_ms(look_again_ms));
        co_await parts->core->watch->payment(id, clock, look_again);
        auto again = co_await load_by_id(parts, call, id);
        if (!again) co_return again.error();
        file = std::move(again.value());
    }
    co_return file;
}

/// The sealed data, after the reading of it is durable in the payment's own history; empty where
/// there is none.
Task<Result<std::optional<Sealed>>> open_audited(Parts* parts, Call* call, Payment payment) {
    NewEvent audit;
    audit.at = parts->core->clock->wall();
    audit.id = fresh_id<EventId>(*parts->core->entropy, audit.at);
    audit.draft.type = EventType::personal_data_read;
    audit.draft.actor = call->key->principal.id.text();
    audit.draft.note = "GET trace " + call->trace.trace_id;
    audit.client = payment.client;
    audit.agency_code = payment.agency_code;
    audit.data = "{}";
    auto work = [audit, id = payment.id](Txn& txn) -> Result<std::optional<Sealed>> {
        const auto data = txn.personal_data(id);
        if (!data) return std::optional<Sealed>{};
        txn.append(id.text(), {audit});
        return std::optional<Sealed>(data->sealed);
    };
    co_return co_await transact<std::optional<Sealed>>(
        parts->core->store, Priority::ordinary, std::move(work)
    );
}

Task<Result<PartyTexts>> clear_parties(Parts* parts, Call* call, Payment payment) {
    auto sealed = co_await open_audited(parts, call, payment);
    if (!sealed) co_return sealed.error();
    if (!sealed.value()) co_return masked_parties(payment);
    const auto clear = parts->core->sealer->open(payment.id.text(), "party", *sealed.value());
    if (!clear) co_return clear.error();
    auto parties = split_clear_json(clear.value());
    if (!parties) co_return Error(Fault::internal_error);
    co_return PartyTexts{std::move(parties->payer), std::move(parties->owner)};
}

}  // namespace

Task<Result<PaymentFile>> load_payment(Parts* parts, Call* call) {
    const auto id = PaymentId::parse(call->parameters.front());
    if (!id) co_return Error(Fault::not_found);
    auto loaded = co_await load_by_id(parts, call, *id);
    co_return loaded;
}

Task<HttpResponse> get_payment(Parts* parts, Call* call) {
    Query query = call->query();
    Wait wait;
    wait.seconds = query.integer("wait", 0, wait_s_max).value_or(0);
    wait.above = query.integer("version", 0, INT64_MAX);
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto loaded = co_await wait_for_change(parts, call, wait);
    if (!loaded) co_return call->refuse(loaded.error());
    const PaymentFile& file = loaded.value();
    if (not_modified(*call, file)) {
        HttpResponse unchanged;
        unchanged.status = 304;
        unchanged.headers.add("ETag", etag_of(file.payment.version));
        co_return unchanged;
    }
    PartyTexts parties = masked_parties(file.payment);
    if (has_scope(*call->key, "payments:pii")) {
        auto clear = co_await clear_parties(parts, call, file.payment);
        if (!clear) co_return call->refuse(clear.error());
        parties = std::move(clear.value());
    }
    co_return payment_response(*parts, file, parties);
}

Task<HttpResponse> search_payments(Parts* parts, Call* call) {
    Query query = call->query();
    PaymentFilter filter;
    filter.visible = visibility_of(*call->key);
    filter.reference = query.text("reference");
    filter.service_code = query.text("service_code");
    filter.agency_code = query.text("agency_code");
    filter.provider = query.text("provider");
    filter.order_ref = query.text("order_ref");
    filter.provider_txn = query.text("provider_transaction_id");
    filter.status = query.word<Status>("status", &parse_status);
    filter.created_from = query.time("created_from");
    filter.created_to = query.time("created_to");
    const std::int64_t limit = query.limit();
    filter.limit = limit + 1;  // one more tells whether there is a next page
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        filter.before = PaymentId::parse(read_cursor('p', cursor).value_or(""));
        if (!filter.before) query.bad_cursor();
    }
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto find = [filter](Reader& reader) -> Result<std::vector<PaymentFile>> {
        return reader.search(filter);
    };
    auto found = co_await look_up<std::vector<PaymentFile>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& files = found.value();
    std::string next;
    if (static_cast<std::int64_t>(files.size()) > limit) {
        files.resize(static_cast<std::size_t>(limit));
        next = make_cursor('p', files.back().payment.id.text());
    }
    const std::string& url = parts->core->config->public_url;
    co_return json_response(
        200,
        list_json(
            files,
            next,
            [&url](JsonOut& out, const PaymentFile& file) {
                render_payment(out, file, url, masked_parties(file.payment));
            }
        )
    );
}

Task<HttpResponse> list_attempts(Parts* parts, Call* call) {
    Query query = call->query();
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto loaded = co_await load_payment(parts, call);
    if (!loaded) co_return call->refuse(loaded.error());
    const PaymentFile& file = loaded.value();
    const std::string& url = parts->core->config->public_url;
    co_return json_response(
        200,
        list_json(
            file.attempts,
            {},
            [&](JsonOut& out, const Attempt& attempt) {
                render_attempt(out, file.payment.id, attempt, url);
            }
        )
    );
}

Task<HttpResponse> list_payment_events(Parts* parts, Call* call) {
    Query query = call->query();
    const auto limit = static_cast<std::size_t>(query.limit());
    std::int64_t after = 0;
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        const auto position = read_position('h', cursor);
        if (!position) query.bad_cursor();
        after = position.value_or(0);
    }
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto loaded = co_await load_payment(parts, call);
    if (!loaded) co_return call->refuse(loaded.error());
    const std::string chain = loaded.value().payment.id.text();
    auto find = [chain](Reader& reader) -> Result<std::vector<Event>> {
        return reader.events_of(chain);
    };
    auto found = co_await look_up<std::vector<Event>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& events = found.value();
    std::erase_if(events, [after](const Event& e) { return e.sequence <= after; });
    std::string next;
    if (events.size() > limit) {
        events.resize(limit);
        next = make_cursor('h', std::to_string(events.back().sequence));
    }
    co_return json_response(200, list_json(events, next, &render_history));
}

}  // namespace dvcpay::api
