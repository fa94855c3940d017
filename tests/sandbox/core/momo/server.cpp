#include "sandbox/momo/server.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/invariant.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

constexpr std::string_view api_prefix = "/v2/gateway/api/";
constexpr std::string_view legacy_path = "/gw_payment/transactionProcessor";
constexpr std::size_t stored_max = 500'000;  // MoMo keeps them 31 days; a laptop keeps so many
constexpr std::size_t seen_max = 500;

std::optional<Operation> operation_at(std::string_view path) {
    if (!path.starts_with(api_prefix)) return std::nullopt;
    const auto rest = path.substr(api_prefix.size());
    if (rest == "refund/query") return Operation::refund_query;
    if (rest == "refund_query") return std::nullopt;
    return operation_named(rest);
}

std::string stored_key(const Call& call) {
    return call.partner->code + '\n' + call.request_id;
}

}  // namespace

MomoServer::MomoServer(Outside outside, Config config)
    : out_(outside),
      config_(std::move(config)),
      settings_(config_.settings),
      ledger_(*outside.book) {}

bool MomoServer::serves(std::string_view path) const {
    return path.starts_with(api_prefix) || path.starts_with("/gw_payment/") || path == "/momo" ||
           path.starts_with("/momo/");
}

Task<HttpResponse> MomoServer::handle(HttpRequest request) {
    const std::string path(path_of(request.target));
    if (path == legacy_path) co_return legacy();
    const auto operation = operation_at(path);
    if (!operation) {
        if (path.starts_with("/momo")) co_return page(request);
        co_return text_response(404, "no such operation of MoMo\n");
    }
    if (request.method != "POST") {
        auto response = text_response(405, "POST only\n");
        response.headers.add("Allow", "POST");
        co_return response;
    }
    auto response = co_await serve_api(*operation, std::move(request));
    co_return response;
}

Task<HttpResponse> MomoServer::serve_api(Operation operation, HttpRequest request) {
    const Call call = read_call(operation, request, config_, settings_);
    const Reply reply = answer(call);
    note(call, reply);
    if (reply.ipn_to_wait_for != 0) co_await wait_for_ipn(call.order_id, reply.ipn_to_wait_for);
    if (reply.delay_ms > 0) {
        const Mono due = out_.clock->mono().plus_ms(reply.delay_ms);
        // The caller may leave meanwhile; what had to be done is done already.
        co_await out_.clock->sleep_until(due);
    }
    HttpResponse response;
    response.status = reply.status;
    response.headers.add(
        "Content-Type", reply.html ? "text/html" : "application/json; charset=UTF-8"
    );
    response.body = reply.body;
    response.close = reply.status >= 500;
    co_return response;
}

/// Until the merchant has answered that IPN, however it did.
Task<void> MomoServer::wait_for_ipn(std::string order_id, std::int64_t serial) {
    const Mono end = out_.clock->mono().plus_ms(settings_.ipn_timeout_ms + 1000);
    while (out_.clock->mono() < end) {
        const auto* sent = ipn(order_id, serial);
        if (sent == nullptr || sent->outcome != "in flight") co_return;
        const Mono due = out_.clock->mono().plus_ms(5);
        const bool came = co_await out_.clock->sleep_until(due);
        if (!came) co_return;
    }
}

MomoServer::Reply MomoServer::answer(const Call& call) {
    if (call.refusal != 0) return refuse(call, call.refusal);
    const auto fault = pick_fault(call);
    if (fault && !acts_all_the_same(fault->kind)) return spoilt(call, *fault);
    const auto before = stored_.find(stored_key(call));
    Reply reply = before != stored_.end() ? replay(call, before->second) : act(call);
    if (fault) spoil(call, *fault, reply);
    return reply;
}

std::optional<FaultRule> MomoServer::pick_fault(const Call& call) {
    if (auto rule = plan_.take_answer(word_of(call.operation), call.order_id)) return rule;
    if (call.operation != Operation::create || settings_.magic_amounts == MagicAmounts::off) {
        return std::nullopt;
    }
    const auto kind = fault_of_amount(call.amount.value_or(0));
    if (!kind || info_of(*kind).stage != FaultStage::answer) return std::nullopt;
    if (++tripped_[call.order_id] > 1) return std::nullopt;
    FaultRule rule;
    rule.kind = *kind;
    return rule;
}

