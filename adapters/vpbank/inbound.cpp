#include "vpbank/inbound.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "toolkit/canonical.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/token_endpoint.hpp"
#include "vpbank/codes.hpp"
#include "vpbank/messages.hpp"
#include "vpbank/settings.hpp"

namespace dvcpay::vpbank {
namespace {

using toolkit::JsonValue;

constexpr toolkit::JsonLimits notice_limits{
    .bytes_max = 16 * 1024, .depth_max = 4, .values_max = 200
};

Result<JsonValue> read_call(const InboundCall& call) {
    if (call.kind != credit_kind) return Error(Fault::malformed, "not a kind of call VPBank makes");
    BOOST_OUTCOME_TRY(auto tree, decode_answer(call.request.body, notice_limits));
    if (!tree.is_object()) return Error(Fault::malformed, "not an object");
    return tree;
}

/// One header, or nothing: two could be read by two readers.
std::string_view header_of(const HttpRequest& request, std::string_view name) {
    return request.headers.count(name) == 1 ? request.headers.get(name) : std::string_view();
}

// --- whose it is

/// The order_ref an alternate key holds, bare or as the transfer's text writes it; or empty.
std::string order_in_key(const Settings& settings, std::string_view alkey) {
    std::string written = find_reference(alkey, settings.reference_prefix);
    if (!written.empty()) return written;
    const auto bare = OrderRef::parse(alkey);
    return bare ? bare->text() : std::string();
}

/// The orders a movement names beside its number, the stronger first.
std::vector<std::string> orders_named(const Settings& settings, const Movement& movement) {
    std::vector<std::string> out;
    for (auto& name :
         {order_in_key(settings, movement.alkey),
          find_reference(movement.remark, settings.reference_prefix)}) {
        if (!name.empty() && std::ranges::find(out, name) == out.end()) out.push_back(name);
    }
    return out;
}

/// VA, then alternate key, then reference in the remark. Where a number has had several holders,
/// the key or the reference says which of them is meant: a pool's numbers come back, and what an
/// earlier holder pays late is not the next one's.
const StoredOrder* order_of(
    const Settings& settings, const InboundContext& context, const Movement& movement
) {
    const std::vector<std::string> named = orders_named(settings, movement);
    const StoredOrder* holder = context.find_number(movement.number);
    for (const auto& ref : named) {
        const StoredOrder* order = context.find(ref);
        if (order == nullptr) continue;
        const bool held_it = order->attempt.virtual_account == movement.number;
        if (holder == nullptr || held_it) return order;
    }
    return holder;
}

// --- who says it

/// The values under the signature, in the contract's order; empty where they could be cut elsewhere
/// and still give the same text.
std::optional<std::string> signed_text(
    const Settings& settings, const JsonValue& tree, const Movement& movement
) {
    const NotifySettings& notify = settings.notify;
    std::vector<std::string_view> values;
    for (const auto& name : notify.fields) {
        const std::string_view value = text_at(tree, name);
        const bool last = values.size() + 1 == notify.fields.size();
        const bool cuts =
            !notify.separator.empty() && value.find(notify.separator) != std::string_view::npos;
        // A date of the bank may hold a space; it stands between values of fixed alphabets.
        const bool dated = name == "transactionDate" || name == "bookingDate";
        if (cuts && !last && !(dated && read_time(notify, value))) return std::nullopt;
        values.push_back(value);
    }
    if (notify.separator.empty()) {
        // The account is compared as a whole; the amount ends where the reference's letter begins.
        const char first = movement.transaction.empty() ? '0' : movement.transaction.front();
        const bool letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
        if (!letter) return std::nullopt;
    }
    return toolkit::joined(values, notify.separator);
}

using Belief = std::variant<Proof, Distrust>;

Belief believe_signed(
    const Keys& keys,
    const Settings& settings,
    const AccountKey& account,
    const HttpRequest& request,
    const JsonValue& tree,
    const Movement& movement
) {
    const NotifySettings& notify = settings.notify;
    if (notify.signature == NotifySignature::off) {
        const auto proof = toolkit::proof_by_certificate(request, notify.client_subject);
        if (!proof) return Distrust::bad_credentials;
        return *proof;
    }
    const std::string_view signature = header_of(request, "signature");
    const auto text = signed_text(settings, tree, movement);
    if (!text) return Distrust::out_of_bounds;
    if (notify.signature == NotifySignature::verify) {
        const auto proof =
            verify(keys, key_name(account, bank_cert), notify.wrap, *text, signature);
        if (!proof) return Distrust::bad_signature;
        return *proof;
    }
    // Anybody with our public key can have made it: the connection says who it was.
    if (!decrypts_to(keys, key_name(account, partner_key), signature, *text))
        return Distrust::bad_signature;
    const auto proof = toolkit::proof_by_certificate(request, notify.client_subject);
    if (!proof) return Distrust::bad_credentials;
    return *proof;
}

Belief believe(
    const Keys& keys,
    const Settings& settings,
    const AccountKey& account,
    const HttpRequest& request,
    const JsonValue& tree,
    const Movement& movement
) {
    const std::string& subject = settings.notify.client_subject;
    if (!subject.empty() && request.client_subject != subject) return Distrust::bad_credentials;
    if (settings.notify.profile == NotifyProfile::signed_body)
        return believe_signed(keys, settings, account, request, tree, movement);
    const auto proof =
        keys.verify_text(key_name(account, notify_static_key), header_of(request, "Authorization"));
    if (!proof) return Distrust::bad_credentials;
    return *proof;
}

}  // namespace

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    BOOST_OUTCOME_TRY(const auto tree, read_call(call));
    const std::string_view master = text_at(tree, "masterAccountNumber");
    if (master.empty()) return Error(Fault::malformed, "names no account");
    const ProviderAccount* chosen = nullptr;
    std::optional<Settings> of_chosen;
    for (const auto& account : accounts) {
        // Disabled ones count: their payers' money still arrives.
        if (account.key.provider != "vpbank" || account.setting("master_account") != master)
            continue;
        auto settings = read_settings(account);
        if (!settings) continue;
        const bool has_it = settings.value().stock.has(text_at(tree, "virtualAccountNumber"));
        if (chosen != nullptr && !has_it) continue;
        chosen = &account;
        of_chosen = std::move(settings.value());
        if (has_it) break;
    }
    if (chosen == nullptr) return Error(Fault::forged, "an account that is none of ours");
    const Movement movement = movement_of(of_chosen->notify.profile, tree);
    Located located;
    located.account = chosen->key;
    located.order_refs = orders_named(*of_chosen, movement);
    if (is_number(movement.number)) located.numbers.emplace_back(movement.number);
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto read = read_settings(context.account);
    const auto tree = read_call(call);
    if (!read || !tree) return Distrust::malformed;
    const Settings& settings = read.value();
    const Movement movement = movement_of(settings.notify.profile, tree.value());
    if (movement.master != settings.master_account) return Distrust::foreign_partner;
    const AccountKey& account = context.account.key;
    const Belief belief = believe(*keys_, settings, account, call.request, tree.value(), movement);
    if (const auto* why = std::get_if<Distrust>(&belief)) return *why;
    auto notice = notice_of(settings.notify, account, movement);
    if (!notice) return Distrust::malformed;
    notice->source = Source::callback;
    const StoredOrder* order = order_of(settings, context, movement);
    if (order != nullptr) notice->order_ref = order->attempt.order_ref.text();
    std::vector<Verified<Notice>> notices;
    notices.emplace_back(std::move(*notice), std::get<Proof>(belief));
    return notices;
}

HttpResponse acknowledge(const InboundCall& call, const InboundOutcome& outcome) {
    const Ack ack = ack_for(outcome);
    const auto tree = read_call(call);
    // The bank's words go back only where they can be a transaction.
    std::string_view transaction;
    if (tree) transaction = text_at(tree.value(), "transactionId");
    if (!is_transaction(transaction)) transaction = {};
    const auto read = read_settings(outcome.context.account);
    const bool by_flag =
        outcome.account_known && read && read.value().notify.ack == AckStyle::is_success;
    toolkit::JsonText out;
    out.object();
    if (by_flag) {
        out.truth("isSuccess", ack.success);
    } else {
        out.text("status", ack.status);
    }
    out.text("errorCode", ack.error_code)
        .text("errorMessage", ack.message)
        .text("transactionId", transaction);
    HttpResponse response;
    response.status = by_flag ? ack.http_status : 200;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.body = out.end().take();
    return response;
}

}  // namespace dvcpay::vpbank
