#include "sandbox/basic_provider.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"
#include "sandbox/crypto.hpp"
#include "sandbox/vietqr.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox {

namespace {

constexpr std::size_t seen_max = 500;
constexpr std::size_t complaints_max = 500;
constexpr std::string_view broken_page =
    "<html><body><h1>500 Internal Server Error</h1></body></html>";

std::string trimmed(std::string url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    return url;
}

}  // namespace

BasicProvider::BasicProvider(Outside outside, Json config)
    : out_(outside), config_(std::move(config)), gateway_url_(trimmed(setting("gateway_url"))) {}

std::string BasicProvider::setting(std::string_view member) const {
    const auto at = config_.find(member);
    return at == config_.end() || !at->is_string() ? std::string{} : at->get<std::string>();
}

Result<void> BasicProvider::read_config() {
    if (gateway_url_.empty()) return Error(Fault::configuration, "gateway_url is missing");
    if (const auto at = config_.find("settings"); at != config_.end()) {
        BOOST_OUTCOME_TRY(first_settings_, read_settings(*at, BasicSettings{}));
        settings_ = first_settings_;
    }
    return ok();
}

bool BasicProvider::serves(std::string_view path) const {
    const auto own = '/' + std::string(name());
    return path == own || path.starts_with(own + '/') || serves_protocol(path);
}

Task<HttpResponse> BasicProvider::handle(HttpRequest request) {
    const std::string path(path_of(request.target));
    if (!serves_protocol(path)) co_return page(request);
    const Asked asked = read_request(request);
    if (asked.operation.empty())
        co_return text_response(404, "the provider has no such operation\n");
    Reply reply = answer(asked, request);
    note(asked, reply);
    const auto* order = find(asked.order_id);
    if (order != nullptr && order->fault(FaultKind::callback_first) != nullptr) {
        co_await wait_for_calls(order->id);
    }
    if (reply.delay_ms > 0) {
        const Mono due = out_.clock->mono().plus_ms(reply.delay_ms);
        // The caller may leave meanwhile; what had to be done is done already.
        co_await out_.clock->sleep_until(due);
    }
    reply.answer.response.close = reply.answer.response.status >= 500;
    co_return std::move(reply.answer.response);
}

BasicProvider::Reply BasicProvider::answer(const Asked& asked, const HttpRequest& request) {
    const auto fault = pick_fault(asked);
    if (fault && !acts_all_the_same(fault->kind)) return spoilt(asked, request, *fault);
    Reply reply;
    reply.answer = act(asked, request);
    if (fault) spoil_reply(asked, *fault, reply);
    const auto* order = find_refund(asked.order_id);
    if (order == nullptr) order = find(asked.order_id);
    if (asked.operation == "refund" && order != nullptr && order->refunds.size() == 1 &&
        order->fault(FaultKind::refund_answer_lost) != nullptr) {
        FaultRule lost;
        lost.kind = FaultKind::answer_lost;
        spoil_reply(asked, lost, reply);
    }
    return reply;
}

std::optional<FaultRule> BasicProvider::pick_fault(const Asked& asked) {
    if (auto rule = plan_.take_answer(asked.operation, asked.order_id)) return rule;
    if (asked.operation != "create" ||
        settings_.magic_amounts == BasicSettings::MagicAmounts::off) {
        return std::nullopt;
    }
    const auto kind = fault_of_amount(asked.amount);
    if (!kind || info_of(*kind).stage != FaultStage::answer) return std::nullopt;
    if (++tripped_[asked.order_id] > 1) return std::nullopt;
    FaultRule rule;
    rule.kind = *kind;
    return rule;
}

bool BasicProvider::does_it(const std::string& operation, const std::string& code) const {
    for (const auto& row : codes()) {
        if (row.operation != operation || row.code != code) continue;
        return row.means == Means::opened || row.means == Means::paid || row.means == Means::done ||
               row.means == Means::pending;
    }
    return false;
}

/// Faults in which nothing is done, and result_code.
BasicProvider::Reply BasicProvider::spoilt(
    const Asked& asked, const HttpRequest& request, const FaultRule& fault
) {
    Reply reply;
    reply.fault = info_of(fault.kind).name;
    if (fault.kind == FaultKind::result_code) {
        const auto code = fault.word.empty() ? std::to_string(fault.code) : fault.word;
        if (does_it(asked.operation, code)) {
            reply.answer = act(asked, request);
            if (reply.answer.code == code) return reply;
        }
        reply.answer = say(asked, request, code);
        return reply;
    }
    reply.answer.response =
        html_response(fault.kind == FaultKind::server_error ? 500 : 504, std::string(broken_page));
    if (fault.kind == FaultKind::no_answer) reply.delay_ms = settings_.no_answer_ms;
    return reply;
}

