#include "simulation/dossier.hpp"

#include <fmt/format.h>

#include "simulation/finance.hpp"
#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

/// Asks until the first attempt is on offer, or nothing more will come.
Task<std::optional<Known>> await_offer(Cast cast, Known known) {
    for (int i = 0; i < 40 && !known.attempt_pending && !known.finished && !known.can_retry; ++i) {
        const bool slept = co_await cast.clock->sleep_until(cast.clock->mono().plus_ms(15'000));
        if (!slept || cast.portal->over) co_return std::nullopt;
        auto answer = co_await cast.portal->insist("GET", "/v1/payments/" + known.payment, "", "");
        if (!answer) co_return std::nullopt;
        if (auto seen = read_payment(*answer)) known = *seen;
    }
    co_return known;
}

Task<void> ask_again(Cast cast, std::string path, std::string key, std::string body) {
    const bool slept =
        co_await cast.clock->sleep_until(cast.clock->mono().plus_ms(cast.rng->between(1, 1'800'000))
        );
    if (!slept) co_return;
    const auto same = co_await cast.portal->insist("POST", path, key, body);
    if (same && same->headers.get("Idempotency-Replayed") != "true") {
        cast.judgement->accuse("P5: a repeated call was not answered as a replay: " + path);
    }
}

Task<void> cancel_later(Cast cast, std::string payment, std::string key) {
    const bool slept = co_await cast.clock->sleep_until(
        cast.clock->mono().plus_ms(cast.rng->between(1'000, 900'000))
    );
    if (!slept) co_return;
    const auto done = co_await cast.portal->insist(
        "POST",
        "/v1/payments/" + payment + "/cancel",
        key,
        R"({"reason":"withdrawn by the citizen"})"
    );
    if (done && done->status != 200 && done->status != 202 && done->status != 409) {
        cast.judgement->accuse(fmt::format("cancel was answered {}: {}", done->status, done->body));
    }
}

Task<void> pursue(Cast cast, DossierPlan plan, Known known, std::string prefix) {
    for (int round = 1; round <= plan.attempts_max; ++round) {
        auto offered = co_await await_offer(cast, known);
        if (!offered) co_return;
        known = *offered;
        if (known.finished) co_return;
        if (known.attempt_pending) {
            const PayerMood mood = cast.payer->draw_mood();
            cast.tasks->spawn(cast.payer->act(mood, known.order_ref, known.url));
            if (mood == PayerMood::leaves || mood == PayerMood::pays_late) co_return;
        }
        // Looks now and then whether it came to an end, or whether the citizen may try again.
        for (int i = 0; i < 30 && !known.finished && !known.can_retry; ++i) {
            std::string path = "/v1/payments/" + known.payment;
            if (plan.waits) path += "?wait=15&version=" + std::to_string(known.version);
            const Mono later = cast.clock->mono().plus_ms(plan.waits ? 15'000 : 30'000);
            const bool slept = co_await cast.clock->sleep_until(later);
            if (!slept || cast.portal->over) co_return;
            auto answer = co_await cast.portal->insist("GET", path, "", "");
            if (!answer) co_return;
            if (auto seen = read_payment(*answer)) known = *seen;
        }
        if (known.finished || round == plan.attempts_max) co_return;
        const std::string key = prefix + "-attempt-" + std::to_string(round);
        auto answer = co_await cast.portal->insist(
            "POST",
            "/v1/payments/" + known.payment + "/attempts",
            key,
            R"({"provider":"momo","method":")" + plan.method + "\"}"
        );
        if (!answer) co_return;
        if (auto seen = read_payment(*answer)) known = *seen;
    }
}

Task<std::optional<Known>> create(
    Cast cast, DossierPlan plan, std::string key, std::string supersedes
) {
    const std::string body = payment_body(plan, supersedes);
    auto answer = co_await cast.portal->insist("POST", "/v1/payments", key, body);
    if (!answer) co_return std::nullopt;
    if (plan.asks_again) cast.tasks->spawn(ask_again(cast, "/v1/payments", key, body));
    if (answer->status != 201) {
        // What the rules may refuse: the reference is in use, paid, or its old attempt is alive.
        const bool lawful = answer->status == 409 || (!supersedes.empty() && answer->status == 422);
        if (!lawful)
            cast.judgement->accuse(
                fmt::format("create was answered {}: {}", answer->status, answer->body)
            );
        co_return std::nullopt;
    }
    auto known = read_payment(*answer);
    if (!known) cast.judgement->accuse("create answered 201 without a payment: " + answer->body);
    if (!known || !plan.provider_later) co_return known;
    const std::string path = "/v1/payments/" + known->payment + "/attempts";
    const std::string attempt = R"({"provider":"momo","method":")" + plan.method + "\"}";
    auto opened = co_await cast.portal->insist("POST", path, key + "-first", attempt);
    if (!opened) co_return std::nullopt;
    if (plan.asks_again) cast.tasks->spawn(ask_again(cast, path, key + "-first", attempt));
    if (auto seen = read_payment(*opened)) known = seen;
    co_return known;
}

