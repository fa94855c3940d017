// The payer's page: what the MoMo app would show, as a small web page in two languages. No script,
// nothing from elsewhere. A form carries a secret of the order, and a browser that says
// "cross-site" is refused.
#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

constexpr std::string_view banner =
    "<p class=\"note\">dvcpay-sandbox — MoMo. Không có tiền thật. <em lang=\"en\">No real money "
    "moves here.</em></p>";

std::string facts(const Order& order) {
    return fmt::format(
        "<div class=\"sum\">{} ₫</div><dl><dt>Nội dung <span lang=\"en\">/ For</span></dt><dd>{}"
        "</dd><dt>Đơn vị <span lang=\"en\">/ Merchant</span></dt><dd>{}</dd>"
        "<dt>Mã đơn <span lang=\"en\">/ Order</span></dt><dd>{}</dd></dl>",
        group_thousands(order.amount),
        html_escape(order.order_info),
        html_escape(order.partner_code),
        html_escape(order.order_id)
    );
}

std::string button(
    const Order& order, std::string_view pay_type, std::string_view verb, std::string_view words
) {
    return fmt::format(
        "<form method=\"post\" action=\"/momo/pay/{0}/{1}\"><input type=\"hidden\" name=\"csrf\" "
        "value=\"{2}\"><input type=\"hidden\" name=\"pay_type\" value=\"{3}\">"
        "<button id=\"{1}\" class=\"{4}\">{5}</button></form>",
        order.token,
        verb,
        order.csrf,
        pay_type,
        verb == "pay" ? "go" : "",
        words
    );
}

std::string state_words(OrderState state) {
    switch (state) {
        case OrderState::pending:
            return "chờ thanh toán / waiting";
        case OrderState::authorised:
            return "đã giữ tiền / authorised";
        case OrderState::paid:
            return "đã thanh toán / paid";
        case OrderState::declined:
            return "đã từ chối / declined";
        case OrderState::expired:
            return "đã hết hạn / expired";
        case OrderState::cancelled:
            return "đã huỷ / cancelled";
    }
    return {};
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

HttpResponse not_here(int status, std::string_view vi, std::string_view en) {
    const auto body = fmt::format("{}<h1>{}</h1><p lang=\"en\">{}</p>", banner, vi, en);
    return html_response(status, html_page("MoMo sandbox", body));
}

HttpResponse unknown_order() {
    return not_here(404, "Không tìm thấy đơn hàng", "There is no such order.");
}

}  // namespace

HttpResponse MomoServer::page(const HttpRequest& request) {
    const auto parts = split_path(path_of(request.target));
    const auto query = query_of(request.target);
    const auto value = [&](const char* name) {
        const auto at = query.find(name);
        return at == query.end() ? std::string{} : at->second;
    };
    if (parts.size() == 2 && (parts[1] == "pay" || parts[1] == "qr") && request.method == "GET") {
        auto* order = ledger_.find_by_token(value("t"));
        const auto by_id = value("order");
        // By its id only on this machine: an order id is no secret.
        if (order == nullptr && !by_id.empty() && is_loopback(request.peer)) {
            order = ledger_.find(by_id);
        }
        if (order == nullptr) return unknown_order();
        ledger_.age(*order, now());
        return show_order(*order, parts[1] == "qr" ? "qr" : "web");
    }
    if (parts.size() == 4 && parts[1] == "pay" && request.method == "POST") {
        auto* order = ledger_.find_by_token(parts[2]);
        if (order == nullptr) return unknown_order();
        return payer_pressed(request, *order, parts[3]);
    }
    return not_here(404, "Không có trang này", "There is no such page.");
}

HttpResponse MomoServer::show_order(const Order& order, std::string_view pay_type) const {
    if (order.state != OrderState::pending) {
        return show_end(order, "Đơn hàng đã kết thúc", "This order has ended.");
    }
    const auto minutes = (order.expires.ms - now().ms + 59'999) / 60'000;
    std::string body(banner);
    body += "<h1>Xác nhận thanh toán <span lang=\"en\">/ Confirm payment</span></h1>";
    body += facts(order);
    body += fmt::format("<p><small>Còn {0} phút / {0} min left</small></p>", minutes);
    body += button(order, pay_type, "pay", "Thanh toán / Pay");
    body += button(order, pay_type, "decline", "Từ chối / Decline");
    body += button(order, pay_type, "leave", "Rời trang / Leave");
    return html_response(200, html_page("MoMo sandbox: thanh toán", body));
}

HttpResponse MomoServer::show_end(const Order& order, std::string_view vi, std::string_view en)
    const {
    std::string body(banner);
    body += fmt::format("<h1>{}</h1><p lang=\"en\">{}</p>", vi, en);
    body += facts(order);
    body += fmt::format(
        "<p>Trạng thái / State: <strong id=\"state\" data-state=\"{}\">{}</strong></p>",
        word_of(order.state),
        state_words(order.state)
    );
    if (order.trans_id != 0) body += fmt::format("<p>transId: {}</p>", order.trans_id);
    const auto url = return_url(order);
    if (!url.empty()) {
        body += fmt::format(
            "<p><a id=\"return\" class=\"button go\" href=\"{}\">Quay lại / Return</a></p>",
            html_escape(url)
        );
    }
    const bool to_web = url.starts_with("https://") || url.starts_with("http://");
    const auto head =
        to_web ? fmt::format("<meta http-equiv=\"refresh\" content=\"3;url={}\">", html_escape(url))
               : std::string{};
    return html_response(200, html_page("MoMo sandbox", body, head));
}

HttpResponse MomoServer::payer_pressed(
    const HttpRequest& request, Order& order, std::string_view button_name
) {
    const auto form = parse_form(request.body);
    const auto csrf = form.find("csrf");
    if (!same_site(request) || csrf == form.end() || !same(csrf->second, order.csrf)) {
        return not_here(403, "Yêu cầu không đến từ trang này", "The form is not from this page.");
    }
    ledger_.age(order, now());
    const auto type = form.find("pay_type");
    const std::string pay_type = type != form.end() && type->second == "qr" ? "qr" : "web";
    const bool open = order.state == OrderState::pending;
    if (button_name == "leave") {
        return show_end(order, "Bạn đã rời trang", "You left; the order is as it was.");
    }
    if (!open) return show_end(order, "Đơn hàng đã kết thúc", "This order has ended.");
    if (button_name == "pay") {
        settle_payment(order, amount_paid(order), pay_type);
        return show_end(order, "Thanh toán thành công", "Paid.");
    }
    if (button_name == "decline") {
        settle_decline(order, code::declined);
        return show_end(order, "Bạn đã từ chối thanh toán", "You declined.");
    }
    return not_here(404, "Không có nút này", "There is no such button.");
}

std::string MomoServer::overview() const {
    constexpr std::size_t shown = 20;
    std::string body = "<h2>MoMo</h2><table><tr><th>orderId<th>₫<th>state<th></tr>";
    const auto& all = ledger_.orders();
    const auto count = std::min(shown, all.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& order = all[all.size() - 1 - i];
        body += fmt::format(
            "<tr><td>{}<td>{}<td>{}<td><a href=\"/momo/pay?t={}\">pay</a> "
            "<a href=\"/momo/qr?t={}\">scan</a></tr>",
            html_escape(order.order_id),
            group_thousands(order.amount),
            word_of(order.state),
            order.token,
            order.token
        );
    }
    if (all.empty()) body += "<tr><td colspan=\"4\">no orders yet</td></tr>";
    return body + "</table>";
}

}  // namespace dvcpay::sandbox::momo
