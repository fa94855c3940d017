#pragma once
// VNPT Pay's codes, one table per operation, because a code means different things to different
// questions. RESPONSE_CODE: as implementations of the gateway list it; TRANSACTION_STATUS: nowhere
// published, hence a map of the configuration. A code that is in no table is no answer: the
// functions then return what makes the core ask.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/adapter.hpp"
#include "vnptpay/settings.hpp"

namespace dvcpay::vnptpay {

/// Whether VNPT refused us rather than the order: people must look.
enum class Blame : std::uint8_t { nobody, our_setup };

enum class OpenSaid : std::uint8_t { opened, refused, unknown };
struct OpenMeaning {
    OpenSaid said = OpenSaid::unknown;
    Blame blame = Blame::nobody;
};

/// Of the question itself: only `answered` lets TRANSACTION_STATUS speak.
enum class QuerySaid : std::uint8_t { answered, not_found, nothing };
struct QueryMeaning {
    QuerySaid said = QuerySaid::nothing;
    Blame blame = Blame::nobody;
};

struct RefundMeaning {
    RefundSaid said = RefundSaid::unknown;
    Blame blame = Blame::nobody;
};

OpenMeaning meaning_at_open(std::string_view code);
QueryMeaning meaning_at_query(std::string_view code);
/// Of RESPONSE_CODE in a CONFIRM.
Said meaning_at_confirm(std::string_view code);
RefundMeaning meaning_at_refund(std::string_view code);
QueryMeaning meaning_at_refund_query(std::string_view code);

/// Of TRANSACTION_STATUS, by the account's own map. A refunded purchase is `unclear`: it was paid
/// and is no more, which no single word for an attempt says.
Said status_of_purchase(const Settings& settings, std::string_view status);
RefundSaid status_of_refund(const Settings& settings, std::string_view status);

/// What portal and payer are told; for an unknown code a general word.
Failure failure_of(std::string_view code);
Failure provider_unavailable();
Failure setup_unusable();
Failure amount_not_accepted();

/// Every code with a row, for tests and documentation.
std::span<const std::string_view> known_codes();

/// How we answer a CONFIRM.
enum class Reply : std::uint8_t {
    stored,
    order_unknown,
    repeated,
    amount_differs,
    busy,
    signature_wrong,
    other,
};
struct ReplyWords {
    std::string_view code;
    std::string_view description;
};
ReplyWords words_of(Reply reply);

}  // namespace dvcpay::vnptpay
