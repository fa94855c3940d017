#include "conformance/wire.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"

namespace dvcpay::conformance {

std::string_view word_of(Harm harm) {
    switch (harm) {
        case Harm::none:
            return "no harm";
        case Harm::refused:
            return "a refused connection";
        case Harm::untrusted:
            return "an unknown or expired certificate";
        case Harm::lost_before:
            return "a time-out before the provider acted";
        case Harm::unauthorised:
            return "HTTP 401";
        case Harm::server_error:
            return "HTTP 503";
        case Harm::lost_after:
            return "a time-out after the provider acted";
        case Harm::server_error_acted:
            return "HTTP 500 after the provider acted";
        case Harm::garbage:
            return "HTTP 200 with a page of HTML";
        case Harm::empty:
            return "HTTP 200 with an empty body";
        case Harm::truncated:
            return "half an answer";
        case Harm::oversized:
            return "an answer with a megabyte behind it";
        case Harm::redirect:
            return "HTTP 302";
        case Harm::other_type:
            return "an answer said to be text/html";
        case Harm::unproven:
            return "an answer of a peer that did not prove its name";
        case Harm::other_order:
            return "an answer about another order";
    }
    invariant_broken("word_of: harm outside its enum");
}

bool provider_acts(Harm harm) {
    return harm == Harm::none || harm >= Harm::lost_after;
}

std::string target_of(const std::string& url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
    const auto path = url.find('/', begin);
    return path == std::string::npos ? "/" : url.substr(path);
}

std::int64_t Wire::calls() const {
    return std::ranges::count_if(sent_, [](const Sent& one) { return !one.is_token; });
}

std::int64_t Wire::tokens_fetched() const {
    return std::ranges::count_if(sent_, [](const Sent& one) { return one.is_token; });
}

void Wire::note(const OutboundRequest& request) {
    for (const auto& credential : request.credentials) {
        if (credential.kind == Credential::Kind::token) token_urls_.insert(credential.token.url);
    }
}

Task<SendResult> Wire::send(OutboundRequest request, Mono due) {
    const bool is_token = token_urls_.contains(request.url);
    Harm harm = Harm::none;
    if (!is_token && !harms_.empty()) {
        harm = harms_.front();
        harms_.pop_front();
    }
    sent_.push_back({request, is_token, harm, 0});
    const auto nth = sent_.size() - 1;
    if (harm == Harm::refused) co_return Unavailable{"connection refused", 0};
    if (harm == Harm::untrusted) co_return Unavailable{"the certificate is not trusted", 0};
    HttpResponse response;
    if (harm == Harm::unauthorised) response.status = 401;
    if (harm == Harm::server_error) response.status = 503;
    if (provider_acts(harm)) {
        response = co_await deliver(std::move(request));
        sent_[nth].status = response.status;
        if (meanwhile && !is_token) {
            auto work = std::exchange(meanwhile, nullptr);
            co_await work();
        }
    }
    if (harm == Harm::lost_before || harm == Harm::lost_after) {
        co_await clock_->sleep_until(due);
        co_return NoAnswer{"no answer in time"};
    }
    HttpAnswer answer = answer_of(response, harm);
    co_return answer;
}

Task<HttpResponse> Wire::deliver(OutboundRequest request) {
    HttpRequest seen;
    seen.method = request.method;
    seen.target = target_of(request.url);
    seen.headers = request.headers;
    seen.body = std::move(request.body);
    seen.over_tls = true;
    HttpResponse response = co_await provider_->handle(std::move(seen));
    co_return response;
}

HttpAnswer Wire::answer_of(const HttpResponse& response, Harm harm) const {
    constexpr std::size_t megabyte = 1024 * 1024;
    HttpAnswer answer;
    answer.status = response.status;
    answer.headers = response.headers;
    answer.body = response.body;
    answer.origin_proven = harm != Harm::unproven;
    answer.elapsed_ms = 1;
    const auto html = [&](int status, std::string body) {
        answer.status = status;
        answer.headers = Headers{{"Content-Type", "text/html"}};
        answer.body = std::move(body);
    };
    if (harm == Harm::garbage) html(200, "<html><body>Service <b>temporarily");
    if (harm == Harm::server_error_acted) html(500, "<html><h1>500 Internal Server Error</h1>");
    if (harm == Harm::server_error) html(503, "<html><h1>503 Service Unavailable</h1>");
    if (harm == Harm::empty) answer.body.clear();
    if (harm == Harm::truncated) answer.body.resize(answer.body.size() / 2);
    if (harm == Harm::oversized) answer.body.append(megabyte, 'A');
    if (harm == Harm::other_type) {
        answer.headers = Headers{{"Content-Type", "text/html"}};
    }
    if (harm == Harm::redirect) {
        html(302, "");
        answer.headers.add("Location", "https://elsewhere.test/");
    }
    if (harm == Harm::other_order && !order_ref.empty()) {
        std::string other = order_ref;
        other.front() = other.front() == 'Z' ? 'Y' : 'Z';
        for (auto at = answer.body.find(order_ref); at != std::string::npos;
             at = answer.body.find(order_ref, at)) {
            answer.body.replace(at, order_ref.size(), other);
        }
    }
    return answer;
}

Task<SendResult> Watched::send(OutboundRequest request, Mono due) {
    wire_->note(request);
    SendResult result = co_await inner_->send(std::move(request), due);
    co_return result;
}

}  // namespace dvcpay::conformance
