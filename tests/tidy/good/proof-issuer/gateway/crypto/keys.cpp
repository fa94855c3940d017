return ProofIssuer::signature();
