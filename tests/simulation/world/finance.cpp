#include "simulation/finance.hpp"

#include <fmt/format.h>

#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

bool is_lawful(const HttpAnswer& answer, int done) {
    return answer.status == done || answer.status == 409 || answer.status == 412;
}

Task<std::optional<std::string>> ask(
    Cast cast,
    std::string payment,
    std::string credit,
    std::string key,
    std::int64_t amount,
    std::int64_t left
) {
    const Json body = {
        {"credit_id", credit},
        {"amount", amount},
        {"reason", "paid by mistake"},
        {"refundable_amount", left}
    };
    const auto answer = co_await cast.portal->insist(
        "POST", "/v1/payments/" + payment + "/refunds", key, body.dump(), setting::maker_key
    );
    if (!answer) co_return std::nullopt;
    if (!is_lawful(*answer, 201))
        cast.judgement->accuse(fmt::format("refund: {}: {}", answer->status, answer->body));
    if (answer->status != 201) co_return std::nullopt;
    co_return Json::parse(answer->body).at("id").get<std::string>();
}

Task<void> decide_on(Cast cast, FinancePlan plan, std::string refund) {
    const std::string path = "/v1/refunds/" + refund;
    const std::string verb = plan.rejects ? "/reject" : "/approve";
    const std::string body = plan.rejects ? R"({"reason":"not a mistake"})" : "{}";
    // Who asked may not decide, however often he tries.
    const auto own = co_await cast.portal->insist(
        "POST", path + verb, refund + "-own", body, setting::maker_key
    );
    if (own && own->status != 403)
        cast.judgement->accuse(fmt::format("one person decided alone: {}", own->status));
    const auto done = co_await cast.portal->insist(
        "POST", path + verb, refund + "-decided", body, setting::checker_key
    );
    if (done && !is_lawful(*done, 200))
        cast.judgement->accuse(fmt::format("decision: {}: {}", done->status, done->body));
    if (plan.rejects || !plan.retries) co_return;
    // Later than the hour for which MoMo takes no new try after a failed one.
    const bool slept = co_await cast.clock->sleep_until(cast.clock->mono().plus_ms(4'000'000));
    if (!slept || cast.portal->over) co_return;
    const auto again = co_await cast.portal->insist(
        "POST", path + "/retry", refund + "-again", "{}", setting::checker_key
    );
    if (again && !is_lawful(*again, 200))
        cast.judgement->accuse(fmt::format("retry: {}: {}", again->status, again->body));
}

}  // namespace

FinancePlan FinancePlan::draw(Rng& rng) {
    FinancePlan plan;
    plan.after_ms = rng.between(600'000, 7'200'000);
    plan.both_at_once = rng.below(4) == 0;
    plan.partly = rng.below(3) == 0;
    plan.rejects = rng.below(6) == 0;
    plan.retries = rng.below(2) == 0;
    return plan;
}

Task<void> give_back(Cast cast, FinancePlan plan, std::string payment) {
    const bool slept = co_await cast.clock->sleep_until(cast.clock->mono().plus_ms(plan.after_ms));
    if (!slept || cast.portal->over) co_return;
    const auto seen = co_await cast.portal->insist("GET", "/v1/payments/" + payment, "", "");
    if (!seen || seen->status != 200) co_return;
    const Json file = Json::parse(seen->body, nullptr, false);
    int nth = 0;
    for (const auto& credit : file.value("credits", Json::array())) {
        const std::string id = credit.at("id").get<std::string>();
        const std::int64_t left = credit.at("amount").get<std::int64_t>();
        const std::int64_t amount = plan.partly && left > 1 ? left / 2 : left;
        const std::string key = payment + "-refund-" + std::to_string(nth++);
        auto refund = co_await ask(cast, payment, id, key, amount, left);
        if (plan.both_at_once) {
            // The second screen still shows the whole credit.
            auto second = co_await ask(cast, payment, id, key + "-twin", amount, left);
            if (refund && second) cast.judgement->accuse("P8: one credit was promised twice");
        }
        if (refund) co_await decide_on(cast, plan, *refund);
    }
}

}  // namespace dvcpay::simulation
