// Money that is not what was expected: more, less, late, twice, of somebody else.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

void other_amount(Scene& scene, std::int64_t difference, IncidentKind kind) {
    const auto debt = scene.open();
    const auto moves = debt.offer.asked + difference;
    const auto txn = scene.player().pay(debt.offer, moves);
    scene.need(txn.has_value(), "the payer cannot pay another amount", "other_amount");
    auto wish = scene.notice(debt, txn.value());
    wish.amount = moves;
    const auto told = scene.tell(wish);
    scene.accept_reversal(told, txn.value());
    scene.expect_taken(told, fmt::format("a notice of {} instead of {}", moves, debt.offer.asked));
    scene.arena().run_for(hour_ms);
    const auto credit = scene.arena().credit(txn.value());
    scene.expect(
        credit && credit->amount.count() == moves,
        fmt::format(
            "{} moved where {} was asked, and it is no credit of that amount [{}]. Verified money "
            "always counts: report the amount that the notice names, never the attempt's",
            moves,
            debt.offer.asked,
            scene.describe(debt)
        )
    );
    scene.expect_incident(kind, "another amount than asked must be seen by people");
    if (difference < 0) {
        scene.expect(scene.status(debt) != "paid", "paid with less than was asked");
    }
}

void more(Scene& scene) {
    other_amount(scene, 1'000, IncidentKind::overpayment);
}
void less(Scene& scene) {
    other_amount(scene, -1'000, IncidentKind::underpayment);
}

/// Of the same form, and none of ours.
std::string stranger_ref(const Debt& debt) {
    std::string ref = debt.offer.number.empty() ? debt.order_ref : debt.offer.number;
    auto& c = ref[ref.size() / 2];
    c = c == '7' ? '8' : '7';
    return ref;
}

/// A notice of an order of ours is a credit by its own words: nobody is asked first.
bool notices_prove_money(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    const auto asked = scene.arena().wire().calls();
    scene.tell(scene.notice(debt, txn));
    return scene.arena().credit(txn).has_value() && scene.arena().wire().calls() == asked;
}

/// A question to the provider named this order or number.
bool was_asked_about(Scene& scene, const std::string& order) {
    return std::ranges::any_of(scene.arena().wire().sent(), [&](const Wire::Sent& one) {
        return one.request.body.find(order) != std::string::npos ||
               one.request.url.find(order) != std::string::npos;
    });
}

void stranger(Scene& scene) {
    const bool proven = notices_prove_money(scene);
    scene.fresh();
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.order = stranger_ref(debt);
    wish.amount = debt.offer.asked;
    const auto told = scene.tell(wish);
    scene.expect(
        told.reading.said != Reading::Said::garbage && told.reading.signature_ok,
        "answer(): a notice for an order that is none of ours: " + told.reading.why
    );
    scene.expect_untouched(debt, "verify(): money of a stranger's order went to an order of ours");
    // What is refused goes back; what only starts a question is booked by its answer, and here the
    // provider knows of no money.
    const bool taken =
        told.reading.said == Reading::Said::taken || told.reading.said == Reading::Said::repeated;
    if (!taken || !proven) return;
    scene.arena().run_for(minute_ms);
    if (was_asked_about(scene, wish.order)) return;
    const auto credits = scene.arena().found().credits;
    const bool kept = credits.size() == 1 && credits.front().state == CreditState::unmatched &&
                      credits.front().amount.count() == debt.offer.asked;
    scene.expect(
        kept,
        fmt::format(
            "money for an order that is none of ours was acknowledged, and {} credits are kept. "
            "verify(): a proven notice says paid, amount and provider_txn also where no order "
            "fits, "
            "or asks first",
            credits.size()
        )
    );
    scene.expect_incident(
        IncidentKind::unmatched_credit, "money for nobody must be seen by people"
    );
}

void late(Scene& scene) {
    const auto debt = scene.open();
    const auto file = scene.arena().file(debt.id);
    const auto& attempt = file.attempts.back();
    scene.arena().run_for(attempt.expires_at.ms - scene.arena().now().ms + 2 * hour_ms);
    const auto txn = scene.player().pay(debt.offer, debt.offer.asked);
    scene.need(txn.has_value(), "the provider takes no money after the offer has ended");
    const auto told = scene.tell(scene.notice(debt, txn.value()));
    scene.accept_reversal(told, txn.value());
    scene.expect_taken(told, "a notice of money that came late");
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format(
            "money that came after the expiry is not kept [{}]. Verified money always wins",
            scene.describe(debt)
        )
    );
    scene.expect_books_agree();
}

void after_cancel(Scene& scene) {
    const auto debt = scene.open();
    const auto answer =
        scene.arena().call("POST", "/v1/payments/" + debt.id + "/cancel", Json{{"reason", "kit"}});
    scene.expect(answer.status < 300, "cancel was refused: " + answer.text);
    scene.arena().run_for(second_ms);
    const auto txn = scene.player().pay(debt.offer, debt.offer.asked);
    scene.need(txn.has_value(), "the provider takes no money for what was cancelled");
    const auto told = scene.tell(scene.notice(debt, txn.value()));
    scene.accept_reversal(told, txn.value());
    scene.expect_taken(told, "a notice of money for a payment that was cancelled");
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format("money for a cancelled payment is not kept [{}]", scene.describe(debt))
    );
    scene.expect_books_agree();
}

