#pragma once
// Keys in PEM made anew for each test, and how a test awaits a key store.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/keys.hpp"

namespace dvcpay::crypto {

struct PemPair {
    std::string private_half;
    std::string public_half;
    std::string certificate;  ///< self-signed
};

inline std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string out(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
}

inline std::string certificate_of(EVP_PKEY* key) {
    X509* made = X509_new();
    X509_set_version(made, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), -7200);
    X509_gmtime_adj(X509_getm_notAfter(made), -3600);  // over: a pinned key has no dates
    X509_set_pubkey(made, key);
    X509_sign(made, key, EVP_sha256());
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, made);
    X509_free(made);
    return text_of(out);
}

inline PemPair pem_of(EVP_PKEY* key) {
    BIO* secret = BIO_new(BIO_s_mem());
    BIO* open = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open, key);
    std::string certificate = certificate_of(key);
    EVP_PKEY_free(key);
    return {text_of(secret), text_of(open), std::move(certificate)};
}

inline PemPair rsa_pair(unsigned int bits = 2048) {
    return pem_of(EVP_RSA_gen(bits));
}
inline PemPair ec_pair(const char* curve = "P-256") {
    return pem_of(EVP_EC_gen(curve));
}

inline Task<void> await_signature(
    FileKeys* keys,
    KeyName name,
    SignAlgorithm algorithm,
    std::string text,
    std::optional<Result<std::string>>* out
) {
    Result<std::string> made = co_await keys->sign(std::move(name), algorithm, std::move(text));
    out->emplace(std::move(made));
}

inline Result<std::string> sign_with(
    FileKeys& keys, KeyName name, SignAlgorithm algorithm, std::string text
) {
    boost::asio::io_context io(1);
    std::optional<Result<std::string>> out;
    boost::asio::co_spawn(
        io,
        await_signature(&keys, std::move(name), algorithm, std::move(text), &out),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    io.run();
    return std::move(*out);
}

}  // namespace dvcpay::crypto
