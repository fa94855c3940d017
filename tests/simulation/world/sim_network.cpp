#include "simulation/sim_network.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

#include "flows/watch.hpp"

namespace dvcpay::simulation {
namespace net = boost::asio;

struct SimNetwork::Call {
    explicit Call(net::any_io_executor executor)
        : answered(executor), gone(executor, net::steady_timer::time_point::max()) {}
    std::int64_t number = 0;
    Exchange exchange;
    Fate fate;
    bool repeated = false;  ///< the second arrival of a request; nobody waits for its answer
    bool broken = false;    ///< the peer died while it worked on it
    bool refused = false;   ///< nobody listened
    bool has_left = false;  ///< the sender has given up
    flows::Done answered;
    net::steady_timer gone;
};

namespace {

Task<void> until_gone(net::steady_timer* gone) {
    co_await gone->async_wait(net::as_tuple(net::use_awaitable));
}

HttpRequest as_received(const std::string& from, const OutboundRequest& sent) {
    HttpRequest out;
    out.method = sent.method;
    out.target = split_url(sent.url).second;
    out.headers = sent.headers;
    out.body = sent.body;
    out.peer = from == "momo.test" ? "198.51.100.10" : "198.51.100.20";
    out.over_tls = true;
    return out;
}

std::string_view word(Fate::Kind kind) {
    switch (kind) {
        case Fate::Kind::delivered:
            return "delivered";
        case Fate::Kind::refused:
            return "refused";
        case Fate::Kind::lost:
            return "lost";
        case Fate::Kind::mute:
            return "mute";
    }
    return "?";
}

}  // namespace

std::pair<std::string, std::string> split_url(const std::string& url) {
    const auto scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t path = std::min(url.find('/', begin), url.size());
    return {url.substr(begin, path - begin), path == url.size() ? "/" : url.substr(path)};
}

std::string short_digest(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return fmt::format("{:016x}", hash).substr(0, 12);
}

SimNetwork::SimNetwork(net::any_io_executor executor, SimClock* clock, Trace* trace, Rng rng)
    : executor_(executor), clock_(clock), trace_(trace), rng_(rng), wires_(executor) {}

Fate SimNetwork::draw(
    const std::string& from, const std::string& to, const OutboundRequest& request
) {
    if (decide) {
        if (auto fate = decide(from, to, request)) return *fate;
    }
    const LinkFaults faults = links_.contains(to) ? links_.at(to) : LinkFaults{};
    Fate fate;
    // Every draw is made whatever the others gave, so that a trace differs only where a fault does.
    const bool refused = rng_.chance(faults.refused);
    const bool lost = rng_.chance(faults.lost);
    const bool mute = rng_.chance(faults.mute);
    fate.before_ms = rng_.between(1, 20);
    fate.after_ms = rng_.between(1, 20);
    if (rng_.chance(faults.slow)) fate.before_ms += rng_.below(faults.slow_ms);
    if (rng_.chance(faults.slow)) fate.after_ms += rng_.below(faults.slow_ms);
    fate.twice = rng_.chance(faults.twice);
    fate.again_after_ms = rng_.between(1, 30'000);
    fate.hang_up = rng_.chance(faults.leave);
    fate.kind = refused ? Fate::Kind::refused
                : lost  ? Fate::Kind::lost
                : mute  ? Fate::Kind::mute
                        : Fate::Kind::delivered;
    return fate;
}

Task<SendResult> SimNetwork::send(std::string from, OutboundRequest request, Mono due) {
    const Mono begun = clock_->mono();
    const std::string to = split_url(request.url).first;
    auto call = std::make_shared<Call>(executor_);
    call->number = ++messages_;
    call->fate = draw(from, to, request);
    trace_->add(fmt::format(
        "#{} {} -> {} {} {} body={}/{} {}{}",
        call->number,
        from,
        to,
        request.method,
        split_url(request.url).second,
        request.body.size(),
        short_digest(request.body),
        word(call->fate.kind),
        call->fate.twice ? " twice" : ""
    ));
    call->exchange = Exchange{from, to, std::move(request), std::nullopt};
    if (call->fate.kind == Fate::Kind::refused || !hosts_.contains(to)) {
        co_await clock_->sleep_until(std::min(due, clock_->mono().plus_ms(call->fate.before_ms)));
        co_return Unavailable{"connection refused", 0};
    }
    if (call->fate.kind != Fate::Kind::lost) {
        if (call->fate.twice) {
            auto again = std::make_shared<Call>(executor_);
            again->number = call->number;
            again->exchange = call->exchange;
            again->fate = call->fate;
            again->fate.before_ms += call->fate.again_after_ms;
            again->repeated = true;
            wires_.spawn(carry(again));
        }
        wires_.spawn(carry(call));
    }
    const bool answered = co_await call->answered.wait(clock_, due);
    if (!answered || call->fate.kind == Fate::Kind::mute) {
        if (answered) co_await clock_->sleep_until(due);
        call->has_left = true;
        if (call->fate.hang_up) call->gone.cancel();
        trace_->add(fmt::format("#{} no answer", call->number));
        co_return NoAnswer{"time-out"};
    }
    if (call->refused) co_return Unavailable{"connection refused", 0};
    if (call->broken || !call->exchange.response) {
        trace_->add(fmt::format("#{} broken off", call->number));
        co_return NoAnswer{"connection reset"};
    }
    HttpAnswer answer;
    answer.status = call->exchange.response->status;
    answer.headers = call->exchange.response->headers;
    answer.body = call->exchange.response->body;
    answer.origin_proven = true;
    answer.elapsed_ms = (clock_->mono().ns - begun.ns) / 1'000'000;
    trace_->add(fmt::format(
        "#{} <- {} body={}/{}",
        call->number,
        answer.status,
        answer.body.size(),
        short_digest(answer.body)
    ));
    if (on_arrival) on_arrival(call->exchange);
    co_return answer;
}

Task<void> SimNetwork::carry(std::shared_ptr<Call> call) {
    co_await clock_->sleep_until(clock_->mono().plus_ms(call->fate.before_ms));
    const std::string to = call->exchange.to;
    if (at_border) at_border(to);
    const auto host = hosts_.find(to);
    if (host == hosts_.end() || !host->second.tasks->spawn(serve(call, host->second.handler))) {
        call->refused = true;
        call->answered.set();
    }
}

Task<void> SimNetwork::serve(std::shared_ptr<Call> call, HttpHandler* handler) {
    // NOLINTNEXTLINE(google-build-using-namespace): operator|| is found no other way
    using namespace net::experimental::awaitable_operators;
    struct Ending {
        Call* call;
        ~Ending() {  // also where the host dies: whoever waits learns that nothing will come
            if (call->exchange.response) return;
            call->broken = true;
            call->answered.set();
        }
    };
    const Ending ending{call.get()};
    if (call->has_left && call->fate.hang_up) co_return;
    co_await (work(call, handler) || until_gone(&call->gone));
}

Task<void> SimNetwork::work(std::shared_ptr<Call> call, HttpHandler* handler) {
    HttpRequest request = as_received(call->exchange.from, call->exchange.request);
    HttpResponse response = co_await handler->handle(std::move(request));
    if (at_border) at_border(call->exchange.to);
    const auto host = hosts_.find(call->exchange.to);
    if (host == hosts_.end() || host->second.handler != handler)
        co_return;  // it died with the answer in its hand
    trace_->add(fmt::format(
        "#{} {} answers {} body={}/{}{}",
        call->number,
        call->exchange.to,
        response.status,
        response.body.size(),
        short_digest(response.body),
        call->repeated ? " (repeated)" : ""
    ));
    call->exchange.response = std::move(response);
    if (on_exchange) on_exchange(call->exchange);
    // The answer's way back is the network's affair, not the peer's: it goes on when the peer dies
    // now.
    wires_.spawn([](std::shared_ptr<Call> c, SimClock* clock) -> Task<void> {
        co_await clock->sleep_until(clock->mono().plus_ms(c->fate.after_ms));
        c->answered.set();
    }(call, clock_));
}

Task<SendResult> SimTransport::send(OutboundRequest request, Mono due) {
    if (network_ == nullptr) co_return NoAnswer{"this host has died"};
    SendResult result = co_await network_->send(host_, std::move(request), due);
    if (network_ == nullptr) co_return NoAnswer{"this host has died"};
    co_return result;
}

}  // namespace dvcpay::simulation
