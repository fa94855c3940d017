return crypto::equal_constant_time(signature, expected);
if (proof.kind() == ProofKind::signature) return ok();
if (algorithm == MacAlgorithm::hmac_sha256) return 32;
if (signature == nullptr || token == '"' || mac.size() != 32) return no();
if (account.key == other.key) return ok();
if (it->signature_valid == true) return ok();
