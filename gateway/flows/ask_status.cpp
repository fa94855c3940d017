#include "flows/ask_status.hpp"

#include <algorithm>

#include "domain/schedule.hpp"
#include "flows/busy.hpp"
#include "flows/draft.hpp"
#include "flows/lone_incident.hpp"
#include "flows/take_notice.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t nudge_pause_ms = 5000;
constexpr std::int64_t store_pause_ms = 5000;
constexpr std::int64_t repeat_after_s = 600;
constexpr std::int64_t offer_again_after_s = 30;
constexpr std::size_t nudges_remembered = 10'000;

bool was_opened(const Attempt& attempt) {
    return attempt.next_action.kind != NextAction::Kind::none;
}

/// The payer never got the offer, and there is still time to make it (spec: repeat with the same
/// ids).
bool worth_creating_again(const Attempt& attempt, const QueryResult& result, Wall now) {
    if (attempt.state != AttemptState::unknown || was_opened(attempt) || now >= attempt.expires_at)
        return false;
    const auto* answer = std::get_if<QueryAnswer>(&result);
    return answer != nullptr && std::ranges::all_of(answer->notices(), [](const auto& notice) {
               const Said said = notice.value().said;
               return said == Said::not_found || said == Said::waiting;
           });
}

/// The process died between the commit and the answer, or the answer was lost: where opening again
/// changes nothing at the provider, the payer gets the offer now instead of after a question.
bool worth_opening_again(const Capability& can, const Attempt& attempt, Wall now) {
    return can.opening_by(attempt.method) != Opening::call &&
           attempt.state == AttemptState::unknown && !was_opened(attempt) &&
           now < attempt.expires_at;
}

/// The provider speaks of an attempt that is not over; of a closed one, that its end was no end.
bool still_moves(const QueryResult& result) {
    const auto* answer = std::get_if<QueryAnswer>(&result);
    return answer != nullptr && std::ranges::any_of(answer->notices(), [](const auto& notice) {
               const Said said = notice.value().said;
               return said == Said::waiting || said == Said::authorised || said == Said::unclear;
           });
}

bool may_repeat(const Attempt& attempt, Wall now) {
    return attempt.state != AttemptState::succeeded && !attempt.overdue &&
           now.plus_s(repeat_after_s) < asking_ends(attempt.opened_at);
}

/// What came of an inquiry's question.
struct Inquired {
    std::optional<Recorded> recorded;
    bool unmatched = false;
    bool booked_elsewhere = false;
    bool given_up = false;  ///< the last question; nothing was confirmed
};

/// The transaction after an inquiry's question: each confirmed movement of money is booked to its
/// attempt, or to nobody (P2).
struct AnsweredInquiry {
    RecordKit kit;
    Names names;
    Wall now;
    OpenInquiry inquiry;
    QueryResult result;

    Result<Inquired> operator()(Txn& txn) const {
        Inquired out;
        OpenInquiry next = inquiry;
        next.asked += 1;
        // The same rhythm as for an attempt that began when the notice came.
        Attempt rhythm;
        rhythm.state = AttemptState::unknown;
        rhythm.opened_at = inquiry.created_at;
        rhythm.expires_at = inquiry.created_at;
        next.next_ask_at = next_ask(ask_plan(*kit.config, inquiry.account), rhythm, now);
        bool confirmed = false;
        Names fresh = names;
        if (const auto* answer = std::get_if<QueryAnswer>(&result)) {
            for (const auto& notice : answer->notices()) {
                if (!is_money(notice.value())) continue;
                confirmed = true;
                BOOST_OUTCOME_TRY(book(txn, fresh, notice, out));
            }
        }
        if (confirmed) {
            next.next_ask_at.reset();
        } else {
            out.given_up = !next.next_ask_at.has_value();
        }
        if (out.given_up) {
            BOOST_OUTCOME_TRY(out.recorded, give_up(txn, kit, fresh, inquiry, now));
        }
        txn.put_inquiry(next);
        return out;
    }

    Result<void> book(Txn& txn, Names& fresh, const Verified<Notice>& notice, Inquired& out) const {
        const EvidenceId evidence = fresh.evidence();
        const Notice& said = notice.value();
        if (known_by_a_name(txn, said)) return ok();  // told meanwhile (P8)
        const auto where = txn.attempt_by_order_ref(inquiry.order_ref);
        if (where && where->attempt.account == inquiry.account) {
            BOOST_OUTCOME_TRY(
                auto noticed,
                take_notice(
                    txn, kit, fresh, where->payment, where->attempt.id, notice, evidence, {}, now
                )
            );
            out.booked_elsewhere = out.booked_elsewhere || noticed.booked_elsewhere;
            if (out.recorded) {
                join(*out.recorded, std::move(noticed.recorded));
            } else {
                out.recorded = std::move(noticed.recorded);
            }
            return ok();
        }
        const auto decision = decide_unmatched(notice, evidence, now, fresh.more_ids());
        record_unmatched(txn, kit, fresh, decision, now);
        keep_names(txn, said, decision.credit.id);
        txn.insert_evidence(evidence_of(notice, evidence, {}, now), std::nullopt);
        out.unmatched = true;
        return ok();
    }
};

}  // namespace

