#pragma once
// The five banks of the contracts, as others name them. Data for presets: an account's own
// configuration may say otherwise. A BIN is an opaque text and is never derived from a BIC: tables
// that did so were wrong. Source: NAPAS bank identification numbers, SWIFT BICs.
#include <array>
#include <string_view>

namespace dvcpay::toolkit {

struct Bank {
    std::string_view bin;         ///< six digits
    std::string_view bic;         ///< eight characters
    std::string_view name;        ///< as it is shown to people
    std::string_view short_code;  ///< of transfer apps and bank lists
};

inline constexpr std::array<Bank, 5> banks = {{
    {"970415", "ICBVVNVX", "VietinBank", "ICB"},
    {"970443", "SHBAVNVX", "SHB", "SHB"},
    {"970418", "BIDVVNVX", "BIDV", "BIDV"},
    {"970436", "BFTVVNVX", "Vietcombank", "VCB"},
    {"970432", "VPBKVNVX", "VPBank", "VPB"},
}};

/// Null where the table has no such bank.
constexpr const Bank* bank_by_bin(std::string_view bin) {
    for (const auto& bank : banks) {
        if (bank.bin == bin) return &bank;
    }
    return nullptr;
}

}  // namespace dvcpay::toolkit
