#pragma once
// VietinBank's signed texts, read for a second time: each message says member by member what it
// adds, a member that is null or absent adds nothing. RSA PKCS#1 1.5 with SHA-256, Base64.
// Source: spec §3 and the "signature" line of each operation in §4. Pure.
#include <string>
#include <string_view>

#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::vietinbank {

/// A text or number of an object; nothing for null, absent and all else.
std::string text_of(const Json& object, const char* member);
const Json& part(const Json& object, const char* member);  ///< null where absent

std::string qr_request_text(const Json& body);
std::string qr_answer_text(const Json& body);
std::string inquiry_text(const Json& body);
std::string inquiry_answer_text(const Json& body, bool with_channel);
std::string notice_text(const Json& body);
std::string notice_answer_text(const Json& body);
std::string records_text(const Json& body);
std::string records_answer_text(const Json& body);
std::string statement_text(const Json& body);
std::string erp_answer_text(const Json& body);
std::string name_inquiry_text(const Json& body);
std::string transfer_text(const Json& body);

std::string sign(std::string_view private_pem, std::string_view text);
bool verifies(std::string_view pem, std::string_view text, const std::string& base64);

}  // namespace dvcpay::sandbox::vietinbank
