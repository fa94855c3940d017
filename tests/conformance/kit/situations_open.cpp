// Opening an order: every way its call can end.
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

void each_method(Scene& scene) {
    const auto methods = scene.capability().methods;
    for (const auto& method : methods) {
        scene.fresh();
        const auto debt = scene.open(std::nullopt, method.method);
        const auto txn = scene.pay_and_tell(debt);
        scene.expect(
            scene.becomes_paid(debt),
            fmt::format(
                "method {}: paid and told, but not paid here. Mend verify() [{}]",
                to_string(method.method),
                scene.describe(debt)
            )
        );
        scene.expect_paid_once(debt, "one payment must be one credit");
        scene.expect_books_agree();
        scene.expect_no_complaints();
    }
}

void next_action_fits(Scene& scene) {
    const auto methods = scene.capability().methods;
    for (const auto& method : methods) {
        scene.fresh();
        const auto debt = scene.open(std::nullopt, method.method);
        const bool fits =
            method.method == Method::qr ? !debt.offer.qr.empty() : !debt.offer.url.empty();
        scene.expect(
            fits,
            fmt::format(
                "initiate(): method {} hands out {}",
                to_string(method.method),
                debt.made.at("attempt").dump()
            )
        );
        const auto seen = scene.player().look(debt.offer);
        scene.expect(
            seen.has_value(),
            "initiate(): the payer opens what it handed out, the provider says: " +
                (seen ? std::string{} : seen.error().detail)
        );
        scene.expect_no_complaints();
    }
}

/// Creates under a harm; empty where nothing is sent at all.
std::optional<Debt> create_under(Scene& scene, Harm harm) {
    scene.arena().wire().harm_next(harm);
    const auto made = scene.arena().create(scene.usual_amount());
    scene.need(scene.arena().wire().calls() > 0, "opening sends nothing", "create");
    scene.require(
        made.status == 201,
        fmt::format(
            "initiate(): {} made the portal's call fail with {} {}",
            word_of(harm),
            made.status,
            made.text
        )
    );
    // The portal is answered before a call that hangs has ended.
    const auto debt = Arena::debt_of(made.body);
    for (int s = 0; s < 120 && scene.attempt_state(debt) == AttemptState::initiating; ++s) {
        scene.arena().run_for(second_ms);
    }
    scene.arena().run_for(second_ms);
    return debt;
}

/// The provider may have done it: never "failed", and money is found afterwards.
void after_doubt(Scene& scene, Harm harm) {
    auto debt = *create_under(scene, harm);
    const auto state = scene.attempt_state(debt);
    scene.expect(
        is_live(state),
        fmt::format(
            "initiate(): after {} the attempt is {}. The order may exist: say CreateUnknown, never "
            "CreateRefused or CreateNotSent",
            word_of(harm),
            to_string(state)
        )
    );
    if (!provider_acts(harm)) return;
    debt = Arena::debt_of(scene.arena().payment(debt.id));
    debt.order_ref = scene.arena().file(debt.id).attempts.back().order_ref.text();
    debt.offer.order_ref = debt.order_ref;
    debt.offer.number = scene.arena().file(debt.id).attempts.back().virtual_account;
    debt.offer.asked = scene.usual_amount();
    const auto txn = scene.player().pay(debt.offer, debt.offer.asked);
    if (!txn) return;  // the provider does not know it: nothing can be lost
    const auto told = scene.arena().tell(scene.notice(debt, txn.value()));
    if (told) scene.expect_taken(*told, "a notice about an order whose create answer was lost");
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format(
            "after {} the payer paid all the same, and the money is not found [{}]. Mend verify() "
            "and query_attempt(): they must not need what only the create answer says",
            word_of(harm),
            scene.describe(debt)
        )
    );
    scene.expect_books_agree();
}

/// Nothing was sent: safe to say so, and safe to try again.
void not_sent(Scene& scene, Harm harm) {
    const auto debt = *create_under(scene, harm);
    const auto state = scene.attempt_state(debt);
    scene.expect(
        state == AttemptState::failed || is_live(state),
        fmt::format(
            "initiate(): after {} the attempt is {}; say CreateNotSent with can_retry",
            word_of(harm),
            to_string(state)
        )
    );
    scene.expect(scene.arena().found().credits.empty(), "money out of a call that was never sent");
    const auto again = scene.arena().create(scene.usual_amount());
    scene.expect(
        again.status == 201 &&
            Arena::debt_of(again.body).made.at("attempt").value("status", "") == "pending",
        fmt::format("initiate(): after {} the next payment does not open either", word_of(harm))
    );
}

