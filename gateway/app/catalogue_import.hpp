#pragma once
// A CSV text becomes the catalogue, whole or not at all: used by the daemon's admin surface, by the command line on a store
// without a daemon, and at the first start.
#include <algorithm>
#include <string>
#include <vector>

#include "api/admin.hpp"
#include "app/catalogue_csv.hpp"
#include "ports/store.hpp"

namespace dvcpay::app {

namespace detail {

inline Error import_error(const std::vector<ConfigFault>& faults) {
    Error error(Fault::validation_failed, "the file has wrong rows; nothing was imported");
    for (const auto& fault : faults) {
        if (fault.severity != Severity::error) continue;
        error.fields.push_back({"/line/" + std::to_string(fault.line), "invalid_row", fault.key + ": " + fault.message});
    }
    return error;
}

inline bool any_error(const std::vector<ConfigFault>& faults) {
    return std::ranges::any_of(faults, [](const ConfigFault& f) { return f.severity == Severity::error; });
}

/// Rows are told apart by code and beginning of validity.
template <class T>
api::ImportSummary compare(const std::vector<T>& before, const std::vector<T>& after) {
    const auto same_row = [](const T& a, const T& b) { return a.code == b.code && a.validity.from == b.validity.from; };
    api::ImportSummary out;
    out.rows = static_cast<std::int64_t>(after.size());
    for (const auto& row : after) {
        const auto old = std::ranges::find_if(before, [&](const T& b) { return same_row(b, row); });
        if (old == before.end()) {
            ++out.added;
        } else if (!(*old == row)) {
            ++out.changed;
        }
    }
    for (const auto& row : before) {
        out.removed += std::ranges::none_of(after, [&](const T& a) { return same_row(a, row); }) ? 1 : 0;
    }
    return out;
}

}  // namespace detail

inline Task<Result<api::ImportSummary>> import_services(Store* store, std::string csv) {
    ServicesRead read = read_services_csv(csv, "services");
    if (detail::any_error(read.faults)) co_return detail::import_error(read.faults);
    auto work = [rows = std::move(read.rows)](Txn& txn) -> Result<api::ImportSummary> {
        const api::ImportSummary summary = detail::compare(txn.services(), rows);
        txn.replace_services(rows);
        return summary;
    };
    auto done = co_await transact<api::ImportSummary>(*store, Priority::ordinary, std::move(work));
    co_return done;
}

inline Task<Result<api::ImportSummary>> import_agencies(Store* store, std::string csv) {
    AgenciesRead read = read_agencies_csv(csv, "agencies");
    if (detail::any_error(read.faults)) co_return detail::import_error(read.faults);
    auto work = [rows = std::move(read.rows)](Txn& txn) -> Result<api::ImportSummary> {
        const api::ImportSummary summary = detail::compare(txn.agencies(), rows);
        txn.replace_agencies(rows);
        return summary;
    };
    auto done = co_await transact<api::ImportSummary>(*store, Priority::ordinary, std::move(work));
    co_return done;
}

}  // namespace dvcpay::app
