#pragma once
#include <optional>
#include <string>

namespace dvcpay::api {

/// The text as a QR symbol (error correction M) in one SVG path, with its quiet zone. Empty where
/// it does not fit into a symbol or is empty. Costs about a millisecond.
std::optional<std::string> qr_svg(const std::string& payload);

/// The same symbol for a terminal: half blocks, two rows of modules a line. What is light is drawn,
/// what is dark is left to the background, which must be dark: or be made so by whoever prints it.
std::optional<std::string> qr_blocks(const std::string& payload);

}  // namespace dvcpay::api
