#include "simulation/auditor.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/chain.hpp"
#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

std::string hmac_sha256(const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        out.data(),
        &length
    );
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The same for bodies that mean the same: members sorted, no white space.
std::string meaning_of(const std::string& body) {
    const Json json = Json::parse(body, nullptr, false);
    return json.is_discarded() ? body : json.dump();
}

/// Answers that P5 keeps for the key: 2xx, and 4xx decided after the claim.
bool is_kept(int status, const std::string& body) {
    if (status >= 500 || status < 200) return false;
    if (status == 400 || status == 401 || status == 403 || status == 429 || status == 413 ||
        status == 415)
        return false;
    return body.find("\"request_in_progress\"") == std::string::npos;
}

std::int64_t received(const Json& payment) {
    return payment.at("amount_received").get<std::int64_t>();
}

}  // namespace

std::string hmac_sha256_hex(const std::string& key, const std::string& text) {
    std::string out;
    for (const char c : hmac_sha256(key, text))
        out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

std::string hmac_sha256_base64(const std::string& key, const std::string& text) {
    const std::string raw = hmac_sha256(key, text);
    std::string out(4 * ((raw.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(raw.data()),
        static_cast<int>(raw.size())
    );
    out.resize(static_cast<std::size_t>(length));
    return out;
}

bool ipn_is_signed(const Json& body) {
    std::string text = "accessKey=" + setting::access_key;
    for (const char* name :
         {"amount",
          "extraData",
          "message",
          "orderId",
          "orderInfo",
          "orderType",
          "partnerCode",
          "payType",
          "requestId",
          "responseTime",
          "resultCode",
          "transId"}) {
        text += "&" + std::string(name) + "=" + (body.contains(name) ? text_of(body.at(name)) : "");
    }
    return body.contains("signature") &&
           body.at("signature") == hmac_sha256_hex(setting::secret_key, text);
}

void Auditor::exchanged(const SimNetwork::Exchange& exchange) {
    if (!exchange.response) return;
    const std::string path = split_url(exchange.request.url).second;
    if (exchange.to == setting::gateway_host) {
        if (path.starts_with("/v1/callbacks/")) return callback_answered(exchange);
        if (path.starts_with("/v1/payments")) return api_answered(exchange);
    }
    if (exchange.to == setting::momo_host && path.ends_with("/create"))
        created_at_provider(exchange);
}

void Auditor::arrived(const SimNetwork::Exchange& exchange) {
    if (exchange.from != setting::gateway_host || exchange.to != setting::momo_host) return;
    if (!exchange.request.url.ends_with("/query") || !exchange.response) return;
    const Json body = Json::parse(exchange.response->body, nullptr, false);
    if (!body.is_object() || body.value("resultCode", -1) != 0 || !body.contains("transId")) return;
    const std::string txn = text_of(body.at("transId"));
    const auto moved = book_->movements().find(txn);
    if (moved != book_->movements().end() &&
        body.value("amount", std::int64_t{0}) == moved->second.amount)
        read_.insert(txn);
}

void Auditor::api_answered(const SimNetwork::Exchange& exchange) {
    const HttpResponse& response = *exchange.response;
    const std::string key(exchange.request.headers.get("Idempotency-Key"));
    if (!key.empty() && is_kept(response.status, response.body)) {
        const std::string scope =
            exchange.request.method + " " + split_url(exchange.request.url).second + " " + key;
        const Answer now{
            response.status,
            response.body,
            std::string(response.headers.get("ETag")),
            std::string(response.headers.get("Location")),
            meaning_of(exchange.request.body)
        };
        const auto [it, first] = answers_.emplace(scope, now);
        const Answer& before = it->second;
        const bool reused = before.request != now.request;
        if (reused && response.status != 422)
            judgement_->accuse("P5: other body, same key, not 422: " + scope);
        if (!first && !reused &&
            (before.status != now.status || before.body != now.body || before.etag != now.etag ||
             before.location != now.location)) {
            judgement_->accuse(fmt::format(
                "P5: {} was answered {} {} and then {} {}",
                scope,
                before.status,
                before.body,
                now.status,
                now.body
            ));
        }
    }
    if (response.status < 200 || response.status >= 300 || response.body.empty()) return;
    const Json body = Json::parse(response.body, nullptr, false);
    if (!body.is_object() || !body.contains("id") || !body.contains("status")) return;
    if (!body.contains("credits")) return;  // a refund
    claimed(body, "answer");
    Acknowledged& known = payments_[body.at("id").get<std::string>()];
    known.version = std::max(known.version, body.at("version").get<std::int64_t>());
    known.paid = known.paid || body.at("status") == "paid";
}

void Auditor::callback_answered(const SimNetwork::Exchange& exchange) {
    const Json body = Json::parse(exchange.request.body, nullptr, false);
    if (!body.is_object() || !body.contains("orderId")) return;
    const int status = exchange.response->status;
    const bool genuine = ipn_is_signed(body);
    if (!genuine && status != 400 && status != 503) {
        judgement_->accuse(fmt::format(
            "P3: an unsigned callback for {} was answered {}", text_of(body["orderId"]), status
        ));
    }
    if (!genuine || status != 204 || body.at("resultCode") != 0) return;
    const std::string txn = text_of(body.at("transId"));
    const auto moved = book_->movements().find(txn);
    if (moved == book_->movements().end() || body.at("partnerCode") != setting::partner_code)
        return;
    learnt_.insert(txn);
    // Another amount than was asked for is asked about first; it must be a credit at the end, not
    // at once.
    const std::int64_t told = body.at("amount").get<std::int64_t>();
    if (moved->second.amount == told && moved->second.asked == told) {
        acknowledged_money_[txn] = moved->second.order_id;
    }
}

/// P4, as the provider sees it: an obligation has one order that can still be paid.
void Auditor::created_at_provider(const SimNetwork::Exchange& exchange) {
    const Json asked = Json::parse(exchange.request.body, nullptr, false);
    const Json answer = Json::parse(exchange.response->body, nullptr, false);
    if (!asked.is_object() || !answer.is_object() || answer.value("resultCode", -1) != 0) return;
    if (!open_orders) return;
    // The answer may be a replay for an order that has ended: what counts is which orders are open
    // now.
    const std::string obligation = asked.at("orderInfo").get<std::string>();
    std::string open;
    int count = 0;
    for (const auto& [order, shown] : open_orders()) {
        if (shown != obligation) continue;
        open += " " + order;
        ++count;
    }
    if (count > 1) judgement_->accuse("P4: several orders can be paid for one obligation:" + open);
}

/// P3: whatever the gateway says of money must stand in the book.
void Auditor::claimed(const Json& payment, const std::string& where) {
    const std::string id = payment.at("id").get<std::string>();
    std::int64_t proven = 0;
    for (const auto& credit : payment.at("credits")) {
        const std::string txn = credit.at("provider_transaction_id").get<std::string>();
        const auto moved = book_->movements().find(txn);
        if (moved == book_->movements().end()) {
            judgement_->accuse(
                "P3: " + where + " shows a credit that nobody paid: " + txn + " on " + id
            );
            continue;
        }
        const std::int64_t amount = credit.at("amount").get<std::int64_t>();
        if (moved->second.amount != amount) {
            judgement_->accuse(fmt::format(
                "P3: {} shows {} for {}, really {}", where, amount, txn, moved->second.amount
            ));
        }
        if (credit.at("state") != "duplicate") proven += amount;
    }
    const bool paid = payment.at("status") == "paid";
    const std::int64_t due =
        payment.at("amount").get<std::int64_t>() + payment.at("service_fee").get<std::int64_t>();
    if (paid && due > 0 && proven < due) {
        judgement_->accuse(
            fmt::format("P3: {} says {} is paid; the book proves {} of {}", where, id, proven, due)
        );
    }
    if (proven != received(payment)) {
        judgement_->accuse(fmt::format(
            "P2: {} says {} received {}, its credits {}", where, id, received(payment), proven
        ));
    }
}

void Auditor::told(
    const std::string& chain, std::int64_t sequence, const std::string& type, const Json& payment
) {
    claimed(payment, "webhook " + type);
    if (type == "payment.paid" && payment.at("status") != "paid")
        judgement_->accuse("P3: payment.paid of an unpaid payment");
    auto& last = last_told_[chain];
    if (sequence <= last) {
        judgement_->accuse(fmt::format("P7: {} told {} first after {}", chain, sequence, last));
    }
    last = std::max(last, sequence);
    const bool paid = payment.at("status") == "paid";
    if (told_paid_.contains(chain) && !paid)
        judgement_->accuse("P2: " + chain + " was paid and is not any more");
    if (paid) told_paid_.insert(chain);
    last_status_[chain] = payment.at("status").get<std::string>();
}

void Auditor::look_after_crash(Reader& reader) {
    for (const auto& [id, known] : payments_) {
        const auto parsed = PaymentId::parse(id);
        const auto file = parsed ? reader.payment(*parsed) : std::nullopt;
        if (!file) {
            judgement_->accuse("P1: " + id + " was acknowledged and is gone");
            continue;
        }
        if (file->payment.version < known.version) {
            judgement_->accuse(fmt::format(
                "P1: {} was acknowledged as version {}, is {}",
                id,
                known.version,
                file->payment.version
            ));
        }
        if (known.paid && status_of(*file) != Status::paid)
            judgement_->accuse("P1: " + id + " was acknowledged as paid, is not");
    }
    for (const auto& [txn, order] : acknowledged_money_) {
        if (!reader.credit_by_txn({"momo", "default"}, txn) && reader.attempt_by_order_ref(order)) {
            judgement_->accuse(
                "P1: the callback of " + txn + " for " + order + " was acknowledged and is gone"
            );
        }
    }
    // What was read and not yet written when the process died must be asked for again; it is no
    // broken promise.
    std::erase_if(read_, [&](const std::string& txn) {
        return !reader.credit_by_txn({"momo", "default"}, txn);
    });
}

void Auditor::look_at_the_end(
    Reader& reader, const std::map<std::string, std::set<std::int64_t>>& accepted
) {
    summary_ = {};
    learnt_.insert(read_.begin(), read_.end());
    look_after_crash(reader);
    PaymentFilter filter;
    filter.limit = 200;
    for (;;) {
        const auto page = reader.search(filter);
        for (const auto& file : page) {
            check_payment(reader, file);
            const auto it = accepted.find(file.payment.id.text());
            check_chain(
                reader,
                file.payment.id.text(),
                it == accepted.end() ? std::set<std::int64_t>{} : it->second
            );
        }
        if (page.size() < 200) break;
        filter.before = page.back().payment.id;
    }
    check_book(reader);
}

/// Two persons, never more than the credit, and what the gateway says went back did, and nothing
/// else.
void Auditor::check_refunds(const PaymentFile& file) {
    std::map<std::string, std::int64_t> held;
    for (const auto& refund : file.refunds) {
        ++summary_.refunds;
        const std::string id = refund.id.text();
        const bool decided =
            refund.state != RefundState::requested && refund.state != RefundState::rejected;
        if (decided && (!refund.approved_by || *refund.approved_by == refund.requested_by))
            judgement_->accuse("two persons: " + id + " was decided by one");
        if (refund.state != RefundState::failed && refund.state != RefundState::rejected)
            held[refund.credit.text()] += refund.amount.count();
        bool back = false;
        for (const auto& t : refund.tries) {
            const auto it = book_->returns().find(t.provider_refund_id);
            const bool really = it != book_->returns().end();
            back = back || really;
            if (really && it->second.amount != refund.amount.count())
                judgement_->accuse("P2: " + id + " went back with another amount");
            if (t.state == RefundTry::State::succeeded && !really)
                judgement_->accuse("P3: " + id + " is said to be back and is not");
        }
        const bool open = refund.state == RefundState::submitted ||
                          refund.state == RefundState::unknown ||
                          refund.state == RefundState::approved;
        if (back && refund.state != RefundState::succeeded && !open)
            judgement_->accuse(fmt::format("P6: {} is back and is {}", id, to_string(refund.state))
            );
        summary_.returned += back ? 1 : 0;
        if (open) {
            const bool told = std::ranges::any_of(file.incidents, [&](const Incident& i) {
                return i.refund == refund.id && i.kind == IncidentKind::outcome_overdue;
            });
            if (!told || !refund.next_ask_at)
                judgement_->accuse(fmt::format("P6: {} ended {}", id, to_string(refund.state)));
        }
    }
    for (const auto& credit : file.credits) {
        if (held[credit.id.text()] > credit.amount.count())
            judgement_->accuse("P2: more goes back than came of " + credit.id.text());
    }
}

void Auditor::check_payment(Reader& reader, const PaymentFile& file) {
    check_refunds(file);
    const std::string id = file.payment.id.text();
    ++summary_.payments;
    const Status status = status_of(file);
    summary_.paid += status == Status::paid ? 1 : 0;
    summary_.late += file.payment.late ? 1 : 0;
    summary_.expired += status == Status::expired ? 1 : 0;
    summary_.cancelled += status == Status::cancelled ? 1 : 0;
    summary_.unknown += status == Status::outcome_unknown ? 1 : 0;
    summary_.credits += static_cast<std::int64_t>(file.credits.size());
    summary_.incidents += static_cast<std::int64_t>(file.incidents.size());
    for (const auto& credit : file.credits) {
        summary_.duplicates += credit.state == CreditState::duplicate ? 1 : 0;
        summary_.partial += credit.state == CreditState::partial ? 1 : 0;
        summary_.surplus += credit.state == CreditState::surplus ? 1 : 0;
        const bool plain = credit.state == CreditState::applied;
        const bool flagged = std::ranges::any_of(file.incidents, [&](const Incident& i) {
            return i.credit == credit.id;
        });
        if (!plain && !flagged)
            judgement_->accuse("P2: credit without incident: " + credit.id.text() + " of " + id);
    }
    int live = 0;
    for (const auto& attempt : file.attempts) {
        if (is_final(attempt.state)) continue;
        ++live;
        const bool incident = std::ranges::any_of(file.incidents, [&](const Incident& i) {
            return i.kind == IncidentKind::outcome_overdue && i.attempt == attempt.id;
        });
        summary_.overdue += incident ? 1 : 0;
        if (attempt.state != AttemptState::unknown || !attempt.overdue || !incident) {
            judgement_->accuse(fmt::format(
                "P6: attempt {} of {} ended {} without an answer and without incident",
                attempt.id.text(),
                id,
                to_string(attempt.state)
            ));
        }
    }
    for (const auto& sibling : reader.payments_of(file.payment.client, file.payment.reference)) {
        if (sibling.payment.id == file.payment.id) continue;
        live += live_attempt(sibling) != nullptr ? 1 : 0;
    }
    if (live > 1)
        judgement_->accuse("P4: more than one live attempt for " + file.payment.reference);
    const auto told = last_status_.find(id);
    if (told == last_status_.end() || told->second != to_string(status)) {
        judgement_->accuse(fmt::format(
            "P7: {} is {}, the portal last heard {}",
            id,
            to_string(status),
            told == last_status_.end() ? "nothing" : told->second
        ));
    }
}

void Auditor::check_chain(
    Reader& reader, const std::string& chain, const std::set<std::int64_t>& accepted
) {
    std::string prev = crypto::chain_start;
    std::int64_t sequence = 0;
    for (const auto& event : reader.events_of(chain)) {
        ++summary_.events;
        if (event.sequence != ++sequence) judgement_->accuse("P7: a hole in the chain " + chain);
        if (event.prev_hash != prev || crypto::chain_hash(event) != event.hash) {
            judgement_->accuse(
                "P8: the chain of " + chain + " does not verify at " +
                std::to_string(event.sequence)
            );
        }
        prev = event.hash;
        for (const auto& secret :
             {setting::payer_name, setting::payer_id_number, setting::payer_phone}) {
            if (event.data.find(secret) != std::string::npos)
                judgement_->accuse("P9: an event shows the payer");
        }
        if (is_public(event.type) && !accepted.contains(event.sequence)) {
            judgement_->accuse(fmt::format(
                "P7: {} {} {} was never told", chain, event.sequence, to_string(event.type)
            ));
        }
    }
}

void Auditor::check_book(Reader& reader) {
    for (const auto& [txn, moved] : book_->movements()) {
        const auto credit = reader.credit_by_txn({"momo", "default"}, txn);
        if (!credit) {
            // No payer of a story comes later than our own orders are watched.
            if (reader.attempt_by_order_ref(moved.order_id)) {
                judgement_->accuse(
                    "P2: " + txn + " for our order " + moved.order_id + " was not found"
                );
            }
            if (learnt_.contains(txn))
                judgement_->accuse(
                    "P2: " + txn + " for " + moved.order_id + " was told and is no credit"
                );
            ++summary_.unlearnt;
            continue;
        }
        summary_.unmatched += credit->state == CreditState::unmatched ? 1 : 0;
        if (credit->amount.count() != moved.amount || credit->order_ref != moved.order_id) {
            judgement_->accuse("P2: the credit of " + txn + " is not what was paid");
        }
        const bool ours = reader.attempt_by_order_ref(moved.order_id).has_value();
        if (ours == (credit->state == CreditState::unmatched))
            judgement_->accuse("P2: " + txn + " is booked at the wrong place");
    }
    if (summary_.credits + summary_.unmatched + summary_.unlearnt !=
        static_cast<std::int64_t>(book_->movements().size())) {
        judgement_->accuse(fmt::format(
            "P2: the book has {} movements, the gateway {} credits",
            book_->movements().size(),
            summary_.credits + summary_.unmatched
        ));
    }
}

}  // namespace dvcpay::simulation
