#include "simulation/planted_bug.hpp"

#include "domain/invariant.hpp"
#include "ports/proof.hpp"

namespace dvcpay::simulation {
namespace {

/// An adapter that takes callbacks without looking at their signature: a planted bug.
class Gullible final : public Adapter {
  public:
    explicit Gullible(std::unique_ptr<Adapter> inner) : inner_(std::move(inner)) {}
    const Capability& capability() const override { return inner_->capability(); }
    const Capability& capability(const AccountKey& account) const override {
        return inner_->capability(account);
    }
    std::optional<NumberPlan> numbers(const AccountKey& account) const override {
        return inner_->numbers(account);
    }
    AccountCall account_call() override { return inner_->account_call(); }
    Task<CreateResult> initiate(CreateOrder order, Mono due) override {
        return inner_->initiate(std::move(order), due);
    }
    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override {
        return inner_->query_attempt(std::move(order), due);
    }
    RefundCall refund_call() override { return inner_->refund_call(); }
    RefundCall refund_query_call() override { return inner_->refund_query_call(); }
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return inner_->locate(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        auto result = inner_->verify(call, context);
        if (!std::holds_alternative<Distrust>(result) || context.orders.empty()) return result;
        Notice notice;
        notice.account = context.account.key;
        notice.order_ref = context.orders.front().attempt.order_ref.text();
        notice.said = Said::paid;
        notice.amount = context.orders.front().attempt.amount;
        notice.provider_txn = "90000" + std::to_string(call.request.body.size());
        notice.provider_code = "0";
        return std::vector{Verified<Notice>(notice, ProofIssuer::signature())};
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override {
        return inner_->answer(std::move(call), std::move(outcome));
    }
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const override {
        return inner_->read_return(query, accounts);
    }
    std::string mask_raw(std::string_view raw) const override { return inner_->mask_raw(raw); }

  private:
    std::unique_ptr<Adapter> inner_;
};

/// A renderer that hopes for the best.
class Hasty final : public SnapshotRenderer {
  public:
    explicit Hasty(std::shared_ptr<const SnapshotRenderer> inner) : inner_(std::move(inner)) {}
    std::string payment(const PaymentFile& file) const override { return inner_->payment(file); }
    std::string event_data(const PaymentFile& file, const EventDraft& event) const override {
        std::string text = inner_->event_data(file, event);
        const std::string before = "\"status\":\"awaiting_payer\"";
        if (const auto at = text.find(before); at != std::string::npos) {
            text.replace(at, before.size(), "\"status\":\"paid\"");
        }
        return text;
    }
    std::string unmatched_data(const UnmatchedFile& file, const EventDraft& event) const override {
        return inner_->unmatched_data(file, event);
    }
    std::string incident_data(const Incident& incident) const override {
        return inner_->incident_data(incident);
    }
    std::string refund(const Refund& refund, const std::optional<PaymentId>& payment)
        const override {
        return inner_->refund(refund, payment);
    }
    std::string incident(const Incident& incident) const override {
        return inner_->incident(incident);
    }
    std::string payer_name(std::string_view party_json) const override {
        return inner_->payer_name(party_json);
    }
    std::optional<Destination> destination(std::string_view destination_json) const override {
        return inner_->destination(destination_json);
    }

  private:
    std::shared_ptr<const SnapshotRenderer> inner_;
};

/// Passes everything on.
class PlainTransport final : public Transport {
  public:
    explicit PlainTransport(Transport* inner) : inner_(inner) {}
    Task<SendResult> send(OutboundRequest request, Mono due) override {
        return inner_->send(std::move(request), due);
    }

  private:
    Transport* inner_;
};

/// Says that it has delivered.
class Forgetful final : public Transport {
  public:
    explicit Forgetful(Transport* inner) : inner_(inner) {}
    Task<SendResult> send(OutboundRequest request, Mono due) override {
        if (request.channel.starts_with("webhook/") && ++webhooks_ % 3 == 0) return pretend();
        return inner_->send(std::move(request), due);
    }

  private:
    static Task<SendResult> pretend() {
        HttpAnswer answer;
        answer.status = 200;
        co_return answer;
    }
    Transport* inner_;
    std::int64_t webhooks_ = 0;
};

class PlainHandler final : public HttpHandler {
  public:
    explicit PlainHandler(HttpHandler* inner) : inner_(inner) {}
    Task<HttpResponse> handle(HttpRequest request) override {
        return inner_->handle(std::move(request));
    }

  private:
    HttpHandler* inner_;
};

/// Adds a space to what it has said before.
class Restless final : public HttpHandler {
  public:
    explicit Restless(HttpHandler* inner) : inner_(inner) {}
    Task<HttpResponse> handle(HttpRequest request) override {
        HttpResponse response = co_await inner_->handle(std::move(request));
        if (!response.headers.get("Idempotency-Replayed").empty()) response.body += " ";
        co_return response;
    }

  private:
    HttpHandler* inner_;
};

}  // namespace

std::string_view word(PlantedBug bug) {
    switch (bug) {
        case PlantedBug::none:
            return "none";
        case PlantedBug::forgets_money:
            return "forgets_money";
        case PlantedBug::writes_behind:
            return "writes_behind";
        case PlantedBug::believes_unsigned:
            return "believes_unsigned";
        case PlantedBug::tells_too_early:
            return "tells_too_early";
        case PlantedBug::answers_differently:
            return "answers_differently";
        case PlantedBug::forgets_webhooks:
            return "forgets_webhooks";
    }
    invariant_broken("word: value outside its enum");
}

std::unique_ptr<Adapter> planted(std::unique_ptr<Adapter> adapter, PlantedBug bug) {
    if (bug == PlantedBug::believes_unsigned) return std::make_unique<Gullible>(std::move(adapter));
    return adapter;
}

std::shared_ptr<const SnapshotRenderer> planted(
    std::shared_ptr<const SnapshotRenderer> renderer, PlantedBug bug
) {
    if (bug == PlantedBug::tells_too_early)
        return std::make_shared<const Hasty>(std::move(renderer));
    return renderer;
}

std::unique_ptr<Transport> planted(Transport* transport, PlantedBug bug) {
    if (bug == PlantedBug::forgets_webhooks) return std::make_unique<Forgetful>(transport);
    return std::make_unique<PlainTransport>(transport);
}

std::unique_ptr<HttpHandler> planted(HttpHandler* api, PlantedBug bug) {
    if (bug == PlantedBug::answers_differently) return std::make_unique<Restless>(api);
    return std::make_unique<PlainHandler>(api);
}

}  // namespace dvcpay::simulation
