#include "vietinbank/messages.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vietinbank {
namespace {

using toolkit::JsonValue;

constexpr std::string_view own_bin = "970415";
constexpr std::size_t erp_id_max = 30;
constexpr std::size_t refund_ref_max = 30;
constexpr std::size_t name_max = 70;
constexpr std::size_t remark_max = 140;

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

std::string two(int value) {
    std::string out = std::to_string(value);
    return out.size() < 2 ? "0" + out : out;
}

/// "05/10/2026": another style gives an empty list, not an error.
std::string spell_day(Day day) {
    return two(day.day) + "/" + two(day.month) + "/" + std::to_string(day.year);
}

/// ISO 8601 in UTC with milliseconds.
std::string spell_instant(Wall at) {
    return to_rfc3339(at);
}

std::string bank_text(std::string_view text, std::size_t characters_max) {
    return toolkit::fold(text, toolkit::vietinbank_alphabet, characters_max);
}

bool within(Money amount, Money smallest, Money largest) {
    return smallest <= amount && amount <= largest;
}

std::string dong(Money amount) {
    return std::to_string(amount.count());
}

bool is_account_number(std::string_view text) {
    return !text.empty() && text.size() <= 25 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

bool is_bin(std::string_view text) {
    return text.size() == 6 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// VietinBank has an id of its own in transfers; the others their NAPAS number.
std::string bank_id(const Settings& settings, const Destination& to) {
    return to.bank_bin == own_bin ? settings.erp.own_bank_id : to.bank_bin;
}

/// Leaves the caller with a destination that can be written, or says why not.
Result<Destination> destination_of(const Settings& settings, const RefundOrder& order) {
    if (!order.destination || !is_bin(order.destination->bank_bin) ||
        !is_account_number(order.destination->account)) {
        return Error(Fault::malformed, "the refund names no account");
    }
    Destination to = *order.destination;
    to.name = bank_text(to.name, name_max);
    if (to.name.empty()) return Error(Fault::malformed, "the refund names no holder");
    const Money largest =
        to.bank_bin == own_bin ? settings.amount_max : settings.erp.transfer_max_other_bank;
    if (!within(order.amount, Money::dong(1), largest)) return Error(Fault::amount_out_of_range);
    return to;
}

std::string sender_name(const Settings& settings) {
    const std::string& name =
        settings.erp.sender_name.empty() ? settings.account_name : settings.erp.sender_name;
    return bank_text(name, name_max);
}

Json transfer_record(const Settings& settings, const RefundOrder& order, const Destination& to) {
    const std::string bank = bank_id(settings, to);
    const std::string& own = settings.erp.own_bank_id;
    return Json{
        {"transId", order.refund_ref},
        {"approver", settings.erp.approver},
        {"transType", to.bank_bin == own_bin ? "in" : "np"},
        {"amount", dong(order.amount)},
        {"recvAcctId", to.account},
        {"recvBankId", bank},
        {"recvBranchId", bank},
        {"recvBankName", bank},
        {"recvAcctName", to.name},
        {"recvAddr", ""},
        // The refund's own name first: by it the debit is found in the statement.
        {"remark", bank_text(order.refund_ref + " HOAN PHI " + order.order_ref, remark_max)},
        {"currencyCode", "VND"},
        {"senderBankId", own},
        {"senderBranchId", own},
        {"senderAcctId", settings.real_account},
        {"senderAcctName", sender_name(settings)},
        {"senderAddr", ""},
    };
}

}  // namespace

std::string Outgoing::text() const {
    const auto tree = toolkit::parse_json(body.dump());
    DVC_INVARIANT(tree.has_value());
    return text_to_sign(kind, tree.value());
}

std::string Outgoing::to_json(std::string_view signature_base64) const {
    Json out = body;
    Json& holder = signed_in_header ? out["header"] : out;
    holder["signature"] = signature_base64;
    // Encoders let nothing through that is not UTF-8; `replace` only keeps a mistake of ours from
    // throwing.
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Outgoing> encode_qr(const Settings& settings, const CreateOrder& order) {
    const Attempt& attempt = order.attempt;
    if (!within(attempt.amount, settings.amount_min, settings.amount_max))
        return Error(Fault::amount_out_of_range);
    if (!is_our_number(settings, attempt.virtual_account))
        return unusable("the attempt has no number of this contract");
    if (attempt.request_id.empty() || attempt.request_id.size() > 50)
        return unusable("the request id is no requestId");
    Outgoing out{Signed::qr_request, settings.endpoint.qr_path, Json::object(), false};
    out.body = Json{
        {"requestId", attempt.request_id},
        {"providerId", settings.provider_id},
        {"merchantId", settings.merchant_id},
        {"channel", settings.qr.channel},
        {"version", settings.qr.version},
        {"language", "vi"},
        {"clientDt", spell_instant(order.now)},
        {"data",
         {{"accountNumber", attempt.virtual_account},
          {"amount", attempt.amount.count()},
          {"purposeOfTrans", content_of(settings, attempt.virtual_account)}}},
    };
    return out;
}

Result<Outgoing> encode_statement(
    const Settings& settings, Day day, const std::string& request_id, Wall now
) {
    const std::string id = erp_id(request_id);
    if (id.empty()) return unusable("the request id is no requestId");
    Outgoing out{Signed::statement, settings.endpoint.statement_path, Json::object(), false};
    // No collectionType: it filters debits or credits, and its values are not agreed on.
    out.body = Json{
        {"model", settings.erp.statement_model},
        {"requestId", id},
        {"providerId", settings.provider_id},
        {"merchantId", settings.merchant_id},
        {"account", settings.real_account},
        {"fromDate", spell_day(day)},
        {"toDate", spell_day(day)},
        {"fromTime", "00:00:00"},
        {"toTime", "23:59:59"},
        {"accountType", "D"},
        {"transTime", spell_time(now)},
        {"channel", settings.erp.statement_channel},
        {"version", settings.erp.statement_version},
        {"clientIP", settings.endpoint.client_ip},
        {"language", "vi"},
    };
    return out;
}

Result<Outgoing> encode_name_inquiry(const Settings& settings, const RefundOrder& order) {
    BOOST_OUTCOME_TRY(auto to, destination_of(settings, order));
    const std::string id = erp_id(order.request_id, "N");
    if (id.empty()) return unusable("the request id is no requestId");
    Outgoing out{Signed::name_inquiry, settings.endpoint.name_path, Json::object(), false};
    out.body = Json{
        {"requestId", id},
        {"providerId", settings.provider_id},
        {"merchantId", settings.erp.merchant_id},
        {"account", to.account},
        {"bankId", bank_id(settings, to)},
        {"version", settings.erp.version},
        {"clientIP", settings.endpoint.client_ip},
        {"channel", settings.erp.channel},
        {"language", "vi"},
        {"transTime", spell_time(order.now)},
    };
    return out;
}

Result<Outgoing> encode_transfer(const Settings& settings, const RefundOrder& order) {
    BOOST_OUTCOME_TRY(auto to, destination_of(settings, order));
    const std::string id = erp_id(order.request_id);
    if (id.empty()) return unusable("the request id is no requestId");
    const std::string& ref = order.refund_ref;
    if (!is_account_number(ref) || ref.size() > refund_ref_max || bank_text(ref, ref.size()) != ref)
        return unusable("the refund reference is no transId");
    Outgoing out{Signed::transfer, settings.endpoint.transfer_path, Json::object(), false};
    out.body = Json{
        {"requestId", id},
        {"merchantId", settings.erp.merchant_id},
        {"providerId", settings.provider_id},
        {"model", settings.erp.model},
        {"softwareProviderId", settings.erp.software_provider_id},
        {"priority", settings.erp.priority},
        {"feeAccount", settings.real_account},
        {"feeType", settings.erp.fee_type},
        {"appointedApprover", settings.erp.appointed_approver},
        {"scheduledDate", ""},
        {"approver", settings.erp.approver},
        {"records", Json::array({transfer_record(settings, order, to)})},
        {"channel", settings.erp.channel},
        {"version", settings.erp.version},
        {"clientIP", settings.endpoint.client_ip},
        {"language", "vi"},
        {"transTime", spell_time(order.now)},
    };
    return out;
}

Result<Outgoing> encode_register_number(const Settings& settings, const NumberOrder& order) {
    if (!is_our_number(settings, order.virtual_account))
        return unusable("not a number of this contract");
    if (!is_account_number(order.request_id) || order.request_id.size() > 12)
        return unusable("the request id is no requestId");
    const std::string credit = order.amount.is_zero() ? std::string() : dong(order.amount);
    Outgoing out{Signed::register_number, "/erp/v1/account/RegisterVA", Json::object(), false};
    out.body = Json{
        {"requestId", order.request_id},
        {"providerId", settings.provider_id},
        {"merchantId", settings.merchant_id},
        {"acctId", settings.real_account},
        {"virtualAcctCode", settings.vac},
        {"virtualAcctVar", order.virtual_account.substr(settings.vac.size())},
        {"virtualAcctName", bank_text(order.name, name_max)},
        {"virtualAcctStatus", "0"},
        {"isManagedByVTB", "1"},
        {"maxCredit", credit},
        {"minCredit", credit},
        {"creditExpireDate", ""},
        {"effectiveDate", ""},
        {"expireDate", ""},
        {"checkerId", ""},
        {"makerId", ""},
        {"customerCode", ""},
        {"customerName", ""},
        {"productCode", ""},
        {"productName", ""},
        {"transTime", spell_time(order.now)},
        {"channel", settings.erp.channel},
        {"version", settings.erp.version},
        {"clientIP", settings.endpoint.client_ip},
        {"language", "vi"},
    };
    return out;
}

Result<Outgoing> encode_number_status(
    const Settings& settings, const NumberOrder& order, NumberStatus status
) {
    if (!is_our_number(settings, order.virtual_account))
        return unusable("not a number of this contract");
    if (!is_account_number(order.request_id) || order.request_id.size() > 12)
        return unusable("the request id is no requestId");
    Outgoing out{Signed::number_status, "/erp/v1/account/UpdateStsVA", Json::object(), false};
    out.body = Json{
        {"requestId", order.request_id},
        {"providerId", settings.provider_id},
        {"merchantId", settings.merchant_id},
        {"acctId", settings.real_account},
        {"virtualAcctCode", settings.vac},
        {"virtualAcctVar", order.virtual_account.substr(settings.vac.size())},
        {"newStatus", status == NumberStatus::on ? "0" : "4"},
        {"transTime", spell_time(order.now)},
        {"clientIP", settings.endpoint.client_ip},
        {"channel", settings.erp.channel},
        {"version", settings.erp.version},
        {"language", "vi"},
    };
    return out;
}

std::string content_of(const Settings& settings, std::string_view virtual_account) {
    DVC_INVARIANT(virtual_account.starts_with(settings.vac));
    virtual_account.remove_prefix(settings.vac.size());
    return std::string(virtual_account.substr(0, static_cast<std::size_t>(settings.qr.purpose_max))
    );
}

bool is_our_number(const Settings& settings, std::string_view number) {
    return number.starts_with(settings.vac) &&
           settings.vav_pattern.fits(number.substr(settings.vac.size()));
}

std::string erp_id(std::string_view request_id, std::string_view mark) {
    std::string out;
    for (const char c : request_id) {
        if (c == '-' || c == '_') continue;
        if (!is_account_number(std::string_view(&c, 1))) return {};
        if (out.size() + mark.size() < erp_id_max) out += c;
    }
    if (out.empty()) return {};
    out += mark;
    return out;
}

Result<JsonValue> decode_message(std::string_view bytes, toolkit::JsonLimits limits) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(bytes, limits));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    return tree;
}

std::optional<Money> read_amount(std::string_view text) {
    const std::size_t dot = text.find('.');
    const std::string_view whole = text.substr(0, dot);
    if (dot != std::string_view::npos) {
        const std::string_view fraction = text.substr(dot + 1);
        if (fraction != "0" && fraction != "00") return std::nullopt;
    }
    const auto value = toolkit::parse_whole(whole);
    if (whole.size() > 15 || !value || *value == 0 || Money::dong(*value) > largest_amount)
        return std::nullopt;
    return Money::dong(*value);
}

std::optional<Wall> read_time(std::string_view text) {
    if (text.size() != 14) return std::nullopt;
    if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const auto part = [text](std::size_t at, std::size_t n) {
        return std::string(text.substr(at, n));
    };
    const auto day = parse_day(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2));
    const int hour = std::stoi(part(8, 2));
    const int minute = std::stoi(part(10, 2));
    const int second = std::stoi(part(12, 2));
    if (!day || day->year < 2020 || day->year > 2099) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return start_of(*day).plus_s(hour * 3600 + minute * 60 + second);
}

std::string spell_time(Wall at) {
    const Day day = ict_day(at);
    const std::int64_t s = (at.ms - start_of(day).ms) / 1000;
    return std::to_string(day.year) + two(day.month) + two(day.day) +
           two(static_cast<int>(s / 3600)) + two(static_cast<int>(s / 60 % 60)) +
           two(static_cast<int>(s % 60));
}

bool is_transaction(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace dvcpay::vietinbank
