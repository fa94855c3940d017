// What the bank does when it is asked: genVietQR and the list of a day's successes.
#include "sandbox/bidv/server.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "sandbox/vietqr.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::bidv {

namespace {

constexpr std::string_view base_path = "/bidv/service";
constexpr std::string_view token_path = "/bidv/service/openapi/oauth2/token";
constexpr std::string_view qr_path =
    "/bidv/service/open-banking/paygate/virtualAccount/genVietQR/v1";
constexpr std::string_view list_path =
    "/bidv/service/open-banking/paygate/common/reconciliation/v1";
constexpr std::int64_t token_life_s = 3600;
constexpr std::int64_t clock_ms_max = 15 * 60'000;
constexpr std::size_t random_bytes = 64;
constexpr std::size_t interaction_digits = 12;
constexpr std::string_view columns =
    "stt|transId|transDate|serviceId|customerId|billId|amount|channel|status|remark\n";

std::string text_of(const Json& json, const char* member) {
    const auto at = json.find(member);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// Whatever the gateway of the bank refuses before the service sees it.
Json envelope(int status) {
    Json out;
    out["errorResponse"]["metadata"]["status"]["code"] = std::to_string(status);
    return out;
}

Json said(const std::string& code) {
    Json out;
    out["errorCode"] = code;
    out["errorDesc"] = code == "000" ? "Success" : "Loi he thong";
    return out;
}

}  // namespace

Bidv::Bidv(Outside outside, Json config)
    : BasicProvider(outside, std::move(config)),
      desk_(setting("client_id"), setting("client_secret"), token_life_s) {}

Result<void> Bidv::read_contract() {
    for (const char* member :
         {"client_id",
          "client_secret",
          "symmetric_key",
          "bank_key",
          "partner_certificate",
          "secret_code",
          "service_id",
          "va_prefix",
          "inbound_user",
          "inbound_password"}) {
        if (setting(member).empty())
            return Error(Fault::configuration, std::string(member) + " is missing");
    }
    const auto word = [this](const char* member, const char* usual) {
        const auto given = setting(member);
        return given.empty() ? std::string(usual) : given;
    };
    const auto seal = seal_profile(word("seal", "A256KW_CBC"));
    const auto key = crypto::unhex(setting("symmetric_key"));
    if (!seal) return Error(Fault::configuration, "seal is none of the profiles");
    if (!key || key->size() != 32) return Error(Fault::configuration, "symmetric_key: 64 digits");
    profile_.seal = *seal;
    symmetric_key_ = *key;
    certificate_line_ = setting("partner_certificate");
    partner_certificate_ = crypto::pem_of_line("CERTIFICATE", certificate_line_);
    bank_key_ = crypto::pem_of_line("PRIVATE KEY", setting("bank_key"));
    profile_.compact_jws = word("jws", "without_payload") == "compact";
    profile_.signs_answers = word("answers", "signed") != "sealed";
    profile_.seals_answers = word("answers", "signed") == "sealed";
    profile_.camel = word("field_style", "snake") == "camel";
    profile_.checksum = word("checksum", "md5_concat");
    profile_.data_shape = word("data_shape", "array");
    profile_.status_on_error = word("status_on_error", "200") == "400" ? 400 : 200;
    return ok();
}

bool Bidv::serves_protocol(std::string_view path) const {
    return path.starts_with(base_path);
}

std::string Bidv::next_txn() {
    return fmt::format("FT{}", next_serial());
}

void Bidv::forget() {
    interactions_.clear();
    bills_.clear();
    token_.clear();
    desk_.end_all();
}

std::string Bidv::code_of(std::string_view number) const {
    const auto prefix = setting("va_prefix");
    return std::string(number.starts_with(prefix) ? number.substr(prefix.size()) : number);
}

std::optional<Json> Bidv::clear_of(const HttpRequest& request, std::string& why) const {
    std::string clear = request.body;
    if (profile_.seal.sealed) {
        auto opened = open_body(profile_.seal, symmetric_key_, request.body, why);
        if (!opened) return std::nullopt;
        clear = std::move(*opened);
    }
    auto json = Json::parse(clear, nullptr, false);
    if (!json.is_object()) {
        why = "the clear body is no JSON object";
        return std::nullopt;
    }
    return json;
}

Asked Bidv::read_request(const HttpRequest& request) const {
    const auto path = path_of(request.target);
    Asked out;
    if (path == token_path) out.operation = "token";
    if (path == list_path) out.operation = "query";
    if (path != qr_path) return out;
    out.operation = "create";
    std::string why;
    const auto body = clear_of(request, why);
    if (!body) return out;
    out.order_id = text_of(*body, "description");
    if (only_digits(text_of(*body, "amount")))
        out.amount = std::strtoll(text_of(*body, "amount").c_str(), nullptr, 10);
    return out;
}

std::vector<std::string> Bidv::faults_of_headers(const HttpRequest& request) {
    std::vector<std::string> wrong;
    const auto need = [&](bool right, const char* what) {
        if (!right) wrong.emplace_back(what);
    };
    const auto header = [&](const char* name) { return request.headers.get(name); };
    need(request.method == "POST", "the method is not POST");
    need(header("Content-Type") == "application/json", "Content-Type");
    need(header("Channel") == setting("channel"), "Channel");
    need(header("User-Agent") == setting("user_agent"), "User-Agent");
    need(header("X-Client-Certificate") == certificate_line_, "X-Client-Certificate");
    const auto at = read_timestamp(header("Timestamp"));
    need(at.has_value(), "Timestamp has no milliseconds or offset");
    if (at) need(std::llabs(at->ms - now().ms) < clock_ms_max, "Timestamp is not now");
    const auto id = header("X-API-Interaction-ID");
    need(id.size() == interaction_digits && only_digits(id), "X-API-Interaction-ID: 12 digits");
    need(interactions_.emplace(id).second, "X-API-Interaction-ID was used before");
    return wrong;
}

HttpResponse Bidv::wrapped(int status, const std::string& clear) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "application/json");
    out.body = clear;
    if (profile_.seals_answers) {
        out.body = seal_body(profile_.seal, symmetric_key_, random(random_bytes), clear);
    }
    if (profile_.signs_answers) {
        const auto jws = crypto::jws(bank_key_, R"({"alg":"RS256"})", out.body);
        const auto& whole = jws.value();
        const auto first = whole.find('.');
        const auto last = whole.rfind('.');
        out.headers.add("X-JWS-Signature", whole.substr(0, first + 1) + whole.substr(last));
    }
    return out;
}

