#pragma once
// The format of a backup file: a header in plain text and chunks under a key of that one file.
//
//     dvcpay-backup-1\n
//     what: store\n                      what: ring\n
//     key: <16 hex>\n                    recipient: <64 hex>\n
//     salt: <64 hex>\n                   ephemeral: <64 hex>\n
//     \n                                 \n
//     chunk, chunk, … each: length of the rest (4 bytes, big endian), nonce (12), ciphertext, tag
//     (16)
//
// File key: HKDF-SHA256. A store is sealed under the backup key (32 bytes): its input is that key,
// its salt the header's. A ring is sealed to a recovery key of which this host has the public half
// only: its input is X25519(ephemeral, recipient), its salt ephemeral ‖ recipient. Info is
// "dvcpay-backup-1" and what it is. `key` names the backup key: SHA-256 of "dvcpay-backup-key-1"
// and the key, its first 16 digits.
//
// A chunk is AES-256-GCM; its associated data are (each length-prefixed) "dvcpay-chunk-1", the
// SHA-256 of the header, the chunk's number from 0 on and "last" or "more". So a file that was cut,
// continued, reordered or given another header does not open. The nonce is the chunk's number.
// There is always a last chunk; it may be empty.
#include <cstdint>
#include <string>
#include <string_view>

#include "ports/entropy.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

inline constexpr std::size_t backup_chunk_bytes = std::size_t{1} << 20U;
inline constexpr std::size_t backup_header_bytes_max = 512;

enum class BackupOf : std::uint8_t { store, ring };
enum class ChunkPlace : std::uint8_t { more, last };

/// The beginning of one backup file, and the key of its chunks.
struct BackupKey {
    std::string header;
    Secret key;
};

/// `backup_key` is 32 bytes.
Result<BackupKey> begin_store_backup(const Secret& backup_key, Entropy& entropy);
/// `recipient_pem`: a public X25519 key. Fault::configuration where it is none.
Result<BackupKey> begin_ring_backup(std::string_view recipient_pem, Entropy& entropy);

/// How a backup key is named in headers.
std::string backup_key_id(const Secret& backup_key);
/// What a header says it is of, and the backup key it names (empty for a ring). Fault::malformed.
struct BackupHeader {
    BackupOf what = BackupOf::store;
    std::string key_id;
};
Result<BackupHeader> read_backup_header(std::string_view header);

/// Fault::malformed: no such header. Fault::configuration: another key is wanted.
Result<BackupKey> open_store_backup(std::string_view header, const Secret& backup_key);
/// `recovery_pem`: the private half. A passphrase is asked for on the terminal.
Result<BackupKey> open_ring_backup(std::string_view header, const Secret& recovery_pem);

/// Chunk `number` as it stands in the file, without its length.
Result<std::string> seal_chunk(
    const BackupKey& key, std::int64_t number, ChunkPlace place, std::string_view clear
);
/// Fault::forged: changed, at another place, or of another file.
Result<std::string> open_chunk(
    const BackupKey& key, std::int64_t number, ChunkPlace place, std::string_view sealed
);

}  // namespace dvcpay::crypto
