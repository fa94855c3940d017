// IPN and browser return: one body, one signed text. Source: spec §8, §9.
#include <algorithm>
#include <utility>

#include "ports/task_group.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

constexpr std::int64_t wrong_by_dong = 1'000;

/// 2xx other than 204 is tolerated, as first-party samples answer so.
bool acknowledged(int status) {
    return status >= 200 && status < 300;
}

}  // namespace

Notice MomoServer::notice_of(const Order& order) const {
    const bool settled = order.state == OrderState::paid || order.state == OrderState::authorised;
    Notice notice;
    notice.partner_code = order.partner_code;
    notice.amount = settled ? order.paid_amount : order.amount;
    notice.trans_id = order.trans_id;
    notice.result_code = order.result_code;
    notice.pay_type = settled ? order.pay_type : "";
    return notice;
}

/// Everything but the signature.
Json MomoServer::notice_body(const Order& order, const Notice& notice) const {
    Json body;
    body["partnerCode"] = notice.partner_code;
    body["orderId"] = order.order_id;
    body["requestId"] = order.request_id;
    body["amount"] = notice.amount;
    body["orderInfo"] = order.order_info;
    body["orderType"] = "momo_wallet";
    body["transId"] = notice.trans_id;
    body["resultCode"] = notice.result_code;
    body["message"] =
        notice.message.empty() ? message_of(notice.result_code, order.lang) : notice.message;
    body["payType"] = notice.pay_type;
    body["responseTime"] = now().ms;
    body["extraData"] = order.extra_data;
    return body;
}

/// Tells the merchant what happened to the order, as the order's faults let it.
void MomoServer::tell(Order& order) {
    const bool paid = order.state == OrderState::paid;
    if (paid && (order.fault(FaultKind::paid_no_callback) || order.fault(FaultKind::query_stale))) {
        Fields fields{{"order", order.order_id}};
        log("momo.ipn_lost", std::move(fields));
        return;
    }
    Notice notice = notice_of(order);
    auto how = SignedAs::right;
    std::int64_t copies = 1;
    if (order.fault(FaultKind::callback_duplicate) != nullptr) copies = 3;
    if (order.fault(FaultKind::callback_bad_signature) != nullptr) how = SignedAs::wrong;
    if (order.fault(FaultKind::callback_wrong_amount) != nullptr) notice.amount += wrong_by_dong;
    if (order.fault(FaultKind::callback_foreign_partner) != nullptr) notice.partner_code += "X";
    if (paid && order.fault(FaultKind::authorised_first) != nullptr) {
        notice.result_code = code::authorised;
    }
    send_ipn(order.order_id, notice, how, copies);
}

void MomoServer::send_ipn(
    const std::string& order_id, const Notice& notice, SignedAs how, std::int64_t copies
) {
    auto* order = ledger_.find(order_id);
    if (order == nullptr || order->ipn_url.empty()) return;
    const auto& partner = partner_of(*order);
    Json body = notice_body(*order, notice);
    if (how != SignedAs::not_at_all) {
        const auto raw = raw_text(Message::notice, body, partner.access_key);
        const Secret wrong("not the key of this partner");
        body["signature"] = sign(how == SignedAs::right ? partner.secret_key : wrong, raw);
    }
    std::vector<std::int64_t> twins;
    for (std::int64_t i = 0; i < copies; ++i) {
        IpnRecord record;
        record.serial = ledger_.next_ipn_serial();
        record.sent = now();
        record.result_code = notice.result_code;
        record.amount = notice.amount;
        record.signature = how;
        record.body = dump(body);
        const auto serial = record.serial;
        order->ipns.push_back(std::move(record));
        // The second races with the first, the third comes when the second has been answered.
        if (i == 0) {
            out_.tasks->spawn(deliver_one(order_id, serial));
        } else {
            twins.push_back(serial);
        }
    }
    if (!twins.empty()) out_.tasks->spawn(deliver(order_id, std::move(twins)));
}

Task<void> MomoServer::deliver(std::string order_id, std::vector<std::int64_t> serials) {
    for (const auto serial : serials) co_await deliver_one(order_id, serial);
}

Task<void> MomoServer::deliver_one(std::string order_id, std::int64_t serial) {
    co_await next_turn();
    for (std::int64_t attempt = 1; attempt <= settings_.ipn_attempts; ++attempt) {
        const auto* order = ledger_.find(order_id);
        const auto* record = ipn(order_id, serial);
        if (order == nullptr || record == nullptr) co_return;
        OutboundRequest request;
        request.channel = "sandbox";
        request.url = order->ipn_url;
        request.headers.add("Content-Type", "application/json; charset=UTF-8");
        request.body = record->body;
        const Mono due = out_.clock->mono().plus_ms(settings_.ipn_timeout_ms);
        const SendResult sent = co_await out_.transport->send(std::move(request), due);
        auto* after = ipn(order_id, serial);
        if (after == nullptr) co_return;  // reset meanwhile
        if (const auto* answer = std::get_if<HttpAnswer>(&sent)) {
            after->status = answer->status;
            after->outcome = "answered";
        } else if (const auto* closed = std::get_if<Unavailable>(&sent)) {
            after->outcome = "unavailable: " + closed->why;
        } else {
            after->outcome = "no answer: " + std::get<NoAnswer>(sent).why;
        }
        ledger_.note_ipn(*ledger_.find(order_id), *after);
        Fields fields{
            {"order", order_id},
            {"result", std::to_string(after->result_code)},
            {"signature", std::string(word_of(after->signature))},
            {"outcome", after->outcome},
            {"http", std::to_string(after->status)}
        };
        log("momo.ipn", std::move(fields));
        if (acknowledged(after->status) || attempt == settings_.ipn_attempts) co_return;
        const Mono again = out_.clock->mono().plus_ms(settings_.ipn_retry_ms);
        const bool came = co_await out_.clock->sleep_until(again);
        if (!came) co_return;
    }
}

IpnRecord* MomoServer::ipn(std::string_view order_id, std::int64_t serial) {
    auto* order = ledger_.find(order_id);
    if (order == nullptr) return nullptr;
    const auto at = std::ranges::find(order->ipns, serial, &IpnRecord::serial);
    return at == order->ipns.end() ? nullptr : &*at;
}

/// "" where the merchant gave no redirectUrl. Parameters are appended to a query of the merchant's
/// own.
std::string MomoServer::return_url(const Order& order) const {
    if (order.redirect_url.empty()) return {};
    const auto& partner = partner_of(order);
    Json body = notice_body(order, notice_of(order));
    body["signature"] =
        sign(partner.secret_key, raw_text(Message::notice, body, partner.access_key));
    std::string url = order.redirect_url;
    char joint = url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : body.items()) {
        url += joint;
        url +=
            name + '=' + percent_encode(value.is_string() ? value.get<std::string>() : dump(value));
        joint = '&';
    }
    return url;
}

}  // namespace dvcpay::sandbox::momo