/// Faults in which it is done and only the answer suffers.
void BasicProvider::spoil_reply(const Asked& asked, const FaultRule& fault, Reply& reply) {
    reply.fault = info_of(fault.kind).name;
    auto& response = reply.answer.response;
    switch (fault.kind) {
        case FaultKind::slow:
            reply.delay_ms = fault.delay_ms > 0 ? fault.delay_ms : settings_.slow_ms;
            return;
        case FaultKind::garbage:
            response = html_response(200, "<html><body>Service <b>temporarily");
            return;
        case FaultKind::answer_lost:
            reply.delay_ms = settings_.no_answer_ms;
            response = html_response(504, std::string(broken_page));
            return;
        case FaultKind::server_error_acted:
            response = html_response(500, std::string(broken_page));
            return;
        default:
            spoil(fault.kind, asked, response);
    }
}

bool BasicProvider::knows_operation(std::string_view word) const {
    if (word == "create" || word == "query" || word == "refund" || word == "refund_query") {
        return true;
    }
    const auto more = more_operations();
    return std::ranges::find(more, word) != more.end();
}

void BasicProvider::note(const Asked& asked, const Reply& reply) {
    auto& count = counts_[asked.operation];
    ++count.requests;
    ++count.by_code[reply.answer.code];
    if (!reply.answer.wrong.empty()) ++count.wrong;
    if (!reply.fault.empty()) ++count.faults;
    for (const auto& what : reply.answer.wrong) complain(asked.operation + ": " + what);
    const auto status = reply.answer.response.status;
    seen_.push_back({now(), asked, status, reply.answer.code, reply.fault});
    if (seen_.size() > seen_max) seen_.pop_front();
    Fields fields{
        {"operation", asked.operation},
        {"order", asked.order_id},
        {"result", reply.answer.code},
        {"http", std::to_string(status)}
    };
    if (!reply.fault.empty()) fields.emplace_back("fault", reply.fault);
    for (const auto& what : reply.answer.wrong) fields.emplace_back("wrong", what);
    log("request", std::move(fields));
}

void BasicProvider::complain(std::string what) {
    if (complaints_.size() < complaints_max) complaints_.push_back(std::move(what));
}

void BasicProvider::log(std::string_view event, Fields fields) const {
    const auto named = std::string(name()) + '.' + std::string(event);
    out_.telemetry->log(Level::info, named, std::move(fields));
}

// --- orders

BasicOrder& BasicProvider::open(BasicOrder order) {
    DVC_INVARIANT(!order.id.empty() && find(order.id) == nullptr);
    order.token = random_hex(16);
    order.csrf = random_hex(16);
    order.created = now();
    for (const auto stage : {FaultStage::order, FaultStage::refund}) {
        for (auto& rule : plan_.take_all(stage, order.id)) order.faults.push_back(std::move(rule));
    }
    const auto magic = fault_of_amount(order.asked);
    if (settings_.magic_amounts == BasicSettings::MagicAmounts::on && magic &&
        order.faults.empty() && info_of(*magic).stage != FaultStage::answer) {
        FaultRule rule;
        rule.kind = *magic;
        order.faults.push_back(std::move(rule));
    }
    if (order.fault(FaultKind::query_stale) != nullptr) order.stale_queries = 2;
    orders_.push_back(std::move(order));
    auto& kept = orders_.back();
    by_name_.emplace(kept.id, &kept);
    // A pooled number comes back: the latest order has it.
    if (!kept.number.empty()) by_name_.insert_or_assign(kept.number, &kept);
    begin_payer(kept);
    return kept;
}

BasicOrder* BasicProvider::find(std::string_view id_or_number) {
    const auto at = by_name_.find(id_or_number);
    if (at == by_name_.end()) return nullptr;
    age(*at->second);
    return at->second;
}

const BasicOrder* BasicProvider::find(std::string_view id_or_number) const {
    const auto at = by_name_.find(id_or_number);
    return at == by_name_.end() ? nullptr : at->second;
}

BasicOrder* BasicProvider::find_txn(std::string_view txn) {
    const auto at = std::ranges::find_if(orders_, [&](const BasicOrder& order) {
        return order.movement(txn) != nullptr;
    });
    return at == orders_.end() ? nullptr : &*at;
}

BasicOrder* BasicProvider::find_refund(std::string_view refund_id) {
    const auto at = std::ranges::find_if(orders_, [&](const BasicOrder& order) {
        return order.refund(refund_id) != nullptr;
    });
    return at == orders_.end() ? nullptr : &*at;
}

