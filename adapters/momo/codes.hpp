#pragma once
// MoMo's result codes, one table per operation, because a code means different things to different
// questions. Source: MoMo's result code page and the gateway's own decisions about money (README).
// A code that is not in a table is not an answer: the functions then return what makes the core
// ask.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/adapter.hpp"

namespace dvcpay::momo {

/// Whether MoMo refused us rather than the order: keys, partner or version are wrong, and people
/// must look.
enum class Blame : std::uint8_t { nobody, our_setup };

enum class CreateSaid : std::uint8_t { opened, refused, unknown };
struct CreateMeaning {
    CreateSaid said = CreateSaid::unknown;
    Blame blame = Blame::nobody;
};

/// Of a status answer, or of an IPN.
struct ToldMeaning {
    Said said = Said::unclear;
    Blame blame = Blame::nobody;
};

struct RefundMeaning {
    RefundSaid said = RefundSaid::unknown;
    Blame blame = Blame::nobody;
    std::int64_t not_again_for_s = 0;  ///< MoMo takes new ids for the same purchase only then
};

/// Two-step only.
enum class ConfirmSaid : std::uint8_t {
    done,  ///< captured, or the hold released: verify by query
    pending,
    refused,  ///< nothing was captured or released
    over,     ///< the hold had ended before, without money
    unknown,
};
struct ConfirmMeaning {
    ConfirmSaid said = ConfirmSaid::unknown;
    Blame blame = Blame::nobody;
};

/// A whole number, perhaps negative, as resultCode is written.
bool is_result_code(std::string_view text);

// `code` is the literal text of resultCode.
CreateMeaning meaning_at_create(std::string_view code);
ToldMeaning meaning_at_query(std::string_view code);
ToldMeaning meaning_at_notice(std::string_view code);
RefundMeaning meaning_at_refund(std::string_view code);
/// Of the refund query as a whole, and of one row of it.
RefundMeaning meaning_at_refund_query(std::string_view code);
ConfirmMeaning meaning_at_confirm(std::string_view code);

/// What portal and payer are told; for an unknown code a general word.
Failure failure_of(std::string_view code);
/// Our own words where MoMo was not reached or our set-up cannot be used.
Failure provider_unavailable();
Failure setup_unusable();
Failure amount_not_accepted();

/// Every code with a row in each table, for tests and documentation.
std::span<const int> known_codes();

}  // namespace dvcpay::momo
