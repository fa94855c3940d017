#include "situations.hpp"

#include <algorithm>

namespace dvcpay::given {
namespace {

const AttemptId first = id<AttemptId>(1);
const Wall after_expiry = noon.plus_s(901);
const Wall after_asking = noon.plus_s(3 * 86'400);

Story initiating() {
    Story s;
    s.then(input::OpenAttempt{attempt(1), "prn_portal"});
    return s;
}

Story pending(Finality finality = Finality::provider) {
    Story s;
    s.offered(1, finality);
    return s;
}

Story unknown() {
    Story s = initiating();
    s.then(input::NoAnswer{first});
    return s;
}

Story ended(Said said) {
    Story s = pending();
    s.hears(notice(said));
    return s;
}

Story expired() {
    Story s = ended(Said::declined);
    s.then(input::ClockPassed{}, after_expiry);
    return s;
}

Story old_qr() {
    Story s = pending(Finality::push_only);
    s.offered(2, Finality::push_only);
    return s;
}

Story free_of_charge() {
    Payment draft = payment();
    draft.amount = Money();
    return Story(draft);
}

Situation about(std::string name, const Story& story, Wall at = noon.plus_s(60)) {
    return {std::move(name), story.file(), story.file().attempts.empty() ? AttemptId() : first, at};
}

Notice odd(Notice n, bool ask_first) {
    n.ask_first = ask_first;
    return n;
}

}  // namespace

std::vector<Situation> situations() {
    return {
        about("no attempt yet", Story()),
        about("attempt initiating", initiating()),
        about("attempt pending", pending()),
        about("attempt unknown", unknown()),
        about(
            "attempt unknown, asking has ended",
            pending().then(input::ClockPassed{}, after_asking),
            after_asking
        ),
        about("attempt failed", ended(Said::declined)),
        about("attempt cancelled", ended(Said::cancelled)),
        about("attempt expired", ended(Said::lapsed)),
        about("part of the money received", pending().hears(money(20'000, "T0"))),
        about("paid", pending().hears(money(60'000, "T0"))),
        about("paid twice", pending().hears(money(60'000, "T0")).hears(money(60'000, "T00"))),
        about("paid late", expired().hears(money(60'000, "T0"), after_expiry), after_expiry),
        about("paid, nothing was due", free_of_charge()),
        about(
            "cancelled", ended(Said::declined).then(input::CancelAsked{"withdrawn", "prn_portal"})
        ),
        about("expired", expired(), after_expiry),
        about("cancel requested", pending().then(input::CancelAsked{"withdrawn", "prn_portal"})),
        about("superseded", pending().then(input::Superseded{id<PaymentId>(2), "prn_portal"})),
        about(
            "debt paid by another payment", pending().then(input::ObligationPaid{id<PaymentId>(2)})
        ),
        about("pending, push_only", pending(Finality::push_only)),
        about("old QR beside a new one, push_only", old_qr()),
        about("pending, refusal", pending(Finality::refusal)),
    };
}

std::vector<Happening> happenings(const Situation& s) {
    const AttemptId& a = s.attempt;
    const Wall soon = s.at.plus_s(60);
    const Wall past_expiry = std::max(after_expiry, soon);
    Notice nameless = money(60'000, "");
    std::vector<Happening> out = {
        {"a way to pay is opened", input::OpenAttempt{attempt(9), "prn_portal"}, soon, false},
        {"create answered: opened", input::Opened{a, pay_page()}, soon, true},
        {"create answered: opened, too late", input::Opened{a, pay_page()}, past_expiry, true},
        {"create answered: refused", input::Refused{a, failure("refused_by_provider")}, soon, true},
        {"create not sent", input::NotSent{a, failure("provider_unavailable")}, soon, true},
        {"create without answer", input::NoAnswer{a}, soon, true},
        {"told paid, the amount due", told(a, money(60'000)), soon, true},
        {"told paid, more", told(a, money(75'000)), soon, true},
        {"told paid, less", told(a, money(20'000)), soon, true},
        {"told paid, a known transaction again", told(a, money(60'000, "T0")), soon, true},
        {"told paid, a known transaction with another amount",
         told(a, money(59'999, "T0")),
         soon,
         true},
        {"told paid, to be asked first", told(a, odd(money(60'000), true)), soon, true},
        {"told paid, without a transaction", told(a, nameless), soon, true},
        {"told authorised", told(a, notice(Said::authorised)), soon, true},
        {"told waiting", told(a, notice(Said::waiting)), soon, true},
        {"told declined", told(a, notice(Said::declined)), soon, true},
        {"told cancelled", told(a, notice(Said::cancelled)), soon, true},
        {"told lapsed", told(a, notice(Said::lapsed)), soon, true},
        {"told not found", told(a, notice(Said::not_found)), soon, true},
        {"told unclear", told(a, notice(Said::unclear)), soon, true},
        {"money spoken of is never confirmed", input::MoneyUnconfirmed{a, "T7"}, soon, true},
        {"the portal cancels", input::CancelAsked{"withdrawn", "prn_portal"}, soon, false},
        {"a new payment supersedes", input::Superseded{id<PaymentId>(3), "prn_portal"}, soon, false
        },
        {"time passes, nothing due", input::ClockPassed{}, soon, false},
        {"time passes expires_at", input::ClockPassed{}, past_expiry, false},
        {"time passes expires_at and grace", input::ClockPassed{}, past_expiry.plus_s(300), false},
        {"the asking ends", input::ClockPassed{}, std::max(after_asking, soon), false},
        {"the debt is paid elsewhere", input::ObligationPaid{id<PaymentId>(3)}, soon, false},
    };
    if (s.file.credits.empty()) return out;
    const CreditId& credit = s.file.credits.front().id;
    using Said = CreditNotice::Said;
    out.push_back({"a statement has its money", heard(credit, Said::confirmed), soon, false});
    out.push_back({"a statement lacks its money", heard(credit, Said::missing), soon, false});
    out.push_back({"its money is taken back", heard(credit, Said::reversed), soon, false});
    if (s.file.credits.size() < 2) return out;
    const CreditId& second = s.file.credits[1].id;
    out.push_back({"a statement has the second money", heard(second, Said::confirmed), soon, false}
    );
    out.push_back({"a statement lacks the second money", heard(second, Said::missing), soon, false}
    );
    out.push_back({"the second money is taken back", heard(second, Said::reversed), soon, false});
    return out;
}

}  // namespace dvcpay::given
