#pragma once
// `dvcpay doctor`: one look at an installation, from configuration to clock, with what to do about
// each finding.
#include <string>

#include "app/config.hpp"

namespace dvcpay::cli {

/// Prints one line per check; Exit::check_failed where any is bad.
int doctor(const std::string& config_file, bool as_json);

}  // namespace dvcpay::cli
