#pragma once
// VietQR: the text of a QR code that any Vietnamese banking app turns into a transfer. Made by us,
// or by a bank and then checked before it is shown. Printable ASCII, objects of two digits id, two
// digits length, value. Source: NAPAS QR format 1.5.2 over EMVCo merchant-presented mode; vectors
// in tests/vectors/vietqr.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"

namespace dvcpay::toolkit {

/// QRIBFTTA, QRIBFTTC, QRPUSH, QRCASH. We make the first two only.
enum class QrService : std::uint8_t { account, card, push, cash };
/// 11: may be paid again and again. 12: meant for one payment; not every app keeps to it.
enum class QrInitiation : std::uint8_t { reusable, once };

/// What a QR of ours says. Texts may be Vietnamese: they are folded into [A-Z0-9 .-] before they
/// are measured. An empty text is left out.
struct QrOrder {
    std::string bank_bin = {};  ///< six digits
    std::string number = {};  ///< account: 1–19 letters and digits; card: 16–19 digits; as they are
    QrService service = QrService::account;
    std::optional<Money> amount = {};  ///< absent: the payer types it
    QrInitiation initiation = QrInitiation::once;
    std::string purpose = {};  ///< becomes the transfer's memo: begins with the payment's reference
    // Labels of at most 25 characters; a longer one, or one that no room is left for, is left out,
    // because half a reference is worse than none.
    std::string bill_number = {};
    std::string store_label = {};
    std::string reference_label = {};
    std::string terminal_label = {};
    std::string mcc = {};            ///< four digits
    std::string merchant_name = {};  ///< cut to 25
    std::string city = {};           ///< cut to 15
    std::string postal_code = {};    ///< cut to 10
};

struct QrKnobs {
    std::size_t purpose_max = 25;  ///< some apps take 50; at most 95
    bool emit_mcc = false;
    bool emit_name = false;
    bool emit_city = false;  ///< and the postal code
    bool emit_bill = true;
    bool emit_reference = false;
    Money amount_min = Money::dong(1000);
    Money amount_max = Money::dong(499'999'999);  ///< instant transfers end here
    // When reading:
    bool crc_lowercase_ok = true;
    bool any_order_ok = true;  ///< else root objects must ascend; 00 is first and 63 last anyhow
};

struct QrObject {
    std::string id;  ///< two digits
    std::string value;
    friend bool operator==(const QrObject&, const QrObject&) = default;
};

/// What a QR says, as read. Empty texts: not there.
struct QrContent {
    std::string bank_bin;
    std::string number;
    QrService service = QrService::account;
    std::optional<Money> amount;
    std::optional<QrInitiation> initiation;
    std::string purpose;
    std::string bill_number;
    std::string store_label;
    std::string reference_label;
    std::string terminal_label;
    std::string mcc;
    std::string merchant_name;
    std::string city;
    std::string postal_code;
    std::vector<QrObject> other_labels;  ///< of tag 62, in their order
    std::vector<QrObject> others;  ///< of the root, raw, in their order: other schemes, languages …
    friend bool operator==(const QrContent&, const QrContent&) = default;
};

/// The text, read back and compared. Fault::amount_out_of_range: outside the knobs' limits or above
/// 13 digits. Fault::configuration: BIN, number, service, MCC or a purpose that is too long after
/// folding. Fault::internal_error: it does not read back as ordered, a bug of ours.
Result<std::string> encode_vietqr(const QrOrder& order, const QrKnobs& knobs = {});

/// Reads any VietQR for a transfer, ours or a bank's. Unknown ids are kept, any order is taken (see
/// the knobs), the merchant template of NAPAS is found among 26–51. The knobs' limits of amounts do
/// not hold here. Fault::malformed, with a detail that is another for each reason and repeats
/// nothing of the text.
Result<QrContent> parse_vietqr(std::string_view text, const QrKnobs& knobs = {});

/// What a bank was asked to make a QR for.
struct QrExpected {
    std::string bank_bin = {};
    std::string number = {};
    std::optional<Money> amount = {};  ///< absent: the QR must leave it to the payer
    std::string reference = {
    };  ///< must stand in the purpose, whatever spaces, dots, dashes; or empty
};
/// Fault::malformed, with another detail for each disagreement: such a QR is not shown to anybody,
/// and people are told.
Result<void> matches(const QrContent& content, const QrExpected& expected);

/// CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF, not reflected. "123456789" gives 0x29B1.
std::uint16_t crc16_ccitt_false(std::string_view bytes);

}  // namespace dvcpay::toolkit
