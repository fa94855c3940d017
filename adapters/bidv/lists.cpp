#include "bidv/lists.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bidv/codes.hpp"
#include "crypto/digest.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::bidv {
namespace {

using toolkit::JsonValue;

constexpr toolkit::JsonLimits list_limits = {
    .bytes_max = std::size_t{8} * 1024 * 1024, .depth_max = 8, .values_max = 100'000
};
constexpr std::size_t rows_max = 50'000;

Error unreadable(const char* why) {
    return Error(Fault::malformed, why);
}

std::string_view text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* found = object.find(name);
    return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::optional<Money> read_amount(std::string_view text) {
    return toolkit::read_amount(text, {.zero = toolkit::Zero::allowed});
}

/// What stands before `mark`, which both go from `rest`.
std::string_view take(std::string_view& rest, char mark) {
    const std::string_view piece = rest.substr(0, rest.find(mark));
    rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
    return piece;
}

/// Exactly `count` of them; the last takes the rest of the line, separators and all.
std::optional<std::vector<std::string_view>> columns_of(std::string_view line, std::size_t count) {
    std::vector<std::string_view> out;
    while (out.size() + 1 < count) {
        if (line.find('|') == std::string_view::npos) return std::nullopt;
        out.push_back(take(line, '|'));
    }
    out.push_back(line);
    return out;
}

class Columns {
  public:
    Columns(const std::vector<std::string>& names, std::vector<std::string_view> texts)
        : names_(&names), texts_(std::move(texts)) {}
    std::string_view text(std::string_view name) const {
        const auto it = std::ranges::find(*names_, name);
        return it == names_->end() ? std::string_view()
                                   : texts_[static_cast<std::size_t>(it - names_->begin())];
    }

  private:
    const std::vector<std::string>* names_;
    std::vector<std::string_view> texts_;
};

Result<ListRow> read_row(const Settings& settings, std::string_view line) {
    auto texts = columns_of(line, settings.reconciliation_columns.size());
    if (!texts) return unreadable("a row has too few columns");
    const Columns columns(settings.reconciliation_columns, std::move(*texts));
    const auto amount = read_amount(columns.text("amount"));
    if (!amount) return unreadable("a row has no amount");
    ListRow row;
    row.trans = columns.text("transId");
    row.date = columns.text("transDate");
    row.service = columns.text("serviceId");
    row.customer = columns.text("customerId");
    row.bill = columns.text("billId");
    row.amount = *amount;
    row.status = columns.text("status");
    return row;
}

/// TOTAL|count|sum
bool is_footer_of(std::string_view line, std::int64_t count, Money sum) {
    std::string expected = "TOTAL|";
    expected += std::to_string(count);
    expected += '|';
    expected += std::to_string(sum.count());
    return line == expected;
}

/// A total beside the file, where the answer has one.
bool agrees(const JsonValue& answer, std::string_view name, std::int64_t value) {
    const std::string_view text = text_of(answer, name);
    return text.empty() || text == std::to_string(value);
}

Result<std::vector<ListRow>> read_file(
    const Settings& settings, const JsonValue& answer, std::string_view file
) {
    if (!toolkit::is_utf8(file)) return unreadable("the list is not UTF-8");
    std::vector<ListRow> rows;
    Money sum;
    bool header = true;
    while (!file.empty()) {
        std::string_view line = take(file, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (std::exchange(header, false)) continue;
        if (line.starts_with("TOTAL|")) {
            const auto count = static_cast<std::int64_t>(rows.size());
            if (!file.empty() || !is_footer_of(line, count, sum) ||
                !agrees(answer, "totalRecord", count) ||
                !agrees(answer, "totalAmount", sum.count()))
                return unreadable("the totals of the list are not those of its rows");
            return rows;
        }
        if (rows.size() == rows_max) return unreadable("the list is too long");
        BOOST_OUTCOME_TRY(auto row, read_row(settings, line));
        BOOST_OUTCOME_TRY(sum, add(sum, row.amount));
        rows.push_back(std::move(row));
    }
    return unreadable("the list has no end");
}

/// Contracts write times with and without separators, and some no time of day.
Wall read_when(std::string_view text) {
    namespace ict = toolkit::ict;
    return toolkit::parse_first_of(
               {ict::compact,
                "yyyyMMdd HHmmss",
                "yyyyMMdd HH:mm:ss",
                ict::dashes,
                ict::day_first_slashes,
                ict::day_first_dashes},
               text
    )
        .value_or(Wall{});
}

Result<StatementRow> read_iconnect(const JsonValue& value) {
    StatementRow row;
    const std::string_view side = text_of(value, "dorc");
    const auto amount = read_amount(text_of(value, "amount"));
    if (!amount || (side != "C" && side != "D") || text_of(value, "curr") != "VND")
        return unreadable("a row of the statement");
    row.time = text_of(value, "transDate");
    row.time += ' ';
    row.time += text_of(value, "transTime");
    row.at = read_when(row.time);
    row.remark = text_of(value, "remark");
    row.amount = *amount;
    row.incoming = side == "C";
    return row;
}

Result<StatementRow> read_corp(const JsonValue& value) {
    StatementRow row;
    const auto debit = read_amount(text_of(value, "debitAmount"));
    const auto credit = read_amount(text_of(value, "creditAmount"));
    if (!debit || !credit || debit->is_zero() == credit->is_zero() ||
        text_of(value, "currCode") != "VND")
        return unreadable("a row of the statement");
    row.time = text_of(value, "tranDate");
    row.at = read_when(row.time);
    row.remark = text_of(value, "remark");
    row.incoming = debit->is_zero();
    row.amount = row.incoming ? *credit : *debit;
    row.reference = text_of(value, "ref");
    row.sequence = text_of(value, "seq");
    return row;
}

}  // namespace

Result<List> decode_list(const Settings& settings, std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body, list_limits));
    List out;
    out.code = text_of(tree, "errorCode");
    if (out.code.empty()) return unreadable("no errorCode");
    if (meaning_at_list(out.code) != ListSaid::given) return out;
    const auto file = crypto::from_base64(text_of(tree, "fileContent"));
    if (!file) return unreadable("the list is not base64");
    BOOST_OUTCOME_TRY(out.rows, read_file(settings, tree, *file));
    return out;
}

Result<Statement> decode_statement(StatementProduct product, std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body, list_limits));
    const bool iconnect = product == StatementProduct::iconnect;
    Statement out;
    out.code = text_of(tree, "errorCode");
    out.request_id = text_of(tree, "requestId");
    const JsonValue* inner = tree.find(iconnect ? "data" : "body");
    if (inner == nullptr) {
        if (out.code.empty()) return unreadable("no statement");
        return out;
    }
    const JsonValue* rows = inner->find(iconnect ? "rows" : "trans");
    const auto total =
        toolkit::parse_whole(text_of(*inner, iconnect ? "totalRow" : "totalRecords"));
    if (rows == nullptr || !rows->is_array() || !total || rows->items.size() > rows_max)
        return unreadable("no statement");
    out.total = *total;
    for (const auto& item : rows->items) {
        BOOST_OUTCOME_TRY(auto row, iconnect ? read_iconnect(item) : read_corp(item));
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace dvcpay::bidv
