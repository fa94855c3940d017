#include "simulation/payer.hpp"

#include <fmt/format.h>

#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto begin = text.find(before);
    if (begin == std::string::npos) return {};
    const auto end = text.find(after, begin + before.size());
    return text.substr(begin + before.size(), end - begin - before.size());
}

std::string unescape(std::string text) {
    for (auto at = text.find("&amp;"); at != std::string::npos; at = text.find("&amp;", at + 1))
        text.replace(at, 5, "&");
    return text;
}

}  // namespace

std::string_view word(PayerMood mood) {
    switch (mood) {
        case PayerMood::pays:
            return "pays";
        case PayerMood::pays_on_page:
            return "pays on page";
        case PayerMood::declines:
            return "declines";
        case PayerMood::leaves:
            return "leaves";
        case PayerMood::pays_late:
            return "pays late";
        case PayerMood::declines_then_pays:
            return "declines, then pays";
    }
    return "?";
}

PayerMood Payer::draw_mood() {
    const auto n = rng_.below(100);
    if (n < 35) return PayerMood::pays;
    if (n < 55) return PayerMood::pays_on_page;
    if (n < 68) return PayerMood::declines;
    if (n < 80) return PayerMood::leaves;
    if (n < 92) return PayerMood::pays_late;
    return PayerMood::declines_then_pays;
}

void Payer::pay(const std::string& order_ref) {
    if (over) return;
    const auto paid = momo_->pay(order_ref, std::nullopt, "qr");
    trace_->add(
        fmt::format("payer pays {}: {}", order_ref, paid ? "yes" : code_of(paid.error().fault))
    );
}

Task<bool> Payer::wait_s(std::int64_t from, std::int64_t to) {
    const Mono due = clock_->mono().plus_ms(rng_.between(from * 1000, to * 1000));
    const bool came = co_await clock_->sleep_until(due);
    co_return came;
}

Task<void> Payer::act(PayerMood mood, std::string order_ref, std::string url) {
    trace_->add(fmt::format("payer of {} {}", order_ref, word(mood)));
    switch (mood) {
        case PayerMood::leaves:
            co_return;
        case PayerMood::pays: {
            const bool came = co_await wait_s(1, 400);
            if (came) pay(order_ref);
            co_return;
        }
        case PayerMood::pays_on_page: {
            const bool came = co_await wait_s(1, 400);
            if (came) co_await visit_page(order_ref, url);
            co_return;
        }
        case PayerMood::pays_late: {
            const bool came = co_await wait_s(901, 3000);
            if (came) pay(order_ref);
            co_return;
        }
        case PayerMood::declines:
        case PayerMood::declines_then_pays: {
            bool came = co_await wait_s(1, 400);
            if (!came) co_return;
            if (momo_->decline(order_ref, 1006)) trace_->add("payer declines " + order_ref);
            if (mood == PayerMood::declines) co_return;
            came = co_await wait_s(1, 1200);
            if (came) pay(order_ref);
            co_return;
        }
    }
}

Task<SendResult> Payer::browse(std::string method, std::string url, std::string form) {
    OutboundRequest request;
    request.channel = "browser";
    request.method = std::move(method);
    request.url = std::move(url);
    if (!form.empty()) request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = std::move(form);
    SendResult result = co_await browser_.send(std::move(request), clock_->mono().plus_ms(60'000));
    co_return result;
}

/// Looks at the page, presses Pay, and lets the browser go back to where the provider sends it.
Task<void> Payer::visit_page(std::string order_ref, std::string url) {
    SendResult page = co_await browse("GET", url, "");
    const auto* shown = std::get_if<HttpAnswer>(&page);
    const std::string csrf =
        shown == nullptr ? "" : between(shown->body, "name=\"csrf\" value=\"", "\"");
    const std::string form = shown == nullptr ? "" : between(shown->body, "action=\"", "\"");
    if (csrf.empty() || form.empty() || over) {
        pay(order_ref);  // the page did not come: with the app, then
        co_return;
    }
    SendResult pressed = co_await browse(
        "POST", "https://" + setting::momo_host + form, "csrf=" + csrf + "&pay_type=web"
    );
    trace_->add("payer pressed pay for " + order_ref);
    const auto* done = std::get_if<HttpAnswer>(&pressed);
    const std::string back =
        done == nullptr
            ? ""
            : unescape(between(done->body, "id=\"return\" class=\"button go\" href=\"", "\""));
    if (back.empty()) co_return;
    const SendResult returned = co_await browse("GET", back, "");
    (void)returned;
}

}  // namespace dvcpay::simulation
