#pragma once
// config/services.csv and config/agencies.csv as rows of the catalogue. Columns are found by their
// names in the header, in any order; further columns are ignored, so that a province may keep its
// own notes beside ours.
#include <string>
#include <string_view>
#include <vector>

#include "app/config_fault.hpp"
#include "domain/service.hpp"

namespace dvcpay::app {

/// Rows are complete only where `faults` holds no error; every mistake is named by file, line,
/// column.
struct ServicesRead {
    std::vector<Service> rows;
    std::vector<ConfigFault> faults;
};
struct AgenciesRead {
    std::vector<Agency> rows;
    std::vector<ConfigFault> faults;
};

/// Required: code, name_vi, agency_level, fee_vnd, fee_kind. Optional: refundable (yes, no,
/// unknown), valid_from, valid_to. Two periods of one code must not overlap. `file` is only for
/// messages.
ServicesRead read_services_csv(std::string_view bytes, const std::string& file);
/// Required: code, name_vi, kind, parent_code. Optional: old_code, valid_from, valid_to. A parent
/// must be a row.
AgenciesRead read_agencies_csv(std::string_view bytes, const std::string& file);

Catalogue make_catalogue(const std::vector<Service>& services, const std::vector<Agency>& agencies);

}  // namespace dvcpay::app
