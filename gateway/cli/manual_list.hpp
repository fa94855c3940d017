#pragma once
// The list of refunds that no provider can carry out, as finance staff file it with the bank.
#include <optional>
#include <string>
#include <vector>

namespace dvcpay::cli {

/// One line of the list; texts as the API gives them.
struct ManualRow {
    std::string refund;
    std::string requested_at;
    std::string reference;
    std::int64_t amount = 0;  ///< whole đồng
    std::string bank_bin;
    std::string account;
    std::string name;
    std::string reason;
    std::string provider_txn;
};

/// UTF-8 with a byte order mark, so that Excel shows Vietnamese; RFC 4180. A cell that begins like
/// a formula is prefixed with an apostrophe: the list is opened by people in a spreadsheet.
std::string manual_csv(const std::vector<ManualRow>& rows);
/// Writes an XLSX workbook; what went wrong, or nothing.
std::optional<std::string> write_manual_xlsx(
    const std::string& file, const std::vector<ManualRow>& rows
);

}  // namespace dvcpay::cli
