// Two readings of one paper: what the adapter writes the bank's side reads, and the other way
// round, for each contract that was seen.
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "bidv/module.hpp"
#include "ports/task_group.hpp"
#include "sandbox/bidv/server.hpp"
#include "sandbox/bidv/side.hpp"
#include "support.hpp"

namespace dvcpay {
namespace {

using bidv::testing::run;
using sandbox::Reading;
using sandbox::Wish;

class StillClock final : public Clock {
  public:
    Wall wall() const override { return now; }
    Mono mono() const override { return Mono{now.ms * 1'000'000}; }
    Task<bool> sleep_until(Mono) override { co_return false; }
    Wall now = bidv::testing::now;
};

class Silence final : public Telemetry {
  public:
    void log(Level, std::string_view, Fields) override {}
    void count(std::string_view, Fields, std::int64_t) override {}
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view, Fields) override {}
};

class NoBook final : public sandbox::BookSink {
  public:
    void append(std::string) override {}
};

std::string target_of(const std::string& url) {
    return url.substr(url.find('/', url.find("//") + 2));
}

/// Puts a token on the request, as the gateway's authorizer would, and asks the bank.
class Wire final : public Transport {
  public:
    sandbox::Provider* bank = nullptr;
    std::string client_secret;
    Task<SendResult> send(OutboundRequest request, Mono) override {
        for (const auto& credential : request.credentials) {
            HttpRequest login;
            login.method = "POST";
            login.target = target_of(credential.token.url);
            login.body = "grant_type=client_credentials&client_id=" + credential.token.client_id +
                         "&client_secret=" + client_secret;
            const HttpResponse given = co_await bank->handle(std::move(login));
            const auto body = sandbox::Json::parse(given.body, nullptr, false);
            request.headers.add("Authorization", "Bearer " + body.value("access_token", ""));
        }
        HttpRequest asked;
        asked.method = request.method;
        asked.target = target_of(request.url);
        asked.headers = request.headers;
        asked.body = request.body;
        const HttpResponse response = co_await bank->handle(std::move(asked));
        HttpAnswer answer;
        answer.status = response.status;
        answer.headers = response.headers;
        answer.body = response.body;
        answer.origin_proven = true;
        co_return answer;
    }
};

crypto::FileKeys keys_of(const sandbox::TestContract& contract, Entropy* entropy) {
    crypto::SecretsByName out;
    for (const auto& [name, texts] : contract.secrets) {
        for (const auto& text : texts)
            out[bidv::key_name(contract.account.key, name)].emplace_back(text);
    }
    return crypto::FileKeys::make(std::move(out), {}, entropy).value();
}

struct Sides {
    explicit Sides(sandbox::TestContract agreed) : contract(std::move(agreed)) {
        sandbox::Outside outside;
        outside.clock = &clock;
        outside.entropy = &entropy;
        outside.transport = &wire;
        outside.tasks = &tasks;
        outside.telemetry = &telemetry;
        outside.book = &book;
        bank = sandbox::bidv::side.make(outside, contract.sandbox).value();
        wire.bank = bank.get();
        wire.client_secret = contract.secrets.at("client_secret").front();
        adapter = bidv::module().make(wire, keys, {contract.account});
    }

    sandbox::TestContract contract;
    boost::asio::io_context io{1};
    TaskGroup tasks{io.get_executor()};
    StillClock clock;
    bidv::testing::TestEntropy entropy;
    Silence telemetry;
    NoBook book;
    Wire wire;
    crypto::FileKeys keys = keys_of(contract, &entropy);
    std::unique_ptr<sandbox::Provider> bank;
    std::unique_ptr<Adapter> adapter;

    sandbox::Player& player() { return bank->player(); }

    CreateOrder order() const {
        CreateOrder out = bidv::testing::create_order();
        out.account = contract.account;
        out.attempt.account = contract.account.key;
        out.now = clock.now;
        return out;
    }

    /// As the gateway does it: locate, load, verify, answer.
    Reading tell(const Wish& wish, Payable payable = Payable::yes) {
        for (const auto& first : player().before(wish.kind)) {
            Wish login;
            login.kind = first;
            login.signed_as = wish.signed_as;
            (void)tell_once(login, payable);
        }
        return tell_once(wish, payable);
    }

    Reading tell_once(const Wish& wish, Payable payable) {
        const auto message = player().message(wish);
        EXPECT_TRUE(message) << wish.kind;
        InboundCall call;
        call.provider = "bidv";
        call.kind = wish.kind;
        call.request.method = "POST";
        call.request.target = target_of(message->url);
        call.request.headers = message->headers;
        call.request.body = message->body;
        InboundOutcome outcome;
        outcome.now = clock.now;
        outcome.kind = InboundOutcome::Kind::distrusted;
        const auto located = adapter->locate(call, {contract.account});
        if (!located && located.error().fault == Fault::forged)
            outcome.distrust = Distrust::foreign_partner;
        notices.clear();
        if (located) {
            outcome.account_known = true;
            outcome.context.account = contract.account;
            outcome.context.now = clock.now;
            for (const auto& ref : located.value().order_refs) load(outcome.context, ref, payable);
            for (const auto& number : located.value().numbers)
                load(outcome.context, number, payable);
            judge(adapter->verify(call, outcome.context), outcome);
        }
        return player().read(wish.kind, run(adapter->answer(call, outcome)));
    }

    void load(InboundContext& context, const std::string& name, Payable payable) {
        if (name != bidv::testing::order_ref_text && name != bidv::testing::number) return;
        StoredOrder stored = bidv::testing::stored(payable);
        stored.attempt.account = contract.account.key;
        context.orders.push_back(stored);
    }

