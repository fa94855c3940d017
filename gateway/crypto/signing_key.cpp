#include "crypto/signing_key.hpp"

#include <array>
#include <climits>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/pkcs11.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::string_view token_scheme = "pkcs11:";
constexpr std::string_view pem_begin = "-----BEGIN ";
constexpr int rsa_bits_min = 2048;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Key = std::shared_ptr<evp_pkey_st>;

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// A file that asks for a pass phrase is refused: nobody is there to type one.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

using ReadKey = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

Key read_pem(std::string_view pem, ReadKey read) {
    if (pem.size() > INT_MAX) return nullptr;
    const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    if (!text) return nullptr;
    Key key(read(text.get(), nullptr, &no_pass_phrase, nullptr), &EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

/// The key of the one certificate in `pem`.
Key read_certificate(std::string_view pem) {
    const auto first = pem.find(pem_begin);
    if (pem.size() > INT_MAX || pem.find(pem_begin, first + 1) != std::string_view::npos)
        return nullptr;
    const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    if (!text) return nullptr;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(text.get(), nullptr, &no_pass_phrase, nullptr), X509_free
    );
    Key key(certificate ? X509_get_pubkey(certificate.get()) : nullptr, &EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

/// In memory, also where the private half lies in a token: verifying asks no token.
Key public_half(const Key& key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    if (size <= 0) return nullptr;
    const unsigned char* at = der;
    Key out(d2i_PUBKEY(nullptr, &at, size), &EVP_PKEY_free);
    OPENSSL_free(der);
    return out;
}

bool is_p256(EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t size = 0;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1 &&
           std::string_view(name.data(), size) == "prime256v1";
}

bool fits(EVP_PKEY* key, SignAlgorithm algorithm) {
    switch (algorithm) {
        case SignAlgorithm::rsa_pkcs1_sha1:
        case SignAlgorithm::rsa_pkcs1_sha256:
        case SignAlgorithm::rsa_pss_sha256:
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
        case SignAlgorithm::ecdsa_p256_sha256:
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
    }
    return false;
}

const EVP_MD* hash_of(SignAlgorithm algorithm) {
    return algorithm == SignAlgorithm::rsa_pkcs1_sha1 ? EVP_sha1() : EVP_sha256();
}

bool is_supported(EVP_PKEY* key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return EVP_PKEY_get_bits(key) >= rsa_bits_min;
    return is_p256(key);
}

bool pad(EVP_PKEY_CTX* context, SignAlgorithm algorithm) {
    if (algorithm != SignAlgorithm::rsa_pss_sha256) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

Result<Key> open_token(std::string_view text) {
    const auto end = text.find('\n');
    BOOST_OUTCOME_TRY(const auto uri, parse_token_uri(text.substr(0, end)));
    if (end == std::string_view::npos)
        return Error(Fault::configuration, uri.key + ": its PIN is missing");
    return open_token_key(uri, Secret(std::string(text.substr(end + 1))));
}

}  // namespace

Result<Secret> token_secret(std::string_view uri, const Secret& pin) {
    BOOST_OUTCOME_TRY(parse_token_uri(uri));
    return pin.reveal([uri](std::string_view text) {
        return Secret(std::string(uri) + "\n" + std::string(text));
    });
}

std::optional<Secret> token_pin(const Secret& secret) {
    return secret.reveal([](std::string_view text) -> std::optional<Secret> {
        const auto end = text.find('\n');
        if (!text.starts_with(token_scheme) || end == std::string_view::npos) return std::nullopt;
        return Secret(std::string(text.substr(end + 1)));
    });
}

bool SigningKey::is_one(const Secret& secret) {
    return secret.reveal([](std::string_view text) {
        return text.starts_with(token_scheme) || text.find(pem_begin) != std::string_view::npos;
    });
}

Result<SigningKey> SigningKey::load(const Secret& secret) {
    return secret.reveal([](std::string_view text) -> Result<SigningKey> {
        Key both;
        Key open;
        Place place = Place::memory;
        if (text.starts_with(token_scheme)) {
            BOOST_OUTCOME_TRY(both, open_token(text));
            place = Place::token;
        } else if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
            both = read_pem(text, &PEM_read_bio_PrivateKey);
        } else if (text.find("CERTIFICATE-----") != std::string_view::npos) {
            open = read_certificate(text);
        } else {
            open = read_pem(text, &PEM_read_bio_PUBKEY);
        }
        if (both) open = public_half(both);
        if (!open)
            return Error(
                Fault::configuration,
                "no key in PEM without a pass phrase, and no single certificate"
            );
        if (!is_supported(open.get()))
            return Error(Fault::configuration, "expected RSA of at least 2048 bits, or P-256");
        return SigningKey(std::move(both), std::move(open), place);
    });
}

Result<std::string> SigningKey::sign(SignAlgorithm algorithm, std::string_view text) const {
    if (!private_) return Error(Fault::configuration, "a public key does not sign");
    if (!fits(private_.get(), algorithm))
        return Error(Fault::configuration, "this algorithm wants a key of another kind");
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* inner = nullptr;
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(private_.get())), '\0');
    std::size_t size = out.size();
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    const bool done =
        context &&
        EVP_DigestSignInit(context.get(), &inner, hash_of(algorithm), nullptr, private_.get()) ==
            1 &&
        pad(inner, algorithm) &&
        EVP_DigestSign(context.get(), bytes, &size, in(text), text.size()) == 1;
    ERR_clear_error();
    if (!done) return Error(Fault::unavailable, "the key could not sign");
    out.resize(size);
    return out;
}

bool SigningKey::verify(SignAlgorithm algorithm, std::string_view text, std::string_view signature)
    const {
    if (!fits(public_.get(), algorithm)) return false;
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* inner = nullptr;
    const bool good =
        context &&
        EVP_DigestVerifyInit(context.get(), &inner, hash_of(algorithm), nullptr, public_.get()) ==
            1 &&
        pad(inner, algorithm) &&
        EVP_DigestVerify(context.get(), in(signature), signature.size(), in(text), text.size()) ==
            1;
    ERR_clear_error();
    return good;
}

Result<std::string> SigningKey::decrypt(std::string_view ciphertext) const {
    if (!private_ || place_ == Place::token || EVP_PKEY_get_base_id(private_.get()) != EVP_PKEY_RSA)
        return Error(Fault::configuration, "only a private RSA key in memory decrypts");
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(private_.get(), nullptr), &EVP_PKEY_CTX_free
    );
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(private_.get())), '\0');
    std::size_t size = out.size();
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    const bool done =
        context && EVP_PKEY_decrypt_init(context.get()) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_decrypt(context.get(), bytes, &size, in(ciphertext), ciphertext.size()) == 1;
    ERR_clear_error();
    if (!done) return Error(Fault::forged, "not encrypted to this key");
    out.resize(size);
    return out;
}

}  // namespace dvcpay::crypto
