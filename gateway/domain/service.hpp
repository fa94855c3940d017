#pragma once
// The catalogue: services, agencies, beneficiaries. All effective-dated: the province re-organises,
// the rows of the past must keep their meaning. The amount to collect never comes from here.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/evidence.hpp"
#include "domain/time.hpp"

namespace dvcpay {

/// Both ends inclusive; an empty end is open.
struct Validity {
    std::optional<Day> from;
    std::optional<Day> to;
    bool holds_on(Day day) const { return (!from || *from <= day) && (!to || day <= *to); }
    friend bool operator==(const Validity&, const Validity&) = default;
};

struct Service {
    std::string code;  ///< mã TTHC, "1.004222"
    std::string name_vi;
    std::string level;     ///< "tinh", "xa", "tinh,xa"
    std::string fee_kind;  ///< phi, le_phi, phi_le_phi, cong_thuc, theo_hdnd, mien_phi, khong_neu
    std::optional<std::int64_t> listed_fee_dong;  ///< as published; for display only
    enum class Refundable : std::uint8_t { unknown, yes, no } refundable = Refundable::unknown;
    Validity validity;
    friend bool operator==(const Service&, const Service&) = default;
};

struct Agency {
    std::string code;  ///< mã định danh, "H01.12"
    std::string name_vi;
    std::string kind;  ///< tinh, so, xa, phuong, dac_khu
    std::string parent_code;
    std::string old_code;  ///< alias before the merger
    Validity validity;
    friend bool operator==(const Agency&, const Agency&) = default;
};

/// Whose account the money goes to, resolved when the payment is created.
struct Beneficiary {
    std::string account;
    std::string bank_bin;
    std::string name;
    friend bool operator==(const Beneficiary&, const Beneficiary&) = default;
};

/// An immutable snapshot; replaced as a whole after an import.
struct Catalogue {
    std::multimap<std::string, Service>
        services;  ///< several periods of one code are several entries
    std::multimap<std::string, Agency> agencies;

    const Service* service_on(const std::string& code, Day day) const;
    const Agency* agency_on(const std::string& code, Day day) const;
    bool knows_agency(const std::string& code) const { return agencies.contains(code); }
};
using CataloguePtr = std::shared_ptr<const Catalogue>;

}  // namespace dvcpay
