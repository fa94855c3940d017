#pragma once
// What is written for one verified call of a provider: raw bytes, then each notice with its
// decision, one commit. Private to the room.
#include "flows/take_notice.hpp"

namespace dvcpay::flows {

struct Taken {
    std::vector<Verdict> verdicts;  ///< one for each notice, in their order
    std::vector<Recorded> recorded;
    bool booked_elsewhere = false;
    bool unmatched = false;       ///< money for nobody was booked: people must look
    bool duplicate = false;       ///< the very same bytes were taken before
    bool reused_message = false;  ///< its number was used with other bytes: nothing was kept
};

struct Intake {
    RecordKit kit;
    Names names;
    RawInbound raw;
    InboundContext context;
    std::string message_id;  ///< Located::message_id
    bool can_ask = false;    ///< the provider can be asked about one order
    std::vector<Verified<Notice>> notices;
    Wall now;

    Result<Taken> operator()(Txn& txn) const;

  private:
    Result<Verdict> take(Txn& txn, Names& fresh, const Verified<Notice>& notice, Taken& out) const;
    Verdict stranger(
        Txn& txn, Names& fresh, const Verified<Notice>& notice, const EvidenceId& id, Taken& out
    ) const;
    void inquire(Txn& txn, const Notice& said, const EvidenceId& evidence, Wall at) const;
};

}  // namespace dvcpay::flows
