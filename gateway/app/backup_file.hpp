#pragma once
// Backup files on the disk: chunks of crypto/backup_seal.hpp, written whole or not at all. The disk
// names a file only after its bytes are synced, and after they were read back.
#include <functional>
#include <string>
#include <string_view>

#include "crypto/backup_seal.hpp"

namespace dvcpay::app {

/// Seals the file `from` (or a text) into `to`, which must be free: `to`.part, synced, read back
/// and compared by hash, then named. Faults: configuration (the disk refuses), forged (what was
/// read back differs).
/// `watch` hears how much was sealed or read back, of twice the file.
using SealWatch = std::function<void(std::int64_t done, std::int64_t total)>;
Result<void> seal_file(
    const crypto::BackupKey& key,
    const std::string& from,
    const std::string& to,
    const SealWatch& watch = {}
);
Result<void> seal_text(const crypto::BackupKey& key, std::string_view text, const std::string& to);

/// Finds the chunks' key from the file's header.
using KeyForHeader = std::function<Result<crypto::BackupKey>(std::string_view header)>;

/// Opens `from` into a new file `to` (0600, synced); `to` is gone again where `from` does not open.
/// Faults: malformed, forged, configuration.
Result<void> open_file(const std::string& from, const KeyForHeader& key, const std::string& to);
/// At most 1 MiB.
Result<Secret> open_text(const std::string& from, const KeyForHeader& key);

/// SHA-256 of a file as it lies there, hex: names a backup in the audit chain.
/// Fault::configuration.
Result<std::string> file_sha256(const std::string& path);

}  // namespace dvcpay::app
