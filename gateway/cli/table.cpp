#include "cli/table.hpp"

#include <algorithm>

namespace dvcpay::cli {
namespace {

/// Characters of UTF-8 text; continuation bytes do not count.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

void append_row(std::string& out, const Row& row, const std::vector<std::size_t>& widths) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        out += row[i];
        if (i + 1 < row.size()) out.append(widths[i] - width(row[i]) + 2, ' ');
    }
    out += '\n';
}

}  // namespace

std::string table(const Row& head, const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& cell : head) widths.push_back(width(cell));
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
            widths[i] = std::max(widths[i], width(row[i]));
        }
    }
    std::string out;
    append_row(out, head, widths);
    Row rule;
    for (const auto w : widths) rule.emplace_back(w, '-');
    append_row(out, rule, widths);
    for (const auto& row : rows) append_row(out, row, widths);
    return out;
}

}  // namespace dvcpay::cli
