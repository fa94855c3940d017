// Banks that can only be asked per account and day: one enquiry serves every attempt of the account
// that waits for an answer.
#include "domain/schedule.hpp"
#include "flows/ask_status.hpp"
#include "flows/busy.hpp"
#include "flows/draft.hpp"
#include "flows/take_notice.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t pages_max = 100;
constexpr std::int64_t waiting_max = 500;
constexpr std::int64_t look_again_ms = 1000;
constexpr std::int64_t repeat_after_s = 600;

/// Whose money a row is, as the store knows it now; empty: none of ours, reconciliation reads it.
std::optional<AttemptLocation> owner_of(Txn& txn, const Notice& said) {
    std::optional<AttemptLocation> found;
    if (!said.paid_to.empty()) found = txn.attempt_by_number(said.account, said.paid_to);
    if (!found && !said.order_ref.empty()) found = txn.attempt_by_order_ref(said.order_ref);
    if (found && found->attempt.account != said.account) found.reset();
    return found;
}

/// Today, and the day before where somebody waits since then: money of its last hours may have
/// been booked behind the last enquiry.
std::vector<Day> days_to_ask(const Attempt& attempt, Wall now) {
    const Day today = ict_day(now);
    std::vector<Day> out;
    if (ict_day(attempt.opened_at) < today) out.push_back(plus_days(today, -1));
    out.push_back(today);
    return out;
}

}  // namespace

Task<void> AskStatus::ask_account(AttemptLocation where, Mono due) {
    const AccountKey key = where.attempt.account;
    const Busy asking(&asking_, "account:" + key.provider + "/" + key.account);
    if (!asking.mine()) {
        put_off_[where.attempt.id.text()] = core_->clock->mono().plus_ms(look_again_ms);
        co_return;
    }
    Adapter* adapter = core_->adapter(key.provider);
    const ProviderAccount* account = core_->config->account(key);
    DVC_INVARIANT(adapter != nullptr && account != nullptr);
    const Adapter::AccountCall call = adapter->account_call();
    DVC_INVARIANT(call);
    bool complete = true;
    const Wall began = core_->clock->wall();
    for (const auto& day : days_to_ask(where.attempt, began)) {
        AccountQuery query;
        query.account = *account;
        query.day = day;
        bool more = true;
        while (more && complete && query.page <= pages_max) {
            query.request_id = uuid_text(*core_->entropy);
            query.now = core_->clock->wall();
            AccountResult result = co_await call(query, due);
            complete = co_await keep_page(key, std::move(result), more);
            ++query.page;
        }
        if (query.page > pages_max) complete = false;
    }
    co_await settle_account(key, began, !complete);
}

Task<bool> AskStatus::keep_page(AccountKey key, AccountResult result, bool& more) {
    core_->telemetry->count("account_questions_total", {{"provider", key.provider}});
    more = false;
    if (const auto* silent = std::get_if<QuerySilent>(&result)) {
        if (silent->alarm) {
            core_->telemetry->alarm(
                "provider_setup_refused", {{"provider", key.provider}, {"account", key.account}}
            );
        }
        co_return false;
    }
    const auto& page = std::get<AccountPage>(result);
    for (const auto& notice : page.notices) {
        const Wall now = core_->clock->wall();
        const Names names(*core_->entropy, now);
        auto work = [kit = RecordKit(*core_), names, now, notice](Txn& txn
                    ) -> Result<std::optional<Noticed>> {
            const auto owner = owner_of(txn, notice.value());
            if (!owner) return std::optional<Noticed>();
            Names fresh = names;
            const EvidenceId evidence = fresh.evidence();
            BOOST_OUTCOME_TRY(
                auto noticed,
                take_notice(
                    txn, kit, fresh, owner->payment, owner->attempt.id, notice, evidence, {}, now
                )
            );
            return std::optional(std::move(noticed));
        };
        auto written = co_await transact<std::optional<Noticed>>(
            core_->store, Priority::money, std::move(work)
        );
        if (!written) co_return false;  // it stands in the statement: the next enquiry finds it
        if (!written.value()) continue;
        announce(*core_, written.value()->recorded);
        if (written.value()->booked_elsewhere)
            core_->telemetry->alarm("credit_booked_elsewhere", {{"provider", key.provider}});
    }
    more = page.more;
    co_return true;
}

/// Whoever of this account was due when the enquiry began has been asked.
Task<void> AskStatus::settle_account(AccountKey key, Wall began, bool silent) {
    auto work = [kit = RecordKit(*core_), now = core_->clock->wall(), key, began, silent](Txn& txn
                ) -> Result<std::optional<Wall>> {
        std::optional<Wall> soonest;
        const AskPlan plan = ask_plan(*kit.config, key);
        for (const auto& waiting : txn.due_asks_of(key, began, waiting_max)) {
            const Attempt& attempt = waiting.attempt;
            auto next = next_ask(plan, attempt, now);
            const bool in_time = now.plus_s(repeat_after_s) < asking_ends(attempt.opened_at);
            if (!next && silent && in_time && attempt.state != AttemptState::succeeded)
                next = now.plus_s(repeat_after_s);
            txn.set_next_ask(attempt.id, next, attempt.asked + 1);
            keep_earlier(soonest, next);
        }
        return soonest;
    };
    auto done =
        co_await transact<std::optional<Wall>>(core_->store, Priority::ordinary, std::move(work));
    if (!done) {
        core_->telemetry->log(
            Level::error,
            "account_answer_not_stored",
            {{"provider", key.provider}, {"account", key.account}}
        );
        co_return;
    }
    core_->watch->work_appeared();
}

}  // namespace dvcpay::flows
