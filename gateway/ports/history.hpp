#pragma once
// The history as it stands, for whoever verifies it. Nothing is parsed on the way: what somebody
// has tampered with must still be readable, so that its place can be named.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/seal.hpp"

namespace dvcpay {

struct EventRow {
    std::int64_t position = 0;
    std::string id;
    std::string chain;
    std::int64_t sequence = 0;
    std::string type;
    Wall at;
    std::string client;
    std::string agency_code;
    std::string data;  ///< "{}" where there is none
    std::string note;
    std::string actor;
    std::string prev_hash;
    std::string hash;
};

/// One event in the order of its chain.
struct ChainLink {
    std::string chain;
    std::int64_t sequence = 0;
    std::int64_t position = 0;
    std::string prev_hash;
    std::string hash;
};

/// What stands now of one payment, or of an incident that has none, beside what its chain says of
/// it: of one moment. Words and ids are as stored, unparsed.
struct ChainRows {
    struct Mark {
        std::int64_t position = 0;
        std::int64_t sequence = 0;
        std::string id;
        std::string type;
        std::string note;
        std::string incident, credit, refund;  ///< ids; empty where it names none
        std::string data;  ///< of the last public event and of the public ones of refunds
    };
    struct Payment {
        std::string reference;
        std::string state;
        std::int64_t amount = 0;
    };
    struct Credit {
        std::string id;
        std::string state;
        std::int64_t amount = 0;
    };
    struct Refund {
        std::string id;
        std::string credit;
        std::string state;
        std::int64_t amount = 0;
    };
    struct Try {
        std::string refund;
        std::string id;  ///< provider_refund_id
        std::string state;
    };
    struct Incident {
        std::string id;
        std::string state;
        std::int64_t amount = 0;
    };
    std::string chain;
    /// Position of the last event that tells of a restore; 0: never restored.
    std::int64_t restored = 0;
    std::vector<Mark> events;        ///< in the order of the chain
    std::optional<Payment> payment;  ///< of a chain `pay_…`
    std::vector<Credit> credits;
    std::vector<Refund> refunds;
    std::vector<Try> tries;
    std::vector<Incident> incidents;
};

/// Blocking reads in batches, each a short transaction of its own: what is read does not hold up
/// the gateway that writes beside it. The history only grows, so that batches up to one and the
/// same end() fit together. Every call: Fault::store_unavailable where the store cannot be read.
class History {
  public:
    virtual ~History() = default;

    struct End {
        std::int64_t position = 0;  ///< of the last event
        std::int64_t seal = 0;      ///< number of the last seal
    };
    /// Both at one moment.
    virtual Result<End> end() = 0;
    /// Ascending positions beyond `after`, none beyond `last`.
    virtual Result<std::vector<EventRow>> events(
        std::int64_t after, std::int64_t last, std::int64_t limit
    ) = 0;
    /// Ascending (chain, sequence) beyond that of `after`; whatever their position.
    virtual Result<std::vector<ChainLink>> links(const ChainLink& after, std::int64_t limit) = 0;
    virtual Result<std::vector<Seal>> seals(std::int64_t after, std::int64_t limit) = 0;
    virtual Result<std::optional<EventRow>> event(const std::string& id) = 0;
    /// Payments whose history does not begin, and histories of payments that are not there.
    virtual Result<std::vector<std::string>> payments_without_history(std::int64_t limit) = 0;
    virtual Result<std::vector<std::string>> histories_without_payment(std::int64_t limit) = 0;
    /// Chains of payments and incidents beyond `after`, ascending; what a gateway that writes
    /// beside does to one of them shows in its events and its rows, or in neither.
    virtual Result<std::vector<ChainRows>> rows(const std::string& after, std::int64_t limit) = 0;
};

}  // namespace dvcpay
