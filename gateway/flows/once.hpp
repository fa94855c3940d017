#pragma once
// An idempotent change that is one commit: claim, work and answer stand or fall together, so there
// is no claim without its answer and nothing to find out after a crash (P5). Not for what begins a
// call to a provider: that answers later than it claims (take_payment).
#include <functional>
#include <type_traits>
#include <utility>

#include "flows/core.hpp"
#include "flows/idempotency.hpp"

namespace dvcpay::flows {

/// What the one transaction made: the answer, and what the loop is to do about it after the commit.
template <class T>
struct Made {
    StoredAnswer answer;
    T value;
};

template <class T>
struct Once {
    Answered answered;
    std::optional<T> value;  ///< empty: refused, or answered before
};

/// The transaction itself. `work` is given the Txn and decides before it writes anything: what it
/// refuses is stored as the answer to this key, with whatever it had written.
template <class T, class Work>
Result<Once<T>> claim_and_work(
    Txn& txn, const IdempotentCall& call, const std::string& boot_id, Wall now, const Work& work
) {
    BOOST_OUTCOME_TRY(auto claimed, look_at_claim(txn, call, boot_id, false));
    Once<T> out;
    if (claimed.kind == Claimed::Kind::replay) {
        out.answered = {std::move(claimed.answer), true};
        return out;
    }
    // An older version claimed in a commit of its own: a claim it left without an answer is
    // answered.
    const bool is_claimed = claimed.kind == Claimed::Kind::orphan;
    Result<Made<T>> made = work(txn);
    if (!made && !is_refusal(made.error().fault)) return made.error();
    if (!made) {
        out.answered.answer = call.refusal(made.error());
    } else {
        out.answered.answer = std::move(made.value().answer);
        out.value = std::move(made.value().value);
    }
    if (!is_claimed) make_claim(txn, call, {}, boot_id, now);
    txn.answer(call.scope, out.answered.answer);
    return out;
}

/// Runs it. Where COMMIT gives no answer it is run again: the claim says what had happened.
/// Errors: idempotency_key_reused, faults of the store, what `work` returns that is no refusal.
template <class T, class Work>
Task<Result<Once<T>>> once(Core* core, IdempotentCall call, Work work) {
    constexpr int tries_max = 4;
    std::optional<T> unclear;  // made by a run whose COMMIT gave no answer
    for (int tries = 1;; ++tries) {
        auto last = std::make_shared<std::optional<T>>();
        auto job = [call, work, last, boot = core->config->boot_id, now = core->clock->wall()](
                       Txn& txn
                   ) -> Result<Once<T>> {
            Result<Once<T>> made = claim_and_work<T>(txn, call, boot, now, work);
            if (made) *last = made.value().value;
            return made;
        };
        Result<Once<T>> done =
            co_await transact<Once<T>>(core->store, Priority::ordinary, std::move(job));
        if (done && done.value().answered.replayed) done.value().value = std::move(unclear);
        if (done || done.error().fault != Fault::commit_unknown || tries == tries_max)
            co_return done;
        unclear = std::move(*last);
        const Mono next = core->clock->mono().plus_ms(100 << tries);
        const bool slept = co_await core->clock->sleep_until(next);
        if (!slept) co_return done;
    }
}

}  // namespace dvcpay::flows
