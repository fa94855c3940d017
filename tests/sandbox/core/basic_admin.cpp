// The machine way: book, faults, payers on demand, forged notices. JSON; the peer was checked by
// sandbox.cpp. An unknown member is an error: a misspelt fault that is silently ignored makes a
// test pass that should not.
#include <utility>

#include "ports/task_group.hpp"
#include "sandbox/basic_provider.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox {

namespace {

HttpResponse failed(const Error& error) {
    const int status = error.fault == Fault::not_found        ? 404
                       : error.fault == Fault::state_conflict ? 409
                                                              : 400;
    return admin_error(status, error.detail);
}

std::string text_in(const Json& json, std::string_view name) {
    const auto at = json.find(name);
    return at == json.end() || !at->is_string() ? std::string{} : at->get<std::string>();
}

std::optional<std::int64_t> number_in(const Json& json, std::string_view name) {
    const auto at = json.find(name);
    if (at == json.end() || !at->is_number_integer()) return std::nullopt;
    return at->get<std::int64_t>();
}

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
    if (!rule.word.empty()) out["code"] = rule.word;
    if (rule.code != 0) out["code"] = rule.code;
    if (rule.delay_ms != 0) out["delay_ms"] = rule.delay_ms;
    return out;
}

std::string_view word_of(FaultStage stage) {
    return stage == FaultStage::answer ? "answer" : stage == FaultStage::order ? "order" : "refund";
}

std::optional<SignedAs> signed_as(const std::string& word) {
    for (const auto how :
         {SignedAs::right, SignedAs::wrong_key, SignedAs::next_key, SignedAs::nothing}) {
        if (word == sandbox::word_of(how)) return how;
    }
    return std::nullopt;
}

std::optional<Says> says_named(const std::string& word) {
    if (word.empty() || word == "paid") return Says::paid;
    if (word == "declined") return Says::declined;
    if (word == "cancelled") return Says::cancelled;
    if (word == "waiting") return Says::waiting;
    if (word == "unknown_code") return Says::unknown_code;
    return std::nullopt;
}

}  // namespace

HttpResponse BasicProvider::admin(
    const HttpRequest& request, const std::vector<std::string>& path
) {
    const bool post = request.method == "POST";
    if (path.size() == 1 && path[0] == "book") return json_response(200, book());
    if (path.size() == 1 && path[0] == "requests") return json_response(200, requests());
    if (path.size() == 1 && path[0] == "orders" && !post)
        return json_response(200, book()["orders"]);
    if (path.size() == 2 && path[0] == "orders" && !post) {
        const auto* order = find(path[1]);
        if (order == nullptr) return admin_error(404, "no such order");
        return json_response(200, sandbox::to_json(*order));
    }
    Json body = Json::object();
    if (post && !request.body.empty()) {
        body = Json::parse(request.body, nullptr, false);
        if (!body.is_object()) return admin_error(400, "the body is no JSON object");
    }
    if (path.size() == 1 && path[0] == "faults") return admin_faults(request, body);
    if (post && path.size() == 1 && path[0] == "notice") return admin_notice(body);
    if (post && path.size() == 1 && path[0] == "settings") {
        auto read = read_settings(body, settings_);
        if (!read) return failed(read.error());
        settings_ = read.value();
        return json_response(200, sandbox::to_json(settings_));
    }
    if (post && path.size() == 3 && path[0] == "orders") {
        return admin_order(path[1], path[2], body);
    }
    return admin_error(404, "no such admin call");
}

HttpResponse BasicProvider::admin_order(
    std::string_view order_id, std::string_view verb, const Json& body
) {
    if (const auto name = stranger(body, {"amount", "asked"})) {
        return admin_error(400, "unknown member " + *name);
    }
    const auto amount = number_in(body, "amount");
    if ((body.contains("amount") && !amount) || amount.value_or(1) <= 0) {
        return admin_error(400, "amount is a whole number above 0");
    }
    // A bank lets anybody pay to a number that it has not seen yet.
    if (verb == "pay" && find(order_id) == nullptr && !bin().empty()) {
        Offer offer;
        offer.number = order_id;
        offer.asked = number_in(body, "asked").value_or(0);
        order_of(offer);
    }
    Result<void> done = Error(Fault::not_found, "no such verb: pay, decline, expire");
    if (verb == "pay") {
        done = payer_pays(order_id, amount);
    } else if (verb == "decline") {
        done = payer_declines(order_id);
    } else if (verb == "expire") {
        done = expire(order_id);
    }
    if (!done) return failed(done.error());
    return json_response(verb == "pay" ? 202 : 200, sandbox::to_json(*find(order_id)));
}

Result<FaultRule> BasicProvider::parse_fault(const Json& json) const {
    if (!json.is_object()) return Error(Fault::invalid_parameter, "a fault is an object");
    if (const auto name = stranger(
            json, {"fault", "operation", "order_id", "count", "code", "delay_ms", "provider"}
        )) {
        return Error(Fault::invalid_parameter, "unknown member " + *name);
    }
    const auto kind = fault_named(text_in(json, "fault"));
    if (!kind) return Error(Fault::invalid_parameter, "fault: see GET /_admin/faults");
    FaultRule rule;
    rule.kind = *kind;
    rule.operation = text_in(json, "operation");
    rule.order_id = text_in(json, "order_id");
    rule.left = number_in(json, "count").value_or(1);
    rule.code = number_in(json, "code").value_or(0);
    rule.word = text_in(json, "code");
    rule.delay_ms = number_in(json, "delay_ms").value_or(0);
    if (!rule.operation.empty() && !knows_operation(rule.operation)) {
        return Error(Fault::invalid_parameter, "operation: " + std::string(name()) + " has none");
    }
    if (rule.left == 0 || rule.left < for_ever) {
        return Error(Fault::invalid_parameter, "count: above 0, or -1 until cleared");
    }
    if (rule.kind == FaultKind::result_code && !json.contains("code")) {
        return Error(Fault::invalid_parameter, "result_code needs a code");
    }
    return rule;
}