Answer Bidv::answered(int status, Json body, const std::string& code) {
    Answer out;
    out.response = wrapped(status, dump(body));
    out.code = code;
    return out;
}

Answer Bidv::act(const Asked& asked, const HttpRequest& request) {
    Answer out;
    if (asked.operation == "token") {
        out.response = desk_.ask(request, random_hex(16), now());
        out.code = std::to_string(out.response.status);
        if (out.response.status != 200) out.wrong.emplace_back("the login is refused");
        return out;
    }
    if (!desk_.knows(request, now())) {
        out.response = json_response(401, envelope(401));
        out.code = "401";
        return out;
    }
    auto wrong = faults_of_headers(request);
    if (!wrong.empty()) {
        out.response = json_response(400, envelope(400));
        out.code = "400";
        out.wrong = std::move(wrong);
        return out;
    }
    const auto jws = request.headers.get("X-JWS-Signature");
    const bool compact = jws.find("..") == std::string_view::npos;
    const auto seen = crypto::verify_jws(partner_certificate_, jws, request.body);
    std::string why;
    if (!seen) why = "X-JWS-Signature does not verify over the body";
    if (seen && seen->header != R"({"alg":"RS256"})") why = "the JWS header is " + seen->header;
    if (seen && compact != profile_.compact_jws) why = "X-JWS-Signature has the other form";
    const auto body = why.empty() ? clear_of(request, why) : std::nullopt;
    if (!body) {
        out.response = json_response(403, envelope(403));
        out.code = "403";
        out.wrong.push_back(std::move(why));
        return out;
    }
    return asked.operation == "create" ? make_qr(*body) : list_day(*body);
}

Answer Bidv::make_qr(const Json& body) {
    const auto service = text_of(body, "serviceId");
    const auto code = text_of(body, "code");
    const auto name = text_of(body, "name");
    const auto amount = text_of(body, "amount");
    const auto description = text_of(body, "description");
    const auto number = setting("va_prefix") + code;
    std::vector<std::string> wrong;
    if (service != setting("service_id")) wrong.emplace_back("serviceId");
    if (!is_code(code, 14) || number.size() > 19) wrong.emplace_back("code: " + code);
    if (name.empty() || !is_plain(name, 70)) wrong.emplace_back("name: " + name);
    if (!amount.empty() && (!only_digits(amount) || amount.size() > 12))
        wrong.emplace_back("amount: " + amount);
    if (!is_plain(description, 50)) wrong.emplace_back("description: " + description);
    for (const auto& [member, value] : body.items()) {
        const bool known = member == "serviceId" || member == "code" || member == "name" ||
                           member == "amount" || member == "description";
        if (!known) wrong.emplace_back("an unknown member " + member);
    }
    if (!wrong.empty()) {
        Answer out = answered(400, envelope(400), "400");
        out.wrong = std::move(wrong);
        return out;
    }
    const auto asked = std::strtoll(amount.c_str(), nullptr, 10);
    const auto* known = find(number);
    if (known == nullptr) {
        BasicOrder order;
        order.id = description.empty() || find(description) != nullptr ? number : description;
        order.number = number;
        order.asked = asked;
        order.text = description;
        open(std::move(order));
    }
    Json out = said("000");
    out["vietQR"] = vietqr(number, asked, description);
    return answered(200, std::move(out), "000");
}

