#include "flows/take_callback.hpp"

#include <algorithm>

#include "flows/ask_status.hpp"
#include "flows/draft.hpp"
#include "flows/intake.hpp"
#include "flows/owned.hpp"
#include "flows/standing.hpp"

namespace dvcpay::flows {
namespace {

std::string_view word(Distrust reason) {
    switch (reason) {
        case Distrust::malformed:
            return "malformed";
        case Distrust::foreign_partner:
            return "foreign_partner";
        case Distrust::bad_signature:
            return "bad_signature";
        case Distrust::bad_credentials:
            return "bad_credentials";
        case Distrust::out_of_bounds:
            return "out_of_bounds";
        case Distrust::reused_message:
            return "reused_message";
    }
    invariant_broken("word: value outside its enum");
}

/// What is hashed and kept: the body, or the query of a call that has none.
std::string_view raw_of(const InboundCall& call) {
    if (!call.request.body.empty()) return call.request.body;
    const std::string_view target = call.request.target;
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

/// The digits of a random UUID.
std::string hex_text(Entropy& entropy) {
    std::string out = uuid_text(entropy);
    std::erase(out, '-');
    return out;
}

/// The orders behind what a call names, in one snapshot.
std::vector<StoredOrder> load_orders(Reader& reader, const Located& located, Wall now) {
    std::vector<StoredOrder> orders;
    std::vector<AccountKey> accounts = located.also;
    accounts.insert(accounts.begin(), located.account);
    const auto keep = [&](const std::optional<AttemptLocation>& found) {
        if (!found || std::ranges::find(accounts, found->attempt.account) == accounts.end()) return;
        const auto file = reader.payment(found->payment);
        if (file) orders.push_back(stored_order(*file, found->attempt, now));
    };
    for (const auto& ref : located.order_refs) keep(reader.attempt_by_order_ref(ref));
    for (const auto& number : located.numbers) {
        for (const auto& account : accounts) keep(reader.attempt_by_number(account, number));
    }
    return orders;
}

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

Doubt& TakeCallback::doubts() {
    // At first use: a core is given its configuration after its flows were made.
    if (!doubt_) doubt_.emplace(core_->config->doubt);
    return *doubt_;
}

Doubt::Turn TakeCallback::arrive(std::string_view provider, std::string_view peer) {
    const Mono now = core_->clock->mono();
    const auto turn = doubts().arrive(provider, peer, now);
    if (turn.refused || now < turn.at) {
        core_->telemetry->count(
            "callbacks_held_total",
            {{"provider", std::string(provider)}, {"refused", turn.refused ? "yes" : "no"}}
        );
    }
    return turn;
}

void TakeCallback::left(std::string_view provider, std::string_view peer) {
    doubts().left(provider, peer, core_->clock->mono());
}

void TakeCallback::doubt(const std::string& provider, std::string_view peer) {
    if (doubts().forged(provider, peer, core_->clock->mono()))
        core_->telemetry->alarm("callbacks_held", {{"provider", provider}});
}

InboundOutcome TakeCallback::outcome(InboundOutcome::Kind kind) const {
    InboundOutcome out;
    out.kind = kind;
    out.now = core_->clock->wall();
    out.context.now = out.now;
    out.fresh_id = hex_text(*core_->entropy);
    return out;
}

Task<HttpResponse> TakeCallback::distrust(
    InboundCall call, Adapter* adapter, Distrust reason, std::optional<InboundContext> context
) {
    core_->telemetry->count(
        "callbacks_distrusted_total",
        {{"provider", call.provider}, {"kind", call.kind}, {"reason", std::string(word(reason))}}
    );
    doubt(call.provider, call.request.peer);
    QuarantineRow row;
    row.provider = call.provider;
    row.kind = call.kind;
    row.reason = word(reason);
    row.received_at = core_->clock->wall();
    row.peer = call.request.peer;
    row.sha256 = core_->sealer->digest_hex(raw_of(call));
    row.masked = adapter->mask_raw(raw_of(call));
    const std::int64_t limit = core_->config->quarantine_per_day;
    auto keep = [row, limit](Txn& txn) -> Result<bool> { return txn.quarantine(row, limit); };
    auto kept = co_await transact<bool>(core_->store, Priority::ordinary, std::move(keep));
    if (reason != Distrust::malformed) {
        core_->telemetry->log(
            Level::warning,
            "callback_forged",
            {{"provider", call.provider},
             {"reason", std::string(word(reason))},
             {"kept", kept && kept.value() ? "yes" : "no"}}
        );
    }
    InboundOutcome no = outcome(InboundOutcome::Kind::distrusted);
    no.distrust = reason;
    no.account_known = context.has_value();
    if (context) no.context = std::move(*context);
    co_return co_await adapter->answer(std::move(call), std::move(no));
}

Task<HttpResponse> TakeCallback::again(
    InboundCall call, Adapter* adapter, std::optional<InboundContext> context
) {
    InboundOutcome later = outcome(InboundOutcome::Kind::try_again);
    later.account_known = context.has_value();
    if (context) later.context = std::move(*context);
    co_return co_await adapter->answer(std::move(call), std::move(later));
}

Task<HttpResponse> TakeCallback::take(InboundCall call) {
    // A provider that hangs up early must not stop what follows a commit: waiters, pollers and
    // alarms hear of it.
    auto answer = co_await owned<HttpResponse>(core_, take_owned(call));
    if (answer) co_return std::move(*answer);
    Adapter* adapter = core_->adapter(call.provider);
    if (adapter != nullptr) co_return co_await again(std::move(call), adapter, std::nullopt);
    HttpResponse closing;
    closing.status = 404;
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
        const bool forged = !located && located.error().fault == Fault::forged;
        const Distrust reason = forged ? Distrust::foreign_partner : Distrust::malformed;
        co_return co_await distrust(std::move(call), adapter, reason, std::nullopt);
    }
    InboundContext context;
    context.account = *account;
    context.now = core_->clock->wall();
    for (const auto& key : located.value().also) {
        const ProviderAccount* other = core_->config->account(key);
        if (other != nullptr) context.also.push_back(*other);
    }
    if (!located.value().order_refs.empty() || !located.value().numbers.empty()) {
        auto load = [where = located.value(),
                     now = context.now](Reader& reader) -> Result<std::vector<StoredOrder>> {
            return load_orders(reader, where, now);
        };
        auto loaded = co_await look_up<std::vector<StoredOrder>>(core_->store, std::move(load));
        if (!loaded) co_return co_await again(std::move(call), adapter, std::move(context));
        context.orders = std::move(loaded.value());
    }
    VerifyResult verified = adapter->verify(call, context);
    if (const auto* reason = std::get_if<Distrust>(&verified))
        co_return co_await distrust(std::move(call), adapter, *reason, std::move(context));
    if (auto* question = std::get_if<Question>(&verified)) {
        co_return co_await reply(
            std::move(call),
            adapter,
            std::move(context),
            located.value().message_id,
            std::move(*question)
        );
    }
    auto notices = std::get<std::vector<Verified<Notice>>>(std::move(verified));
    co_return co_await book(
        std::move(call), adapter, std::move(context), located.value().message_id, std::move(notices)
    );
}

Task<HttpResponse> TakeCallback::reply(
    InboundCall call,
    Adapter* adapter,
    InboundContext context,
    std::string message_id,
    Question question
) {
    // A number that a question has used must not carry money afterwards: where the signature does
    // not cover the content, it would cover that too.
    if (!message_id.empty()) {
        auto claim = [key = context.account.key,
                      message_id,
                      sha256 = core_->sealer->digest_hex(raw_of(call)),
                      now = context.now](Txn& txn) -> Result<bool> {
            return txn.claim_message(key, message_id, sha256, now);
        };
        auto first = co_await transact<bool>(core_->store, Priority::money, std::move(claim));
        if (!first) co_return co_await again(std::move(call), adapter, std::move(context));
        if (!first.value()) {
            co_return co_await distrust(
                std::move(call), adapter, Distrust::reused_message, std::move(context)
            );
        }
    }
    core_->telemetry->count(
        "questions_answered_total", {{"provider", call.provider}, {"kind", call.kind}}
    );
    InboundOutcome told = outcome(InboundOutcome::Kind::answered);
    told.question = std::move(question);
    told.context = std::move(context);
    told.account_known = true;
    co_return co_await adapter->answer(std::move(call), std::move(told));
}

Task<HttpResponse> TakeCallback::book(
    InboundCall call,
    Adapter* adapter,
    InboundContext context,
    std::string message_id,
    std::vector<Verified<Notice>> notices
) {
    const Wall now = core_->clock->wall();
    Names names(*core_->entropy, now);
    RawInbound raw;
    raw.id = names.evidence();
    raw.account = context.account.key;
    raw.kind = call.kind;
    raw.received_at = now;
    raw.masked = adapter->mask_raw(raw_of(call));
    auto sealed = core_->sealer->seal(raw.id.text(), "raw", raw_of(call));
    if (!sealed) co_return co_await again(std::move(call), adapter, std::move(context));
    raw.sha256 = core_->sealer->digest_hex(raw_of(call));
    raw.sealed = std::move(sealed.value());
    const bool can_ask = adapter->capability(context.account.key).query_attempt;
    Intake intake{
        RecordKit(*core_),
        names,
        std::move(raw),
        context,
        std::move(message_id),
        can_ask,
        notices,
        now
    };
    auto taken = co_await transact<Taken>(core_->store, Priority::money, std::move(intake));
    if (!taken) {
        core_->telemetry->log(
            Level::error,
            "callback_not_stored",
            {{"provider", call.provider}, {"fault", std::string(code_of(taken.error().fault))}}
        );
        co_return co_await again(std::move(call), adapter, std::move(context));
    }
    if (taken.value().reused_message) {
        co_return co_await distrust(
            std::move(call), adapter, Distrust::reused_message, std::move(context)
        );
    }
    tell(call, taken.value());
    InboundOutcome told = outcome(InboundOutcome::Kind::taken);
    for (const auto& notice : notices) told.notices.push_back(notice.value());
    told.verdicts = std::move(taken.value().verdicts);
    told.context = std::move(context);
    told.account_known = true;
    co_return co_await adapter->answer(std::move(call), std::move(told));
}

void TakeCallback::tell(const InboundCall& call, const Taken& taken) {
    core_->telemetry->count(
        "callbacks_total",
        {{"provider", call.provider},
         {"kind", call.kind},
         {"duplicate", taken.duplicate ? "yes" : "no"}}
    );
    for (const auto& recorded : taken.recorded) announce(*core_, recorded);
    if (taken.recorded.empty()) core_->watch->work_appeared();
    const Fields whose = {{"provider", call.provider}};
    if (taken.booked_elsewhere) core_->telemetry->alarm("credit_booked_elsewhere", whose);
    if (taken.unmatched) core_->telemetry->alarm("unmatched_credit", whose);
    const bool contradicted =
        std::ranges::find(taken.verdicts, Verdict::contradicts) != taken.verdicts.end();
    if (contradicted) core_->telemetry->alarm("provider_contradicts_itself", whose);
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
    const bool may_ask = visit->signature_valid || visit->unsigned_protocol;
    if (may_ask && is_live(where.attempt.state)) ask_->nudge(where);
    co_return with_payment_id(found.value().return_url, where.payment);
}

}  // namespace dvcpay::flows
