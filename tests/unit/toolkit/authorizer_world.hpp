#pragma once
// An authorizer between a caller and a bank that is played.
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/keys.hpp"
#include "toolkit/authorizer.hpp"
#include "turning_clock.hpp"

namespace dvcpay::toolkit {

inline const std::string token_url = "https://bank.test/oauth2/token";
inline const std::string call_url = "https://bank.test/pay";

inline HttpAnswer answer(int status, std::string body = "") {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    return out;
}

/// A bank: answers each call with 200, and its token endpoint with T1, T2, … unless told otherwise.
class Bank final : public Transport {
  public:
    explicit Bank(TurningClock& clock) : clock_(&clock) {}

    Task<SendResult> send(OutboundRequest request, Mono due) override {
        const bool asks_token = request.url == token_url;
        (asks_token ? logins : calls).push_back(request);
        (asks_token ? login_dues : call_dues).push_back(due);
        if (asks_token) {
            SendResult out = next_token();
            const std::int64_t wait = token_delay_ms;
            if (wait == 0) co_return out;
            const bool slept = co_await clock_->sleep_until(clock_->mono().plus_ms(wait));
            if (!slept) throw boost::system::system_error(boost::asio::error::operation_aborted);
            co_return out;
        }
        if (!answers.empty()) {
            SendResult out = std::move(answers.front());
            answers.pop_front();
            co_return out;
        }
        const auto bearer = request.headers.get("Authorization");
        co_return answer(revoked && bearer == *revoked ? 401 : 200, "done");
    }

    SendResult next_token() {
        const std::string name = "T" + std::to_string(logins.size());
        if (!token_answers.empty()) {
            SendResult out = std::move(token_answers.front());
            token_answers.pop_front();
            return out;
        }
        return answer(
            200,
            R"({"access_token":")" + name + R"(","token_type":"Bearer","expires_in":)" +
                std::to_string(life_s) + "}"
        );
    }

    std::vector<OutboundRequest> calls;
    std::vector<OutboundRequest> logins;
    std::vector<Mono> call_dues;
    std::vector<Mono> login_dues;
    std::deque<SendResult> answers;
    std::deque<SendResult> token_answers;
    std::optional<std::string> revoked;
    std::int64_t token_delay_ms = 0;
    std::int64_t life_s = 1000;

  private:
    TurningClock* clock_;
};

inline crypto::SecretsByName secrets(std::string client_secret) {
    crypto::SecretsByName out;
    out["bank/client_secret"].emplace_back(std::move(client_secret));
    out["bank/password"].emplace_back("p@ss:word");
    out["bank/api_key"].emplace_back("k-123");
    out["bank/broken"].emplace_back("two\r\nlines");
    return out;
}

inline Task<void> into(
    Authorizer* authorizer, OutboundRequest request, Mono due, std::optional<SendResult>* out
) {
    SendResult sent = co_await authorizer->send(std::move(request), due);
    out->emplace(std::move(sent));
}

class AuthorizerTest : public testing::Test {
  protected:
    ~AuthorizerTest() override {
        group.cancel();
        clock.settle();
    }

    static Credential bearer() {
        Credential out;
        out.kind = Credential::Kind::token;
        out.token.url = token_url;
        out.token.client_id = "kg client";
        out.token.client_secret = "bank/client_secret";
        out.token.scope = "read";
        out.token.early_s = 200;
        return out;
    }
    static OutboundRequest call(Credential credential = bearer()) {
        OutboundRequest out;
        out.channel = "bank/default";
        out.url = call_url;
        out.body = "body";
        out.headers.add("Channel", "DVC");
        out.credentials.push_back(std::move(credential));
        return out;
    }
    void begin(std::optional<SendResult>* out, OutboundRequest request, std::int64_t ms = 30'000) {
        ASSERT_TRUE(group.spawn(into(&authorizer, std::move(request), clock.mono().plus_ms(ms), out)
        ));
        clock.settle();
    }
    /// Time does not pass.
    SendResult send(OutboundRequest request = call()) {
        std::optional<SendResult> out;
        begin(&out, std::move(request));
        if (!out) ADD_FAILURE() << "no answer without time passing";
        return out ? std::move(*out) : SendResult{};
    }
    static int status(const SendResult& sent) {
        const auto* got = std::get_if<HttpAnswer>(&sent);
        return got == nullptr ? 0 : got->status;
    }
    static std::string why(const SendResult& sent) {
        const auto* got = std::get_if<Unavailable>(&sent);
        return got == nullptr ? "" : got->why;
    }
    std::string last_header(std::string_view name = "Authorization") const {
        return std::string(bank.calls.back().headers.get(name));
    }

    boost::asio::io_context io{1};
    TurningClock clock{io};
    Bank bank{clock};
    crypto::FileKeys keys = crypto::FileKeys::make(secrets("s3cr&t")).value();
    TaskGroup group{io.get_executor()};
    Authorizer authorizer{bank, keys, clock, group};
};

}  // namespace dvcpay::toolkit
