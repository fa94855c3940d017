#pragma once
// TLS contexts from files, and what a handshake has proven. TLS 1.2 at least, no compression, no
// renegotiation.
#include <compare>
#include <memory>
#include <optional>
#include <string>

#include "domain/result.hpp"
#include "domain/time.hpp"

struct ssl_st;

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): the name is Asio's
}

namespace dvcpay::net {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// PEM files. `client_ca_file` not empty: a client without a certificate of that CA gets no
/// connection.
struct ServerTls {
    std::string certificate_chain_file;
    std::string key_file;
    std::string client_ca_file;
};

/// PEM files. Without `ca_file` the system's store decides whom to believe. The client certificate
/// is optional.
struct ClientTls {
    std::string ca_file;
    std::string certificate_chain_file;
    std::string key_file;
    friend auto operator<=>(const ClientTls&, const ClientTls&) = default;
};

/// Fault::configuration names the file that cannot be used.
Result<TlsContext> server_context(const ServerTls& files);
Result<TlsContext> client_context(const ClientTls& files);

/// Before a client's handshake: whom the server must prove to be, by name (with SNI) or by literal
/// address.
bool expect_host(ssl_st* tls, const std::string& host);
/// After a handshake: subject of the peer's verified certificate as RFC 2253 text; empty without
/// one.
std::string peer_subject(ssl_st* tls);
/// After a handshake: when the peer's certificate ends.
std::optional<Wall> peer_certificate_until(ssl_st* tls);

}  // namespace dvcpay::net