Answer Bidv::list_day(const Json& body) {
    const auto day = text_of(body, "transDate");
    std::vector<std::string> wrong;
    if (text_of(body, "type") != "1") wrong.emplace_back("type");
    if (text_of(body, "providerId") != setting("merchant_id")) wrong.emplace_back("providerId");
    if (text_of(body, "serviceId") != setting("service_id")) wrong.emplace_back("serviceId");
    if (day.size() != 8 || !only_digits(day)) wrong.emplace_back("transDate: " + day);
    if (text_of(body, "fileType") != "1") wrong.emplace_back("fileType");
    std::string file(columns);
    std::int64_t count = 0;
    std::int64_t sum = 0;
    for (const auto& order : orders()) {
        if (order.fault(FaultKind::query_stale) != nullptr) continue;
        for (const auto& one : order.movements) {
            const auto at = vietnam_time(one.at);
            if (!at.starts_with(day)) continue;
            const auto customer = code_of(order.number);
            const auto bill = bills_.find(customer);
            sum += one.amount;
            file += fmt::format(
                "{}|{}|{}|{}|{}|{}|{}|QR|000|{}\n",
                ++count,
                one.txn,
                at,
                setting("service_id"),
                customer,
                bill == bills_.end() ? order.id : bill->second,
                one.amount,
                order.text
            );
        }
    }
    file += fmt::format("TOTAL|{}|{}\n", count, sum);
    Json out = said("000");
    out["fileName"] = "RECON_" + day + ".txt";
    out["fileContent"] = crypto::base64(file);
    out["totalRecord"] = std::to_string(count);
    out["totalAmount"] = std::to_string(sum);
    Answer answer = answered(200, std::move(out), "000");
    answer.wrong = std::move(wrong);
    return answer;
}

Answer Bidv::say(const Asked&, const HttpRequest&, const std::string& code) {
    return answered(200, said(code), code);
}

void Bidv::spoil(FaultKind fault, const Asked& asked, HttpResponse& response) {
    Headers headers;
    std::string signature;
    for (const auto& header : response.headers.all()) {
        if (header.name == "X-JWS-Signature") {
            signature = header.value;
        } else {
            headers.add(header.name, header.value);
        }
    }
    if (signature.empty()) return;
    if (fault == FaultKind::answer_bad_signature) {
        auto& last = signature.back();
        last = last == 'A' ? 'Q' : 'A';
        headers.add("X-JWS-Signature", signature);
    } else if (fault == FaultKind::answer_wrong_echo && asked.operation == "create") {
        // The code of somebody else, rightly signed.
        Json other = said("000");
        other["vietQR"] = vietqr(setting("va_prefix") + "ZZ000000000000", asked.amount, "");
        response = wrapped(200, dump(other));
        return;
    } else if (fault != FaultKind::answer_unsigned) {
        return;
    }
    response.headers = headers;
}

Result<void> Bidv::look(const Offer& offer) {
    BOOST_OUTCOME_TRY(BasicProvider::look(offer));
    BOOST_OUTCOME_TRY(const auto seen, scan_vietqr(offer.qr));
    const auto prefix = setting("va_prefix");
    if (!seen.number.starts_with(prefix) || !is_code(code_of(seen.number), 14))
        return Error(Fault::malformed, "the account is no number of this partner: " + seen.number);
    if (!seen.memo.empty() && seen.memo.find(offer.order_ref) == std::string::npos)
        return Error(Fault::malformed, "the memo does not name the payment: " + seen.memo);
    return ok();
}

Result<void> Bidv::decline(const Offer&) {
    return Error(Fault::state_conflict, "a transfer that is not made is told to nobody");
}

std::vector<CodeCase> Bidv::codes() const {
    // A QR that the bank does not make is made by the partner: the number takes money all the same.
    return {{"create", "000", Means::opened}, {"create", "031", Means::opened}};
}

std::string Bidv::not_applicable(std::string_view situation) const {
    constexpr std::string_view money_alone =
        "paybill tells of money alone and has no code (calls the bank makes to us)";
    constexpr std::string_view no_query = "no question about one order is confirmed (status query)";
    static const std::map<std::string_view, std::string_view> reasons = {
        {"notice_reordered", money_alone},
        {"notice_declined", money_alone},
        {"notice_waiting", money_alone},
        {"notice_unknown_code", money_alone},
        {"notice_codes", money_alone},
        {"wrong_currency", "paybill names no currency (fields of paybill)"},
        {"wrong_partner", "paybill in the camel style names no service (fields of paybill)"},
        {"many_records", "one paybill is one payment (fields of paybill)"},
        {"shift_boundary", "the checksum of this contract has separators (checksums)"},
        {"amount_beyond_32_bits", "transfers from other banks end below 500,000,000 (limits)"},
        {"not_found_yet", no_query},
        {"query_codes", no_query},
        {"query_unknown_code", no_query},
        {"query_other_order", no_query},
        {"question_result", "the bank does not ask whether a paybill was kept (calls to us)"},
        {"return_alone", "no browser is sent anywhere (products)"},
    };
    if (situation.starts_with("refund_")) return "there is no interface for refunds (refund)";
    const auto at = reasons.find(situation);
    return at == reasons.end() ? std::string() : std::string(at->second);
}

}  // namespace dvcpay::sandbox::bidv
