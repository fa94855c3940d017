#pragma once
// What a provider is, to the core: a capability record, a few outbound operations, four inbound
// steps. An adapter is a codec with manners: no socket, no thread, no clock, no random source, no
// database, no key. Every order and context carries the time it may use as `now`.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/inbound.hpp"
#include "ports/outbound.hpp"
#include "ports/task.hpp"
#include "ports/transport.hpp"

namespace dvcpay {

class Adapter {
  public:
    virtual ~Adapter() = default;
    /// What the provider can do at all: the widest of its contracts.
    virtual const Capability& capability() const = 0;
    /// What this contract can do; the provider's where it is none of those configured.
    virtual const Capability& capability(const AccountKey& account) const = 0;
    /// How this contract tells payments apart by the number they are paid to; empty where it does
    /// not.
    virtual std::optional<NumberPlan> numbers(const AccountKey& account) const = 0;

    virtual Task<CreateResult> initiate(CreateOrder order, Mono due) = 0;
    /// Called only where Capability::query_attempt.
    virtual Task<QueryResult> query_attempt(QueryOrder order, Mono due) = 0;
    /// Empty where the provider has no such operation: absence is data, not a method that fails.
    using AccountCall = std::function<Task<AccountResult>(AccountQuery, Mono)>;
    virtual AccountCall account_call() = 0;
    using RefundCall = std::function<Task<RefundResult>(RefundOrder, Mono)>;
    virtual RefundCall refund_call() = 0;
    virtual RefundCall refund_query_call() = 0;

    /// Pure. Fault::malformed where not even an account can be read from it; Fault::forged where it
    /// names a partner that is none of ours.
    virtual Result<Located> locate(
        const InboundCall& call, const std::vector<ProviderAccount>& accounts
    ) const = 0;
    /// Pure. Works on the exact received bytes.
    virtual VerifyResult verify(const InboundCall& call, const InboundContext& context) const = 0;
    /// The provider's own yes, no, or "again", signed where it wants that. Suspends for the
    /// signature alone.
    virtual Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) = 0;
    /// Pure. Reads a browser's return; empty where it names no order.
    virtual std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const = 0;
    /// Pure. A copy of raw bytes for people and logs: secrets and free text masked.
    virtual std::string mask_raw(std::string_view raw) const = 0;
};

}  // namespace dvcpay
