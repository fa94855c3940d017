#pragma once
// One reading of a call's bytes for locate(), verify() and answer(): half of a callback's cost is
// its parser, and what was located, verified and answered is one and the same reading.
#include <any>

#include "ports/inbound.hpp"

namespace dvcpay::toolkit {

/// What `decode` makes of the call's body, made at the first use and kept in the call. `decode` is
/// a pure function of the bytes; one `T` per kind of call.
template <class T>
const T& decode_once(const InboundCall& call, T (*decode)(std::string_view bytes)) {
    if (const T* known = std::any_cast<T>(&call.decoded)) return *known;
    return call.decoded.emplace<T>(decode(call.request.body));
}

}  // namespace dvcpay::toolkit