/// Replay of a requestId: the stored result once final, 422/7000 while running, 40 otherwise (spec
/// §10).
MomoServer::Reply MomoServer::replay(const Call& call, const Stored& stored) {
    Reply reply;
    const bool same = stored.operation == call.operation && stored.raw == call.raw;
    if (same && out_.clock->mono() < stored.ready) {
        reply = refuse(call, code::processing);
        reply.status = 422;
    } else if (same && call.operation == Operation::refund) {
        // A pending refund becomes final by itself; its answer is made anew from what is known now.
        const auto* order = ledger_.find_by_refund(call.order_id);
        DVC_INVARIANT(order != nullptr);
        const auto at = std::ranges::find(order->refunds, call.order_id, &Refund::order_id);
        reply = is_final(at->result_code) ? refund_answer(call, *at)
                                          : refuse(call, code::duplicate_request);
    } else if (same && is_final(stored.code)) {
        reply.code = stored.code;
        reply.status = stored.status;
        reply.body = stored.body;
    } else {
        reply = refuse(call, code::duplicate_request);
    }
    reply.replayed = true;
    return reply;
}

MomoServer::Reply MomoServer::act(const Call& call) {
    switch (call.operation) {
        case Operation::create:
            return create(call);
        case Operation::query:
            return query(call);
        case Operation::refund:
            return refund(call);
        case Operation::refund_query:
            return refund_query(call);
        case Operation::confirm:
            return confirm(call);
    }
    invariant_broken("act: operation outside its enum");
}

/// Faults in which nothing is done.
MomoServer::Reply MomoServer::spoilt(const Call& call, const FaultRule& fault) {
    Reply reply = refuse(call, fault.kind == FaultKind::result_code ? fault.code : 99);
    reply.fault = info_of(fault.kind).name;
    if (fault.kind == FaultKind::result_code) return reply;
    reply.html = true;
    reply.body = "<html><body><h1>500 Internal Server Error</h1></body></html>";
    reply.status = fault.kind == FaultKind::server_error ? 500 : 504;
    if (fault.kind == FaultKind::no_answer) reply.delay_ms = settings_.no_answer_ms;
    return reply;
}

/// Faults in which it is done and only the answer suffers.
void MomoServer::spoil(const Call& call, const FaultRule& fault, Reply& reply) {
    reply.fault = info_of(fault.kind).name;
    auto body = Json::parse(reply.body, nullptr, false);
    switch (fault.kind) {
        case FaultKind::slow: {
            reply.delay_ms = fault.delay_ms > 0 ? fault.delay_ms : settings_.slow_ms;
            const auto at = stored_.find(stored_key(call));
            if (at != stored_.end() && !reply.replayed) {
                at->second.ready = out_.clock->mono().plus_ms(reply.delay_ms);
            }
            return;
        }
        case FaultKind::garbage:
            reply.html = true;
            reply.body = "<html><body>Service <b>temporarily";
            return;
        case FaultKind::answer_lost:
            reply.delay_ms = settings_.no_answer_ms;
            reply.status = 504;
            return;
        case FaultKind::server_error_acted:
            reply.html = true;
            reply.status = 500;
            reply.body = "<html><body><h1>500 Internal Server Error</h1></body></html>";
            return;
        case FaultKind::answer_bad_signature:
            body["signature"] = std::string(64, '0');
            break;
        case FaultKind::answer_wrong_echo:
            body.erase("signature");
            body["amount"] = call.amount.value_or(0) + 1000;
            break;
        case FaultKind::answer_unsigned:
            body.erase("signature");
            break;
        case FaultKind::answer_variant_b:
            body["signature"] = create_signature(*call.partner, body, AnswerSignature::variant_b);
            break;
        default:
            return;  // faults of other stages never come here
    }
    reply.body = dump(body);
}

Json MomoServer::echo(const Call& call, std::int64_t code) const {
    Json body;
    body["partnerCode"] = call.text("partnerCode");
    body["orderId"] = call.order_id;
    body["requestId"] = call.request_id;
    if (call.amount) body["amount"] = *call.amount;
    body["responseTime"] = now().ms;
    body["message"] = message_of(code, call.lang);
    body["resultCode"] = code;
    return body;
}

