// Asking the provider: by order or by account, with every answer that can come.
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

void need_questions(Scene& scene) {
    const auto& can = scene.capability();
    scene.need(can.query_attempt || can.query_account, "the provider cannot be asked", "query");
}

void need_order_questions(Scene& scene) {
    scene.need(
        scene.capability().query_attempt,
        "the provider cannot be asked about an order",
        "query_order"
    );
}

/// Lets time run until the provider was asked once more about anything.
void until_asked(Scene& scene) {
    auto& wire = scene.arena().wire();
    const auto before = wire.calls();
    const bool asked = scene.arena().run_until([&] { return wire.calls() > before; }, 48 * hour_ms);
    scene.require(asked, "the provider was not asked within two days: mend the AskPlan of check()");
    scene.arena().run_for(second_ms);
}

/// Each movement is told by a notice too, where the protocol can say it.
void tell_of_each(Scene& scene, const Debt& debt, const std::vector<std::string>& txns) {
    for (const auto& txn : txns) {
        const auto told = scene.arena().tell(scene.notice(debt, txn));
        if (told) scene.expect_taken(*told, "a notice of money that a question had found already");
    }
    scene.arena().run_for(minute_ms);
}

void silent(Scene& scene) {
    need_questions(scene);
    const auto debt = scene.open();
    scene.pay(debt);
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format(
            "paid, nobody told us, and two days of questions do not find it [{}]. Mend "
            "query_attempt() or account_call()",
            scene.describe(debt)
        )
    );
    scene.expect_paid_once(debt, "found by asking");
    scene.expect_books_agree();
    scene.expect_no_complaints();
}

void asked_then_told(Scene& scene) {
    need_questions(scene);
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    scene.require(scene.becomes_paid(debt), "not found by asking: " + scene.describe(debt));
    const auto told = scene.arena().tell(scene.notice(debt, txn));
    if (told) scene.expect_taken(*told, "a notice of money that a question had found already");
    scene.expect_paid_once(
        debt,
        "found by a question and told by a notice: one movement, so both must name the same "
        "provider_txn (or other_txns)"
    );
    scene.expect_books_agree();
}

void two_movements(Scene& scene) {
    need_questions(scene);
    const auto debt = scene.open();
    const auto first = scene.pay(debt);
    const auto second = scene.player().pay(debt.offer, debt.offer.asked);
    scene.need(
        second.has_value(), "the provider takes no second payment of an order", "second_payment"
    );
    scene.require(
        scene.becomes_paid(debt), "paid twice, and not found by asking: " + scene.describe(debt)
    );
    for (const auto& txn : {first, second.value()}) {
        scene.expect(
            scene.arena().credit(txn).has_value(),
            fmt::format(
                "an answer told of two movements, and {} is no credit. Give the core a notice of "
                "each (QueryAnswer::add, AccountPage::notices), never the one that fits best [{}]",
                txn,
                scene.describe(debt)
            )
        );
    }
    scene.expect_books_agree();
    scene.expect_incident(
        IncidentKind::duplicate_payment, "a second payment of one order must be seen by people"
    );
    // Both are told as well: nothing is new.
    tell_of_each(scene, debt, {first, second.value()});
    scene.expect_books_agree();
    scene.expect_no_complaints();
}

void not_found_yet(Scene& scene) {
    need_order_questions(scene);
    std::string code;
    for (const auto& row : scene.player().codes()) {
        if (row.operation == "query" && row.means == sandbox::Means::not_found) code = row.code;
    }
    scene.need(!code.empty(), "no code says that an order is not found");
    const auto debt = scene.open();
    scene.pay(debt);
    scene.player().answer_next("query", code);
    until_asked(scene);
    scene.expect(
        is_live(scene.attempt_state(debt)) || scene.status(debt) == "paid",
        fmt::format(
            "\"not found\" ended the attempt; the order may still be on its way [{}]",
            scene.describe(debt)
        )
    );
    scene.expect(scene.becomes_paid(debt), "not found once, then paid, and never learnt");
    scene.expect_books_agree();
}

void codes(Scene& scene) {
    need_order_questions(scene);
    std::int64_t seen = 0;
    for (const auto& row : scene.player().codes()) {
        if (row.operation != "query") continue;
        ++seen;
        scene.fresh();
        const auto debt = scene.open();
        const bool pays = row.means == sandbox::Means::paid;
        if (pays) scene.pay(debt);
        scene.player().answer_next("query", row.code);
        until_asked(scene);
        const auto mend = fmt::format(
            "codes: a query answers \"{}\", which means {}. Mend its row in codes.cpp [{}]",
            row.code,
            sandbox::word_of(row.means),
            scene.describe(debt)
        );
        const auto state = scene.attempt_state(debt);
        const bool ends = row.means == sandbox::Means::declined ||
                          row.means == sandbox::Means::cancelled ||
                          row.means == sandbox::Means::lapsed;
        const bool right = pays   ? scene.status(debt) == "paid"
                           : ends ? is_final(state) && state != AttemptState::succeeded
                                  : is_live(state) && scene.status(debt) != "paid";
        scene.expect(right, mend);
        if (!pays) {
            scene.expect(
                scene.arena().found().credits.empty(),
                mend + ": money was credited that never moved"
            );
        }
    }
    scene.need(seen > 0, "an answer to a query carries no code");
}

