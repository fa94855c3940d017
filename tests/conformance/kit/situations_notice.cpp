// Notices of money: true, false, twice, late, forged.
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

void twice(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    const auto wish = scene.notice(debt, txn);
    auto bytes = scene.arena().message(wish);
    scene.need(bytes.has_value(), "the provider tells nothing");
    const auto first = scene.arena().deliver(wish.kind, *bytes);
    scene.expect_taken(first, "a true notice of money");
    const auto second = scene.arena().deliver(wish.kind, *bytes);
    scene.expect_taken(second, "the same notice again");
    scene.expect(scene.becomes_paid(debt), "told twice, and not paid: " + scene.describe(debt));
    scene.expect_paid_once(debt, "the same notice twice is one movement of money");
    scene.expect_books_agree();
}

void other_message_number(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    const auto wish = scene.notice(debt, txn);
    scene.expect_taken(scene.tell(wish), "a true notice of money");
    scene.arena().run_for(5 * second_ms);
    // Composed anew: another message number and time where the protocol has them.
    scene.expect_taken(scene.tell(wish), "the same movement in a new message");
    scene.expect(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
    scene.expect_paid_once(
        debt, "one movement told in two messages is one credit: provider_txn is no message number"
    );
    scene.expect_books_agree();
}

void replayed(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    const auto wish = scene.notice(debt, txn);
    auto bytes = scene.arena().message(wish);
    scene.need(bytes.has_value(), "the provider tells nothing");
    scene.arena().deliver(wish.kind, *bytes);
    scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
    const auto version = scene.arena().file(debt.id).payment.version;
    scene.arena().run_for(6 * hour_ms);
    scene.arena().deliver(wish.kind, *bytes);
    scene.arena().run_for(minute_ms);
    scene.expect_paid_once(debt, "a notice replayed after six hours changed something");
    scene.expect(
        scene.arena().file(debt.id).payment.version == version,
        "a notice replayed after six hours made a new version of the payment"
    );
    scene.expect_books_agree();
}

void reordered(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    auto late_word = scene.notice(debt, txn);
    scene.expect_taken(scene.tell(scene.notice(debt, txn)), "a true notice of money");
    scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
    late_word.says = sandbox::Says::waiting;
    if (!scene.arena().message(late_word)) late_word.says = sandbox::Says::declined;
    scene.tell(late_word);
    scene.arena().run_for(minute_ms);
    scene.expect_paid_once(debt, "an older word after `paid` took the money away");
    scene.expect_books_agree();
}

void before_create_answer(Scene& scene) {
    auto& arena = scene.arena();
    auto told = std::make_shared<std::optional<Told>>();
    const auto kind = scene.notice_kind();
    const auto asked = scene.usual_amount();
    arena.wire().meanwhile = [&arena, told, kind, asked]() -> Task<void> {
        const auto opening = co_await arena.opening_attempt();
        if (!opening) co_return;
        const std::string order_ref = opening->order_ref.text();
        Offer offer;
        offer.order_ref = order_ref;
        offer.number = opening->virtual_account;
        offer.asked = asked;
        const auto txn = arena.player().pay(offer, asked);
        if (!txn) co_return;
        Wish wish;
        wish.kind = kind;
        wish.order = order_ref;
        wish.txn = txn.value();
        co_await arena.login_task(kind, sandbox::SignedAs::right);
        auto request = arena.player().message(wish);
        if (!request) co_return;
        Told answer = co_await arena.deliver_task(kind, std::move(*request));
        *told = std::move(answer);
    };
    const auto made = arena.create(asked);
    scene.need(arena.wire().calls() > 0, "opening sends nothing that could be overtaken", "create");
    scene.need(told->has_value(), "no notice can come before the order is answered");
    const auto debt = Arena::debt_of(made.body);
    scene.expect_taken(**told, "a notice that came before the create answer");
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format(
            "the notice overtook the create answer and the money is lost [{}]", scene.describe(debt)
        )
    );
    scene.expect_paid_once(debt, "overtaken create");
    scene.expect_books_agree();
}

void not_believed(Scene& scene, Wish wish, const Debt& debt, const std::string& what) {
    const auto told = scene.tell(wish);
    scene.expect_refused(told, what);
    // Only the notice: what a question finds out afterwards is another matter.
    scene.expect_untouched(debt, fmt::format("verify(): {} was believed", what));
}

void forged(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.signed_as = sandbox::SignedAs::wrong_key;
    not_believed(
        scene, wish, debt, "a notice signed with a wrong key (check it with Keys::verify_*, first)"
    );
}

