#include "app/catalogue_csv.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "app/csv.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::app {
namespace {

constexpr std::int64_t fee_dong_max = 1'000'000'000'000;

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// One table with a header, read row by row; collects faults.
class Sheet {
  public:
    Sheet(std::string_view bytes, std::string file, const std::vector<std::string>& required)
        : file_(std::move(file)), table_(parse_csv(bytes)) {
        for (const auto& m : table_.mistakes) fault(m.line, m.column, "", m.message);
        if (table_.rows.empty()) {
            if (faults_.empty()) fault(1, 0, "", "empty; expected a header row");
            return;
        }
        for (std::size_t i = 0; i < table_.rows[0].size(); ++i) {
            const auto& cell = table_.rows[0][i];
            if (!columns_.emplace(cell.text, i).second)
                fault(cell.line, cell.column, cell.text, "this column stands twice");
        }
        for (const auto& name : required) {
            if (!columns_.contains(name))
                fault(1, 0, name, "this column is missing from the header");
        }
    }

    bool readable() const { return faults_.empty(); }
    std::size_t rows() const { return table_.rows.empty() ? 0 : table_.rows.size() - 1; }
    /// Steps to row `index` (0-based, after the header). False where it has another number of
    /// cells.
    bool select(std::size_t index) {
        row_ = &table_.rows[index + 1];
        const std::size_t expected = table_.rows[0].size();
        if (row_->size() == expected) return true;
        fault(
            row_->front().line,
            0,
            "",
            "expected " + std::to_string(expected) + " cells, found " + std::to_string(row_->size())
        );
        return false;
    }
    std::string text(const std::string& column) const {
        const auto it = columns_.find(column);
        return it == columns_.end() ? std::string() : (*row_)[it->second].text;
    }
    std::string need(const std::string& column) {
        std::string value = text(column);
        if (value.empty()) wrong(column, "is empty");
        return value;
    }
    std::optional<Day> day(const std::string& column) {
        const std::string value = text(column);
        if (value.empty()) return std::nullopt;
        const auto parsed = parse_day(value);
        if (!parsed) wrong(column, "expected YYYY-MM-DD or nothing");
        return parsed;
    }
    Validity validity() {
        Validity out{day("valid_from"), day("valid_to")};
        if (out.from && out.to && *out.to < *out.from) wrong("valid_to", "lies before valid_from");
        return out;
    }
    void wrong(const std::string& column, std::string message) {
        const auto it = columns_.find(column);
        const auto& cell = it == columns_.end() ? row_->front() : (*row_)[it->second];
        fault(cell.line, cell.column, column, std::move(message));
    }
    std::uint32_t line() const { return row_->front().line; }
    void fault(std::uint32_t line, std::uint32_t column, std::string key, std::string message) {
        faults_.push_back({Severity::error, file_, line, column, std::move(key), std::move(message)}
        );
    }
    std::vector<ConfigFault> take_faults() { return std::move(faults_); }

  private:
    std::string file_;
    CsvTable table_;
    std::map<std::string, std::size_t> columns_;
    const CsvRow* row_ = nullptr;
    std::vector<ConfigFault> faults_;
};

/// Periods of one code must not overlap: a payment would not know which row it is for.
class Periods {
  public:
    /// The line of a row of the same code that overlaps; 0 without one.
    std::uint32_t clash(const std::string& code, const Validity& validity, std::uint32_t line) {
        for (const auto& [other, at] : seen_[code]) {
            const bool before = validity.to && other.from && *validity.to < *other.from;
            const bool after = validity.from && other.to && *other.to < *validity.from;
            if (!before && !after) return at;
        }
        seen_[code].emplace_back(validity, line);
        return 0;
    }

  private:
    std::map<std::string, std::vector<std::pair<Validity, std::uint32_t>>> seen_;
};

void check_clash(
    Sheet* sheet, Periods* periods, const std::string& code, const Validity& validity
) {
    const std::uint32_t other = periods->clash(code, validity, sheet->line());
    if (other > 0)
        sheet->wrong(
            "code", "stands in line " + std::to_string(other) + " already for the same days"
        );
}

std::string need_code(Sheet* sheet) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
    std::string code = sheet->need("code");
    if (code.size() > 50 || code.find_first_not_of(alphabet) != std::string::npos) {
        sheet->wrong("code", "expected at most 50 letters, digits, '.', '-' and '_'");
    }
    return code;
}

