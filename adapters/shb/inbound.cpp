#include "shb/inbound.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "domain/invariant.hpp"
#include "shb/bill.hpp"
#include "shb/codes.hpp"
#include "shb/messages.hpp"
#include "shb/settings.hpp"
#include "shb/signing.hpp"
#include "toolkit/decode_once.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Fields;

constexpr std::size_t name_max = 64;  // the protocol's are at most 30; money under a longer one is
                                      // money too
constexpr std::size_t code_max = 10;

bool is_visible(std::string_view text, std::size_t max) {
    return !text.empty() && text.size() <= max &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// The members a result must have, each as one text or number.
bool is_result(const Fields& fields) {
    return is_visible(fields.text("MaDoiTac"), name_max) &&
           is_visible(fields.text("MaHoaDon"), name_max) &&
           is_visible(fields.text("MaGiaoDich"), name_max) &&
           is_visible(fields.text("SoTaiKhoan"), name_max) &&
           is_visible(fields.text("TrangThaiGD"), code_max) &&
           is_visible(fields.text("SoTien"), 20);
}

Result<Incoming> decode_as_written(std::string_view bytes) {
    return decode_message(Names(), bytes);
}
/// The members under the wire's names: which contract's spelling they have is not known yet.
const Result<Incoming>& as_written(const InboundCall& call) {
    return toolkit::decode_once(call, &decode_as_written);
}

std::string_view id_of(const Settings& settings, const HttpRequest& request) {
    if (request.headers.count(settings.id_header) != 1) return {};
    const std::string_view id = request.headers.get(settings.id_header);
    return is_message_id(id) ? id : std::string_view();
}

/// Which order the words are about, and whether every name in them is that order's own. What the
/// gateway has not learnt yet (the answer to its create was lost) cannot disagree.
enum class Fit : std::uint8_t { ours, stranger, mixed };
Fit fit_of(const InboundContext& context, const Fields& fields) {
    const StoredOrder* order = context.find(fields.text("MaHoaDon"));
    const StoredOrder* by_number = context.find_number(fields.text("SoTaiKhoan"));
    if (order == nullptr && by_number == nullptr) return Fit::stranger;
    if (order == nullptr || (by_number != nullptr && by_number != order)) return Fit::mixed;
    const Attempt& attempt = order->attempt;
    const bool account = attempt.account == context.account.key;
    const bool number =
        attempt.virtual_account.empty() || attempt.virtual_account == fields.text("SoTaiKhoan");
    const bool transaction =
        attempt.provider_ref.empty() || attempt.provider_ref == fields.text("MaGiaoDich");
    return account && number && transaction ? Fit::ours : Fit::mixed;
}

bool ends(Said said) {
    return said == Said::declined || said == Said::cancelled || said == Said::lapsed;
}

/// An end without money ends only what it names exactly. Money is booked as it is: for the order,
/// in whatever amount, or for nobody. Only where its names point to two places the bank is asked
/// which is right.
void weigh(Notice& notice, Fit fit, Money asked) {
    if (notice.said == Said::paid) {
        const bool bookable = !notice.provider_txn.empty() && !notice.amount.is_zero();
        notice.ask_first = !bookable || fit == Fit::mixed;
        return;
    }
    const bool other_amount = !notice.amount.is_zero() && notice.amount != asked;
    if (ends(notice.said) && (fit != Fit::ours || other_amount)) {
        notice.said = Said::unclear;
        notice.ask_first = true;
    }
}

Notice read_notice(const Settings& settings, const InboundContext& context, const Fields& fields) {
    Notice notice;
    notice.account = context.account.key;
    notice.order_ref = fields.text("MaHoaDon");
    notice.paid_to = fields.text("SoTaiKhoan");
    notice.provider_code = fields.text("TrangThaiGD");
    notice.source = Source::callback;
    const TradeState state = settings.state(notice.provider_code);
    notice.said = said_of(state);
    const StoredOrder* order = context.find(notice.order_ref);
    // Money that is gone again: after a refund of ours that is no news.
    const bool gone = state == TradeState::refunded || state == TradeState::partly_refunded;
    notice.alarm = gone && (order == nullptr || !order->result_kept);
    notice.occurred_at = read_time(fields.text("ThoiGianThanhToan"));
    if (fields.text("MaTienTe") != currency) {
        // No amount of dong, so nothing that could be booked or ended.
        notice.said = Said::unclear;
        notice.alarm = true;
        return notice;
    }
    notice.amount = read_amount(fields.text("SoTien")).value_or(Money());
    if (is_visible(fields.text("SoThamChieu"), name_max))
        notice.provider_txn = fields.text("SoThamChieu");
    const Money asked = order == nullptr ? Money() : order->attempt.amount;
    weigh(notice, fit_of(context, fields), asked);
    if (ends(notice.said)) {
        notice.failure = failure_of(state);
        notice.failure.provider_code = notice.provider_code;
    }
    return notice;
}

// --- our answer

struct AckWords {
    std::string_view code;
    std::string_view text;
    int status = 200;
};
constexpr AckWords ack_taken = {"00", "Success"};
constexpr AckWords ack_malformed = {"01", "Malformed message"};
constexpr AckWords ack_forged = {"03", "Invalid signature", 401};
constexpr AckWords ack_unknown = {"07", "Unknown transaction"};
constexpr AckWords ack_again = {"99", "Temporary error"};

AckWords words_for(Distrust distrust) {
    switch (distrust) {
        case Distrust::malformed:
        case Distrust::out_of_bounds:
            return ack_malformed;
        // Which of these it was is nobody's business.
        case Distrust::foreign_partner:
        case Distrust::bad_signature:
        case Distrust::bad_credentials:
        case Distrust::reused_message:
            return ack_forged;
    }
    invariant_broken("words_for: value outside its enum");
}

/// What is kept is kept, whatever became of it. Only words without money about nothing of ours may
/// be answered otherwise, where the contract wants that.
AckWords words_for_taken(const Settings* settings, const InboundOutcome& outcome) {
    const bool stranger =
        std::ranges::find(outcome.verdicts, Verdict::stranger) != outcome.verdicts.end();
    const bool money =
        std::ranges::any_of(outcome.notices, [](const Notice& n) { return n.said == Said::paid; });
    const bool told = settings != nullptr && settings->stranger_code == ack_unknown.code;
    return stranger && !money && told ? ack_unknown : ack_taken;
}

AckWords words_for(const Settings* settings, const InboundOutcome& outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            return words_for_taken(settings, outcome);
        case InboundOutcome::Kind::distrusted:
            return words_for(outcome.distrust);
        case InboundOutcome::Kind::answered:  // a question: bill_answer finds its own words
        case InboundOutcome::Kind::try_again:
            return ack_again;
    }
    invariant_broken("words_for: value outside its enum");
}

