#include "app/csv.hpp"

#include <optional>

#include "toolkit/text.hpp"

namespace dvcpay::app {
namespace {

class Parser {
  public:
    Parser(std::string_view bytes, CsvLimits limits) : bytes_(bytes), limits_(limits) {}

    CsvTable run() {
        CsvTable out;
        if (bytes_.size() > limits_.bytes_max) {
            out.mistakes.push_back(
                {0, 0, "the file is larger than " + std::to_string(limits_.bytes_max) + " bytes"}
            );
            return out;
        }
        if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;
        while (at_ < bytes_.size() && !mistake_) {
            CsvRow row = read_row();
            const bool blank = row.size() == 1 && row[0].text.empty();
            if (mistake_ || blank) continue;
            if (out.rows.size() == limits_.rows_max) {
                wrong("more than " + std::to_string(limits_.rows_max) + " rows");
                break;
            }
            out.rows.push_back(std::move(row));
        }
        if (mistake_) out.mistakes.push_back(*mistake_);
        return out;
    }

  private:
    bool done() const { return at_ >= bytes_.size(); }
    char here() const { return bytes_[at_]; }
    std::uint32_t column() const { return static_cast<std::uint32_t>(at_ - line_start_ + 1); }
    void wrong(std::string message) {
        if (!mistake_) mistake_ = CsvMistake{line_, column(), std::move(message)};
    }
    void next_line() {
        ++line_;
        line_start_ = at_;
    }

    /// True where a line ends here; steps over it.
    bool line_ended() {
        if (done()) return true;
        if (here() == '\n') {
            ++at_;
            next_line();
            return true;
        }
        if (here() != '\r') return false;
        if (at_ + 1 >= bytes_.size() || bytes_[at_ + 1] != '\n') {
            wrong("a carriage return without a line feed");
            return true;
        }
        at_ += 2;
        next_line();
        return true;
    }

    CsvRow read_row() {
        CsvRow row;
        while (!mistake_) {
            if (row.size() == limits_.columns_max) {
                wrong("more than " + std::to_string(limits_.columns_max) + " columns");
                break;
            }
            row.push_back(read_cell());
            if (mistake_ || line_ended()) break;
            ++at_;  // the comma: read_cell stops nowhere else
        }
        return row;
    }

    CsvCell read_cell() {
        CsvCell cell;
        cell.line = line_;
        cell.column = column();
        const bool quoted = !done() && here() == '"';
        if (quoted) {
            read_quoted(&cell);
        } else {
            read_plain(&cell);
        }
        if (!mistake_ && cell.text.size() > limits_.cell_bytes_max) {
            wrong("a cell longer than " + std::to_string(limits_.cell_bytes_max) + " bytes");
        }
        if (!mistake_ &&
            (!toolkit::is_utf8(cell.text) || cell.text.find('\0') != std::string::npos)) {
            mistake_ = CsvMistake{cell.line, cell.column, "not UTF-8 text"};
        }
        return cell;
    }

    void read_plain(CsvCell* cell) {
        while (!done() && here() != ',' && here() != '\n' && here() != '\r') {
            if (here() == '"')
                return wrong("a quotation mark inside a cell that does not begin with one");
            cell->text += bytes_[at_++];
        }
    }

    void read_quoted(CsvCell* cell) {
        ++at_;
        while (!done()) {
            const char c = bytes_[at_++];
            if (c == '\n') next_line();
            if (c != '"') {
                cell->text += c;
            } else if (!done() && here() == '"') {
                cell->text += bytes_[at_++];
            } else {
                if (!done() && here() != ',' && here() != '\n' && here() != '\r')
                    wrong("text after a closing quotation mark");
                return;
            }
        }
        mistake_ = CsvMistake{cell->line, cell->column, "a quotation mark that is never closed"};
    }

    std::string_view bytes_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    std::size_t line_start_ = 0;
    std::uint32_t line_ = 1;
    std::optional<CsvMistake> mistake_;
};

}  // namespace

CsvTable parse_csv(std::string_view bytes, CsvLimits limits) {
    return Parser(bytes, limits).run();
}

}  // namespace dvcpay::app
