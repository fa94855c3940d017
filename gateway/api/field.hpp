#pragma once
// The closed list of words that `errors[].code` may hold, with what each says in both languages.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/language.hpp"
#include "domain/result.hpp"

namespace dvcpay::api {

enum class FieldCode : std::uint8_t {
    // of malformed_json
    syntax,
    duplicate_member,
    nul_character,
    too_deep,
    too_many,
    // of validation_failed and its neighbours
    required,
    unknown_field,
    wrong_type,
    not_an_integer,
    negative,
    out_of_range,
    empty,
    too_long,
    bad_format,
    unknown_value,
    control_character,
    number_not_exact,
    too_large,
    lines_do_not_sum,
    amount_out_of_range,
    return_url_not_allowed,
    // decided by the flows
    unknown_service,
    unknown_agency,
    agency_not_valid_at,
    unknown_provider,
    provider_not_allowed,
    method_not_offered,
    not_of_this_reference,
    superseded_already,
    // of a query
    unknown_parameter,
    repeated_parameter,
};
inline constexpr int field_code_count = 31;

std::string_view to_string(FieldCode code);

/// What a person reads. `detail` is a bare limit ("50", "1-200") that goes into the sentence, or an
/// English sentence of a flow, used where the language is English.
std::string field_text(std::string_view code, std::string_view detail, Language language);

/// Collects every fault of one body.
class FieldFaults {
  public:
    void add(std::string pointer, FieldCode code, std::string limit = {}) {
        all_.push_back({std::move(pointer), std::string(to_string(code)), std::move(limit)});
    }
    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }
    /// The error of the body: where all faults are of one kind that has a code of its own, that
    /// code; else validation_failed.
    Error take();

  private:
    std::vector<FieldFault> all_;
};

}  // namespace dvcpay::api
