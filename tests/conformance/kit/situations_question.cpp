// Questions of the provider: may it be paid, was a result kept; and its logins.
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

Told ask(Scene& scene, const std::string& kind, const Debt& debt) {
    Wish wish;
    wish.kind = kind;
    wish.order = debt.order_ref;
    return scene.tell(wish);
}

std::vector<std::string> questions(Scene& scene) {
    auto kinds = scene.player().questions();
    scene.need(!kinds.empty(), "the provider asks nothing before it takes money", "questions");
    return kinds;
}

void expect_yes(Scene& scene, const std::string& kind, const Debt& debt, const Told& told) {
    scene.expect_taken(told, "the question \"" + kind + "\" about an order that may be paid");
    if (told.reading.amount) {
        scene.expect(
            *told.reading.amount == debt.offer.asked,
            fmt::format(
                "answer(): \"{}\" was answered with {} instead of {}",
                kind,
                *told.reading.amount,
                debt.offer.asked
            )
        );
    }
}

void expect_no(Scene& scene, const std::string& kind, const Told& told, const std::string& about) {
    scene.expect_refused(told, "the question \"" + kind + "\" about " + about);
    scene.expect(
        told.reading.signature_ok,
        "answer(): the \"no\" to \"" + kind + "\" is signed wrongly: " + told.reading.why
    );
}

void payable(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        const auto told = ask(scene, kind, debt);
        expect_yes(scene, kind, debt, told);
        scene.expect_untouched(debt, "a question changed the payment");
        const auto again = ask(scene, kind, debt);
        expect_yes(scene, kind, debt, again);
    }
}

void paid(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        scene.pay_and_tell(debt);
        scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
        const auto told = ask(scene, kind, debt);
        expect_no(scene, kind, told, "an order that is paid (Payable::paid)");
    }
}

void closed(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        const auto ends = scene.arena().file(debt.id).attempts.back().expires_at;
        scene.arena().run_for(ends.ms - scene.arena().now().ms + 2 * hour_ms);
        const auto told = ask(scene, kind, debt);
        expect_no(scene, kind, told, "an order that has ended (Payable::closed)");
    }
}

void cancelled(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        const auto answer = scene.arena().call(
            "POST", "/v1/payments/" + debt.id + "/cancel", Json{{"reason", "kit"}}
        );
        scene.expect(answer.status < 300, "cancel was refused: " + answer.text);
        scene.arena().run_for(second_ms);
        if (scene.status(debt) != "cancelled") continue;
        const auto told = ask(scene, kind, debt);
        expect_no(scene, kind, told, "an order that was cancelled (Payable::closed)");
    }
}

void unknown(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        Wish wish;
        wish.kind = kind;
        wish.order = debt.offer.number.empty() ? debt.order_ref : debt.offer.number;
        auto& c = wish.order[wish.order.size() / 2];
        c = c == '7' ? '8' : '7';
        const auto told = scene.tell(wish);
        expect_no(scene, kind, told, "an order that is none of ours");
    }
}

void forged(Scene& scene) {
    for (const auto& kind : questions(scene)) {
        const auto debt = scene.open();
        Wish wish;
        wish.kind = kind;
        wish.order = debt.order_ref;
        wish.signed_as = sandbox::SignedAs::wrong_key;
        const auto told = scene.tell(wish);
        scene.expect_refused(told, "the question \"" + kind + "\" signed with a wrong key");
        scene.expect(
            !told.reading.amount || *told.reading.amount == 0,
            "answer(): a stranger learns the amount of an order by a forged question"
        );
    }
}

void result(Scene& scene) {
    const auto kinds = scene.player().result_questions();
    scene.need(
        !kinds.empty(), "the provider does not ask whether a result was kept", "result_questions"
    );
    for (const auto& kind : kinds) {
        const auto debt = scene.open();
        const auto before = ask(scene, kind, debt);
        expect_no(scene, kind, before, "an order without a result");
        scene.pay_and_tell(debt);
        scene.require(scene.becomes_paid(debt), "not paid: " + scene.describe(debt));
        const auto after = ask(scene, kind, debt);
        scene.expect_taken(after, "the question \"" + kind + "\" about a result that was kept");
    }
}

/// Kinds that a login comes before.
std::vector<std::string> behind_login(Scene& scene) {
    std::vector<std::string> out;
    for (const auto& kind : scene.capability().inbound_kinds) {
        if (!scene.player().before(kind).empty()) out.push_back(kind);
    }
    scene.need(!out.empty(), "the provider does not log in to us", "login");
    return out;
}

void wrong_login(Scene& scene) {
    for (const auto& kind : behind_login(scene)) {
        for (const auto& first : scene.player().before(kind)) {
            for (const auto how : {sandbox::SignedAs::wrong_key, sandbox::SignedAs::nothing}) {
                Wish wish;
                wish.kind = first;
                wish.signed_as = how;
                const auto request = scene.player().message(wish);
                if (!request) continue;
                const auto told = scene.arena().deliver(first, *request);
                scene.expect_refused(told, "a login with wrong credentials");
            }
        }
    }
}

void login_ended(Scene& scene) {
    for (const auto& kind : behind_login(scene)) {
        const auto debt = scene.open();
        Wish wish;
        wish.kind = kind;
        wish.order = debt.order_ref;
        const auto request = scene.arena().message(wish);
        if (!request) continue;
        scene.arena().run_for(3 * hour_ms);
        const auto told = scene.arena().deliver(kind, *request);
        scene.expect_refused(told, "\"" + kind + "\" with a token that ended hours ago");
        scene.expect(
            scene.arena().found().credits.empty(),
            "verify(): a call with an ended token was believed; compare its end with context.now"
        );
    }
}

constexpr std::array question_table{
    Situation{"question_payable", "an open order may be paid, with its amount", payable},
    Situation{"question_paid", "a paid order may not", paid},
    Situation{"question_closed", "an expired order may not", closed},
    Situation{"question_cancelled", "a cancelled order may not", cancelled},
    Situation{"question_unknown", "an unknown order may not", unknown},
    Situation{"question_forged", "a forged question learns nothing", forged},
    Situation{"question_result", "was a result kept", result},
    Situation{"login_wrong", "a login with wrong credentials", wrong_login},
    Situation{"login_ended", "a call with a token that has ended", login_ended},
};

}  // namespace

std::span<const Situation> question_situations() {
    return question_table;
}

}  // namespace dvcpay::conformance
