// The gateway calls the bank. Source: spec §2 (keys in front), §4.1, §4.6, §4.7.
#include "sandbox/vietinbank/server.hpp"

#include <utility>

#include <fmt/format.h>

#include "sandbox/crypto.hpp"
#include "sandbox/vietinbank/signing.hpp"
#include "sandbox/vietqr.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietinbank {

namespace {

constexpr std::string_view base = "/vtb/public";
constexpr std::string_view qr_path = "/vtb/public/vietqr/v1/generator";
constexpr std::string_view statement_path = "/vtb/public/erp/v1/statement/inquiry";
constexpr std::string_view name_path = "/vtb/public/erp/v1/account/benAcctInq";
constexpr std::string_view transfer_path = "/vtb/public/erp/v1/payment/transfer";
constexpr std::size_t erp_id_max = 30;

std::string operation_at(std::string_view path) {
    if (path == qr_path) return "create";
    if (path == statement_path) return "query";
    if (path == name_path) return "name";
    if (path == transfer_path) return "refund";
    return {};
}

Json parsed(const HttpRequest& request) {
    auto body = Json::parse(request.body, nullptr, false);
    return body.is_object() ? body : Json::object();
}

HttpResponse json(int status, const Json& body) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "application/json; charset=utf-8");
    out.body = body.dump();
    return out;
}

/// What the gateway in front of the bank says before the bank sees a request.
Answer stopped(int status, std::string why) {
    Answer out;
    const auto code = std::to_string(status);
    out.response = json(
        status, Json{{"httpCode", code}, {"httpMessage", "Refused"}, {"moreInformation", why}}
    );
    out.code = code;
    out.wrong.push_back(std::move(why));
    return out;
}

std::string signed_text(const std::string& operation, const Json& body) {
    if (operation == "create") return qr_request_text(body);
    if (operation == "query") return statement_text(body);
    if (operation == "name") return name_inquiry_text(body);
    return transfer_text(body);
}

/// One object of EMV: id, length of two digits, value.
std::string object(std::string_view id, const std::string& value) {
    return fmt::format("{}{:02}{}", id, value.size(), value);
}

/// The bank's own encoder. Source: spec §9 (vectors), VietQR §2.
std::string qr_text(const std::string& number, std::int64_t amount, const std::string& purpose) {
    const auto account = object("00", "A000000727") +
                         object("01", object("00", "970415") + object("01", number)) +
                         object("02", "QRIBFTTA");
    std::string out = object("00", "01") + object("01", "12") + object("38", account) +
                      object("53", "704") + object("54", std::to_string(amount)) +
                      object("58", "VN");
    if (!purpose.empty()) out += object("62", object("08", purpose));
    out += "6304";
    return out + fmt::format("{:04X}", crc16(out));
}

bool is_qr_success(const std::string& code) {
    return code == "00" || code == "0" || code == "1";
}

}  // namespace

Result<void> VietinbankServer::read_keys() {
    for (const char* member :
         {"provider_id",
          "account",
          "client_id",
          "client_secret",
          "partner_public_key",
          "bank_private_key",
          "bank_next_private_key"}) {
        if (setting(member).empty())
            return Error(Fault::configuration, std::string(member) + " is missing");
    }
    for (const char* member : {"bank_private_key", "bank_next_private_key"}) {
        if (!crypto::sign(crypto::Scheme::rsa_sha256, setting(member), "x"))
            return Error(Fault::configuration, std::string(member) + " cannot be read");
    }
    return ok();
}

void VietinbankServer::forget() {
    numbers_.clear();
    remarks_.clear();
}

bool VietinbankServer::serves_protocol(std::string_view path) const {
    return path.starts_with(base);
}

Asked VietinbankServer::read_request(const HttpRequest& request) const {
    const auto body = parsed(request);
    Asked out;
    out.operation = operation_at(path_of(request.target));
    if (out.operation == "create") {
        const auto& data = part(body, "data");
        out.order_id = text_of(data, "accountNumber");
        out.amount = whole_number(text_of(data, "amount")).value_or(0);
    } else if (out.operation == "refund") {
        const auto& records = part(body, "records");
        if (records.is_array() && !records.empty()) {
            out.order_id = text_of(records[0], "transId");
            out.amount = whole_number(text_of(records[0], "amount")).value_or(0);
        }
    }
    return out;
}

