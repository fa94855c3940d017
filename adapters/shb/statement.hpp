#pragma once
// SHB's day file (3.9): text of 22 columns between '|', one line each, and a summary line with
// count, sum and checksum. Codec without a caller: reconciliation is not connected yet. Pure.
// Source: section 7 of the partner profile; that there are 22 columns, a count, a total and a
// checksum is public, their order and formula are assumed.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "shb/messages.hpp"
#include "shb/settings.hpp"

namespace dvcpay::shb {

inline constexpr std::size_t statement_columns = 22;
/// Where in a line what stands; the file counts from 1.
enum class Column : std::uint8_t {
    number,
    partner,
    service,
    direction,
    channel,
    bill,
    transaction,
    payout,  ///< MaGiaoDichTTTT or MaHoanTien
    reference,
    amount,
    currency,
    fee,
    traded_at,
    booked_on,
    from_account,
    from_bank,
    to_account,
    to_bank,
    state,
    dossier,
    verdict,  ///< 00 match, 01 bank only, 02 portal only, 03 amount differs, 04 status differs
    remark,
};
struct StatementLine {
    std::array<std::string, statement_columns> columns;
    const std::string& at(Column column) const { return columns[static_cast<std::size_t>(column)]; }
    std::string& at(Column column) { return columns[static_cast<std::size_t>(column)]; }
};

/// "<day>_<partner>_<service>_<direction>_<channel>.txt"; our reply adds _KQ.
std::string statement_name(const Settings& settings, const ReconciliationOrder& order);
std::string statement_reply_name(const Settings& settings, const ReconciliationOrder& order);

/// The data lines joined by LF, without the last one: what the checksum is over, before the secret.
std::string statement_text(const std::vector<StatementLine>& lines);

/// All lines of a file whose count, sum and checksum are right; CRs are dropped before. A file
/// that is wrong anywhere is refused whole: Fault::malformed, with the number of the line;
/// Fault::forged: the checksum. Fault::configuration: no secret.
Result<std::vector<StatementLine>> read_statement(
    const Settings& settings, const Keys& keys, const AccountKey& account, std::string_view file
);

/// The file as SHB would read it. Fault::malformed: a value holds '|' or a line break, or a line
/// has no amount.
Result<std::string> write_statement(
    const Settings& settings,
    const Keys& keys,
    const AccountKey& account,
    const std::vector<StatementLine>& lines
);

}  // namespace dvcpay::shb
