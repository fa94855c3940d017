#include "toolkit/echo.hpp"

#include "ports/proof.hpp"

namespace dvcpay::toolkit {

std::optional<Proof> proof_by_echo(const HttpAnswer& answer, std::initializer_list<Echo> echoes) {
    if (!answer.origin_proven || echoes.size() == 0) return std::nullopt;
    for (const auto& echo : echoes) {
        if (echo.sent.empty() || echo.sent != echo.received) return std::nullopt;
    }
    return ProofIssuer::tls_echo();
}

}  // namespace dvcpay::toolkit
