#include "vietinbank/inbound.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "vietinbank/codes.hpp"

namespace dvcpay::vietinbank {
namespace {

using toolkit::JsonValue;

constexpr std::int64_t body_bytes_max = 1024 * 1024;  // of any contract
constexpr std::size_t records_max = 500;

constexpr toolkit::JsonLimits inbound_limits{
    .bytes_max = static_cast<std::size_t>(body_bytes_max), .depth_max = 8, .values_max = 20'000
};

/// A contract of ours with this partner.
struct Contract {
    const ProviderAccount* account = nullptr;
    Settings settings;
};

Signed signed_by(Form form) {
    switch (form) {
        case Form::inquiry:
            return Signed::inquiry;
        case Form::flat:
            return Signed::notice;
        case Form::records:
            return Signed::records;
    }
    return Signed::inquiry;
}

bool given(const JsonValue& item, std::initializer_list<std::string_view> names) {
    return std::ranges::all_of(names, [&item](auto name) { return !text_at(item, name).empty(); });
}

/// The members a call must have. Others of its signed members may be absent: they sign as empty.
bool is_complete(const Incoming& call) {
    if (!is_signable(signed_by(call.form), call.tree)) return false;
    const auto items = call.items();
    if (items.empty() || items.size() > records_max) return false;
    switch (call.form) {
        case Form::inquiry:
            return !text_at(call.tree, "header.signature").empty() &&
                   text_at(call.tree, "header.msgType") == "1100" &&
                   given(*items[0], {"transId", "transTime", "custCode"});
        case Form::flat:
            return given(*items[0], {"transId", "transTime", "amount", "signature"});
        case Form::records:
            return !text_at(call.tree, "header.signature").empty() &&
                   text_at(call.tree, "header.msgType") == "1200" &&
                   std::ranges::all_of(items, [](const JsonValue* item) {
                       return given(*item, {"transId", "transTime", "amount"});
                   });
    }
    return false;
}

/// The number a movement was paid to: the signed custCode, or where that is empty our VAV in the
/// signed text. Never out of members that are not signed.
std::string paid_to(const Settings& settings, const JsonValue& item) {
    const std::string_view code = text_at(item, "custCode");
    if (!code.empty()) return std::string(code);
    const std::string vav =
        find_vav(text_at(item, "remark"), settings.vav_prefix, settings.vav_pattern);
    return vav.empty() ? std::string() : settings.vac + vav;
}

/// The text under the signature has no borders, so a character may have moved from one member into
/// the next. What cannot stand so is not believed.
bool within_bounds(const Settings& settings, const JsonValue& item) {
    if (!is_transaction(text_at(item, "transId"))) return false;
    if (!read_time(text_at(item, "transTime")) || !read_amount(text_at(item, "amount")))
        return false;
    const std::string_view code = text_at(item, "custCode");
    return !code.starts_with(settings.vac) || is_our_number(settings, code);
}

constexpr std::size_t shortest_reference = 8;

/// A digit may have moved between amount and core reference, and both still look right: the
/// reference has a fixed form. Where it has another, the statement decides; without a statement
/// nothing can, and money that is told of is kept.
bool has_usual_reference(const Settings& settings, const JsonValue& item) {
    const std::string_view reference = text_at(item, "bankTransId");
    return !settings.erp.statement || settings.bank_txn_pattern.empty() || reference.empty() ||
           settings.bank_txn_pattern.front().fits(reference);
}

/// Where two borders moved at once every member can still look right. Of an order on offer the
/// amount is known: another one waits for the statement, which is asked at once. A closed order has
/// few questions left, and its money is for people in any case.
bool is_cut_elsewhere(const Contract& contract, const InboundContext& context, const Notice& said) {
    if (said.said != Said::paid || !contract.settings.erp.statement) return false;
    return std::ranges::any_of(context.orders, [&](const StoredOrder& order) {
        return order.attempt.account == said.account &&
               order.attempt.virtual_account == said.paid_to && is_live(order.attempt.state) &&
               order.attempt.amount != said.amount;
    });
}

/// Members outside the signature, against what we know: no routing comes from them, and a movement
/// that they contradict only starts a question.
bool fits_our_account(const Settings& settings, const JsonValue& item) {
    const std::string_view account = text_at(item, "recvAcctId");
    const std::string_view number = text_at(item, "recvVirtualAcctId");
    const std::string_view code = text_at(item, "custCode");
    return (account.empty() || account == settings.real_account) &&
           (number.empty() || code.empty() || number == code);
}

Notice read_movement(
    const Contract& contract, std::string number, Form form, const JsonValue& item
) {
    const Settings& settings = contract.settings;
    Notice notice;
    notice.account = contract.account->key;
    notice.source = Source::callback;
    notice.provider_txn = text_at(item, "transId");
    const std::string_view reference = text_at(item, "bankTransId");
    // Only what looks like a core reference names a movement: a filler ("0", "-") is everybody's.
    const bool usual = settings.bank_txn_pattern.empty()
                           ? reference.size() >= shortest_reference
                           : settings.bank_txn_pattern.front().fits(reference);
    if (usual && is_transaction(reference) && reference != notice.provider_txn)
        notice.other_txns.emplace_back(reference);
    notice.occurred_at = read_time(text_at(item, "transTime")).value_or(Wall{});
    notice.paid_to = std::move(number);
    notice.provider_code = text_at(item, "transType");
    if (form == Form::records) notice.provider_code = text_at(item, "status.code");
    const bool finished = form == Form::flat || is_record_success(text_at(item, "status.code"));
    const bool in_dong = text_at(item, "currencyCode") == "VND";
    const Movement movement = movement_of(text_at(item, "transType"));
    notice.alarm = !in_dong || movement == Movement::unknown;
    if (!in_dong || !finished || movement != Movement::in) return notice;  // unclear: books nothing
    notice.amount = read_amount(text_at(item, "amount")).value_or(Money());
    notice.said = Said::paid;
    if (!fits_our_account(settings, item)) {
        notice.ask_first = true;
        notice.alarm = true;
    }
    if (!has_usual_reference(settings, item)) notice.ask_first = true;
    return notice;
}

/// The first is the one that answers.
std::vector<Contract> contracts_of(const InboundContext& context) {
    std::vector<Contract> out;
    const auto keep = [&](const ProviderAccount& account) {
        if (auto settings = read_settings(account))
            out.push_back({&account, std::move(settings.value())});
    };
    keep(context.account);
    for (const auto& account : context.also) keep(account);
    return out;
}

/// A contract a movement may belong to, and the number it names there.
struct Candidate {
    std::size_t contract = 0;
    std::string number;
};

/// By the signed custCode: the contracts of the longest VAC that it begins with. By the signed
/// text: each whose number it would be; the text names no VAC.
std::vector<Candidate> candidates(const std::vector<Contract>& contracts, const JsonValue& item) {
    std::vector<Candidate> out;
    const std::string_view code = text_at(item, "custCode");
    std::size_t longest = 1;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const Settings& settings = contracts[i].settings;
        if (!code.empty()) {
            if (!code.starts_with(settings.vac) || settings.vac.size() < longest) continue;
            if (settings.vac.size() > longest) out.clear();
            longest = settings.vac.size();
        }
        if (std::string number = paid_to(settings, item); !number.empty())
            out.push_back({i, std::move(number)});
    }
    return out;
}

/// Whose a movement is: the contract that has an attempt with this number; without one the contract
/// of its code, and else the one that answers. A text that fits attempts of two names nobody.
Candidate place_of(
    const std::vector<Contract>& contracts, const InboundContext& context, const JsonValue& item
) {
    const auto all = candidates(contracts, item);
    std::vector<Candidate> stored;
    std::ranges::copy_if(all, std::back_inserter(stored), [&](const Candidate& one) {
        return std::ranges::any_of(context.orders, [&](const StoredOrder& order) {
            return order.attempt.account == contracts[one.contract].account->key &&
                   order.attempt.virtual_account == one.number;
        });
    });
    if (stored.size() == 1) return stored.front();
    if (stored.size() > 1) return {};
    const auto answers = std::ranges::find(all, std::size_t{0}, &Candidate::contract);
    if (answers != all.end()) return *answers;
    return all.empty() ? Candidate{0, std::string(text_at(item, "custCode"))} : all.front();
}

bool dialect_allowed(const Settings& settings, Form form) {
    switch (settings.inbound.dialect) {
        case Dialect::any:
            return true;
        case Dialect::flat:
            return form != Form::records;
        case Dialect::records:
            return form != Form::flat;
    }
    return false;
}

KeyName key_of(const AccountKey& account, Form form) {
    return key_name(account, form == Form::inquiry ? bank_cert_inquiry : bank_cert_notify);
}

std::string_view signature_of(const Incoming& call) {
    return text_at(call.tree, call.form == Form::flat ? "signature" : "header.signature");
}

std::optional<Proof> prove(const Keys& keys, const Contract& contract, const Incoming& call) {
    const InboundSettings& inbound = contract.settings.inbound;
    return verify_signature(
        keys,
        key_of(contract.account->key, call.form),
        call.form == Form::inquiry ? inbound.inquiry_algorithm : inbound.notice_algorithm,
        signed_by(call.form),
        call.tree,
        signature_of(call)
    );
}

/// The header of a message names one merchant, outside its signature.
bool is_of_another_merchant(const Settings& settings, const Incoming& call) {
    const std::string_view merchant = call.merchant();
    return !merchant.empty() && !settings.merchant_id.empty() && merchant != settings.merchant_id;
}

template <class T>
void keep_once(std::vector<T>& into, T value) {
    if (std::ranges::find(into, value) == into.end()) into.push_back(std::move(value));
}

/// The contract a call belongs to. Disabled ones count: their payers' money still arrives.
const ProviderAccount* account_of(
    const Incoming& call, const std::vector<ProviderAccount>& accounts
) {
    const auto items = call.items();
    const std::string_view number = items.empty() ? "" : text_at(*items[0], "custCode");
    const ProviderAccount* best = nullptr;
    std::size_t best_rank = 0;
    for (const auto& account : accounts) {
        if (account.key.provider != "vietinbank" || call.partner().empty() ||
            account.setting("provider_id") != call.partner())
            continue;
        const std::string& vac = account.setting("vac");
        const bool vac_fits = !vac.empty() && number.starts_with(vac);
        const bool merchant_fits = account.setting("merchant_id") == call.merchant();
        const std::size_t rank = 1 + (merchant_fits ? 1 : 0) + (vac_fits ? 2 * vac.size() : 0);
        if (rank > best_rank) {
            best = &account;
            best_rank = rank;
        }
    }
    return best;
}

}  // namespace

