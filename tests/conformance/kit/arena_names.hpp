#pragma once
// What the portal, the people of finance and the payer of an arena are called. Test values only.

namespace dvcpay::conformance {

inline constexpr const char* portal_key = "dvk_conformanceconformanceconformanceconformanc";
inline constexpr const char* maker_key = "dvk_makermakermakermakermakermakermakermakermak";
inline constexpr const char* checker_key = "dvk_checkercheckercheckercheckercheckercheckerc";
inline constexpr const char* payer_name = "Nguyễn Văn Ẩn Danh";
inline constexpr const char* payer_id_number = "091099777234";
inline constexpr const char* client = "portal";
inline constexpr const char* service_code = "1.004222";
inline constexpr const char* agency_code = "H01.12";

}  // namespace dvcpay::conformance
