#include "bidv/answers.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "bidv/codes.hpp"
#include "bidv/envelope.hpp"
#include "bidv/lists.hpp"
#include "bidv/messages.hpp"
#include "bidv/numbers.hpp"
#include "crypto/digest.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/canonical.hpp"
#include "toolkit/echo.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::bidv {
namespace {

CreateOpened opened_with(const Settings& settings, const CreateOrder& order, std::string payload) {
    CreateOpened out;
    out.next_action.kind = NextAction::Kind::qr;
    out.next_action.qr_payload = std::move(payload);
    out.next_action.bank_bin = bank_bin;
    out.next_action.bank_name = settings.bank_name;
    out.next_action.account_number = order.attempt.virtual_account;
    out.next_action.account_name = settings.account_name;
    out.next_action.content = content_of(order.attempt);
    return out;
}

/// Whether it is not the QR that was asked for, in any value that decides where money goes.
bool wrong_with(const CreateOrder& order, std::string_view payload) {
    const auto content = toolkit::parse_vietqr(payload);
    if (!content) return true;
    toolkit::QrExpected expected;
    expected.bank_bin = bank_bin;
    expected.number = order.attempt.virtual_account;
    expected.amount = order.attempt.amount;
    // A bank that leaves the text out has still named the number, which alone decides.
    if (!content.value().purpose.empty()) expected.reference = content_of(order.attempt);
    return !toolkit::matches(content.value(), expected);
}

/// How an answer without a QR counts where we may not make one ourselves.
CreateResult without_qr(const HttpAnswer& answer, std::string why) {
    switch (meaning_of_status(answer.status)) {
        case HttpSaid::refused:
            return CreateRefused{setup_unusable(), true};
        case HttpSaid::answered:
        case HttpSaid::busy:
        case HttpSaid::failing:
            break;
    }
    return CreateUnknown{std::move(why)};
}

std::string status_word(const HttpAnswer& answer) {
    return "HTTP " + std::to_string(answer.status);
}

CreateResult read_qr(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const HttpAnswer& answer
) {
    if (meaning_of_status(answer.status) != HttpSaid::answered)
        return without_qr(answer, status_word(answer));
    const auto opened =
        open_answer(keys, order.account.key, settings, settings.seal_create, answer);
    if (!opened) return CreateUnknown{opened.error().detail};
    const auto said = decode_qr(settings, opened.value().body);
    if (!said) return CreateUnknown{"the answer cannot be read"};
    switch (meaning_at_qr(said.value().code)) {
        case QrSaid::made:
            break;
        case QrSaid::not_made:
            return CreateUnknown{"the bank made no QR"};
    }
    // Nobody is shown such a QR, so that nothing is on offer by it.
    if (wrong_with(order, said.value().qr)) return CreateRefused{setup_unusable(), true};
    return opened_with(settings, order, said.value().qr);
}

// --- the day's list
// ------------------------------------------------------------------------------------------------------------------

/// "20261005…" of the day asked for, or of the few before it: what came after the bank's own end of
/// a day stands in the next day's list.
bool is_of(const Settings& settings, Day day, std::string_view date) {
    for (std::int64_t back = 0; back <= settings.reconciliation_widen_days; ++back) {
        const Wall from = start_of(plus_days(day, -static_cast<int>(back)));
        if (date.starts_with(toolkit::format_ict(from, toolkit::ict::compact_day))) return true;
    }
    return false;
}

QuerySilent silence(const Error& error) {
    return QuerySilent{error.detail, error.fault == Fault::forged};
}

/// Fault::unavailable: there is no answer to read. Fault::forged: there is one, and people must
/// look.
Result<Opened> open_list(
    const Keys& keys, const AccountKey& account, const Settings& settings, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return Error(Fault::unavailable, "no answer");
    switch (meaning_of_status(answer->status)) {
        case HttpSaid::answered:
            break;
        case HttpSaid::refused:
            return Error(Fault::forged, status_word(*answer));
        case HttpSaid::busy:
        case HttpSaid::failing:
            return Error(Fault::unavailable, status_word(*answer));
    }
    const bool statement = settings.account_list == AccountList::statement;
    const Seal seal = statement ? settings.seal_statement : settings.seal_reconciliation;
    return open_answer(keys, account, settings, seal, *answer);
}

/// The bank's reference, or its number within the day, or a name out of what the row says; rows
/// that say the same are counted.
std::string name_of(const StatementRow& row, Day day, std::map<std::string, int>& alike) {
    if (!row.reference.empty()) return row.reference;
    if (!row.sequence.empty()) {
        const Wall at = row.at.ms > 0 ? row.at : start_of(day);
        return "seq-" + toolkit::format_ict(at, toolkit::ict::compact_day) + "-" + row.sequence;
    }
    const std::string said =
        toolkit::joined({row.time, toolkit::amount_text(row.amount), row.remark}, "|");
    std::string name = "stmt-" + crypto::sha256_hex(said).substr(0, 24);
    const int before = alike[name]++;
    if (before > 0) name += "-" + std::to_string(before + 1);
    return name;
}

/// Rows are counted over the pages of a day only while nothing moves between them: as long as every
/// page names the same total. A movement that comes meanwhile may push a row that was read onto the
/// next page, and counted on it would be a second movement. From there on each page counts for
/// itself, which can miss a movement but never invents one; the next enquiry that is not disturbed
/// finds it.
PagesSoFar go_on(PagesSoFar so_far, const AccountQuery& query, const Statement& statement) {
    const auto rows = static_cast<std::int64_t>(statement.rows.size());
    if (query.page == 1) so_far = PagesSoFar{};
    const bool first = query.page == 1;
    so_far.steady = so_far.steady && (first || so_far.total == statement.total) &&
                    so_far.rows + rows <= statement.total;
    so_far.total = statement.total;
    so_far.rows += rows;
    if (!so_far.steady) so_far.alike.clear();
    return so_far;
}

/// Empty for a row that is no money of this contract.
std::optional<Verified<Notice>> read_row(
    const Settings& settings,
    const AccountQuery& query,
    const HttpAnswer& answer,
    const std::optional<Proof>& signature,
    const ListRow& row
) {
    // The file repeats nothing of the question but service and day.
    const auto proof = signature
                           ? signature
                           : toolkit::proof_by_echo(answer, {{settings.service_id, row.service}});
    if (!proof || row.service != settings.service_id) return std::nullopt;
    if (meaning_of_row(row.status) != RowSaid::paid || row.trans.empty() || row.amount.is_zero())
        return std::nullopt;
    Notice notice;
    notice.account = query.account.key;
    notice.order_ref = row.bill;
    notice.said = Said::paid;
    notice.amount = row.amount;
    notice.provider_txn = row.trans;
    notice.provider_code = row.status;
    notice.occurred_at = read_time(row.date);
    notice.source = Source::status_answer;
    if (const auto number = number_of(settings, row.customer)) notice.paid_to = *number;
    return Verified<Notice>(std::move(notice), *proof);
}

}  // namespace

