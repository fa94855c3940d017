#pragma once
// Whether an answer is SHB's own and about our question: the one door every answer goes through.
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "shb/answers.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::shb {

struct Believed {
    toolkit::Fields fields;  ///< under our names
    Proof proof;
    std::string code;       ///< MaLoi as our tables know it
    std::string written;    ///< as the bank wrote it
    bool complete = false;  ///< repeats partner and bill exactly
};
using Belief = std::variant<Believed, std::string>;  ///< or why not

/// `order_ref` empty: the operation is about no bill.
Belief believe(const Asked& asked, std::string_view order_ref, const HttpAnswer& answer);

bool is_success(const HttpAnswer& answer);  ///< 2xx
/// SHB refuses with 2xx or 4xx; what a failing server or a redirect carries is not its word.
bool may_refuse(const HttpAnswer& answer);

std::string said_code(const Believed& believed, const HttpAnswer& answer);  ///< for people
/// `text` where it is a name the bank may give, else empty.
std::string bank_name_of(std::string_view text);

}  // namespace dvcpay::shb