std::optional<std::int64_t> read_fee(Sheet* sheet) {
    const std::string text = sheet->text("fee_vnd");
    if (text.empty()) return std::nullopt;
    const auto value = toolkit::parse_whole(text);
    if (value >= 0 && value <= fee_dong_max) return value;
    sheet->wrong("fee_vnd", "expected whole dong or nothing");
    return std::nullopt;
}

Service::Refundable read_refundable(Sheet* sheet) {
    const std::string text = sheet->text("refundable");
    if (text == "yes") return Service::Refundable::yes;
    if (text == "no") return Service::Refundable::no;
    if (!text.empty() && text != "unknown")
        sheet->wrong("refundable", "expected yes, no or unknown");
    return Service::Refundable::unknown;
}

Service read_service(Sheet* sheet) {
    static constexpr std::array<std::string_view, 3> levels = {"tinh", "xa", "tinh,xa"};
    static constexpr std::array<std::string_view, 7> kinds = {
        "phi", "le_phi", "phi_le_phi", "cong_thuc", "theo_hdnd", "mien_phi", "khong_neu"
    };
    Service row;
    row.code = need_code(sheet);
    row.name_vi = sheet->need("name_vi");
    row.level = sheet->need("agency_level");
    if (!row.level.empty() && !is_one_of(row.level, levels)) {
        sheet->wrong("agency_level", "expected tinh, xa or \"tinh,xa\"");
    }
    row.fee_kind = sheet->need("fee_kind");
    if (!row.fee_kind.empty() && !is_one_of(row.fee_kind, kinds)) {
        sheet->wrong(
            "fee_kind",
            "expected phi, le_phi, phi_le_phi, cong_thuc, theo_hdnd, mien_phi or khong_neu"
        );
    }
    row.listed_fee_dong = read_fee(sheet);
    row.refundable = read_refundable(sheet);
    row.validity = sheet->validity();
    return row;
}

Agency read_agency(Sheet* sheet) {
    static constexpr std::array<std::string_view, 5> kinds = {
        "tinh", "so", "xa", "phuong", "dac_khu"
    };
    Agency row;
    row.code = need_code(sheet);
    row.name_vi = sheet->need("name_vi");
    row.kind = sheet->need("kind");
    if (!row.kind.empty() && !is_one_of(row.kind, kinds)) {
        sheet->wrong("kind", "expected tinh, so, xa, phuong or dac_khu");
    }
    row.parent_code = sheet->text("parent_code");
    row.old_code = sheet->text("old_code");
    row.validity = sheet->validity();
    return row;
}

}  // namespace

ServicesRead read_services_csv(std::string_view bytes, const std::string& file) {
    ServicesRead out;
    Sheet sheet(bytes, file, {"code", "name_vi", "agency_level", "fee_vnd", "fee_kind"});
    Periods periods;
    const std::size_t rows = sheet.readable() ? sheet.rows() : 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!sheet.select(i)) continue;
        Service row = read_service(&sheet);
        check_clash(&sheet, &periods, row.code, row.validity);
        out.rows.push_back(std::move(row));
    }
    out.faults = sheet.take_faults();
    return out;
}

AgenciesRead read_agencies_csv(std::string_view bytes, const std::string& file) {
    AgenciesRead out;
    Sheet sheet(bytes, file, {"code", "name_vi", "kind", "parent_code"});
    Periods periods;
    std::set<std::string> codes;
    std::vector<std::size_t> taken;
    const std::size_t rows = sheet.readable() ? sheet.rows() : 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!sheet.select(i)) continue;
        Agency row = read_agency(&sheet);
        check_clash(&sheet, &periods, row.code, row.validity);
        codes.insert(row.code);
        taken.push_back(i);
        out.rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
        const std::string& parent = out.rows[i].parent_code;
        if (parent.empty() || codes.contains(parent)) continue;
        sheet.select(taken[i]);
        sheet.wrong("parent_code", "no row has the code \"" + parent + "\"");
    }
    out.faults = sheet.take_faults();
    return out;
}

Catalogue make_catalogue(
    const std::vector<Service>& services, const std::vector<Agency>& agencies
) {
    Catalogue out;
    for (const auto& row : services) out.services.emplace(row.code, row);
    for (const auto& row : agencies) out.agencies.emplace(row.code, row);
    return out;
}

}  // namespace dvcpay::app
