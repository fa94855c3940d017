// The feed, and the state of deliveries to the portal.
#include "api/body_reader.hpp"
#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"

namespace dvcpay::api {
namespace {

constexpr std::size_t types_max = 15;

std::optional<EventType> parse_public_type(std::string_view text) {
    const auto type = parse_event_type(text);
    return type && is_public(*type) ? type : std::nullopt;
}

std::optional<DeliveryState> parse_delivery_state(std::string_view text) {
    if (text == "waiting") return DeliveryState::waiting;
    if (text == "delivered") return DeliveryState::delivered;
    if (text == "dead") return DeliveryState::dead;
    return std::nullopt;
}

/// "payment.paid,payment.expired"
std::vector<EventType> types_of(Query& query) {
    std::vector<EventType> out;
    std::string list = query.text("types", 600);
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        const auto type = parse_public_type(std::string_view(list).substr(at, end - at));
        if (!type) {
            query.fault("types", FieldCode::bad_format);
            return {};
        }
        out.push_back(*type);
        at = end + 1;
    }
    return out;
}

/// Where the feed goes on: a cursor of ours, or the id of an event (a webhook-id).
struct After {
    std::int64_t position = 0;
    std::optional<EventId> event;
};

After after_of(Query& query) {
    After out;
    std::string text = query.text("after", 200);
    const std::string cursor = query.cursor();
    if (text.empty()) text = cursor;
    if (text.empty()) return out;
    out.event = EventId::parse(text);
    if (out.event) return out;
    const auto position = read_position('e', text);
    if (!position) query.bad_cursor();
    out.position = position.value_or(0);
    return out;
}

bool visible(const Visibility& to, const Event& event) {
    if (!to.client.empty() && to.client != event.client) return false;
    return to.agencies.empty() ||
           std::ranges::find(to.agencies, event.agency_code) != to.agencies.end();
}

void read_types(ObjectReader& reader, flows::ReplayWindow& out) {
    const Json* list = reader.member("types", Need::optional);
    if (list == nullptr) return;
    const std::string pointer = reader.pointer("types");
    FieldFaults& faults = reader.faults();
    if (list->kind != Json::Kind::array) return faults.add(pointer, FieldCode::wrong_type, "array");
    if (list->items.size() > types_max) {
        return faults.add(pointer, FieldCode::too_many, std::to_string(types_max));
    }
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const Json& item = list->items[i];
        const auto type = parse_public_type(item.text);
        if (item.kind != Json::Kind::string) {
            faults.add(pointer_to(pointer, i), FieldCode::wrong_type, "string");
        } else if (!type) {
            faults.add(pointer_to(pointer, i), FieldCode::unknown_value, "payment.created, …");
        } else {
            out.types.push_back(*type);
        }
    }
}

Result<flows::ReplayWindow> read_replay(const Json& body) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    flows::ReplayWindow out;
    const auto from = reader.word<Wall>("from", Need::required, &parse_rfc3339, "RFC 3339");
    const auto to = reader.word<Wall>("to", Need::required, &parse_rfc3339, "RFC 3339");
    read_types(reader, out);
    reader.refuse_unknown();
    if (from && to && *to <= *from) {
        faults.add(reader.pointer("to"), FieldCode::out_of_range, "> from");
    }
    if (!faults.empty()) return faults.take();
    out.from = *from;
    out.to = *to;
    return out;
}

StoredAnswer accepted(std::string body) {
    StoredAnswer out;
    out.status = 202;
    out.body = std::move(body);
    out.content_type = "application/json";
    return out;
}

StoredAnswer one_accepted(const Delivery& delivery) {
    JsonOut out;
    render_delivery(out, delivery);
    return accepted(out.take());
}

StoredAnswer several_accepted(const std::vector<Delivery>& deliveries) {
    return accepted(list_json(deliveries, {}, &render_delivery));
}

StoredAnswer count_accepted(std::int64_t queued) {
    JsonOut out;
    out.begin_object().member("queued", queued).end_object();
    return accepted(out.take());
}

/// Nothing but {} (or no body at all).
Result<void> check_empty(const Json& body) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return ok();
}

}  // namespace

Task<HttpResponse> list_events(Parts* parts, Call* call) {
    Query query = call->query();
    FeedFilter filter;
    filter.visible = visibility_of(*call->key);
    const std::int64_t limit = query.limit();
    filter.limit = limit + 1;
    filter.types = types_of(query);
    const After after = after_of(query);
    filter.after = after.position;
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto find = [filter, after](Reader& reader) -> Result<std::vector<Event>> {
        FeedFilter from_here = filter;
        if (after.event) {
            const auto event = reader.event(*after.event);
            if (!event || !visible(filter.visible, *event)) return Fault::invalid_cursor;
            from_here.after = event->position;
        }
        return reader.feed(from_here);
    };
    auto found = co_await look_up<std::vector<Event>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& events = found.value();
    std::string next;
    if (static_cast<std::int64_t>(events.size()) > limit) {
        events.resize(static_cast<std::size_t>(limit));
        next = make_cursor('e', std::to_string(events.back().position));
    }
    co_return json_response(200, list_json(events, next, &render_feed_item));
}

Task<HttpResponse> list_deliveries(Parts* parts, Call* call) {
    Query query = call->query();
    DeliveryFilter filter;
    filter.visible = visibility_of(*call->key);
    filter.state = query.word<DeliveryState>("status", &parse_delivery_state);
    const std::int64_t limit = query.limit();
    filter.limit = limit + 1;
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        filter.before = DeliveryId::parse(read_cursor('d', cursor).value_or(""));
        if (!filter.before) query.bad_cursor();
    }
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto find = [filter](Reader& reader) -> Result<std::vector<Delivery>> {
        return reader.deliveries(filter);
    };
    auto found = co_await look_up<std::vector<Delivery>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& deliveries = found.value();
    std::string next;
    if (static_cast<std::int64_t>(deliveries.size()) > limit) {
        deliveries.resize(static_cast<std::size_t>(limit));
        next = make_cursor('d', deliveries.back().id.text());
    }
    co_return json_response(200, list_json(deliveries, next, &render_delivery));
}

Task<HttpResponse> replay_delivery(Parts* parts, Call* call) {
    const auto id = DeliveryId::parse(call->parameters.front());
    if (!id) co_return call->refuse(Fault::not_found);
    if (const auto empty = check_empty(call->body); !empty) co_return call->refuse(empty.error());
    auto answered = co_await parts->flows.deliver_webhooks->replay(
        idempotent_call(*call), visibility_of(*call->key), *id, &one_accepted
    );
    co_return answer(*call, answered);
}

Task<HttpResponse> replay_events(Parts* parts, Call* call) {
    auto window = read_replay(call->body);
    if (!window) co_return call->refuse(window.error());
    auto answered = co_await parts->flows.deliver_webhooks->replay_range(
        idempotent_call(*call),
        visibility_of(*call->key),
        std::move(window.value()),
        &count_accepted
    );
    co_return answer(*call, answered);
}

Task<HttpResponse> test_webhooks(Parts* parts, Call* call) {
    if (const auto empty = check_empty(call->body); !empty) co_return call->refuse(empty.error());
    auto answered = co_await parts->flows.deliver_webhooks->send_test(
        idempotent_call(*call), &several_accepted
    );
    co_return answer(*call, answered);
}

}  // namespace dvcpay::api
