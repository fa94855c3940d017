#include "simulation/portal.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

bool is_signed(const HttpRequest& request) {
    const std::string text = std::string(request.headers.get("webhook-id")) + "." +
                             std::string(request.headers.get("webhook-timestamp")) + "." +
                             request.body;
    return request.headers.get("webhook-signature") ==
           "v1," + hmac_sha256_base64(setting::webhook_secret, text);
}

bool is_fresh(const HttpRequest& request, Wall now) {
    const std::int64_t sent =
        std::strtoll(std::string(request.headers.get("webhook-timestamp")).c_str(), nullptr, 10);
    return std::abs(now.ms / 1000 - sent) <= 300;
}

bool is_final(const HttpAnswer& answer) {
    if (answer.status >= 500 || answer.status == 429) return false;
    return answer.status != 409 || answer.body.find("\"request_in_progress\"") == std::string::npos;
}

HttpResponse with_status(int status) {
    HttpResponse out;
    out.status = status;
    return out;
}

}  // namespace

void Portal::understand(const Json& body, const HttpRequest& request) {
    const std::string type = body.at("type").get<std::string>();
    Told told;
    told.id = std::string(request.headers.get("webhook-id"));
    told.type = type;
    told.sequence = body.at("sequence").get<std::int64_t>();
    told.body = request.body;
    told.at = clock_->wall();
    if (body.at("data").contains("payment")) {
        const Json& payment = body.at("data").at("payment");
        told.chain = payment.at("id").get<std::string>();
        const bool first = accepted_[told.chain].insert(told.sequence).second;
        if (first) auditor_->told(told.chain, told.sequence, type, payment);
    }
    told_.push_back(std::move(told));
}

Task<HttpResponse> Portal::handle(HttpRequest request) {
    ++arrivals_;
    const bool genuine = is_signed(request);
    if (!genuine) judgement_->accuse("P7: a webhook with a wrong signature");
    // A copy that the network kept back may be old; a portal refuses it, and has heard it before.
    if (!genuine || !is_fresh(request, clock_->wall())) co_return with_status(400);
    for (const auto& secret :
         {setting::payer_name,
          setting::payer_id_number,
          setting::payer_phone,
          setting::payer_address}) {
        if (request.body.find(secret) != std::string::npos)
            judgement_->accuse("P9: a webhook shows the payer");
    }
    if (answer_webhook) {
        if (auto answer = answer_webhook(request)) {
            if (answer->status < 300) understand(Json::parse(request.body), request);
            co_return std::move(*answer);
        }
    }
    if (rng_.chance(manners.refuses)) co_return with_status(500);
    const bool silent = rng_.chance(manners.silent);
    understand(Json::parse(request.body), request);
    if (silent) co_await clock_->sleep_until(clock_->mono().plus_ms(30'000));
    co_return with_status(200);
}

Task<SendResult> Portal::call(
    std::string method,
    std::string path,
    std::string idempotency_key,
    std::string body,
    std::string as
) {
    OutboundRequest request;
    request.channel = "portal";
    request.method = std::move(method);
    request.url = "https://" + setting::gateway_host + path;
    request.headers.add("Authorization", "Bearer " + (as.empty() ? act_as : as));
    if (!body.empty()) request.headers.add("Content-Type", "application/json");
    if (!idempotency_key.empty())
        request.headers.add("Idempotency-Key", std::move(idempotency_key));
    request.body = std::move(body);
    const Mono due = clock_->mono().plus_ms(call_timeout_ms);
    SendResult result = co_await transport_.send(std::move(request), due);
    co_return result;
}

Task<std::optional<HttpAnswer>> Portal::insist(
    std::string method,
    std::string path,
    std::string idempotency_key,
    std::string body,
    std::string as
) {
    for (std::int64_t pause_ms = 500; !over;
         pause_ms = std::min<std::int64_t>(pause_ms * 2, 60'000)) {
        SendResult result = co_await call(method, path, idempotency_key, body, as);
        if (auto* answer = std::get_if<HttpAnswer>(&result);
            answer != nullptr && is_final(*answer)) {
            co_return std::move(*answer);
        }
        const bool slept =
            co_await clock_->sleep_until(clock_->mono().plus_ms(pause_ms + rng_.below(500)));
        if (!slept) co_return std::nullopt;
    }
    co_return std::nullopt;
}

}  // namespace dvcpay::simulation
