#include "app/config_fault.hpp"

#include <algorithm>

namespace dvcpay::app {

std::string to_string(const ConfigFault& fault) {
    std::string out = fault.file;
    if (fault.line > 0) out += ":" + std::to_string(fault.line);
    if (fault.line > 0 && fault.column > 0) out += ":" + std::to_string(fault.column);
    out += fault.severity == Severity::error ? ": error: " : ": warning: ";
    if (!fault.key.empty()) out += fault.key + ": ";
    return out + fault.message;
}

bool Faults::any_error() const {
    return std::any_of(all_.begin(), all_.end(), [](const ConfigFault& f) {
        return f.severity == Severity::error;
    });
}

}  // namespace dvcpay::app
