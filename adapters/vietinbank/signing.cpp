#include "vietinbank/signing.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"

namespace dvcpay::vietinbank {
namespace {

using toolkit::JsonValue;
using Path = std::string_view;

constexpr std::size_t signature_characters_max = 4000;

/// Members before a list, members of each of its items, members behind it.
struct Layout {
    std::span<const Path> before;
    Path list;
    std::span<const Path> each;
    std::span<const Path> after;
};

constexpr std::array<Path, 5> qr_request = {
    "requestId", "providerId", "merchantId", "clientDt", "data.accountNumber"
};
constexpr std::array<Path, 5> qr_answer = {
    "requestId", "providerId", "merchantId", "clientDt", "status.statusCode"
};
constexpr std::array<Path, 3> inquiry = {"data.transId", "data.transTime", "data.custCode"};
constexpr std::array<Path, 7> inquiry_answer = {
    "data.details.transId",
    "data.details.transTime",
    "data.details.custCode",
    "data.details.custName",
    "data.details.billId",
    "data.details.amount",
    "data.errors.errorCode"
};
constexpr std::array<Path, 8> inquiry_answer_with_channel = {
    "data.details.transId",
    "header.channelId",
    "data.details.transTime",
    "data.details.custCode",
    "data.details.custName",
    "data.details.billId",
    "data.details.amount",
    "data.errors.errorCode"
};
constexpr std::array<Path, 6> notice = {
    "transId", "transTime", "custCode", "amount", "bankTransId", "remark"
};
constexpr std::array<Path, 3> notice_answer = {"transId", "errorCode", "errorDesc"};
constexpr std::array<Path, 11> record = {
    "transId",
    "originalId",
    "transTime",
    "custCode",
    "custName",
    "custAcct",
    "amount",
    "balance",
    "status.code",
    "bankTransId",
    "remark"
};
constexpr std::array<Path, 1> records_answer = {"data.errors.errorCode"};
constexpr std::array<Path, 8> record_answer = {
    "transId",
    "originalId",
    "transTime",
    "custCode",
    "custName",
    "custAcct",
    "amount",
    "status.code"
};
constexpr std::array<Path, 4> statement = {"requestId", "providerId", "merchantId", "account"};
constexpr std::array<Path, 4> erp_answer = {"requestId", "providerId", "merchantId", "status.code"};
constexpr std::array<Path, 16> register_number = {
    "requestId",
    "providerId",
    "merchantId",
    "acctId",
    "virtualAcctCode",
    "virtualAcctVar",
    "effectiveDate",
    "expireDate",
    "checkerId",
    "makerId",
    "customerCode",
    "productCode",
    "transTime",
    "channel",
    "version",
    "clientIP"
};
constexpr std::array<Path, 1> language = {"language"};
constexpr std::array<Path, 12> number_status = {
    "requestId",
    "providerId",
    "merchantId",
    "acctId",
    "virtualAcctCode",
    "virtualAcctVar",
    "newStatus",
    "transTime",
    "clientIP",
    "channel",
    "version",
    "language"
};
constexpr std::array<Path, 9> name_inquiry = {
    "requestId",
    "providerId",
    "merchantId",
    "account",
    "bankId",
    "clientIP",
    "channel",
    "version",
    "language"
};
constexpr std::array<Path, 11> transfer_before = {
    "requestId",
    "providerId",
    "merchantId",
    "model",
    "priority",
    "softwareProviderId",
    "appointedApprover",
    "feeAccount",
    "feeType",
    "scheduledDate",
    "approver"
};
constexpr std::array<Path, 4> transfer_each = {"transId", "senderAcctId", "recvAcctId", "amount"};
constexpr std::array<Path, 5> transfer_after = {
    "transTime", "channel", "version", "clientIP", "language"
};

Layout layout_of(Signed what) {
    switch (what) {
        case Signed::qr_request:
            return {qr_request, {}, {}, {}};
        case Signed::qr_answer:
            return {qr_answer, {}, {}, {}};
        case Signed::inquiry:
            return {inquiry, {}, {}, {}};
        case Signed::inquiry_answer:
            return {inquiry_answer, {}, {}, {}};
        case Signed::inquiry_answer_with_channel:
            return {inquiry_answer_with_channel, {}, {}, {}};
        case Signed::notice:
            return {notice, {}, {}, {}};
        case Signed::notice_answer:
            return {notice_answer, {}, {}, {}};
        case Signed::records:
            return {{}, "data.records", record, {}};
        case Signed::records_answer:
            return {records_answer, "data.records", record_answer, {}};
        case Signed::statement:
            return {statement, {}, {}, {}};
        case Signed::erp_answer:
            return {erp_answer, {}, {}, {}};
        case Signed::register_number:
            return {register_number, {}, {}, language};
        case Signed::number_status:
            return {number_status, {}, {}, {}};
        case Signed::name_inquiry:
            return {name_inquiry, {}, {}, {}};
        case Signed::transfer:
            return {transfer_before, "records", transfer_each, transfer_after};
    }
    invariant_broken("layout_of: value outside its enum");
}

bool is_text(const JsonValue* value) {
    if (value == nullptr) return true;
    return value->kind == JsonValue::Kind::null || value->kind == JsonValue::Kind::string ||
           value->kind == JsonValue::Kind::number;
}

bool all_text(const JsonValue& at, std::span<const Path> paths) {
    return std::ranges::all_of(paths, [&at](Path path) { return is_text(value_at(at, path)); });
}

void append(std::string& out, const JsonValue& at, std::span<const Path> paths) {
    for (const auto path : paths) out += text_at(at, path);
}

}  // namespace

const JsonValue* value_at(const JsonValue& message, std::string_view path) {
    const JsonValue* here = &message;
    while (here != nullptr && !path.empty()) {
        const std::size_t dot = path.find('.');
        here = here->find(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return here;
}

std::string_view text_at(const JsonValue& message, std::string_view path) {
    const JsonValue* found = value_at(message, path);
    if (found == nullptr) return {};
    const bool has_text =
        found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number;
    return has_text ? std::string_view(found->text) : std::string_view();
}

std::string text_to_sign(Signed what, const JsonValue& message) {
    const Layout layout = layout_of(what);
    std::string out;
    append(out, message, layout.before);
    if (!layout.list.empty()) {
        const JsonValue* list = value_at(message, layout.list);
        if (list != nullptr) {
            for (const auto& item : list->items) append(out, item, layout.each);
        }
    }
    append(out, message, layout.after);
    return out;
}

bool is_signable(Signed what, const JsonValue& message) {
    const Layout layout = layout_of(what);
    if (!all_text(message, layout.before) || !all_text(message, layout.after)) return false;
    if (layout.list.empty()) return true;
    const JsonValue* list = value_at(message, layout.list);
    if (list == nullptr || !list->is_array()) return false;
    return std::ranges::all_of(list->items, [&layout](const JsonValue& item) {
        return item.is_object() && all_text(item, layout.each);
    });
}

std::optional<Proof> verify_signature(
    const Keys& keys,
    const KeyName& key,
    SignAlgorithm algorithm,
    Signed what,
    const JsonValue& message,
    std::string_view base64
) {
    if (base64.empty() || base64.size() > signature_characters_max) return std::nullopt;
    std::string plain(base64);
    std::erase_if(plain, [](char c) { return c == '\r' || c == '\n'; });
    const auto signature = crypto::from_base64(plain);
    if (!signature || signature->empty()) return std::nullopt;
    return keys.verify_signature(key, algorithm, text_to_sign(what, message), *signature);
}

}  // namespace dvcpay::vietinbank
