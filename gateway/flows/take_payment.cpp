#include "flows/take_payment.hpp"

#include "flows/ask_status.hpp"
#include "flows/draft.hpp"
#include "flows/idempotency.hpp"
#include "flows/numbers.hpp"
#include "flows/open_payment.hpp"
#include "flows/owned.hpp"

namespace dvcpay::flows {

struct TakePayment::Begun {
    Begun(boost::asio::any_io_executor executor, IdempotentCall c)
        : done(executor), call(std::move(c)) {}
    Done done;
    IdempotentCall call;
    CreateOrder order;
    PaymentId payment;
    std::shared_ptr<void> presence;
    std::optional<StoredAnswer> answer;
};

namespace {

constexpr std::int64_t offer_again_after_s = 5;

using OpenedBy = std::function<Result<Recorded>(Txn&)>;

Result<PaymentFile> load_for(
    Txn& txn, const PaymentId& id, const Caller& caller, std::optional<std::int64_t> if_version
) {
    auto file = txn.payment(id);
    if (!file || !caller.may_see(file->payment)) return Fault::not_found;
    if (if_version && *if_version != file->payment.version) return Fault::version_mismatch;
    return std::move(*file);
}

/// An event after `sequence` that a principal caused: not the provider, the clock or the rules.
bool changed_by_a_caller(Txn& txn, const PaymentFile& file, std::int64_t sequence) {
    return std::ranges::any_of(txn.events_of(file.payment.id.text()), [&](const Event& event) {
        return event.sequence > sequence && PrincipalId::parse(event.actor).has_value();
    });
}

bool is_unclear(const Result<Opened>& opened) {
    return !opened && opened.error().fault == Fault::commit_unknown;
}

/// What the transaction after a create's answer left.
struct CarriedOut {
    Recorded recorded;
    StoredAnswer answer;
    bool number_held = false;  ///< the bank gave a number that another attempt holds
};

Input input_of(const AttemptId& attempt, const CreateResult& told, bool& alarm) {
    CreateResult result = told;
    if (const auto* opened = std::get_if<CreateOpened>(&result)) {
        alarm = opened->alarm;
        return opened_input(attempt, *opened);
    }
    if (auto* refused = std::get_if<CreateRefused>(&result)) {
        alarm = refused->alarm;
        return input::Refused{attempt, std::move(refused->failure)};
    }
    if (auto* not_sent = std::get_if<CreateNotSent>(&result)) {
        return input::NotSent{attempt, std::move(not_sent->failure)};
    }
    return input::NoAnswer{attempt};
}

}  // namespace

TakePayment::TakePayment(Core* core, AskStatus* ask) : core_(core), ask_(ask) {}

std::shared_ptr<void> TakePayment::enter(const IdempotencyScope& scope) {
    ++running_[scope];
    return std::shared_ptr<void>(nullptr, [this, scope](void*) {
        if (const auto it = running_.find(scope); it != running_.end() && --it->second == 0)
            running_.erase(it);
    });
}

Task<Result<Answered>> TakePayment::create(NewPayment request) {
    auto answered = co_await owned<Result<Answered>>(core_, create_owned(std::move(request)));
    if (!answered) co_return Error(Fault::shutting_down);
    co_return std::move(*answered);
}

Task<Result<Answered>> TakePayment::open_attempt(NewAttempt request) {
    auto answered = co_await owned<Result<Answered>>(core_, open_attempt_owned(std::move(request)));
    if (!answered) co_return Error(Fault::shutting_down);
    co_return std::move(*answered);
}

Task<Result<Answered>> TakePayment::cancel(CancelRequest request) {
    auto answered = co_await owned<Result<Answered>>(core_, cancel_owned(std::move(request)));
    if (!answered) co_return Error(Fault::shutting_down);
    co_return std::move(*answered);
}

Task<Result<Answered>> TakePayment::create_owned(NewPayment request) {
    const Mono wait_until = core_->clock->mono().plus_ms(core_->config->provider_wait_ms);
    const bool twin = is_running(request.call.scope);
    const std::shared_ptr<void> presence = enter(request.call.scope);
    const IdempotentCall call = request.call;
    auto drawn = OpenPayment::draw(*core_, std::move(request), twin);
    if (!drawn) co_return drawn.error();
    OpenPayment work = std::move(drawn.value());
    if (work.offer && *work.offer) {
        const Offer& offer = work.offer->value();
        auto numbers = co_await numbers_for(core_, offer.numbers, offer.account.key);
        if (!numbers) co_return numbers.error();
        work.attempt_names.numbers = std::move(numbers.value());
    }
    Result<Opened> opened = co_await begin_payment(work, wait_until);
    if (opened && opened.value().ask_first) {
        const AttemptLocation old = *opened.value().ask_first;
        co_await ask_->ask(old, wait_until);
        work.may_ask = false;
        work.now = core_->clock->wall();  // what is decided now comes after the answer
        opened = co_await begin_payment(work, wait_until);
    }
    Result<Answered> answered = co_await finish(std::move(opened), call, presence, wait_until);
    co_return answered;
}

Task<Result<Opened>> TakePayment::begin_payment(OpenPayment work, Mono until) {
    for (;;) {
        auto opened = co_await transact<Opened>(core_->store, Priority::ordinary, work);
        if (!is_unclear(opened)) co_return opened;
        Unclear unclear{
            Unclear::Made::payment,
            work.id,
            work.attempt_names.id,
            work.request->call,
            enter(work.request->call.scope)
        };
        auto found = co_await learn(std::move(unclear), until);
        if (!found) co_return found.error();
        if (found.value()) co_return std::move(*found.value());
    }
}

/// A new attempt first asks how the old one stands (API page, "Finality"): once, and within the
/// same waiting time.
Task<Result<Answered>> TakePayment::open_attempt_owned(NewAttempt request) {
    const Mono wait_until = core_->clock->mono().plus_ms(core_->config->provider_wait_ms);
    const bool twin = is_running(request.call.scope);
    const std::shared_ptr<void> presence = enter(request.call.scope);
    const IdempotentCall call = request.call;
    const auto shared = std::make_shared<const NewAttempt>(std::move(request));
    Result<Opened> opened = co_await begin_attempt(shared, twin, std::nullopt, wait_until);
    if (opened && opened.value().ask_first) {
        const AttemptLocation old = *opened.value().ask_first;
        co_await ask_->ask(old, wait_until);
        const LookedAt looked_at = opened.value().sequence_then;
        opened = co_await begin_attempt(shared, twin, looked_at, wait_until);
    }
    Result<Answered> answered = co_await finish(std::move(opened), call, presence, wait_until);
    co_return answered;
}

Task<Result<Opened>> TakePayment::begin_attempt(
    std::shared_ptr<const NewAttempt> request, bool twin, LookedAt looked_at, Mono until
) {
    for (;;) {
        AttemptNames names = draw_attempt_names(*core_, core_->clock->wall());
        auto opened = co_await try_attempt(request, names, twin, looked_at);
        if (opened && opened.value().numbers_first) {
            const Offer offer = *opened.value().numbers_first;
            auto numbers = co_await numbers_for(core_, offer.numbers, offer.account.key);
            if (!numbers) co_return numbers.error();
            names.numbers = std::move(numbers.value());
            if (names.numbers.empty()) names.numbers.emplace_back();  // held by nobody: refused
            opened = co_await try_attempt(request, names, twin, looked_at);
        }
        if (!is_unclear(opened)) co_return opened;
        Unclear unclear{
            Unclear::Made::attempt,
            request->payment,
            names.id,
            request->call,
            enter(request->call.scope)
        };
        auto found = co_await learn(std::move(unclear), until);
        if (!found) co_return found.error();
        if (found.value()) co_return std::move(*found.value());
    }
}

Task<Result<Opened>> TakePayment::try_attempt(
    std::shared_ptr<const NewAttempt> request,
    AttemptNames attempt_names,
    bool twin,
    LookedAt looked_at
) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_),
                 core = core_,
                 request,
                 names,
                 attempt_names,
                 now,
                 twin,
                 looked_at](Txn& txn) -> Result<Opened> {
        const IdempotentCall& the_call = request->call;
        const std::string& boot = kit.config->boot_id;
        BOOST_OUTCOME_TRY(auto claimed, look_at_claim(txn, the_call, boot, twin));
        Opened out;
        if (claimed.kind != Claimed::Kind::fresh) {
            StoredAnswer answer = std::move(claimed.answer);
            if (claimed.kind == Claimed::Kind::orphan) {
                BOOST_OUTCOME_TRY(
                    answer, answer_orphan(txn, the_call, *kit.renderer, request->payment, 201)
                );
            }
            out.is_answered = true;
            out.answered = {std::move(answer), true};
            return out;
        }
        const auto refused = [&](const Error& error) {
            out.is_answered = true;
            out.answered = {refuse(txn, the_call, error, boot, now), false};
            return out;
        };
        // The version was held against before our own question: what its answer changed is not the
        // caller's, what another caller changed meanwhile is.
        const bool may_ask = !looked_at;
        const auto version = may_ask ? request->if_version : std::nullopt;
        const auto loaded = load_for(txn, request->payment, request->caller, version);
        if (!loaded) return refused(loaded.error());
        const PaymentFile& file = loaded.value();
        out.sequence_then = file.payment.sequence;
        if (request->if_version && looked_at && changed_by_a_caller(txn, file, *looked_at))
            return refused(Fault::version_mismatch);
        if (const Attempt* live = live_attempt(file);
            may_ask && live != nullptr && can_be_asked(*live)) {
            out.ask_first = AttemptLocation{file.payment.id, *live};
            return out;
        }
        const auto offer = choose(
            *core,
            request->provider,
            request->method,
            file.payment.agency_code,
            amount_due(file.payment),
            now
        );
        if (!offer) return refused(offer.error());
        const auto siblings = txn.payments_of(file.payment.client, file.payment.reference);
        out.ask_first = may_ask ? to_be_asked(siblings) : std::nullopt;
        if (out.ask_first) return out;
        if (const auto may = may_offer(file, siblings); !may) return refused(may.error());
        if (offer.value().numbers && attempt_names.numbers.empty()) {
            out.numbers_first = offer.value();
            return out;
        }
        Attempt attempt = draft_attempt(offer.value(), attempt_names, file.payment, now);
        if (!give_number(
                txn, attempt, file.payment.id, offer.value().numbers, attempt_names.numbers, now
            ))
            return refused(no_number_left());
        const Input open = input::OpenAttempt{attempt, request->caller.principal.text()};
        auto decision = decide(file, open, now, names.ids());
        if (!decision) return refused(decision.error());
        Names fresh = names;
        BOOST_OUTCOME_TRY(
            auto recorded, record(txn, kit, fresh, file, std::move(decision.value()), now)
        );
        make_claim(txn, the_call, attempt.id.text(), boot, now);
        out.recorded = std::move(recorded);
        out.attempt = attempt.id;
        return out;
    };
    Result<Opened> opened =
        co_await transact<Opened>(core_->store, Priority::ordinary, std::move(work));
    co_return opened;
}

