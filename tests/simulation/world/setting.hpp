#pragma once
// Names, secrets and texts that everybody in the simulated world agrees on. Test values only.
#include <string>

namespace dvcpay::simulation::setting {

inline const std::string gateway_host = "gateway.test";
inline const std::string momo_host = "momo.test";
inline const std::string portal_host = "portal.test";
inline const std::string browser_host = "browser.test";

inline const std::string partner_code = "MOMOTEST01";
inline const std::string access_key = "AKtest0000000001";
inline const std::string secret_key = "SKtest-momo-000000000000000001";
inline const std::string webhook_secret = "simulated-webhook-secret-32bytes";  ///< raw bytes
inline const std::string ring_key = "simulated-ring-key-of-32-bytes!!";
inline const std::string maker_key =
    "dvk_makermakermakermakermakermakermakermakermak";  ///< a person of finance
inline const std::string checker_key =
    "dvk_checkercheckercheckercheckercheckercheckerc";  ///< another one
inline const std::string api_key = "dvk_simulationsimulationsimulationsimulationsim";
inline const std::string client = "portal";
inline const std::string service = "1.004222";
inline const std::string agency = "H01.12";

/// A payer nobody may meet in a log, a metric, a webhook or an event.
inline const std::string payer_name = "Nguyễn Văn Ẩn Danh";
inline const std::string payer_id_number = "091099777234";
inline const std::string payer_phone = "0912345987";
inline const std::string payer_address = "Rạch Giá 12/7";

}  // namespace dvcpay::simulation::setting