CreateResult open_without_bank(
    const Settings& settings, const CreateOrder& order, CreateResult otherwise
) {
    if (settings.local_qr == LocalQr::never) return otherwise;
    toolkit::QrOrder qr;
    qr.bank_bin = bank_bin;
    qr.number = order.attempt.virtual_account;
    qr.amount = order.attempt.amount;
    qr.purpose = content_of(order.attempt);
    toolkit::QrKnobs knobs;
    knobs.amount_min = settings.amount_min;
    knobs.amount_max = settings.amount_max;
    auto payload = toolkit::encode_vietqr(qr, knobs);
    if (!payload) return otherwise;
    CreateOpened out = opened_with(settings, order, std::move(payload.value()));
    out.alarm = true;
    return out;
}

CreateResult decode_create(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
) {
    if (const auto* answer = std::get_if<HttpAnswer>(&sent)) {
        CreateResult result = read_qr(settings, order, keys, *answer);
        if (std::holds_alternative<CreateOpened>(result)) return result;
        return open_without_bank(settings, order, std::move(result));
    }
    if (std::holds_alternative<Unavailable>(sent))
        return open_without_bank(settings, order, CreateNotSent{provider_unavailable()});
    return open_without_bank(settings, order, CreateUnknown{"no answer"});
}

AccountResult decode_list_answer(
    const Settings& settings, const AccountQuery& query, const Keys& keys, const SendResult& sent
) {
    const auto opened = open_list(keys, query.account.key, settings, sent);
    if (!opened) return silence(opened.error());
    const auto list = decode_list(settings, opened.value().body);
    if (!list) return silence(list.error());
    if (meaning_at_list(list.value().code) != ListSaid::given)
        return QuerySilent{"the bank gives no list"};
    const HttpAnswer& answer = std::get<HttpAnswer>(sent);
    AccountPage page;
    for (const auto& row : list.value().rows) {
        if (!is_of(settings, query.day, row.date))
            return QuerySilent{"the list is of another day", true};
        auto notice = read_row(settings, query, answer, opened.value().proof, row);
        if (notice) page.notices.push_back(std::move(*notice));
    }
    return page;
}

AccountResult decode_statement_answer(
    const Settings& settings,
    const AccountQuery& query,
    std::string_view interaction_id,
    const Keys& keys,
    const SendResult& sent
) {
    const auto opened = open_list(keys, query.account.key, settings, sent);
    if (!opened) return silence(opened.error());
    const auto read = decode_statement(settings.statement_product, opened.value().body);
    if (!read) return silence(read.error());
    const Statement& statement = read.value();
    if (!statement.code.empty() && meaning_at_list(statement.code) != ListSaid::given)
        return QuerySilent{"the bank gives no statement"};
    const auto proof = opened.value().proof ? opened.value().proof
                                            : toolkit::proof_by_echo(
                                                  std::get<HttpAnswer>(sent),
                                                  {{interaction_id, statement.request_id}}
                                              );
    if (!proof) return QuerySilent{"the statement does not repeat the question", true};
    AccountPage page;
    page.so_far = go_on(query.so_far, query, statement);
    for (const auto& row : statement.rows) {
        const auto number = number_in(settings, row.remark);
        if (!row.incoming || row.amount.is_zero() || !number) continue;
        Notice notice;
        notice.account = query.account.key;
        notice.said = Said::paid;
        notice.amount = row.amount;
        notice.provider_txn = name_of(row, query.day, page.so_far.alike);
        notice.occurred_at = row.at;
        notice.source = Source::statement;
        notice.paid_to = *number;
        page.notices.emplace_back(std::move(notice), *proof);
    }
    // An empty page is the last, whatever the total says.
    page.more =
        !statement.rows.empty() && query.page * settings.statement_page_rows < statement.total;
    return page;
}

}  // namespace dvcpay::bidv
