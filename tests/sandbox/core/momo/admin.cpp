// The machine way: book, faults, payers on demand, forged notices. JSON; the peer was checked by
// sandbox.cpp.
#include <array>
#include <utility>

#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

HttpResponse failed(const Error& error) {
    const int status = error.fault == Fault::not_found        ? 404
                       : error.fault == Fault::state_conflict ? 409
                                                              : 400;
    return admin_error(status, error.detail);
}

std::optional<std::string> text_in(const Json& json, std::string_view name) {
    const auto at = json.find(name);
    if (at == json.end() || !at->is_string()) return std::nullopt;
    return at->get<std::string>();
}

std::optional<std::int64_t> number_in(const Json& json, std::string_view name) {
    const auto at = json.find(name);
    if (at == json.end() || !at->is_number_integer()) return std::nullopt;
    return at->get<std::int64_t>();
}

/// The first member that is none of `known`; admin calls refuse it, because a misspelt fault that
/// is silently ignored makes a test pass that should not.
std::optional<std::string> stranger(
    const Json& json, std::initializer_list<std::string_view> known
) {
    for (const auto& [name, value] : json.items()) {
        bool found = false;
        for (const auto word : known) found = found || word == name;
        if (!found) return name;
    }
    return std::nullopt;
}

Json to_json(const FaultRule& rule) {
    Json out;
    out["fault"] = info_of(rule.kind).name;
    if (!rule.operation.empty()) out["operation"] = rule.operation;
    if (!rule.order_id.empty()) out["order_id"] = rule.order_id;
    out["count"] = rule.left;
    if (rule.code != 0) out["code"] = rule.code;
    if (rule.delay_ms != 0) out["delay_ms"] = rule.delay_ms;
    return out;
}

std::string_view word_of(FaultStage stage) {
    return stage == FaultStage::answer ? "answer" : stage == FaultStage::order ? "order" : "refund";
}

bool bad_member(const Json& json, std::string_view name, Json::value_t kind) {
    const auto at = json.find(name);
    if (at == json.end()) return false;
    return kind == Json::value_t::string ? !at->is_string() : !at->is_number_integer();
}

}  // namespace

HttpResponse MomoServer::admin(const HttpRequest& request, const std::vector<std::string>& path) {
    if (path.size() == 1 && path[0] == "book") return json_response(200, book());
    if (path.size() == 1 && path[0] == "requests") return json_response(200, requests());
    if (path.size() == 2 && path[0] == "orders" && request.method == "GET") {
        const auto* order = find(path[1]);
        if (order == nullptr) return admin_error(404, "no such order");
        return json_response(200, to_json(*order));
    }
    Json body = Json::object();
    if (request.method == "POST" && !request.body.empty()) {
        body = Json::parse(request.body, nullptr, false);
        if (!body.is_object()) return admin_error(400, "the body is no JSON object");
    }
    if (path.size() == 1 && path[0] == "faults") return admin_faults(request, body);
    if (request.method == "POST" && path.size() == 1 && path[0] == "ipn") return admin_ipn(body);
    if (request.method == "POST" && path.size() == 1 && path[0] == "settings") {
        auto read = read_settings(body, settings_);
        if (!read) return failed(read.error());
        settings_ = read.value();
        return json_response(200, to_json(settings_));
    }
    if (request.method == "POST" && path.size() == 3 && path[0] == "orders") {
        return admin_order(path[1], path[2], body);
    }
    return admin_error(404, "no such admin call");
}

HttpResponse MomoServer::admin_order(
    std::string_view order_id, std::string_view verb, const Json& body
) {
    if (const auto name = stranger(body, {"amount", "pay_type", "code"})) {
        return admin_error(400, "unknown member " + *name);
    }
    if (bad_member(body, "amount", Json::value_t::number_integer) ||
        bad_member(body, "code", Json::value_t::number_integer) ||
        number_in(body, "amount").value_or(1) <= 0) {
        return admin_error(400, "amount and code are whole numbers, amount above 0");
    }
    Result<void> done = Error(Fault::not_found, "no such verb: pay, decline, expire");
    if (verb == "pay") {
        done = pay(order_id, number_in(body, "amount"), text_in(body, "pay_type").value_or("qr"));
    } else if (verb == "decline") {
        done = decline(order_id, number_in(body, "code").value_or(code::declined));
    } else if (verb == "expire") {
        done = expire(order_id);
    }
    if (!done) return failed(done.error());
    return json_response(200, to_json(*find(order_id)));
}