    void judge(const VerifyResult& result, InboundOutcome& outcome) {
        if (const auto* reason = std::get_if<Distrust>(&result)) outcome.distrust = *reason;
        if (const auto* question = std::get_if<Question>(&result)) {
            outcome.kind = InboundOutcome::Kind::answered;
            outcome.question = *question;
        }
        if (const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result)) {
            outcome.kind = InboundOutcome::Kind::taken;
            outcome.verdicts.assign(all->size(), Verdict::kept);
            for (const auto& one : *all) notices.push_back(one.value());
        }
    }

    std::vector<Notice> notices;  ///< of the last call
};

class BidvSides : public ::testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        for (auto& one : sandbox::bidv::side.contracts({})) {
            if (one.account.key.account == GetParam()) sides = std::make_unique<Sides>(one);
        }
        ASSERT_NE(sides, nullptr);
    }
    void TearDown() override { EXPECT_TRUE(sides->player().complaints().empty()) << complaint(); }
    std::string complaint() const {
        const auto all = sides->player().complaints();
        return all.empty() ? std::string() : all.front();
    }
    sandbox::Offer open() {
        const CreateResult result = run(sides->adapter->initiate(sides->order(), Mono{}));
        const auto* opened = std::get_if<CreateOpened>(&result);
        EXPECT_NE(opened, nullptr);
        EXPECT_FALSE(opened == nullptr || opened->alarm) << "not the bank's QR: " << complaint();
        sandbox::Offer offer;
        offer.order_ref = bidv::testing::order_ref_text;
        offer.number = bidv::testing::number;
        offer.asked = 150'000;
        if (opened != nullptr) offer.qr = opened->next_action.qr_payload;
        return offer;
    }
    static Wish wish_of(const std::string& kind) {
        Wish out;
        out.kind = kind;
        out.order = bidv::testing::order_ref_text;
        return out;
    }
    std::unique_ptr<Sides> sides;
};

TEST_P(BidvSides, AgreeOnAQrThatThePayerReads) {
    const auto offer = open();
    const auto seen = sides->player().look(offer);
    EXPECT_TRUE(seen) << (seen ? "" : seen.error().detail);
}

TEST_P(BidvSides, AgreeOnABill) {
    (void)open();
    const Reading yes = sides->tell(wish_of("bill"));
    EXPECT_EQ(yes.said, Reading::Said::taken) << yes.code << yes.why;
    EXPECT_EQ(yes.amount, 150'000);
    EXPECT_EQ(sides->tell(wish_of("bill"), Payable::paid).code, "012");
    Wish other = wish_of("bill");
    other.order = "V2KGKG261005000009";
    EXPECT_EQ(sides->tell(other).code, "011");
}

TEST_P(BidvSides, AgreeOnMoneyWithAndWithoutAQuestionBefore) {
    const auto offer = open();
    const std::string txn = sides->player().pay(offer, 150'000).value();
    for (const bool asked_before : {false, true}) {
        if (asked_before) (void)sides->tell(wish_of("bill"));
        const Reading yes = sides->tell(wish_of("credit"));
        EXPECT_EQ(yes.said, Reading::Said::taken) << yes.code << yes.why;
        ASSERT_EQ(sides->notices.size(), 1U);
        EXPECT_EQ(sides->notices[0].order_ref, bidv::testing::order_ref_text);
        EXPECT_EQ(sides->notices[0].paid_to, bidv::testing::number);
        EXPECT_EQ(sides->notices[0].provider_txn, txn);
        EXPECT_EQ(sides->notices[0].amount, Money::dong(150'000));
    }
}

TEST_P(BidvSides, AgreeOnWhatIsNotBelieved) {
    (void)open();
    for (const auto how : {sandbox::SignedAs::wrong_key, sandbox::SignedAs::nothing}) {
        for (const char* kind : {"bill", "credit"}) {
            Wish wish = wish_of(kind);
            wish.signed_as = how;
            const Reading no = sides->tell(wish);
            EXPECT_EQ(no.said, Reading::Said::refused) << kind << no.code << no.why;
            EXPECT_TRUE(sides->notices.empty());
        }
    }
    Wish shifted = wish_of("credit");
    shifted.shift_boundary = true;
    if (!sides->player().message(shifted)) return;
    EXPECT_EQ(sides->tell(shifted).said, Reading::Said::refused);
    EXPECT_TRUE(sides->notices.empty());
}

TEST_P(BidvSides, AgreeOnTheDaysList) {
    const auto offer = open();
    const std::string txn = sides->player().pay(offer, 150'000).value();
    AccountQuery query;
    query.account = sides->contract.account;
    query.day = ict_day(sides->clock.now);
    query.request_id = "q";
    query.now = sides->clock.now;
    const AccountResult result = run(sides->adapter->account_call()(query, Mono{}));
    const auto* page = std::get_if<AccountPage>(&result);
    ASSERT_NE(page, nullptr) << std::get<QuerySilent>(result).why << complaint();
    ASSERT_EQ(page->notices.size(), 1U);
    EXPECT_EQ(page->notices[0].value().provider_txn, txn);
    EXPECT_EQ(page->notices[0].value().paid_to, bidv::testing::number);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    BidvSides,
    ::testing::Values("default", "camel", "plain"),
    [](const ::testing::TestParamInfo<std::string>& info) { return info.param; }
);

}  // namespace
}  // namespace dvcpay
