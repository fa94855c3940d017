// SloppyPay's own side, right by its page (../README.md), and the test contract.
#include "sandbox/sloppy/side.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/basic_provider.hpp"
#include "sandbox/crypto.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::sloppy {

namespace {

constexpr const char* merchant = "SLOPPY01";
constexpr const char* key = "sloppy-key-000000000000001";
constexpr const char* next_key = "sloppy-key-000000000000002";
constexpr std::string_view prefix = "/sloppy/api/";

std::string sign(std::string_view with, std::string_view text) {
    return crypto::hex(crypto::hmac(crypto::Hash::sha256, with, text));
}

std::string text_of(const Json& json, const char* name) {
    const auto at = json.find(name);
    return at == json.end() || !at->is_string() ? std::string{} : at->get<std::string>();
}

std::int64_t number_of(const Json& json, const char* name) {
    const auto at = json.find(name);
    return at == json.end() || !at->is_number_integer() ? 0 : at->get<std::int64_t>();
}

class SloppyPay final : public BasicProvider {
  public:
    SloppyPay(Outside outside, Json config) : BasicProvider(outside, std::move(config)) {}

    std::string_view name() const override { return "sloppy"; }
    bool serves_protocol(std::string_view path) const override { return path.starts_with(prefix); }

    Result<void> look(const Offer& offer) override {
        const auto* order = find(offer.order_ref);
        if (order == nullptr || offer.url != payer_page_url(*order)) {
            return Error(Fault::malformed, "the link is not the one of the create answer (§2)");
        }
        return ok();
    }

    std::optional<OutboundRequest> message(const Wish& wish) override {
        if (wish.kind != "notice" || !wish.more.empty() || wish.shift_boundary) return std::nullopt;
        const auto* order = find(wish.order);
        const auto code = code_of(wish);
        Json body;
        body["merchant"] = wish.partner.empty() ? merchant : wish.partner;
        body["number"] = wish.message_id.empty() ? random_hex(6) : wish.message_id;
        body["order"] = wish.order;
        body["amount"] = amount_in(wish, order);
        body["currency"] = wish.currency.empty() ? "VND" : wish.currency;
        const bool known = order != nullptr && !order->movements.empty();
        body["txn"] = !wish.txn.empty() ? wish.txn
                      : known           ? order->movements.back().txn
                                        : next_txn();
        body["code"] = code;
        body["text"] = wish.text;
        const auto text = text_of(body, "merchant") + '|' + wish.order + '|' +
                          std::to_string(number_of(body, "amount")) + '|' +
                          text_of(body, "currency") + '|' + text_of(body, "txn") + '|' + code;
        if (wish.signed_as == SignedAs::right) body["sign"] = sign(key, text);
        if (wish.signed_as == SignedAs::next_key) body["sign"] = sign(next_key, text);
        if (wish.signed_as == SignedAs::wrong_key) body["sign"] = sign("another key", text);
        OutboundRequest request;
        request.url = gateway_url() + "/v1/callbacks/sloppy/notice";
        request.headers.add("Content-Type", "application/json");
        request.body = dump(body);
        return request;
    }

    Reading read(std::string_view, const HttpResponse& answer) override {
        Reading reading;
        const auto body = Json::parse(answer.body, nullptr, false);
        reading.code = body.is_object() ? text_of(body, "code") : "";
        if (answer.status != 200) {
            reading.why = "§5: HTTP 200 with a code";
        } else if (reading.code == "00") {
            reading.said = Reading::Said::taken;
        } else if (reading.code == "01") {
            reading.said = Reading::Said::refused;
        } else if (reading.code == "96") {
            reading.said = Reading::Said::again;
        }
        return reading;
    }

    std::vector<CodeCase> codes() const override {
        return {
            {"create", "00", Means::opened},
            {"create", "13", Means::refused},
            {"create", "14", Means::refused},
            {"create", "96", Means::unknown},
            {"query", "00", Means::paid},
            {"query", "01", Means::waiting},
            {"query", "02", Means::declined},
            {"query", "25", Means::not_found},
            {"query", "96", Means::unknown},
            {"notice", "00", Means::paid},
            {"notice", "01", Means::waiting},
            {"notice", "02", Means::declined},
            {"notice", "96", Means::unknown},
            {"refund", "00", Means::done},
            {"refund", "02", Means::refused},
            {"refund", "03", Means::not_refundable},
            {"refund", "96", Means::unknown},
        };
    }

    std::string not_applicable(std::string_view situation) const override {
        using Row = std::pair<std::string_view, std::string_view>;
        static constexpr std::array reasons{
            Row{"many_records", "§5: one notice tells of one order"},
            Row{"shift_boundary", "§5: the fields are separated in the signed text"},
            Row{"token", "§1: every call is signed, there is no token"},
            Row{"numbers", "§2: an order is known by its name"},
            Row{"questions", "§5: nothing else calls the merchant"},
            Row{"result_questions", "§5: nothing else calls the merchant"},
            Row{"login", "§5: nothing else calls the merchant"},
            Row{"refund_manual", "§4: refunds go by the interface"},
        };
        const auto* at = std::ranges::find(reasons, situation, &Row::first);
        return at == reasons.end() ? std::string{} : std::string(at->second);
    }

  protected:
    std::string notice_kind() const override { return "notice"; }

    Asked read_request(const HttpRequest& request) const override {
        const auto body = Json::parse(request.body, nullptr, false);
        Asked asked;
        asked.operation = path_of(request.target).substr(prefix.size());
        if (!body.is_object()) return asked;
        asked.order_id = text_of(body, "order");
        asked.amount = number_of(body, "amount");
        return asked;
    }

