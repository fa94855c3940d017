// Money goes back: by the interface, slowly, not at all, or on paper.
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

struct Paid {
    Debt debt;
    std::string txn;
    Credit credit;
};

Paid paid(Scene& scene) {
    Paid out;
    out.debt = scene.open();
    out.txn = scene.pay_and_tell(out.debt);
    scene.require(scene.becomes_paid(out.debt), "not paid: " + scene.describe(out.debt));
    const auto file = scene.arena().file(out.debt.id);
    scene.require(!file.credits.empty(), "paid without a credit");
    out.credit = file.credits.front();
    return out;
}

void need_refunds(Scene& scene) {
    scene.need(
        scene.capability().refund, "the provider returns nothing by its interface", "refund"
    );
}

/// Requested by one person and approved by another; the refund's id.
std::string refund(Scene& scene, const Paid& from, std::int64_t amount) {
    const bool destination = scene.capability().refund_route == RefundRoute::destination;
    const auto asked = scene.arena().request_refund(from.debt, from.credit, amount, destination);
    scene.require(asked.status == 201, "a refund was not taken: " + asked.text);
    const auto id = asked.body.value("id", "");
    const auto approved = scene.arena().approve_refund(id);
    scene.require(approved.status == 200, "a refund was not approved: " + approved.text);
    scene.arena().run_for(5 * second_ms);
    return id;
}

std::string status_of(Scene& scene, const std::string& id) {
    return scene.arena().refund(id).value("status", "");
}

std::int64_t went_back(Scene& scene) {
    std::int64_t sum = 0;
    for (const auto& one : scene.player().moved()) sum += one.refunded;
    return sum;
}

bool becomes(Scene& scene, const std::string& id, std::string_view wanted) {
    for (int hour = 0; hour < 60; ++hour) {
        if (status_of(scene, id) == wanted) return true;
        scene.arena().run_for(hour_ms);
    }
    return status_of(scene, id) == wanted;
}

void expect_done(Scene& scene, const std::string& id, std::int64_t amount) {
    scene.expect(
        becomes(scene, id, "succeeded"),
        fmt::format(
            "refund_call(): the provider returned the money and the refund is {}",
            scene.arena().refund(id).dump()
        )
    );
    scene.expect(
        went_back(scene) == amount,
        fmt::format("{} went back at the provider instead of {}", went_back(scene), amount)
    );
    scene.expect_no_complaints();
}

void full(Scene& scene) {
    need_refunds(scene);
    const auto from = paid(scene);
    const auto amount = from.credit.amount.count();
    const auto id = refund(scene, from, amount);
    expect_done(scene, id, amount);
}

void part(Scene& scene) {
    need_refunds(scene);
    const auto from = paid(scene);
    const auto amount = from.credit.amount.count() / 3;
    const auto id = refund(scene, from, amount);
    if (scene.capability().refund_full_only) {
        scene.expect(
            status_of(scene, id) == "manual",
            "a part of a credit cannot be returned (refund_full_only): it is for people"
        );
        scene.expect(went_back(scene) == 0, "a part was returned although only all can be");
        return;
    }
    expect_done(scene, id, amount);
    const auto rest = scene.arena().call("GET", "/v1/payments/" + from.debt.id).body;
    scene.expect(
        rest.value("amount_refunded", std::int64_t{0}) == amount, "a part refunded is not shown"
    );
}

void too_much(Scene& scene) {
    const auto from = paid(scene);
    const auto calls = scene.arena().wire().calls();
    const auto asked = scene.arena().request_refund(
        from.debt,
        from.credit,
        from.credit.amount.count() + 1,
        scene.capability().refund_route == RefundRoute::destination
    );
    scene.expect(
        asked.status == 409 || asked.status == 422,
        fmt::format("more than was credited may be returned: {}", asked.status)
    );
    scene.arena().run_for(minute_ms);
    scene.expect(scene.arena().wire().calls() == calls, "a refund that was refused was sent");
}

void on_paper(Scene& scene) {
    scene.need(
        !scene.capability().refund, "the provider returns money by its interface", "refund_manual"
    );
    const auto from = paid(scene);
    const auto id = refund(scene, from, from.credit.amount.count());
    scene.expect(
        becomes(scene, id, "manual"),
        "a provider without refunds: each one is for people, at once: " +
            scene.arena().refund(id).dump()
    );
    scene.expect(went_back(scene) == 0, "money went back without an interface");
}

void slow(Scene& scene) {
    need_refunds(scene);
    scene.arena().admin("faults", Json{{"fault", "refund_pending"}, {"delay_ms", 30 * minute_ms}});
    const auto from = paid(scene);
    const auto amount = from.credit.amount.count();
    const auto id = refund(scene, from, amount);
    const auto at_once = status_of(scene, id);
    scene.expect(
        at_once == "submitted" || at_once == "unknown",
        fmt::format("refund_call(): still being worked on, and the refund is {}", at_once)
    );
    expect_done(scene, id, amount);
}

