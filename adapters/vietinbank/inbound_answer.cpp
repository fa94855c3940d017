// What the bank is answered: codes of its dialect over what the core decided.
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/fold.hpp"
#include "vietinbank/codes.hpp"
#include "vietinbank/inbound.hpp"

namespace dvcpay::vietinbank {
namespace {

using toolkit::JsonValue;

constexpr std::size_t name_max = 70;
constexpr std::string_view record_taken = "Receive Notify Transaction Successful";

/// A member given back as it came: texts and numbers as texts (their characters are what is
/// signed), all else as null.
Json echo(const JsonValue& at, std::string_view path) {
    const JsonValue* found = value_at(at, path);
    if (found == nullptr ||
        (found->kind != JsonValue::Kind::string && found->kind != JsonValue::Kind::number))
        return nullptr;
    return found->text;
}

std::string echo_text(const JsonValue& at, std::string_view path) {
    return std::string(text_at(at, path));
}

struct Said {
    std::string code;
    std::string text;
};
Said said(Word word) {
    return {std::string(word.code), std::string(word.text)};
}

/// Of one movement that was taken.
Said said_of(Verdict verdict, const InboundSettings& settings) {
    switch (verdict) {
        case Verdict::kept:
            return said(word_ok);
        case Verdict::repeated:
            return {settings.duplicate_code, std::string(word_ok.text)};
        case Verdict::stranger:
            return {settings.unmatched_code, std::string(word_ok.text)};
        case Verdict::contradicts:
            return {settings.contradiction_code, std::string(word_known_otherwise.text)};
        // Money that has moved is never refused here: no notice of ours is refusable.
        case Verdict::refused_unknown:
        case Verdict::refused_closed:
        case Verdict::refused_paid:
        case Verdict::refused_amount:
            return said(word_try_again);
    }
    invariant_broken("said_of: value outside its enum");
}

/// Of the n-th movement of the call.
Said said_of(const InboundOutcome& outcome, std::size_t n, const InboundSettings& settings) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            return n < outcome.verdicts.size() ? said_of(outcome.verdicts[n], settings)
                                               : said(word_ok);
        case InboundOutcome::Kind::distrusted:
            return said(word_for(outcome.distrust));
        case InboundOutcome::Kind::answered:  // a notice is no question
        case InboundOutcome::Kind::try_again:
            return said(word_try_again);
    }
    invariant_broken("said_of: value outside its enum");
}

int status_of(const InboundOutcome& outcome, const InboundSettings& settings) {
    const bool bad_signature = outcome.kind == InboundOutcome::Kind::distrusted &&
                               word_for(outcome.distrust).code == word_bad_signature.code;
    return bad_signature ? settings.bad_signature_status : 200;
}

// --- bill inquiry

/// The bill as the bank shows it to the payer, all texts plain.
Json bill_details(const StoredOrder& order, const Settings& settings, Json details) {
    const std::string& holder =
        settings.account_name.empty() ? order.beneficiary.name : settings.account_name;
    const std::string amount = std::to_string(order.attempt.amount.count());
    details["custName"] =
        toolkit::fold_or(holder, settings.vac, toolkit::vietinbank_alphabet, name_max);
    details["billId"] = order.attempt.order_ref.text();
    details["amount"] = amount;
    if (settings.inbound.amount_min == AmountMin::amount) details["amountMin"] = amount;
    return details;
}

Said said_of_bill(const InboundOutcome& outcome, const StoredOrder* order) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::answered:
            return said(word_for(order));
        case InboundOutcome::Kind::distrusted:
            return said(word_for(outcome.distrust));
        case InboundOutcome::Kind::taken:  // a question is no notice
        case InboundOutcome::Kind::try_again:
            return said(word_try_again);
    }
    invariant_broken("said_of_bill: value outside its enum");
}

Json header_back(const JsonValue& request, std::string_view type) {
    Json header = Json::object();
    header["msgId"] = echo(request, "header.msgId");
    header["msgType"] = type;
    for (const char* name : {"channelId", "gatewayId", "providerId", "merchantId", "productId"})
        header[name] = echo(request, std::string("header.") + name);
    for (const char* name : {"recordNum", "username"}) {
        const std::string path = std::string("header.") + name;
        if (!text_at(request, path).empty()) header[name] = echo(request, path);
    }
    return header;
}

