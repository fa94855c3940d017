#pragma once
// `dvcpay backup create|verify|ring`: a copy of the store while everybody uses it, and the keys
// without which it cannot be read, each in a file of its own.
#include <string>
#include <vector>

#include "app/config.hpp"

namespace dvcpay::cli {

struct BackupWords {
    std::string to;            ///< the new file
    std::string file;          ///< the one to verify
    std::string key_file;      ///< the backup key: base64 of 32 bytes, mode 0600
    std::string recovery_key;  ///< public X25519 key in PEM
    std::string scratch;       ///< where verify puts the opened copy for a moment
};

/// Without `to` into [backup] folder, under a name of its own; then all but the newest [backup]
/// keep of such names are removed there.
int create_backup(const app::Configuration& config, const BackupWords& words);
std::string nightly_name(Wall now);  ///< "store-20261125T183000Z.dvb"
/// Those of `names` that nightly_name made and that are not among the newest `keep`; 0 keeps all.
std::vector<std::string> superfluous(std::vector<std::string> names, std::int64_t keep);
/// Needs no configuration: the host may be another.
int verify_backup(const BackupWords& words);
int backup_ring(const app::Configuration& config, const BackupWords& words);

}  // namespace dvcpay::cli
