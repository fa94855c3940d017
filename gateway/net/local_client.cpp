#include "net/local_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace dvcpay::net {
namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace {

constexpr std::size_t answer_bytes_max = 16U * 1024 * 1024;

void limit_waiting(asio::local::stream_protocol::socket& socket, std::int64_t timeout_ms) {
    const timeval limit{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

http::request<http::string_body> message_of(const HttpRequest& request) {
    http::request<http::string_body> out;
    out.version(11);
    out.method_string(request.method);
    out.target(request.target);
    for (const auto& header : request.headers.all()) out.insert(header.name, header.value);
    out.set(http::field::host, "localhost");
    out.set(http::field::connection, "close");
    out.body() = request.body;
    out.prepare_payload();
    return out;
}

}  // namespace

Result<HttpResponse> local_request(const std::string& path, const HttpRequest& request, std::int64_t timeout_ms) {
    asio::io_context context(1);
    asio::local::stream_protocol::socket socket(context);
    boost::system::error_code failed;
    if (path.size() >= sizeof(sockaddr_un::sun_path)) return Error(Fault::configuration, "socket path too long: " + path);
    if (socket.connect(asio::local::stream_protocol::endpoint(path), failed); failed) {
        return Error(Fault::unavailable, path + ": " + failed.message());
    }
    limit_waiting(socket, timeout_ms);
    const auto message = message_of(request);
    if (http::write(socket, message, failed); failed) return Error(Fault::outcome_unknown, failed.message());
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(answer_bytes_max);
    if (http::read(socket, buffer, parser, failed); failed) return Error(Fault::outcome_unknown, failed.message());
    HttpResponse out;
    out.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
        out.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    out.body = std::move(parser.get().body());
    return out;
}

}  // namespace dvcpay::net
