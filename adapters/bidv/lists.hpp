#pragma once
// The bank's lists of money: the reconciliation file of a day, and the account statement. Bytes
// from outside; nothing here believes anything.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bidv/settings.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace dvcpay::bidv {

/// One success of the day, texts as the bank wrote them.
struct ListRow {
    std::string trans;
    std::string date;  ///< yyyyMMdd, perhaps with HHmmss behind it
    std::string service;
    std::string customer;
    std::string bill;
    Money amount;
    std::string status;
};
/// The answer to type 1, taken apart: base64 of UTF-8 lines, '|' between columns, a header line, a
/// footer TOTAL|count|sum.
struct List {
    std::string code;           ///< errorCode
    std::vector<ListRow> rows;  ///< empty unless the code says that the list is given
};
/// Fault::malformed: what cannot be read, and a list whose count or sum is not that of its rows.
Result<List> decode_list(const Settings& settings, std::string_view body);

/// One movement of the statement. The iconnect product has no reference of the bank in it.
struct StatementRow {
    std::string time;  ///< as the bank wrote it
    Wall at;           ///< the same, where it can be read; else zero
    std::string remark;
    Money amount;
    bool incoming = false;
    std::string reference;  ///< `ref` of the corp product
    std::string sequence;   ///< `seq` of the corp product
};
struct Statement {
    std::string code;        ///< errorCode; the corp product may have none
    std::string request_id;  ///< as the bank repeats it; empty where it does not
    std::vector<StatementRow> rows;
    std::int64_t total = 0;  ///< rows of the whole day
};
/// Fault::malformed.
Result<Statement> decode_statement(StatementProduct product, std::string_view body);

}  // namespace dvcpay::bidv
