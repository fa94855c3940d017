#pragma once
#include "domain/evidence.hpp"

namespace dvcpay {

/// The only maker of Proof. Used by the key store (after a signature verified), by an adapter's
/// status decoder through HttpAnswer::origin (after verified TLS and an exact echo), and by tests.
/// tests/tidy lists the files that may name it.
struct ProofIssuer {
    static Proof signature() { return Proof(ProofKind::signature); }
    static Proof tls_echo() { return Proof(ProofKind::tls_echo); }
    /// A password, static key or token of the call itself, or its client certificate.
    static Proof credential() { return Proof(ProofKind::credential); }
    static Proof file() { return Proof(ProofKind::file); }
};

}  // namespace dvcpay