std::vector<std::string> VietinbankServer::wrong_with(
    const Asked& asked, const HttpRequest& request
) const {
    std::vector<std::string> out;
    const auto body = parsed(request);
    if (request.method != "POST") out.emplace_back("not a POST");
    if (text_of(body, "providerId") != setting("provider_id")) out.emplace_back("providerId");
    const auto text = signed_text(asked.operation, body);
    if (!verifies(setting("partner_public_key"), text, text_of(body, "signature")))
        out.emplace_back("signature");
    const auto id = text_of(body, "requestId");
    if (id.empty() || id.size() > (asked.operation == "create" ? 50U : erp_id_max))
        out.emplace_back("requestId");
    return out;
}

Answer VietinbankServer::act(const Asked& asked, const HttpRequest& request) {
    const bool known = request.headers.get("x-ibm-client-id") == setting("client_id") &&
                       request.headers.get("x-ibm-client-secret") == setting("client_secret");
    if (!known) return stopped(401, "x-ibm-client-id or x-ibm-client-secret");
    auto wrong = wrong_with(asked, request);
    if (!wrong.empty()) {
        Answer out = stopped(403, wrong.front());
        out.wrong = std::move(wrong);
        return out;
    }
    const auto body = parsed(request);
    if (asked.operation == "create") return make_qr(body, "00");
    if (asked.operation == "query") return statement(body);
    if (asked.operation == "refund") return transfer(body);
    Json answer;
    answer["accountName"] = setting("holder");
    answer["active"] = "true";
    return erp(body, std::move(answer), "1");
}

Answer VietinbankServer::say(
    const Asked& asked, const HttpRequest& request, const std::string& code
) {
    const auto body = parsed(request);
    if (asked.operation == "create") return make_qr(body, code);
    return erp(body, Json::object(), code);
}

Answer VietinbankServer::make_qr(const Json& request, const std::string& code) {
    Answer out;
    const auto& data = part(request, "data");
    const auto number = text_of(data, "accountNumber");
    const auto purpose = text_of(data, "purposeOfTrans");
    const auto amount = part(data, "amount");
    if (!amount.is_number_integer()) out.wrong.emplace_back("data.amount is no whole number");
    if (number.size() > 19 || !number.starts_with(setting("merchant_id")))
        out.wrong.emplace_back("data.accountNumber");
    if (purpose.empty() || purpose.size() > 25) out.wrong.emplace_back("data.purposeOfTrans");
    const auto asked = amount.is_number_integer() ? amount.get<std::int64_t>() : 0;
    Json body;
    for (const char* member : {"requestId", "providerId", "merchantId", "clientDt"})
        body[member] = text_of(request, member);
    body["status"] = Json{{"statusCode", code}, {"statusDesc", "Thành công"}};
    body["data"] = Json::object();
    if (is_qr_success(code) && out.wrong.empty()) {
        body["data"]["base64QRCode"] = crypto::base64(qr_text(number, asked, purpose));
        if (find(number) == nullptr) {
            BasicOrder order;
            order.id = number;
            order.number = number;
            order.asked = asked;
            order.text = purpose;
            open(std::move(order));
        }
    }
    if (!out.wrong.empty()) body["status"]["statusCode"] = "99";
    out.code = text_of(body["status"], "statusCode");
    body["signature"] = sign(setting("bank_private_key"), qr_answer_text(body));
    out.response = json(200, body);
    return out;
}

Answer VietinbankServer::erp(const Json& request, Json answer, const std::string& code) const {
    Json body;
    for (const char* member : {"requestId", "providerId", "merchantId"})
        body[member] = text_of(request, member);
    body["status"] = Json{{"code", code}, {"message", code == "1" ? "Thanh cong" : "Loi"}};
    for (auto& [member, value] : answer.items()) body[member] = std::move(value);
    body["signature"] = sign(setting("bank_private_key"), erp_answer_text(body));
    Answer out;
    out.response = json(200, body);
    out.code = code;
    return out;
}

Json VietinbankServer::row(Wall at, const std::string& text, const std::string& number) const {
    Json out;
    out["order"] = "1";
    out["transactionDate"] = row_time(at);
    out["transactionContent"] = text;
    out["debit"] = "";
    out["credit"] = "";
    out["accountBal"] = "118242581.00";
    out["corresponsiveAccount"] = "0071000123456";
    out["corresponsiveAccountName"] = "NGUYEN VAN AN";
    out["virtualAccount"] = number;
    out["channel"] = "IBFT";
    return out;
}