/// A name to be repeated; what cannot be one is not sent back.
std::string repeated(const Fields& fields, std::string_view name) {
    const std::string_view text = fields.text(name);
    return is_bank_name(text) ? std::string(text) : std::string();
}

}  // namespace

std::vector<ProviderAccount> Inbound::of_shb(const std::vector<ProviderAccount>& accounts) {
    std::vector<ProviderAccount> out;
    std::ranges::copy_if(accounts, std::back_inserter(out), [](const ProviderAccount& account) {
        return account.key.provider == "shb";
    });
    return out;
}

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    const bool inquiry = call.kind == bill_kind;
    if (!inquiry && call.kind != ipn_kind)
        return Error(Fault::malformed, "not a kind of call SHB makes");
    const auto& read = as_written(call);
    if (!read) return read.error();
    bool is_any = false;
    for (const auto& account : accounts) {
        // Disabled ones count: their payers' money still arrives.
        if (account.key.provider != "shb") continue;
        const auto settings = settings_.of(account);
        if (!settings || (inquiry && !settings->pull_mode)) continue;
        Fields renamed;
        const Fields& fields = settings->names.read(read.value().fields, renamed);
        if (inquiry ? !is_inquiry(fields) : !is_result(fields)) continue;
        is_any = true;
        if (fields.text("MaDoiTac") != settings->partner_code) continue;
        Located located;
        located.account = account.key;
        located.order_refs.emplace_back(fields.text(inquiry ? "MaKhachHang" : "MaHoaDon"));
        located.numbers.emplace_back(fields.text(inquiry ? "MaKhachHang" : "SoTaiKhoan"));
        return located;
    }
    if (is_any) return Error(Fault::forged, "a partner code that is none of ours");
    return Error(Fault::malformed, "neither a result nor an inquiry");
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto settings = settings_.of(context.account);
    const bool inquiry = call.kind == bill_kind;
    if (!settings || (inquiry ? !settings->pull_mode : call.kind != ipn_kind))
        return Distrust::malformed;
    const HttpRequest& request = call.request;
    const auto proof = verify_signature(
        *keys_,
        settings->signature,
        context.account.key,
        id_of(*settings, request),
        request.body,
        request.headers
    );
    const auto& message = as_written(call);
    if (!message) return Distrust::malformed;
    Fields renamed;
    const Fields& fields = settings->names.read(message.value().fields, renamed);
    if (inquiry ? !is_inquiry(fields) : !is_result(fields)) return Distrust::malformed;
    if (fields.text("MaDoiTac") != settings->partner_code) return Distrust::foreign_partner;
    if (!proof) return Distrust::bad_signature;
    if (inquiry) return question_of(fields);
    if (!read_amount(fields.text("SoTien"))) return Distrust::malformed;
    std::vector<Verified<Notice>> notices;
    notices.emplace_back(read_notice(*settings, context, fields), *proof);
    return notices;
}

Ack ack_of(const InboundCall& call, const InboundOutcome& outcome) {
    Ack ack;
    const auto settings = outcome.account_known
                              ? read_settings(outcome.context.account)
                              : Result<Settings>(Error(Fault::configuration, "no account"));
    const Settings* known = settings ? &settings.value() : nullptr;
    const AckWords words = words_for(known, outcome);
    ack.status = words.status;
    const Names names = known == nullptr ? Names() : known->names;
    const auto& message = as_written(call);
    Fields renamed;
    const Fields& fields = message ? names.read(message.value().fields, renamed) : renamed;
    if (known != nullptr) ack.message_id = id_of(*known, call.request);
    if (call.kind == bill_kind) {
        ack.body = bill_answer(
            known == nullptr ? Settings() : *known, fields, outcome, words.code, words.text
        );
        return ack;
    }
    toolkit::JsonText body;
    body.object()
        .text(names.wire("MaLoi"), words.code)
        .text(names.wire("MoTaLoi"), words.text)
        .text(names.wire("MaHoaDon"), repeated(fields, "MaHoaDon"))
        .text(names.wire("MaGiaoDich"), repeated(fields, "MaGiaoDich"));
    ack.body = body.end().take();
    return ack;
}

}  // namespace dvcpay::shb
