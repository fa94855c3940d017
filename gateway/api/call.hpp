#pragma once
// What handlers share: the parts of the API (one), and the call at hand (one per request). Private
// to the room.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/audit.hpp"
#include "api/auth.hpp"
#include "api/json.hpp"
#include "api/json_out.hpp"
#include "api/options.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"
#include "api/trace.hpp"
#include "flows/core.hpp"
#include "flows/deliver_webhooks.hpp"
#include "flows/refund_money.hpp"
#include "flows/take_callback.hpp"
#include "flows/take_payment.hpp"

namespace dvcpay::api {

/// The flows behind the API; all outlive it.
struct ApiFlows {
    flows::Core* core = nullptr;
    flows::TakePayment* take_payment = nullptr;
    flows::TakeCallback* take_callback = nullptr;
    flows::DeliverWebhooks* deliver_webhooks = nullptr;
    flows::RefundMoney* refund_money = nullptr;
};

struct Parts {
    Parts(ApiFlows all_flows, ApiKeys* api_keys, ApiOptions all_options)
        : flows(all_flows),
          core(all_flows.core),
          keys(api_keys),
          options(std::move(all_options)),
          limiter(options.rate) {}

    ApiFlows flows;
    flows::Core* core;
    ApiKeys* keys;
    ApiOptions options;
    RateLimiter limiter;
    DenialBudget denials;
    std::int64_t writes_in_flight = 0;
    bool draining = false;
};

struct Route;

/// Lives in the frame of Api::handle, which outlives every handler it awaits.
struct Call {
    HttpRequest request;
    std::string path;
    std::string query_text;
    std::vector<std::string> parameters;  ///< what stood for {…} of the route, decoded
    const Route* route = nullptr;
    Trace trace;
    ProblemContext problem;
    std::shared_ptr<const ApiKey> key;  ///< set where the route asks for one
    std::optional<RateState> rate;
    Json body;
    std::string body_sha256;  ///< of the canonical body

    HttpResponse refuse(const Error& error) const { return problem_response(error, problem); }
    Query query() const { return Query(query_text); }
};

HttpResponse json_response(int status, std::string body);

/// {"items":[…],"next_cursor":…}: `render` writes one item; `next` is empty at the end.
template <class Items, class Render>
std::string list_json(const Items& items, const std::string& next, Render render) {
    JsonOut out(4096);
    out.begin_object().key("items").begin_array();
    for (const auto& item : items) render(out, item);
    out.end_array().member_or_null("next_cursor", next).end_object();
    return out.take();
}

/// The idempotent call a flow is handed: scope, hash, and how a refusal will read.
flows::IdempotentCall idempotent_call(const Call& call);
/// What a flow answered, or the problem where it came back with an error.
HttpResponse answer(const Call& call, const Result<flows::Answered>& answered);

/// If-Match: the version it names; empty where absent or "*". Fault::invalid_parameter where it is
/// no entity tag.
Result<std::optional<std::int64_t>> if_match(const Call& call);
std::string etag_of(std::int64_t version);

}  // namespace dvcpay::api