/// Another style of dates finds nothing: an empty list, not an error.
Json VietinbankServer::rows_of(std::string_view day) {
    Json out = Json::array();
    for (auto& order : orders()) {
        const bool told = order.movements.empty() || state_told(order) == BasicState::paid;
        for (const auto& moved : order.movements) {
            if (!told || slashed_day(moved.at) != day) continue;
            auto one = row(moved.at, "CT DEN " + moved.txn, order.number);
            one["credit"] = std::to_string(moved.amount) + ".00";
            one["transactionNumber"] = moved.txn;
            out.push_back(std::move(one));
        }
        for (const auto& refund : order.refunds) {
            if (refund.state != BasicRefund::State::done || slashed_day(refund.created) != day)
                continue;
            auto one = row(refund.created, remarks_[refund.id], "");
            one["debit"] = std::to_string(refund.amount) + ".00";
            one["transactionNumber"] = refund.txn;
            out.push_back(std::move(one));
        }
    }
    return out;
}

Answer VietinbankServer::statement(const Json& request) {
    std::vector<std::string> wrong;
    if (text_of(request, "account") != setting("account")) wrong.emplace_back("account");
    if (text_of(request, "fromDate") != text_of(request, "toDate"))
        wrong.emplace_back("more than one day");
    if (request.contains("collectionType")) wrong.emplace_back("collectionType");
    Json answer;
    answer["account"] = text_of(request, "account");
    answer["companyName"] = "CONG DVC KIEN GIANG";
    answer["accountType"] = "D";
    answer["curency"] = "VND";
    answer["openningBal"] = "0";
    answer["fromDate"] = text_of(request, "fromDate");
    answer["toDate"] = text_of(request, "toDate");
    answer["transactions"] = wrong.empty() ? rows_of(text_of(request, "fromDate")) : Json::array();
    Answer out = erp(request, std::move(answer), wrong.empty() ? "1" : "0");
    out.wrong = std::move(wrong);
    return out;
}

/// A payout has no tie to a purchase; the book wants one: the order its text names, or any that
/// still holds so much.
BasicOrder* VietinbankServer::payer_of(const std::string& remark, std::int64_t amount) {
    BasicOrder* any = nullptr;
    for (auto& order : orders()) {
        for (const auto& moved : order.movements) {
            if (order.refundable(moved.txn) < amount) continue;
            if (any == nullptr) any = &order;
            for (const auto& [ref, number] : numbers_) {
                if (number == order.number && remark.find(ref) != std::string::npos) return &order;
            }
        }
    }
    return any;
}

Answer VietinbankServer::transfer(const Json& request) {
    std::vector<std::string> wrong;
    const auto& records = part(request, "records");
    if (!records.is_array() || records.size() != 1) return erp(request, Json::object(), "0");
    const auto& one = records[0];
    const auto id = text_of(one, "transId");
    const auto amount = whole_number(text_of(one, "amount")).value_or(0);
    const auto remark = text_of(one, "remark");
    if (id.empty() || id.size() > 30) wrong.emplace_back("transId");
    if (amount <= 0) wrong.emplace_back("amount");
    if (text_of(one, "senderAcctId") != setting("account")) wrong.emplace_back("senderAcctId");
    if (text_of(one, "currencyCode") != "VND") wrong.emplace_back("currencyCode");
    if (remark.find_first_of("()") != std::string::npos) wrong.emplace_back("remark");
    const bool inside = text_of(one, "recvBankId") == "01201001";
    if (text_of(one, "transType") != (inside ? "in" : "np")) wrong.emplace_back("transType");
    if (find_refund(id) != nullptr) wrong.emplace_back("transId is used: paid out twice");
    auto* order = payer_of(remark, amount);
    std::string code = "0";
    if (order == nullptr) wrong.emplace_back("more goes out than came in");
    if (wrong.empty()) {
        BasicRefund refund;
        refund.id = id;
        for (const auto& moved : order->movements) {
            if (refund.of_txn.empty() && order->refundable(moved.txn) >= amount)
                refund.of_txn = moved.txn;
        }
        refund.txn = next_txn();
        refund.amount = amount;
        const bool denied = refund_fault(*order) == FaultKind::refund_failed;
        refund.state = denied ? BasicRefund::State::refused : BasicRefund::State::pending;
        refund.code = denied ? "0" : "1";
        remarks_[id] = remark;
        code = refund.code;
        put_refund(*order, std::move(refund));
    }
    Answer out = erp(request, Json::object(), code);
    out.wrong = std::move(wrong);
    return out;
}

