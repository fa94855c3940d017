#include "app/catalogue_import.hpp"

#include <fstream>
#include <map>
#include <memory>

#include "app/catalogue_csv.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::app {
namespace {

Error csv_error(const std::vector<ConfigFault>& faults) {
    Error error(
        Fault::validation_failed, std::to_string(faults.size()) + " mistakes; nothing was imported"
    );
    for (const auto& fault : faults) {
        std::string pointer = "/line/" + std::to_string(fault.line);
        if (fault.column > 0) pointer += "/column/" + std::to_string(fault.column);
        const std::string column = fault.key.empty() ? "" : fault.key + ": ";
        error.fields.push_back({std::move(pointer), "invalid", column + fault.message});
    }
    return error;
}

/// A row is known by its code and the first day it holds.
template <class Row>
std::map<std::pair<std::string, std::optional<Day>>, Row> by_period(const std::vector<Row>& rows) {
    std::map<std::pair<std::string, std::optional<Day>>, Row> out;
    for (const auto& row : rows) out.emplace(std::pair(row.code, row.validity.from), row);
    return out;
}

template <class Row>
api::ImportSummary compare(const std::vector<Row>& before, const std::vector<Row>& after) {
    const auto old_rows = by_period(before);
    const auto new_rows = by_period(after);
    api::ImportSummary out;
    out.rows = static_cast<std::int64_t>(after.size());
    for (const auto& [key, row] : new_rows) {
        const auto old = old_rows.find(key);
        if (old == old_rows.end()) {
            ++out.added;
        } else if (!(old->second == row)) {
            ++out.changed;
        }
    }
    for (const auto& [key, row] : old_rows) out.removed += new_rows.contains(key) ? 0 : 1;
    return out;
}

void tell(Txn& txn, NewEvent audit, const std::string& what, const api::ImportSummary& done) {
    audit.draft.note = what + ": " + std::to_string(done.rows) + " rows, " +
                       std::to_string(done.added) + " added, " + std::to_string(done.changed) +
                       " changed, " + std::to_string(done.removed) + " removed" + audit.draft.note;
    txn.append(std::string(audit_chain), {audit});
}

/// Until tell() puts the counts before it.
std::string note_of(const std::string& csv) {
    return ", SHA-256 " + crypto::sha256_hex(csv);
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error(Fault::configuration, path + " cannot be opened");
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Task<Result<CataloguePtr>> load_catalogue(Store* store) {
    auto work = [](Reader& reader) -> Result<CataloguePtr> {
        return CataloguePtr(
            std::make_shared<const Catalogue>(make_catalogue(reader.services(), reader.agencies()))
        );
    };
    Result<CataloguePtr> found = co_await look_up<CataloguePtr>(store, std::move(work));
    co_return found;
}

Task<Result<api::ImportSummary>> import_services(Store* store, std::string csv, NewEvent audit) {
    audit.draft.note = note_of(csv);
    ServicesRead read = read_services_csv(csv, "services");
    if (!read.faults.empty()) co_return csv_error(read.faults);
    auto rows = std::make_shared<const std::vector<Service>>(std::move(read.rows));
    auto work = [rows, audit](Txn& txn) -> Result<api::ImportSummary> {
        const api::ImportSummary summary = compare(txn.services(), *rows);
        txn.replace_services(*rows);
        tell(txn, audit, "services", summary);
        return summary;
    };
    Result<api::ImportSummary> done =
        co_await transact<api::ImportSummary>(store, Priority::ordinary, std::move(work));
    co_return done;
}

Task<Result<api::ImportSummary>> import_agencies(Store* store, std::string csv, NewEvent audit) {
    audit.draft.note = note_of(csv);
    AgenciesRead read = read_agencies_csv(csv, "agencies");
    if (!read.faults.empty()) co_return csv_error(read.faults);
    auto rows = std::make_shared<const std::vector<Agency>>(std::move(read.rows));
    auto work = [rows, audit](Txn& txn) -> Result<api::ImportSummary> {
        const api::ImportSummary summary = compare(txn.agencies(), *rows);
        txn.replace_agencies(*rows);
        tell(txn, audit, "agencies", summary);
        return summary;
    };
    Result<api::ImportSummary> done =
        co_await transact<api::ImportSummary>(store, Priority::ordinary, std::move(work));
    co_return done;
}

Task<Result<bool>> fill_empty_catalogue(
    Store* store,
    std::string services_file,
    std::string agencies_file,
    std::array<NewEvent, 2> audit
) {
    Result<CataloguePtr> now = co_await load_catalogue(store);
    if (!now) co_return now.error();
    if (!now.value()->services.empty() || !now.value()->agencies.empty()) co_return false;
    BOOST_OUTCOME_CO_TRY(auto services, read_file(services_file));
    BOOST_OUTCOME_CO_TRY(auto agencies, read_file(agencies_file));
    Result<api::ImportSummary> first =
        co_await import_services(store, std::move(services), std::move(audit[0]));
    if (!first) co_return first.error();
    Result<api::ImportSummary> second =
        co_await import_agencies(store, std::move(agencies), std::move(audit[1]));
    if (!second) co_return second.error();
    co_return true;
}

}  // namespace dvcpay::app