void BasicProvider::age(BasicOrder& order) {
    if (order.state != BasicState::pending || order.expires.ms == 0 || now() < order.expires) {
        return;
    }
    order.state = BasicState::expired;
    write("expired", order, Json::object());
}

std::string BasicProvider::move_money(BasicOrder& order, std::int64_t amount) {
    BasicMovement movement;
    movement.txn = next_txn();
    movement.amount = amount;
    movement.at = now();
    order.state = BasicState::paid;
    order.movements.push_back(movement);
    Json more;
    more["amount"] = amount;
    more["trans_id"] = movement.txn;
    write("paid", order, std::move(more));
    Fields fields{{"order", order.id}, {"amount", std::to_string(amount)}, {"trans", movement.txn}};
    log("paid", std::move(fields));
    return movement.txn;
}

BasicState BasicProvider::state_told(BasicOrder& order) {
    age(order);
    if (order.state == BasicState::paid && order.stale_queries > 0) {
        --order.stale_queries;
        return BasicState::pending;
    }
    return order.state;
}

void BasicProvider::write(std::string_view event, const BasicOrder& order, Json more) {
    Json line;
    line["event"] = event;
    line["provider"] = name();
    line["order_id"] = order.id;
    if (!order.number.empty()) line["number"] = order.number;
    line["asked"] = order.asked;
    line["amount"] = 0;
    for (const auto& [member, value] : more.items()) line[member] = value;
    line["at"] = to_rfc3339(now());
    out_.book->append(dump(line));
}

std::string BasicProvider::random(std::size_t bytes) {
    std::string out(bytes, '\0');
    out_.entropy->fill(std::as_writable_bytes(std::span(out)));
    return out;
}

std::string BasicProvider::random_hex(std::size_t bytes) {
    return crypto::hex(random(bytes));
}

std::int64_t BasicProvider::next_serial() {
    last_serial_ = std::max(last_serial_ + 1, now().ms * 1000);
    return last_serial_;
}

void BasicProvider::reset() {
    orders_.clear();
    by_name_.clear();
    plan_.clear();
    tripped_.clear();
    counts_.clear();
    seen_.clear();
    complaints_.clear();
    settings_ = first_settings_;
    forget();
}

// --- Player

/// A bank learns of a number when somebody pays to it.
BasicOrder& BasicProvider::order_of(const Offer& offer) {
    auto* known = find(offer.order_ref);
    if (known == nullptr && !offer.number.empty()) known = find(offer.number);
    if (known != nullptr) return *known;
    BasicOrder order;
    order.id = offer.order_ref.empty() ? offer.number : offer.order_ref;
    order.number = offer.number;
    order.asked = offer.asked;
    return open(std::move(order));
}

Result<void> BasicProvider::look(const Offer& offer) {
    if (offer.qr.empty()) return Error(Fault::malformed, "the payer was given no code to scan");
    BOOST_OUTCOME_TRY(const auto seen, scan_vietqr(offer.qr));
    if (seen.bin != bin()) {
        return Error(Fault::malformed, "the code names bank " + seen.bin + ", not " + bin());
    }
    if (!offer.number.empty() && seen.number != offer.number) {
        return Error(
            Fault::malformed, "the code names account " + seen.number + ", not " + offer.number
        );
    }
    if (seen.amount != offer.asked) {
        return Error(Fault::malformed, "the code asks for " + std::to_string(seen.amount));
    }
    order_of(offer);
    return ok();
}

Result<std::string> BasicProvider::pay(const Offer& offer, std::int64_t amount) {
    auto& order = order_of(offer);
    if (!takes_money(order)) return Error(Fault::state_conflict, "the provider takes no money");
    if (!takes_amount(order, amount))
        return Error(Fault::state_conflict, "not what the order asks");
    return move_money(order, amount);
}

Result<void> BasicProvider::decline(const Offer& offer) {
    auto& order = order_of(offer);
    if (order.state != BasicState::pending) return Error(Fault::state_conflict, "not pending");
    order.state = BasicState::declined;
    write("declined", order, Json::object());
    return ok();
}

void BasicProvider::answer_next(const std::string& operation, const std::string& code) {
    FaultRule rule;
    rule.kind = FaultKind::result_code;
    rule.operation = operation;
    rule.word = code;
    plan_.add(std::move(rule));
}

std::vector<Moved> BasicProvider::moved() const {
    std::vector<Moved> out;
    for (const auto& order : orders_) {
        for (const auto& one : order.movements) {
            out.push_back({order.id, order.number, one.txn, one.amount, one.refunded});
        }
    }
    return out;
}

}  // namespace dvcpay::sandbox