Task<Result<Answered>> TakePayment::finish(
    Result<Opened> opened, IdempotentCall call, std::shared_ptr<void> presence, Mono wait_until
) {
    if (!opened) co_return opened.error();
    Opened& first = opened.value();
    if (first.recorded) announce(*core_, *first.recorded);
    if (first.is_answered) co_return std::move(first.answered);
    DVC_INVARIANT(first.recorded && first.attempt);
    const PaymentFile& file = first.recorded->file;
    const Attempt* attempt = find_attempt(file, *first.attempt);
    const Adapter* adapter = core_->adapter(attempt->account.provider);
    DVC_INVARIANT(adapter != nullptr);
    auto begun = std::make_shared<Begun>(core_->work->executor(), call);
    begun->payment = file.payment.id;
    begun->order =
        co_await full_order(core_, adapter->capability(attempt->account), file.payment, *attempt);
    begun->presence = std::move(presence);
    // Where the gateway is closing, the durable `initiating` is found and asked at the next start.
    const bool started = core_->work->spawn(carry_out(begun));
    if (started) {
        const bool done = co_await begun->done.wait(core_->clock, wait_until);
        if (done && begun->answer) co_return Answered{*begun->answer, false};
    }
    const PaymentId id = begun->payment;
    auto so_far = [id, call, renderer = core_->renderer](Txn& txn) -> Result<StoredAnswer> {
        return answer_orphan(txn, call, *renderer, id, 201);
    };
    auto answer =
        co_await transact<StoredAnswer>(core_->store, Priority::ordinary, std::move(so_far));
    if (!answer) co_return answer.error();
    co_return Answered{std::move(answer.value()), false};
}

