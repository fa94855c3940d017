#include "flows/refund_money.hpp"

#include "flows/busy.hpp"
#include "flows/draft.hpp"
#include "flows/once.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t put_off_ms = 5000;

StoredAnswer json_answer(int status, std::string body, std::int64_t version, std::string location) {
    StoredAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.etag = "W/\"" + std::to_string(version) + "\"";
    out.location = std::move(location);
    out.content_type = "application/json";
    return out;
}

StoredAnswer refund_answer(const SnapshotRenderer& renderer, const MoneyChange& done, int status) {
    DVC_INVARIANT(done.refund && done.where);
    std::string body = renderer.refund(*done.refund, done.where->payment);
    const std::string location = status == 201 ? "/v1/refunds/" + done.refund->id.text() : "";
    return json_answer(status, std::move(body), done.refund->version, location);
}

RefundInput input_of(const RefundChange& change) {
    const PrincipalId& by = change.caller.principal;
    switch (change.kind) {
        case RefundChange::Kind::approve:
            return refund_input::Approved{change.refund, by};
        case RefundChange::Kind::reject:
            return refund_input::Rejected{change.refund, by, change.text};
        case RefundChange::Kind::retry:
            return refund_input::Retried{change.refund, by};
        case RefundChange::Kind::close:
            return refund_input::Closed{change.refund, change.returned, change.text, by};
    }
    invariant_broken("input_of: value outside its enum");
}

/// `planned`: the id of a refund that is proposed with a destination.
IncidentInput input_of(const IncidentChange& change, std::optional<RefundId> planned) {
    const PrincipalId& by = change.caller.principal;
    switch (change.kind) {
        case IncidentChange::Kind::propose:
            return incident_input::Proposed{
                change.action, change.reason, by, std::move(planned), change.destination_masked
            };
        case IncidentChange::Kind::approve:
            return incident_input::Approved{by};
        case IncidentChange::Kind::reject:
            return incident_input::Rejected{by, change.reason};
    }
    invariant_broken("input_of: value outside its enum");
}

/// Sealed under the refund's id; the clear text is gone afterwards. Empty where there is none.
Result<std::optional<Sealed>> seal_destination(
    const Core& core, const RefundId& refund, std::string& clear
) {
    if (clear.empty()) return std::optional<Sealed>();
    BOOST_OUTCOME_TRY(auto sealed, core.sealer->seal(refund.text(), "destination", clear));
    clear.clear();
    return std::optional(std::move(sealed));
}

const Refund* find_refund(const std::vector<Refund>& refunds, const RefundId& id) {
    const auto at = std::ranges::find(refunds, id, &Refund::id);
    return at == refunds.end() ? nullptr : &*at;
}

struct Found {
    Refund refund;
    Credit credit;
    std::optional<Attempt> attempt = std::nullopt;  ///< that the credit came by
    std::optional<Sealed> destination = std::nullopt;
};

std::optional<Found> find(Reader& reader, const RefundLocation& where) {
    if (where.payment) {
        const auto file = reader.payment(*where.payment);
        if (!file) return std::nullopt;
        const Refund* refund = find_refund(file->refunds, where.refund);
        const auto credit = std::ranges::find(file->credits, where.credit, &Credit::id);
        if (refund == nullptr || credit == file->credits.end()) return std::nullopt;
        Found out{*refund, *credit};
        if (credit->attempt) {
            const Attempt* attempt = find_attempt(*file, *credit->attempt);
            if (attempt != nullptr) out.attempt = *attempt;
        }
        out.destination = reader.refund_destination(where.refund);
        return out;
    }
    const auto file = reader.unmatched(where.credit);
    if (!file) return std::nullopt;
    const Refund* refund = find_refund(file->refunds, where.refund);
    if (refund == nullptr) return std::nullopt;
    Found out{*refund, file->credit};
    out.destination = reader.refund_destination(where.refund);
    return out;
}