Result<FaultRule> MomoServer::parse_fault(const Json& json) const {
    if (!json.is_object()) return Error(Fault::invalid_parameter, "a fault is an object");
    if (const auto name = stranger(
            json, {"fault", "operation", "order_id", "count", "code", "delay_ms", "provider"}
        )) {
        return Error(Fault::invalid_parameter, "unknown member " + *name);
    }
    const auto kind = fault_named(text_in(json, "fault").value_or(""));
    if (!kind) return Error(Fault::invalid_parameter, "fault: see GET /_admin/faults");
    FaultRule rule;
    rule.kind = *kind;
    rule.operation = text_in(json, "operation").value_or("");
    rule.order_id = text_in(json, "order_id").value_or("");
    rule.left = number_in(json, "count").value_or(1);
    rule.code = number_in(json, "code").value_or(0);
    rule.delay_ms = number_in(json, "delay_ms").value_or(0);
    if (!rule.operation.empty() && !operation_named(rule.operation)) {
        return Error(
            Fault::invalid_parameter, "operation: create, query, refund, refund_query or confirm"
        );
    }
    if (rule.left == 0 || rule.left < for_ever) {
        return Error(Fault::invalid_parameter, "count: above 0, or -1 until cleared");
    }
    if (rule.kind == FaultKind::result_code && rule.code == 0) {
        return Error(Fault::invalid_parameter, "result_code needs a code other than 0");
    }
    return rule;
}

void MomoServer::add_fault(FaultRule rule) {
    // For an order that exists already: what is to become of it can still change.
    auto* order = rule.order_id.empty() ? nullptr : ledger_.find(rule.order_id);
    if (order != nullptr && info_of(rule.kind).stage != FaultStage::answer) {
        if (rule.kind == FaultKind::query_stale) order->stale_queries = 2;
        order->faults.push_back(std::move(rule));
    } else {
        plan_.add(std::move(rule));
    }
}

void MomoServer::clear_faults() {
    plan_.clear();
}

HttpResponse MomoServer::admin_faults(const HttpRequest& request, const Json& body) {
    if (request.method == "DELETE") {
        clear_faults();
    } else if (request.method == "POST") {
        auto rule = parse_fault(body);
        if (!rule) return failed(rule.error());
        add_fault(rule.value());
    }
    return json_response(200, faults());
}

/// {"order_id":…, "result_code":0, "amount":…, "trans_id":…, "message":…, "pay_type":…,
/// "partner_code":…,
///  "sign":"right|wrong|none", "count":1}: nothing of it needs to be true.
HttpResponse MomoServer::admin_ipn(const Json& body) {
    if (const auto name = stranger(
            body,
            {"order_id",
             "result_code",
             "amount",
             "trans_id",
             "message",
             "pay_type",
             "partner_code",
             "sign",
             "count"}
        )) {
        return admin_error(400, "unknown member " + *name);
    }
    const auto* order = find(text_in(body, "order_id").value_or(""));
    if (order == nullptr) return admin_error(404, "no such order");
    Notice notice = notice_of(*order);
    notice.result_code = number_in(body, "result_code").value_or(notice.result_code);
    notice.amount = number_in(body, "amount").value_or(notice.amount);
    notice.trans_id = number_in(body, "trans_id").value_or(notice.trans_id);
    notice.message = text_in(body, "message").value_or("");
    notice.pay_type = text_in(body, "pay_type").value_or(notice.pay_type);
    notice.partner_code = text_in(body, "partner_code").value_or(notice.partner_code);
    const auto sign_word = text_in(body, "sign").value_or("right");
    const auto copies = number_in(body, "count").value_or(1);
    if ((sign_word != "right" && sign_word != "wrong" && sign_word != "none") || copies < 1 ||
        copies > 100) {
        return admin_error(400, "sign: right, wrong or none; count: 1 to 100");
    }
    const auto how = sign_word == "right"   ? SignedAs::right
                     : sign_word == "wrong" ? SignedAs::wrong
                                            : SignedAs::not_at_all;
    send_ipn(order->order_id, notice, how, copies);
    return json_response(202, to_json(*order));
}

