// Refunds: what people ask for and decide. Form is settled here; the rest is the flow's.
#include "api/body_reader.hpp"
#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "domain/pii.hpp"

namespace dvcpay::api {
namespace {

constexpr std::size_t reason_max = 255;

std::optional<CreditId> parse_credit(std::string_view text) {
    return CreditId::parse(text);
}

/// {bank_bin, account, name}: whose account gets money that its provider cannot return.
struct GivenDestination {
    std::string clear;
    std::string masked;
};

std::string destination_json(
    const std::string& bank_bin, const std::string& account, const std::string& name
) {
    JsonOut out(160);
    out.begin_object()
        .member("bank_bin", bank_bin)
        .member("account", account)
        .member("name", name)
        .end_object();
    return out.take();
}

std::optional<GivenDestination> read_destination(ObjectReader& body) {
    const Json* value = body.member("destination", Need::optional);
    if (value == nullptr) return std::nullopt;
    ObjectReader reader(*value, body.pointer("destination"), &body.faults());
    const auto bin = reader.text("bank_bin", Need::required, TextLimit{6});
    const auto account = reader.text("account", Need::required, TextLimit{34});
    const auto name = reader.text("name", Need::required, TextLimit{200});
    reader.refuse_unknown();
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (bin && (bin->size() != 6 || !std::ranges::all_of(*bin, is_digit)))
        body.faults().add(reader.pointer("bank_bin"), FieldCode::bad_format, "six digits");
    if (!bin || !account || !name) return std::nullopt;
    return GivenDestination{
        destination_json(*bin, *account, *name),
        destination_json(*bin, mask_tail(*account), mask_words(*name))
    };
}

Result<flows::NewRefund> read_new_refund(const Json& body) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    const IntegerLimit amounts{1, largest_amount.count()};
    const IntegerLimit left{0, largest_amount.count()};
    const auto credit = reader.word<CreditId>("credit_id", Need::required, &parse_credit, "crd_…");
    const auto amount = reader.integer("amount", Need::required, amounts);
    const auto reason = reader.text("reason", Need::required, TextLimit{reason_max});
    const auto believed = reader.integer("refundable_amount", Need::required, left);
    auto destination = read_destination(reader);
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    flows::NewRefund out;
    out.credit = *credit;
    out.amount = Money::dong(*amount);
    out.reason = *reason;
    out.believed = Money::dong(*believed);
    if (destination) {
        out.destination_json = std::move(destination->clear);
        out.destination_masked = std::move(destination->masked);
    }
    return out;
}

std::optional<bool> parse_outcome(std::string_view text) {
    if (text == "succeeded") return true;
    if (text == "failed") return false;
    return std::nullopt;
}

Result<void> read_change(const Json& body, flows::RefundChange& change) {
    using Kind = flows::RefundChange::Kind;
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    if (change.kind == Kind::reject)
        change.text = reader.text("reason", Need::required, TextLimit{reason_max}).value_or("");
    if (change.kind == Kind::close) {
        change.text = reader.text("evidence", Need::required, TextLimit{reason_max}).value_or("");
        change.returned =
            reader.word<bool>("outcome", Need::optional, &parse_outcome, "succeeded, failed")
                .value_or(true);
    }
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return ok();
}

Task<HttpResponse> change_refund(Parts* parts, Call* call, flows::RefundChange::Kind kind) {
    flows::RefundChange change;
    change.kind = kind;
    if (const auto read = read_change(call->body, change); !read)
        co_return call->refuse(read.error());
    const auto id = RefundId::parse(call->parameters.front());
    if (!id) co_return call->refuse(Fault::not_found);
    const auto version = if_match(*call);
    if (!version) co_return call->refuse(version.error());
    change.refund = *id;
    change.if_version = version.value();
    change.caller = caller_of(*call->key);
    change.call = idempotent_call(*call);
    auto answered = co_await parts->flows.refund_money->change(std::move(change));
    co_return answer(*call, answered);
}

/// Where money goes in clear, after the reading is durable in the history it belongs to.
Task<Result<std::string>> clear_destination(Parts* parts, Call* call, ListedRefund listed) {
    NewEvent audit;
    const Wall now = parts->core->clock->wall();
    audit.id = fresh_id<EventId>(*parts->core->entropy, now);
    audit.at = now;
    audit.draft.type = EventType::personal_data_read;
    audit.draft.refund = listed.refund.id;
    audit.draft.actor = call->key->principal.id.text();
    audit.draft.note = "GET refund, trace " + call->trace.trace_id;
    audit.agency_code = listed.agency_code;
    audit.client = listed.payment ? listed.client : std::string();
    audit.data = "{}";
    const std::string chain = listed.payment ? listed.payment->text() : std::string(audit_chain);
    auto work = [audit, chain, id = listed.refund.id](Txn& txn) -> Result<std::optional<Sealed>> {
        auto sealed = txn.refund_destination(id);
        if (sealed) txn.append(chain, {audit});
        return sealed;
    };
    auto sealed = co_await transact<std::optional<Sealed>>(
        parts->core->store, Priority::ordinary, std::move(work)
    );
    if (!sealed) co_return sealed.error();
    if (!sealed.value()) co_return listed.refund.destination_masked;
    co_return parts->core->sealer->open(listed.refund.id.text(), "destination", *sealed.value());
}

Task<Result<ListedRefund>> load_refund(Parts* parts, Call* call) {
    const auto id = RefundId::parse(call->parameters.front());
    if (!id) co_return Error(Fault::not_found);
    auto find = [id = *id, visible = visibility_of(*call->key)](Reader& reader
                ) -> Result<std::optional<ListedRefund>> {
        RefundFilter filter;
        filter.visible = visible;
        filter.refund = id;
        filter.limit = 1;
        auto found = reader.refunds(filter);
        if (found.empty()) return std::optional<ListedRefund>();
        return std::optional(std::move(found.front()));
    };
    auto found = co_await look_up<std::optional<ListedRefund>>(parts->core->store, std::move(find));
    if (!found) co_return found.error();
    if (!found.value()) co_return Error(Fault::not_found);
    co_return std::move(*found.value());
}

void render_listed(JsonOut& out, const ListedRefund& listed) {
    render_refund(out, listed.refund, listed.payment, listed.refund.destination_masked);
}

}  // namespace

