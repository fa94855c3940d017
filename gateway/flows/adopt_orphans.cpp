// At start-up: what the last process had durable as `initiating` and never heard of again.
#include "flows/draft.hpp"
#include "flows/record.hpp"
#include "flows/take_payment.hpp"

namespace dvcpay::flows {

Task<Result<std::int64_t>> TakePayment::adopt_orphans() {
    constexpr std::int64_t batch = 200;
    std::int64_t adopted = 0;
    for (;;) {
        auto found = co_await look_up<std::vector<AttemptLocation>>(
            core_->store,
            [](Reader& reader) -> Result<std::vector<AttemptLocation>> {
                return reader.initiating_attempts(batch);
            }
        );
        if (!found) co_return found.error();
        if (found.value().empty()) co_return adopted;
        for (const auto& where : found.value()) {
            const Wall now = core_->clock->wall();
            const Names names(*core_->entropy, now);
            const bool again = may_open_again(*core_, where.attempt);
            auto work = [kit = RecordKit(*core_), names, now, where, again](Txn& txn
                        ) -> Result<Recorded> {
                const auto file = txn.payment(where.payment);
                DVC_INVARIANT(file.has_value());
                const Input silence = input::NoAnswer{where.attempt.id};
                Names fresh = names;
                BOOST_OUTCOME_TRY(auto decision, decide(*file, silence, now, fresh.ids()));
                BOOST_OUTCOME_TRY(
                    auto adopted_one, record(txn, kit, fresh, *file, std::move(decision), now)
                );
                if (again) offer_again(txn, adopted_one, where.attempt.id, now);
                return adopted_one;
            };
            auto written =
                co_await transact<Recorded>(core_->store, Priority::money, std::move(work));
            if (!written) co_return written.error();
            announce(*core_, written.value());
            ++adopted;
        }
    }
}

}  // namespace dvcpay::flows
