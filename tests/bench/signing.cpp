// What key store, toolkit and adapters cost beside bare OpenSSL and a bare JSON reader, on the same
// bytes and keys in one run: signatures of the key store, MoMo's callback (HMAC) and SHB's result
// (RSA) from their bytes to a notice. CPU time of this thread, pairs that alternate, the median of
// their ratios: other programs on the machine hardly count. Ends with 1 where a target is missed.
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
#include "momo/inbound.hpp"
#include "sandbox/momo/side.hpp"
#include "sandbox/shb/side.hpp"
#include "shb/inbound.hpp"

namespace {

using namespace dvcpay;

std::size_t pairs = 21;  // --quick: 5

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
    std::vector<double> ratios(pairs);
    std::vector<double> each(pairs);
    ours();
    bare();
    for (std::size_t n = 0; n < pairs; ++n) {
        const double a = seconds_of(ours, times);
        const double b = seconds_of(bare, times);
        ratios[n] = b / a;
        each[n] = a / times * 1e6;
    }
    std::ranges::sort(ratios);
    std::ranges::sort(each);
    const double ratio = ratios[pairs / 2];
    std::printf(
        "  %-58s %.0f %%, %.1f us each  (target ≥ %.0f %%)  %s\n",
        what,
        ratio * 100,
        each[pairs / 2],
        target * 100,
        ratio >= target ? "ok" : "MISSED"
    );
    return ratio >= target;
}