void not_signed(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.signed_as = sandbox::SignedAs::nothing;
    not_believed(scene, wish, debt, "a notice without signature or token");
}

void tampered(Scene& scene) {
    const auto debt = scene.open();
    const auto wish = scene.notice(debt);
    auto bytes = scene.arena().message(wish);
    scene.need(bytes.has_value(), "the provider tells nothing");
    const auto digits = std::to_string(debt.offer.asked);
    auto changed = digits;
    changed.front() = changed.front() == '9' ? '8' : '9';
    auto at = bytes->body.find(digits);
    if (at != std::string::npos) {
        bytes->body.replace(at, digits.size(), changed);
    } else if (bytes->body.size() > 80) {
        at = bytes->body.size() / 2;  // sealed: any byte of the middle
        bytes->body[at] = bytes->body[at] == 'A' ? 'B' : 'A';
    } else {
        auto& url = bytes->url;
        at = url.find(digits);
        scene.need(at != std::string::npos, "the message names no amount");
        url.replace(at, digits.size(), changed);
    }
    const auto told = scene.arena().deliver(wish.kind, std::move(*bytes));
    scene.expect_refused(told, "a notice whose amount was changed on the way");
    scene.expect_untouched(debt, "verify(): a notice whose amount was changed was believed");
}

void other_partner(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.partner = "FOREIGN1";
    const auto told = scene.tell(wish);
    scene.expect_refused(told, "a notice for another partner (Distrust::foreign_partner)");
    scene.expect_untouched(debt, "verify(): a notice for another partner was believed");
}

void other_currency(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.currency = "USD";
    scene.tell(wish);
    scene.arena().run_for(second_ms);
    const auto credits = scene.arena().found().credits;
    scene.expect(
        credits.empty(),
        "verify(): an amount in USD was credited as đồng; compare the currency with VND"
    );
    scene.expect(scene.status(debt) != "paid", "verify(): paid in another currency");
}

void declined(Scene& scene) {
    const auto debt = scene.open();
    (void)scene.player().decline(debt.offer);
    auto wish = scene.notice(debt);
    wish.says = sandbox::Says::declined;
    const auto told = scene.tell(wish);
    scene.expect_taken(told, "a notice that the payer declined");
    scene.arena().run_for(2 * minute_ms);
    const auto state = scene.attempt_state(debt);
    scene.expect(
        is_final(state) && state != AttemptState::succeeded,
        fmt::format("declined, and the attempt is {}", to_string(state))
    );
    scene.expect(scene.arena().found().credits.empty(), "declined, and money was credited");
}

void waiting(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.says = sandbox::Says::waiting;
    scene.tell(wish);
    scene.expect_untouched(debt, "a notice that the payer has not finished changed the payment");
}

void unknown_code(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.says = sandbox::Says::unknown_code;
    scene.tell(wish);
    scene.expect_untouched(
        debt, "codes: a notice with a code nobody knows was taken for success or failure"
    );
}

void codes(Scene& scene) {
    std::int64_t seen = 0;
    const auto kind = scene.notice_kind();
    for (const auto& row : scene.player().codes()) {
        if (row.operation != kind) continue;
        ++seen;
        scene.fresh();
        const auto debt = scene.open();
        auto wish = scene.notice(debt);
        wish.code = row.code;
        const bool pays = row.means == sandbox::Means::paid;
        if (pays) wish.txn = scene.pay(debt);
        if (!scene.arena().tell(wish)) continue;
        const auto mend = fmt::format(
            "codes: a notice says \"{}\", which means {}. Mend its row in codes.cpp",
            row.code,
            sandbox::word_of(row.means)
        );
        const bool ends = row.means == sandbox::Means::declined ||
                          row.means == sandbox::Means::cancelled ||
                          row.means == sandbox::Means::lapsed;
        if (pays) {
            scene.expect(scene.becomes_paid(debt), mend + " [" + scene.describe(debt) + "]");
        } else if (ends) {
            const auto state = scene.attempt_state(debt);
            scene.expect(
                is_final(state) && state != AttemptState::succeeded,
                mend + " [" + scene.describe(debt) + "]"
            );
        } else {
            scene.expect_untouched(debt, mend);
        }
    }
    scene.need(seen > 0, "a notice carries no code");
}

