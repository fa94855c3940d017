// SHB's answers: what every request must have (§2, §3), transactions and their status (§4.1, §4.3).
#include "sandbox/shb/server.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/shb/codes.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::shb {

namespace {

constexpr std::string_view id_header = "x-request-id";
constexpr std::string_view signature_header = "x-request-signature";
constexpr std::size_t body_max = 64 * 1024;
constexpr std::int64_t token_life_s = 1800;

struct Route {
    std::string_view path;
    std::string_view operation;
};
constexpr std::array routes{
    Route{"/oauth2/token", "token"},
    Route{"/gov-payment/v1/transactions", "create"},
    Route{"/gov-payment/v1/transactions/status", "query"},
    Route{"/gov-payment/v1/refunds", "refund"},
    Route{"/gov-payment/v1/payer-accounts", "payer_account"},
    Route{"/gov-payment/v1/receipts", "receipt"},
};

Json parsed(const HttpRequest& request) {
    return Json::parse(request.body, nullptr, false);
}

/// §4.1: members that a create must have.
std::string missing_in_create(const Json& body) {
    for (const char* member :
         {"MaHoaDon",
          "MaDichVu",
          "SoTien",
          "MaTienTe",
          "ThongTinGiaoDich",
          "ThoiGianGD",
          "ThoiGianHetHan",
          "HoTenNguoiNop",
          "TKThuHuong",
          "MaNHThuHuong",
          "TenTKThuHuong"}) {
        if (text_of(body, member).empty()) return member;
    }
    if (!is_code(text_of(body, "MaHoaDon"), 30)) return "MaHoaDon";
    const auto service = text_of(body, "MaDichVu");
    if (service != "1" && service != "2") return "MaDichVu";
    if (service == "2" && text_of(body, "MaHoSo").empty()) return "MaHoSo";
    const auto said = text_of(body, "ThongTinGiaoDich");
    const bool ascii = std::ranges::all_of(said, [](char c) { return c >= 0x20 && c < 0x7F; });
    if (said.size() > 100 || !ascii || said.find('|') != std::string::npos)
        return "ThongTinGiaoDich";
    if (!read_time(text_of(body, "ThoiGianGD"))) return "ThoiGianGD";
    if (!read_time(text_of(body, "ThoiGianHetHan"))) return "ThoiGianHetHan";
    return {};
}

/// §4.1: at least one line, and together they are the amount.
bool lines_sum_to(const Json& body, std::int64_t amount) {
    const auto at = body.find("DanhSachKhoanNop");
    if (at == body.end() || !at->is_array() || at->empty() || at->size() > 50) return false;
    std::int64_t sum = 0;
    for (const auto& line : *at) {
        const auto part = amount_of(line, "SoTien");
        if (!part || text_of(line, "NoiDung").empty()) return false;
        sum += *part;
    }
    return sum == amount;
}

}  // namespace

ShbServer::ShbServer(Outside outside, Json config)
    : BasicProvider(outside, std::move(config)),
      partner_code_(setting("partner_code")),
      login_(setting("login")),
      api_key_(setting("api_key")),
      desk_(setting("client_id"), setting("client_secret"), token_life_s) {
    signer_.hmac = setting("signature") == "hmac";
    signer_.id_before_body = setting("payload") == "reqid_dot_body";
    signer_.bank_key = setting("bank_key");
    signer_.next_bank_key = setting("next_bank_key");
    signer_.partner_key = setting("partner_key");
    signer_.secret = setting("secret");
    signer_.next_secret = setting("next_secret");
}

Result<void> ShbServer::read_own_config() {
    BOOST_OUTCOME_TRY(read_config());
    const auto need = [](bool there, const char* member) -> Result<void> {
        if (!there) return Error(Fault::configuration, std::string(member) + " is missing");
        return outcome::success();
    };
    BOOST_OUTCOME_TRY(need(!partner_code_.empty(), "partner_code"));
    BOOST_OUTCOME_TRY(need(!signer_.hmac || !signer_.secret.empty(), "secret"));
    BOOST_OUTCOME_TRY(need(signer_.hmac || !signer_.bank_key.empty(), "bank_key"));
    BOOST_OUTCOME_TRY(need(signer_.hmac || !signer_.partner_key.empty(), "partner_key"));
    return need(login_ == "oauth2" || login_ == "apikey" || login_ == "none", "login");
}

bool ShbServer::serves_protocol(std::string_view path) const {
    return std::ranges::find(routes, path, &Route::path) != routes.end();
}

std::vector<std::string> ShbServer::more_operations() const {
    return {"token", "payer_account", "receipt"};
}

std::string ShbServer::next_txn() {
    return "FT" + std::to_string(next_serial());
}

void ShbServer::forget() {
    creates_.clear();
    refunds_.clear();
    desk_.end_all();
    aliases_ = 0;
}

