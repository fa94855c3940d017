#pragma once
// What finance staff do about money, as calls of the API with the rights of their own key: refunds
// and incidents. Returns exit codes (exit_code.hpp).
#include <string>

#include "cli/change.hpp"

namespace dvcpay::cli {

int change(const Target& target, const Change& change, bool as_json);

struct MoneyFilter {
    std::string status;
    std::string kind;     ///< incidents
    std::string payment;  ///< refunds
    std::int64_t limit = 50;
};
int list_refunds(const Target& target, const MoneyFilter& filter, bool as_json);
int show_refund(const Target& target, const std::string& id, bool as_json);
int list_incidents(const Target& target, const MoneyFilter& filter, bool as_json);
int show_incident(const Target& target, const std::string& id, bool as_json);

/// The manual refunds as CSV or XLSX, by the end of the file's name. With a key of scope
/// payments:pii the accounts stand there in clear, and each reading is audited.
int write_manual_list(const Target& target, const std::string& file);

}  // namespace dvcpay::cli
