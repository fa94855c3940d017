#include "net/tls.hpp"

#include <ctime>
#include <filesystem>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace dvcpay::net {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

struct X509Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, X509Free>;

Certificate peer_certificate(ssl_st* tls) {
    return Certificate(SSL_get1_peer_certificate(tls));
}

Error unusable(const std::string& file, const error_code& ec) {
    return Error(Fault::configuration, "cannot use " + file + ": " + ec.message());
}

TlsContext bare_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    auto* raw = context->native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

/// Whether the system keeps its authorities one by one under hashed names, to be looked up when
/// needed.
bool has_hashed_store() {
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(X509_get_default_cert_dir(), ec)) {
        if (entry.path().extension() == ".0") return true;
    }
    return false;
}

/// Reading the whole store costs 50 ms and megabytes, for authorities of which one is asked.
Result<void> trust_system(ssl::context& context) {
    error_code ec;
    if (has_hashed_store() && SSL_CTX_set_default_verify_dir(context.native_handle()) == 1)
        return ok();
    context.set_default_verify_paths(ec);
    if (ec) return unusable("the system's certificate store", ec);
    return ok();
}

Result<void> load_identity(
    ssl::context& context, const std::string& chain_file, const std::string& key_file
) {
    error_code ec;
    context.use_certificate_chain_file(chain_file, ec);
    if (ec) return unusable(chain_file, ec);
    context.use_private_key_file(key_file, ssl::context::pem, ec);
    if (ec) return unusable(key_file, ec);
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        return Error(Fault::configuration, key_file + " is not the key of " + chain_file);
    }
    return ok();
}

}  // namespace

Result<TlsContext> server_context(const ServerTls& files) {
    auto context = bare_context(ssl::context::tls_server);
    BOOST_OUTCOME_TRY(load_identity(*context, files.certificate_chain_file, files.key_file));
    auto* raw = context->native_handle();
    SSL_CTX_set_options(raw, SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (files.client_ca_file.empty()) return context;
    error_code ec;
    context->load_verify_file(files.client_ca_file, ec);
    if (ec) return unusable(files.client_ca_file, ec);
    SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(files.client_ca_file.c_str()));
    // Resumed sessions are bound to this context; OpenSSL refuses them without an id once peers are
    // verified.
    static constexpr unsigned char id[] = "dvcpay";
    SSL_CTX_set_session_id_context(raw, id, sizeof id - 1);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    return context;
}

Result<TlsContext> client_context(const ClientTls& files) {
    auto context = bare_context(ssl::context::tls_client);
    error_code ec;
    if (files.ca_file.empty()) {
        BOOST_OUTCOME_TRY(trust_system(*context));
    } else {
        context->load_verify_file(files.ca_file, ec);
        if (ec) return unusable(files.ca_file, ec);
    }
    context->set_verify_mode(ssl::verify_peer);
    if (!files.certificate_chain_file.empty()) {
        BOOST_OUTCOME_TRY(load_identity(*context, files.certificate_chain_file, files.key_file));
    }
    return context;
}

bool expect_host(ssl_st* tls, const std::string& host) {
    error_code ec;
    boost::asio::ip::make_address(host, ec);
    if (!ec) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(tls, host.c_str()) == 1 &&
           SSL_set1_host(tls, host.c_str()) == 1;
}

std::string peer_subject(ssl_st* tls) {
    const auto certificate = peer_certificate(tls);
    if (!certificate || SSL_get_verify_result(tls) != X509_V_OK) return {};
    BIO* text = BIO_new(BIO_s_mem());
    X509_NAME_print_ex(text, X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(text, &bytes);
    std::string subject(bytes, static_cast<std::size_t>(size));
    BIO_free(text);
    return subject;
}

std::optional<Wall> peer_certificate_until(ssl_st* tls) {
    const auto certificate = peer_certificate(tls);
    std::tm until{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &until) != 1) {
        return std::nullopt;
    }
    return Wall{static_cast<std::int64_t>(timegm(&until)) * 1000};
}

}  // namespace dvcpay::net