template <Harm harm>
void doubt(Scene& scene) {
    after_doubt(scene, harm);
}
template <Harm harm>
void unsent(Scene& scene) {
    not_sent(scene, harm);
}

void other_type(Scene& scene) {
    const auto debt = *create_under(scene, Harm::other_type);
    scene.expect(
        is_live(scene.attempt_state(debt)),
        "initiate(): an answer with another content type was taken for a refusal"
    );
}

void token_ended(Scene& scene) {
    scene.open();
    scene.need(scene.arena().wire().uses_tokens(), "no call carries a token", "token");
    const auto before = scene.arena().wire().tokens_fetched();
    scene.arena().wire().harm_next(Harm::unauthorised);
    const auto debt = scene.open();
    scene.expect(
        scene.arena().wire().tokens_fetched() == before + 1,
        "after HTTP 401 no new token was fetched: name the token as Credential::Kind::token"
    );
    scene.expect(is_live(scene.attempt_state(debt)), "after a new token the call must go again");
}

void create_codes(Scene& scene) {
    std::int64_t seen = 0;
    for (const auto& row : scene.player().codes()) {
        if (row.operation != "create") continue;
        ++seen;
        scene.fresh();
        scene.player().answer_next("create", row.code);
        const auto made = scene.arena().create(scene.usual_amount());
        scene.require(made.status == 201, "create failed: " + made.text);
        const auto state = scene.attempt_state(Arena::debt_of(made.body));
        const bool right = row.means == sandbox::Means::opened    ? state == AttemptState::pending
                           : row.means == sandbox::Means::refused ? state == AttemptState::failed
                                                                  : state == AttemptState::unknown;
        scene.expect(
            right,
            fmt::format(
                "codes: create answers \"{}\", which means {}; the attempt is {}. Mend the row of "
                "the create table in codes.cpp",
                row.code,
                sandbox::word_of(row.means),
                to_string(state)
            )
        );
    }
    scene.need(seen > 0, "no code answers a create");
}

void unknown_create_code(Scene& scene) {
    scene.player().answer_next("create", "98765");
    const auto made = scene.arena().create(scene.usual_amount());
    scene.need(scene.arena().wire().calls() > 0, "opening sends nothing", "create");
    const auto state = scene.attempt_state(Arena::debt_of(made.body));
    scene.expect(
        is_live(state),
        fmt::format(
            "codes: create answers \"98765\", which nobody knows; the attempt is {}. A code that "
            "is not in the table is unknown",
            to_string(state)
        )
    );
}

void amounts(Scene& scene) {
    const auto methods = scene.capability().methods;
    for (const auto& method : methods) {
        for (const auto amount : {method.amount_min.count(), method.amount_max.count()}) {
            scene.fresh();
            const auto debt = scene.open(amount, method.method);
            scene.pay_and_tell(debt);
            scene.expect(
                scene.becomes_paid(debt),
                fmt::format(
                    "{} by {}: at the limit, and not paid [{}]",
                    amount,
                    to_string(method.method),
                    scene.describe(debt)
                )
            );
            scene.expect_books_agree();
            scene.expect_no_complaints();
        }
        const auto calls = scene.arena().wire().calls();
        for (const auto amount : {method.amount_min.count() - 1, method.amount_max.count() + 1}) {
            if (amount <= 0) continue;
            const auto made = scene.arena().create(amount, method.method);
            scene.expect(
                made.status == 422,
                fmt::format("{} is beyond the limits and answered {}", amount, made.status)
            );
        }
        scene.expect(
            scene.arena().wire().calls() == calls,
            "an amount beyond the limits of the capability record reached the provider"
        );
    }
}

void beyond_32_bits(Scene& scene) {
    constexpr std::int64_t large = 3'000'000'123;
    const auto& method = scene.usual_method();
    scene.need(
        method.amount_max.count() >= large,
        fmt::format("no amount above {} is taken", method.amount_max.count()),
        "large_amounts"
    );
    const auto debt = scene.open(large);
    scene.pay_and_tell(debt);
    scene.expect(
        scene.becomes_paid(debt),
        fmt::format("{} ₫ was paid and is not paid here [{}]", large, scene.describe(debt))
    );
    scene.expect_books_agree();
    scene.expect_no_complaints();
}

