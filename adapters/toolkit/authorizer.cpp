#include "toolkit/authorizer.hpp"

#include <algorithm>
#include <utility>

#include "toolkit/latch.hpp"
#include "toolkit/token_answer.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr int http_ok = 200;
constexpr int http_unauthorised = 401;
constexpr std::int64_t retry_ms_min = 1000;
constexpr std::int64_t ns_per_ms = 1'000'000;

SendResult unavailable(const Error& error) {
    Unavailable out;
    out.why = error.detail;
    out.retry_after_s = error.retry_after_s;
    return out;
}

bool is_unauthorised(const SendResult& sent) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    return answer != nullptr && answer->status == http_unauthorised;
}

/// Why no token came, as a value: what the peer wrote is not repeated.
Result<TokenAnswer> read(SendResult sent, const TokenPlan& plan) {
    if (auto* refused = std::get_if<Unavailable>(&sent)) {
        Error error(Fault::unavailable, "token endpoint: " + refused->why);
        error.retry_after_s = refused->retry_after_s;
        return error;
    }
    if (const auto* silent = std::get_if<NoAnswer>(&sent))
        return Error(Fault::unavailable, "token endpoint: " + silent->why);
    auto& answer = std::get<HttpAnswer>(sent);
    if (answer.status != http_ok)
        return Error(
            Fault::unavailable, "token endpoint: HTTP status " + std::to_string(answer.status)
        );
    auto token = read_token_answer(answer.body, plan.life_if_silent_s);
    const Secret wiped(std::move(answer.body));
    if (!token) return Error(Fault::unavailable, "token endpoint: " + token.error().detail);
    return token;
}

}  // namespace

struct Authorizer::Token {
    Secret value;
    Mono renew;  ///< from then on the next one is asked for
    Mono end;
};

struct Authorizer::Flight {
    explicit Flight(const boost::asio::any_io_executor& executor)
        : landed(std::make_shared<Latch>(executor)) {}
    std::shared_ptr<Latch> landed;
    Result<TokenPtr> came = Error(Fault::unavailable, "no access token: shutting down");
};

/// Lands a flight however its task ends, so that nobody waits for one that was cancelled.
class Authorizer::Landing {
  public:
    Landing(Authorizer* owner, Place place, std::shared_ptr<Flight> flight)
        : owner_(owner), place_(std::move(place)), flight_(std::move(flight)) {}
    Landing(const Landing&) = delete;
    Landing& operator=(const Landing&) = delete;
    ~Landing() { owner_->land(place_, flight_, std::move(came)); }
    Result<TokenPtr> came = Error(Fault::unavailable, "no access token: shutting down");

  private:
    Authorizer* owner_;
    Place place_;
    std::shared_ptr<Flight> flight_;
};

Authorizer::Place Authorizer::place_of(const TokenPlan& plan) {
    return {plan.url, plan.client_id, plan.client_secret, plan.scope};
}

Task<SendResult> Authorizer::send(OutboundRequest request, Mono due) {
    const std::vector<Credential> credentials = std::exchange(request.credentials, {});
    const Credential* token = nullptr;
    for (const auto& credential : credentials) {
        const bool is_token = credential.kind == Credential::Kind::token;
        if (is_token && token != nullptr)
            co_return unavailable(Error(Fault::configuration, "two tokens for one request"));
        if (is_token) {
            token = &credential;
            continue;
        }
        const auto added = add_fixed(request, credential);
        if (!added) co_return unavailable(added.error());
    }
    if (token == nullptr) {
        SendResult sent = co_await inner_->send(std::move(request), due);
        co_return sent;
    }
    Credential wanted = *token;
    SendResult sent = co_await send_with_token(std::move(request), std::move(wanted), due);
    co_return sent;
}

Result<void> Authorizer::add_fixed(OutboundRequest& request, const Credential& credential) const {
    BOOST_OUTCOME_TRY(const auto secret, keys_->text(credential.key));
    auto value = secret.reveal([&credential](std::string_view text) -> Result<std::string> {
        if (credential.kind == Credential::Kind::basic) return basic_header(credential.user, text);
        if (!stands_in_a_header(text)) return Fault::configuration;
        return credential.before + std::string(text);
    });
    if (!value) return Error(Fault::configuration, credential.key + ": cannot stand in a header");
    request.headers.add(credential.header, std::move(value.value()));
    return ok();
}

