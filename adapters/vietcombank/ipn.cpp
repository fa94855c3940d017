#include "vietcombank/ipn.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/form.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/url.hpp"
#include "vietcombank/checkout_codes.hpp"
#include "vietcombank/checkout_messages.hpp"

namespace dvcpay::vietcombank {
namespace {

using toolkit::Fields;

constexpr std::size_t id_max = 150;

Result<Fields> fields_of(const HttpRequest& request) {
    BOOST_OUTCOME_TRY(
        auto fields,
        request.method == "GET" ? toolkit::parse_query(toolkit::query_of(request.target))
                                : toolkit::parse_form(request.body)
    );
    const auto fits = [&](std::string_view name) {
        const std::string* text = fields.find(name);
        return text != nullptr && !text->empty() && text->size() <= id_max;
    };
    if (!fits("token_code") || !fits("order_code") || !fits("status") || !fits("amount"))
        return Error(Fault::malformed, "no notice of the checkout");
    return fields;
}

/// Values move unseen across a bar that stands in one of them.
bool has_bars(const Checkout& contract, const Fields& fields) {
    return std::ranges::any_of(contract.notify_fields, [&](const std::string& name) {
        return fields.text(name).find('|') != std::string_view::npos;
    });
}

bool is_end(Said said) {
    return said == Said::declined || said == Said::cancelled || said == Said::lapsed;
}

HttpResponse said(int status, std::string_view code, std::string_view message) {
    toolkit::JsonText body;
    body.object().text("result_code", code).text("result_message", message).end();
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "application/json");
    out.body = body.take();
    return out;
}

}  // namespace

Result<Located> locate_notice(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) {
    BOOST_OUTCOME_TRY(auto fields, fields_of(call.request));
    const std::string_view site = site_of(fields.text("token_code"));
    for (const auto& account : accounts) {
        if (account.key.provider != "vietcombank" || site.empty() ||
            account.setting("nl_merchant_site_code") != site)
            continue;
        Located out;
        out.account = account.key;
        out.order_refs.emplace_back(fields.text("order_code"));
        return out;
    }
    return Error(Fault::forged, "a merchant that is none of ours");
}

VerifyResult verify_notice(
    const Keys& keys, const InboundCall& call, const InboundContext& context
) {
    const auto settings = read_settings(context.account);
    const auto read = fields_of(call.request);
    if (!settings || !settings.value().checkout.offered || !read) return Distrust::malformed;
    const Checkout& contract = settings.value().checkout;
    const Fields& fields = read.value();
    const auto proof = verify_checksum(
        keys,
        context.account.key,
        DigestAlgorithm::md5,
        notice_text(contract, fields),
        fields.text("checksum")
    );
    if (!proof) return Distrust::bad_signature;
    if (has_bars(contract, fields)) return Distrust::out_of_bounds;
    if (!is_token_of(contract, fields.text("token_code"))) return Distrust::foreign_partner;
    const auto amount =
        toolkit::read_amount(fields.text("amount"), {.decimals = toolkit::Decimals::zeros});
    if (!amount) return Distrust::malformed;

    Notice notice;
    notice.account = context.account.key;
    notice.order_ref = fields.text("order_code");
    notice.said = meaning_of_order(fields.text("status"));
    notice.amount = *amount;
    notice.provider_txn = fields.text("token_code");
    notice.provider_code = fields.text("status");
    notice.source = Source::callback;
    if (fields.text("currency") != "VND") notice.said = Said::unclear;
    const StoredOrder* order = context.find(notice.order_ref);
    const bool fits =
        order != nullptr && order->attempt.amount == *amount &&
        (order->attempt.provider_ref.empty() || order->attempt.provider_ref == notice.provider_txn);
    // It must not end an order that it does not name exactly.
    if (is_end(notice.said) && !fits) notice.said = Said::unclear;
    notice.failure = failure_of_order(notice.said, notice.provider_code);
    notice.ask_first =
        notice.said == Said::paid && (contract.notice_worth == NoticeWorth::ask_first || !fits);
    std::vector<Verified<Notice>> out;
    out.emplace_back(std::move(notice), *proof);
    return out;
}

HttpResponse answer_notice(const InboundOutcome& outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            return said(200, "0000", "Success");
        case InboundOutcome::Kind::answered:
        case InboundOutcome::Kind::try_again:
            return said(500, "0001", "Try again");
        case InboundOutcome::Kind::distrusted:
            return outcome.distrust == Distrust::malformed ? said(400, "0001", "Unreadable")
                                                           : said(200, "0017", "Wrong checksum");
    }
    invariant_broken("answer_notice: value outside its enum");
}

std::optional<ReturnVisit> read_return_of(std::string_view query) {
    const auto fields = toolkit::parse_query(query);
    if (!fields) return std::nullopt;
    const auto ref = OrderRef::parse(fields.value().text("order_code"));
    if (!ref) return std::nullopt;
    return ReturnVisit{ref->text(), false, true};
}

}  // namespace dvcpay::vietcombank
