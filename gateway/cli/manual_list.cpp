#include "cli/manual_list.hpp"

#include <array>

#include <xlsxwriter.h>

namespace dvcpay::cli {
namespace {

// Finance staff read Vietnamese; the English word stands beside it.
constexpr std::array<const char*, 9> head = {
    "Mã hoàn tiền / Refund",
    "Ngày đề nghị / Requested",
    "Mã hồ sơ / Reference",
    "Số tiền (đồng) / Amount",
    "BIN ngân hàng / Bank BIN",
    "Số tài khoản / Account",
    "Tên người nhận / Name",
    "Lý do / Reason",
    "Mã giao dịch gốc / Original transaction",
};

std::array<std::string, 9> cells(const ManualRow& row) {
    return {
        row.refund,
        row.requested_at,
        row.reference,
        std::to_string(row.amount),
        row.bank_bin,
        row.account,
        row.name,
        row.reason,
        row.provider_txn
    };
}

std::string csv_cell(std::string text) {
    const bool like_a_formula =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    if (like_a_formula) text.insert(text.begin(), '\'');
    if (text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    return out + "\"";
}

}  // namespace

std::string manual_csv(const std::vector<ManualRow>& rows) {
    std::string out = "\xEF\xBB\xBF";
    const auto line = [&out](const auto& all) {
        bool first = true;
        for (const auto& cell : all) {
            if (!first) out.push_back(',');
            out += csv_cell(cell);
            first = false;
        }
        out += "\r\n";
    };
    line(head);
    for (const auto& row : rows) line(cells(row));
    return out;
}

std::optional<std::string> write_manual_xlsx(
    const std::string& file, const std::vector<ManualRow>& rows
) {
    constexpr lxw_col_t amount_column = 3;
    constexpr auto columns = static_cast<lxw_col_t>(head.size());
    lxw_workbook* book = workbook_new(file.c_str());
    if (book == nullptr) return "cannot write " + file;
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Hoàn tiền");
    lxw_format* bold = workbook_add_format(book);
    format_set_bold(bold);
    lxw_format* money = workbook_add_format(book);
    format_set_num_format(money, "#,##0");
    worksheet_set_column(sheet, 0, columns - 1, 26, nullptr);
    worksheet_freeze_panes(sheet, 1, 0);
    for (lxw_col_t c = 0; c < columns; ++c) worksheet_write_string(sheet, 0, c, head[c], bold);
    lxw_row_t r = 1;
    for (const auto& row : rows) {
        const auto all = cells(row);
        for (lxw_col_t c = 0; c < columns; ++c) {
            // A string is never read as a formula; only the amount is a number. A spreadsheet's
            // number is exact up to 2^53, far above the largest amount.
            if (c == amount_column) {
                worksheet_write_number(sheet, r, c, static_cast<double>(row.amount), money);
            } else {
                worksheet_write_string(sheet, r, c, all[c].c_str(), nullptr);
            }
        }
        ++r;
    }
    const lxw_error wrong = workbook_close(book);
    if (wrong != LXW_NO_ERROR) return std::string(lxw_strerror(wrong));
    return std::nullopt;
}

}  // namespace dvcpay::cli
