#pragma once
// Believing an answer that carries no signature (P3): the peer proved its name by TLS, and repeats
// exactly what only the asked one knows. The one place in the adapters that makes a proof of that
// kind.
#include <initializer_list>
#include <optional>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/transport.hpp"

namespace dvcpay::toolkit {

struct Echo {
    std::string_view sent;
    std::string_view received;
};

/// Empty unless the origin is proven and every pair is equal and not empty.
std::optional<Proof> proof_by_echo(const HttpAnswer& answer, std::initializer_list<Echo> echoes);

}  // namespace dvcpay::toolkit