/// Bytes from outside: nothing may be believed, nothing may break.
void hostile(Scene& scene) {
    const auto debt = scene.open();
    const auto kinds = scene.capability().inbound_kinds;
    std::string deep(20'000, '[');
    std::vector<std::string> bodies{
        "",
        "null",
        "{}",
        "[]",
        "{\"a\":",
        deep,
        std::string(64, '\0'),
        "\xff\xfe\xc0\x80",
        R"({"amount":99999999999999999999999999,"amount":1})",
        R"({"data":{"records":[null,1,"x",{"amount":-1}]},"header":null})",
        "a=1&a=2&=&&%zz=%00&check_sum=",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
    };
    const auto real = scene.arena().message(scene.notice(debt));
    if (real) {
        for (const std::size_t part : {1U, 3U, 7U, 15U}) {
            bodies.push_back(real->body.substr(0, real->body.size() * part / 16));
        }
    }
    for (const auto& kind : kinds) {
        for (const auto& body : bodies) {
            OutboundRequest request;
            request.url =
                "https://gateway.test/v1/callbacks/" + scene.arena().provider() + '/' + kind;
            request.headers.add("Content-Type", "application/json");
            request.body = body;
            const auto told = scene.arena().deliver(kind, std::move(request));
            scene.expect(
                told.status != 0 && (told.status < 500 || told.status == 503),
                fmt::format(
                    "kind {}: {} hostile bytes were answered with HTTP {}",
                    kind,
                    body.size(),
                    told.status
                )
            );
        }
    }
    scene.expect_untouched(debt, "verify(): hostile bytes were believed");
    scene.expect_no_complaints();
}

void store_down(Scene& scene) {
    const auto debt = scene.open();
    const auto txn = scene.pay(debt);
    const auto wish = scene.notice(debt, txn);
    auto bytes = scene.arena().message(wish);
    scene.need(bytes.has_value(), "the provider tells nothing");
    scene.arena().store_fails(true);
    const auto told = scene.arena().deliver(wish.kind, *bytes);
    scene.arena().store_fails(false);
    scene.expect(
        told.reading.said == Reading::Said::again,
        fmt::format(
            "answer(): our store is down (InboundOutcome::try_again), and the provider reads "
            "\"{}\" "
            "(HTTP {}, code \"{}\"); it must repeat",
            sandbox::word_of(told.reading.said),
            told.status,
            told.reading.code
        )
    );
    scene.arena().run_for(minute_ms);
    const auto again = scene.arena().tell(wish);
    if (again) scene.expect_taken(*again, "the repetition after our store came back");
    scene.expect(scene.becomes_paid(debt), "not paid after the store came back");
    scene.expect_books_agree();
}

void return_alone(Scene& scene) {
    const auto debt = scene.open();
    for (const auto& query :
         {std::string("orderId=") + debt.order_ref + "&resultCode=0&status=paid",
          std::string("order_id=") + debt.order_ref + "&error_code=00&payment_status=1",
          std::string("%00&&&=&signature=")}) {
        const auto back =
            scene.arena().call("GET", "/v1/return/" + scene.arena().provider() + '?' + query);
        scene.expect(
            back.status == 303 || back.status == 404,
            fmt::format("a browser's return was answered with {}", back.status)
        );
    }
    scene.expect_untouched(debt, "read_return(): a browser's return changed the payment");
}

constexpr std::array notice_table{
    Situation{"notice_twice", "the same notice twice is one credit", twice},
    Situation{
        "notice_new_number",
        "the same movement in a new message is one credit",
        other_message_number
    },
    Situation{"notice_replayed", "the same bytes six hours later change nothing", replayed},
    Situation{"notice_reordered", "an older word after `paid` changes nothing", reordered},
    Situation{
        "notice_before_answer", "a notice comes before the create answer", before_create_answer
    },
    Situation{"notice_forged", "signed with a wrong key", forged},
    Situation{"notice_unsigned", "no signature, no token", not_signed},
    Situation{
        "notice_tampered", "the amount was changed on the way", tampered, Situation::Decides::side
    },
    Situation{"wrong_partner", "a notice for another partner", other_partner},
    Situation{"wrong_currency", "a notice in another currency", other_currency},
    Situation{"notice_declined", "the payer declined", declined},
    Situation{"notice_waiting", "the payer has not finished", waiting},
    Situation{"notice_unknown_code", "a code nobody knows", unknown_code},
    Situation{"notice_codes", "every code of a notice means what the table says", codes},
    Situation{"hostile_bytes", "hostile bytes to each kind of call", hostile},
    Situation{"store_down", "our store is down: the provider is told to repeat", store_down},
    Situation{"return_alone", "a browser's return alone changes nothing", return_alone},
};

}  // namespace

std::span<const Situation> notice_situations() {
    return notice_table;
}

}  // namespace dvcpay::conformance