    Answer act(const Asked& asked, const HttpRequest& request) override {
        const auto body = Json::parse(request.body, nullptr, false);
        if (asked.operation == "create") return create(body);
        if (asked.operation == "query") return query(body);
        if (asked.operation == "refund") return refund(body);
        return {text_response(404, "§2 to §4\n"), "404", {"no such operation"}};
    }

    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override {
        const auto body = Json::parse(request.body, nullptr, false);
        if (asked.operation == "query") return told(code, text_of(body, "order"), 0, "");
        return coded(code, asked.operation == "refund" ? text_of(body, "refund") : "");
    }

    void spoil(FaultKind, const Asked&, HttpResponse&) override {}

  private:
    static std::string code_of(const Wish& wish) {
        if (!wish.code.empty()) return wish.code;
        switch (wish.says) {
            case Says::paid:
                return "00";
            case Says::waiting:
                return "01";
            case Says::declined:
            case Says::cancelled:
                return "02";
            case Says::unknown_code:
                return "77";
        }
        return "00";
    }

    static std::int64_t amount_in(const Wish& wish, const BasicOrder* order) {
        if (wish.amount) return *wish.amount;
        if (order == nullptr) return 0;
        return order->movements.empty() ? order->asked : order->movements.back().amount;
    }

    /// What is wrong with the signature of a request.
    static std::vector<std::string> judge(const Json& body, const std::string& text) {
        if (body.is_object() && text_of(body, "sign") == sign(key, text)) return {};
        return {"sign: HMAC-SHA256 over " + text + " (§1)"};
    }

    static Answer answered(const std::string& code, const Json& body) {
        return {json_response(200, body), code, {}};
    }

    static Answer coded(const std::string& code, const std::string& about) {
        Json body;
        body["code"] = code;
        body["sign"] = sign(key, code + '|' + about);
        return answered(code, body);
    }

    static Answer told(
        const std::string& code,
        const std::string& order,
        std::int64_t amount,
        const std::string& txn
    ) {
        Json body;
        body["code"] = code;
        body["order"] = order;
        body["amount"] = amount;
        body["txn"] = txn;
        body["sign"] = sign(key, code + '|' + order + '|' + std::to_string(amount) + '|' + txn);
        return answered(code, body);
    }

    Answer create(const Json& body) {
        const auto id = text_of(body, "order");
        const auto amount = number_of(body, "amount");
        auto wrong = judge(body, id + '|' + std::to_string(amount));
        const auto text = text_of(body, "text");
        if (text.size() > 80 || text.find_first_of("|&<>\"'\\") != std::string::npos)
            wrong.emplace_back("text: 80 bytes, none of | & < > \" ' \\ (§1)");
        auto* known = find(id);
        if (known == nullptr && !id.empty()) {
            BasicOrder order;
            order.id = id;
            order.asked = amount;
            order.text = text;
            known = &open(std::move(order));
        }
        Json answer;
        answer["code"] = "00";
        answer["url"] = known == nullptr ? "" : payer_page_url(*known);
        answer["sign"] = sign(key, "00|" + text_of(answer, "url"));
        auto out = answered("00", answer);
        out.wrong = std::move(wrong);
        return out;
    }

    Answer query(const Json& body) {
        const auto id = text_of(body, "order");
        auto wrong = judge(body, id);
        auto* order = find(id);
        Answer out;
        if (order == nullptr) {
            out = told("25", id, 0, "");
        } else if (state_told(*order) == BasicState::paid) {
            out = told("00", id, order->movements.back().amount, order->movements.back().txn);
        } else {
            out = told(order->state == BasicState::pending ? "01" : "02", id, order->asked, "");
        }
        out.wrong = std::move(wrong);
        return out;
    }

    Answer refund(const Json& body) {
        const auto id = text_of(body, "refund");
        const auto txn = text_of(body, "txn");
        const auto amount = number_of(body, "amount");
        auto wrong = judge(body, id + '|' + txn + '|' + std::to_string(amount));
        auto* order = find_txn(txn);
        if (order == nullptr) return coded("02", id);
        if (const auto* known = order->refund(id)) return coded(known->code, id);
        BasicRefund refund;
        refund.id = id;
        refund.of_txn = txn;
        refund.txn = next_txn();
        refund.amount = amount;
        const auto fault = refund_fault(*order);
        refund.code = fault == FaultKind::not_refundable   ? "03"
                      : fault == FaultKind::refund_failed  ? "02"
                      : amount > order->refundable(txn)    ? "02"
                      : fault == FaultKind::refund_pending ? "96"
                                                           : "00";
        refund.state = refund.code == "00"   ? BasicRefund::State::done
                       : refund.code == "96" ? BasicRefund::State::pending
                                             : BasicRefund::State::refused;
        const auto code = put_refund(*order, std::move(refund)).code;
        auto out = coded(code, id);
        out.wrong = std::move(wrong);
        return out;
    }
};

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto provider = std::make_unique<SloppyPay>(outside, config);
    BOOST_OUTCOME_TRY(provider->read_config());
    return std::unique_ptr<Provider>(std::move(provider));
}

std::vector<TestContract> contracts(const Places& places) {
    TestContract out;
    out.account.key = {"sloppy", "default"};
    out.account.settings["endpoint"] = places.sandbox_url;
    out.account.settings["merchant"] = merchant;
    out.account.beneficiary = {"0011002233", "970415", "SO XAY DUNG"};
    out.secrets["secret_key"] = {key};
    out.rotating["secret_key"] = {next_key, key};
    out.sandbox["gateway_url"] = places.gateway_url;
    return {out};
}

}  // namespace

const ProviderSide side{"sloppy", make, contracts};

}  // namespace dvcpay::sandbox::sloppy
