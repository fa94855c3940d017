#include "conformance/arena.hpp"

#include <utility>

#include "conformance/arena_names.hpp"

namespace dvcpay::conformance {

// --- time

bool Arena::step(Mono until) {
    if (io_.stopped()) io_.restart();
    if (io_.poll_one() > 0) return true;
    return clock_.ring_next(until);
}

bool Arena::run_until(const std::function<bool()>& done, std::int64_t ms) {
    const Mono until = clock_.mono().plus_ms(ms);
    while (!done()) {
        if (!step(until)) return done();
    }
    return true;
}

void Arena::run_for(std::int64_t ms) {
    run_until([] { return false; }, ms);
}

// --- the portal and finance

Task<HttpResponse> Arena::handled(HttpRequest request) {
    HttpResponse response = co_await api_->handle(std::move(request));
    co_return response;
}

Answered Arena::call(
    const std::string& method, const std::string& path, const Json& body, const std::string& key
) {
    HttpRequest request;
    request.method = method;
    request.target = path;
    request.headers.add("Authorization", "Bearer " + (key.empty() ? portal_key : key));
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Idempotency-Key", "kit-" + std::to_string(++nth_));
    request.over_tls = true;
    if (!body.is_null()) request.body = body.dump();
    const HttpResponse response = run(handled(std::move(request)));
    return {response.status, Json::parse(response.body, nullptr, false), response.body};
}

Answered Arena::create(
    std::int64_t amount, std::optional<Method> method, const std::function<void(Json&)>& change
) {
    Json body;
    body["reference"] = agency_code + ("-26-" + std::to_string(++nth_));
    body["service_code"] = service_code;
    body["agency_code"] = agency_code;
    body["amount"] = amount;
    body["currency"] = "VND";
    body["description"] = "Nộp phí, lệ phí hồ sơ " + body["reference"].get<std::string>();
    body["payer"] = Json{{"name", payer_name}, {"id_number", payer_id_number}};
    body["return_url"] = "https://portal.test/ket-qua";
    body["provider"] = provider();
    if (method) body["method"] = std::string(to_string(*method));
    if (change) change(body);
    return call("POST", "/v1/payments", body);
}

Json Arena::payment(const std::string& id) {
    return call("GET", "/v1/payments/" + id).body;
}

PaymentFile Arena::file(const std::string& id) {
    const auto parsed = PaymentId::parse(id);
    DVC_INVARIANT(parsed.has_value());
    auto work = [id = *parsed](Reader& reader) -> Result<std::optional<PaymentFile>> {
        return reader.payment(id);
    };
    auto found = run(look_up<std::optional<PaymentFile>>(sqlite_.get(), std::move(work)));
    DVC_INVARIANT(found.has_value() && found.value().has_value());
    return std::move(*found.value());
}

Debt Arena::debt_of(const Json& made) {
    Debt debt;
    debt.made = made;
    debt.id = made.value("id", "");
    const auto attempt = made.value("attempt", Json());
    if (!attempt.is_object()) return debt;
    debt.order_ref = attempt.value("order_ref", "");
    debt.offer.order_ref = debt.order_ref;
    debt.offer.asked = made.value("amount", std::int64_t{0});
    const auto next = attempt.value("next_action", Json());
    if (!next.is_object()) return debt;
    debt.offer.url = next.value("url", "");
    debt.offer.qr = next.value("payload", "");
    const auto account = next.value("account", Json());
    if (account.is_object()) debt.offer.number = account.value("number", "");
    return debt;
}

Answered Arena::request_refund(
    const Debt& debt, const Credit& credit, std::int64_t amount, bool destination
) {
    Json body;
    body["credit_id"] = std::string(credit.id.text());
    body["amount"] = amount;
    body["reason"] = "Hồ sơ bị từ chối";
    body["refundable_amount"] = credit.amount.count();
    if (destination) {
        body["destination"] =
            Json{{"bank_bin", "970436"}, {"account", "0071000123456"}, {"name", "NGUYEN VAN AN"}};
    }
    return call("POST", "/v1/payments/" + debt.id + "/refunds", body, maker_key);
}

Answered Arena::approve_refund(const std::string& id) {
    return call("POST", "/v1/refunds/" + id + "/approve", Json::object(), checker_key);
}

Json Arena::refund(const std::string& id) {
    return call("GET", "/v1/refunds/" + id, Json(), maker_key).body;
}

// --- the provider

const Capability& Arena::capability() const {
    return adapter_->capability(contender_->contract.account.key);
}

Task<Told> Arena::deliver_task(std::string kind, OutboundRequest request) {
    HttpRequest seen;
    seen.method = request.method;
    seen.target = target_of(request.url);
    seen.headers = request.headers;
    seen.body = request.body;
    seen.peer = "203.0.113.5";
    seen.over_tls = true;
    const HttpResponse response = co_await handled(std::move(seen));
    Told told;
    told.status = response.status;
    told.reading = provider_->player().read(kind, response);
    told.request = std::move(request);
    co_return told;
}

Told Arena::deliver(const std::string& kind, OutboundRequest request) {
    return run(deliver_task(kind, std::move(request)));
}

Task<bool> Arena::login_task(std::string kind, sandbox::SignedAs signed_as) {
    bool may = true;
    for (const auto& first : player().before(kind)) {
        Wish wish;
        wish.kind = first;
        wish.signed_as = signed_as;
        auto request = player().message(wish);
        if (!request) continue;
        const Told told = co_await deliver_task(first, std::move(*request));
        may = told.reading.said == Reading::Said::taken && may;
    }
    co_return may;
}

bool Arena::login(const std::string& kind, sandbox::SignedAs signed_as) {
    return run(login_task(kind, signed_as));
}

std::optional<OutboundRequest> Arena::message(const Wish& wish) {
    // Whoever signs a call wrongly has logged in rightly before: what is judged is the call.
    login(wish.kind, sandbox::SignedAs::right);
    return player().message(wish);
}

std::optional<Told> Arena::tell(const Wish& wish) {
    auto request = message(wish);
    if (!request) return std::nullopt;
    return deliver(wish.kind, std::move(*request));
}

Task<std::optional<Attempt>> Arena::opening_attempt() {
    auto work = [](Reader& reader) -> Result<std::vector<AttemptLocation>> {
        return reader.initiating_attempts(1);
    };
    Result<std::vector<AttemptLocation>> open =
        co_await look_up<std::vector<AttemptLocation>>(sqlite_.get(), std::move(work));
    if (!open || open.value().empty()) co_return std::nullopt;
    co_return open.value().front().attempt;
}

void Arena::admin(const std::string& path, const Json& body) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/_admin/" + std::string(provider_->name()) + '/' + path;
    request.body = body.dump();
    const HttpResponse response = run(sandbox_->handle(std::move(request)));
    if (response.status >= 300) invariant_broken("the sandbox: " + response.body);
}

