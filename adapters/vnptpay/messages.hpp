#pragma once
// VNPT Pay's messages, JSON over POST {base}/init, /init_m_merch, /pay_qrcode, /query_transaction
// (1.0.5) or /query (1.0.6), /refund, /query_refund; and its calls to us. Outgoing ones hold each
// value once: what is signed is what is sent. Field names keep VNPT's spelling here and in signing,
// and appear nowhere else in the gateway.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/adapter.hpp"
#include "toolkit/fields.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vnptpay/settings.hpp"
#include "vnptpay/signing.hpp"

namespace dvcpay::vnptpay {

/// One message of ours, not yet signed.
class Outgoing {
  public:
    Outgoing(Signed kind, std::string path) : kind_(kind), path_(std::move(path)) {}

    void text(std::string name, std::string value) {
        fields_.add(std::move(name), std::move(value));
        numbers_.push_back(false);
    }
    void number(std::string name, std::int64_t value) {
        fields_.add(std::move(name), std::to_string(value));
        numbers_.push_back(true);
    }

    Signed kind() const { return kind_; }
    const std::string& path() const { return path_; }  ///< "/init"; empty for an answer
    const toolkit::Fields& fields() const { return fields_; }
    std::string text_before_secret() const { return vnptpay::text_before_secret(kind_, fields_); }
    /// The body, with SECURE_CODE as its last member. UTF-8, unescaped beyond what JSON needs.
    std::string to_json(std::string_view secure_code) const;

  private:
    Signed kind_;
    std::string path_;
    toolkit::Fields fields_;
    std::vector<bool> numbers_;
};

// Encoders. Fault::amount_out_of_range: outside the account's limits. Fault::configuration: an id
// or time VNPT would not take. Nothing has been sent then.

/// By profile and method. The creation time is the attempt's opening, so that a repetition has
/// identical bytes and the query can name it.
Result<Outgoing> encode_open(const Settings& settings, const CreateOrder& order);
Result<Outgoing> encode_query(const Settings& settings, const QueryOrder& order);
Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order);
Result<Outgoing> encode_refund_query(const Settings& settings, const RefundOrder& order);
Outgoing encode_confirm_answer(
    std::string_view code,
    std::string_view description,
    std::string_view merchant_service_id,
    std::string_view order_id,
    Wall now
);

/// What VNPT wrote: the flat part as texts (numbers as their literals) in its order.
struct Incoming {
    toolkit::Fields fields;
    std::vector<std::string> unreadable;  ///< names whose value is no text or number
};
/// Fault::malformed where the bytes are not one JSON object within the limits of lexeme_json.
Result<Incoming> decode_answer(std::string_view body);
/// A CONFIRM in any of its three shapes: a JSON object; a form whose member `data` is one; a form.
/// The shape is told by the first byte, which a form and an object never share. Fault::malformed.
Result<Incoming> decode_call(std::string_view body);

/// 1–64 of [0-9A-Za-z-_].
bool is_order_id(std::string_view text);
/// A whole number of đồng within what the gateway books; empty for anything else.
std::optional<Money> read_amount(std::string_view literal);

/// yyyyMMddHHmmss in Vietnam's time, on a 24-hour clock.
std::string to_wire_time(Wall at);
/// Its inverse; zero for anything else.
Wall read_wire_time(std::string_view text);

}  // namespace dvcpay::vnptpay
