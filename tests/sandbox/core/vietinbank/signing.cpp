#include "sandbox/vietinbank/signing.hpp"

#include <initializer_list>

#include "domain/invariant.hpp"
#include "sandbox/crypto.hpp"

namespace dvcpay::sandbox::vietinbank {

namespace {

const Json nothing;

std::string glue(const Json& object, std::initializer_list<const char*> members) {
    std::string out;
    for (const char* member : members) out += text_of(object, member);
    return out;
}

}  // namespace

const Json& part(const Json& object, const char* member) {
    if (!object.is_object()) return nothing;
    const auto at = object.find(member);
    return at == object.end() ? nothing : *at;
}

std::string text_of(const Json& object, const char* member) {
    const auto& value = part(object, member);
    if (value.is_string()) return value.get<std::string>();
    return value.is_number() ? value.dump() : std::string{};
}

std::string qr_request_text(const Json& body) {
    return glue(body, {"requestId", "providerId", "merchantId", "clientDt"}) +
           text_of(part(body, "data"), "accountNumber");
}

std::string qr_answer_text(const Json& body) {
    return glue(body, {"requestId", "providerId", "merchantId", "clientDt"}) +
           text_of(part(body, "status"), "statusCode");
}

std::string inquiry_text(const Json& body) {
    return glue(part(body, "data"), {"transId", "transTime", "custCode"});
}

std::string inquiry_answer_text(const Json& body, bool with_channel) {
    const auto& details = part(part(body, "data"), "details");
    std::string out = text_of(details, "transId");
    if (with_channel) out += text_of(part(body, "header"), "channelId");
    out += glue(details, {"transTime", "custCode", "custName", "billId", "amount"});
    return out + text_of(part(part(body, "data"), "errors"), "errorCode");
}

std::string notice_text(const Json& body) {
    return glue(body, {"transId", "transTime", "custCode", "amount", "bankTransId", "remark"});
}

std::string notice_answer_text(const Json& body) {
    return glue(body, {"transId", "errorCode", "errorDesc"});
}

std::string records_text(const Json& body) {
    std::string out;
    for (const auto& one : part(part(body, "data"), "records")) {
        out += glue(one, {"transId", "originalId", "transTime", "custCode", "custName"});
        out += glue(one, {"custAcct", "amount", "balance"}) + text_of(part(one, "status"), "code");
        out += glue(one, {"bankTransId", "remark"});
    }
    return out;
}

std::string records_answer_text(const Json& body) {
    std::string out = text_of(part(part(body, "data"), "errors"), "errorCode");
    for (const auto& one : part(part(body, "data"), "records")) {
        out += glue(one, {"transId", "originalId", "transTime", "custCode", "custName"});
        out += glue(one, {"custAcct", "amount"}) + text_of(part(one, "status"), "code");
    }
    return out;
}

std::string statement_text(const Json& body) {
    return glue(body, {"requestId", "providerId", "merchantId", "account"});
}

std::string erp_answer_text(const Json& body) {
    return glue(body, {"requestId", "providerId", "merchantId"}) +
           text_of(part(body, "status"), "code");
}

std::string name_inquiry_text(const Json& body) {
    return glue(body, {"requestId", "providerId", "merchantId", "account", "bankId"}) +
           glue(body, {"clientIP", "channel", "version", "language"});
}

std::string transfer_text(const Json& body) {
    std::string out = glue(body, {"requestId", "providerId", "merchantId", "model", "priority"});
    out += glue(body, {"softwareProviderId", "appointedApprover", "feeAccount", "feeType"});
    out += glue(body, {"scheduledDate", "approver"});
    for (const auto& one : part(body, "records"))
        out += glue(one, {"transId", "senderAcctId", "recvAcctId", "amount"});
    return out + glue(body, {"transTime", "channel", "version", "clientIP", "language"});
}

std::string sign(std::string_view private_pem, std::string_view text) {
    auto raw = crypto::sign(crypto::Scheme::rsa_sha256, private_pem, text);
    DVC_INVARIANT(raw.has_value());  // the key was looked at when the side was made
    return crypto::base64(raw.value());
}

bool verifies(std::string_view pem, std::string_view text, const std::string& base64) {
    const auto raw = crypto::unbase64(base64);
    return raw && crypto::verify(crypto::Scheme::rsa_sha256, pem, text, *raw);
}

}  // namespace dvcpay::sandbox::vietinbank
