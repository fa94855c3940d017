#include "shb/answers.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "shb/belief.hpp"
#include "shb/qr.hpp"
#include "toolkit/banks.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Fields;

// --- create

/// What the payer is given, out of an answer that opens or adopts; empty where it has nothing that
/// may be passed on.
std::optional<CreateOpened> read_offer(
    const Settings& settings, const CreateOrder& order, const Fields& fields
) {
    CreateOpened out;
    out.provider_ref = bank_name_of(fields.text("MaGiaoDich"));
    const std::string_view account = fields.text("SoTaiKhoan");
    if (out.provider_ref.empty() || !is_account(account)) return std::nullopt;
    const std::string_view bank = fields.text("MaNganHang");
    if (!bank.empty() && bank != bank_bin) return std::nullopt;
    const QrOffer offer{account, order.attempt.amount, order.attempt.order_ref.text()};
    auto qr = qr_for(settings, offer, fields.text("ChuoiQR"));
    if (!qr) return std::nullopt;
    out.virtual_account = account;
    out.alarm = qr->made_here;
    out.next_action.kind = NextAction::Kind::qr;
    out.next_action.qr_payload = std::move(qr->payload);
    out.next_action.bank_bin = bank_bin;
    out.next_action.bank_name = toolkit::bank_by_bin(bank_bin)->name;
    out.next_action.account_number = account;
    out.next_action.account_name = toolkit::printable(fields.text("TenTaiKhoan"), 70);
    out.next_action.content = std::move(qr->content);
    return out;
}

enum class AmountSaid : std::uint8_t { equal, other, none };
AmountSaid amount_in(const Fields& fields, Money expected) {
    const std::string_view unit = fields.text("MaTienTe");
    const std::string_view text = fields.text("SoTien");
    if (text.empty()) return AmountSaid::none;
    const auto amount = read_amount(text);
    const bool dong = unit.empty() || unit == currency;
    return amount && *amount == expected && dong ? AmountSaid::equal : AmountSaid::other;
}

CreateResult read_opened(
    const Asked& asked, const CreateOrder& order, const Believed& believed, const HttpAnswer& answer
) {
    const bool fits = amount_in(believed.fields, order.attempt.amount) == AmountSaid::equal &&
                      believed.fields.text("MaTienTe") == currency;
    if (!is_success(answer) || !believed.complete || !fits)
        return CreateUnknown{"the answer does not repeat the order"};
    auto opened = read_offer(asked.settings, order, believed.fields);
    if (!opened) return CreateUnknown{"the answer has no instructions that may be passed on"};
    return std::move(*opened);
}

/// The bill is active at SHB already. Its transaction is ours where it asks for the same money.
CreateResult read_adopted(
    const Asked& asked, const CreateOrder& order, const Believed& believed, const HttpAnswer& answer
) {
    if (!may_refuse(answer) || !believed.complete)
        return CreateUnknown{"the answer does not repeat the order"};
    Money amount = order.attempt.amount;
    AmountSaid said = amount_in(believed.fields, amount);
    if (said == AmountSaid::none) {
        const auto shown = qr_amount(believed.fields.text("ChuoiQR"));
        if (shown) said = *shown == amount ? AmountSaid::equal : AmountSaid::other;
    }
    if (said == AmountSaid::other) return CreateRefused{bill_in_use(), true};
    if (said == AmountSaid::none) return CreateUnknown{"an active bill of an amount not told"};
    auto opened = read_offer(asked.settings, order, believed.fields);
    if (!opened) return CreateUnknown{"the active bill has no instructions that may be passed on"};
    return std::move(*opened);
}

CreateResult read_create(const Asked& asked, const CreateOrder& order, const HttpAnswer& answer) {
    const Belief belief = believe(asked, order.attempt.order_ref.text(), answer);
    if (const auto* why = std::get_if<std::string>(&belief)) return CreateUnknown{*why};
    const auto& believed = std::get<Believed>(belief);
    const CreateMeaning meaning = meaning_at_create(believed.code);
    switch (meaning.said) {
        case CreateSaid::opened:
            return read_opened(asked, order, believed, answer);
        case CreateSaid::adopt:
            return read_adopted(asked, order, believed, answer);
        case CreateSaid::refused:
            if (!may_refuse(answer)) break;
            return CreateRefused{failure_of(believed.code), meaning.blame == Blame::our_setup};
        case CreateSaid::unknown:
            break;
    }
    return CreateUnknown{said_code(believed, answer)};
}

// --- status

