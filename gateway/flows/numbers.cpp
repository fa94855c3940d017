#include "flows/numbers.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t block_size = 64;
constexpr std::int64_t pool_tries = 16;

std::string name_of(const NumberPlan& plan, Day day) {
    return plan.per_day ? plan.series + "/" + to_string(day) : plan.series;
}

/// What a restored store leaves out: an eighth of the series, half of a pool, whose numbers come
/// back by themselves.
SerialBlock block_of(const NumberPlan& plan, const std::string& series) {
    SerialBlock block;
    block.series = series;
    block.count = std::min(block_size, plan.size);
    block.leap = plan.pooled ? plan.size / 2 : plan.size / 8;
    block.offset_per_epoch = plan.size / 8;
    return block;
}

}  // namespace

std::optional<NumberSeries> series_of(const Adapter& adapter, const AccountKey& account, Day day) {
    const auto plan = adapter.numbers(account);
    if (!plan || plan->pooled) return std::nullopt;
    return NumberSeries{account, block_of(*plan, name_of(*plan, day)), plan->size};
}

NumbersLeft numbers_left(Reader& reader, const NumberSeries& series) {
    const std::int64_t left = series.size - reader.serials_gone(series.block);
    return {series.account, std::max<std::int64_t>(left, 0), series.size};
}

Task<Result<Drawn>> NumberBlocks::draw(Store* store, NumberPlan plan, Day day) {
    DVC_INVARIANT(plan.size > 0 && plan.spell);
    const std::string series = name_of(plan, day);
    const std::int64_t wanted = plan.pooled ? std::min(pool_tries, plan.size) : 1;
    Drawn out;
    while (static_cast<std::int64_t>(out.numbers.size()) < wanted) {
        if (blocks_[series].left == 0) {
            const SerialBlock block = block_of(plan, series);
            auto take = [block](Txn& txn) -> Result<std::int64_t> {
                return txn.take_serials(block);
            };
            auto first =
                co_await transact<std::int64_t>(store, Priority::ordinary, std::move(take));
            if (!first) co_return first.error();
            // Another create may have taken a block meanwhile: its rest is given up, not mixed.
            blocks_[series] = {first.value(), block.count};
            const std::int64_t left = plan.size - (first.value() - 1) - block.count;
            if (!plan.pooled && left < plan.size / 4) out.low = std::max<std::int64_t>(left, 0);
        }
        Block& block = blocks_[series];
        const std::int64_t serial = block.next++;
        --block.left;
        if (!plan.pooled && serial > plan.size) co_return out;
        out.numbers.push_back(plan.spell(day, plan.pooled ? (serial - 1) % plan.size + 1 : serial));
    }
    if (plan.per_day && blocks_.size() > 100) {
        std::erase_if(blocks_, [&series](const auto& entry) { return entry.first != series; });
    }
    co_return out;
}

Task<Result<std::vector<std::string>>> numbers_for(
    Core* core, std::optional<NumberPlan> plan, AccountKey account
) {
    if (!plan) co_return std::vector<std::string>();
    const Day today = ict_day(core->clock->wall());
    auto drawn = co_await core->numbers->draw(core->store, std::move(*plan), today);
    if (!drawn) co_return drawn.error();
    Fields fields = {{"provider", account.provider}, {"account", account.account}};
    if (drawn.value().numbers.empty()) {
        core->telemetry->alarm("virtual_accounts_used_up", std::move(fields));
    } else if (drawn.value().low) {
        fields.emplace_back("left", std::to_string(*drawn.value().low));
        core->telemetry->alarm("virtual_accounts_running_out", std::move(fields));
    }
    co_return std::move(drawn.value().numbers);
}

bool give_number(
    Txn& txn,
    Attempt& attempt,
    const PaymentId& payment,
    const std::optional<NumberPlan>& plan,
    const std::vector<std::string>& numbers,
    Wall now
) {
    if (!plan) return true;
    std::optional<Wall> free_from;
    if (plan->pooled) {
        const Wall watched = attempt.watched_until.value_or(attempt.expires_at);
        free_from = std::max(watched, attempt.expires_at.plus_s(attempt.grace_s))
                        .plus_s(plan->quarantine_s);
    }
    for (const auto& number : numbers) {
        if (number.empty() ||
            !txn.claim_number(attempt.account, number, attempt.id, payment, now, free_from))
            continue;
        attempt.virtual_account = number;
        return true;
    }
    return false;
}

}  // namespace dvcpay::flows
