#pragma once
// Every kind of payment file there is, and every kind of input there is: what walk_test checks and
// what transitions_test draws for the documentation.
#include <string>
#include <vector>

#include "given.hpp"

namespace dvcpay::given {

struct Situation {
    std::string name;
    PaymentFile file;
    AttemptId attempt;  ///< the one an input is about; empty where there is none
    Wall at;            ///< when the last of its story happened
};

struct Happening {
    std::string name;
    Input input;
    Wall at;
    bool names_attempt;  ///< it cannot happen where there is no attempt
};

std::vector<Situation> situations();
/// Everything that can happen to `situation`.
std::vector<Happening> happenings(const Situation& situation);

}  // namespace dvcpay::given
