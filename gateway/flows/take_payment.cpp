#include "flows/take_payment.hpp"

#include "flows/ask_status.hpp"
#include "flows/draft.hpp"
#include "flows/idempotency.hpp"
#include "flows/owned.hpp"

namespace dvcpay::flows {

struct TakePayment::Opened {
    Answered answered;
    bool is_answered = false;  ///< there is an answer to give; nothing goes on
    std::optional<Recorded> recorded;
    std::optional<AttemptId> attempt;  ///< initiating: must be carried out
    std::optional<AttemptLocation>
        ask_first;  ///< nothing was written: an older attempt must be asked about
};

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

using OpenedBy = std::function<Result<Recorded>(Txn&)>;

/// The client gets the refusal, and gets it again for the same key.
StoredAnswer refuse(
    Txn& txn, const IdempotentCall& call, const Error& error, const std::string& boot_id, Wall now
) {
    make_claim(txn, call, {}, boot_id, now);
    StoredAnswer answer = call.refusal(error);
    txn.answer(call.scope, answer);
    return answer;
}

/// A call whose process died between its commits is answered from what it made.
Result<StoredAnswer> answer_orphan(
    Txn& txn,
    const IdempotentCall& call,
    const SnapshotRenderer& renderer,
    const PaymentId& payment,
    int status
) {
    const auto file = txn.payment(payment);
    if (!file) return Error(Fault::internal_error, "a claim names a payment that does not exist");
    return settle_answer(txn, call, payment_answer(renderer, *file, status, status == 201));
}

Result<PaymentFile> load_for(
    Txn& txn, const PaymentId& id, const Caller& caller, std::optional<std::int64_t> if_version
) {
    auto file = txn.payment(id);
    if (!file || !caller.may_see(file->payment)) return Fault::not_found;
    if (if_version && *if_version != file->payment.version) return Fault::version_mismatch;
    return std::move(*file);
}

/// Only the provider's word ends it, and it has been sent there: the question makes sense.
bool can_be_asked(const Attempt& attempt) {
    return attempt.finality == Finality::provider && attempt.state != AttemptState::initiating;
}

Input input_of(const AttemptId& attempt, CreateResult result, bool& alarm) {
    if (auto* opened = std::get_if<CreateOpened>(&result)) {
        return input::Opened{attempt, std::move(opened->next_action)};
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
    const Wall now = core_->clock->wall();
    const bool twin = is_running(request.call.scope);
    const std::shared_ptr<void> presence = enter(request.call.scope);
    const PaymentId id = fresh_id<PaymentId>(*core_->entropy, now);
    const Names names(*core_->entropy, now);
    const AttemptNames attempt_names = draw_attempt_names(*core_, now);
    std::optional<PersonalData> personal;
    if (!request.party_json.empty()) {
        BOOST_OUTCOME_CO_TRY(
            auto sealed, core_->sealer->seal(id.text(), "party", request.party_json)
        );
        request.party_json.clear();
        personal = PersonalData{id, std::move(sealed)};
    }
    const IdempotentCall call = request.call;
    // Decided here, on the loop, from immutable snapshots; used in the transaction only after the
    // claim was looked at.
    std::optional<Result<Offer>> offer;
    if (request.provider && !request.draft.amount.is_zero()) {
        Payment priced = request.draft;
        priced.service_fee = Money::dong(core_->config->payment_service_fee_dong);
        offer = choose(
            *core_,
            *request.provider,
            request.method,
            priced.agency_code,
            amount_due(priced),
            ict_day(now)
        );
    }
    auto work = [kit = RecordKit(*core_),
                 catalogue = core_->catalogue->now,
                 request = std::make_shared<const NewPayment>(std::move(request)),
                 offer = std::move(offer),
                 names,
                 attempt_names,
                 personal = std::move(personal),
                 id,
                 now,
                 twin](Txn& txn) -> Result<Opened> {
        const IdempotentCall& the_call = request->call;
        const std::string& boot = kit.config->boot_id;
        BOOST_OUTCOME_TRY(auto claimed, look_at_claim(txn, the_call, boot, twin));
        Opened out;
        if (claimed.kind == Claimed::Kind::replay) {
            out.is_answered = true;
            out.answered = {std::move(claimed.answer), true};
            return out;
        }
        if (claimed.kind == Claimed::Kind::orphan) {
            const auto made = PaymentId::parse(claimed.object_id);
            if (!made) return Error(Fault::internal_error, "a claim names no payment");
            BOOST_OUTCOME_TRY(auto answer, answer_orphan(txn, the_call, *kit.renderer, *made, 201));
            out.is_answered = true;
            out.answered = {std::move(answer), true};
            return out;
        }
        const auto refused = [&](const Error& error) {
            out.is_answered = true;
            out.answered = {refuse(txn, the_call, error, boot, now), false};
            return out;
        };
        Payment draft = request->draft;
        if (const auto known = check_catalogue(*catalogue, draft, ict_day(now)); !known)
            return refused(known.error());
        if (offer && !*offer) return refused(offer->error());
        const auto siblings = txn.payments_of(draft.client, draft.reference);
        if (const auto may = may_create(siblings, draft.supersedes, now); !may)
            return refused(may.error());

        draft.id = id;
        if (!draft.amount.is_zero())
            draft.service_fee = Money::dong(kit.config->payment_service_fee_dong);
        const std::optional<Method> method =
            offer ? std::optional(offer->value().method.method) : request->method;
        std::int64_t life_s = request->expires_in_s.value_or(default_expiry_s(method));
        if (offer && offer->value().method.longest_expiry_s > 0 &&
            life_s > offer->value().method.longest_expiry_s) {
            life_s = offer->value().method.longest_expiry_s;
            draft.warnings.emplace_back("expiry_cut_to_method_limit");
        }
        draft.expires_at = now.plus_s(life_s);
        if (offer) {
            draft.beneficiary = offer->value().account.beneficiary;
        } else {
            for (const auto& account : kit.config->accounts) {
                const auto* serving = choose_account(
                    *kit.config, account.key.provider, draft.agency_code, ict_day(now)
                );
                if (serving != nullptr) draft.beneficiary = serving->beneficiary;
                if (serving != nullptr) break;
            }
        }
        Names fresh = names;
        Decision decision = open_payment(std::move(draft), now);
        for (const auto& sibling : siblings) {
            if (holds_money(sibling)) decision.after.obligation_paid_by = sibling.payment.id;
        }
        if (offer) {
            if (const auto may = may_offer(decision.after, siblings); !may)
                return refused(may.error());
        }
        Recorded recorded = record_created(txn, kit, fresh, std::move(decision), now);
        if (personal) txn.put_personal_data(*personal);
        if (recorded.file.payment.supersedes) {
            for (const auto& sibling : siblings) {
                if (sibling.payment.id != *recorded.file.payment.supersedes) continue;
                const Input superseded = input::Superseded{id, request->caller.principal.text()};
                BOOST_OUTCOME_TRY(auto closed, decide(sibling, superseded, now, fresh.more_ids()));
                BOOST_OUTCOME_TRY(
                    auto told, record(txn, kit, fresh, sibling, std::move(closed), now)
                );
                recorded.also_changed.push_back(told.file.payment.id);
                if (told.due && (!recorded.due || *told.due < *recorded.due))
                    recorded.due = told.due;
            }
        }
        if (offer) {
            Attempt attempt =
                draft_attempt(offer->value(), attempt_names, recorded.file.payment, now);
            const Input open = input::OpenAttempt{attempt, request->caller.principal.text()};
            BOOST_OUTCOME_TRY(auto opened, decide(recorded.file, open, now, fresh.ids()));
            // The claim, the payment and its attempt are one commit, and one version.
            opened.after.payment.version = recorded.file.payment.version;
            const PaymentFile before = recorded.file;
            BOOST_OUTCOME_TRY(
                auto with_attempt, record(txn, kit, fresh, before, std::move(opened), now)
            );
            if (with_attempt.due && (!recorded.due || *with_attempt.due < *recorded.due))
                recorded.due = with_attempt.due;
            recorded.file = std::move(with_attempt.file);
            out.attempt = attempt.id;
        }
        make_claim(txn, the_call, id.text(), boot, now);
        if (!offer) {
            out.is_answered = true;
            out.answered = {payment_answer(*kit.renderer, recorded.file, 201, true), false};
            txn.answer(the_call.scope, out.answered.answer);
        }
        out.recorded = std::move(recorded);
        return out;
    };
    Result<Opened> opened =
        co_await transact<Opened>(core_->store, Priority::ordinary, std::move(work));
    Result<Answered> answered = co_await finish(std::move(opened), call, presence, wait_until);
    co_return answered;
}

/// A new attempt first asks how the old one stands (API page, "Finality"): once, and within the
/// same waiting time.
Task<Result<Answered>> TakePayment::open_attempt_owned(NewAttempt request) {
    const Mono wait_until = core_->clock->mono().plus_ms(core_->config->provider_wait_ms);
    const bool twin = is_running(request.call.scope);
    const std::shared_ptr<void> presence = enter(request.call.scope);
    const IdempotentCall call = request.call;
    const auto shared = std::make_shared<const NewAttempt>(std::move(request));
    Result<Opened> opened = co_await begin_attempt(shared, twin, true);
    if (opened && opened.value().ask_first) {
        const AttemptLocation old = *opened.value().ask_first;
        co_await ask_->ask(old, wait_until);
        opened = co_await begin_attempt(shared, twin, false);
    }
    Result<Answered> answered = co_await finish(std::move(opened), call, presence, wait_until);
    co_return answered;
}

Task<Result<TakePayment::Opened>> TakePayment::begin_attempt(
    std::shared_ptr<const NewAttempt> request, bool twin, bool may_ask
) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    const AttemptNames attempt_names = draw_attempt_names(*core_, now);
    auto work =
        [kit = RecordKit(*core_), core = core_, request, names, attempt_names, now, twin, may_ask](
            Txn& txn
        ) -> Result<Opened> {
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
        const auto loaded = load_for(txn, request->payment, request->caller, request->if_version);
        if (!loaded) return refused(loaded.error());
        const PaymentFile& file = loaded.value();
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
            ict_day(now)
        );
        if (!offer) return refused(offer.error());
        const auto siblings = txn.payments_of(file.payment.client, file.payment.reference);
        if (const auto may = may_offer(file, siblings); !may) return refused(may.error());
        const Attempt attempt = draft_attempt(offer.value(), attempt_names, file.payment, now);
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
    begun->order = order_of(*core_->config, adapter->capability(), file.payment, *attempt);
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
    const Mono due = core_->clock->mono().plus_ms(adapter->capability().call_timeout_ms);
    CreateResult result = co_await adapter->initiate(begun->order, due);
    bool alarm = false;
    const AttemptId attempt = begun->order.attempt.id;
    const Input input = input_of(attempt, std::move(result), alarm);
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
        auto work =
            [kit = RecordKit(*core_), names, now, input, call = begun->call, id = begun->payment](
                Txn& txn
            ) -> Result<std::pair<Recorded, StoredAnswer>> {
            const auto file = txn.payment(id);
            DVC_INVARIANT(file.has_value());
            Names fresh = names;
            BOOST_OUTCOME_TRY(auto decision, decide(*file, input, now, fresh.ids()));
            BOOST_OUTCOME_TRY(
                auto recorded, record(txn, kit, fresh, *file, std::move(decision), now)
            );
            StoredAnswer answer =
                settle_answer(txn, call, payment_answer(*kit.renderer, recorded.file, 201, true));
            return std::pair{std::move(recorded), std::move(answer)};
        };
        auto written = co_await transact<std::pair<Recorded, StoredAnswer>>(
            core_->store, Priority::money, std::move(work)
        );
        if (written) {
            begun->answer = std::move(written.value().second);
            begun->presence.reset();
            announce(*core_, written.value().first);
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
