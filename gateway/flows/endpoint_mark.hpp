#pragma once
// Where the store remembers that an endpoint said 410. Private to the room.
#include <string>

namespace dvcpay::flows {

inline std::string mark_of(const std::string& endpoint) {
    return "endpoint_disabled:" + endpoint;
}

}  // namespace dvcpay::flows
