#pragma once
// A sandbox with everything around it in the test's hand: time moves when the test says so, the
// merchant is a function, chance is a counter.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "domain/invariant.hpp"
#include "ports/task_group.hpp"
#include "sandbox/momo/signing.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::test {

namespace asio = boost::asio;

class HandClock final : public Clock {
  public:
    explicit HandClock(asio::io_context& io) : io_(io) {}
    Wall wall() const override { return Wall{1'768'449'500'000 + now_.ns / 1'000'000}; }
    Mono mono() const override { return now_; }
    Task<bool> sleep_until(Mono due) override {
        if (due <= now_) co_return true;
        auto sleeper = std::make_shared<Sleeper>(io_);
        sleepers_.emplace(due, sleeper);
        co_await sleeper->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return sleeper->rang;
    }
    void advance_ms(std::int64_t ms) {
        const Mono end = now_.plus_ms(ms);
        settle();
        while (!sleepers_.empty() && sleepers_.begin()->first <= end) {
            auto first = sleepers_.begin();
            now_ = first->first;
            first->second->rang = true;
            first->second->timer.cancel();
            sleepers_.erase(first);
            settle();
        }
        now_ = end;
    }
    void settle() {
        io_.restart();
        io_.poll();
    }

  private:
    struct Sleeper {
        explicit Sleeper(asio::io_context& io) : timer(io, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;
        bool rang = false;
    };
    asio::io_context& io_;
    Mono now_{1'000'000'000};
    std::multimap<Mono, std::shared_ptr<Sleeper>> sleepers_;
};

class Counting final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(next_ >> (8 * (&b - out.data()) & 31));
        next_ += 0x9E3779B9U;
    }

  private:
    std::uint32_t next_ = 7;
};

/// The merchant's callback address.
class Merchant final : public Transport {
  public:
    Task<SendResult> send(OutboundRequest request, Mono) override {
        got.push_back(std::move(request));
        co_return answer(got.back());
    }
    std::vector<OutboundRequest> got;
    std::function<SendResult(const OutboundRequest&)> answer = [](const OutboundRequest&) {
        HttpAnswer ok;
        ok.status = 204;
        return SendResult(ok);
    };
};

class Lines final : public Telemetry {
  public:
    void log(Level, std::string_view event, Fields fields) override {
        std::string line(event);
        for (const auto& [name, value] : fields) line += ' ' + std::string(name) + '=' + value;
        all.push_back(std::move(line));
    }
    void count(std::string_view, Fields, std::int64_t) override {}
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view, Fields) override {}
    std::vector<std::string> all;
};

class BookLines final : public BookSink {
  public:
    void append(std::string line) override { all.push_back(Json::parse(line)); }
    std::vector<Json> of(std::string_view event) const {
        std::vector<Json> found;
        for (const auto& line : all) {
            if (line["event"] == event) found.push_back(line);
        }
        return found;
    }
    std::vector<Json> all;
};

/// The answer of one call; empty while it has not come.
struct Pending {
    std::shared_ptr<std::optional<HttpResponse>> slot;
    bool came() const { return slot->has_value(); }
    const HttpResponse& response() const { return slot->value(); }
    Json json() const { return Json::parse(slot->value().body, nullptr, false); }
};

inline constexpr const char* access_key = "AKtest0000000001";
inline constexpr const char* secret_key = "SKtest-momo-000000000000000001";
inline constexpr const char* partner_code = "MOMOTEST01";
inline constexpr const char* ipn_url = "http://127.0.0.1:8443/cb/momo";

struct World {
    asio::io_context io{1};
    HandClock clock{io};
    Counting entropy;
    Merchant merchant;
    Lines telemetry;
    BookLines book;
    std::unique_ptr<Sandbox> sandbox;
    std::unique_ptr<TaskGroup> tasks;  // goes before the sandbox

