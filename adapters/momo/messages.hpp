#pragma once
// MoMo's messages, AIO v2, JSON over POST {endpoint}{prefix}/create, /query, /refund,
// /refund/query, /confirm. Outgoing ones hold each value once: what is signed is what is sent.
// Field names keep MoMo's spelling here and appear nowhere else in the gateway.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "momo/settings.hpp"
#include "momo/signing.hpp"
#include "ports/adapter.hpp"
#include "toolkit/fields.hpp"
#include "toolkit/lexeme_json.hpp"

namespace dvcpay::momo {

/// One request, not yet signed.
class Outgoing {
  public:
    Outgoing(Signed kind, std::string path) : kind_(kind), path_(std::move(path)) {}

    void text(std::string name, std::string value) {
        put(std::move(name), std::move(value), Kind::text);
    }
    void number(std::string name, std::int64_t value) {
        put(std::move(name), std::to_string(value), Kind::number);
    }
    void truth(std::string name, std::string value) {
        put(std::move(name), std::move(value), Kind::truth);
    }

    Signed kind() const { return kind_; }
    const std::string& path() const { return path_; }  ///< "/create"
    const toolkit::Fields& fields() const { return fields_; }
    /// The body, with `signature` as its last member. UTF-8, unescaped beyond what JSON needs.
    std::string to_json(std::string_view signature) const;

  private:
    enum class Kind : std::uint8_t { text, number, truth };
    void put(std::string name, std::string value, Kind kind) {
        fields_.add(std::move(name), std::move(value));
        kinds_.push_back(kind);
    }

    Signed kind_;
    std::string path_;
    toolkit::Fields fields_;
    std::vector<Kind> kinds_;
};

/// Two-step payments only: captures or releases a held amount. Codec without a caller in the
/// adapter: the gateway creates every order with autoCapture.
enum class HoldEnd : std::uint8_t { capture, cancel };
struct ConfirmOrder {
    std::string order_ref;
    std::string request_id;
    Money amount;  ///< the held amount, exactly
    HoldEnd end = HoldEnd::capture;
    std::string description;
    Locale locale = Locale::vi;
};

// Encoders. Fault::amount_out_of_range: outside the account's limits. Fault::configuration: an
// address or id MoMo would not take. Nothing has been sent then.
Result<Outgoing> encode_create(const Settings& settings, const CreateOrder& order);
Result<Outgoing> encode_query(const Settings& settings, const QueryOrder& order);
Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order);
/// Asks by the refund's own id.
Result<Outgoing> encode_refund_query(const Settings& settings, const RefundOrder& order);
Result<Outgoing> encode_confirm(const Settings& settings, const ConfirmOrder& order);

/// What MoMo wrote: the flat part as texts (numbers as their literals), and the whole tree.
struct Incoming {
    toolkit::Fields fields;
    toolkit::JsonValue tree;
};
/// Fault::malformed where the bytes are not one JSON object within the limits of lexeme_json.
Result<Incoming> decode_message(std::string_view bytes);

/// 1–200 of [0-9A-Za-z-_.], beginning and ending with a letter or digit: MoMo's rule for orderId.
bool is_order_id(std::string_view text);

}  // namespace dvcpay::momo