void many_records(Scene& scene) {
    const auto first = scene.open();
    const auto second = scene.open();
    auto wish = scene.notice(first, scene.pay(first));
    wish.more.push_back(scene.notice(second, scene.pay(second)));
    scene.expect_taken(scene.tell(wish), "two records in one message");
    for (const auto& debt : {first, second}) {
        scene.expect(scene.becomes_paid(debt), "verify(): a record of a message with two was lost");
    }
    scene.expect_books_agree();
}

void shifted(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    auto wish = scene.notice(debt, txn);
    wish.shift_boundary = true;
    scene.tell(wish);
    const auto credits = scene.arena().found().credits;
    scene.expect(
        credits.empty(),
        "verify(): characters were moved across a border between fields, the signature held, and "
        "the money was credited wrongly. Implement the specification's boundary guards: compare "
        "every field with the stored order (Distrust::out_of_bounds)"
    );
    // The true message must still count: its transaction was not used up.
    scene.expect_taken(scene.tell(scene.notice(debt, txn)), "the true notice after a shifted one");
    scene.expect(scene.becomes_paid(debt), "the shifted message used up the transaction");
    scene.expect_books_agree();
}

void contradiction(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay_and_tell(debt);
    scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
    auto other = scene.notice(debt, txn);
    other.amount = debt.offer.asked + 7'000;
    const auto told = scene.tell(other);
    scene.expect(
        told.reading.said != Reading::Said::garbage,
        "answer(): a known transaction with another amount: " + told.reading.why
    );
    scene.expect_paid_once(debt, "a known transaction with another amount was booked again");
    scene.expect_books_agree();
}

void second_payment(Scene& scene) {
    const auto debt = scene.open();
    scene.pay_and_tell(debt);
    scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
    scene.arena().run_for(minute_ms);
    const auto txn = scene.player().pay(debt.offer, debt.offer.asked);
    scene.need(txn.has_value(), "the provider takes no second payment of an order");
    const auto told = scene.tell(scene.notice(debt, txn.value()));
    scene.accept_reversal(told, txn.value());
    scene.expect_taken(told, "a notice of a second payment: the money has moved");
    scene.expect_books_agree();
    scene.expect_incident(
        IncidentKind::duplicate_payment, "a second payment of one order must be seen by people"
    );
}

constexpr std::array money_table{
    Situation{"notice_more", "more was paid than asked: a credit and an incident", more},
    Situation{"notice_less", "less was paid than asked: a credit and an incident", less},
    Situation{
        "unknown_order", "money for an order that is none of ours: kept for nobody", stranger
    },
    Situation{"late", "money two hours after the offer has ended", late},
    Situation{"after_cancel", "money after the payment was cancelled", after_cancel},
    Situation{"many_records", "two orders in one message", many_records},
    Situation{
        "shift_boundary", "characters moved across a border under a valid signature", shifted
    },
    Situation{"contradiction", "a known transaction with another amount", contradiction},
    Situation{
        "second_payment", "a second payment of one order: credit and incident", second_payment
    },
};

}  // namespace

std::span<const Situation> money_situations() {
    return money_table;
}

}  // namespace dvcpay::conformance
