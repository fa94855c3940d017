#pragma once
// A VietQR text as a banking app reads it: TLV, CRC, NAPAS account. A reading of its own, so that a
// mistake of the gateway's encoder is seen. Pure. Source: VietQR §2, §6.
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace dvcpay::sandbox {

struct ScannedQr {
    std::string bin;          ///< 38-01-00
    std::string number;       ///< 38-01-01: account, virtual account or card
    std::string service;      ///< 38-02: QRIBFTTA …
    std::int64_t amount = 0;  ///< 54; 0: the payer types it
    std::string memo;         ///< 62-08
    bool dynamic = false;     ///< 01 is "12"
};

/// CRC-16/CCITT-FALSE.
std::uint16_t crc16(std::string_view bytes);
/// Fault::malformed; the detail says which rule is broken.
Result<ScannedQr> scan_vietqr(std::string_view payload);

}  // namespace dvcpay::sandbox
