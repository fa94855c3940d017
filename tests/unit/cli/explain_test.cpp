#include "cli/explain.hpp"

#include <gtest/gtest.h>

#include "domain/event.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

json paid_late() {
    return json::parse(
        R"({"id":"pay_1","reference":"H01.12-1","amount":1060000,"status":"paid","late":true,
        "amount_received":1060000,
        "incidents":[{"kind":"late_payment","status":"open","amount":1060000,"detail":"paid after it was closed"}]})"
    );
}

json events() {
    return json::parse(R"({"items":[
        {"sequence":1,"timestamp":"2026-11-25T01:00:00.000Z","type":"payment.created","actor":"prn_1"},
        {"sequence":2,"timestamp":"2026-11-25T01:15:00.000Z","type":"payment.expired","actor":"rules"},
        {"sequence":3,"timestamp":"2026-11-25T01:20:00.000Z","type":"evidence.received","note":"callback says paid",
         "actor":"provider:momo"}]})");
}

TEST(Explain, SaysStatusMoneyAndEveryEventInOrder) {
    const std::string words = explain(paid_late(), events(), Tongue::en);
    EXPECT_NE(words.find("1.060.000 đ"), std::string::npos);
    EXPECT_NE(words.find("The full amount is proven."), std::string::npos);
    EXPECT_NE(words.find("came after the payment was closed"), std::string::npos);
    const auto created = words.find("the portal created the payment");
    const auto expired = words.find("the payment expired");
    const auto said = words.find("the provider said: callback says paid  [provider:momo]");
    ASSERT_NE(created, std::string::npos);
    ASSERT_NE(said, std::string::npos);
    EXPECT_LT(created, expired);
    EXPECT_LT(expired, said);
    EXPECT_NE(words.find("late_payment (open): 1.060.000 đ"), std::string::npos);
}

TEST(Explain, SpeaksVietnamese) {
    const std::string words = explain(paid_late(), events(), Tongue::vi);
    EXPECT_NE(words.find("Trạng thái: paid. Đã thu đủ tiền"), std::string::npos);
    EXPECT_NE(words.find("Sự việc:"), std::string::npos);
}

TEST(Explain, AnUnknownEventTypeIsShownByItsName) {
    const json later = json::parse(R"({"items":[{"sequence":1,"type":"payment.invented"}]})");
    EXPECT_NE(explain(paid_late(), later, Tongue::en).find("payment.invented"), std::string::npos);
}

TEST(Explain, EveryEventOfAPaymentHasWords) {
    for (int i = 0; i <= static_cast<int>(EventType::incident_rejected); ++i) {
        const auto type = static_cast<EventType>(i);
        if (type == EventType::webhook_test) continue;  // stands in no payment's chain
        const json one = {{"items", {{{"sequence", 1}, {"type", to_string(type)}}}}};
        for (const auto tongue : {Tongue::vi, Tongue::en})
            EXPECT_EQ(explain(paid_late(), one, tongue).find(to_string(type)), std::string::npos)
                << to_string(type);
    }
}

TEST(Explain, MembersOfAnotherTypeDoNotStopIt) {
    const json odd = json::parse(R"({"id":7,"amount":"x","incidents":{}})");
    EXPECT_NE(explain(odd, json::array(), Tongue::en).find("Status"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::cli