void Arena::store_fails(bool yes) {
    if (!yes) {
        disk_.heal();
        return;
    }
    testing::VfsFault fault;
    fault.strikes = testing::Operation::write | testing::Operation::sync;
    fault.times = UINT64_MAX;
    disk_.fail(fault);
}

// --- what the gateway holds

Found Arena::found() {
    auto work = [](Reader& reader) -> Result<Found> {
        Found out;
        PaymentFilter all;
        all.limit = 1000;
        for (const auto& file : reader.search(all)) {
            out.credits.insert(out.credits.end(), file.credits.begin(), file.credits.end());
        }
        IncidentFilter incidents;
        incidents.limit = 1000;
        for (const auto& listed : reader.incidents(incidents)) {
            out.incidents.push_back(listed.incident);
            if (listed.incident.payment || !listed.incident.credit) continue;
            if (auto unmatched = reader.unmatched(*listed.incident.credit)) {
                out.credits.push_back(unmatched->credit);
            }
        }
        return out;
    };
    auto found = run(look_up<Found>(sqlite_.get(), std::move(work)));
    DVC_INVARIANT(found.has_value());
    return std::move(found.value());
}

ProofKind Arena::proof_of(const Credit& credit) {
    auto work = [id = credit.evidence](Reader& reader) -> Result<std::optional<Evidence>> {
        return reader.evidence(id);
    };
    auto evidence = run(look_up<std::optional<Evidence>>(sqlite_.get(), std::move(work)));
    DVC_INVARIANT(evidence.has_value() && evidence.value().has_value());
    return evidence.value()->proof;
}

std::optional<Credit> Arena::credit(const std::string& txn) {
    auto work = [key = contender_->contract.account.key, txn](Reader& reader
                ) -> Result<std::optional<Credit>> { return reader.credit_by_txn(key, txn); };
    auto found_credit = run(look_up<std::optional<Credit>>(sqlite_.get(), std::move(work)));
    DVC_INVARIANT(found_credit.has_value());
    return std::move(found_credit.value());
}

}  // namespace dvcpay::conformance
