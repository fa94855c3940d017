// Banks that can only be asked per account and day: one enquiry serves every attempt of the account
// that waits for an answer.
#include <algorithm>

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
constexpr std::int64_t store_failed_ms = 5000;
constexpr std::int64_t repeat_after_s = 600;

/// Whose money a row may be, as the store knows it now: by its number, by its reference. Nobody:
/// none of ours, reconciliation reads it. Two: its names contradict each other.
std::vector<AttemptLocation> owners_of(Txn& txn, const Notice& said) {
    std::vector<AttemptLocation> out;
    const auto keep = [&](std::optional<AttemptLocation> found) {
        if (!found || found->attempt.account != said.account) return;
        if (!out.empty() && out.front().attempt.id == found->attempt.id) return;
        out.push_back(std::move(*found));
    };
    if (!said.paid_to.empty()) keep(txn.attempt_by_number(said.account, said.paid_to));
    if (!said.order_ref.empty()) keep(txn.attempt_by_order_ref(said.order_ref));
    return out;
}

/// What one page came to.
struct KeptPage {
    std::vector<Noticed> noticed;
    bool unmatched = false;  ///< money for nobody was booked: people must look
};

/// The transaction behind one page.
struct PageIntake {
    RecordKit kit;
    Names names;
    Wall now;
    std::shared_ptr<const AccountPage> page;

    Result<KeptPage> operator()(Txn& txn) const {
        KeptPage out;
        Names fresh = names;
        for (const auto& notice : page->notices) {
            const auto owners = owners_of(txn, notice.value());
            if (owners.empty()) continue;
            if (owners.size() > 1) {
                keep_disputed(txn, fresh, notice, owners, out);
                continue;
            }
            const AttemptLocation& owner = owners.front();
            const EvidenceId evidence = fresh.evidence();
            BOOST_OUTCOME_TRY(
                auto noticed,
                take_notice(
                    txn, kit, fresh, owner.payment, owner.attempt.id, notice, evidence, {}, now
                )
            );
            out.noticed.push_back(std::move(noticed));
        }
        return out;
    }

  private:
    /// Money under names of two attempts pays neither (P2): it is a credit of nobody, and people
    /// decide. Unless the bank's notice of it was booked before; then nothing new is told.
    void keep_disputed(
        Txn& txn,
        Names& fresh,
        const Verified<Notice>& told,
        const std::vector<AttemptLocation>& owners,
        KeptPage& out
    ) const {
        if (!is_money(told.value())) return;
        for (const auto& owner : owners) {
            const auto file = txn.payment(owner.payment);
            DVC_INVARIANT(file.has_value());
            const auto known = known_movement(txn, *file, owner.attempt.id, told.value(), now);
            if (!known) continue;
            keep_names(txn, told.value(), known->id);
            return;
        }
        const auto notice =
            told.restated([](Notice& said) { said.order_ref += "@" + said.paid_to; });
        const EvidenceId evidence = fresh.evidence();
        auto decision = decide_unmatched(notice, evidence, now, fresh.more_ids());
        decision.incident.detail = "reference and number of this money belong to two payments: " +
                                   notice.value().order_ref;
        record_unmatched(txn, kit, fresh, decision, now);
        keep_names(txn, notice.value(), decision.credit.id);
        txn.insert_evidence(evidence_of(notice, evidence, {}, now), std::nullopt);
        out.unmatched = true;
    }
};

/// Today, and the day before where somebody waits since then: money of its last hours may have
/// been booked behind the last enquiry.
std::vector<Day> days_to_ask(const std::vector<AttemptLocation>& waiting, Wall now) {
    const Day today = ict_day(now);
    const bool older = std::ranges::any_of(waiting, [&](const AttemptLocation& where) {
        return ict_day(where.attempt.opened_at) < today;
    });
    std::vector<Day> out;
    if (older) out.push_back(plus_days(today, -1));
    out.push_back(today);
    return out;
}

std::string account_name(const AccountKey& key) {
    return "account:" + key.provider + "/" + key.account;
}

}  // namespace

Task<void> AskStatus::ask_account(AttemptLocation where) {
    const AccountKey key = where.attempt.account;
    const bool waits = is_busy(account_name(key));
    const Busy asking(&asking_, account_name(key));
    if (waits || !asking.mine()) {
        put_off_[where.attempt.id.text()] = core_->clock->mono().plus_ms(look_again_ms);
        co_return;
    }
    put_off_.erase(account_name(key));
    const Wall began = core_->clock->wall();
    auto load = [key, began](Reader& reader) -> Result<std::vector<AttemptLocation>> {
        return reader.due_asks_of(key, began, waiting_max);
    };
    auto due = co_await look_up<std::vector<AttemptLocation>>(core_->store, std::move(load));
    if (!due) {
        put_off_[account_name(key)] = core_->clock->mono().plus_ms(store_failed_ms);
        co_return;
    }
    std::vector<AttemptLocation> waiting = std::move(due.value());
    waiting.push_back(std::move(where));
    bool complete = true;
    for (const auto& day : days_to_ask(waiting, began)) {
        const bool heard = co_await ask_day(key, day);
        complete = complete && heard;
    }
    co_await settle_account(key, began, !complete);
    for (const auto& one : waiting) put_off_.erase(one.attempt.id.text());
}

/// Every page of one day; each may take as long as a call may.
Task<bool> AskStatus::ask_day(AccountKey key, Day day) {
    Adapter* adapter = core_->adapter(key.provider);
    const ProviderAccount* account = core_->config->account(key);
    DVC_INVARIANT(adapter != nullptr && account != nullptr);
    const Adapter::AccountCall call = adapter->account_call();
    DVC_INVARIANT(call);
    const std::int64_t patience_ms = adapter->capability(key).call_timeout_ms;
    AccountQuery query;
    query.account = *account;
    query.day = day;
    for (bool more = true; more; ++query.page) {
        if (query.page > pages_max) co_return false;
        query.request_id = uuid_text(*core_->entropy);
        query.now = core_->clock->wall();
        const Mono due = core_->clock->mono().plus_ms(patience_ms);
        AccountResult result = co_await call(query, due);
        if (const auto* page = std::get_if<AccountPage>(&result)) query.so_far = page->so_far;
        const bool heard = co_await keep_page(key, std::move(result), more);
        if (!heard) co_return false;
    }
    co_return true;
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
    auto page = std::make_shared<const AccountPage>(std::get<AccountPage>(std::move(result)));
    more = page->more;
    if (page->notices.empty()) co_return true;
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    PageIntake work{RecordKit(*core_), names, now, page};
    auto written = co_await transact<KeptPage>(core_->store, Priority::money, std::move(work));
    if (!written) co_return false;  // it stands in the statement: the next enquiry finds it
    if (written.value().unmatched)
        core_->telemetry->alarm("unmatched_credit", {{"provider", key.provider}});
    for (const auto& noticed : written.value().noticed) {
        if (noticed.recorded.changed) announce(*core_, noticed.recorded);
        if (noticed.booked_elsewhere)
            core_->telemetry->alarm("credit_booked_elsewhere", {{"provider", key.provider}});
    }
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
        put_off_[account_name(key)] = core_->clock->mono().plus_ms(store_failed_ms);
        co_return;
    }
    core_->watch->work_appeared();
}

}  // namespace dvcpay::flows