Task<void> replace_later(Cast cast, DossierPlan plan, std::string first) {
    const bool slept = co_await cast.clock->sleep_until(
        cast.clock->mono().plus_ms(cast.rng->between(1'000, 1'500'000))
    );
    if (!slept) co_return;
    plan.provider_later = true;  // the old attempt may be alive: the new payment waits for its end
    auto known = co_await create(cast, plan, plan.reference + "-new", first);
    if (known) co_await pursue(cast, plan, *known, plan.reference + "-new");
}

}  // namespace

DossierPlan DossierPlan::draw(Rng& rng, std::int64_t number, std::int64_t within_ms) {
    DossierPlan plan;
    plan.reference = fmt::format("H01.12-261123-{:04}", number);
    plan.amount = 1000 * rng.between(2, 900);
    plan.starts_after_ms = rng.below(within_ms);
    plan.method = rng.below(3) == 0 ? "qr" : "redirect";
    plan.provider_later = rng.below(4) == 0;
    plan.cancels = rng.below(8) == 0;
    plan.supersedes = rng.below(8) == 0;
    plan.waits = rng.below(3) == 0;
    plan.asks_again = rng.below(2) == 0;
    if (rng.below(3) == 0) plan.gives_back = std::make_shared<FinancePlan>(FinancePlan::draw(rng));
    if (rng.below(4) == 0) plan.expires_in = rng.between(60, 1800);
    plan.attempts_max = static_cast<int>(rng.between(1, 3));
    return plan;
}

std::optional<Known> read_payment(const HttpAnswer& answer) {
    if (answer.status < 200 || answer.status >= 300) return std::nullopt;
    const Json body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object() || !body.contains("id") || !body.contains("attempt")) return std::nullopt;
    Known known;
    known.payment = body.at("id").get<std::string>();
    known.status = body.at("status").get<std::string>();
    known.version = body.at("version").get<std::int64_t>();
    known.finished = body.at("finished").get<bool>();
    known.can_retry = body.at("can_retry").get<bool>();
    if (const Json& attempt = body.at("attempt"); attempt.is_object()) {
        known.order_ref = attempt.at("order_ref").get<std::string>();
        known.attempt_pending = attempt.at("status") == "pending";
        if (const Json& next = attempt.at("next_action"); next.is_object()) {
            known.url = next.value("url", next.value("payload", std::string()));
        }
    }
    return known;
}

std::string payment_body(const DossierPlan& plan, const std::string& supersedes) {
    Json body;
    body["reference"] = plan.reference;
    body["service_code"] = setting::service;
    body["agency_code"] = setting::agency;
    body["amount"] = plan.amount;
    body["currency"] = "VND";
    body["description"] = "Nộp phí, lệ phí hồ sơ " + plan.reference;
    body["payer"] = {
        {"name", setting::payer_name},
        {"id_number", setting::payer_id_number},
        {"phone", setting::payer_phone},
        {"address", setting::payer_address}
    };
    body["return_url"] = "https://" + setting::portal_host + "/ket-qua";
    if (plan.expires_in) body["expires_in"] = *plan.expires_in;
    if (!plan.provider_later) {
        body["provider"] = "momo";
        body["method"] = plan.method;
    }
    if (!supersedes.empty()) body["supersedes"] = supersedes;
    return body.dump();
}

Task<void> run_dossier(Cast cast, DossierPlan plan) {
    const bool slept =
        co_await cast.clock->sleep_until(cast.clock->mono().plus_ms(plan.starts_after_ms));
    if (!slept) co_return;
    auto known = co_await create(cast, plan, plan.reference, "");
    if (!known) co_return;
    if (plan.cancels)
        cast.tasks->spawn(cancel_later(cast, known->payment, plan.reference + "-cancel"));
    if (plan.supersedes) cast.tasks->spawn(replace_later(cast, plan, known->payment));
    if (plan.gives_back) cast.tasks->spawn(give_back(cast, *plan.gives_back, known->payment));
    co_await pursue(cast, plan, *known, plan.reference);
}

}  // namespace dvcpay::simulation
