#include "support.hpp"

#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "vpbank/adapter.hpp"

namespace dvcpay::vpbank::testing {
namespace {

template <class T>
Task<void> await_into(Task<T> work, std::optional<T>* out) {
    T value = co_await std::move(work);
    out->emplace(std::move(value));
}

/// Runs one coroutine to its end on a loop of its own.
template <class T>
T run(Task<T> work) {
    boost::asio::io_context io(1);
    std::optional<T> out;
    boost::asio::co_spawn(io, await_into(std::move(work), &out), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    io.run();
    return std::move(*out);
}

constexpr Mono due{};

}  // namespace

Json vectors(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file);
}

std::string pem(const std::string& owner, const std::string& member, const std::string& label) {
    static const Json keys = vectors("keys");
    for (const auto& entry : keys.at("vectors")) {
        if (entry.at("name") != owner) continue;
        std::string out = "-----BEGIN " + label + "-----\n";
        for (const auto& line : entry.at("input").at(member)) out += line.get<std::string>() + "\n";
        return out + "-----END " + label + "-----\n";
    }
    return {};
}

ProviderAccount account() {
    ProviderAccount out;
    out.key = {"vpbank", "default"};
    out.settings = {
        {"master_account", "232506601"},
        {"account_name", "TT PV HCC TINH MAU"},
        {"va_prefix", "VPBDVC"},
        {"va_first", "42"},
        {"va_last", "141"},
    };
    out.beneficiary = {"232506601", "970432", "Trung tâm PVHCC tỉnh mẫu"};
    return out;
}

ProviderAccount account_with(std::vector<std::pair<std::string, std::string>> more) {
    ProviderAccount out = account();
    for (auto& [name, value] : more) out.settings[name] = value;
    return out;
}

ProviderAccount calling(std::vector<std::pair<std::string, std::string>> more) {
    ProviderAccount out = account_with({
        {"base_url", "https://vpbank.test"},
        {"client_id", "dvc-client"},
        {"idn_app", "DVCAPP"},
        {"refunds", "transfer"},
    });
    for (auto& [name, value] : more) out.settings[name] = value;
    return out;
}

ProviderAccount api_account() {
    return calling({{"va_mode", "api"}});
}

crypto::FileKeys test_keys() {
    crypto::SecretsByName secrets;
    const std::string mine = "vpbank/default/";
    secrets[mine + "partner_key"].emplace_back(pem("partner", "private_key", "PRIVATE KEY"));
    secrets[mine + "client_secret"].emplace_back("client-secret");
    secrets[mine + "bank_certificate"].emplace_back(pem("bank", "certificate", "CERTIFICATE"));
    secrets[mine + "notify_static_key"].emplace_back(std::string(64, 'k'));
    secrets["the/bank"].emplace_back(pem("bank", "private_key", "PRIVATE KEY"));
    secrets["a/stranger"].emplace_back(pem("partner", "private_key", "PRIVATE KEY"));
    return crypto::FileKeys::make(std::move(secrets)).value();
}

std::string sign_with(const std::string& key, const std::string& text, Wrap wrap) {
    static auto keys = test_keys();
    return run(sign(&keys, key, wrap, text)).value();
}

Attempt attempt() {
    Attempt out;
    out.account = account().key;
    out.method = Method::qr;
    out.finality = Finality::push_only;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = request_id;
    out.virtual_account = number_1;
    out.amount = Money::dong(30'000);
    out.opened_at = now;
    out.expires_at = now.plus_s(900);
    return out;
}

CreateOrder create_order(const ProviderAccount& of) {
    CreateOrder out;
    out.account = of;
    out.attempt = attempt();
    if (of.setting("va_mode") == "api") out.attempt.virtual_account.clear();
    out.description = "Nộp lệ phí hồ sơ H01.12-261123-0042";
    out.beneficiary = of.beneficiary;
    out.now = now;
    return out;
}

RefundOrder refund_order(const ProviderAccount& of) {
    RefundOrder out;
    out.account = of;
    out.refund_ref = "KGRF000000000001";
    out.request_id = request_id;
    out.order_ref = order_ref_text;
    out.provider_txn = txn_1;
    out.amount = Money::dong(30'000);
    out.credited = Money::dong(30'000);
    out.destination = Destination{"970436", "0071000123456", "Nguyễn Văn An"};
    out.description = "Hoàn lệ phí hồ sơ";
    out.now = now;
    return out;
}

StoredOrder stored() {
    StoredOrder out;
    out.attempt = attempt();
    out.payable = Payable::yes;
    out.beneficiary = account().beneficiary;
    return out;
}

InboundContext context(const ProviderAccount& of) {
    InboundContext out;
    out.account = of;
    out.orders.push_back(stored());
    out.now = now;
    return out;
}

Json notice() {
    return Json{
        {"masterAccountNumber", "232506601"},
        {"virtualAccountNumber", number_1},
        {"virtualName", "TT PV HCC TINH MAU"},
        {"virtualAlkey", ""},
        {"amount", "30000"},
        {"bookingDate", "15/01/2026"},
        {"transactionDate", "15/01/2026 09:02:04"},
        {"transactionId", txn_1},
        {"remark", "NGUYEN VAN A DVC" + order_ref_text},
    };
}

Json collect_notice() {
    return Json{
        {"masterAccountNumber", "232506601"},
        {"virtualAccountNumber", number_1},
        {"payerName", "NGUYEN VAN A"},
        {"collectAmmount", "30000"},
        {"transactionDate", "20260115090204"},
        {"valueDate", "20260115"},
        {"transactionId", txn_1},
        {"transactionDescription", "NGUYEN VAN A DVC" + order_ref_text},
    };
}

InboundCall call_of(std::string body) {
    InboundCall out;
    out.provider = "vpbank";
    out.kind = "credit";
    out.request.method = "POST";
    out.request.body = std::move(body);
    return out;
}

InboundCall signed_call(const Json& body, const std::string& key) {
    InboundCall call = call_of(body.dump());
    const auto text = [&](const char* name) {
        return body.contains(name) && body.at(name).is_string() ? body.at(name).get<std::string>()
                                                                : std::string();
    };
    const std::string plain =
        text("masterAccountNumber") + " " + text("amount") + " " + text("transactionId");
    call.request.headers.add("signature", sign_with(key, plain));
    return call;
}

Task<SendResult> FakeTransport::send(OutboundRequest request, Mono until) {
    sent.push_back(std::move(request));
    dues.push_back(until);
    if (answers.empty()) co_return NoAnswer{"nothing prepared"};
    SendResult next = std::move(answers.front());
    answers.pop_front();
    co_return next;
}

HttpAnswer http_answer(int status, std::string body, Origin origin) {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.origin_proven = origin == Origin::proven;
    return out;
}

House::House(const ProviderAccount& of) : adapter(make_vpbank(transport, keys, {of})) {}

CreateResult House::create(const CreateOrder& order) {
    return run(adapter->initiate(order, due));
}
QueryResult House::query(const QueryOrder& order) {
    return run(adapter->query_attempt(order, due));
}
RefundResult House::refund(const RefundOrder& order, Mono until) {
    return run(adapter->refund_call()(order, until));
}
RefundResult House::refund_query(const RefundOrder& order) {
    return run(adapter->refund_query_call()(order, due));
}
HttpResponse House::answer(const InboundCall& call, const InboundOutcome& outcome) {
    return run(adapter->answer(call, outcome));
}

InboundOutcome outcome_of(InboundOutcome::Kind kind, const ProviderAccount& of) {
    InboundOutcome out;
    out.kind = kind;
    out.context = context(of);
    out.account_known = true;
    out.now = now;
    return out;
}

}  // namespace dvcpay::vpbank::testing
