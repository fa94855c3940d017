#pragma once
// Files with secrets in them: for their owner only, on the disk before their name is, never half
// there under it.
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/secret.hpp"

namespace dvcpay::app {

/// Writes beside `path`, syncs, and renames only where `path` is free. Mode 0600; as root the file
/// goes to the owner of its folder. Fault::configuration.
Result<void> write_private_file(const std::string& path, std::string_view content);
/// A rename is durable once its folder is.
Result<void> sync_folder_of(const std::string& path);
/// The content without line ends at its end. Fault::configuration where it cannot be read, is
/// larger than 64 KiB or open to everybody.
Result<Secret> read_private_file(const std::string& path);

}  // namespace dvcpay::app