std::string_view Incoming::partner() const {
    return text_at(tree, form == Form::flat ? "providerId" : "header.providerId");
}

std::string_view Incoming::merchant() const {
    return text_at(tree, form == Form::flat ? "merchantId" : "header.merchantId");
}

std::vector<const JsonValue*> Incoming::items() const {
    std::vector<const JsonValue*> out;
    switch (form) {
        case Form::inquiry:
            if (const auto* data = tree.find("data"); data != nullptr && data->is_object())
                out.push_back(data);
            return out;
        case Form::flat:
            out.push_back(&tree);
            return out;
        case Form::records:
            if (const auto* list = value_at(tree, "data.records")) {
                for (const auto& item : list->items) out.push_back(&item);
            }
            return out;
    }
    return out;
}

Result<Incoming> read_call(const InboundCall& call, std::int64_t body_max) {
    const bool bill = call.kind == bill_kind;
    if (!bill && call.kind != credit_kind)
        return Error(Fault::malformed, "not a kind of call VietinBank makes");
    if (call.request.body.size() > static_cast<std::size_t>(body_max))
        return Error(Fault::malformed, "longer than a call may be");
    BOOST_OUTCOME_TRY(auto tree, decode_message(call.request.body, inbound_limits));
    Incoming out;
    const bool has_type = value_at(tree, "header.msgType") != nullptr;
    out.form = bill ? Form::inquiry : (has_type ? Form::records : Form::flat);
    out.tree = std::move(tree);
    return out;
}

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    BOOST_OUTCOME_TRY(auto message, read_call(call, body_bytes_max));
    if (message.partner().empty()) return Error(Fault::malformed, "names no partner");
    const ProviderAccount* account = account_of(message, accounts);
    if (account == nullptr) return Error(Fault::forged, "a partner that is none of ours");
    Located located;
    located.account = account->key;
    InboundContext partners;
    partners.account = *account;
    // A question is about one bill and answered by one contract; movements of several may come at
    // once.
    if (message.form != Form::inquiry) {
        std::ranges::copy_if(accounts, std::back_inserter(partners.also), [&](const auto& other) {
            return other.key.provider == "vietinbank" && other.key != account->key &&
                   other.setting("provider_id") == message.partner();
        });
    }
    const auto contracts = contracts_of(partners);
    const auto items = message.items();
    if (contracts.empty() || contracts.front().account->key != account->key ||
        items.size() > records_max)
        return located;
    for (const auto* item : items) {
        for (auto& one : candidates(contracts, *item)) {
            const Contract& contract = contracts[one.contract];
            if (!is_our_number(contract.settings, one.number)) continue;
            keep_once(located.numbers, std::move(one.number));
            if (one.contract != 0) keep_once(located.also, contract.account->key);
        }
    }
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto contracts = contracts_of(context);
    if (contracts.empty() || contracts.front().account != &context.account)
        return Distrust::malformed;
    const auto message = read_call(call, contracts.front().settings.inbound.body_max);
    if (!message) return Distrust::malformed;
    const Incoming& incoming = message.value();
    if (!is_complete(incoming)) return Distrust::malformed;
    const auto items = incoming.items();
    std::vector<Candidate> places;
    for (const auto* item : items) places.push_back(place_of(contracts, context, *item));
    // The contract that answers, and each that a movement of the call belongs to: all of them must
    // allow the call and prove it by their own keys, or none of it is taken.
    std::vector<std::size_t> concerned{0};
    for (const auto& place : places) keep_once(concerned, place.contract);
    const auto all = [&](auto&& holds) {
        return std::ranges::all_of(concerned, [&](std::size_t i) { return holds(contracts[i]); });
    };
    if (!all([&](const Contract& c) { return dialect_allowed(c.settings, incoming.form); }))
        return Distrust::malformed;
    if (!all([&](const Contract& c) { return incoming.partner() == c.settings.provider_id; }) ||
        all([&](const Contract& c) { return is_of_another_merchant(c.settings, incoming); }))
        return Distrust::foreign_partner;
    std::map<std::size_t, Proof> proofs;
    for (const std::size_t i : concerned) {
        const auto proof = prove(*keys_, contracts[i], incoming);
        if (!proof) return Distrust::bad_signature;
        proofs.emplace(i, *proof);
    }
    if (incoming.form == Form::inquiry) {
        // Only a question: a time that cannot be read is no error here.
        Question question;
        question.about = Question::About::bill;
        question.number = text_at(*items[0], "custCode");
        return question;
    }
    std::vector<Verified<Notice>> notices;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Candidate& place = places[i];
        const Contract& contract = contracts[place.contract];
        if (!within_bounds(contract.settings, *items[i])) return Distrust::out_of_bounds;
        Notice notice = read_movement(contract, std::move(place.number), incoming.form, *items[i]);
        if (is_cut_elsewhere(contract, context, notice)) notice.ask_first = true;
        notices.emplace_back(std::move(notice), proofs.at(place.contract));
    }
    return notices;
}

bool Inbound::only_another_contract_doubts(const InboundCall& call, InboundContext context) const {
    if (context.also.empty()) return false;
    context.also.clear();
    return !std::holds_alternative<Distrust>(verify(call, context));
}

}  // namespace dvcpay::vietinbank
