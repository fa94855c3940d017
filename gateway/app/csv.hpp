#pragma once
// RFC 4180 with limits. Pure; works on a whole file in memory.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace dvcpay::app {

struct CsvCell {
    std::string text;
    std::uint32_t line = 0;    ///< 1-based, where the cell begins
    std::uint32_t column = 0;  ///< 1-based, in bytes
};
using CsvRow = std::vector<CsvCell>;

struct CsvLimits {
    std::size_t bytes_max = 16 * 1024 * 1024;
    std::size_t rows_max = 200'000;
    std::size_t columns_max = 64;
    std::size_t cell_bytes_max = 8192;
};

struct CsvMistake {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string message;
};

/// The whole file, or the first mistake of its form: a form that is broken once cannot be read on
/// with trust. A UTF-8 byte order mark is skipped; LF and CRLF end lines; a last line needs no end;
/// blank lines are skipped. Mistakes: no UTF-8, NUL, a quote inside an unquoted cell, text after a
/// closing quote, an open quote at the end, a lone CR, over a limit.
struct CsvTable {
    std::vector<CsvRow> rows;
    std::vector<CsvMistake> mistakes;  ///< at most one
};
CsvTable parse_csv(std::string_view bytes, CsvLimits limits = {});

}  // namespace dvcpay::app
