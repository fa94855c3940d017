// The payer's page of a provider that stands on BasicProvider, in two languages. No script, nothing
// from elsewhere; a form carries a secret of the order.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sandbox/basic_provider.hpp"
#include "sandbox/crypto.hpp"
#include "sandbox/vietqr.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox {

namespace {

std::string banner(std::string_view who) {
    return fmt::format(
        "<p class=\"note\">dvcpay-sandbox — {}. Không có tiền thật. <em lang=\"en\">No real money "
        "moves here.</em></p>",
        html_escape(who)
    );
}

std::string facts(const BasicOrder& order) {
    std::string out =
        fmt::format("<div class=\"sum\">{} ₫</div><dl>", group_thousands(order.asked));
    const auto row = [&](std::string_view vi, std::string_view en, const std::string& value) {
        if (value.empty()) return;
        out += fmt::format(
            "<dt>{} <span lang=\"en\">/ {}</span></dt><dd>{}</dd>", vi, en, html_escape(value)
        );
    };
    row("Nội dung", "For", order.text);
    row("Tài khoản", "Account", order.number);
    row("Mã đơn", "Order", order.id);
    return out + "</dl>";
}

std::string button(
    std::string_view who, const BasicOrder& order, std::string_view verb, std::string_view words
) {
    const auto amount = verb == "pay" && order.asked == 0
                            ? "<input name=\"amount\" inputmode=\"numeric\" aria-label=\"₫\">"
                            : "";
    return fmt::format(
        "<form method=\"post\" action=\"/{0}/pay/{1}/{2}\"><input type=\"hidden\" name=\"csrf\" "
        "value=\"{3}\">{4}<button id=\"{2}\" class=\"{5}\">{6}</button></form>",
        who,
        order.token,
        verb,
        order.csrf,
        amount,
        verb == "pay" ? "go" : "",
        words
    );
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    constexpr std::size_t digits_max = 13;
    if (text.empty() || text.size() > digits_max) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

HttpResponse not_here(int status, std::string_view vi, std::string_view en) {
    const auto body = fmt::format("<h1>{}</h1><p lang=\"en\">{}</p>", vi, en);
    return html_response(status, html_page("dvcpay-sandbox", body));
}

}  // namespace

std::string BasicProvider::payer_page_url(const BasicOrder& order) const {
    return public_base_url_ + '/' + std::string(name()) + "/pay?t=" + order.token;
}

HttpResponse BasicProvider::payer_page(const BasicOrder& order) const {
    if (order.state != BasicState::pending && !takes_money(order)) {
        return show_end(order, "Đơn hàng đã kết thúc", "This order has ended.");
    }
    std::string body = banner(display_name());
    body += "<h1>Xác nhận thanh toán <span lang=\"en\">/ Confirm payment</span></h1>";
    body += facts(order);
    body += button(name(), order, "pay", "Thanh toán / Pay");
    body += button(name(), order, "decline", "Từ chối / Decline");
    body += button(name(), order, "leave", "Rời trang / Leave");
    return html_response(200, html_page(display_name() + " sandbox: thanh toán", body));
}

HttpResponse BasicProvider::page(const HttpRequest& request) {
    const auto parts = split_path(path_of(request.target));
    if (parts.size() == 2 && parts[1] == "pay" && request.method == "GET") {
        const auto query = query_of(request.target);
        const auto token = query.find("t");
        const auto at = token == query.end()
                            ? orders_.end()
                            : std::ranges::find(orders_, token->second, &BasicOrder::token);
        if (at == orders_.end()) {
            return not_here(404, "Không tìm thấy đơn hàng", "There is no such order.");
        }
        age(*at);
        return payer_page(*at);
    }
    if (parts.size() == 4 && parts[1] == "pay" && request.method == "POST") {
        const auto at = std::ranges::find(orders_, parts[2], &BasicOrder::token);
        if (at == orders_.end()) {
            return not_here(404, "Không tìm thấy đơn hàng", "There is no such order.");
        }
        return payer_pressed(request, *at, parts[3]);
    }
    return not_here(404, "Không có trang này", "There is no such page.");
}

HttpResponse BasicProvider::payer_pressed(
    const HttpRequest& request, BasicOrder& order, std::string_view pressed
) {
    const auto form = parse_form(request.body);
    const auto csrf = form.find("csrf");
    if (!same_site(request) || csrf == form.end() || !crypto::same(csrf->second, order.csrf)) {
        return not_here(403, "Yêu cầu không đến từ trang này", "The form is not from this page.");
    }
    age(order);
    if (pressed == "leave") {
        return show_end(order, "Bạn đã rời trang", "You left; the order is as it was.");
    }
    if (pressed == "pay") {
        const auto typed = form.find("amount");
        std::optional<std::int64_t> amount;
        if (typed != form.end()) amount = whole_number(typed->second);
        if (const auto done = payer_pays(order.id, amount); !done) {
            return show_end(order, "Không thanh toán được", done.error().detail);
        }
        return show_end(order, "Đã gửi lệnh thanh toán", "Your payment is on its way.");
    }
    if (pressed == "decline") {
        if (!payer_declines(order.id)) {
            return show_end(order, "Đơn hàng đã kết thúc", "This order has ended.");
        }
        return show_end(order, "Bạn đã từ chối thanh toán", "You declined.");
    }
    return not_here(404, "Không có nút này", "There is no such button.");
}

HttpResponse BasicProvider::show_end(
    const BasicOrder& order, std::string_view vi, std::string_view en
) const {
    std::string body = banner(display_name());
    body += fmt::format("<h1>{}</h1><p lang=\"en\">{}</p>", vi, html_escape(en));
    body += facts(order);
    body += fmt::format(
        "<p>Trạng thái / State: <strong id=\"state\" data-state=\"{0}\">{0}</strong></p>",
        word_of(order.state)
    );
    const auto url = return_url(order);
    if (!url.empty()) {
        body += fmt::format(
            "<p><a id=\"return\" class=\"button go\" href=\"{}\">Quay lại / Return</a></p>",
            html_escape(url)
        );
    }
    return html_response(200, html_page(display_name() + " sandbox", body));
}

std::string BasicProvider::overview() const {
    constexpr std::size_t shown = 20;
    std::string body = fmt::format(
        "<h2>{}</h2><table><tr><th>order<th>₫<th>state<th></tr>", html_escape(display_name())
    );
    const auto count = std::min(shown, orders_.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& order = orders_[orders_.size() - 1 - i];
        body += fmt::format(
            "<tr><td>{}<td>{}<td>{}<td><a href=\"/{}/pay?t={}\">pay</a></tr>",
            html_escape(order.id),
            group_thousands(order.asked),
            word_of(order.state),
            name(),
            order.token
        );
    }
    if (orders_.empty()) body += "<tr><td colspan=\"4\">no orders yet</td></tr>";
    return body + "</table>";
}

/// A code on an account of this bank; what its number means shows when the gateway is asked.
Result<std::string> BasicProvider::scan(const std::string& payload) {
    if (bin().empty()) return Error(Fault::not_found, "no bank");
    BOOST_OUTCOME_TRY(const auto seen, scan_vietqr(payload));
    if (seen.bin != bin()) return Error(Fault::not_found, "another bank");
    Offer offer;
    offer.number = seen.number;
    offer.asked = seen.amount;
    auto& order = order_of(offer);
    if (order.text.empty()) order.text = seen.memo;
    return '/' + std::string(name()) + "/pay?t=" + order.token;
}

}  // namespace dvcpay::sandbox