Task<SendResult> Authorizer::send_with_token(
    OutboundRequest request, Credential credential, Mono due
) {
    for (int tries = 1;; ++tries) {
        TokenPlan plan = credential.token;
        std::string channel = request.channel;
        Result<TokenPtr> token = co_await token_for(std::move(plan), std::move(channel), due);
        if (!token) co_return unavailable(token.error());
        OutboundRequest copy = request;
        token.value()->value.reveal([&copy, &credential](std::string_view text) {
            copy.headers.add(credential.header, "Bearer " + std::string(text));
        });
        SendResult sent = co_await inner_->send(std::move(copy), due);
        if (tries == 2 || !is_unauthorised(sent)) co_return sent;
        forget(place_of(credential.token), token.value());
    }
}

Task<Result<Authorizer::TokenPtr>> Authorizer::token_for(
    TokenPlan plan, std::string channel, Mono due
) {
    const Mono now = clock_->mono();
    Entry& entry = entries_[place_of(plan)];  // entries are never erased
    if (entry.held && now < entry.held->end) {
        TokenPtr valid = entry.held;
        if (now >= valid->renew && now >= entry.next_try) flight_for(plan, channel);
        co_return valid;
    }
    const std::shared_ptr<Flight> flight = flight_for(plan, channel);
    const bool landed = co_await Latch::wait(flight->landed, clock_, due);
    if (!landed) co_return Error(Fault::unavailable, "no access token in time");
    co_return flight->came;
}

std::shared_ptr<Authorizer::Flight> Authorizer::flight_for(
    const TokenPlan& plan, const std::string& channel
) {
    Entry& entry = entries_[place_of(plan)];
    if (entry.flight) return entry.flight;
    auto flight = std::make_shared<Flight>(group_->executor());
    entry.flight = flight;
    if (!group_->spawn(fly(plan, channel, flight)))
        land(place_of(plan), flight, Error(Fault::unavailable, "no access token: shutting down"));
    return flight;
}

Task<void> Authorizer::fly(TokenPlan plan, std::string channel, std::shared_ptr<Flight> flight) {
    Landing landing(this, place_of(plan), std::move(flight));
    Result<TokenPtr> came = co_await fetch(std::move(plan), std::move(channel));
    landing.came = std::move(came);
}

Task<Result<Authorizer::TokenPtr>> Authorizer::fetch(TokenPlan plan, std::string channel) {
    const Mono begun = clock_->mono();
    BOOST_OUTCOME_CO_TRY(const auto secret, keys_->text(plan.client_secret));
    BOOST_OUTCOME_CO_TRY(auto request, token_request(plan, secret));
    request.channel = std::move(channel);
    SendResult sent = co_await inner_->send(std::move(request), begun.plus_ms(token_wait_ms_));
    BOOST_OUTCOME_CO_TRY(auto answer, read(std::move(sent), plan));
    const std::int64_t life_ms = answer.life_s * 1000;
    const std::int64_t early_ms =
        std::min(std::max(std::min(plan.early_s, answer.life_s) * 1000, life_ms / 10), life_ms / 2);
    auto token = std::make_shared<Token>();
    token->value = std::move(answer.value);
    token->end = begun.plus_ms(life_ms);
    token->renew = token->end.plus_ms(-early_ms);
    co_return TokenPtr(std::move(token));
}

void Authorizer::land(
    const Place& place, const std::shared_ptr<Flight>& flight, Result<TokenPtr> came
) {
    Entry& entry = entries_[place];
    const Mono now = clock_->mono();
    entry.flight = nullptr;
    if (came) {
        entry.held = came.value();
        entry.next_try = Mono{};
    } else if (entry.held) {
        const std::int64_t left_ms = (entry.held->end.ns - now.ns) / ns_per_ms;
        entry.next_try = now.plus_ms(std::max(left_ms / 2, retry_ms_min));
    }
    flight->came = std::move(came);
    flight->landed->open();
}

void Authorizer::forget(const Place& place, const TokenPtr& used) {
    Entry& entry = entries_[place];
    // Another call may have thrown it away before, and the next one be there already.
    if (entry.held == used) entry.held = nullptr;
}

}  // namespace dvcpay::toolkit
