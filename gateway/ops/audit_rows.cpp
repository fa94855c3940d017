// Rows against the history. An event's data shows the whole payment as the transaction left it, so
// the last one of those that are told to the portal is what must stand now; the later ones, which
// are not told, change only what follows from their type. Data that is not as we write it is a
// matter of the chain's hashes: here it says nothing.
#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "ops/audit_parts.hpp"

namespace dvcpay::ops {
namespace {

using Json = nlohmann::json;
using Mark = ChainRows::Mark;

constexpr std::int64_t chains_at_once = 200;

std::string text_of(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}
std::optional<std::int64_t> number_of(const Json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || !at->is_number_integer()) return std::nullopt;
    return at->get<std::int64_t>();
}
const Json* member(const Json& object, const char* name, bool (Json::*is)() const noexcept) {
    if (!object.is_object()) return nullptr;
    const auto at = object.find(name);
    return at != object.end() && ((*at).*is)() ? &*at : nullptr;
}

/// What the history says of one row. No state, no amount: it does not say.
struct Claim {
    std::set<std::string> states;  ///< one of them
    std::optional<std::int64_t> amount;
    std::string credit;         ///< whose money a refund gives back
    std::string by;             ///< the event that said it last
    std::int64_t position = 0;  ///< of that event
};
using Claims = std::map<std::string, Claim>;

struct Said {
    bool whole = false;  ///< an event showed the whole payment: what it does not list is not there
    std::string reference;
    Claim payment;
    Claims credits, refunds, incidents;
    std::map<std::string, std::pair<std::string, std::string>> tries;  ///< id: refund, state
};

std::string named(const Mark& mark) {
    return "event " + mark.id + " (sequence " + std::to_string(mark.sequence) + ")";
}

void say(Claims& claims, const Json& object, const char* state, const Mark& mark) {
    const std::string id = object.is_object() ? text_of(object, "id") : std::string();
    if (id.empty()) return;
    Claim& claim = claims[id];
    if (const auto word = text_of(object, state); !word.empty()) claim.states = {word};
    if (const auto amount = number_of(object, "amount")) claim.amount = amount;
    claim.by = named(mark);
    claim.position = mark.position;
}

void say_refund(Said& said, const Json& refund, const Mark& mark) {
    say(said.refunds, refund, "status", mark);
    const std::string id = text_of(refund, "id");
    if (id.empty()) return;
    said.refunds[id].credit = text_of(refund, "credit_id");
    const Json* tries = member(refund, "attempts", &Json::is_array);
    if (tries == nullptr) return;
    for (const auto& one : *tries) {
        if (!one.is_object()) continue;
        const std::string name = text_of(one, "provider_refund_id");
        if (!name.empty()) said.tries[name] = {id, text_of(one, "status")};
    }
}

/// While money is held the status is "outcome_unknown", whatever the payment's own state: then the
/// event that closed it, if any, tells. A payment never opens again.
std::set<std::string> states_of(const std::string& status, const std::vector<Mark>& events) {
    if (status == "paid" || status == "cancelled" || status == "expired") return {status};
    std::string state = "open";
    if (status == "outcome_unknown") {
        for (const auto& mark : events) {
            if (mark.type == "payment.cancelled") state = "cancelled";
            if (mark.type == "payment.expired") state = "expired";
        }
    }
    return {state};
}

void say_payment(Said& said, const Json& payment, const ChainRows& rows, const Mark& mark) {
    const std::string status = text_of(payment, "status");
    if (status.empty()) return;
    said.reference = text_of(payment, "reference");
    said.payment.states = states_of(status, rows.events);
    said.payment.amount = number_of(payment, "amount");
    said.payment.by = named(mark);
    const Json* credits = member(payment, "credits", &Json::is_array);
    const Json* incidents = member(payment, "incidents", &Json::is_array);
    if (credits == nullptr || incidents == nullptr) return;
    said.whole = true;
    for (const auto& credit : *credits) say(said.credits, credit, "state", mark);
    for (const auto& incident : *incidents) say(said.incidents, incident, "status", mark);
}

void say_data(Said& said, const ChainRows& rows, const Mark& mark) {
    const Json data = Json::parse(mark.data, nullptr, false);
    if (!data.is_object()) return;
    if (const Json* payment = member(data, "payment", &Json::is_object))
        say_payment(said, *payment, rows, mark);
    if (const Json* credit = member(data, "credit", &Json::is_object))
        say(said.credits, *credit, "state", mark);
    if (const Json* incident = member(data, "incident", &Json::is_object))
        say(said.incidents, *incident, "status", mark);
    if (const Json* refund = member(data, "refund", &Json::is_object))
        say_refund(said, *refund, mark);
}

/// An event that is not told shows nothing: its type says what it did to the state.
void say_type(Said& said, const Mark& mark) {
    const auto become = [&mark](Claims& claims, const std::string& id, const char* state) {
        const auto at = claims.find(id);
        if (at == claims.end() || at->second.states.empty()) return;
        at->second.states = {state};
        at->second.by = named(mark);
        at->second.position = mark.position;
    };
    if (mark.type == "refund.submitted") become(said.refunds, mark.refund, "submitted");
    if (mark.type == "refund.manual") become(said.refunds, mark.refund, "manual");
    if (mark.type == "refund.unknown") {
        // Also told of a refund that is done or whose newer try waits, of an older try.
        const auto at = said.refunds.find(mark.refund);
        const std::set<std::string> done = {"succeeded"};
        if (at == said.refunds.end() || at->second.states.empty() || at->second.states == done)
            return;
        at->second.states = {"submitted", "unknown"};
        at->second.by = named(mark);
        at->second.position = mark.position;
    }
    // An approved question to the provider ends the proposal.
    const bool over = mark.note.starts_with("approved");
    if (mark.type == "incident.proposed")
        become(said.incidents, mark.incident, over ? "open" : "proposed");
    if (mark.type == "incident.rejected") become(said.incidents, mark.incident, "open");
}

Said hear(const ChainRows& rows) {
    Said said;
    for (const auto& mark : rows.events) {
        if (!mark.data.empty()) {
            say_data(said, rows, mark);
        } else {
            say_type(said, mark);
        }
    }
    // The last event that is told may be older than one that names a row: such a name binds too.
    const auto bind = [](Claims& claims, const std::string& id, const Mark& mark) {
        if (id.empty()) return;
        const auto [claim, fresh] = claims.try_emplace(id);
        if (fresh) claim->second.by = named(mark);
    };
    for (const auto& mark : rows.events) {
        bind(said.credits, mark.credit, mark);
        bind(said.refunds, mark.refund, mark);
        bind(said.incidents, mark.incident, mark);
    }
    // A restore takes back, without a word in the chains, what two persons approved and nobody had
    // sent yet.
    for (auto& [id, claim] : said.refunds) {
        if (claim.states.contains("approved") && claim.position < rows.restored)
            claim.states.insert("requested");
    }
    return said;
}

std::string either(const std::set<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " or ") + word;
    return out;
}