void VietinbankServer::spoil(FaultKind fault, const Asked& asked, HttpResponse& response) {
    auto body = Json::parse(response.body, nullptr, false);
    if (!body.is_object()) return;
    const bool is_qr = asked.operation == "create";
    const auto text = [is_qr](const Json& of) {
        return is_qr ? qr_answer_text(of) : erp_answer_text(of);
    };
    if (fault == FaultKind::answer_unsigned) body.erase("signature");
    if (fault == FaultKind::answer_bad_signature)
        body["signature"] = sign(setting("bank_private_key"), text(body) + "?");
    if (fault == FaultKind::answer_wrong_echo) {
        body["requestId"] = random_hex(15);
        body["signature"] = sign(setting("bank_private_key"), text(body));
    }
    response.body = body.dump();
}

void VietinbankServer::learn(const Offer& offer) {
    if (offer.number.empty()) return;
    if (!offer.order_ref.empty()) numbers_.insert_or_assign(offer.order_ref, offer.number);
    if (find(offer.number) != nullptr) return;
    BasicOrder order;
    order.id = offer.number;
    order.number = offer.number;
    order.asked = offer.asked;
    open(std::move(order));
}

/// The bank knows no order of ours, only numbers.
Result<void> VietinbankServer::look(const Offer& offer) {
    learn(offer);
    return BasicProvider::look(offer);
}

Result<std::string> VietinbankServer::pay(const Offer& offer, std::int64_t amount) {
    learn(offer);
    Offer by_number = offer;
    if (!offer.number.empty()) by_number.order_ref = offer.number;
    return BasicProvider::pay(by_number, amount);
}

std::vector<CodeCase> VietinbankServer::codes() const {
    std::vector<CodeCase> out = {
        {"query", "0", Means::unknown},
        {"query", "99", Means::unknown},
        {"refund", "1", Means::pending},
        {"refund", "0", Means::unknown},
        {"refund", "07", Means::unknown},
        {"refund", "99", Means::unknown},
    };
    if (has_records()) {
        out.push_back({"credit", "00", Means::paid});
        for (const char* code : {"01", "99"}) out.push_back({"credit", code, Means::unknown});
        return out;
    }
    for (const char* code : {"00", "0", "1"}) out.push_back({"create", code, Means::opened});
    for (const char* type : {"C", "1", "2", "3", "COLLECTION"})
        out.push_back({"credit", type, Means::paid});
    for (const char* type : {"D", "O", "Z"}) out.push_back({"credit", type, Means::unknown});
    return out;
}

std::string VietinbankServer::not_applicable(std::string_view situation) const {
    struct Reason {
        std::string_view situation;
        std::string_view why;
    };
    constexpr std::string_view no_token = "§2: two keys in headers, no token and no login";
    constexpr std::string_view only_money = "§4.3: the bank tells of money that has moved only";
    constexpr std::string_view no_query = "§6: no enquiry about one bill, only the day's statement";
    constexpr std::string_view names_first =
        "§4.7: the first call of a refund asks for a name and moves nothing; judged in the profile "
        "without that question";
    constexpr std::string_view local = "§4.1: this profile makes the code itself, nothing is sent";
    constexpr Reason always[] = {
        {"token_ended", no_token},
        {"login_wrong", no_token},
        {"login_ended", no_token},
        {"notice_declined", only_money},
        {"notice_waiting", only_money},
        {"notice_reordered", only_money},
        {"not_found_yet", no_query},
        {"query_codes", no_query},
        {"query_unknown_code", no_query},
        {"query_other_order", no_query},
        {"question_result", "§4.2: the bank asks for bills, never for results"},
        {"refund_manual", "§4.7: refunds are transfers"},
        {"refund_impossible", "§4.7: no answer says that a payment cannot be returned"},
    };
    constexpr Reason flat_only[] = {
        {"many_records", "§4.3: one movement in a message"},
        {"refund_timeout_before", names_first},
        {"refund_timeout_after", names_first},
        {"refund_garbage", names_first},
        {"refund_server_error", names_first},
    };
    for (const auto& one : always) {
        if (one.situation == situation) return std::string(one.why);
    }
    if (!has_records()) {
        for (const auto& one : flat_only) {
            if (one.situation == situation) return std::string(one.why);
        }
        return {};
    }
    const bool opens = situation.starts_with("create_") || situation == "notice_before_answer";
    return opens ? std::string(local) : std::string{};
}

}  // namespace dvcpay::sandbox::vietinbank
