#pragma once
// Every handler of the route table, by topic. Private to the room.
#include "api/router.hpp"

namespace dvcpay::api {

// payments.cpp
Task<HttpResponse> get_payment(Parts* parts, Call* call);
Task<HttpResponse> search_payments(Parts* parts, Call* call);
Task<HttpResponse> list_attempts(Parts* parts, Call* call);
Task<HttpResponse> list_payment_events(Parts* parts, Call* call);
// payment_changes.cpp
Task<HttpResponse> create_payment(Parts* parts, Call* call);
Task<HttpResponse> create_attempt(Parts* parts, Call* call);
Task<HttpResponse> cancel_payment(Parts* parts, Call* call);
// refunds.cpp
Task<HttpResponse> create_refund(Parts* parts, Call* call);
Task<HttpResponse> get_refund(Parts* parts, Call* call);
Task<HttpResponse> list_refunds(Parts* parts, Call* call);
Task<HttpResponse> approve_refund(Parts* parts, Call* call);
Task<HttpResponse> reject_refund(Parts* parts, Call* call);
Task<HttpResponse> retry_refund(Parts* parts, Call* call);
Task<HttpResponse> close_refund(Parts* parts, Call* call);
// incidents.cpp
Task<HttpResponse> get_incident(Parts* parts, Call* call);
Task<HttpResponse> list_incidents(Parts* parts, Call* call);
Task<HttpResponse> propose_incident(Parts* parts, Call* call);
Task<HttpResponse> approve_incident(Parts* parts, Call* call);
Task<HttpResponse> reject_incident(Parts* parts, Call* call);
// catalogue.cpp
Task<HttpResponse> list_services(Parts* parts, Call* call);
Task<HttpResponse> get_service(Parts* parts, Call* call);
Task<HttpResponse> list_agencies(Parts* parts, Call* call);
Task<HttpResponse> list_providers(Parts* parts, Call* call);
// webhooks.cpp
Task<HttpResponse> list_events(Parts* parts, Call* call);
Task<HttpResponse> list_deliveries(Parts* parts, Call* call);
Task<HttpResponse> replay_delivery(Parts* parts, Call* call);
Task<HttpResponse> replay_events(Parts* parts, Call* call);
Task<HttpResponse> test_webhooks(Parts* parts, Call* call);
// public.cpp
Task<HttpResponse> get_openapi(Parts* parts, Call* call);
Task<HttpResponse> get_problem_page(Parts* parts, Call* call);
Task<HttpResponse> get_qr_svg(Parts* parts, Call* call);
// inbound.cpp
Task<HttpResponse> browser_return(Parts* parts, Call* call);
Task<HttpResponse> callback_alias(Parts* parts, Call* call);
/// A provider calls by a configured route.
Task<HttpResponse> take_inbound(Parts* parts, Call* call, std::string provider, std::string kind);

/// The payment, if the caller may see it; not_found otherwise (pages of one payment: payments.cpp).
Task<Result<PaymentFile>> load_payment(Parts* parts, Call* call);

}  // namespace dvcpay::api
