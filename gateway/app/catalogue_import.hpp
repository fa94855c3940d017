#pragma once
// The catalogue between CSV files and the store: first start, later imports, what is in force.
#include <array>
#include <string>

#include "api/admin.hpp"
#include "domain/service.hpp"
#include "ports/store.hpp"

namespace dvcpay::app {

/// What the store holds now.
Task<Result<CataloguePtr>> load_catalogue(Store* store);

/// Replaces all services (agencies) in the store. Nothing is changed where the text has a mistake:
/// Fault::validation_failed with one field per mistake, pointer "/line/7/column/3". `audit` is
/// appended to the chain `audit` in the same transaction; its note becomes the counts and the
/// text's SHA-256.
Task<Result<api::ImportSummary>> import_services(Store* store, std::string csv, NewEvent audit);
Task<Result<api::ImportSummary>> import_agencies(Store* store, std::string csv, NewEvent audit);

/// Fills a store whose catalogue is empty from two files and leaves any other alone. true: it was
/// filled, and `audit` says so twice, with an id of its own each. Faults as above, and
/// configuration where a file cannot be read.
Task<Result<bool>> fill_empty_catalogue(
    Store* store,
    std::string services_file,
    std::string agencies_file,
    std::array<NewEvent, 2> audit
);

}  // namespace dvcpay::app