void texts(Scene& scene) {
    for (const auto* text :
         {"Nộp phí, lệ phí: Đăng ký quyền sử dụng đất \"Ấp 3\" — hẻm 12/7 & đường Nguyễn Thị Định",
          "a|b&c=d<e>f'g\\h/i?j#k%20l+m;n",
          "Ω≈ç√ 漢字 🙂 zero\u200bwidth",
          "                                                                                x"}) {
        scene.fresh();
        const auto made = scene.arena().create(scene.usual_amount(), std::nullopt, [&](Json& body) {
            body["description"] = text;
        });
        if (made.status == 422) continue;  // the API itself does not take it
        const auto debt = Arena::debt_of(made.body);
        scene.require(
            made.status == 201 && made.body.at("attempt").value("status", "") == "pending",
            fmt::format(
                "initiate(): a description of {} does not open: {}. Fold and cut texts to the "
                "provider's alphabet (toolkit/fold)",
                text,
                made.text
            )
        );
        scene.pay_and_tell(debt);
        scene.expect(
            scene.becomes_paid(debt),
            fmt::format("with the description {} the money is not found", text)
        );
        scene.expect_no_complaints();
    }
}

void long_text(Scene& scene) {
    std::string text;
    for (int i = 0; i < 84; ++i) text += "Ệ";
    const auto made = scene.arena().create(scene.usual_amount(), std::nullopt, [&](Json& body) {
        body["description"] = text;
    });
    scene.require(
        made.status == 201 && made.body.at("attempt").value("status", "") == "pending",
        "initiate(): a long Vietnamese description does not open: cut it to the provider's limit "
        "in characters, never inside one: " +
            made.text
    );
    scene.expect_no_complaints();
}

void numbers_rest(Scene& scene) {
    const auto& account = scene.arena().contender().contract.account.key;
    const auto plan = scene.arena().adapter().numbers(account);
    scene.need(plan.has_value(), "payments are not told apart by a number", "numbers");
    std::set<std::string> seen;
    for (int i = 0; i < 4; ++i) {
        const auto debt = scene.open();
        scene.expect(
            seen.insert(debt.offer.number).second,
            fmt::format(
                "number {} was given to a second payment while its first is watched. Mend "
                "NumberPlan::spell or its size",
                debt.offer.number
            )
        );
        scene.arena().run_for(2 * 24 * hour_ms);
    }
}

constexpr std::array open_table{
    Situation{"happy_path", "each method: opened, paid, told, one credit", each_method},
    Situation{
        "next_action", "what the payer is given is what the provider reads", next_action_fits
    },
    Situation{
        "create_codes", "every code of a create answer means what the table says", create_codes
    },
    Situation{"create_unknown_code", "a code nobody knows is unknown", unknown_create_code},
    Situation{"create_timeout_before", "time-out before the provider acted", doubt<Harm::lost_before>},
    Situation{"create_timeout_after", "time-out after the provider acted", doubt<Harm::lost_after>},
    Situation{"create_not_sent", "no connection: nothing was begun", unsent<Harm::refused>},
    Situation{"create_untrusted", "certificate expired or unknown: nothing is sent", unsent<Harm::untrusted>},
    Situation{"create_garbage", "200 with a page of HTML", doubt<Harm::garbage>},
    Situation{"create_empty", "200 with an empty body", doubt<Harm::empty>},
    Situation{"create_truncated", "half an answer", doubt<Harm::truncated>},
    Situation{"create_oversized", "a megabyte behind the answer", doubt<Harm::oversized>},
    Situation{"create_redirect", "302 to another host", doubt<Harm::redirect>},
    Situation{"create_content_type", "the answer, said to be text/html", other_type},
    Situation{"create_server_error", "500 after the provider acted", doubt<Harm::server_error_acted>},
    Situation{"create_unproven", "an answer without proof of origin", doubt<Harm::unproven>},
    Situation{"token_ended", "a token ends mid-flight: a new one, once more", token_ended},
    Situation{"amount_limits", "amounts at and beyond the limits of each method", amounts},
    Situation{"amount_beyond_32_bits", "3.000.000.123 ₫", beyond_32_bits},
    Situation{"texts", "Vietnamese text, separators, quotes, other alphabets", texts},
    Situation{"text_length", "84 Vietnamese letters of three bytes each", long_text},
    Situation{"number_rests", "an expired number is not reused while it is watched", numbers_rest},
};

}  // namespace

std::span<const Situation> opening_situations() {
    return open_table;
}

}  // namespace dvcpay::conformance
