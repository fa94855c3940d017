#include "net/client.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "domain/invariant.hpp"
#include "net/answer_reader.hpp"
#include "net/channel.hpp"
#include "net/http_text.hpp"

namespace dvcpay::net {

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t joined_bytes_max = 64 * 1024;

/// What came of one request on one connection.
struct Spoken {
    enum class Outcome : unsigned char {
        answered,
        nothing_written,  ///< the kernel took no byte of it
        closed,           ///< written, then the peer closed or reset before a byte of an answer
        broken,           ///< written, then anything else
    };
    Outcome outcome = Outcome::broken;
    std::string why;
    HttpAnswer answer;
    bool reusable = false;
};

Spoken not_spoken(Spoken::Outcome outcome, std::string why) {
    Spoken spoken;
    spoken.outcome = outcome;
    spoken.why = std::move(why);
    return spoken;
}

SendResult unavailable(std::string why, std::int64_t retry_after_s = 0) {
    Unavailable result;
    result.why = std::move(why);
    result.retry_after_s = retry_after_s;
    return result;
}

/// An await that reports errors as values also reports our own cancellation as one; here it becomes
/// the throw that a cancelled task owes its owner.
void stop_if(const asio::cancellation_state& state) {
    if (state.cancelled() == asio::cancellation_type::none) return;
    throw boost::system::system_error(asio::error::operation_aborted);
}

bool safe_to_repeat(const std::string& method) {
    return method == "GET" || method == "HEAD";
}

Spoken broken_read(const Connection& connection, const AnswerReader& reader, const error_code& ec) {
    using enum Spoken::Outcome;
    if (connection.late) return not_spoken(broken, "no answer in time");
    return not_spoken(reader.untouched() ? closed : broken, "answer broken off: " + ec.message());
}

Task<Spoken> read_answer(Connection* connection, AnswerReader* reader) {
    using enum Spoken::Outcome;
    using Progress = AnswerReader::Progress;
    auto progress = reader->advance();
    while (progress == Progress::need_more) {
        const auto space = reader->space();
        const auto [ec, count] =
            co_await read_some(connection->wire.get(), asio::buffer(space.data(), space.size()));
        const auto state = co_await asio::this_coro::cancellation_state;
        stop_if(state);
        if (ec == asio::error::eof && !connection->late && !reader->untouched()) {
            progress = reader->ended();
            if (progress != Progress::complete) co_return broken_read(*connection, *reader, ec);
            break;
        }
        if (ec || connection->late) co_return broken_read(*connection, *reader, ec);
        reader->filled(count);
        progress = reader->advance();
    }
    if (progress == Progress::too_large) co_return not_spoken(broken, "answer too large");
    if (progress == Progress::malformed) co_return not_spoken(broken, "answer malformed");
    Spoken spoken;
    spoken.outcome = answered;
    spoken.reusable = reader->reusable();
    spoken.answer = reader->take();
    spoken.answer.origin_proven = connection->proven;
    co_return spoken;
}

Task<Spoken> speak(
    Connection* connection,
    const OutboundRequest* request,
    const Url* url,
    std::size_t answer_bytes_max
) {
    using enum Spoken::Outcome;
    std::string head;
    append_request_head(head, *request, url->target, url->authority);
    // One piece where it is small: one segment, one TLS record.
    const bool joined = request->body.size() <= joined_bytes_max;
    if (joined) head += request->body;
    auto [ec, written] = co_await write_all(connection->wire.get(), asio::buffer(head));
    if (!ec && !joined) {
        const auto [late_ec, more] =
            co_await write_all(connection->wire.get(), asio::buffer(request->body));
        ec = late_ec;
        written += more;
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    stop_if(state);
    if (ec || connection->late) {
        const auto outcome = written == 0 ? nothing_written : broken;
        co_return not_spoken(
            outcome, connection->late ? "not written in time" : "write: " + ec.message()
        );
    }
    const auto asked =
        request->method == "HEAD" ? AnswerReader::Asked::head_only : AnswerReader::Asked::with_body;
    AnswerReader reader(answer_bytes_max, asked);
    auto spoken = co_await read_answer(connection, &reader);
    co_return spoken;
}

std::string pool_key(const Url& url) {
    const auto scheme = url.scheme == Scheme::https ? "https " : "http ";
    return scheme + url.host + " " + std::to_string(url.port);
}

}  // namespace

struct HttpClient::State {
    Dialer dialer;
    std::map<std::string, Prepared> prepared;
    Prepared fallback;
    std::map<std::string, Channel> channels;
    bool closed = false;