Asked ShbServer::read_request(const HttpRequest& request) const {
    Asked asked;
    const auto at = std::ranges::find(routes, path_of(request.target), &Route::path);
    if (at == routes.end() || request.method != "POST") return asked;
    asked.operation = at->operation;
    if (asked.operation == "token") return asked;
    const auto body = parsed(request);
    const char* named = asked.operation == "refund" ? "MaHoanTien" : "MaHoaDon";
    asked.order_id = text_of(body, named);
    asked.amount = amount_of(body, "SoTien").value_or(0);
    return asked;
}

ShbServer::Objection ShbServer::objection_to(const HttpRequest& request, const Json& body) const {
    if (login_ == "oauth2" && !desk_.knows(request, now())) {
        const bool bearer = request.headers.get("Authorization").starts_with("Bearer ");
        return {"token", 401, bearer ? "" : "no access token"};
    }
    if (login_ == "apikey" && !crypto::same(request.headers.get("x-api-key"), api_key_))
        return {"token", 401, "wrong API key"};
    const auto id = request.headers.get(id_header);
    if (request.headers.count(id_header) != 1 || id.empty() || id.size() > 64)
        return {"01", 200, "x-request-id"};
    const auto signature = request.headers.get(signature_header);
    if (request.headers.count(signature_header) != 1 ||
        !signer_.from_partner(id, request.body, signature)) {
        return {"03", 401, "signature"};
    }
    if (request.body.size() > body_max || !body.is_object()) return {"01", 200, "no JSON object"};
    if (!request.headers.get("Content-Type").starts_with("application/json"))
        return {"01", 200, "Content-Type"};
    if (text_of(body, "MaDoiTac") != partner_code_) return {"02", 200, "MaDoiTac"};
    return {};
}

Answer ShbServer::act(const Asked& asked, const HttpRequest& request) {
    if (asked.operation == "token") {
        Answer answer;
        answer.response = desk_.ask(request, random_hex(24), now());
        answer.code = answer.response.status == 200 ? "00" : "token";
        if (answer.response.status != 200) answer.wrong = {"client credentials"};
        return answer;
    }
    const auto body = parsed(request);
    const auto objection = objection_to(request, body);
    if (objection.code == "token") {
        Answer answer;
        Json why;
        why["error"] = "invalid_token";
        answer.response = json_response(401, why);
        answer.code = "401";
        if (!objection.why.empty()) answer.wrong = {objection.why};
        return answer;
    }
    if (!objection.code.empty()) {
        auto answer = refused(request, body, objection.code, objection.why);
        answer.response.status = objection.status;
        return answer;
    }
    if (asked.operation == "create") return create(request, body);
    if (asked.operation == "query") return status(request, body);
    if (asked.operation == "refund") return refund(request, body);
    if (asked.operation == "payer_account") return payer_account(request, body);
    return receipt(request, body);
}

Answer ShbServer::say(const Asked& asked, const HttpRequest& request, const std::string& code) {
    const auto body = parsed(request);
    const auto colon = code.find(':');
    if (colon == std::string::npos) return answered(request, body, code, Json::object());
    const auto state = code.substr(colon + 1);
    Json more = Json::object();
    auto* order = find(text_of(body, "MaHoaDon"));
    if (asked.operation == "query" && order != nullptr) {
        // What is said to be paid is paid.
        if (state == "1" && order->movements.empty()) move_money(*order, order->asked);
        more = status_of(*order, state);
    } else if (asked.operation == "refund") {
        more["MaGiaoDichHoan"] = "SHBR" + std::to_string(next_serial());
        more["TrangThai"] = state;
        more["ThoiGianGD"] = time_text(now());
    }
    auto answer = answered(request, body, code.substr(0, colon), more);
    answer.code = code;
    return answer;
}

// --- 3.1

Answer ShbServer::create(const HttpRequest& request, const Json& body) {
    const std::string id(request.headers.get(id_header));
    if (const auto at = creates_.find(id); at != creates_.end()) {
        // The same intent gets the same answer; another one under its id is a mistake.
        if (at->second.body == request.body) return at->second.answer;
        return refused(request, body, "04", "x-request-id with another body");
    }
    auto answer = open_transaction(request, body);
    if (answer.code == "00") creates_[id] = {request.body, answer};
    return answer;
}

