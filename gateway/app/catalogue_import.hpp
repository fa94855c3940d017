#pragma once
// The catalogue between CSV files and the store: first start, later imports, what is in force.
#include <string>

#include "api/admin.hpp"
#include "domain/service.hpp"
#include "ports/store.hpp"

namespace dvcpay::app {

/// What the store holds now.
Task<Result<CataloguePtr>> load_catalogue(Store* store);

/// Replaces all services (agencies) in the store. Nothing is changed where the text has a mistake:
/// Fault::validation_failed with one field per mistake, pointer "/line/7/column/3".
Task<Result<api::ImportSummary>> import_services(Store* store, std::string csv);
Task<Result<api::ImportSummary>> import_agencies(Store* store, std::string csv);

/// Fills a store whose catalogue is empty from two files and leaves any other alone. true: it was
/// filled. Faults as above, and configuration where a file cannot be read.
Task<Result<bool>> fill_empty_catalogue(
    Store* store, std::string services_file, std::string agencies_file
);

}  // namespace dvcpay::app