MomoServer::Reply MomoServer::reply_of(std::int64_t code, const Json& body) {
    Reply reply;
    reply.code = code;
    reply.status = http_status_of(code);
    reply.body = dump(body);
    return reply;
}

MomoServer::Reply MomoServer::refuse(const Call& call, std::int64_t code) const {
    Json body = echo(call, code);
    if (!call.errors.empty()) {
        body["subErrors"] = Json::array();
        for (const auto& error : call.errors) {
            Json row;
            row["field"] = error.field;
            row["message"] = error.message;
            body["subErrors"].push_back(std::move(row));
        }
    }
    // Only who has proved himself gets a signature: a forger learns nothing to compare with.
    if (call.operation == Operation::create && call.signature == SignatureSeen::right &&
        settings_.answer_signature != AnswerSignature::none) {
        body["signature"] = create_signature(*call.partner, body, settings_.answer_signature);
    }
    return reply_of(code, body);
}

void MomoServer::keep(const Call& call, const Reply& reply) {
    auto key = stored_key(call);
    stored_order_.push_back(key);
    stored_.insert_or_assign(
        std::move(key),
        Stored{
            call.operation,
            call.raw,
            out_.clock->mono(),
            reply.code,
            reply.status,
            reply.body,
            call.order_id
        }
    );
    while (stored_order_.size() > stored_max) {
        stored_.erase(stored_order_.front());
        stored_order_.pop_front();
    }
}

void MomoServer::note(const Call& call, const Reply& reply) {
    auto& count = counts_[call.operation];
    ++count.requests;
    ++count.by_code[reply.code];
    if (call.signature == SignatureSeen::wrong || call.signature == SignatureSeen::absent) {
        ++count.signature_failures;
    }
    if (reply.replayed) ++count.replays;
    if (!reply.fault.empty()) ++count.faults;
    if (call.signature != SignatureSeen::right) {
        complaints_.push_back(
            std::string(word_of(call.operation)) + ": the signature is " +
            std::string(word_of(call.signature))
        );
    }
    for (const auto& error : call.errors) {
        complaints_.push_back(
            std::string(word_of(call.operation)) + ": " + error.field + ": " + error.message
        );
    }
    seen_.push_back(
        {now(),
         call.operation,
         call.order_id,
         call.request_id,
         call.signature,
         reply.status,
         reply.code,
         reply.fault,
         reply.replayed}
    );
    if (seen_.size() > seen_max) seen_.pop_front();
    Fields fields{
        {"operation", std::string(word_of(call.operation))},
        {"order", call.order_id},
        {"request", call.request_id},
        {"signature", std::string(word_of(call.signature))},
        {"result", std::to_string(reply.code)},
        {"http", std::to_string(reply.status)}
    };
    if (call.amount) fields.emplace_back("amount", std::to_string(*call.amount));
    if (reply.replayed) fields.emplace_back("replay", "yes");
    if (!reply.fault.empty()) fields.emplace_back("fault", reply.fault);
    for (const auto& error : call.errors) fields.emplace_back("wrong", error.field);
    log("momo.request", std::move(fields));
}

/// The API before AIO v2: its clients must be told that it is gone (spec §13).
HttpResponse MomoServer::legacy() const {
    Json body;
    body["resultCode"] = code::version;
    body["errorCode"] = code::version;
    body["message"] = message_of(code::version, "en");
    body["responseTime"] = now().ms;
    return json_response(http_status_of(code::version), body);
}

const Partner& MomoServer::partner_of(const Order& order) const {
    const auto at = std::ranges::find(config_.partners, order.partner_code, &Partner::code);
    DVC_INVARIANT(at != config_.partners.end());
    return *at;
}

std::string MomoServer::random_token() {
    std::array<std::byte, 16> random{};
    out_.entropy->fill(random);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const auto b : random) {
        hex += digits[std::to_integer<std::size_t>(b >> 4)];
        hex += digits[std::to_integer<std::size_t>(b & std::byte{15})];
    }
    return hex;
}

void MomoServer::log(std::string_view event, Fields fields) const {
    out_.telemetry->log(Level::info, event, std::move(fields));
}

}  // namespace dvcpay::sandbox::momo
