#pragma once
// `dvcpay restore`: a store out of its two backups, in a new epoch. Needs no configuration and no
// daemon: the host may be a new one.
#include <string>

namespace dvcpay::cli {

struct RestoreWords {
    std::string from;          ///< the store's backup
    std::string ring;          ///< the ring's backup
    std::string recovery_key;  ///< private X25519 key in PEM, mode 0600
    std::string to;            ///< the new store; must be free
    std::string ring_to;       ///< folder for the ring's key files; empty: `to`.ring
    bool accept_lost_keys =
        false;  ///< personal data whose ring key is not in the backup stays sealed
};

int restore(const RestoreWords& words);

}  // namespace dvcpay::cli
