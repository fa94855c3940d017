#include "domain/money.hpp"

namespace dvcpay {

Result<Money> add(Money a, Money b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.count(), b.count(), &sum)) return Fault::amount_out_of_range;
    return Money::dong(sum);
}

Result<Money> subtract(Money a, Money b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.count(), b.count(), &difference))
        return Fault::amount_out_of_range;
    return Money::dong(difference);
}

}  // namespace dvcpay
