#pragma once
// Listings for people: columns as wide as their widest cell, counted in characters, not bytes.
#include <string>
#include <vector>

namespace dvcpay::cli {

using Row = std::vector<std::string>;

/// Two spaces between columns, a line under the head, a line feed after every row.
std::string table(const Row& head, const std::vector<Row>& rows);

}  // namespace dvcpay::cli
