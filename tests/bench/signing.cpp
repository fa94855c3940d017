// What the key store and the toolkit cost beside bare OpenSSL and a bare JSON reader, on the same
// bytes and keys in one run. CPU time of this thread, pairs that alternate, the median of their
// ratios: other programs on the machine hardly count. Ends with 1 where a target is missed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "toolkit/canonical.hpp"
#include "toolkit/lexeme_json.hpp"

namespace {

using namespace dvcpay;

constexpr int pairs = 21;
const std::string hmac_key = "SKtest-bench-000000000000000001";

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

[[noreturn]] void stop(const char* why) {
    std::fprintf(stderr, "signing bench: %s\n", why);
    std::exit(2);
}
void need(bool good, const char* why) {
    if (!good) stop(why);
}

double cpu_s() {
    std::timespec at{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

double seconds_of(const std::function<void()>& work, int times) {
    const double begun = cpu_s();
    for (int i = 0; i < times; ++i) work();
    return cpu_s() - begun;
}

/// How fast `ours` is, measured by `bare`: 1 is as fast. Prints a line; false: below the target.
bool compare(
    const char* what,
    double target,
    int times,
    const std::function<void()>& ours,
    const std::function<void()>& bare
) {
    std::array<double, pairs> ratios{};
    std::array<double, pairs> each{};
    ours();
    bare();
    for (int i = 0; i < pairs; ++i) {
        const auto n = static_cast<std::size_t>(i);
        const double a = seconds_of(ours, times);
        const double b = seconds_of(bare, times);
        ratios[n] = b / a;
        each[n] = a / times * 1e6;
    }
    std::ranges::sort(ratios);
    std::ranges::sort(each);
    const double ratio = ratios[pairs / 2];
    std::printf(
        "  %-58s %5.1f %%  %8.1f us each  (target %.0f %%)  %s\n",
        what,
        ratio * 100,
        each[pairs / 2],
        target * 100,
        ratio >= target ? "ok" : "MISSED"
    );
    return ratio >= target;
}

std::string pem_of(EVP_PKEY* key, bool is_private) {
    BIO* out = BIO_new(BIO_s_mem());
    if (is_private) {
        PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    } else {
        PEM_write_bio_PUBKEY(out, key);
    }
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(out);
    return text;
}

std::string bare_signature(EVP_PKEY* key, std::string_view text) {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = out.size();
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    need(
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
            EVP_DigestSign(context.get(), to, &size, in(text), text.size()) == 1,
        "OpenSSL does not sign"
    );
    return out;
}

void bare_verify(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    need(
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
            EVP_DigestVerify(
                context.get(), in(signature), signature.size(), in(text), text.size()
            ) == 1,
        "OpenSSL does not verify"
    );
}

Task<void> sign_once(Keys* keys, std::string text, bool* done) {
    Result<std::string> made =
        co_await keys->sign("rsa", SignAlgorithm::rsa_pkcs1_sha256, std::move(text));
    *done = made.has_value();
}

/// A notice as VietinBank sends it: a record of strings, signed over some of them.
const std::string notice =
    R"({"header":{"msgId":"f0c397be-0001","msgType":"1100","channelId":"211701","providerId":"99881",)"
    R"("merchantId":"8KGG","productId":"900000","timestamp":"20261005080511"},"data":{"records":[{)"
    R"("transId":"592564021","transTime":"20261005021517","transType":"C","custCode":"8KGGDVC261005000001",)"
    R"("amount":"150000","currencyCode":"VND","bankTransId":"FT26278ABCDE","remark":"NOP LE PHI HO SO",)"
    R"("custName":"CONG DVC KIEN GIANG","sendAcctId":"","recvAcctId":"112000000001"}]}})";

/// A callback as MoMo sends it, and the order its fields are signed in.
const std::string callback =
    R"({"partnerCode":"MOMOTEST01","orderId":"DVC-20260115-000001","requestId":"7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01",)"
    R"("amount":50000,"orderInfo":"Nop le phi ho so H01.22.35-260115-0001","orderType":"momo_wallet",)"
    R"("transId":4088878653,"resultCode":0,"message":"Successful.","payType":"qr",)"
    R"("responseTime":1768449600123,"extraData":""})";
constexpr std::array<std::string_view, 12> order = {
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId",
};

std::string signed_text(const toolkit::JsonValue& body) {
    return toolkit::canonical_text(order, toolkit::scalar_fields(body));
}

bool rsa_signatures(crypto::FileKeys* keys, EVP_PKEY* key) {
    boost::asio::io_context io(1);
    return compare(
        "RSA-2048 signatures, key store beside EVP",
        0.90,
        20,
        [&] {
            bool done = false;
            boost::asio::co_spawn(io, sign_once(keys, notice, &done), [](std::exception_ptr bug) {
                if (bug) std::rethrow_exception(bug);
            });
            io.restart();
            io.run();
            need(done, "the key store does not sign");
        },
        [&] { bare_signature(key, notice); }
    );
}

bool rsa_callbacks(const crypto::FileKeys& keys, EVP_PKEY* key) {
    const std::string signature = bare_signature(key, notice);
    return compare(
        "RSA callback, verified and read, beside bare verification",
        0.65,
        200,
        [&] {
            const auto proof = keys.verify_signature(
                "rsa_public", SignAlgorithm::rsa_pkcs1_sha256, notice, signature
            );
            need(proof.has_value(), "the key store does not verify");
            const auto read = toolkit::parse_json(notice);
            need(read.has_value(), "the notice is not read");
            toolkit::scalar_fields(read.value().find("data")->find("records")->items[0]);
        },
        [&] { bare_verify(key, notice, signature); }
    );
}

bool hmac_callbacks(const crypto::FileKeys& keys) {
    const std::string text = signed_text(toolkit::parse_json(callback).value());
    const std::string mac = crypto::hmac(MacAlgorithm::hmac_sha256, hmac_key, text);
    return compare(
        "HMAC callback, read and verified, beside JSON parse and HMAC",
        0.60,
        500,
        [&] {
            const auto read = toolkit::parse_json(callback);
            need(read.has_value(), "the callback is not read");
            const auto proof =
                keys.verify_mac("mac", MacAlgorithm::hmac_sha256, signed_text(read.value()), mac);
            need(proof.has_value(), "the key store does not verify");
        },
        [&] {
            const auto read = nlohmann::json::parse(callback);
            need(read.size() == order.size(), "the callback is not read");
            std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
            unsigned int size = 0;
            HMAC(
                EVP_sha256(),
                hmac_key.data(),
                static_cast<int>(hmac_key.size()),
                in(text),
                text.size(),
                out.data(),
                &size
            );
            need(size == mac.size(), "OpenSSL makes no MAC");
        }
    );
}

}  // namespace

int main() {
    const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
    crypto::SecretsByName secrets;
    secrets["rsa"].emplace_back(pem_of(key.get(), true));
    secrets["rsa_public"].emplace_back(pem_of(key.get(), false));
    secrets["mac"].emplace_back(hmac_key);
    auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    const bool signs = rsa_signatures(&keys, key.get());
    const bool by_mac = hmac_callbacks(keys);
    const bool by_rsa = rsa_callbacks(keys, key.get());
    return signs && by_mac && by_rsa ? 0 : 1;
}
