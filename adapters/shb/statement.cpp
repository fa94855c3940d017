#include "shb/statement.hpp"

#include <optional>
#include <utility>

#include "crypto/digest.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

constexpr std::size_t file_max = 64 * 1024 * 1024;

Error malformed_at(std::size_t line, const char* why) {
    return Error(Fault::malformed, "line " + std::to_string(line) + ": " + why);
}

std::string name_of(const Settings& settings, const ReconciliationOrder& order) {
    return toolkit::format_ict(start_of(order.day), toolkit::ict::compact_day) + "_" +
           settings.partner_code + "_" + order.service + "_" + order.direction + "_" +
           order.channel;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (true) {
        const auto end = text.find(separator);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

std::string joined(const StatementLine& line) {
    std::string out;
    for (std::size_t i = 0; i < line.columns.size(); ++i) {
        if (i > 0) out += '|';
        out += line.columns[i];
    }
    return out;
}

std::optional<StatementLine> read_line(std::string_view text) {
    const auto columns = split(text, '|');
    if (columns.size() != statement_columns) return std::nullopt;
    StatementLine out;
    for (std::size_t i = 0; i < columns.size(); ++i) out.columns[i] = columns[i];
    return out;
}

struct Summary {
    std::int64_t count = 0;
    Money total;
    std::string checksum;
};
std::optional<Summary> read_summary(std::string_view text) {
    const auto parts = split(text, '|');
    if (parts.size() != 4 || parts[0] != "T") return std::nullopt;
    const auto count = toolkit::parse_whole(parts[1]);
    const auto total = toolkit::parse_whole(parts[2]);
    if (!count || !total) return std::nullopt;
    return Summary{*count, Money::dong(*total), std::string(parts[3])};
}

Result<Money> sum_of(const std::vector<StatementLine>& lines) {
    Money sum;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto amount = toolkit::parse_whole(lines[i].at(Column::amount));
        if (!amount) return malformed_at(i + 1, "no whole amount");
        BOOST_OUTCOME_TRY(sum, add(sum, Money::dong(*amount)));
    }
    return sum;
}

DigestAlgorithm algorithm_of(StatementChecksum kind) {
    return kind == StatementChecksum::md5_secret ? DigestAlgorithm::md5 : DigestAlgorithm::sha256;
}

Result<std::string> checksum_of(
    const Settings& settings, const Keys& keys, const AccountKey& account, const std::string& text
) {
    if (settings.statement_checksum == StatementChecksum::none) return std::string();
    BOOST_OUTCOME_TRY(
        const auto raw,
        keys.digest(
            statement_key_name(account), algorithm_of(settings.statement_checksum), text, ""
        )
    );
    return crypto::to_hex(raw);
}

bool has_right_checksum(
    const Settings& settings,
    const Keys& keys,
    const AccountKey& account,
    const std::string& text,
    const std::string& checksum
) {
    if (settings.statement_checksum == StatementChecksum::none) return true;
    const auto raw = crypto::from_hex(checksum);
    return raw && keys.verify_digest(
                          statement_key_name(account),
                          algorithm_of(settings.statement_checksum),
                          text,
                          "",
                          *raw
                  )
                      .has_value();
}

}  // namespace

std::string statement_name(const Settings& settings, const ReconciliationOrder& order) {
    return name_of(settings, order) + ".txt";
}
std::string statement_reply_name(const Settings& settings, const ReconciliationOrder& order) {
    return name_of(settings, order) + "_KQ.txt";
}

std::string statement_text(const std::vector<StatementLine>& lines) {
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += '\n';
        out += joined(lines[i]);
    }
    return out;
}

Result<std::vector<StatementLine>> read_statement(
    const Settings& settings, const Keys& keys, const AccountKey& account, std::string_view file
) {
    if (file.size() > file_max) return Error(Fault::malformed, "the file is too large");
    std::string text;
    for (const char c : file) {
        if (c != '\r') text += c;
    }
    if (!toolkit::is_utf8(text)) return Error(Fault::malformed, "the file is not UTF-8");
    if (!text.ends_with('\n')) return Error(Fault::malformed, "the last line has no end");
    text.pop_back();
    const auto rows = split(text, '\n');
    const auto summary = read_summary(rows.back());
    if (!summary) return Error(Fault::malformed, "no summary line");
    std::vector<StatementLine> lines;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        auto line = read_line(rows[i]);
        if (!line) return malformed_at(i + 1, "not 22 columns");
        if (line->at(Column::partner) != settings.partner_code)
            return malformed_at(i + 1, "another partner");
        lines.push_back(std::move(*line));
    }
    BOOST_OUTCOME_TRY(const auto sum, sum_of(lines));
    if (summary->count != static_cast<std::int64_t>(lines.size()))
        return Error(Fault::malformed, "the summary counts other lines");
    if (summary->total != sum) return Error(Fault::malformed, "the summary has another sum");
    const bool right =
        has_right_checksum(settings, keys, account, statement_text(lines), summary->checksum);
    if (!right) return Error(Fault::forged, "the checksum is wrong");
    return lines;
}

Result<std::string> write_statement(
    const Settings& settings,
    const Keys& keys,
    const AccountKey& account,
    const std::vector<StatementLine>& lines
) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const auto& value : lines[i].columns) {
            if (value.find_first_of("|\r\n") != std::string::npos)
                return malformed_at(i + 1, "a value holds a separator");
        }
    }
    BOOST_OUTCOME_TRY(const auto sum, sum_of(lines));
    const std::string text = statement_text(lines);
    BOOST_OUTCOME_TRY(const auto checksum, checksum_of(settings, keys, account, text));
    std::string out = text;
    if (!lines.empty()) out += '\n';
    out += "T|" + std::to_string(lines.size()) + "|" + std::to_string(sum.count()) + "|" + checksum;
    out += '\n';
    return out;
}

}  // namespace dvcpay::shb