/// The contract the money came by, where it can still be used for this.
struct Way {
    Adapter* adapter = nullptr;
    const ProviderAccount* account = nullptr;
    bool can_refund() const {
        return adapter != nullptr && account != nullptr &&
               adapter->capability(account->key).refund && adapter->refund_call();
    }
    /// The interface can return just this: a payout knows where to, and no part is asked of a
    /// provider that only returns the whole.
    bool can_refund(const Found& found) const {
        if (!can_refund()) return false;
        const Capability& can = adapter->capability(account->key);
        if (can.refund_full_only && found.refund.amount != found.credit.amount) return false;
        return can.refund_route != RefundRoute::destination || found.destination.has_value();
    }
    std::int64_t patience_ms() const {
        const Capability& can = adapter->capability(account->key);
        return std::max(can.call_timeout_ms, can.refund_timeout_ms);
    }
};

Way way_of(const Core& core, const AccountKey& key) {
    return {core.adapter(key.provider), core.config->account(key)};
}

RefundOrder order_of(const ProviderAccount& account, const Found& found, Wall now) {
    RefundOrder order;
    order.account = account;
    order.credited = found.credit.amount;
    order.submitted_at = found.refund.tries.back().submitted_at;
    order.now = now;
    if (found.attempt) {
        order.provider_ref = found.attempt->provider_ref;
        order.order_opened_at = found.attempt->opened_at;
    }
    order.refund_ref = found.refund.tries.back().provider_refund_id;
    order.request_id = found.refund.tries.back().request_id;
    order.order_ref = found.credit.order_ref;
    order.provider_txn = found.credit.provider_txn;
    order.amount = found.refund.amount;
    order.description = "Refund of " + found.credit.order_ref;
    return order;
}

}  // namespace

RefundMoney::RefundMoney(Core* core) : core_(core) {}

bool RefundMoney::is_busy(const RefundId& id) const {
    if (busy_.contains(id.text())) return true;
    const auto it = put_off_.find(id.text());
    return it != put_off_.end() && core_->clock->mono() < it->second;
}

Task<Result<Answered>> RefundMoney::request(NewRefund request) {
    if (!request.caller.is_person) co_return Fault::same_person;
    const MoneyKit money(*core_, core_->clock->wall());
    const RefundId id = money.fresh_refund;
    auto sealed = seal_destination(*core_, id, request.destination_json);
    if (!sealed) co_return sealed.error();
    const auto destination = std::move(sealed.value());
    const IdempotentCall call = request.call;
    auto work =
        [money, id, destination, request = std::make_shared<const NewRefund>(std::move(request))](
            Txn& txn
        ) -> Result<Made<MoneyChange>> {
        MoneyKit kit = money;
        BOOST_OUTCOME_TRY(
            may_change(txn, *kit.kit.config, request->caller, request->payment, std::nullopt)
        );
        Refund draft;
        draft.id = id;
        draft.amount = request->amount;
        draft.reason = request->reason;
        draft.destination_masked = request->destination_masked;
        draft.requested_by = request->caller.principal;
        const RefundLocation where{id, request->credit, request->payment};
        const RefundInput asked = refund_input::Asked{std::move(draft), request->believed};
        BOOST_OUTCOME_TRY(auto done, change_refund(txn, kit, where, asked));
        if (destination) txn.put_refund_destination(id, *destination);
        StoredAnswer answer = refund_answer(*kit.kit.renderer, done, 201);
        return Made<MoneyChange>{std::move(answer), std::move(done)};
    };
    co_return co_await finish(call, std::move(work));
}

Task<Result<Answered>> RefundMoney::change(RefundChange change) {
    if (!change.caller.is_person) co_return Fault::same_person;
    const MoneyKit money(*core_, core_->clock->wall());
    const IdempotentCall call = change.call;
    auto work = [money, change = std::make_shared<const RefundChange>(std::move(change))](Txn& txn
                ) -> Result<Made<MoneyChange>> {
        MoneyKit kit = money;
        const auto where = txn.refund_location(change->refund);
        if (!where) return Fault::not_found;
        BOOST_OUTCOME_TRY(
            may_change(txn, *kit.kit.config, change->caller, where->payment, where->credit)
        );
        const auto found = find(txn, *where);
        DVC_INVARIANT(found.has_value());
        if (change->if_version && *change->if_version != found->refund.version)
            return Fault::version_mismatch;
        BOOST_OUTCOME_TRY(auto done, change_refund(txn, kit, *where, input_of(*change)));
        StoredAnswer answer = refund_answer(*kit.kit.renderer, done, 200);
        return Made<MoneyChange>{std::move(answer), std::move(done)};
    };
    co_return co_await finish(call, std::move(work));
}

