#include "sandbox/crypto.hpp"

#include <array>
#include <memory>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "domain/invariant.hpp"

namespace dvcpay::sandbox::crypto {

namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeKey>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

const EVP_MD* evp_of(Hash hash) {
    switch (hash) {
        case Hash::md5:
            return EVP_md5();
        case Hash::sha1:
            return EVP_sha1();
        case Hash::sha256:
            return EVP_sha256();
        case Hash::sha512:
            return EVP_sha512();
    }
    invariant_broken("evp_of: value outside its enum");
}

Owned<BIO> reader(std::string_view text) {
    return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Owned<EVP_PKEY> private_key(std::string_view pem) {
    const auto in = reader(pem);
    Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    return key;
}

Owned<EVP_PKEY> public_key(std::string_view pem) {
    if (pem.find("PRIVATE KEY") != std::string_view::npos) return private_key(pem);
    const auto in = reader(pem);
    if (pem.find("BEGIN CERTIFICATE") == std::string_view::npos) {
        Owned<EVP_PKEY> key(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr));
        ERR_clear_error();
        return key;
    }
    const Owned<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (certificate == nullptr) return nullptr;
    return Owned<EVP_PKEY>(X509_get_pubkey(certificate.get()));
}

bool fits(Scheme scheme, const EVP_PKEY* key) {
    if (key == nullptr) return false;
    return EVP_PKEY_get_base_id(key) ==
           (scheme == Scheme::ecdsa_sha256 ? EVP_PKEY_EC : EVP_PKEY_RSA);
}

bool prepare(Scheme scheme, EVP_PKEY_CTX* context) {
    if (scheme != Scheme::rsa_pss_sha256) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 32) > 0;
}

const EVP_MD* digest_of(Scheme scheme) {
    return scheme == Scheme::rsa_sha1 ? EVP_sha1() : EVP_sha256();
}

std::string swap(std::string text, char a, char to_a, char b, char to_b) {
    for (auto& c : text) {
        if (c == a) {
            c = to_a;
        } else if (c == b) {
            c = to_b;
        }
    }
    return text;
}

}  // namespace

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::optional<std::string> unhex(std::string_view text) {
    const auto value = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = value(text[i]);
        const int low = value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> unbase64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out(text.size() / 4 * 3 + 1, '\0');
    const int size = EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    out.resize(static_cast<std::size_t>(size) - padding);
    // OpenSSL overlooks white space and stray padding: only the one spelling counts.
    if (base64(out) != text) return std::nullopt;
    return out;
}

std::string base64url(std::string_view bytes) {
    auto out = swap(base64(bytes), '+', '-', '/', '_');
    while (!out.empty() && out.back() == '=') out.pop_back();
    return out;
}

std::optional<std::string> unbase64url(std::string_view text) {
    if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    auto standard = swap(std::string(text), '-', '+', '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return unbase64(standard);
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string digest(Hash hash, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const int done = EVP_Digest(text.data(), text.size(), out.data(), &size, evp_of(hash), nullptr);
    DVC_INVARIANT(done == 1);
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hmac(Hash hash, std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const auto* done = HMAC(
        evp_of(hash),
        key.data(),
        static_cast<int>(key.size()),
        bytes_of(text),
        text.size(),
        out.data(),
        &size
    );
    DVC_INVARIANT(done != nullptr);
    return {reinterpret_cast<const char*>(out.data()), size};
}

Result<std::string> sign(Scheme scheme, std::string_view private_pem, std::string_view text) {
    const auto key = private_key(private_pem);
    if (!fits(scheme, key.get())) {
        return Error(Fault::configuration, "a private key of the sandbox cannot be used");
    }
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* of_key = nullptr;
    std::size_t size = 0;
    const bool sized =
        EVP_DigestSignInit(context.get(), &of_key, digest_of(scheme), nullptr, key.get()) > 0 &&
        prepare(scheme, of_key) &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) > 0;
    DVC_INVARIANT(sized);
    std::string out(size, '\0');
    const int done =
        EVP_DigestSign(context.get(), bytes_of(out), &size, bytes_of(text), text.size());
    DVC_INVARIANT(done > 0);
    out.resize(size);
    return out;
}

bool verify(
    Scheme scheme, std::string_view pem, std::string_view text, std::string_view signature
) {
    const auto key = public_key(pem);
    if (!fits(scheme, key.get())) return false;
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* of_key = nullptr;
    const bool right =
        EVP_DigestVerifyInit(context.get(), &of_key, digest_of(scheme), nullptr, key.get()) > 0 &&
        prepare(scheme, of_key) &&
        EVP_DigestVerify(
            context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()
        ) == 1;
    ERR_clear_error();
    return right;
}

Result<std::string> rsa_encrypt(std::string_view pem, std::string_view text) {
    const auto key = public_key(pem);
    if (!fits(Scheme::rsa_sha256, key.get())) {
        return Error(Fault::configuration, "a public key of the sandbox cannot be used");
    }
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key.get(), nullptr));
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
    std::size_t size = out.size();
    const bool done =
        EVP_PKEY_encrypt_init(context.get()) > 0 &&
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) > 0 &&
        EVP_PKEY_encrypt(context.get(), bytes_of(out), &size, bytes_of(text), text.size()) > 0;
    if (!done) return Error(Fault::invalid_parameter, "too long for this key");
    out.resize(size);
    return out;
}

std::string pem_of_line(std::string_view label, std::string_view one_line) {
    constexpr std::size_t width = 64;
    std::string out = "-----BEGIN " + std::string(label) + "-----\n";
    for (std::size_t i = 0; i < one_line.size(); i += width) {
        out.append(one_line.substr(i, width)).append(1, '\n');
    }
    return out + "-----END " + std::string(label) + "-----\n";
}

std::optional<std::string> line_of_pem(std::string_view pem) {
    const auto begin = pem.find("-----\n");
    const auto end = pem.find("\n-----END");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
        return std::nullopt;
    }
    std::string out;
    for (const char c : pem.substr(begin + 6, end - begin - 6)) {
        if (c != '\n' && c != '\r') out += c;
    }
    return out;
}

}  // namespace dvcpay::sandbox::crypto
