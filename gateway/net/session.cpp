#include "net/session.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <poll.h>

#include "ports/task_group.hpp"

namespace dvcpay::net {

namespace {

constexpr std::int64_t cancel_again_ms = 20;
constexpr std::size_t out_bytes_kept = 64 * 1024;

/// One request being handled, or waiting; counts as long as it lives.
class InFlight {
  public:
    explicit InFlight(std::size_t* count) : count_(count) { ++*count_; }
    ~InFlight() { --*count_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    std::size_t* count_;
};

HttpResponse plain_answer(int status) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = "refused: " + std::to_string(status) + "\n";
    return response;
}

std::string joined(const Headers& headers, std::string_view name) {
    std::string all;
    if (headers.get(name).empty()) return all;
    for (const auto& header : headers.all()) {
        if (header.name.size() != name.size()) continue;
        const Headers one{header};
        if (one.count(name) == 0) continue;
        if (!all.empty()) all += ',';
        all += header.value;
    }
    return all;
}

}  // namespace

int status_of(TransportFault fault) {
    switch (fault) {
        case TransportFault::bad_request:
            return 400;
        case TransportFault::head_timeout:
        case TransportFault::body_timeout:
            return 408;
        case TransportFault::body_too_large:
            return 413;
        case TransportFault::expectation_failed:
            return 417;
        case TransportFault::head_too_large:
            return 431;
        case TransportFault::overloaded:
            return 503;
    }
    return 400;
}

Session::Session(Listening* listening, std::unique_ptr<Wire> wire, Peer peer)
    : listening_(listening),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      reader_(listening->options.header_bytes_max),
      deadline_(wire_->socket().get_executor(), this) {
    place_ = listening_->sessions.insert(listening_->sessions.end(), this);
    ++listening_->stats.connections;
}

Session::~Session() = default;

Task<void> Session::run(std::shared_ptr<Session> self) {
    const auto executor = co_await asio::this_coro::executor;
    // A signal of its own, so that a client that has gone cancels its handler and nobody else's.
    auto until_aborted =
        asio::bind_cancellation_slot(abort_.slot(), asio::as_tuple(asio::use_awaitable));
    const auto [bug] = co_await asio::co_spawn(executor, serve(), std::move(until_aborted));
    deadline_.stop();
    error_code ignored;
    wire_->socket().close(ignored);
    listening_->sessions.erase(place_);
    --listening_->stats.connections;
    if (bug && !was_cancelled(bug)) std::rethrow_exception(bug);
}

Task<void> Session::serve() {
    if (wire_->tls() != nullptr) {
        const bool shaken = co_await shake_hands();
        if (!shaken) co_return;
    }
    for (;;) {
        bool going_on = co_await read_head();
        if (going_on) going_on = co_await read_body();
        if (going_on) going_on = co_await answer();
        route_.visit.reset();
        if (!going_on) co_return;
        reader_.next();
    }
}

Task<bool> Session::shake_hands() {
    enter(Phase::handshake, listening_->options.handshake_ms);
    const auto [ec] = co_await handshake(wire_.get(), Role::server);
    if (ec || late_) {
        ++listening_->stats.handshakes_failed;
        co_return false;
    }
    subject_ = peer_subject(wire_->tls());
    co_return true;
}

Task<bool> Session::read_head() {
    for (;;) {
        const auto progress = reader_.advance();
        if (progress == RequestReader::Progress::head) co_return true;
        if (progress == RequestReader::Progress::refused) {
            co_await refuse(reader_.fault());
            co_return false;
        }
        if (!reader_.untouched()) {
            if (phase_ != Phase::head) enter(Phase::head, listening_->options.head_ms);
        } else if (listening_->draining) {
            co_return false;
        } else if (phase_ != Phase::idle) {
            enter(Phase::idle, listening_->options.idle_ms);
        }
        const bool more = co_await read_more();
        if (more) continue;
        if (late_ && phase_ == Phase::head) co_await refuse(TransportFault::head_timeout);
        co_return false;
    }
}

bool Session::too_busy() const {
    const auto in_flight = listening_->stats.requests_in_flight;
    const auto all = listening_->options.requests_in_flight_max;
    const auto of_route = route_.in_flight_max == 0 ? all : std::min(route_.in_flight_max, all);
    return in_flight >= of_route;
}

/// What can be refused by the head alone is, before a byte of the body is read.
std::optional<TransportFault> Session::refused_by_head() {
    const auto& options = listening_->options;
    const auto& request = reader_.request();
    route_ = RouteLimits{.body_bytes_max = options.body_bytes_max};
    client_ = client(request.headers);
    if (options.route_limits)
        route_ = options.route_limits(request.method, request.target, client_);
    if (reader_.unknown_expectation()) return TransportFault::expectation_failed;
    if (!reader_.accept_body(route_.body_bytes_max)) return TransportFault::body_too_large;
    return std::nullopt;
}

/// What waits costs its head and a timer. A client that goes away meanwhile ends it as it ends a
/// handler.
Task<bool> Session::wait_turn() {
    const Mono until = route_.not_before;
    const bool waits = listening_->clock->mono() < until;
    const bool room = listening_->stats.requests_waiting < listening_->options.requests_waiting_max;
    if (waits && room) {
        const InFlight counted(&listening_->stats.requests_waiting);
        enter(Phase::handling, listening_->options.gone_check_ms);
        const bool came = co_await listening_->clock->sleep_until(until);
        if (!came) co_return false;
    }
    const bool in_turn = room || !waits;
    if (in_turn && !route_.held && !too_busy()) co_return true;
    co_await refuse(TransportFault::overloaded);
    co_return false;
}

Task<bool> Session::read_body() {
    ++listening_->stats.requests;
    const auto refused = refused_by_head();
    if (refused) {
        co_await refuse(*refused);
        co_return false;
    }
    const bool in_turn = co_await wait_turn();
    if (!in_turn) co_return false;
    if (reader_.wants_continue()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        enter(Phase::writing, listening_->options.write_ms);
        const auto [ec, count] = co_await write_all(wire_.get(), asio::buffer(go_on));
        if (ec || late_) co_return false;
    }
    for (;;) {
        const auto progress = reader_.advance();
        if (progress == RequestReader::Progress::complete) co_return true;
        if (progress == RequestReader::Progress::refused) {
            co_await refuse(reader_.fault());
            co_return false;
        }
        if (phase_ != Phase::body) {
            enter(Phase::body, route_.body_ms > 0 ? route_.body_ms : listening_->options.body_ms);
        }
        const bool more = co_await read_more();
        if (more) continue;
        if (late_) co_await refuse(TransportFault::body_timeout);
        co_return false;
    }
}

Task<bool> Session::read_more() {
    const auto space = reader_.space();
    const auto [ec, count] =
        co_await read_some(wire_.get(), asio::mutable_buffer(space.data(), space.size()));
    // The deadline may have passed while these bytes were already on their way to us; it stays
    // passed.
    if (ec || late_) co_return false;
    reader_.filled(count);
    co_return true;
}

Task<bool> Session::answer() {
    auto& stats = listening_->stats;
    if (too_busy()) {  // others came in while this one's body was on its way
        co_await refuse(TransportFault::overloaded);
        co_return false;
    }
    auto request = reader_.take();
    request.peer = std::move(client_);
    request.client_subject = subject_;
    request.over_tls = wire_->tls() != nullptr;
    request.peer_user = peer_.user;
    HttpResponse response;
    {
        const InFlight counted(&stats.requests_in_flight);
        enter(Phase::handling, listening_->options.gone_check_ms);
        response = co_await listening_->handler->handle(std::move(request));
    }
    const bool last = response.close || listening_->draining || !reader_.keep_alive();
    const auto word = last ? Last::yes : Last::no;
    const bool written = co_await write(&response, word);
    if (written && last) co_await leave();
    co_return written && !last;
}

Task<bool> Session::write(const HttpResponse* response, Last last) {
    enter(Phase::writing, listening_->options.write_ms);
    const bool head_known = reader_.head_known();
    const auto body = head_known && reader_.head_method() ? BodyOf::head_only : BodyOf::sent;
    auto reuse = head_known && reader_.http_1_0() ? Reuse::keep_alive_1_0 : Reuse::keep_alive;
    if (last == Last::yes) reuse = Reuse::close;
    if (out_.capacity() > out_bytes_kept) out_ = std::string();
    out_.clear();
    append_response(out_, *response, listening_->date.at(listening_->clock->wall()), reuse, body);
    const auto [ec, count] = co_await write_all(wire_.get(), asio::buffer(out_));
    co_return !ec && !late_;
}

Task<void> Session::refuse(TransportFault fault) {
    ++listening_->stats.faults;
    const auto& answer = listening_->options.fault_answer;
    const auto* partial = reader_.head_known() ? &reader_.request() : nullptr;
    auto response = answer ? answer(fault, partial) : plain_answer(status_of(fault));
    response.status = status_of(fault);
    if (fault == TransportFault::overloaded && response.headers.count("Retry-After") == 0) {
        response.headers.add("Retry-After", std::to_string(listening_->options.retry_after_s));
    }
    const bool written = co_await write(&response, Last::yes);
    if (written) co_await leave();
}

Task<void> Session::leave() {
    enter(Phase::leaving, listening_->options.linger_ms);
    co_await goodbye(wire_.get());  // a peer that is rude now changes nothing
    auto& socket = wire_->socket();
    error_code ec;
    socket.shutdown(Socket::shutdown_send, ec);
    // Closing with bytes unread would reset the connection, and the client could lose the answer.
    out_.resize(out_bytes_kept);
    for (std::size_t dropped = 0; dropped < listening_->options.linger_bytes_max;) {
        const auto [end, count] = co_await socket.async_read_some(
            asio::buffer(out_), asio::as_tuple(asio::use_awaitable)
        );
        if (end || late_) co_return;
        dropped += count;
    }
}

std::string Session::client(const Headers& headers) const {
    if (!peer_.address) return peer_.text;
    if (!listening_->trusted.contains(*peer_.address)) return peer_.text;
    return client_behind(listening_->trusted, *peer_.address, joined(headers, "X-Forwarded-For"));
}

void Session::enter(Phase phase, std::int64_t ms) {
    phase_ = phase;
    late_ = false;
    deadline_.set_in_ms(ms);
}

bool Session::client_gone() {
    pollfd look{.fd = wire_->socket().native_handle(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void Session::on_deadline() {
    if (phase_ != Phase::handling) {
        give_up();
        return;
    }
    // Looking now and then costs a quick handler nothing, and sees a FIN behind pipelined bytes,
    // which waiting for the socket to become readable would not.
    if (client_gone()) {
        ++listening_->stats.clients_gone;
        abort();
    } else {
        deadline_.set_in_ms(listening_->options.gone_check_ms);
    }
}

/// A composed operation may be between two steps and have nothing to cancel; it would go on. So a
/// socket that has nothing more to say is closed, and where an answer is still owed (408)
/// cancelling is tried until it holds.
void Session::give_up() {
    late_ = true;
    error_code ignored;
    if (phase_ == Phase::head || phase_ == Phase::body) {
        wire_->socket().cancel(ignored);
        deadline_.set_in_ms(cancel_again_ms);
    } else {
        wire_->socket().close(ignored);
    }
}

void Session::drain() {
    if (phase_ == Phase::idle || phase_ == Phase::handshake) give_up();
}

void Session::abort() {
    aborted_ = true;
    abort_.emit(asio::cancellation_type::terminal);
}

}  // namespace dvcpay::net
