#pragma once
// SHB's MaLoi and TrangThaiGD, one table per operation, because a code means different things to
// different questions. All codes are assumed (no list is public); a contract with other ones says
// so in `code_map` and `status_map`. A code that is not in a table is no answer: the functions then
// return what makes the core ask.
#include <cstdint>
#include <span>
#include <string_view>

#include "shb/settings.hpp"

namespace dvcpay::shb {

/// Whether SHB refused us rather than the order: keys, partner or fields are wrong, and people must
/// look.
enum class Blame : std::uint8_t { nobody, our_setup };

enum class CreateSaid : std::uint8_t {
    opened,
    adopt,  ///< the bill is active already: its transaction is in the answer
    refused,
    unknown,
};
struct CreateMeaning {
    CreateSaid said = CreateSaid::unknown;
    Blame blame = Blame::nobody;
};

/// Of the answer to a status question as a whole.
enum class StatusSaid : std::uint8_t {
    told,  ///< TrangThaiGD says how it stands
    waiting,
    lapsed,
    not_found,
    unclear,
};
struct StatusMeaning {
    StatusSaid said = StatusSaid::unclear;
    Blame blame = Blame::nobody;
};

/// Of the answer to money going out: refund and disbursement.
enum class PayoutSaid : std::uint8_t {
    told,  ///< TrangThai says how it stands
    pending,
    refused,
    unknown,
};
struct PayoutMeaning {
    PayoutSaid said = PayoutSaid::unknown;
    Blame blame = Blame::nobody;
};

enum class ReceiptSaid : std::uint8_t { ready, not_ready, not_paid, not_found, unknown };
enum class AccountSaid : std::uint8_t { found, closed, not_found, not_paid, unknown };
enum class FileSaid : std::uint8_t { given, empty, unknown };

// `code` as our tables know it (Settings::code).
CreateMeaning meaning_at_create(std::string_view code);
StatusMeaning meaning_at_status(std::string_view code);
PayoutMeaning meaning_at_refund(std::string_view code);
PayoutMeaning meaning_at_disbursement(std::string_view code);
ReceiptSaid meaning_at_receipt(std::string_view code);
AccountSaid meaning_at_account(std::string_view code);        ///< 3.5
AccountSaid meaning_at_payer_account(std::string_view code);  ///< 3.7
FileSaid meaning_at_reconciliation(std::string_view code);

/// What a transaction's state says of an order. Refunded money is no clean word: it was paid, and
/// is gone again; the core asks on and people look.
Said said_of(TradeState state);

/// TrangThai of a refund or a disbursement: SUCCESS, PENDING, FAILED.
RefundSaid payout_state(std::string_view text);

/// What portal and payer are told; for an unknown code a general word.
Failure failure_of(std::string_view code);
Failure failure_of(TradeState state);
/// Our own words where SHB was not reached or our set-up cannot be used.
Failure provider_unavailable();
Failure setup_unusable();
Failure amount_not_accepted();
Failure bill_in_use();     ///< 05 with another amount
Failure refund_failed();   ///< TrangThai FAILED
Failure no_transaction();  ///< a refund of money whose transaction at SHB is not known

/// Every code with a row in each table, for tests and documentation.
std::span<const std::string_view> known_codes();

}  // namespace dvcpay::shb
