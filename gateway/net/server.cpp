#include "net/server.hpp"

#include <cstring>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/session.hpp"
#include "net/system.hpp"
#include "ports/task_group.hpp"

namespace dvcpay::net {

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
using Endpoint = asio::generic::stream_protocol::endpoint;
using asio::ip::tcp;

constexpr std::int64_t out_of_descriptors_pause_ms = 50;

Error cannot(const std::string& what, const error_code& ec) {
    return Error(Fault::configuration, what + ": " + ec.message());
}

Peer peer_of(const Endpoint& endpoint) {
    Peer peer;
    if (endpoint.data()->sa_family == AF_UNIX) {
        peer.text = "unix";
        return peer;
    }
    tcp::endpoint inet;
    inet.resize(endpoint.size());
    std::memcpy(inet.data(), endpoint.data(), endpoint.size());
    auto address = inet.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    peer.text = address.to_string();
    peer.address = address;
    return peer;
}

/// Whom the kernel names at the other end of a Unix-domain socket, as of its connect().
std::string user_of(Socket& socket) {
    ucred who{};
    socklen_t size = sizeof(who);
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return {};
    return user_name(who.uid);
}

/// A socket file nobody listens on is what a killed process left behind.
bool is_stale_socket(const std::string& path, const asio::any_io_executor& executor) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return false;
    asio::local::stream_protocol::socket probe(executor);
    error_code ec;
    probe.connect(asio::local::stream_protocol::endpoint(path), ec);
    return ec == asio::error::connection_refused;
}

}  // namespace

struct HttpServer::State {
    State(asio::any_io_executor on, HttpServerOptions options)
        : executor(on), acceptor(on), accepting(on), sessions(on) {
        listening.options = std::move(options);
    }

    Result<void> locate(Endpoint* at) const;
    Result<void> open(const Endpoint& at);
    Task<void> accept_all();
    void admit(Socket socket, const Endpoint& from);
    bool make_room();
    void abort_all();

    asio::any_io_executor executor;
    Listening listening;
    TlsContext tls;
    Acceptor acceptor;
    std::uint16_t port = 0;
    bool bound = false;
    TaskGroup accepting;
    TaskGroup sessions;
};

HttpServer::HttpServer(
    asio::any_io_executor executor, Clock& clock, HttpHandler& handler, HttpServerOptions options
)
    : state_(std::make_unique<State>(executor, std::move(options))) {
    state_->listening.clock = &clock;
    state_->listening.handler = &handler;
}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen() {
    auto& s = *state_;
    DVC_INVARIANT(!s.bound);
    BOOST_OUTCOME_TRY(s.listening.trusted, Networks::parse(s.listening.options.trusted_proxies));
    BOOST_OUTCOME_TRY(reload_tls());
    Endpoint at;
    BOOST_OUTCOME_TRY(s.locate(&at));
    BOOST_OUTCOME_TRY(s.open(at));
    s.bound = true;
    s.accepting.spawn(s.accept_all());
    return ok();
}

std::uint16_t HttpServer::port() const {
    return state_->port;
}
HttpServerStats HttpServer::stats() const {
    return state_->listening.stats;
}

Result<void> HttpServer::reload_tls() {
    auto& s = *state_;
    if (!s.listening.options.tls) return ok();
    BOOST_OUTCOME_TRY(auto fresh, server_context(*s.listening.options.tls));
    s.tls = std::move(fresh);
    return ok();
}

// Through a pointer: the generic endpoint claims to be constructible from everything, a Result
// cannot hold it.
Result<void> HttpServer::State::locate(Endpoint* at) const {
    const auto& options = listening.options;
    error_code ec;
    if (!options.unix_path.empty()) {
        if (options.unix_path.size() >= sizeof(sockaddr_un::sun_path)) {
            return Error(Fault::configuration, options.unix_path + ": too long for a socket");
        }
        *at = Endpoint(asio::local::stream_protocol::endpoint(options.unix_path));
        return ok();
    }
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec) return cannot(options.address, ec);
    *at = Endpoint(tcp::endpoint(address, options.port));
    return ok();
}