Task<void> TakePayment::carry_out(std::shared_ptr<Begun> begun) {
    Adapter* adapter = core_->adapter(begun->order.account.key.provider);
    const Mono due =
        core_->clock->mono().plus_ms(adapter->capability(begun->order.account.key).call_timeout_ms);
    CreateResult result = co_await adapter->initiate(begun->order, due);
    bool alarm = false;
    const AttemptId attempt = begun->order.attempt.id;
    const Input input = input_of(attempt, result, alarm);
    if (alarm) {
        core_->telemetry->alarm(
            "provider_setup_refused",
            {{"provider", begun->order.account.key.provider},
             {"account", begun->order.account.key.account}}
        );
    }
    for (std::int64_t pause_ms = 100;; pause_ms = std::min<std::int64_t>(pause_ms * 2, 10'000)) {
        const Wall now = core_->clock->wall();
        const Names names(*core_->entropy, now);
        auto work = [kit = RecordKit(*core_),
                     names,
                     now,
                     input,
                     result,
                     again = may_open_again(*core_, begun->order.attempt),
                     ours = begun->order.attempt,
                     call = begun->call,
                     id = begun->payment](Txn& txn) -> Result<CarriedOut> {
            const auto file = txn.payment(id);
            DVC_INVARIANT(file.has_value());
            Names fresh = names;
            const auto* opened = std::get_if<CreateOpened>(&result);
            // Nobody has seen the offer: it ends here, and the number stays its first holder's.
            const bool held = opened != nullptr && !claim_issued(txn, ours, id, *opened, now);
            const Input became = held ? input::Refused{ours.id, number_held()} : input;
            BOOST_OUTCOME_TRY(auto decision, decide(*file, became, now, fresh.ids()));
            BOOST_OUTCOME_TRY(
                auto recorded, record(txn, kit, fresh, *file, std::move(decision), now)
            );
            if (again && std::holds_alternative<CreateUnknown>(result))
                offer_again(txn, recorded, ours.id, now.plus_s(offer_again_after_s));
            StoredAnswer answer =
                settle_answer(txn, call, payment_answer(*kit.renderer, recorded.file, 201, true));
            return CarriedOut{std::move(recorded), std::move(answer), held};
        };
        auto written =
            co_await transact<CarriedOut>(core_->store, Priority::money, std::move(work));
        if (written) {
            begun->answer = std::move(written.value().answer);
            begun->presence.reset();
            announce(*core_, written.value().recorded);
            if (written.value().number_held)
                alarm_number_held(core_->telemetry, begun->order.attempt);
            begun->done.set();
            co_return;
        }
        // What the provider said is known only here: it is kept until the store takes it, or this
        // process ends and the durable `initiating` is asked at the next start.
        core_->telemetry->log(
            Level::error,
            "create_outcome_not_stored",
            {{"payment", begun->payment.text()},
             {"fault", std::string(code_of(written.error().fault))}}
        );
        const bool slept =
            co_await core_->clock->sleep_until(core_->clock->mono().plus_ms(pause_ms));
        if (!slept) co_return;
    }
}

Task<Result<Answered>> TakePayment::cancel_owned(CancelRequest request) {
    const Wall now = core_->clock->wall();
    const bool twin = is_running(request.call.scope);
    const std::shared_ptr<void> presence = enter(request.call.scope);
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_),
                 request = std::make_shared<const CancelRequest>(std::move(request)),
                 names,
                 now,
                 twin](Txn& txn) -> Result<Opened> {
        const IdempotentCall& call = request->call;
        const std::string& boot = kit.config->boot_id;
        BOOST_OUTCOME_TRY(auto claimed, look_at_claim(txn, call, boot, twin));
        Opened out;
        out.is_answered = true;
        if (claimed.kind !=
            Claimed::Kind::fresh) {  // claim and answer are one commit here: never an orphan
            out.answered = {std::move(claimed.answer), true};
            return out;
        }
        const auto refused = [&](const Error& error) {
            out.answered = {refuse(txn, call, error, boot, now), false};
            return out;
        };
        const auto loaded = load_for(txn, request->payment, request->caller, request->if_version);
        if (!loaded) return refused(loaded.error());
        const Input asked = input::CancelAsked{request->reason, request->caller.principal.text()};
        auto decision = decide(loaded.value(), asked, now, names.ids());
        if (!decision) return refused(decision.error());
        Names fresh = names;
        BOOST_OUTCOME_TRY(
            auto recorded, record(txn, kit, fresh, loaded.value(), std::move(decision.value()), now)
        );
        make_claim(txn, call, request->payment.text(), boot, now);
        const int status = recorded.file.payment.state == PaymentState::cancelled ? 200 : 202;
        out.answered = {payment_answer(*kit.renderer, recorded.file, status, false), false};
        txn.answer(call.scope, out.answered.answer);
        out.recorded = std::move(recorded);
        return out;
    };
    Result<Opened> done =
        co_await transact<Opened>(core_->store, Priority::ordinary, std::move(work));
    if (!done) co_return done.error();
    if (done.value().recorded) announce(*core_, *done.value().recorded);
    co_return std::move(done.value().answered);
}

}  // namespace dvcpay::flows
