#pragma once
// Journey 2: a provider calls. Locate → verify → decide → one commit of raw bytes, evidence and
// decision → acknowledge in the provider's dialect (P1). A question is answered from one snapshot.
// What does not verify goes to a bounded quarantine and never changes state (P3).
#include "flows/core.hpp"
#include "flows/doubt.hpp"

namespace dvcpay::flows {

class AskStatus;
struct Taken;

class TakeCallback {
  public:
    TakeCallback(Core* core, AskStatus* ask);

    /// The answer is the provider's own dialect; 404 where the provider is not configured.
    Task<HttpResponse> take(InboundCall call);

    /// The browser's return: where it should go (the payment's return_url with payment_id), or
    /// empty where the order is not known. Starts at most one question; changes nothing by itself.
    Task<std::string> browser_return(std::string provider, std::string query);

    /// When a call of this address in this provider's name is read: at once, or in its turn where
    /// too many of them did not verify. Asked for every call before it is read; counts who waits.
    Doubt::Turn arrive(std::string_view provider, std::string_view peer);
    /// A call whose turn was reserved is over.
    void left(std::string_view provider, std::string_view peer);
    /// A call of this address was refused before it came to take(), or did not verify.
    void doubt(const std::string& provider, std::string_view peer);

  private:
    Task<HttpResponse> take_owned(InboundCall call);
    Task<HttpResponse> reply(
        InboundCall call,
        Adapter* adapter,
        InboundContext context,
        std::string message_id,
        Question question
    );
    Task<HttpResponse> book(
        InboundCall call,
        Adapter* adapter,
        InboundContext context,
        std::string message_id,
        std::vector<Verified<Notice>> notices
    );
    Task<HttpResponse> distrust(
        InboundCall call, Adapter* adapter, Distrust reason, std::optional<InboundContext> context
    );
    Task<HttpResponse> again(
        InboundCall call, Adapter* adapter, std::optional<InboundContext> context
    );
    InboundOutcome outcome(InboundOutcome::Kind kind) const;
    void tell(const InboundCall& call, const Taken& taken);

    Core* core_;
    AskStatus* ask_;
    Doubt& doubts();

    std::optional<Doubt> doubt_;
};

}  // namespace dvcpay::flows