std::string pem_of(EVP_PKEY* key) {
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
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

/// What a gateway holds to believe one provider's calls: the account and the keys of its test
/// contract, and an order that a call is about.
struct House {
    explicit House(const sandbox::ProviderSide& side)
        : contract(side.contracts({}).front()), keys(keys_of(contract)) {
        context.account = contract.account;
    }

    static crypto::FileKeys keys_of(const sandbox::TestContract& contract) {
        const auto& whose = contract.account.key;
        crypto::SecretsByName secrets;
        for (const auto& [name, texts] : contract.secrets) {
            auto& all = secrets[whose.provider + "/" + whose.account + "/" + name];
            for (const auto& text : texts) all.emplace_back(text);
        }
        return crypto::FileKeys::make(std::move(secrets)).value();
    }

    void expect(std::string_view order_ref, std::string request_id, std::int64_t amount) {
        StoredOrder order;
        order.attempt.account = contract.account.key;
        order.attempt.order_ref = OrderRef::parse(order_ref).value();
        order.attempt.request_id = std::move(request_id);
        order.attempt.amount = Money::dong(amount);
        context.orders.push_back(std::move(order));
    }

    sandbox::TestContract contract;
    crypto::FileKeys keys;
    InboundContext context;
};

InboundCall call_with(const House& house, const std::string& body) {
    InboundCall call;
    call.provider = house.contract.account.key.provider;
    call.kind = "ipn";
    call.request.method = "POST";
    call.request.body = body;
    return call;
}

/// What the gateway does first: whose call it is, and about which order.
template <class Inbound>
void find(const Inbound& inbound, const InboundCall& call, const House& house) {
    const auto located = inbound.locate(call, {house.context.account});
    need(located && !located.value().order_refs.empty(), "the callback's order is not found");
}

/// Then: the call verified, and what it tells.
template <class Inbound>
void believe(const Inbound& inbound, const InboundCall& call, const House& house) {
    const auto told = inbound.verify(call, house.context);
    const auto* notices = std::get_if<std::vector<Verified<Notice>>>(&told);
    need(notices != nullptr && notices->size() == 1, "the callback is not believed");
    const Notice& notice = notices->front().value();
    need(notice.said == Said::paid && !notice.ask_first, "the callback is not read");
}

struct Judged {
    const char* what;
    double target;
    int times;
};

/// A callback's whole way from its bytes to a notice: read, located, verified.
template <class Inbound>
bool beside(
    Judged judged,
    const Inbound& inbound,
    const InboundCall& call,
    const House& house,
    const std::function<void()>& bare
) {
    const auto whole = [&] {
        call.decoded.reset();  // what was read before
        find(inbound, call, house);
        believe(inbound, call, house);
    };
    return compare(judged.what, judged.target, judged.times, whole, bare);
}

/// A callback as MoMo sends it; its signature comes last.
constexpr std::string_view momo_order = "KG7Q2M9XC4T8W1ZB";
constexpr std::string_view momo_request = "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01";
constexpr std::string_view momo_callback =
    R"({"partnerCode":"MOMOTEST01","orderId":"KG7Q2M9XC4T8W1ZB","requestId":"7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01",)"
    R"("amount":50000,"orderInfo":"Nop le phi ho so H01.22.35-260115-0001","orderType":"momo_wallet",)"
    R"("transId":4088878653,"resultCode":0,"message":"Successful.","payType":"qr",)"
    R"("responseTime":1768449600123,"extraData":"")";
constexpr std::string_view momo_signed =
    "accessKey=AKtest0000000001&amount=50000&extraData=&message=Successful.&orderId="
    "KG7Q2M9XC4T8W1ZB"
    "&orderInfo=Nop le phi ho so H01.22.35-260115-0001&orderType=momo_wallet&partnerCode=MOMOTEST01"
    "&payType=qr&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&responseTime=1768449600123"
    "&resultCode=0&transId=4088878653";

/// A result as SHB sends it; its signature stands in a header.
constexpr std::string_view shb_order = "KG26100500000001A";
const std::string shb_result =
    R"({"MaDoiTac":"KIENGIANG","MaHoaDon":"KG26100500000001A","MaGiaoDich":"SHB26100500012345",)"
    R"("SoThamChieu":"FT26278000012345","TrangThaiGD":"1","SoTien":"150000","MaTienTe":"VND",)"
    R"("ThoiGianThanhToan":"20261005080634","SoTaiKhoan":"SHBKG26100500001","KenhThanhToan":"NAPAS",)"
    R"("MaNganHangChuyen":"970436","SoTaiKhoanChuyen":"0071000123456",)"
    R"("TenTaiKhoanChuyen":"NGUYEN VAN AN","NoiDung":"NOP LE PHI KG26100500000001A"})";

bool rsa_signatures(crypto::FileKeys* keys, EVP_PKEY* key) {
    boost::asio::io_context io(1);
    return compare(
        "RSA-2048 signatures, key store / EVP",
        0.90,
        20,
        [&] {
            bool done = false;
            boost::asio::co_spawn(
                io,
                sign_once(keys, shb_result, &done),
                [](std::exception_ptr bug) {
                    if (bug) std::rethrow_exception(bug);
                }
            );
            io.restart();
            io.run();
            need(done, "the key store does not sign");
        },
        [&] { bare_signature(key, shb_result); }
    );
}

bool rsa_callbacks() {
    House house(sandbox::shb::side);
    house.expect(shb_order, "b7e1-0001", 150'000);
    const std::string pem = house.contract.sandbox.at("bank_key").get<std::string>();
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free
    );
    const Key bank(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    need(bank != nullptr && EVP_PKEY_get_bits(bank.get()) == 2048, "the bank's key is another");
    const std::string signature = bare_signature(bank.get(), shb_result);
    InboundCall call = call_with(house, shb_result);
    call.request.headers.add("x-request-id", "b7e1-0001");
    call.request.headers.add("x-request-signature", crypto::to_base64(signature));
    const shb::Inbound inbound(house.keys, {house.context.account});
    const auto bare = [&] { bare_verify(bank.get(), shb_result, signature); };
    return beside(
        {"RSA callback of SHB, read and verified / bare verify", 0.65, 200},
        inbound,
        call,
        house,
        bare
    );
}

bool hmac_callbacks() {
    House house(sandbox::momo::side);
    house.expect(momo_order, std::string(momo_request), 50'000);
    const std::string key = house.contract.secrets.at("secret_key").front();
    const std::string mac =
        crypto::to_hex(crypto::hmac(MacAlgorithm::hmac_sha256, key, momo_signed));
    const std::string body = std::string(momo_callback) + R"(,"signature":")" + mac + "\"}";
    const InboundCall call = call_with(house, body);
    const momo::Inbound inbound(house.keys);
    const auto bare = [&] {
        const auto read = nlohmann::json::parse(body);
        need(read.size() == 13, "the callback is not read");
        std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
        unsigned int size = 0;
        HMAC(
            EVP_sha256(),
            key.data(),
            static_cast<int>(key.size()),
            in(momo_signed),
            momo_signed.size(),
            out.data(),
            &size
        );
        need(size == 32, "OpenSSL makes no MAC");
    };
    return beside(
        {"HMAC callback of MoMo, read and verified / JSON + HMAC", 0.60, 500},
        inbound,
        call,
        house,
        bare
    );
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == "--quick") pairs = 5;
    const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
    crypto::SecretsByName secrets;
    secrets["rsa"].emplace_back(pem_of(key.get()));
    auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    const bool signs = rsa_signatures(&keys, key.get());
    const bool by_mac = hmac_callbacks();
    const bool by_rsa = rsa_callbacks();
    return signs && by_mac && by_rsa ? 0 : 1;
}
