#include "net/channel.hpp"

#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include "domain/invariant.hpp"

namespace dvcpay::net {

void Connection::on_deadline() {
    late = true;
    error_code ignored;
    // Not cancel(): a composed operation between two steps would not notice and go on.
    (wire ? wire->socket() : socket).close(ignored);
}

bool Connection::fit_for_reuse() {
    char byte = 0;
    const auto got = ::recv(wire->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::due_in_ns(std::int64_t ns) {
    late = false;
    deadline.set(std::chrono::steady_clock::now() + std::chrono::nanoseconds(ns > 0 ? ns : 0));
}

ConnectionPtr Channel::take_idle(const std::string& key, Mono now) {
    for (auto it = idle.end(); it != idle.begin();) {
        --it;
        const bool usable =
            now < (*it)->idle_since.plus_ms(config().idle_ms) && (*it)->fit_for_reuse();
        if (!usable) {
            it = idle.erase(it);
        } else if ((*it)->key == key) {
            auto found = std::move(*it);
            idle.erase(it);
            return found;
        }
    }
    return nullptr;
}

void Channel::give_back(ConnectionPtr connection, Mono now) {
    connection->deadline.stop();
    connection->idle_since = now;
    idle.push_back(std::move(connection));
    if (idle.size() > config().connections_idle_max) idle.pop_front();
}

void Channel::make_room() {
    while (!idle.empty() && idle.size() + in_flight > config().connections_max) idle.pop_front();
}

void Channel::leave() {
    DVC_INVARIANT(in_flight > 0);
    if (waiting.empty()) {
        --in_flight;
        return;
    }
    // The place passes straight on, so that nobody who comes later can take it first.
    auto* next = waiting.front();
    waiting.pop_front();
    next->grant();
}

Waiter::Waiter(const asio::any_io_executor& executor, Channel* channel)
    : alarm(executor),
      channel_(channel),
      place_(channel->waiting.insert(channel->waiting.end(), this)) {}

Waiter::~Waiter() {
    if (!granted_) channel_->waiting.erase(place_);
    if (granted_ && !taken_) channel_->leave();
}

void Waiter::grant() {  // already taken off the queue
    granted_ = true;
    alarm.cancel();
}

bool Waiter::take() {
    taken_ = granted_;
    return granted_;
}

Ticket::~Ticket() {
    if (pass_) channel_->breaker.abandoned(*pass_);
    if (entered_) channel_->leave();
}

void Ticket::succeeded(Mono now, std::int64_t elapsed_ms) {
    channel_->breaker.succeeded(*pass_);
    channel_->window.succeeded(now, elapsed_ms);
    pass_.reset();
}

void Ticket::failed(Mono now) {
    channel_->breaker.failed(*pass_, now);
    channel_->window.failed(now);
    pass_.reset();
}

}  // namespace dvcpay::net
