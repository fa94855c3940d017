#pragma once
// Every contender × every situation, each in a process of its own, and the table of it.
#include <string>
#include <vector>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

struct Played {
    std::string contender;
    std::string_view situation;
    Verdict verdict;
};

/// In a child process: what breaks or hangs there is a fault of the situation, not the end of the
/// run. `limit_s`: then the child is ended.
Verdict play_apart(const Contender& contender, const Situation& situation, int limit_s = 120);

/// Markdown: one row per situation, one column per provider, all its profiles together: `fail`
/// where one fails, `pass` where one passes, `n/a` where none can be. Then the reasons.
std::string table_of(const std::vector<Played>& results);

}  // namespace dvcpay::conformance