void rejected(Scene& scene) {
    need_refunds(scene);
    scene.arena().admin("faults", Json{{"fault", "refund_failed"}});
    const auto from = paid(scene);
    const auto id = refund(scene, from, from.credit.amount.count());
    scene.arena().run_for(hour_ms);
    const auto now = status_of(scene, id);
    scene.expect(
        now == "failed" || now == "manual" || now == "unknown",
        fmt::format("refund_call(): the provider refused, and the refund is {}", now)
    );
    scene.expect(went_back(scene) == 0, "refused, and money went back");
}

void not_refundable(Scene& scene) {
    need_refunds(scene);
    scene.arena().admin("faults", Json{{"fault", "not_refundable"}});
    const auto from = paid(scene);
    const auto id = refund(scene, from, from.credit.amount.count());
    scene.expect(
        becomes(scene, id, "manual"),
        fmt::format(
            "refund_call(): the provider cannot return this payment (RefundSaid::not_refundable), "
            "and the refund is {}",
            status_of(scene, id)
        )
    );
    scene.expect(went_back(scene) == 0, "not refundable, and money went back");
}

/// The outcome is not known: never "failed", and never twice.
void harmed(Scene& scene, Harm harm) {
    need_refunds(scene);
    const auto from = paid(scene);
    const auto amount = from.credit.amount.count();
    scene.arena().wire().harm_next(harm);
    const auto id = refund(scene, from, amount);
    scene.arena().run_for(2 * minute_ms);
    const auto soon = status_of(scene, id);
    scene.expect(
        soon != "failed" && soon != "rejected",
        fmt::format(
            "refund_call(): after {} the refund is {}; the money may be on its way: say unknown",
            word_of(harm),
            soon
        )
    );
    scene.arena().run_for(60 * hour_ms);
    scene.expect(
        went_back(scene) <= amount,
        fmt::format(
            "after {} the refund was sent twice: {} went back of {}. Set refund_repeatable only "
            "where the provider knows a repetition by its id",
            word_of(harm),
            went_back(scene),
            amount
        )
    );
    if (scene.adapter_asks_refunds() && provider_acts(harm)) {
        scene.expect(
            status_of(scene, id) == "succeeded",
            fmt::format(
                "refund_query_call(): after {} the refund was done and is {}",
                word_of(harm),
                status_of(scene, id)
            )
        );
    }
}

template <Harm what>
void under(Scene& scene) {
    harmed(scene, what);
}

void codes(Scene& scene) {
    need_refunds(scene);
    std::int64_t seen = 0;
    for (const auto& row : scene.player().codes()) {
        if (row.operation != "refund") continue;
        ++seen;
        scene.fresh();
        const auto from = paid(scene);
        scene.player().answer_next("refund", row.code);
        const auto id = refund(scene, from, from.credit.amount.count());
        const auto now = status_of(scene, id);
        using sandbox::Means;
        const bool right = row.means == Means::done      ? now == "succeeded"
                           : row.means == Means::pending ? now == "submitted" || now == "unknown"
                           : row.means == Means::refused ? now == "failed"
                           : row.means == Means::not_refundable
                               ? now == "manual"
                               : now == "unknown" || now == "submitted";
        scene.expect(
            right,
            fmt::format(
                "codes: a refund answers \"{}\", which means {}; the refund is {}. Mend its row in "
                "codes.cpp",
                row.code,
                sandbox::word_of(row.means),
                now
            )
        );
    }
    scene.need(seen > 0, "an answer to a refund carries no code");
}

constexpr std::array refund_table{
    Situation{"refund_full", "all of a credit goes back", full},
    Situation{"refund_part", "a third of a credit goes back, or is for people", part},
    Situation{"refund_too_much", "more than was credited is refused before it is sent", too_much},
    Situation{"refund_manual", "no interface: for people", on_paper},
    Situation{"refund_pending", "done half an hour later", slow, Situation::Decides::side},
    Situation{"refund_rejected", "refused by the provider", rejected, Situation::Decides::side},
    Situation{
        "refund_impossible", "not refundable: for people", not_refundable, Situation::Decides::side
    },
    Situation{
        "refund_timeout_before",
        "time-out before the provider acted",
        under<Harm::lost_before>,
        Situation::Decides::side
    },
    Situation{
        "refund_timeout_after",
        "time-out after the provider acted",
        under<Harm::lost_after>,
        Situation::Decides::side
    },
    Situation{
        "refund_garbage", "200 with a page of HTML", under<Harm::garbage>, Situation::Decides::side
    },
    Situation{
        "refund_server_error",
        "500 after the provider acted",
        under<Harm::server_error_acted>,
        Situation::Decides::side
    },
    Situation{"refund_codes", "every code of a refund means what the table says", codes},
};

}  // namespace

std::span<const Situation> refund_situations() {
    return refund_table;
}

}  // namespace dvcpay::conformance
