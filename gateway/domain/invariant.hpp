#pragma once
// What we promised ourselves. Stays on in release; a broken one stops the process with its place,
// because going on with a broken promise would guess about money. Never for what a peer, a file or
// an operator can cause: that is a Result.
#include <string_view>

namespace dvcpay {

[[noreturn]] void invariant_broken(std::string_view what, std::string_view file = {}, int line = 0);

}  // namespace dvcpay

#define DVC_INVARIANT(condition)                                        \
    do {                                                                \
        if (!(condition)) [[unlikely]]                                  \
            ::dvcpay::invariant_broken(#condition, __FILE__, __LINE__); \
    } while (false)