Task<Result<Answered>> RefundMoney::change(IncidentChange change) {
    if (!change.caller.is_person) co_return Fault::same_person;
    const MoneyKit money(*core_, core_->clock->wall());
    auto sealed = seal_destination(*core_, money.fresh_refund, change.destination_json);
    if (!sealed) co_return sealed.error();
    const auto destination = std::move(sealed.value());
    const IdempotentCall call = change.call;
    auto work = [money,
                 destination,
                 change = std::make_shared<const IncidentChange>(std::move(change))](Txn& txn
                ) -> Result<Made<MoneyChange>> {
        MoneyKit kit = money;
        const auto incident = txn.incident(change->incident);
        if (!incident) return Fault::not_found;
        BOOST_OUTCOME_TRY(may_change(txn, *kit.kit.config, change->caller, *incident));
        if (change->if_version && *change->if_version != incident->version)
            return Fault::version_mismatch;
        const auto planned = destination ? std::optional(kit.fresh_refund) : std::nullopt;
        const IncidentInput input = input_of(*change, planned);
        BOOST_OUTCOME_TRY(auto done, change_incident(txn, kit, *incident, input));
        if (destination) txn.put_refund_destination(kit.fresh_refund, *destination);
        std::string body = kit.kit.renderer->incident(*done.incident);
        StoredAnswer answer = json_answer(200, std::move(body), done.incident->version, {});
        return Made<MoneyChange>{std::move(answer), std::move(done)};
    };
    co_return co_await finish(call, std::move(work));
}

Task<Result<Answered>> RefundMoney::finish(
    IdempotentCall call, std::function<Result<Made<MoneyChange>>(Txn&)> work
) {
    auto done = co_await once<MoneyChange>(core_, std::move(call), std::move(work));
    if (!done) co_return done.error();
    if (done.value().value) follow(*done.value().value);
    co_return std::move(done.value().answered);
}

void RefundMoney::follow(const MoneyChange& change) {
    if (change.recorded) {
        announce(*core_, *change.recorded);
    } else if (change.changed) {
        core_->watch->work_appeared();
    }
    const bool to_do = change.work.send || change.work.ask;
    // Where the gateway is closing, the durable next_ask_at is found at the next start.
    if (to_do && change.where) core_->work->spawn(carry_on(*change.where));
}

Task<void> RefundMoney::carry_on(RefundLocation where) {
    const Busy busy(&busy_, where.refund.text());
    if (!busy.mine()) co_return;
    put_off_.erase(where.refund.text());
    auto look = [where](Reader& reader) -> Result<std::optional<Found>> {
        return find(reader, where);
    };
    auto found = co_await look_up<std::optional<Found>>(core_->store, std::move(look));
    if (!found || !found.value()) {
        put_off_[where.refund.text()] = core_->clock->mono().plus_ms(put_off_ms);
        co_return;
    }
    Found& now = *found.value();
    switch (now.refund.state) {
        case RefundState::approved:
            co_await send(where);
            co_return;
        case RefundState::submitted:
        case RefundState::unknown:
            co_await ask(
                where, std::move(now.refund), std::move(now.credit), std::move(now.attempt)
            );
            co_return;
        case RefundState::requested:
        case RefundState::rejected:
        case RefundState::succeeded:
        case RefundState::failed:
        case RefundState::manual:
            co_await rest(where, now.refund.asked);
            co_return;
    }
}

/// Nothing of ours is awaited: it is not due any more.
Task<void> RefundMoney::rest(RefundLocation where, std::int64_t asked) {
    auto work = [where, asked](Txn& txn) -> Result<bool> {
        const auto found = find(txn, where);
        DVC_INVARIANT(found.has_value());
        if (next_refund_work(found->refund, Wall{})) return false;  // somebody moved it meanwhile
        txn.set_refund_ask(where.refund, std::nullopt, asked);
        return true;
    };
    auto done = co_await transact<bool>(core_->store, Priority::ordinary, std::move(work));
    if (!done) put_off_[where.refund.text()] = core_->clock->mono().plus_ms(put_off_ms);
}

