#include "api/field.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "domain/invariant.hpp"

namespace dvcpay::api {
namespace {

struct Word {
    FieldCode code;
    std::string_view name;
    std::string_view vi;  ///< {} takes the limit
    std::string_view en;
};

constexpr std::array<Word, field_code_count> words{{
    {FieldCode::syntax,
     "syntax",
     "JSON sai cú pháp hoặc không phải UTF-8",
     "not well-formed JSON in UTF-8"},
    {FieldCode::duplicate_member,
     "duplicate_member",
     "Thành viên xuất hiện hai lần",
     "the member stands twice"},
    {FieldCode::nul_character, "nul_character", "Chứa ký tự NUL", "contains a NUL character"},
    {FieldCode::too_deep, "too_deep", "JSON lồng quá sâu", "nested too deeply"},
    {FieldCode::too_many,
     "too_many",
     "Có quá nhiều phần tử (tối đa {})",
     "too many elements (at most {})"},
    {FieldCode::required, "required", "Thiếu thành viên bắt buộc", "a required member is missing"},
    {FieldCode::unknown_field,
     "unknown_field",
     "Thành viên không được biết đến",
     "no member of this name is known here"},
    {FieldCode::wrong_type, "wrong_type", "Sai kiểu dữ liệu (cần {})", "wrong type (expected {})"},
    {FieldCode::not_an_integer,
     "not_an_integer",
     "Phải là số nguyên viết không có phần thập phân",
     "must be an integer, written without fraction or exponent"},
    {FieldCode::negative, "negative", "Không được âm", "must not be negative"},
    {FieldCode::out_of_range,
     "out_of_range",
     "Ngoài khoảng cho phép ({})",
     "outside the allowed range ({})"},
    {FieldCode::empty, "empty", "Không được để trống", "must not be empty"},
    {FieldCode::too_long, "too_long", "Dài quá {} ký tự", "longer than {} characters"},
    {FieldCode::bad_format, "bad_format", "Sai định dạng", "not in the documented format"},
    {FieldCode::unknown_value,
     "unknown_value",
     "Giá trị không được phép (cho phép: {})",
     "not one of the allowed values ({})"},
    {FieldCode::control_character,
     "control_character",
     "Chứa ký tự điều khiển",
     "contains a control character"},
    {FieldCode::number_not_exact,
     "number_not_exact",
     "Số vượt quá 2^53: hãy gửi dưới dạng chuỗi",
     "a number beyond 2^53 is not exact in JSON: send it as a string"},
    {FieldCode::too_large, "too_large", "Lớn quá {} byte", "larger than {} bytes"},
    {FieldCode::lines_do_not_sum,
     "lines_do_not_sum",
     "Tổng các dòng khác số tiền ({})",
     "the lines' sum is not the amount ({})"},
    {FieldCode::amount_out_of_range,
     "amount_out_of_range",
     "Số tiền ngoài giới hạn",
     "the amount is outside the limits"},
    {FieldCode::return_url_not_allowed,
     "return_url_not_allowed",
     "Địa chỉ quay về không thuộc nguồn đã đăng ký",
     "the address is not of an origin registered for this client"},
    {FieldCode::unknown_service,
     "unknown_service",
     "Không có thủ tục mã này còn hiệu lực hôm nay",
     "no service of this code is valid today"},
    {FieldCode::unknown_agency,
     "unknown_agency",
     "Không có cơ quan mã này",
     "no agency has this code"},
    {FieldCode::agency_not_valid_at,
     "agency_not_valid_at",
     "Cơ quan không còn hiệu lực vào ngày này",
     "the agency is not valid on this day"},
    {FieldCode::unknown_provider,
     "unknown_provider",
     "Không có nhà cung cấp này",
     "no provider of this name"},
    {FieldCode::provider_not_allowed,
     "provider_not_allowed",
     "Nhà cung cấp không phục vụ cơ quan này",
     "the provider does not serve this agency"},
    {FieldCode::method_not_offered,
     "method_not_offered",
     "Nhà cung cấp không có phương thức này",
     "the provider does not offer this method"},
    {FieldCode::not_of_this_reference,
     "not_of_this_reference",
     "Không phải khoản phải thu của mã hồ sơ này",
     "names no payment of this reference"},
    {FieldCode::superseded_already,
     "superseded_already",
     "Khoản phải thu đã được thay thế",
     "that payment is superseded already"},
    {FieldCode::unknown_parameter,
     "unknown_parameter",
     "Tham số không được biết đến",
     "no parameter of this name is known here"},
    {FieldCode::repeated_parameter,
     "repeated_parameter",
     "Tham số xuất hiện hai lần",
     "the parameter stands twice"},
}};

const Word* find_word(std::string_view name) {
    const auto it = std::ranges::find(words, name, &Word::name);
    return it == words.end() ? nullptr : &*it;
}

/// Fault codes that a body of only such faults leaves under.
std::optional<Fault> own_fault(std::string_view code) {
    if (code == "unknown_field") return Fault::unknown_field;
    if (code == "lines_do_not_sum") return Fault::lines_do_not_sum;
    if (code == "amount_out_of_range") return Fault::amount_out_of_range;
    if (code == "return_url_not_allowed") return Fault::return_url_not_allowed;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(FieldCode code) {
    const Word& word = words.at(static_cast<std::size_t>(code));
    DVC_INVARIANT(word.code == code);
    return word.name;
}

std::string field_text(std::string_view code, std::string_view detail, Language language) {
    const Word* word = find_word(code);
    if (word == nullptr) return std::string(detail.empty() ? code : detail);
    std::string out(language == Language::vi ? word->vi : word->en);
    if (const std::size_t slot = out.find("{}"); slot != std::string::npos) {
        out.replace(slot, 2, detail);
    } else if (language == Language::en && !detail.empty()) {
        out = detail;
    }
    return out;
}

Error FieldFaults::take() {
    DVC_INVARIANT(!all_.empty());
    const std::string& first = all_.front().code;
    const bool alike =
        std::ranges::all_of(all_, [&](const FieldFault& f) { return f.code == first; });
    Error out(
        alike ? own_fault(first).value_or(Fault::validation_failed) : Fault::validation_failed
    );
    out.fields = std::move(all_);
    return out;
}

}  // namespace dvcpay::api