/// Compares one chain.
class Comparison {
  public:
    Comparison(const ChainRows* rows, AuditReport* report)
        : rows_(rows), said_(hear(*rows)), report_(report) {}

    void run() {
        if (rows_->chain.starts_with("pay_")) {
            // Its absence is a finding of its own; its parts are then nobody's.
            if (!rows_->payment) return;
            compare_payment(*rows_->payment);
        }
        compare("credits", said_.credits, rows_->credits);
        compare("refunds", said_.refunds, rows_->refunds);
        compare("incidents", said_.incidents, rows_->incidents);
        for (const auto& refund : rows_->refunds) compare_credit(refund);
        compare_tries();
    }

  private:
    std::string place(const std::string& table, const std::string& id) const {
        const bool paid = rows_->chain.starts_with("pay_");
        const std::string row = "table " + table + ", row " + id;
        if (id == rows_->chain) return row;
        return row + (paid ? ", payment " : ", incident ") + rows_->chain;
    }
    void find(Damage damage, const std::string& table, const std::string& id, std::string detail) {
        add_finding(report_, damage, place(table, id), std::move(detail));
    }
    void differs(
        const std::string& table,
        const std::string& id,
        const std::string& what,
        const std::string& stands,
        const std::string& by,
        const std::string& said
    ) {
        find(
            Damage::row_changed,
            table,
            id,
            "its " + what + " is " + stands + "; " + by + " says " + said
        );
    }
    template <class Stands>
    void compare_one(
        const std::string& table, const std::string& id, const Claim& claim, const Stands& row
    ) {
        if (!claim.states.empty() && !claim.states.contains(row.state))
            differs(table, id, "state", row.state, claim.by, either(claim.states));
        if (claim.amount && *claim.amount != row.amount) {
            const std::string stands = std::to_string(row.amount);
            differs(table, id, "amount", stands, claim.by, std::to_string(*claim.amount));
        }
    }
    void compare_payment(const ChainRows::Payment& row) {
        const Claim& claim = said_.payment;
        compare_one("payments", rows_->chain, claim, row);
        if (!said_.reference.empty() && said_.reference != row.reference) {
            // A dossier's code is nobody's name, but it is not ours to print either.
            find(
                Damage::row_changed,
                "payments",
                rows_->chain,
                "its reference is another than that of " + claim.by
            );
        }
    }
    template <class Stands>
    void compare(
        const std::string& table, const Claims& claims, const std::vector<Stands>& stands
    ) {
        for (const auto& [id, claim] : claims) {
            const auto row = std::ranges::find(stands, id, &Stands::id);
            if (row == stands.end()) {
                find(Damage::row_missing, table, id, "not there, though " + claim.by + " names it");
            } else {
                compare_one(table, id, claim, *row);
            }
        }
        if (!said_.whole && rows_->payment) return;
        for (const auto& row : stands) {
            if (!claims.contains(row.id))
                find(Damage::row_unknown, table, row.id, "no event of its history names it");
        }
    }
    void compare_credit(const ChainRows::Refund& row) {
        const auto claim = said_.refunds.find(row.id);
        if (claim == said_.refunds.end() || claim->second.credit.empty()) return;
        if (claim->second.credit == row.credit) return;
        differs("refunds", row.id, "credit", row.credit, claim->second.by, claim->second.credit);
    }
    /// A try that has succeeded stays so; of the others, what is not told may have changed them.
    void compare_tries() {
        for (const auto& [id, said] : said_.tries) {
            const std::string table = "refund_attempts";
            const std::string row = id + " of refund " + said.first;
            const auto at = std::ranges::find(rows_->tries, id, &ChainRows::Try::id);
            const std::string& by = said_.refunds[said.first].by;
            if (at == rows_->tries.end()) {
                find(Damage::row_missing, table, row, "not there, though its history names it");
            } else if (at->refund != said.first) {
                differs(table, row, "refund", at->refund, by, said.first);
            } else if (said.second == "succeeded" && at->state != said.second) {
                differs(table, row, "state", at->state, by, said.second);
            }
        }
    }

    const ChainRows* rows_;
    Said said_;
    AuditReport* report_;
};

}  // namespace

Result<void> RowWalk::run() {
    const std::int64_t batch = std::min(options_->batch, chains_at_once);
    std::string after;
    for (std::int64_t done = 0;;) {
        BOOST_OUTCOME_TRY(const auto chains, history_->rows(after, batch));
        if (chains.empty()) return ok();
        for (const auto& rows : chains) Comparison(&rows, report_).run();
        after = chains.back().chain;
        done += static_cast<std::int64_t>(chains.size());
        if (options_->progress) options_->progress("payments' rows", done);
    }
}

}  // namespace dvcpay::ops
