#include "support.hpp"

#include <fstream>

#include "crypto/digest.hpp"
#include "shb/adapter.hpp"

namespace dvcpay::shb::testing {

const std::string bank_qr =
    "00020101021238600010A000000727013000069704430116SHBKG261005000010208QRIBFTTA530370454061500005"
    "8"
    "02VN62200816KG26100500000001630454F1";

Json read_vectors(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file);
}

std::string pem(Owner owner) {
    static const Json keys = read_vectors("keys").at("vectors");
    const std::string kind = "PRIVATE KEY-----\n";
    std::string out = "-----BEGIN " + kind;
    const auto& key = keys.at(owner == Owner::partner ? 0 : 1);
    for (const auto& line : key.at("input").at("private_key"))
        out += line.get<std::string>() + "\n";
    return out + "-----END " + kind;
}

ProviderAccount account_with(std::map<std::string, std::string> more) {
    ProviderAccount out;
    out.key = {"shb", "default"};
    out.settings = {
        {"base_url", "https://shb.test"}, {"partner_code", partner}, {"client_id", "kiengiang"}
    };
    for (auto& [name, value] : more) out.settings[name] = value;
    return out;
}
ProviderAccount account() {
    return account_with({});
}
Settings settings_of(const ProviderAccount& account) {
    return read_settings(account).value();
}

crypto::FileKeys gateway_keys() {
    crypto::SecretsByName secrets;
    secrets["shb/default/partner_key"].emplace_back(pem(Owner::partner));
    secrets["shb/default/bank_certificate"].emplace_back(pem(Owner::bank));
    secrets["shb/default/shared_key"].emplace_back("shared secret of the tests");
    secrets["shb/default/statement_key"].emplace_back("ShbReconKey01");
    return crypto::FileKeys::make(std::move(secrets)).value();
}

std::string signed_by(Owner owner, const std::string& text) {
    static crypto::FileKeys keys = [] {
        crypto::SecretsByName secrets;
        secrets["partner"].emplace_back(pem(Owner::partner));
        secrets["bank"].emplace_back(pem(Owner::bank));
        return crypto::FileKeys::make(std::move(secrets)).value();
    }();
    const char* name = owner == Owner::partner ? "partner" : "bank";
    return crypto::to_base64(run(keys.sign(name, SignAlgorithm::rsa_pkcs1_sha256, text)).value());
}

Attempt attempt() {
    Attempt out;
    out.account = {"shb", "default"};
    out.method = Method::qr;
    out.order_ref = OrderRef::parse(bill).value();
    out.request_id = request_id;
    out.amount = Money::dong(150'000);
    out.opened_at = opened_at;
    out.expires_at = opened_at.plus_s(86'400);
    return out;
}

CreateOrder create_order() {
    CreateOrder out;
    out.account = account();
    out.attempt = attempt();
    out.description = "Nộp lệ phí KG26100500000001";
    out.reference = "000.19.33.H33-261005-0001";
    out.service_code = "1.004222";
    out.service_name = "Đăng ký thường trú";
    out.agency_code = "H33.19";
    out.agency_name = "Công an xã A";
    Line line;
    line.kind = LineKind::charge;
    line.code = "2";
    line.description = "Lệ phí cư trú";
    line.amount = Money::dong(150'000);
    out.lines = {line};
    out.beneficiary = {"1000999999", "970443", "TRUNG TAM HCC KIEN GIANG"};
    out.payer_name = "Nguyễn Văn An";
    out.now = opened_at.plus_s(3);
    return out;
}

QueryOrder query_order() {
    QueryOrder out;
    out.account = account();
    out.order_ref = bill;
    out.request_id = request_id;
    out.expected = Money::dong(150'000);
    out.provider_ref = transaction;
    out.virtual_account = alias;
    out.opened_at = opened_at;
    out.now = opened_at.plus_s(420);
    return out;
}

RefundOrder refund_order() {
    RefundOrder out;
    out.account = account();
    out.refund_ref = "KGRF26100600000001";
    out.request_id = request_id;
    out.order_ref = bill;
    out.provider_txn = core_reference;
    out.provider_ref = transaction;
    out.amount = Money::dong(150'000);
    out.credited = Money::dong(150'000);
    out.description = "Hoàn lệ phí nộp thừa";
    out.submitted_at = opened_at.plus_s(90'000);
    out.now = opened_at.plus_s(90'001);
    return out;
}

Json with(Json body, const char* member, const Json& value) {
    body[member] = value;
    return body;
}

Json without(Json body, const char* member) {
    body.erase(member);
    return body;
}

HttpAnswer unsigned_answer(const Json& body, int status) {
    HttpAnswer out;
    out.status = status;
    out.body = body.dump();
    out.origin_proven = true;
    return out;
}

HttpAnswer bank_answer(const Json& body, int status, const std::string& id) {
    HttpAnswer out = unsigned_answer(body, status);
    out.headers.add("x-request-id", id);
    out.headers.add("x-request-signature", signed_by(Owner::bank, out.body));
    return out;
}

House::House(ProviderAccount of)
    : contract(std::move(of)), adapter(make_shb(transport, keys, {contract})) {}

}  // namespace dvcpay::shb::testing