    World() {
        tasks = std::make_unique<TaskGroup>(io.get_executor());
        Outside outside;
        outside.clock = &clock;
        outside.entropy = &entropy;
        outside.transport = &merchant;
        outside.tasks = tasks.get();
        outside.telemetry = &telemetry;
        outside.book = &book;
        SandboxConfig config;
        momo::Partner partner;
        partner.code = partner_code;
        partner.access_key = access_key;
        partner.secret_key = Secret(secret_key);
        config.momo.partners.push_back(std::move(partner));
        config.momo.public_base_url = "http://127.0.0.1:9000";
        sandbox = std::make_unique<Sandbox>(outside, std::move(config));
    }
    ~World() {
        tasks->cancel();
        clock.settle();
        tasks.reset();
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    momo::MomoServer& momo() { return sandbox->momo(); }

    static Task<void> call(
        Sandbox* to, HttpRequest request, std::shared_ptr<std::optional<HttpResponse>> slot
    ) {
        auto response = co_await to->handle(std::move(request));
        *slot = std::move(response);
    }
    Pending send(HttpRequest request) {
        Pending pending{std::make_shared<std::optional<HttpResponse>>()};
        tasks->spawn(call(sandbox.get(), std::move(request), pending.slot));
        clock.settle();
        return pending;
    }
    Pending post(std::string target, const Json& body) {
        HttpRequest request;
        request.method = "POST";
        request.target = std::move(target);
        request.headers.add("Content-Type", "application/json; charset=UTF-8");
        request.body = dump(body);
        return send(std::move(request));
    }
    Pending get(std::string target, std::string peer = "127.0.0.1") {
        HttpRequest request;
        request.method = "GET";
        request.target = std::move(target);
        request.peer = std::move(peer);
        return send(std::move(request));
    }
    Pending form(std::string target, std::string body, Headers headers = {}) {
        HttpRequest request;
        request.method = "POST";
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = std::move(body);
        return send(std::move(request));
    }
    Pending api(momo::Message message, std::string path, Json body) {
        const Secret secret(secret_key);
        body["signature"] = momo::sign(secret, momo::raw_text(message, body, access_key));
        return post("/v2/gateway/api/" + path, body);
    }

    static Json create_body(const std::string& order_id, std::int64_t amount) {
        Json body;
        body["partnerCode"] = partner_code;
        body["requestId"] = "rq-" + order_id;
        body["amount"] = amount;
        body["orderId"] = order_id;
        body["orderInfo"] = "Lệ phí A&B=2 <b>";
        body["redirectUrl"] = "https://dvc.example.gov.vn/return/momo?lang=vi";
        body["ipnUrl"] = ipn_url;
        body["requestType"] = "captureWallet";
        body["extraData"] = "eyJocyI6IkgwMS4yMiJ9";
        body["lang"] = "vi";
        return body;
    }
    Pending create(const std::string& order_id, std::int64_t amount) {
        return api(momo::Message::create, "create", create_body(order_id, amount));
    }
    Pending query(const std::string& order_id, const std::string& request_id = {}) {
        Json body;
        body["partnerCode"] = partner_code;
        body["requestId"] = request_id.empty() ? "q-" + std::to_string(++queries) : request_id;
        body["orderId"] = order_id;
        body["lang"] = "en";
        return api(momo::Message::query, "query", body);
    }
    Pending refund(
        const std::string& refund_id,
        std::int64_t trans_id,
        std::int64_t amount,
        const std::string& request_id = {}
    ) {
        Json body;
        body["partnerCode"] = partner_code;
        body["requestId"] = request_id.empty() ? "rf-" + refund_id : request_id;
        body["orderId"] = refund_id;
        body["amount"] = amount;
        body["transId"] = trans_id;
        body["lang"] = "vi";
        return api(momo::Message::refund, "refund", body);
    }
    Pending refund_query(const std::string& order_id) {
        Json body;
        body["partnerCode"] = partner_code;
        body["requestId"] = "rq-" + std::to_string(++queries);
        body["orderId"] = order_id;
        body["lang"] = "vi";
        return api(momo::Message::refund_query, "refund/query", body);
    }
    Pending confirm(const std::string& order_id, std::int64_t amount, const std::string& type) {
        Json body;
        body["partnerCode"] = partner_code;
        body["requestId"] = "cf-" + std::to_string(++queries);
        body["orderId"] = order_id;
        body["requestType"] = type;
        body["amount"] = amount;
        body["lang"] = "vi";
        body["description"] = "";
        return api(momo::Message::confirm, "confirm", body);
    }
    /// The IPN number `n` as the merchant got it.
    Json ipn(std::size_t n) const { return Json::parse(merchant.got.at(n).body); }
    static bool signed_well(const Json& notice) {
        const Secret secret(secret_key);
        return momo::verifies(
            secret,
            momo::raw_text(momo::Message::notice, notice, access_key),
            notice.value("signature", "")
        );
    }
    void paid(const std::string& order_id) {
        const auto done = momo().pay(order_id, std::nullopt, "qr");
        DVC_INVARIANT(done.has_value());
        clock.settle();
    }
    int queries = 0;
};

}  // namespace dvcpay::sandbox::test
