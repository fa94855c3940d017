// Refunds: what people ask for and decide. Form is settled here; the rest is the flow's.
#include "api/cursor.hpp"
#include "api/destination.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"

namespace dvcpay::api {
namespace {

constexpr std::size_t reason_max = 255;

std::optional<CreditId> parse_credit(std::string_view text) {
    return CreditId::parse(text);
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
    DestinationOf of{
        listed.refund.id,
        std::nullopt,
        listed.payment,
        listed.client,
        listed.agency_code,
        listed.refund.destination_masked
    };
    const auto destination = co_await show_destination(parts, call, std::move(of));
    if (!destination) co_return call->refuse(destination.error());
    JsonOut out(768);
    render_refund(out, listed.refund, listed.payment, destination.value());
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
