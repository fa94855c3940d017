#include "flows/take_callback.hpp"

#include "flows/ask_status.hpp"
#include "flows/owned.hpp"
#include "flows/take_notice.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t confirm_after_s = 15;  ///< the attempt's own question goes first

struct Taken {
    std::vector<Recorded> recorded;
    bool booked_elsewhere = false;
    bool duplicate = false;
};

std::string_view word(Distrust reason) {
    switch (reason) {
        case Distrust::malformed:
            return "malformed";
        case Distrust::foreign_partner:
            return "foreign_partner";
        case Distrust::bad_signature:
            return "bad_signature";
    }
    invariant_broken("word: value outside its enum");
}

/// What is written for one callback: raw bytes, then each notice.
struct Intake {
    RecordKit kit;
    Names names;
    RawInbound raw;
    InboundContext context;
    std::vector<Verified<Notice>> notices;
    Wall now;

    Result<Taken> operator()(Txn& txn) const {
        Taken out;
        Names fresh = names;
        out.duplicate = !txn.insert_raw(raw);
        if (out.duplicate)
            return out;  // the very same bytes: acknowledged again, nothing changes (P8)
        for (const auto& notice : notices) {
            const EvidenceId evidence = fresh.evidence();
            const StoredOrder* order = context.find(notice.value().order_ref);
            if (order == nullptr) {
                stranger(txn, notice, evidence);
                continue;
            }
            BOOST_OUTCOME_TRY(
                auto noticed,
                take_notice(
                    txn,
                    kit,
                    fresh,
                    order->payment,
                    order->attempt.id,
                    notice,
                    evidence,
                    raw.sha256,
                    now
                )
            );
            out.booked_elsewhere = out.booked_elsewhere || noticed.booked_elsewhere;
            if (must_be_confirmed(txn, notice.value(), noticed.recorded.file, order->attempt.id)) {
                inquire(txn, notice.value(), evidence, now.plus_s(confirm_after_s));
            }
            out.recorded.push_back(std::move(noticed.recorded));
        }
        return out;
    }

    /// A live attempt is asked about until it ends; a closed one only a few times more. Money that
    /// was spoken of there without proof gets an inquiry of its own, so that one lost answer does
    /// not lose it.
    static bool must_be_confirmed(
        Txn& txn, const Notice& said, const PaymentFile& file, const AttemptId& id
    ) {
        const Attempt* attempt = find_attempt(file, id);
        if (said.said != Said::paid || attempt == nullptr || is_live(attempt->state)) return false;
        if (is_money(said) && !said.ask_first) return false;
        return !txn.credit_by_txn(said.account, said.provider_txn).has_value();
    }

    /// Verified words about an order that is none of ours: kept, and where they speak of money,
    /// asked about (P2).
    void stranger(Txn& txn, const Verified<Notice>& notice, const EvidenceId& evidence) const {
        txn.insert_evidence(evidence_of(notice, evidence, raw.sha256, now), std::nullopt);
        const Said said = notice.value().said;
        if (said != Said::paid && said != Said::authorised) return;
        inquire(txn, notice.value(), evidence, now);
    }

    void inquire(Txn& txn, const Notice& said, const EvidenceId& evidence, Wall at) const {
        OpenInquiry inquiry;
        inquiry.id = evidence;
        inquiry.account = said.account;
        inquiry.order_ref = said.order_ref;
        inquiry.provider_txn = said.provider_txn;
        inquiry.next_ask_at = at;
        inquiry.created_at = now;
        txn.put_inquiry(inquiry);
    }
};

std::string with_payment_id(const std::string& return_url, const PaymentId& id) {
    std::string out = return_url;
    std::string fragment;
    if (const auto hash = out.find('#'); hash != std::string::npos) {
        fragment = out.substr(hash);
        out.resize(hash);
    }
    out += out.find('?') == std::string::npos ? '?' : '&';
    return out + "payment_id=" + id.text() + fragment;
}

}  // namespace

TakeCallback::TakeCallback(Core* core, AskStatus* ask) : core_(core), ask_(ask) {}

Task<HttpResponse> TakeCallback::distrust(InboundCall call, Adapter* adapter, std::string reason) {
    core_->telemetry->count(
        "callbacks_distrusted_total",
        {{"provider", call.provider}, {"kind", call.kind}, {"reason", reason}}
    );
    QuarantineRow row;
    row.provider = call.provider;
    row.kind = call.kind;
    row.reason = reason;
    row.received_at = core_->clock->wall();
    row.peer = call.request.peer;
    row.sha256 = core_->sealer->digest_hex(call.request.body);
    row.masked = adapter->mask_raw(call.request.body);
    const std::int64_t limit = core_->config->quarantine_per_day;
    auto keep = [row, limit](Txn& txn) -> Result<bool> { return txn.quarantine(row, limit); };
    auto kept = co_await transact<bool>(core_->store, Priority::ordinary, std::move(keep));
    if (reason == "bad_signature" || reason == "foreign_partner") {
        core_->telemetry->log(
            Level::warning,
            "callback_forged",
            {{"provider", call.provider},
             {"reason", reason},
             {"kept", kept && kept.value() ? "yes" : "no"}}
        );
    }
    co_return adapter->answer(call, InboundOutcome::refused);
}