AskStatus::AskStatus(Core* core) : core_(core) {}

bool AskStatus::is_busy(const std::string& id) const {
    if (asking_.contains(id)) return true;
    const auto it = put_off_.find(id);
    return it != put_off_.end() && core_->clock->mono() < it->second;
}

Task<void> AskStatus::ask(AttemptLocation where, Mono due) {
    const Busy asking(&asking_, where.attempt.id.text());
    if (!asking.mine()) co_return;
    Adapter* adapter = core_->adapter(where.attempt.account.provider);
    const ProviderAccount* account = core_->config->account(where.attempt.account);
    const Capability* can =
        adapter == nullptr || account == nullptr ? nullptr : &adapter->capability(account->key);
    if (can != nullptr && worth_opening_again(*can, where.attempt, core_->clock->wall()))
        co_await create_again(where, due);
    // An account may have two products: what is paid to a number stands in its statement.
    const bool by_account = can != nullptr && can->query_account &&
                            (!can->query_attempt || !where.attempt.virtual_account.empty());
    if (by_account) {
        co_await ask_account(where);
        co_return;
    }
    if (can == nullptr || !can->query_attempt) {
        const QuerySilent silent{"no way to ask", false};
        co_await record(where, silent, false);
        co_return;
    }
    QueryOrder order;
    order.account = *account;
    order.order_ref = where.attempt.order_ref.text();
    order.request_id = uuid_text(*core_->entropy);
    order.expected = where.attempt.amount;
    order.provider_ref = where.attempt.provider_ref;
    order.virtual_account = where.attempt.virtual_account;
    order.opened_at = where.attempt.opened_at;
    order.now = core_->clock->wall();
    const Mono longest =
        core_->clock->mono().plus_ms(adapter->capability(account->key).call_timeout_ms);
    QueryResult result = co_await adapter->query_attempt(std::move(order), std::min(due, longest));
    const bool again = worth_creating_again(where.attempt, result, core_->clock->wall());
    co_await record(where, std::move(result));
    if (again) co_await create_again(where, due);
}

Task<void> AskStatus::record(AttemptLocation where, QueryResult result, bool can_ask) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    core_->telemetry->count(
        "status_questions_total", {{"provider", where.attempt.account.provider}}
    );
    if (const auto* silent = std::get_if<QuerySilent>(&result)) {
        const Fields fields = {
            {"provider", where.attempt.account.provider},
            {"account", where.attempt.account.account},
            {"attempt", where.attempt.id.text()}
        };
        if (silent->alarm) core_->telemetry->alarm("provider_setup_refused", fields);
    }
    const bool silent = std::holds_alternative<QuerySilent>(result);
    const bool again = may_open_again(*core_, where.attempt);
    auto work = [kit = RecordKit(*core_),
                 names,
                 now,
                 where,
                 silent,
                 again,
                 can_ask,
                 result = std::move(result)](Txn& txn) -> Result<Noticed> {
        Noticed out;
        Names fresh = names;
        if (const auto* answer = std::get_if<QueryAnswer>(&result)) {
            for (const auto& notice : answer->notices()) {
                const EvidenceId evidence = fresh.evidence();
                BOOST_OUTCOME_TRY(
                    auto noticed,
                    take_notice(
                        txn, kit, fresh, where.payment, where.attempt.id, notice, evidence, {}, now
                    )
                );
                out.booked_elsewhere = out.booked_elsewhere || noticed.booked_elsewhere;
                join(out.recorded, std::move(noticed.recorded));
            }
        }
        const auto file = txn.payment(where.payment);
        DVC_INVARIANT(file.has_value());
        const Attempt* attempt = find_attempt(*file, where.attempt.id);
        DVC_INVARIANT(attempt != nullptr);
        // Whatever was learnt, the next question follows from the plan: an answer must not be asked
        // for twice a second.
        const AskPlan plan = ask_plan(*kit.config, attempt->account);
        auto next = next_ask(plan, *attempt, now);
        // A closed attempt has few questions left; one that was not answered, or whose answer takes
        // the final word back, is put again (P4).
        if (!next && can_ask && (silent || still_moves(result)) && may_repeat(*attempt, now))
            next = now.plus_s(repeat_after_s);
        // Nobody can be asked about it, but the payer still waits for the offer.
        const bool unoffered = attempt->state == AttemptState::unknown && !was_opened(*attempt);
        if (again && unoffered && now < attempt->expires_at)
            keep_earlier(next, now.plus_s(offer_again_after_s));
        txn.set_next_ask(attempt->id, next, attempt->asked + 1);
        if (next && (!out.recorded.due || *next < *out.recorded.due)) out.recorded.due = next;
        out.recorded.file = *file;
        return out;
    };
    auto written = co_await transact<Noticed>(core_->store, Priority::money, std::move(work));
    if (!written) {
        core_->telemetry->log(
            Level::error,
            "status_answer_not_stored",
            {{"attempt", where.attempt.id.text()},
             {"fault", std::string(code_of(written.error().fault))}}
        );
        put_off_[where.attempt.id.text()] = core_->clock->mono().plus_ms(store_pause_ms);
        co_return;  // next_ask_at is still due: it is asked again
    }
    put_off_.erase(where.attempt.id.text());
    if (written.value().booked_elsewhere) {
        core_->telemetry->alarm("credit_booked_elsewhere", {{"attempt", where.attempt.id.text()}});
    }
    announce(*core_, written.value().recorded);
}

