#pragma once
// SHB's optional pull mode (4.10, all of it assumed): somebody at its counter or in its app names a
// bill, the bank asks us what is owed. Answered from one snapshot; what is then paid is told as any
// result is (3.2), on a path of its own. Pure.
#include <string>
#include <string_view>

#include "ports/inbound.hpp"
#include "shb/settings.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::shb {

inline constexpr std::string_view bill_kind = "bill";
inline constexpr std::string_view bill_path = "/shb/v1/bills/inquiry";
inline constexpr std::string_view bill_paid_path = "/shb/v1/bills/payment";

/// The members an inquiry must have, each as one text: MaDoiTac, MaKhachHang, MaYeuCau.
bool is_inquiry(const toolkit::Fields& fields);

/// MaKhachHang is what the payer read to the bank: our bill's name, or its alias account.
Question question_of(const toolkit::Fields& fields);

/// {MaLoi, MoTaLoi, MaYeuCau, MaHoaDon} and, where it may be paid now, HoTenNguoiNop, SoTien,
/// MaTienTe, ThoiGianHetHan. 07: no bill of ours, or withdrawn; 06: it has its money; 10: expired.
/// `code` other than 00: why nothing is said about any bill.
std::string bill_answer(
    const Settings& settings,
    const toolkit::Fields& fields,
    const InboundOutcome& outcome,
    std::string_view code,
    std::string_view text
);

}  // namespace dvcpay::shb