    Channel* channel(const std::string& name);
    Task<bool> enter(Channel* channel, Mono due);
    Task<SendResult> exchange(
        Channel* channel, Ticket* ticket, const OutboundRequest* request, const Url* url, Mono due
    );
    SendResult conclude(Channel* channel, Ticket* ticket, HttpAnswer answer, Mono since);
};

Result<std::unique_ptr<HttpClient>> HttpClient::make(
    asio::any_io_executor executor, Clock& clock, HttpClientOptions options
) {
    auto state = std::make_unique<State>();
    state->dialer.executor = executor;
    state->dialer.clock = &clock;
    for (const auto& [name, texts] : options.hosts) {
        for (const auto& text : texts) {
            error_code ec;
            const auto address = asio::ip::make_address(text, ec);
            if (ec) {
                std::string detail = "hosts: ";
                detail.append(name).append(": not an address: ").append(text);
                return Error(Fault::configuration, std::move(detail));
            }
            state->dialer.hosts[name].push_back(address);
        }
    }
    std::map<ClientTls, TlsContext>
        contexts;  // the system's store takes tens of milliseconds to read
    const auto context_of = [&contexts](const ClientTls& files) -> Result<TlsContext> {
        auto& known = contexts[files];
        if (!known) {
            BOOST_OUTCOME_TRY(known, client_context(files));
        }
        return known;
    };
    for (auto& [name, config] : options.channels) {
        DVC_INVARIANT(config.connections_max > 0);
        BOOST_OUTCOME_TRY(auto tls, context_of(config.tls));
        state->prepared.emplace(name, Prepared{config, std::move(tls)});
    }
    BOOST_OUTCOME_TRY(auto tls, context_of(options.fallback.tls));
    state->fallback = Prepared{options.fallback, std::move(tls)};
    return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpClient::~HttpClient() {
    for (const auto& [name, channel] : state_->channels) DVC_INVARIANT(channel.in_flight == 0);
}

void HttpClient::close() {
    state_->closed = true;
    for (auto& [name, channel] : state_->channels) channel.idle.clear();
}

Channel* HttpClient::State::channel(const std::string& name) {
    const auto known = channels.find(name);
    if (known != channels.end()) return &known->second;
    auto found = prepared.find(name);
    if (found == prepared.end()) found = prepared.find(name.substr(0, name.find('/')));
    const auto* by = found == prepared.end() ? &fallback : &found->second;
    return &channels.emplace(name, Channel(by)).first->second;
}

/// Takes a place, or waits for one until `due`. false: too many wait already, or none came free.
Task<bool> HttpClient::State::enter(Channel* channel, Mono due) {
    if (channel->in_flight < channel->config().connections_max) {
        ++channel->in_flight;
        co_return true;
    }
    if (channel->waiting.size() >= channel->config().requests_waiting_max) co_return false;
    Waiter waiter(dialer.executor, channel);
    const auto left_ns = due.ns - dialer.clock->mono().ns;
    waiter.alarm.expires_after(std::chrono::nanoseconds(left_ns > 0 ? left_ns : 0));
    co_await waiter.alarm.async_wait(as_values);
    co_return waiter.take();
}

Task<SendResult> HttpClient::send(OutboundRequest request, Mono due) {
    auto* s = state_.get();
    auto* clock = s->dialer.clock;
    const auto url = parse_url(request.url);
    if (!url) co_return unavailable("not a URL");
    if (s->closed) co_return unavailable("shutting down");
    auto* channel = s->channel(request.channel);
    const auto circuit_open = [&]() {
        return unavailable("circuit open", channel->breaker.retry_after_s(clock->mono()));
    };
    if (!channel->breaker.lets_pass(clock->mono())) co_return circuit_open();
    Ticket ticket(channel);
    const bool entered = co_await s->enter(channel, due);
    if (entered) ticket.entered();
    const auto state = co_await asio::this_coro::cancellation_state;
    stop_if(state);
    if (!entered) co_return unavailable("channel busy", 1);
    if (clock->mono() >= due) co_return unavailable("no time left");
    // The circuit may have opened while this one waited.
    if (!channel->breaker.lets_pass(clock->mono())) co_return circuit_open();
    ticket.begin();
    auto result = co_await s->exchange(channel, &ticket, &request, &*url, due);
    co_return result;
}

Task<SendResult> HttpClient::State::exchange(
    Channel* channel, Ticket* ticket, const OutboundRequest* request, const Url* url, Mono due
) {
    const auto since = dialer.clock->mono();
    const auto key = pool_key(*url);
    for (;;) {
        auto connection = channel->take_idle(key, dialer.clock->mono());
        const bool pooled = connection != nullptr;
        if (!pooled) {
            auto opened = co_await dialer.open(channel, url, due);
            const auto state = co_await asio::this_coro::cancellation_state;
            stop_if(state);
            if (!opened.connection) {
                if (opened.blame == Opened::Blame::peer) ticket->failed(dialer.clock->mono());
                co_return unavailable(opened.why);
            }
            connection = std::move(opened.connection);
            connection->key = key;
        }
        connection->due_in_ns(due.ns - dialer.clock->mono().ns);
        auto spoken =
            co_await speak(connection.get(), request, url, channel->config().answer_bytes_max);
        using enum Spoken::Outcome;
        if (spoken.outcome == answered) {
            if (spoken.reusable && !this->closed)
                channel->give_back(std::move(connection), dialer.clock->mono());
            co_return conclude(channel, ticket, std::move(spoken.answer), since);
        }
        const bool again = spoken.outcome == nothing_written ||
                           (spoken.outcome == closed && safe_to_repeat(request->method));
        if (pooled && again && dialer.clock->mono() < due) continue;
        ticket->failed(dialer.clock->mono());
        if (spoken.outcome == nothing_written) co_return unavailable(spoken.why);
        NoAnswer none;
        none.why = std::move(spoken.why);
        co_return none;
    }
}

SendResult HttpClient::State::conclude(
    Channel* channel, Ticket* ticket, HttpAnswer answer, Mono since
) {
    const auto now = dialer.clock->mono();
    answer.elapsed_ms = (now.ns - since.ns) / 1'000'000;
    if (answer.status >= 500) {
        ticket->failed(now);
    } else {
        ticket->succeeded(now, answer.elapsed_ms);
    }
    const auto date = parse_http_date(answer.headers.get("Date"));
    if (date) channel->date_skew_ms = date->ms - dialer.clock->wall().ms;
    return answer;
}

ChannelStats HttpClient::channel_stats(const std::string& name) const {
    ChannelStats stats;
    const auto found = state_->channels.find(name);
    if (found == state_->channels.end()) return stats;
    const auto& channel = found->second;
    const auto now = state_->dialer.clock->mono();
    const auto sums = channel.window.sums(now);
    stats.circuit = channel.breaker.state(now);
    stats.in_flight = channel.in_flight;
    stats.waiting = channel.waiting.size();
    stats.connections_idle = channel.idle.size();
    stats.connections_opened = channel.opened;
    stats.successes = sums.successes;
    stats.failures = sums.failures;
    stats.p95_ms = sums.p95_ms;
    stats.date_skew_ms = channel.date_skew_ms;
    stats.peer_certificate_until = channel.certificate_until;
    return stats;
}

std::vector<std::string> HttpClient::channels() const {
    std::vector<std::string> names;
    for (const auto& [name, channel] : state_->channels) names.push_back(name);
    return names;
}

}  // namespace dvcpay::net
