#include "certificates.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace dvcpay::net::test {

struct TestCa::Identity {
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
    ~Identity() {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
};

namespace {

void must(bool condition) {
    if (!condition) throw std::runtime_error("a test certificate cannot be made");
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

X509* unsigned_certificate(
    EVP_PKEY* key, const std::string& name, int serial, long from_s, long until_s
) {
    auto* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate), until_s);
    X509_set_pubkey(certificate, key);
    auto* subject = X509_get_subject_name(certificate);
    const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1);
    return certificate;
}

void write_certificate(const std::string& path, X509* certificate) {
    auto* file = std::fopen(path.c_str(), "w");
    must(file != nullptr && PEM_write_X509(file, certificate) == 1);
    std::fclose(file);
}

void write_key(const std::string& path, EVP_PKEY* key) {
    auto* file = std::fopen(path.c_str(), "w");
    must(
        file != nullptr &&
        PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1
    );
    std::fclose(file);
}

bool is_address(const std::string& name) {
    return name.find_first_not_of("0123456789.") == std::string::npos ||
           name.find(':') != std::string::npos;
}

}  // namespace

TestCa::TestCa(const std::string& name) : ca_(new Identity) {
    auto pattern = testing::TempDir() + "dvcpay-ca-XXXXXX";
    must(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    ca_->key = EVP_EC_gen("P-256");
    ca_->certificate = unsigned_certificate(ca_->key, name, serial_++, -3600, 86400);
    X509_set_issuer_name(ca_->certificate, X509_get_subject_name(ca_->certificate));
    extend(ca_->certificate, ca_->certificate, NID_basic_constraints, "critical,CA:TRUE");
    extend(ca_->certificate, ca_->certificate, NID_key_usage, "critical,keyCertSign");
    extend(ca_->certificate, ca_->certificate, NID_subject_key_identifier, "hash");
    must(X509_sign(ca_->certificate, ca_->key, EVP_sha256()) > 0);
    ca_file_ = folder_ + "/ca.pem";
    write_certificate(ca_file_, ca_->certificate);
}

TestCa::~TestCa() {
    delete ca_;
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

TestCa::Files TestCa::issue(
    const std::string& common_name, const std::vector<std::string>& names, Validity validity
) {
    Identity leaf;
    leaf.key = EVP_EC_gen("P-256");
    const long until_s = validity == Validity::good ? 86400 : -60;
    leaf.certificate = unsigned_certificate(leaf.key, common_name, serial_, -3600, until_s);
    X509_set_issuer_name(leaf.certificate, X509_get_subject_name(ca_->certificate));
    std::string alternatives;
    for (const auto& name : names) {
        alternatives += (alternatives.empty() ? "" : ",") +
                        std::string(is_address(name) ? "IP:" : "DNS:") + name;
    }
    if (!names.empty())
        extend(leaf.certificate, ca_->certificate, NID_subject_alt_name, alternatives);
    must(X509_sign(leaf.certificate, ca_->key, EVP_sha256()) > 0);
    const auto stem = folder_ + "/" + std::to_string(serial_++);
    Files files;
    files.certificate = stem + ".pem";
    files.key = stem + ".key";
    write_certificate(files.certificate, leaf.certificate);
    write_key(files.key, leaf.key);
    return files;
}

}  // namespace dvcpay::net::test