Task<HttpResponse> create_refund(Parts* parts, Call* call) {
    auto read = read_new_refund(call->body);
    if (!read) co_return call->refuse(read.error());
    const auto payment = PaymentId::parse(call->parameters.front());
    if (!payment) co_return call->refuse(Fault::not_found);
    flows::NewRefund request = std::move(read.value());
    request.payment = *payment;
    request.caller = caller_of(*call->key);
    request.call = idempotent_call(*call);
    auto answered = co_await parts->flows.refund_money->request(std::move(request));
    co_return answer(*call, answered);
}

Task<HttpResponse> get_refund(Parts* parts, Call* call) {
    const auto loaded = co_await load_refund(parts, call);
    if (!loaded) co_return call->refuse(loaded.error());
    const ListedRefund& listed = loaded.value();
    std::string destination = listed.refund.destination_masked;
    if (!destination.empty() && has_scope(*call->key, "payments:pii")) {
        auto clear = co_await clear_destination(parts, call, listed);
        if (!clear) co_return call->refuse(clear.error());
        destination = std::move(clear.value());
    }
    JsonOut out(768);
    render_refund(out, listed.refund, listed.payment, destination);
    HttpResponse response = json_response(200, out.take());
    response.headers.add("ETag", etag_of(listed.refund.version));
    co_return response;
}

Task<HttpResponse> list_refunds(Parts* parts, Call* call) {
    Query query = call->query();
    RefundFilter filter;
    filter.visible = visibility_of(*call->key);
    filter.state = query.word<RefundState>("status", &parse_refund_state);
    const std::int64_t limit = query.limit();
    filter.limit = limit + 1;
    if (const std::string payment = query.text("payment_id"); !payment.empty()) {
        filter.payment = PaymentId::parse(payment);
        if (!filter.payment) query.fault("payment_id", FieldCode::bad_format);
    }
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        filter.before = RefundId::parse(read_cursor('r', cursor).value_or(""));
        if (!filter.before) query.bad_cursor();
    }
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto find = [filter](Reader& reader) -> Result<std::vector<ListedRefund>> {
        return reader.refunds(filter);
    };
    auto found = co_await look_up<std::vector<ListedRefund>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& refunds = found.value();
    std::string next;
    if (static_cast<std::int64_t>(refunds.size()) > limit) {
        refunds.resize(static_cast<std::size_t>(limit));
        next = make_cursor('r', refunds.back().refund.id.text());
    }
    co_return json_response(200, list_json(refunds, next, &render_listed));
}

Task<HttpResponse> approve_refund(Parts* parts, Call* call) {
    return change_refund(parts, call, flows::RefundChange::Kind::approve);
}
Task<HttpResponse> reject_refund(Parts* parts, Call* call) {
    return change_refund(parts, call, flows::RefundChange::Kind::reject);
}
Task<HttpResponse> retry_refund(Parts* parts, Call* call) {
    return change_refund(parts, call, flows::RefundChange::Kind::retry);
}
Task<HttpResponse> close_refund(Parts* parts, Call* call) {
    return change_refund(parts, call, flows::RefundChange::Kind::close);
}

}  // namespace dvcpay::api
