// A QR that reads is one transfer to one number; what the encoder can say of it reads back the
// same. Comparing and searching a memo take any bytes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "require.hpp"
#include "toolkit/banks.hpp"
#include "toolkit/memo.hpp"
#include "toolkit/vietqr.hpp"

namespace {

using namespace dvcpay;
using namespace dvcpay::toolkit;

void check(const QrContent& content) {
    FUZZ_REQUIRE(content.bank_bin.size() == 6);
    FUZZ_REQUIRE(!content.number.empty() && content.number.size() <= 19);
    FUZZ_REQUIRE(!content.amount || content.amount->count() > 0);
    FUZZ_REQUIRE(
        matches(content, {content.bank_bin, content.number, content.amount, ""}) ||
        !content.others.empty()
    );
    FUZZ_REQUIRE(!matches(content, {content.bank_bin, content.number + "0", content.amount, ""}));
}

void write_again(const QrContent& content) {
    QrKnobs knobs;
    knobs.amount_min = Money::dong(1);
    knobs.amount_max = largest_amount;
    knobs.purpose_max = 95;
    knobs.emit_mcc = knobs.emit_name = knobs.emit_city = knobs.emit_reference = true;
    QrOrder order;
    order.bank_bin = banks[content.number.size() % banks.size()].bin;
    order.number = content.number;
    order.service = content.service;
    order.amount = content.amount;
    order.purpose = content.purpose;
    order.bill_number = content.bill_number;
    order.store_label = content.store_label;
    order.reference_label = content.reference_label;
    order.terminal_label = content.terminal_label;
    order.merchant_name = content.merchant_name;
    order.city = content.city;
    order.postal_code = content.postal_code;
    const auto text = encode_vietqr(order, knobs);
    // internal_error would be a text that does not read back.
    FUZZ_REQUIRE(text || text.error().fault != Fault::internal_error);
    if (text) FUZZ_REQUIRE(parse_vietqr(text.value()).value().number == content.number);
}

/// A mutated text has a wrong CRC; with a right one the reader gets further.
std::string mended(std::string_view input) {
    std::string text(input.substr(0, input.size() < 4 ? 0 : input.size() - 4));
    constexpr std::string_view digits = "0123456789ABCDEF";
    const unsigned crc = crc16_ccitt_false(text);
    for (const unsigned shift : {12U, 8U, 4U, 0U}) text += digits[crc >> shift & 15U];
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    for (const std::string& text : {std::string(input), mended(input)}) {
        const auto content = parse_vietqr(text);
        if (!content) {
            FUZZ_REQUIRE(content.error().fault == Fault::malformed);
            continue;
        }
        check(content.value());
        write_again(content.value());
    }
    const auto found = reference_in(input, {.prefix = "DVC", .size_min = 5, .size_max = 9});
    FUZZ_REQUIRE(found.reference.empty() == (found.found != MemoReading::Found::one));
    return 0;
}