Json MomoServer::book() const {
    Json out;
    out["orders"] = Json::array();
    std::int64_t received = 0;
    std::int64_t refunded = 0;
    for (const auto& order : ledger_.orders()) {
        auto aged =
            order;  // what time did to it meanwhile is shown, and written when it is touched
        if (aged.state == OrderState::pending && now() >= aged.expires) {
            aged.state = OrderState::expired;
            aged.result_code = code::expired;
        }
        if (order.state == OrderState::paid) received += order.paid_amount;
        for (const auto& refund : order.refunds) {
            if (refund.state == RefundState::done) refunded += refund.amount;
        }
        out["orders"].push_back(to_json(aged));
    }
    out["paid_amount"] = received;
    out["refunded_amount"] = refunded;
    return out;
}

Json MomoServer::requests() const {
    Json out;
    out["operations"] = Json::object();
    for (const auto& [operation, count] : counts_) {
        Json row;
        row["requests"] = count.requests;
        row["signature_failures"] = count.signature_failures;
        row["replays"] = count.replays;
        row["faults"] = count.faults;
        row["by_code"] = Json::object();
        for (const auto& [result, n] : count.by_code) row["by_code"][std::to_string(result)] = n;
        out["operations"][std::string(momo::word_of(operation))] = std::move(row);
    }
    out["latest"] = Json::array();
    for (const auto& seen : seen_) {
        Json row;
        row["at"] = to_rfc3339(seen.at);
        row["operation"] = momo::word_of(seen.operation);
        row["order_id"] = seen.order_id;
        row["request_id"] = seen.request_id;
        row["signature"] = momo::word_of(seen.signature);
        row["status"] = seen.status;
        row["result_code"] = seen.code;
        row["replayed"] = seen.replayed;
        if (!seen.fault.empty()) row["fault"] = seen.fault;
        out["latest"].push_back(std::move(row));
    }
    return out;
}

Json MomoServer::faults() const {
    Json out;
    out["known"] = Json::array();
    for (const auto& info : all_faults()) {
        Json row;
        row["fault"] = info.name;
        row["stage"] = word_of(info.stage);
        row["amount_ends_in"] = info.digits == 0 ? Json(nullptr) : Json(info.digits);
        row["meaning"] = info.meaning;
        out["known"].push_back(std::move(row));
    }
    out["set"] = Json::array();
    for (const auto& rule : plan_.rules()) out["set"].push_back(to_json(rule));
    out["settings"] = to_json(settings_);
    return out;
}

Result<void> MomoServer::load(const Json& scenario) {
    if (!scenario.is_object()) return Error(Fault::invalid_parameter, "momo is no object");
    if (const auto name = stranger(scenario, {"settings", "faults"})) {
        return Error(Fault::invalid_parameter, "unknown member momo." + *name);
    }
    Settings settings = config_.settings;
    if (const auto at = scenario.find("settings"); at != scenario.end()) {
        BOOST_OUTCOME_TRY(auto read, read_settings(*at, settings));
        settings = read;
    }
    FaultPlan plan;
    if (const auto at = scenario.find("faults"); at != scenario.end()) {
        if (!at->is_array()) return Error(Fault::invalid_parameter, "momo.faults is no list");
        for (const auto& row : *at) {
            BOOST_OUTCOME_TRY(auto rule, parse_fault(row));
            plan.add(std::move(rule));
        }
    }
    settings_ = settings;
    plan_ = std::move(plan);
    return ok();
}

void MomoServer::reset() {
    ledger_.clear();
    plan_.clear();
    tripped_.clear();
    stored_.clear();
    stored_order_.clear();
    counts_.clear();
    seen_.clear();
    complaints_.clear();
    settings_ = config_.settings;
}

}  // namespace dvcpay::sandbox::momo