Reply reply_to_inquiry(
    const JsonValue& request, const InboundOutcome& outcome, const Settings& settings
) {
    const StoredOrder* order = outcome.kind == InboundOutcome::Kind::answered
                                   ? outcome.context.find_number(outcome.question.number)
                                   : nullptr;
    const Said what = said_of_bill(outcome, order);
    Json details = Json{
        {"transId", echo_text(request, "data.transId")},
        {"transTime", echo_text(request, "data.transTime")},
        {"custCode", echo_text(request, "data.custCode")},
        {"custName", ""},
        {"billId", nullptr},
        {"amount", "0"},
        {"amountMin", nullptr},
        {"preseve1", nullptr},  // the bank's spelling
        {"preseve2", nullptr},
        {"preseve3", nullptr},
    };
    if (order != nullptr && what.code == word_ok.code)
        details = bill_details(*order, settings, std::move(details));
    Reply reply;
    reply.message.kind = settings.inbound.inquiry_profile == InquiryProfile::v1_4_1
                             ? Signed::inquiry_answer
                             : Signed::inquiry_answer_with_channel;
    reply.message.signed_in_header = true;
    Json header = header_back(request, "1110");
    header["timestamp"] = spell_time(outcome.now);
    reply.message.body = Json{
        {"header", std::move(header)},
        {"data",
         {{"errors", {{"errorCode", what.code}, {"errorDesc", what.text}}},
          {"details", std::move(details)}}},
    };
    reply.status = status_of(outcome, settings.inbound);
    return reply;
}

// --- notices

Reply reply_to_flat(
    const JsonValue& request, const InboundOutcome& outcome, const Settings& settings
) {
    const Said what = said_of(outcome, 0, settings.inbound);
    Reply reply;
    reply.message.kind = Signed::notice_answer;
    reply.message.body = Json{
        {"transId", echo_text(request, "transId")},
        {"providerId", echo_text(request, "providerId")},
        {"errorCode", what.code},
        {"errorDesc", what.text},
    };
    reply.status = status_of(outcome, settings.inbound);
    return reply;
}

/// The record as the bank wants it back: without the account's balance.
Json record_back(const JsonValue& item, const Said& what) {
    Json out = Json::object();
    for (const char* name :
         {"transId",
          "originalId",
          "channelId",
          "transTime",
          "transType",
          "custCode",
          "custName",
          "custAcct",
          "amount",
          "bankTransId",
          "remark",
          "currencyCode"})
        out[name] = echo(item, name);
    const bool taken = what.code == word_ok.code;
    out["status"] = {
        {"code", what.code}, {"message", taken ? std::string(record_taken) : what.text}
    };
    return out;
}

/// The word on the whole message: "again" where any record wants that.
Said summary(
    const std::vector<Said>& all, const InboundOutcome& outcome, const InboundSettings& s
) {
    for (const auto& each : all) {
        if (each.code == word_try_again.code || each.code == word_bad_signature.code) return each;
    }
    return all.empty() ? said_of(outcome, 0, s) : said(word_ok);
}

Reply reply_to_records(
    const Incoming& request, const InboundOutcome& outcome, const Settings& settings
) {
    std::vector<Said> all;
    Json records = Json::array();
    for (const auto* item : request.items()) {
        all.push_back(said_of(outcome, all.size(), settings.inbound));
        if (item->is_object()) records.push_back(record_back(*item, all.back()));
    }
    const Said whole = summary(all, outcome, settings.inbound);
    Json header = header_back(request.tree, "1210");
    header["timestamp"] = spell_time(outcome.now);
    Reply reply;
    reply.message.kind = Signed::records_answer;
    reply.message.signed_in_header = true;
    reply.message.body = Json{
        {"header", std::move(header)},
        {"data",
         {{"errors", {{"errorCode", whole.code}, {"errorDesc", whole.text}}},
          {"records", std::move(records)}}},
    };
    reply.status = status_of(outcome, settings.inbound);
    return reply;
}

}  // namespace

Reply reply_to(const InboundCall& call, const InboundOutcome& outcome, const Settings& settings) {
    auto message = read_call(call, settings.inbound.body_max);
    // What cannot be read is answered in the form its address stands for.
    Incoming nothing;
    nothing.form = call.kind == bill_kind ? Form::inquiry : Form::flat;
    nothing.tree.kind = JsonValue::Kind::object;
    const Incoming& request = message ? message.value() : nothing;
    switch (request.form) {
        case Form::inquiry:
            return reply_to_inquiry(request.tree, outcome, settings);
        case Form::flat:
            return reply_to_flat(request.tree, outcome, settings);
        case Form::records:
            return reply_to_records(request, outcome, settings);
    }
    invariant_broken("reply_to: value outside its enum");
}

}  // namespace dvcpay::vietinbank