void BasicProvider::add_fault(FaultRule rule) {
    // For an order that exists already: what is to become of it can still change.
    auto* order = rule.order_id.empty() ? nullptr : find(rule.order_id);
    if (order == nullptr || info_of(rule.kind).stage == FaultStage::answer) {
        plan_.add(std::move(rule));
        return;
    }
    if (rule.kind == FaultKind::query_stale) order->stale_queries = 2;
    order->faults.push_back(std::move(rule));
}

HttpResponse BasicProvider::admin_faults(const HttpRequest& request, const Json& body) {
    if (request.method == "DELETE") {
        clear_faults();
    } else if (request.method == "POST") {
        auto rule = parse_fault(body);
        if (!rule) return failed(rule.error());
        add_fault(rule.value());
    }
    return json_response(200, faults());
}

/// Any call of the protocol; nothing of it needs to be true.
HttpResponse BasicProvider::admin_notice(const Json& body) {
    if (const auto name = stranger(
            body,
            {"kind",
             "order_id",
             "amount",
             "trans_id",
             "says",
             "code",
             "text",
             "partner_code",
             "currency",
             "message_id",
             "sign",
             "count"}
        )) {
        return admin_error(400, "unknown member " + *name);
    }
    Wish wish;
    wish.kind = text_in(body, "kind");
    if (wish.kind.empty()) wish.kind = notice_kind();
    wish.order = text_in(body, "order_id");
    wish.amount = number_in(body, "amount");
    wish.txn = text_in(body, "trans_id");
    wish.code = text_in(body, "code");
    wish.text = text_in(body, "text");
    wish.partner = text_in(body, "partner_code");
    wish.currency = text_in(body, "currency");
    wish.message_id = text_in(body, "message_id");
    const auto says = says_named(text_in(body, "says"));
    const auto sign_word = text_in(body, "sign");
    const auto how = signed_as(sign_word.empty() ? "right" : sign_word);
    const auto copies = number_in(body, "count").value_or(1);
    if (!says || !how || copies < 1 || copies > 100) {
        return admin_error(400, "sign: right, wrong, next or none; count: 1 to 100; says: a word");
    }
    wish.says = *says;
    wish.signed_as = *how;
    if (!message(wish)) return admin_error(400, "the protocol cannot say that");
    std::vector<Wish> wishes(static_cast<std::size_t>(copies), wish);
    out_.tasks->spawn(deliver(wish.order, std::move(wishes)));
    return json_response(202, faults()["settings"]);
}

Json BasicProvider::book() const {
    Json out;
    out["orders"] = Json::array();
    std::int64_t received = 0;
    std::int64_t refunded = 0;
    for (const auto& order : orders_) {
        auto aged = order;  // what time did meanwhile is shown, and written when it is touched
        if (aged.state == BasicState::pending && aged.expires.ms != 0 && now() >= aged.expires) {
            aged.state = BasicState::expired;
        }
        received += order.paid();
        for (const auto& one : order.movements) refunded += one.refunded;
        out["orders"].push_back(sandbox::to_json(aged));
    }
    out["paid_amount"] = received;
    out["refunded_amount"] = refunded;
    return out;
}

Json BasicProvider::requests() const {
    Json out;
    out["operations"] = Json::object();
    for (const auto& [operation, count] : counts_) {
        Json row;
        row["requests"] = count.requests;
        row["signature_failures"] = count.wrong;
        row["faults"] = count.faults;
        row["by_code"] = count.by_code;
        out["operations"][operation] = std::move(row);
    }
    out["latest"] = Json::array();
    for (const auto& seen : seen_) {
        Json row;
        row["at"] = to_rfc3339(seen.at);
        row["operation"] = seen.asked.operation;
        row["order_id"] = seen.asked.order_id;
        row["status"] = seen.status;
        row["result_code"] = seen.code;
        if (!seen.fault.empty()) row["fault"] = seen.fault;
        out["latest"].push_back(std::move(row));
    }
    out["complaints"] = complaints_;
    return out;
}

Json BasicProvider::faults() const {
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
    out["settings"] = sandbox::to_json(settings_);
    return out;
}

Result<void> BasicProvider::load(const Json& scenario) {
    const std::string who(name());
    if (!scenario.is_object()) return Error(Fault::invalid_parameter, who + " is no object");
    if (const auto member = stranger(scenario, {"settings", "faults"})) {
        return Error(Fault::invalid_parameter, "unknown member " + who + '.' + *member);
    }
    BasicSettings settings = first_settings_;
    if (const auto at = scenario.find("settings"); at != scenario.end()) {
        BOOST_OUTCOME_TRY(settings, read_settings(*at, settings));
    }
    FaultPlan plan;
    if (const auto at = scenario.find("faults"); at != scenario.end()) {
        if (!at->is_array()) return Error(Fault::invalid_parameter, who + ".faults is no list");
        for (const auto& row : *at) {
            BOOST_OUTCOME_TRY(auto rule, parse_fault(row));
            plan.add(std::move(rule));
        }
    }
    settings_ = settings;
    plan_ = std::move(plan);
    return ok();
}

}  // namespace dvcpay::sandbox