Answer ShbServer::open_transaction(const HttpRequest& request, const Json& body) {
    if (const auto member = missing_in_create(body); !member.empty())
        return refused(request, body, "01", member);
    const auto amount = amount_of(body, "SoTien");
    if (!amount || text_of(body, "MaTienTe") != "VND")
        return refused(request, body, "11", "SoTien");
    if (!lines_sum_to(body, *amount)) return refused(request, body, "01", "DanhSachKhoanNop");
    const auto expires = read_time(text_of(body, "ThoiGianHetHan"));
    if (auto* known = find(text_of(body, "MaHoaDon"))) {
        if (known->state == BasicState::paid) return answered(request, body, "06", Json::object());
        if (known->state != BasicState::pending)
            return answered(request, body, "10", Json::object());
        return answered(request, body, "05", offer_of(*known));
    }
    if (*expires <= now()) return answered(request, body, "10", Json::object());
    BasicOrder order;
    order.id = text_of(body, "MaHoaDon");
    auto serial = std::to_string(++aliases_);
    if (serial.size() < 5) serial.insert(0, 5 - serial.size(), '0');
    order.number = "SHBKG" + day_text(now()) + serial;
    order.asked = *amount;
    order.text = text_of(body, "ThongTinGiaoDich");
    order.partner = partner_code_;
    order.expires = *expires;
    order.more["transaction"] = "SHB" + std::to_string(next_serial());
    order.more["payer"] = text_of(body, "HoTenNguoiNop");
    const auto& kept = open(std::move(order));
    return answered(request, body, "00", offer_of(kept));
}

Json ShbServer::offer_of(const BasicOrder& order) const {
    Json more;
    more["MaGiaoDich"] = order.more["transaction"];
    more["SoTien"] = std::to_string(order.asked);
    more["MaTienTe"] = "VND";
    more["SoTaiKhoan"] = order.number;
    more["TenTaiKhoan"] = "TT HCC KIEN GIANG";
    more["MaNganHang"] = bin();
    more["ChuoiQR"] = qr_text(order.number, order.asked, order.id);
    more["ThoiGianHetHan"] = time_text(order.expires);
    return more;
}

// --- 3.3

Answer ShbServer::status(const HttpRequest& request, const Json& body) {
    if (!is_code(text_of(body, "MaHoaDon"), 30)) return refused(request, body, "01", "MaHoaDon");
    if (!read_time(text_of(body, "ThoiGianGD"))) return refused(request, body, "01", "ThoiGianGD");
    auto* order = find(text_of(body, "MaHoaDon"));
    if (order == nullptr) return answered(request, body, "07", Json::object());
    const std::string digit(digit_of(state_told(*order), *order));
    auto answer = answered(request, body, "00", status_of(*order, digit));
    answer.code = "00:" + digit;
    return answer;
}

Json ShbServer::status_of(const BasicOrder& order, std::string_view digit) {
    Json more;
    more["MaGiaoDich"] = order.more["transaction"];
    more["TrangThaiGD"] = digit;
    const bool moved = !order.movements.empty();
    const bool paid = digit == "1" || digit == "7" || digit == "8";
    const auto amount = paid && moved ? order.movements.back().amount : order.asked;
    more["SoTien"] = std::to_string(amount);
    more["MaTienTe"] = "VND";
    if (paid && moved) {
        more["ThoiGianThanhToan"] = time_text(order.movements.back().at);
        more["SoThamChieu"] = order.movements.back().txn;
        more["KenhThanhToan"] = "NAPAS";
    }
    return more;
}

// --- answers

Answer ShbServer::answered(
    const HttpRequest& request, const Json& body, const std::string& code, const Json& more
) const {
    Json out;
    out["MaLoi"] = code;
    out["MoTaLoi"] = words_of(code);
    out["MaDoiTac"] = partner_code_;
    const auto bill = text_of(body, "MaHoaDon");
    if (!bill.empty()) out["MaHoaDon"] = bill;
    for (const auto& [member, value] : more.items()) out[member] = value;
    Answer answer;
    answer.code = code;
    answer.response = signed_response(200, out, request.headers.get(id_header));
    return answer;
}

Answer ShbServer::refused(
    const HttpRequest& request, const Json& body, const std::string& code, std::string why
) const {
    auto answer = answered(request, body, code, Json::object());
    answer.wrong = {std::move(why)};
    return answer;
}

HttpResponse ShbServer::signed_response(int status, const Json& body, std::string_view id) const {
    auto response = json_response(status, body);
    response.headers.add(std::string(id_header), std::string(id));
    response.headers.add(
        std::string(signature_header), signer_.sign(Signer::With::right, id, response.body)
    );
    return response;
}

void ShbServer::spoil(FaultKind fault, const Asked&, HttpResponse& response) {
    const std::string id(response.headers.get(id_header));
    auto body = Json::parse(response.body, nullptr, false);
    if (!body.is_object() || id.empty()) return;
    Headers headers{{"Content-Type", "application/json"}, {std::string(id_header), id}};
    if (fault == FaultKind::answer_wrong_echo) {
        if (body.contains("SoTien")) {
            body["SoTien"] = "1";
        } else {
            body["MaHoaDon"] = "ANOTHER0BILL";
        }
        response.body = dump(body);
    }
    const auto with =
        fault == FaultKind::answer_bad_signature ? Signer::With::wrong : Signer::With::right;
    if (fault != FaultKind::answer_unsigned)
        headers.add(std::string(signature_header), signer_.sign(with, id, response.body));
    response.headers = headers;
}

}  // namespace dvcpay::sandbox::shb
