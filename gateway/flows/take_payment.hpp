#pragma once
// Journey 1: the portal asks for money. Idempotency claim and payment in one commit; then, where a
// provider is named, `initiating` is durable before the first byte goes out, and the outcome before
// anybody is told.
//
// Every method answers within about `provider_wait_ms`; what goes on longer goes on in Core::work
// and is told by webhook. Errors that were decided before anything was begun come back as Error and
// are not stored (idempotency_key_reused, request_in_progress, store faults); refusals decided
// after the claim come back as answers.
#include <map>

#include "flows/core.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

class AskStatus;

struct AttemptNames;  // draft.hpp
struct Opened;        // open_payment.hpp
struct OpenPayment;   // open_payment.hpp

class TakePayment {
  public:
    TakePayment(Core* core, AskStatus* ask);

    Task<Result<Answered>> create(NewPayment request);
    Task<Result<Answered>> open_attempt(NewAttempt request);
    Task<Result<Answered>> cancel(CancelRequest request);

    /// At start-up: attempts that were `initiating` when the last process died may have reached the
    /// provider. They become unknown and are asked. Returns how many.
    Task<Result<std::int64_t>> adopt_orphans();

  private:
    /// The payment's last event when an old attempt was asked about; empty: nothing was asked yet.
    using LookedAt = std::optional<std::int64_t>;
    struct Begun;  ///< an attempt that is durable and about to be carried out
    /// What the first transaction would have made, and for whom.
    struct Unclear {
        enum class Made : std::uint8_t { payment, attempt } made = Made::payment;
        PaymentId payment;
        AttemptId attempt;  ///< of this call, if it opened one
        IdempotentCall call;
        std::shared_ptr<void> presence;
    };
    // The public calls run these in Core::work, so that a client that leaves does not leave an
    // attempt half begun.
    Task<Result<Answered>> create_owned(NewPayment request);
    Task<Result<Answered>> open_attempt_owned(NewAttempt request);
    Task<Result<Answered>> cancel_owned(CancelRequest request);
    Task<Result<Opened>> begin_payment(OpenPayment work, Mono until);
    Task<Result<Opened>> begin_attempt(
        std::shared_ptr<const NewAttempt> request, bool twin, LookedAt looked_at, Mono until
    );
    Task<Result<Opened>> try_attempt(
        std::shared_ptr<const NewAttempt> request, AttemptNames names, bool twin, LookedAt looked_at
    );
    /// The first transaction's COMMIT gave no answer (Fault::commit_unknown): what it made, where
    /// that is durable; empty where it is not, and the call may begin again. Where the store does
    /// not say by `until`, commit_unknown comes back and the question goes on in Core::work.
    Task<Result<std::optional<Opened>>> learn(Unclear unclear, Mono until);
    Task<Result<std::optional<Opened>>> look_for(Unclear unclear);
    Task<void> learn_later(Unclear unclear);
    Task<Result<Answered>> finish(
        Result<Opened> opened, IdempotentCall call, std::shared_ptr<void> presence, Mono wait_until
    );
    Task<void> carry_out(std::shared_ptr<Begun> begun);
    /// Counts this call as running until the returned handle and all its copies are gone.
    std::shared_ptr<void> enter(const IdempotencyScope& scope);
    bool is_running(const IdempotencyScope& scope) const { return running_.contains(scope); }

    Core* core_;
    AskStatus* ask_;
    std::map<IdempotencyScope, int> running_;
};

}  // namespace dvcpay::flows