void unknown_code(Scene& scene) {
    need_order_questions(scene);
    const auto debt = scene.open();
    scene.player().answer_next("query", "98765");
    until_asked(scene);
    scene.expect_untouched(debt, "codes: a query answered with a code nobody knows");
}

/// A question is answered badly; nothing is concluded, and the next one finds the money.
void harmed(Scene& scene, Harm harm) {
    need_questions(scene);
    const auto debt = scene.open();
    scene.pay(debt);
    scene.arena().wire().harm_next(harm);
    until_asked(scene);
    const bool proven_otherwise = harm == Harm::unproven && scene.status(debt) == "paid";
    if (proven_otherwise) {
        const auto credits = scene.arena().found().credits;
        const auto proof = scene.arena().proof_of(credits.front());
        scene.expect(
            proof == ProofKind::signature,
            fmt::format(
                "query: an answer of a peer that did not prove its name was believed by {}. Only a "
                "signature may replace the proof of origin (toolkit/echo)",
                to_string(proof)
            )
        );
        return;
    }
    scene.expect(
        scene.status(debt) != "paid" || harm == Harm::other_type || harm == Harm::oversized,
        fmt::format("query: {} was believed", word_of(harm))
    );
    scene.expect(
        is_live(scene.attempt_state(debt)) || scene.status(debt) == "paid",
        fmt::format("query: {} ended the attempt; say QuerySilent", word_of(harm))
    );
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format("query: after {} the money was never found", word_of(harm))
    );
    scene.expect_books_agree();
}

template <Harm what>
void under(Scene& scene) {
    harmed(scene, what);
}

void about_another(Scene& scene) {
    need_order_questions(scene);
    const auto debt = scene.open();
    scene.pay(debt);
    scene.arena().wire().order_ref = debt.order_ref;
    scene.arena().wire().harm_next(Harm::other_order);
    until_asked(scene);
    scene.expect(
        scene.status(debt) != "paid",
        "query: an answer that names another order was believed. Compare every echo with what was "
        "asked, also where TLS proved the peer"
    );
}

void clock_off(Scene& scene, std::int64_t ahead_ms) {
    ArenaOptions options;
    options.provider_ahead_ms = ahead_ms;
    scene.fresh(options);
    const auto debt = scene.open();
    scene.pay_and_tell(debt);
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format(
            "the provider's clock is {} minutes off, and nothing works [{}]",
            ahead_ms / minute_ms,
            scene.describe(debt)
        )
    );
    scene.expect_books_agree();
    scene.expect_no_complaints();
}

void ahead(Scene& scene) {
    clock_off(scene, 5 * minute_ms);
}
void behind(Scene& scene) {
    clock_off(scene, -5 * minute_ms);
}

void unpaid_ends(Scene& scene) {
    const auto debt = scene.open();
    scene.arena().run_for(72 * hour_ms);
    const auto now = scene.status(debt);
    scene.expect(
        now == "expired" || now == "outcome_unknown",
        fmt::format("nobody paid, three days passed, and the payment is {}", scene.describe(debt))
    );
    scene.expect(scene.arena().found().credits.empty(), "nobody paid, and money was credited");
    scene.expect_no_complaints();
}

constexpr std::array ask_table{
    Situation{"silent_payment", "paid and not told: found by asking", silent},
    Situation{"asked_then_told", "found by a question, then told: one credit", asked_then_told},
    Situation{
        "two_movements",
        "two movements in one answer: both are credits",
        two_movements,
        Situation::Decides::side
    },
    Situation{"not_found_yet", "\"not found\" does not end an order", not_found_yet},
    Situation{"query_codes", "every code of a query means what the table says", codes},
    Situation{"query_unknown_code", "a code nobody knows", unknown_code},
    Situation{"query_timeout", "no answer in time", under<Harm::lost_before>},
    Situation{"query_refused", "no connection", under<Harm::refused>},
    Situation{"query_untrusted", "certificate expired or unknown", under<Harm::untrusted>},
    Situation{"query_server_error", "503", under<Harm::server_error>},
    Situation{"query_garbage", "200 with a page of HTML", under<Harm::garbage>},
    Situation{"query_truncated", "half an answer", under<Harm::truncated>},
    Situation{"query_oversized", "a megabyte behind the answer", under<Harm::oversized>},
    Situation{"query_redirect", "302 to another host", under<Harm::redirect>},
    Situation{"query_content_type", "the answer, said to be text/html", under<Harm::other_type>},
    Situation{"query_unproven", "an answer without proof of origin", under<Harm::unproven>},
    Situation{
        "query_other_order",
        "an answer about another order",
        about_another,
        Situation::Decides::side
    },
    Situation{"clock_ahead", "the provider's clock is five minutes ahead", ahead},
    Situation{"clock_behind", "the provider's clock is five minutes behind", behind},
    Situation{"nobody_pays", "nobody pays: it ends, without money", unpaid_ends},
};

}  // namespace

std::span<const Situation> asking_situations() {
    return ask_table;
}

}  // namespace dvcpay::conformance