Result<void> HttpServer::State::open(const Endpoint& at) {
    const auto& path = listening.options.unix_path;
    const auto name = path.empty()
                          ? listening.options.address + ":" + std::to_string(listening.options.port)
                          : path;
    error_code ec;
    acceptor.open(at.protocol(), ec);
    if (ec) return cannot(name, ec);
    if (path.empty()) {
        acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    } else {
        if (is_stale_socket(path, executor)) ::unlink(path.c_str());
        // Before bind: then the file never exists with more rights than these.
        if (::fchmod(acceptor.native_handle(), 0600) != 0) {
            ec.assign(errno, boost::system::system_category());
        }
    }
    if (!ec) acceptor.bind(at, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) {
        error_code ignored;
        acceptor.close(ignored);
        return cannot(name, ec);
    }
    if (path.empty()) {
        const auto here = acceptor.local_endpoint(ec);
        tcp::endpoint inet;
        inet.resize(here.size());
        std::memcpy(inet.data(), here.data(), here.size());
        port = inet.port();
    }
    return ok();
}

Task<void> HttpServer::State::accept_all() {
    for (;;) {
        Socket socket(executor);
        Endpoint from;
        const auto [ec] =
            co_await acceptor.async_accept(socket, from, asio::as_tuple(asio::use_awaitable));
        if (ec == asio::error::operation_aborted || !acceptor.is_open()) co_return;
        if (!ec) {
            admit(std::move(socket), from);
            continue;
        }
        if (ec != asio::error::no_descriptors && ec != asio::error::no_memory) continue;
        asio::steady_timer pause(executor);
        pause.expires_after(std::chrono::milliseconds(out_of_descriptors_pause_ms));
        const auto [cut] = co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        if (cut) co_return;
    }
}

/// Full: the longest-standing idle connection gives way. None idle: the newcomer goes.
bool HttpServer::State::make_room() {
    if (listening.stats.connections < listening.options.connections_max) return true;
    for (auto* session : listening.sessions) {
        if (!session->idle()) continue;
        session->abort();
        return true;
    }
    return false;
}

void HttpServer::State::admit(Socket socket, const Endpoint& from) {
    if (!make_room()) {
        ++listening.stats.connections_refused;
        return;
    }
    ++listening.stats.connections_accepted;
    if (listening.options.unix_path.empty()) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
    }
    Peer peer = peer_of(from);
    if (!listening.options.unix_path.empty()) peer.user = user_of(socket);
    auto wire = tls ? tls_wire(std::move(socket), tls) : clear_wire(std::move(socket));
    auto session = std::make_shared<Session>(&listening, std::move(wire), std::move(peer));
    auto* raw = session.get();
    sessions.spawn(raw->run(std::move(session)));
}

void HttpServer::State::abort_all() {
    // A session may end, and leave the list, while another is told.
    std::vector<std::shared_ptr<DeadlineOwner>> all;
    for (auto* session : listening.sessions) all.push_back(session->shared_from_this());
    for (const auto& session : all) static_cast<Session*>(session.get())->abort();
}

Task<void> HttpServer::drain(Mono due) {
    auto* s = state_.get();
    s->listening.draining = true;
    error_code ignored;
    s->acceptor.close(ignored);
    if (s->bound && !s->listening.options.unix_path.empty()) {
        ::unlink(s->listening.options.unix_path.c_str());
    }
    s->bound = false;
    co_await s->accepting.close();
    for (auto* session : s->listening.sessions) session->drain();
    const auto left_ns = due.ns - s->listening.clock->mono().ns;
    asio::steady_timer hard_end(s->executor);
    hard_end.expires_after(std::chrono::nanoseconds(left_ns > 0 ? left_ns : 0));
    // The alarm may already be on its way when the last session ends.
    const auto over = std::make_shared<bool>(false);
    hard_end.async_wait([s, over](error_code ec) {
        if (!ec && !*over) s->abort_all();
    });
    co_await s->sessions.drain();
    *over = true;
}

}  // namespace dvcpay::net
