#include "cli/call.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "net/client.hpp"
#include "net/system.hpp"

namespace dvcpay::cli {
namespace {

net::HttpClientOptions options_of(const Target& target) {
    net::HttpClientOptions options;
    net::ChannelConfig& channel = options.fallback;
    channel.address_policy = net::AddressPolicy::allow_loopback;
    channel.clear_text = net::ClearText::loopback_only;
    channel.answer_bytes_max = 64U * 1024 * 1024;
    channel.tls.ca_file = target.ca_file;
    channel.unix_path = target.unix_path;
    return options;
}

Task<void> send_once(
    net::HttpClient* client, OutboundRequest request, Mono due, std::optional<SendResult>* out
) {
    SendResult result = co_await client->send(std::move(request), due);
    *out = std::move(result);
    client->close();
}

}  // namespace

Result<HttpResponse> call(
    const Target& target,
    const std::string& method,
    const std::string& path,
    const std::string& body,
    const Headers& headers,
    std::int64_t timeout_ms
) {
    boost::asio::io_context loop(1);
    net::SystemClock clock;
    BOOST_OUTCOME_TRY(
        auto client, net::HttpClient::make(loop.get_executor(), clock, options_of(target))
    );
    OutboundRequest request;
    request.channel = "cli";
    request.method = method;
    request.url = (target.unix_path.empty() ? target.url : "http://localhost") + path;
    request.headers = headers;
    if (!target.bearer.empty()) request.headers.add("Authorization", "Bearer " + target.bearer);
    if (!body.empty() && request.headers.get("Content-Type").empty()) {
        request.headers.add("Content-Type", "application/json");
    }
    request.body = body;
    std::optional<SendResult> result;
    boost::asio::co_spawn(
        loop,
        send_once(client.get(), std::move(request), clock.mono().plus_ms(timeout_ms), &result),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    loop.run();
    if (!result) return Error(Fault::outcome_unknown, "no result");
    if (auto* answer = std::get_if<HttpAnswer>(&*result)) {
        HttpResponse out;
        out.status = answer->status;
        out.headers = std::move(answer->headers);
        out.body = std::move(answer->body);
        return out;
    }
    if (const auto* refused = std::get_if<Unavailable>(&*result))
        return Error(Fault::unavailable, refused->why);
    return Error(Fault::outcome_unknown, std::get<NoAnswer>(*result).why);
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 15U]);
    }
    return out;
}

}  // namespace dvcpay::cli
