#include "api/cursor.hpp"
#include "api/render.hpp"

namespace dvcpay::api {
namespace {

void render_validity(JsonOut& out, const Validity& validity) {
    out.member_or_null("valid_from", validity.from ? to_string(*validity.from) : std::string{});
    out.member_or_null("valid_to", validity.to ? to_string(*validity.to) : std::string{});
}

}  // namespace

void render_history(JsonOut& out, const Event& event) {
    out.begin_object()
        .member("id", event.id.text())
        .member("sequence", event.sequence)
        .member("type", to_string(event.type))
        .member("timestamp", event.at)
        .member_or_null("actor", event.actor)
        .member_or_null("note", event.note)
        .member_raw("data", event.data.empty() ? "{}" : std::string_view(event.data))
        .member("prev_hash", event.prev_hash)
        .member("hash", event.hash)
        .end_object();
}

void render_feed_item(JsonOut& out, const Event& event) {
    out.begin_object()
        .member("id", event.id.text())
        .member("type", to_string(event.type))
        .member("timestamp", event.at)
        .member("sequence", event.sequence)
        .member("cursor", make_cursor('e', std::to_string(event.position)))
        .member_raw("data", event.data.empty() ? "{}" : std::string_view(event.data))
        .end_object();
}

void render_delivery(JsonOut& out, const Delivery& delivery) {
    out.begin_object()
        .member("id", delivery.id.text())
        .member("endpoint", delivery.endpoint)
        .member("event_id", delivery.event.text())
        .member("type", to_string(delivery.type))
        .member("chain", delivery.chain)
        .member("sequence", delivery.sequence);
    switch (delivery.state) {
        case DeliveryState::waiting:
            out.member("status", "waiting");
            break;
        case DeliveryState::delivered:
            out.member("status", "delivered");
            break;
        case DeliveryState::dead:
            out.member("status", "dead");
            break;
    }
    out.member("tries", delivery.tries)
        .member("next_try_at", delivery.next_try_at)
        .member("last_try_at", delivery.last_try_at);
    out.key("last_status");
    if (delivery.last_status == 0) {
        out.null();
    } else {
        out.number(delivery.last_status);
    }
    out.member_or_null("last_error", delivery.last_error)
        .member("created_at", delivery.created_at)
        .end_object();
}

void render_service(JsonOut& out, const Service& service) {
    out.begin_object()
        .member("code", service.code)
        .member("name_vi", service.name_vi)
        .member_or_null("level", service.level)
        .member_or_null("fee_kind", service.fee_kind)
        .key("listed_fee");
    if (service.listed_fee_dong) {
        out.number(*service.listed_fee_dong);
    } else {
        out.null();
    }
    switch (service.refundable) {
        case Service::Refundable::unknown:
            out.key("refundable").null();
            break;
        case Service::Refundable::yes:
            out.member("refundable", true);
            break;
        case Service::Refundable::no:
            out.member("refundable", false);
            break;
    }
    render_validity(out, service.validity);
    out.end_object();
}

void render_agency(JsonOut& out, const Agency& agency) {
    out.begin_object()
        .member("code", agency.code)
        .member("name_vi", agency.name_vi)
        .member_or_null("kind", agency.kind)
        .member_or_null("parent_code", agency.parent_code)
        .member_or_null("old_code", agency.old_code);
    render_validity(out, agency.validity);
    out.end_object();
}

}  // namespace dvcpay::api