Task<std::optional<RefundOrder>> RefundMoney::begin_try(RefundLocation where) {
    const MoneyKit money(*core_, core_->clock->wall());
    std::array<std::byte, 10> random{};
    core_->entropy->fill(random);
    const std::string ref = OrderRef::make(core_->config->order_ref_space, random).text();
    const std::string request_id = uuid_text(*core_->entropy);
    auto work = [money, where, ref, request_id, core = core_](Txn& txn
                ) -> Result<std::pair<MoneyChange, std::optional<RefundOrder>>> {
        std::pair<MoneyChange, std::optional<RefundOrder>> out;
        MoneyKit kit = money;
        auto found = find(txn, where);
        DVC_INVARIANT(found.has_value());
        const Way way = way_of(*core, found->credit.account);
        // Of a run whose COMMIT gave no answer: the try is ours, and nobody else has sent it.
        const bool ours = found->refund.state == RefundState::submitted &&
                          found->refund.provider_refund_id == ref;
        if (!ours && found->refund.state != RefundState::approved) return out;
        if (!ours && !way.can_refund(*found)) {
            const RefundInput by_hand = refund_input::NoOperation{where.refund};
            BOOST_OUTCOME_TRY(out.first, change_refund(txn, kit, where, by_hand));
            return out;
        }
        if (!ours) {
            const RefundInput sent = refund_input::Submitted{where.refund, ref, request_id};
            BOOST_OUTCOME_TRY(out.first, change_refund(txn, kit, where, sent));
            found = find(txn, where);
        }
        out.second = order_of(*way.account, *found, money.now);
        return out;
    };
    for (std::int64_t pause_ms = 100;; pause_ms = std::min<std::int64_t>(pause_ms * 2, 10'000)) {
        auto begun = co_await transact<std::pair<MoneyChange, std::optional<RefundOrder>>>(
            core_->store, Priority::money, work
        );
        if (begun) {
            const MoneyChange& change = begun.value().first;
            if (change.recorded) announce(*core_, *change.recorded);
            co_return std::move(begun.value().second);
        }
        if (begun.error().fault != Fault::commit_unknown) {
            put_off_[where.refund.text()] = core_->clock->mono().plus_ms(put_off_ms);
            co_return std::nullopt;  // still approved and due
        }
        const bool slept =
            co_await core_->clock->sleep_until(core_->clock->mono().plus_ms(pause_ms));
        if (!slept) co_return std::nullopt;
    }
}

Task<void> RefundMoney::send(RefundLocation where) {
    auto order = co_await begin_try(where);
    if (!order) co_return;
    const Way way = way_of(*core_, order->account.key);
    DVC_INVARIANT(way.can_refund());
    co_await address(*order, where);
    const Mono due = core_->clock->mono().plus_ms(way.patience_ms());
    const Adapter::RefundCall call = way.adapter->refund_call();
    RefundResult result = co_await call(*order, due);
    refund_input::Told told = told_of(where, *order, std::move(result));
    told.first_call = true;
    co_await keep(where, std::move(told), false);
}

Task<void> RefundMoney::ask(
    RefundLocation where, Refund refund, Credit credit, std::optional<Attempt> attempt
) {
    const Way way = way_of(*core_, credit.account);
    const std::int64_t asked_before = refund.asked;
    const Found found{std::move(refund), std::move(credit), std::move(attempt)};
    const bool can_ask = way.can_refund() && way.adapter->refund_query_call();
    ProviderAccount nobody;
    nobody.key = found.credit.account;
    RefundOrder order = order_of(can_ask ? *way.account : nobody, found, core_->clock->wall());
    RefundResult result;
    if (can_ask) {
        co_await address(order, where);
        const Adapter::RefundCall question = way.adapter->refund_query_call();
        RefundOrder query = order;
        query.request_id = uuid_text(*core_->entropy);  // an id is used once for a question
        const Mono due = core_->clock->mono().plus_ms(way.patience_ms());
        result = co_await question(std::move(query), due);
        // It may never have arrived. Where the contract says so, the same refund with the same ids
        // may be sent again: the provider knows it by them.
        const Wall since = found.refund.tries.back().submitted_at;
        const bool in_time = core_->clock->wall() < asking_ends(since) || asked_before == 0;
        const bool again = result.believed() == RefundSaid::unknown && !result.alarm && in_time &&
                           way.adapter->capability(found.credit.account).refund_repeatable;
        if (again) {
            const Adapter::RefundCall call = way.adapter->refund_call();
            const Mono later = core_->clock->mono().plus_ms(way.patience_ms());
            result = co_await call(order, later);
            // A no to a repetition says nothing about what went before it: the first may be paid.
            const bool no =
                result.said == RefundSaid::refused || result.said == RefundSaid::not_refundable;
            if (no && !result.decided_here) result.said = RefundSaid::unknown;
        }
    }
    refund_input::Told told = told_of(where, order, std::move(result));
    co_await keep(where, std::move(told), true);
}

/// The account of a payout, opened for this call alone. Where it cannot be opened the order stays
/// without one, and the adapter sends nothing.
Task<void> RefundMoney::address(RefundOrder& order, RefundLocation where) {
    auto load = [id = where.refund](Reader& reader) -> Result<std::optional<Sealed>> {
        return reader.refund_destination(id);
    };
    auto sealed = co_await look_up<std::optional<Sealed>>(core_->store, std::move(load));
    if (!sealed || !sealed.value()) co_return;
    const auto clear = core_->sealer->open(where.refund.text(), "destination", *sealed.value());
    if (clear) order.destination = core_->renderer->destination(clear.value());
}

refund_input::Told RefundMoney::told_of(
    const RefundLocation& where, const RefundOrder& order, RefundResult result
) {
    core_->telemetry->count(
        "refund_answers_total",
        {{"provider", order.account.key.provider},
         {"said", std::string(to_string(result.believed()))}}
    );
    if (result.alarm) {
        core_->telemetry->alarm(
            "provider_setup_refused",
            {{"provider", order.account.key.provider}, {"account", order.account.key.account}}
        );
    }
    refund_input::Told told;
    told.refund = where.refund;
    told.provider_refund_id = order.refund_ref;
    told.word = result.believed();
    told.provider_txn = result.provider_refund_id;
    told.failure = std::move(result.failure);
    told.not_again_for_s = result.not_again_for_s;
    told.actor = "provider:" + order.account.key.provider;
    return told;
}

Task<void> RefundMoney::keep(RefundLocation where, refund_input::Told told, bool asked) {
    for (std::int64_t pause_ms = 100;; pause_ms = std::min<std::int64_t>(pause_ms * 2, 10'000)) {
        const MoneyKit money(*core_, core_->clock->wall());
        auto work = [money, where, told, asked](Txn& txn) -> Result<MoneyChange> {
            MoneyKit kit = money;
            BOOST_OUTCOME_TRY(auto done, change_refund(txn, kit, where, told));
            auto found = find(txn, where);
            DVC_INVARIANT(found.has_value());
            const auto is_late = [&] {
                return next_refund_work(found->refund, kit.now) && !found->refund.overdue &&
                       kit.now >= asking_ends(found->refund.tries.back().submitted_at);
            };
            if (asked && is_late()) {
                const RefundInput over = refund_input::AskingOver{where.refund};
                BOOST_OUTCOME_TRY(done, change_refund(txn, kit, where, over));
                found = find(txn, where);
            }
            const auto next = next_refund_work(found->refund, kit.now);
            txn.set_refund_ask(where.refund, next, found->refund.asked + (asked ? 1 : 0));
            if (done.recorded) keep_earlier(done.recorded->due, next);
            return done;
        };
        auto written = co_await transact<MoneyChange>(core_->store, Priority::money, work);
        if (written) {
            if (written.value().recorded) announce(*core_, *written.value().recorded);
            core_->watch->work_appeared();
            co_return;
        }
        core_->telemetry->log(
            Level::error,
            "refund_outcome_not_stored",
            {{"refund", where.refund.text()}, {"fault", std::string(code_of(written.error().fault))}
            }
        );
        const bool slept =
            co_await core_->clock->sleep_until(core_->clock->mono().plus_ms(pause_ms));
        if (!slept) co_return;  // the durable try is asked about at the next start
    }
}

}  // namespace dvcpay::flows
