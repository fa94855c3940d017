#pragma once
// Short ways to say what a test of the domain starts from. Every id is made from a small number,
// every time from one fixed noon, so that a failure reads the same on every machine.
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/decide.hpp"
#include "ports/proof.hpp"

namespace dvcpay::given {

/// 2026-11-23 12:00 in Vietnam; the second calendar day after it ends on 2026-11-26 00:00.
inline const Wall noon = parse_rfc3339("2026-11-23T05:00:00Z").value();

inline std::array<std::byte, 10> bytes(int n) {
    std::array<std::byte, 10> out{};
    out[8] = static_cast<std::byte>((n >> 8) & 0xFF);
    out[9] = static_cast<std::byte>(n & 0xFF);
    return out;
}

template <class IdType>
IdType id(int n) {
    return IdType::make(noon, bytes(n));
}

inline OrderRef order_ref(int n) {
    return OrderRef::make("KG", bytes(n));
}

/// Names for one decision; decision number `n` never shares one with another.
inline FreshIds fresh(int n) {
    FreshIds ids;
    ids.credit = id<CreditId>(n);
    for (std::size_t i = 0; i < ids.incidents.size(); ++i) {
        ids.incidents[i] = id<IncidentId>(n * 16 + static_cast<int>(i));
    }
    return ids;
}

inline const AccountKey momo{"momo", "default"};

/// 60 000 đồng, open until a quarter past noon.
inline Payment payment(int n = 1) {
    Payment p;
    p.id = id<PaymentId>(n);
    p.client = "portal";
    p.reference = "H01.12-261123-0042";
    p.amount = Money::dong(60'000);
    p.created_by = "prn_portal";
    p.expires_at = noon.plus_s(900);
    return p;
}

/// A draft as a flow hands it to `decide`.
inline Attempt attempt(int n, Finality finality = Finality::provider) {
    Attempt a;
    a.id = id<AttemptId>(n);
    a.account = momo;
    a.finality = finality;
    a.method = finality == Finality::provider ? Method::redirect : Method::qr;
    a.order_ref = order_ref(n);
    a.request_id = "request-" + std::to_string(n);
    a.amount = Money::dong(60'000);
    a.opened_at = noon;
    a.expires_at = noon.plus_s(900);
    if (finality == Finality::push_only) {
        a.grace_s = 300;
        a.watched_until = noon.plus_s(7 * 86'400);
    }
    return a;
}

inline NextAction pay_page() {
    NextAction next;
    next.kind = NextAction::Kind::redirect;
    next.url = "https://pay.example.vn/t/1";
    return next;
}

inline Failure failure(std::string code = "declined_by_payer") {
    Failure f;
    f.code = std::move(code);
    f.provider_code = "1006";
    f.message_vi = "Người nộp đã từ chối";
    f.message_en = "The payer declined";
    f.can_retry = true;
    return f;
}

inline Notice notice(Said said) {
    Notice n;
    n.account = momo;
    n.order_ref = order_ref(1).text();
    n.said = said;
    n.provider_code = "0";
    if (said == Said::declined || said == Said::cancelled || said == Said::lapsed)
        n.failure = failure();
    return n;
}

inline Notice money(std::int64_t dong, std::string txn = "T1") {
    Notice n = notice(Said::paid);
    n.amount = Money::dong(dong);
    n.provider_txn = std::move(txn);
    return n;
}

inline Input told(const AttemptId& attempt, Notice n) {
    return input::Told{
        attempt, Verified<Notice>(std::move(n), ProofIssuer::signature()), id<EvidenceId>(900)
    };
}

inline Input heard(const CreditId& credit, CreditNotice::Said said) {
    CreditNotice notice{said, "statement 2026-11-23, line 17"};
    return input::CreditTold{credit, Verified<CreditNotice>(notice, ProofIssuer::file())};
}

/// One payment's story, told step by step through `decide`: what it holds can really be reached.
class Story {
  public:
    explicit Story(Payment draft = payment()) : last_(open_payment(std::move(draft), noon)) {}

    /// The input must be legal.
    Story& then(const Input& input, Wall at = noon.plus_s(60)) {
        auto decided = decide(last_.after, input, at, fresh(++steps_));
        EXPECT_TRUE(decided.has_value());
        if (decided) last_ = std::move(decided).value();
        return *this;
    }
    /// Opens attempt `n` and puts it on offer.
    Story& offered(int n = 1, Finality finality = Finality::provider) {
        then(input::OpenAttempt{attempt(n, finality), "prn_portal"});
        return then(input::Opened{id<AttemptId>(n), pay_page()});
    }
    Story& hears(Notice n, Wall at = noon.plus_s(60), int attempt_number = 1) {
        return then(told(id<AttemptId>(attempt_number), std::move(n)), at);
    }
    Fault refused(const Input& input, Wall at = noon.plus_s(60)) {
        auto decided = decide(last_.after, input, at, fresh(++steps_));
        EXPECT_FALSE(decided.has_value());
        return decided ? Fault::internal_error : decided.error().fault;
    }

    const PaymentFile& file() const { return last_.after; }
    const Payment& payment_now() const { return last_.after.payment; }
    const Attempt& attempt_now(int n = 1) const {
        return *find_attempt(last_.after, id<AttemptId>(n));
    }
    const Decision& last() const { return last_; }

  private:
    Decision last_;
    int steps_ = 0;
};

/// The last decision's events in order, as the API spells them.
inline std::vector<std::string> events(const Decision& decision) {
    std::vector<std::string> out;
    for (const auto& e : decision.events) out.emplace_back(to_string(e.type));
    return out;
}

/// "underpayment 20000 complete_or_refund" for every incident of the file, in order.
inline std::vector<std::string> incidents(const PaymentFile& file) {
    std::vector<std::string> out;
    for (const auto& i : file.incidents) {
        out.push_back(
            std::string(to_string(i.kind)) + " " + std::to_string(i.amount.count()) + " " +
            std::string(to_string(i.proposal))
        );
    }
    return out;
}

inline std::vector<std::string> credits(const PaymentFile& file) {
    std::vector<std::string> out;
    for (const auto& c : file.credits) {
        out.push_back(std::string(to_string(c.state)) + " " + std::to_string(c.amount.count()));
    }
    return out;
}

}  // namespace dvcpay::given
