#include "crypto/certificate.hpp"

#include <climits>
#include <ctime>
#include <memory>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace dvcpay::crypto {

std::optional<Wall> certificate_end(std::string_view pem) {
    using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
    if (pem.empty() || pem.size() > INT_MAX) return std::nullopt;
    const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    if (!text) return std::nullopt;
    const Certificate first(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    if (!first) return std::nullopt;
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(first.get()), &end) != 1) return std::nullopt;
    return Wall{static_cast<std::int64_t>(::timegm(&end)) * 1000};
}

}  // namespace dvcpay::crypto
