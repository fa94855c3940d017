// Folded text keeps to its alphabet and length, has no space it does not need, and folding it again
// changes nothing. What JSON text and forms write reads back.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "require.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/form.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace {

using namespace dvcpay::toolkit;

void check_folding(std::string_view input, const Alphabet& alphabet) {
    const std::string folded = fold(input, alphabet);
    for (const char c : folded) FUZZ_REQUIRE(alphabet.has(c));
    FUZZ_REQUIRE(!folded.starts_with(' ') && !folded.ends_with(' '));
    FUZZ_REQUIRE(folded.find("  ") == std::string::npos);
    FUZZ_REQUIRE(folded.size() <= input.size());
    FUZZ_REQUIRE(fold(folded, alphabet) == folded);
    const std::string cut = fold(input, alphabet, 25);
    FUZZ_REQUIRE(cut.size() <= 25 && folded.starts_with(cut));
    FUZZ_REQUIRE(!fold_or(input, "dvc", alphabet, 25).empty());
}

void check_writers(std::string_view input) {
    const auto value = parse_json(json_string(input));
    FUZZ_REQUIRE(value && value.value().kind == JsonValue::Kind::string);
    if (!is_utf8(input)) return;
    FUZZ_REQUIRE(value.value().text == input);
    Fields fields;
    fields.add("name", std::string(input));
    const auto back = parse_form(encode_form(fields));
    FUZZ_REQUIRE(back && back.value() == fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    static constexpr Alphabet no_bar = Alphabet::ascii_without(Case::kept, "|");
    for (const auto& alphabet :
         {vietqr_alphabet, vietinbank_alphabet, vietcombank_alphabet, no_bar}) {
        check_folding(input, alphabet);
    }
    check_writers(input);
    for (const auto pattern : {ict::compact, ict::dashes, ict::iso_utc_ms}) {
        const auto at = parse_ict(input, pattern);
        if (at) FUZZ_REQUIRE(format_ict(*at, pattern) == input);
    }
    return 0;
}