Task<void> AskStatus::create_again(AttemptLocation where, Mono due) {
    const PaymentId id = where.payment;
    auto load = [id](Reader& reader) -> Result<std::optional<PaymentFile>> {
        return reader.payment(id);
    };
    auto loaded = co_await look_up<std::optional<PaymentFile>>(core_->store, std::move(load));
    if (!loaded || !loaded.value()) co_return;
    const PaymentFile& file = *loaded.value();
    const Attempt* attempt = find_attempt(file, where.attempt.id);
    const bool still_wanted =
        file.payment.state == PaymentState::open && !file.payment.cancel_requested;
    if (attempt == nullptr || attempt->state != AttemptState::unknown || !still_wanted) co_return;
    Adapter* adapter = core_->adapter(attempt->account.provider);
    const Capability& capability = adapter->capability(attempt->account);
    CreateOrder order = co_await full_order(core_, capability, file.payment, *attempt);
    const Mono longest = core_->clock->mono().plus_ms(capability.call_timeout_ms);
    CreateResult result = co_await adapter->initiate(std::move(order), std::min(due, longest));
    const auto* opened = std::get_if<CreateOpened>(&result);
    if (opened == nullptr)
        co_return;  // a refusal of a repeated create says little; the asking goes on
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_), names, now, where, offer = *opened](Txn& txn
                ) -> Result<Recorded> {
        const auto before = txn.payment(where.payment);
        DVC_INVARIANT(before.has_value());
        const Input input = opened_input(where.attempt.id, offer);
        if (!claim_issued(txn, where.attempt, where.payment, offer, now))
            return Error(Fault::state_conflict, "another attempt holds the number");
        Names fresh = names;
        BOOST_OUTCOME_TRY(auto decision, decide(*before, input, now, fresh.ids()));
        return dvcpay::flows::record(txn, kit, fresh, *before, std::move(decision), now);
    };
    auto written = co_await transact<Recorded>(core_->store, Priority::money, std::move(work));
    if (written) announce(*core_, written.value());
    if (!written && written.error().fault == Fault::state_conflict)
        alarm_number_held(core_->telemetry, where.attempt);  // it stays unknown: the asking goes on
}

void AskStatus::nudge(AttemptLocation where) {
    const Mono now = core_->clock->mono();
    auto& last = nudged_[where.attempt.id.text()];
    if (last.ns != 0 && now < last.plus_ms(nudge_pause_ms)) return;
    last = now;
    if (nudged_.size() > nudges_remembered) {
        std::erase_if(nudged_, [now](const auto& entry) {
            return entry.second.plus_ms(nudge_pause_ms) < now;
        });
    }
    core_->work->spawn(ask(std::move(where), now.plus_ms(core_->config->provider_wait_ms)));
}

Task<void> AskStatus::ask_inquiry(OpenInquiry inquiry, Mono due) {
    const Busy asking(&asking_, inquiry.id.text());
    if (!asking.mine()) co_return;
    Adapter* adapter = core_->adapter(inquiry.account.provider);
    const ProviderAccount* account = core_->config->account(inquiry.account);
    // A contract may be gone, or ask otherwise, since the notice came: the plan goes on without an
    // answer, and its end is people's. Else the inquiry would stay due for ever.
    QueryResult result = QuerySilent{"no way to ask"};
    if (adapter != nullptr && account != nullptr &&
        adapter->capability(account->key).query_attempt) {
        QueryOrder order;
        order.account = *account;
        order.order_ref = inquiry.order_ref;
        order.request_id = uuid_text(*core_->entropy);
        order.now = core_->clock->wall();
        QueryResult told = co_await adapter->query_attempt(std::move(order), due);
        result = std::move(told);
    }
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    AnsweredInquiry job{RecordKit(*core_), names, now, inquiry, std::move(result)};
    auto written = co_await transact<Inquired>(core_->store, Priority::money, std::move(job));
    if (!written) {
        put_off_[inquiry.id.text()] = core_->clock->mono().plus_ms(store_pause_ms);
        co_return;  // still due: it is asked again
    }
    put_off_.erase(inquiry.id.text());
    const Fields fields = {
        {"provider", inquiry.account.provider}, {"account", inquiry.account.account}
    };
    if (written.value().unmatched) core_->telemetry->alarm("unmatched_credit", fields);
    if (written.value().booked_elsewhere)
        core_->telemetry->alarm("credit_booked_elsewhere", fields);
    if (written.value().given_up) core_->telemetry->alarm("inquiry_unanswered", fields);
    if (written.value().recorded) announce(*core_, *written.value().recorded);
    core_->watch->work_appeared();
}

}  // namespace dvcpay::flows