/// Where the answer names another transaction or account than ours: the bill has several.
bool names_another(const QueryOrder& order, const Fields& fields) {
    const std::string_view transaction = fields.text("MaGiaoDich");
    const std::string_view account = fields.text("SoTaiKhoan");
    return (!order.provider_ref.empty() && transaction != order.provider_ref) ||
           (!order.virtual_account.empty() && !account.empty() && account != order.virtual_account);
}

Notice empty_notice(const QueryOrder& order, const Believed& believed) {
    Notice notice;
    notice.account = order.account.key;
    notice.order_ref = order.order_ref;
    notice.provider_code = toolkit::printable(believed.written, 10);
    notice.source = Source::status_answer;
    return notice;
}

void settle(Notice& notice, TradeState state, const QueryOrder& order, bool another) {
    switch (notice.said) {
        case Said::paid:
            // Money without a name or a size cannot be booked. Money on another transaction of the
            // same bill is the bill's money all the same; people look why there are two.
            if (notice.provider_txn.empty() || notice.amount.is_zero()) notice.said = Said::unclear;
            notice.alarm = another;
            return;
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed: {
            const bool other_amount = !notice.amount.is_zero() && !order.expected.is_zero() &&
                                      notice.amount != order.expected;
            // The end of another transaction or amount is not the end of this one.
            if (another || other_amount) {
                notice.said = Said::unclear;
            } else {
                notice.failure = failure_of(state);
                notice.failure.provider_code = notice.provider_code;
            }
            return;
        }
        case Said::unclear:
            // Paid and given back, says the bank, and the gateway did not see it.
            notice.alarm = state == TradeState::refunded || state == TradeState::partly_refunded;
            return;
        case Said::authorised:
        case Said::waiting:
        case Said::not_found:
            return;
    }
}

QueryResult read_told(
    const Asked& asked, const QueryOrder& order, const Believed& believed, const HttpAnswer& answer
) {
    const Fields& fields = believed.fields;
    if (!is_success(answer) || !believed.complete)
        return QuerySilent{"the answer does not repeat the order"};
    const auto amount = read_amount(fields.text("SoTien"));
    if (!amount || fields.text("MaTienTe") != currency)
        return QuerySilent{"the answer names no amount in dong", true};
    if (!is_bank_name(fields.text("MaGiaoDich")))
        return QuerySilent{"the answer names no transaction"};
    const TradeState state = asked.settings.state(fields.text("TrangThaiGD"));
    Notice notice = empty_notice(order, believed);
    notice.provider_code = toolkit::printable(fields.text("TrangThaiGD"), 10);
    notice.amount = *amount;
    notice.said = said_of(state);
    if (is_account(fields.text("SoTaiKhoan"))) notice.paid_to = fields.text("SoTaiKhoan");
    if (state == TradeState::paid) {
        // Only money has a credit's name and a time of its own.
        notice.provider_txn = bank_name_of(fields.text("SoThamChieu"));
        notice.occurred_at = read_time(fields.text("ThoiGianThanhToan"));
    }
    settle(notice, state, order, names_another(order, fields));
    return Verified<Notice>(std::move(notice), believed.proof);
}

QueryResult read_status(const Asked& asked, const QueryOrder& order, const HttpAnswer& answer) {
    const Belief belief = believe(asked, order.order_ref, answer);
    if (const auto* why = std::get_if<std::string>(&belief)) return QuerySilent{*why};
    const auto& believed = std::get<Believed>(belief);
    const StatusMeaning meaning = meaning_at_status(believed.code);
    Notice notice = empty_notice(order, believed);
    switch (meaning.said) {
        case StatusSaid::told:
            return read_told(asked, order, believed, answer);
        case StatusSaid::waiting:
            notice.said = Said::waiting;
            break;
        case StatusSaid::lapsed:
            notice.said = Said::lapsed;
            notice.failure = failure_of(believed.code);
            break;
        case StatusSaid::not_found:
            notice.said = Said::not_found;
            break;
        case StatusSaid::unclear:
            return QuerySilent{said_code(believed, answer), meaning.blame == Blame::our_setup};
    }
    if (!may_refuse(answer) || !believed.complete) return QuerySilent{said_code(believed, answer)};
    return Verified<Notice>(std::move(notice), believed.proof);
}

}  // namespace

CreateResult decode_create(const Asked& asked, const CreateOrder& order, const SendResult& sent) {
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return CreateUnknown{none->why};
    return read_create(asked, order, std::get<HttpAnswer>(sent));
}

QueryResult decode_status(const Asked& asked, const QueryOrder& order, const SendResult& sent) {
    if (const auto* never = std::get_if<Unavailable>(&sent)) return QuerySilent{never->why};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return QuerySilent{none->why};
    return read_status(asked, order, std::get<HttpAnswer>(sent));
}

}  // namespace dvcpay::shb