Task<HttpResponse> TakeCallback::take(InboundCall call) {
    // A provider that hangs up early must not stop what follows a commit: waiters, pollers and
    // alarms hear of it.
    auto answer = co_await owned<HttpResponse>(core_, take_owned(call));
    if (answer) co_return std::move(*answer);
    Adapter* adapter = core_->adapter(call.provider);
    HttpResponse closing;
    closing.status = 404;
    if (adapter != nullptr) closing = adapter->answer(call, InboundOutcome::try_again);
    co_return closing;
}

Task<HttpResponse> TakeCallback::take_owned(InboundCall call) {
    Adapter* adapter = core_->adapter(call.provider);
    if (adapter == nullptr) {
        HttpResponse unknown;
        unknown.status = 404;
        co_return unknown;
    }
    const auto accounts = core_->config->accounts_of(call.provider);
    const auto located = adapter->locate(call, accounts);
    const ProviderAccount* account =
        located ? core_->config->account(located.value().account) : nullptr;
    if (account == nullptr) {
        std::string reason =
            !located && located.error().fault == Fault::forged ? "foreign_partner" : "malformed";
        HttpResponse no = co_await distrust(std::move(call), adapter, std::move(reason));
        co_return no;
    }
    auto load = [refs = located.value().order_refs](Reader& reader
                ) -> Result<std::vector<StoredOrder>> {
        std::vector<StoredOrder> orders;
        for (const auto& ref : refs) {
            if (auto found = reader.attempt_by_order_ref(ref)) {
                orders.push_back({std::move(found->attempt), std::move(found->payment)});
            }
        }
        return orders;
    };
    auto loaded = co_await look_up<std::vector<StoredOrder>>(core_->store, std::move(load));
    if (!loaded) co_return adapter->answer(call, InboundOutcome::try_again);
    InboundContext context;
    context.account = *account;
    for (auto& order : loaded.value()) {
        if (order.attempt.account == account->key) context.orders.push_back(std::move(order));
    }
    VerifyResult verified = adapter->verify(call, context);
    if (const auto* reason = std::get_if<Distrust>(&verified)) {
        HttpResponse no = co_await distrust(std::move(call), adapter, std::string(word(*reason)));
        co_return no;
    }
    const Wall now = core_->clock->wall();
    Names names(*core_->entropy, now);
    RawInbound raw;
    raw.id = names.evidence();
    raw.account = account->key;
    raw.kind = call.kind;
    raw.received_at = now;
    raw.masked = adapter->mask_raw(call.request.body);
    auto sealed = core_->sealer->seal(raw.id.text(), "raw", call.request.body);
    if (!sealed) co_return adapter->answer(call, InboundOutcome::try_again);
    raw.sha256 = core_->sealer->digest_hex(call.request.body);
    raw.sealed = std::move(sealed.value());
    Intake intake{
        RecordKit(*core_),
        names,
        std::move(raw),
        std::move(context),
        std::get<std::vector<Verified<Notice>>>(std::move(verified)),
        now
    };
    auto taken = co_await transact<Taken>(core_->store, Priority::money, std::move(intake));
    if (!taken) {
        core_->telemetry->log(
            Level::error,
            "callback_not_stored",
            {{"provider", call.provider}, {"fault", std::string(code_of(taken.error().fault))}}
        );
        co_return adapter->answer(call, InboundOutcome::try_again);
    }
    core_->telemetry->count(
        "callbacks_total",
        {{"provider", call.provider},
         {"kind", call.kind},
         {"duplicate", taken.value().duplicate ? "yes" : "no"}}
    );
    for (const auto& recorded : taken.value().recorded) announce(*core_, recorded);
    if (taken.value().recorded.empty()) core_->watch->work_appeared();
    if (taken.value().booked_elsewhere) {
        core_->telemetry->alarm("credit_booked_elsewhere", {{"provider", call.provider}});
    }
    co_return adapter->answer(call, InboundOutcome::accepted);
}

Task<std::string> TakeCallback::browser_return(std::string provider, std::string query) {
    Adapter* adapter = core_->adapter(provider);
    if (adapter == nullptr) co_return std::string();
    const auto visit = adapter->read_return(query, core_->config->accounts_of(provider));
    if (!visit) co_return std::string();
    struct Found {
        std::optional<AttemptLocation> where;
        std::string return_url;
    };
    auto find = [ref = visit->order_ref, provider](Reader& reader) -> Result<Found> {
        Found out;
        out.where = reader.attempt_by_order_ref(ref);
        if (!out.where || out.where->attempt.account.provider != provider) return Found{};
        if (const auto file = reader.payment(out.where->payment))
            out.return_url = file->payment.return_url;
        return out;
    };
    auto found = co_await look_up<Found>(core_->store, std::move(find));
    if (!found || !found.value().where) co_return std::string();
    const AttemptLocation& where = *found.value().where;
    if (visit->signature_valid && is_live(where.attempt.state)) ask_->nudge(where);
    co_return with_payment_id(found.value().return_url, where.payment);
}

}  // namespace dvcpay::flows
