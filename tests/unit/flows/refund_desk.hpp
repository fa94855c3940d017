#pragma once
// The desk with two persons of finance at it.
#include "desk.hpp"
#include "sandbox/momo/order.hpp"

namespace dvcpay::flows_test {

class RefundDesk : public Desk {
  protected:
    /// Everything a person does goes by a key of that person.
    HttpAnswer by(
        const std::string& key, const std::string& path, const std::string& name, const Json& body
    ) {
        world->portal().act_as = key;
        HttpAnswer answer = post(path, name, body);
        world->portal().act_as = setting::api_key;
        return answer;
    }
    HttpAnswer maker(const std::string& path, const std::string& name, const Json& body) {
        return by(setting::maker_key, path, name, body);
    }
    HttpAnswer checker(const std::string& path, const std::string& name, const Json& body) {
        return by(setting::checker_key, path, name, body);
    }
    static std::string credit_of(const Json& paid, std::size_t n = 0) {
        return paid.at("credits").at(n).at("id").get<std::string>();
    }
    static Json demand(const Json& paid, std::int64_t amount, std::int64_t left = 60'000) {
        return {
            {"credit_id", credit_of(paid)},
            {"amount", amount},
            {"reason", "paid by mistake"},
            {"refundable_amount", left}
        };
    }
    Json paid() {
        const Json made = create(body());
        pay(made);
        return payment(made);
    }
    Json asked(const Json& paid, std::int64_t amount = 60'000) {
        const HttpAnswer answer =
            maker("/v1/payments/" + id_of(paid) + "/refunds", "r1", demand(paid, amount));
        EXPECT_EQ(201, answer.status) << answer.body;
        return Json::parse(answer.body);
    }
    static std::string path_of(const Json& refund, const std::string& what = "") {
        return "/v1/refunds/" + id_of(refund) + (what.empty() ? "" : "/" + what);
    }
    Json approved(const Json& refund, const std::string& name = "ok1") {
        const HttpAnswer answer = checker(path_of(refund, "approve"), name, Json::object());
        EXPECT_EQ(200, answer.status) << answer.body;
        world->run_for(second_ms);
        return get(path_of(refund));
    }
    std::int64_t gone_back(const Json& paid) {
        std::int64_t sum = 0;
        for (const auto& refund : order(paid).refunds) {
            if (refund.state == sandbox::momo::RefundState::done) sum += refund.amount;
        }
        return sum;
    }
    std::string status(const Json& refund) {
        return get(path_of(refund)).at("status").get<std::string>();
    }
};

}  // namespace dvcpay::flows_test
