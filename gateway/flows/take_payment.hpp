#pragma once
// Journey 1: the portal asks for money. Idempotency claim and payment in one commit; then, where a provider is named,
// `initiating` is durable before the first byte goes out, and the outcome before anybody is told.
//
// Every method answers within about `provider_wait_ms`; what goes on longer goes on in Core::work and is told by
// webhook. Errors that were decided before anything was begun come back as Error and are not stored
// (idempotency_key_reused, request_in_progress, store faults); refusals decided after the claim come back as answers.
#include <map>

#include "flows/core.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

class AskStatus;

class TakePayment {
 public:
    TakePayment(Core* core, AskStatus* ask);

    Task<Result<Answered>> create(NewPayment request);
    Task<Result<Answered>> open_attempt(NewAttempt request);
    Task<Result<Answered>> cancel(CancelRequest request);

    /// At start-up: attempts that were `initiating` when the last process died may have reached the provider.
    /// They become unknown and are asked. Returns how many.
    Task<Result<std::int64_t>> adopt_orphans();

 private:
    struct Begun;
    Task<Result<Answered>> begin_and_wait(std::shared_ptr<Begun> begun, IdempotentCall call);
    Task<void> carry_out(std::shared_ptr<Begun> begun, IdempotentCall call);
    Result<void> enter(const IdempotentCall& call);
    void leave(const IdempotentCall& call);

    Core* core_;
    AskStatus* ask_;
    /// Calls in progress in this process, with the hash of their body: twins get 409, other bodies 422.
    std::map<IdempotencyScope, std::string> running_;
};

}  // namespace dvcpay::flows
