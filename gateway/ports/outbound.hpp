#pragma once
// Our calls to a provider, as values: what an adapter is given, and what became of it.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ports/capability.hpp"

namespace dvcpay {

/// All an adapter may know of a payment. Nothing of the payer but a name, and that only where the
/// capability record asks for it.
struct CreateOrder {
    ProviderAccount account;
    Attempt attempt;          ///< order_ref, request_id and virtual_account are durable already
    std::string description;  ///< for the payer's screen
    std::string reference;    ///< the dossier, as the portal names it
    std::string service_code;
    std::string service_name;
    std::string agency_code;
    std::string agency_name;
    std::vector<Line> lines;  ///< the sum is the amount without the service fee; may be empty
    Money service_fee;
    Beneficiary beneficiary;  ///< whose account the money goes to, as resolved at creation
    std::string payer_name;   ///< empty unless Capability::wants_payer_name
    Locale locale = Locale::vi;
    std::string notify_url;  ///< where the provider calls us
    std::string return_url;  ///< where it sends the browser: our own /v1/return/{provider}
    Wall now;
};

struct CreateOpened {
    NextAction next_action;
    std::string provider_ref = {};  ///< the provider's own name of the order; or empty
    std::string virtual_account = {
    };  ///< the number the bank issued, where it is not the one we gave
    bool alarm = false;  ///< opened, but people must look (a QR that we had to make ourselves)
};
struct CreateRefused {
    Failure failure;
    bool alarm = false;
};
struct CreateNotSent {
    Failure failure;
};
struct CreateUnknown {
    std::string why;
};
/// What became of our create. There is no "error".
using CreateResult = std::variant<CreateOpened, CreateRefused, CreateNotSent, CreateUnknown>;

struct QueryOrder {
    ProviderAccount account;
    std::string order_ref;        ///< may be one we do not know (an unmatched notice)
    std::string request_id;       ///< fresh for every question
    Money expected;               ///< what our attempt asks for; zero where there is no attempt
    std::string provider_ref;     ///< of the attempt; empty where there is none
    std::string virtual_account;  ///< of the attempt; empty where there is none
    Wall opened_at;               ///< of the attempt; zero where there is none
    Locale locale = Locale::vi;
    Wall now;
};
/// What a provider says of the order it was asked about: one notice or more, in its own order. More
/// than one where money moved more than once; each movement stands in it by itself, never summed.
class QueryAnswer {
  public:
    QueryAnswer(Verified<Notice> only) { notices_.push_back(std::move(only)); }
    void add(Verified<Notice> next) { notices_.push_back(std::move(next)); }
    const std::vector<Verified<Notice>>& notices() const { return notices_; }
    /// Of an answer that says one thing only; the first of several.
    const Notice& first() const { return notices_.front().value(); }

  private:
    std::vector<Verified<Notice>> notices_;
};
/// Nothing learnt.
struct QuerySilent {
    std::string why;
    bool alarm = false;
};
using QueryResult = std::variant<QueryAnswer, QuerySilent>;

/// What the pages of a day that were read so far leave for the next, where rows have no name of the
/// bank's: made and read by the adapter, carried by whoever asks. Empty before the first page.
struct PagesSoFar {
    std::int64_t rows = 0;             ///< of all pages
    std::int64_t total = 0;            ///< of the day, as each page said
    bool steady = true;                ///< nothing has moved between the pages while they were read
    std::map<std::string, int> alike;  ///< how often a row that says the same was read
};

/// One page of what moved on an account on one day.
struct AccountQuery {
    ProviderAccount account;
    Day day;
    std::int64_t page = 1;
    PagesSoFar so_far;       ///< of the page before
    std::string request_id;  ///< fresh for every page
    Wall now;
};
struct AccountPage {
    /// Incoming money only. `order_ref` or `paid_to` says whose it may be; rows that name neither
    /// are left out: reconciliation reads them.
    std::vector<Verified<Notice>> notices;
    bool more = false;
    PagesSoFar so_far;
};
using AccountResult = std::variant<AccountPage, QuerySilent>;

/// Where a payout goes, in clear: lives no longer than the call.
struct Destination {
    std::string bank_bin;
    std::string account;
    std::string name;
};

struct RefundOrder {
    ProviderAccount account;
    std::string refund_ref;  ///< ours, new for each try
    std::string request_id;
    std::string order_ref;     ///< of the purchase
    std::string provider_txn;  ///< of the credit
    std::string provider_ref;  ///< of the purchase's attempt
    Money amount;
    Money credited;  ///< of the whole credit: a full refund returns just that
    std::optional<Destination> destination;
    std::string description;
    Locale locale = Locale::vi;
    Wall order_opened_at;  ///< of the purchase's attempt; zero where there is none
    Wall submitted_at;     ///< of this try
    Wall now;
};
/// What became of a refund, or of the question about it. Without a proof nothing a provider says is
/// believed: `believed()` is the word that counts.
struct RefundResult {
    RefundSaid said = RefundSaid::unknown;
    std::optional<Proof> proof;  ///< of whose word it is; needed by all but unknown and not_sent
    std::string provider_refund_id;
    Failure failure;  ///< for refused, not_refundable, not_sent
    /// With `refused`: for so long a new try, under whatever ids, would be refused too.
    std::int64_t not_again_for_s = 0;
    bool alarm = false;
    bool decided_here = false;  ///< the adapter itself, before a byte went out

    RefundSaid believed() const {
        const bool of_ours =
            decided_here || said == RefundSaid::unknown || said == RefundSaid::not_sent;
        return of_ours || proof ? said : RefundSaid::unknown;
    }
};

}  // namespace dvcpay
