#include "conformance/scene.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

namespace dvcpay::conformance {

namespace {

/// Ends a situation from wherever it is.
struct Over {};

constexpr std::int64_t two_days_ms = 48 * hour_ms;

}  // namespace

Scene::Scene(const Contender& contender, std::string_view situation)
    : contender_(&contender), situation_(situation) {}

Arena& Scene::arena() {
    if (arena_ == nullptr) fresh();
    return *arena_;
}

Arena& Scene::fresh(ArenaOptions options) {
    arena_.reset();
    arena_ = std::make_unique<Arena>(*contender_, options);
    return *arena_;
}

bool Scene::expect(bool right, const std::string& mend) {
    const bool known = std::ranges::find(faults_, mend) != faults_.end();
    if (!right && !known) faults_.push_back(mend);
    return right;
}

void Scene::require(bool right, const std::string& mend) {
    if (expect(right, mend)) return;
    over_ = true;
    throw Over{};
}

void Scene::need(bool applies, const std::string& why, std::string_view topic) {
    if (applies) return;
    auto section = player().not_applicable(situation_);
    if (section.empty() && !topic.empty()) section = player().not_applicable(topic);
    if (section.empty()) {
        faults_.push_back(fmt::format(
            "{} — so the situation cannot be; let Player::not_applicable(\"{}\") say which section "
            "of the specification says so",
            why,
            topic.empty() ? std::string_view(situation_) : topic
        ));
    } else {
        not_applicable_ = section;
    }
    throw Over{};
}

Verdict Scene::verdict() const {
    Verdict out;
    if (!faults_.empty()) {
        out.kind = Verdict::Kind::failed;
        out.words = faults_;
    } else if (not_applicable_) {
        out.kind = Verdict::Kind::not_applicable;
        out.words = {*not_applicable_};
    }
    return out;
}

// --- steps

std::int64_t Scene::usual_amount() {
    constexpr std::int64_t usual = 60'000;
    const auto& method = usual_method();
    return std::clamp(usual, method.amount_min.count(), method.amount_max.count());
}

std::string Scene::notice_kind() {
    const auto kinds = player().notices();
    require(!kinds.empty(), "Player::notices() names no kind that tells of money");
    return kinds.front();
}

Debt Scene::open(std::optional<std::int64_t> amount, std::optional<Method> method) {
    const auto asked = amount.value_or(usual_amount());
    const auto made = arena().create(asked, method);
    require(
        made.status == 201,
        fmt::format("a payment of {} was refused: {} {}", asked, made.status, made.text)
    );
    auto debt = Arena::debt_of(made.body);
    const auto& attempt = made.body.at("attempt");
    require(
        attempt.is_object() && attempt.value("status", "") == "pending",
        fmt::format(
            "initiate(): the provider took the order, the attempt is {}. Mend initiate() and its "
            "decoding of the create answer. Complaints of the provider: [{}]",
            attempt.dump(),
            fmt::join(player().complaints(), "; ")
        )
    );
    require(
        !debt.offer.url.empty() || !debt.offer.qr.empty(),
        "initiate(): CreateOpened without a next_action: the payer holds nothing"
    );
    if (debt.offer.number.empty()) {
        debt.offer.number = arena().file(debt.id).attempts.back().virtual_account;
    }
    // The payer opens it: whoever learns of orders only so knows it from now on. What the provider
    // finds wrong with it is judged where it matters.
    (void)player().look(debt.offer);
    return debt;
}

std::string Scene::pay(const Debt& debt, std::optional<std::int64_t> amount) {
    const auto seen = player().look(debt.offer);
    require(
        seen.has_value(),
        "the payer opens what initiate() handed out and the provider says: " +
            (seen ? std::string{} : seen.error().detail)
    );
    const auto txn = player().pay(debt.offer, amount.value_or(debt.offer.asked));
    require(
        txn.has_value(),
        "the provider takes no money for an open order: " + (txn ? "" : txn.error().detail)
    );
    return txn.value();
}

Wish Scene::notice(const Debt& debt, const std::string& txn) {
    Wish wish;
    wish.kind = notice_kind();
    wish.order = debt.order_ref;
    wish.txn = txn;
    return wish;
}

Told Scene::tell(const Wish& wish) {
    auto told = arena().tell(wish);
    need(told.has_value(), "the provider cannot say this");
    return std::move(*told);
}

std::string Scene::pay_and_tell(const Debt& debt) {
    auto txn = pay(debt);
    const auto told = tell(notice(debt, txn));
    expect_taken(told, "a true notice of money");
    return txn;
}

bool Scene::becomes_paid(const Debt& debt) {
    // Looking is cheap, the clock jumps: steps of a minute, then of an hour.
    for (std::int64_t past = 0; past < two_days_ms;) {
        if (status(debt) == "paid") return true;
        const auto step = past < 40 * minute_ms ? minute_ms : hour_ms;
        arena().run_for(step);
        past += step;
    }
    return status(debt) == "paid";
}

std::string Scene::status(const Debt& debt) {
    return std::string(to_string(status_of(arena().file(debt.id))));
}

AttemptState Scene::attempt_state(const Debt& debt) {
    return arena().file(debt.id).attempts.back().state;
}

std::string Scene::describe(const Debt& debt) {
    const auto file = arena().file(debt.id);
    std::string out = fmt::format(
        "payment {}, attempt {}", to_string(status_of(file)), to_string(file.attempts.back().state)
    );
    for (const auto& credit : file.credits) {
        out += fmt::format(
            ", credit {} {} ({})",
            credit.amount.count(),
            to_string(credit.state),
            credit.provider_txn
        );
    }
    for (const auto& incident : file.incidents) {
        out += fmt::format(", incident {}", to_string(incident.kind));
    }
    return out;
}

// --- judging

void Scene::accept_reversal(const Told& told, const std::string& txn) {
    constexpr std::string_view topic = "refusal_reverses";
    if (told.reading.said != Reading::Said::refused) return;
    const bool lawful =
        !player().not_applicable(situation_).empty() || !player().not_applicable(topic).empty();
    if (!lawful) return;  // then it is money that has moved
    expect(
        told.reading.signature_ok, "answer(): the \"no\" is signed wrongly: " + told.reading.why
    );
    require(
        !arena().credit(txn),
        "money that was refused, and so goes back, was booked all the same (Notice::refusable)"
    );
    need(false, "the provider takes the money back where we refuse", topic);
}

void Scene::expect_taken(const Told& told, const std::string& of) {
    const bool taken =
        told.reading.said == Reading::Said::taken || told.reading.said == Reading::Said::repeated;
    expect(
        taken,
        fmt::format(
            "answer(): {} was answered with HTTP {} and code \"{}\", which the provider does not "
            "take for \"received\" ({}). Mend answer() for InboundOutcome::taken, or verify()",
            of,
            told.status,
            told.reading.code,
            told.reading.why
        )
    );
    expect(
        told.reading.signature_ok,
        fmt::format("answer(): the answer to {} is signed wrongly ({})", of, told.reading.why)
    );
}

void Scene::expect_refused(const Told& told, const std::string& of) {
    const bool yes =
        told.reading.said == Reading::Said::taken || told.reading.said == Reading::Said::repeated;
    expect(
        !yes,
        fmt::format(
            "answer(): {} was answered with \"received\" (HTTP {}, code \"{}\"). Mend verify() so "
            "that it is distrusted, and answer() for InboundOutcome::distrusted",
            of,
            told.status,
            told.reading.code
        )
    );
    expect(
        told.reading.said != Reading::Said::garbage,
        fmt::format(
            "answer(): the \"no\" to {} (HTTP {}, code \"{}\") is nothing the specification knows "
            "({})",
            of,
            told.status,
            told.reading.code,
            told.reading.why
        )
    );
}

void Scene::expect_paid_once(const Debt& debt, const std::string& mend) {
    const auto file = arena().file(debt.id);
    const bool paid = status_of(file) == Status::paid;
    const auto counted = std::ranges::count_if(file.credits, [](const Credit& credit) {
        return credit.state == CreditState::applied || credit.state == CreditState::surplus;
    });
    expect(paid && counted == 1, fmt::format("{} [{}]", mend, describe(debt)));
}

void Scene::expect_untouched(const Debt& debt, const std::string& mend) {
    const auto file = arena().file(debt.id);
    const auto now = status_of(file);
    const bool open = now == Status::awaiting_payer || now == Status::outcome_unknown;
    const auto state = file.attempts.back().state;
    expect(
        open && file.credits.empty() && is_live(state), fmt::format("{} [{}]", mend, describe(debt))
    );
}

void Scene::expect_books_agree() {
    const auto found = arena().found();
    const auto moved = player().moved();
    for (const auto& one : moved) {
        const auto credit = arena().credit(one.txn);
        expect(
            credit.has_value(),
            fmt::format(
                "money that moved at the provider ({} for {}{}, transaction {}) is no credit. Mend "
                "the Notice that verify() or query makes: `said`, `amount`, `provider_txn`, "
                "`order_ref` or `paid_to`",
                one.amount,
                one.order_ref,
                one.number,
                one.txn
            )
        );
        if (!credit) continue;
        expect(
            credit->amount.count() == one.amount,
            fmt::format(
                "transaction {} moved {} and was credited as {}. Mend how the amount is read",
                one.txn,
                one.amount,
                credit->amount.count()
            )
        );
    }
    expect(
        found.credits.size() == moved.size(),
        fmt::format(
            "{} movements of money at the provider, {} credits here. Mend Notice::provider_txn: "
            "the same movement must always have the same name, another movement another one",
            moved.size(),
            found.credits.size()
        )
    );
}

void Scene::expect_no_complaints() {
    for (const auto& what : player().complaints()) {
        expect(false, "the provider complains about a request of ours: " + what);
    }
    for (const auto& line : arena().leaks) {
        expect(false, "a secret or personal data was told to ops: " + line);
    }
}

void Scene::expect_incident(IncidentKind kind, const std::string& mend) {
    const auto found = arena().found();
    const bool there = std::ranges::any_of(found.incidents, [kind](const Incident& incident) {
        return incident.kind == kind;
    });
    expect(there, fmt::format("{} (no incident {})", mend, to_string(kind)));
}

std::vector<Situation> all_situations() {
    std::vector<Situation> out;
    for (const auto part :
         {opening_situations(),
          notice_situations(),
          money_situations(),
          question_situations(),
          asking_situations(),
          refund_situations(),
          key_situations()}) {
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

Verdict play(const Contender& contender, const Situation& situation) {
    Scene scene(contender, situation.name);
    try {
        if (situation.decides == Situation::Decides::side) {
            const auto reason = scene.player().not_applicable(situation.name);
            if (!reason.empty()) return {Verdict::Kind::not_applicable, {reason}};
        }
        situation.run(scene);
    } catch (const Over&) {
        return scene.verdict();
    } catch (const std::exception& bug) {
        return {Verdict::Kind::failed, {std::string("an exception got out: ") + bug.what()}};
    }
    return scene.verdict();
}

}  // namespace dvcpay::conformance
