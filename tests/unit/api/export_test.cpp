// The export of one payment: whole, masked, and a chain that can be computed again from it alone.
#include <gmock/gmock.h>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Export : public ::testing::Test {
  protected:
    Export() {
        const Answer made = world.post("/v1/payments", example_body().dump());
        EXPECT_EQ(made.status(), 201) << made.http.body;
        id = made.json().at("id");
        order_ref = made.json().at("attempt").at("order_ref");
    }
    /// The provider says that it was paid.
    void pay() {
        HttpRequest callback = world.request("POST", "/momo/notify");
        callback.body = order_ref + " 60000 TXN1";
        EXPECT_EQ(world.call(std::move(callback)).status(), 204);
    }
    Answer take(const std::string& payment) {
        const nlohmann::json body = {
            {"payment", payment}, {"file", "/e.json"}, {"actor", "os:operator,sudo:an"}
        };
        return world.admin("POST", "/admin/export", body.dump());
    }

    ApiWorld world;
    std::string id;
    std::string order_ref;
};

TEST_F(Export, HoldsEverythingAndNobodyInClear) {
    pay();
    const Answer taken = take(id);
    ASSERT_EQ(taken.status(), 200) << taken.http.body;
    const auto all = taken.json();
    EXPECT_EQ(all.at("format"), "dvcpay-export-1");
    EXPECT_EQ(all.at("made_by"), "os:operator,sudo:an");
    EXPECT_EQ(all.at("payment").at("status"), "paid");
    EXPECT_EQ(all.at("payment").at("payer").at("name"), "N••••• V•• A•");
    ASSERT_EQ(all.at("attempts").size(), 1U);
    EXPECT_EQ(all.at("attempts")[0].at("order_ref"), order_ref);
    ASSERT_EQ(all.at("credits").size(), 1U);
    EXPECT_EQ(all.at("credits")[0].at("provider_transaction_id"), "TXN1");
    ASSERT_EQ(all.at("evidence").size(), 1U);
    EXPECT_EQ(all.at("evidence")[0].at("said"), "paid");
    ASSERT_EQ(all.at("raw").size(), 1U);
    EXPECT_EQ(all.at("raw")[0].at("sha256"), all.at("evidence")[0].at("raw_sha256"));
    EXPECT_EQ(all.at("raw")[0].at("sha256"), crypto::sha256_hex(order_ref + " 60000 TXN1"));
    EXPECT_EQ(all.at("raw")[0].at("masked"), "masked");
    EXPECT_EQ(all.at("raw")[0].at("sealed_bytes_kept"), true);
    EXPECT_TRUE(all.at("refunds").empty());
    for (const char* clear : {"Nguyễn", "091099001234", "0912345678", "an@example.vn", "Rạch Giá"})
        EXPECT_THAT(taken.http.body, Not(HasSubstr(clear)));
}

TEST_F(Export, ItsEventsCanBeVerifiedFromTheDocumentAlone) {
    pay();
    const auto events = take(id).json().at("events");
    ASSERT_GT(events.size(), 3U);
    std::string prev = crypto::chain_start;
    std::int64_t sequence = 0;
    for (const auto& told : events) {
        Event event;
        event.prev_hash = told.at("prev_hash");
        event.id = *EventId::parse(told.at("id").get<std::string>());
        event.chain = told.at("chain");
        event.sequence = told.at("sequence");
        event.type = *parse_event_type(told.at("type").get<std::string>());
        event.at = *parse_rfc3339(told.at("at").get<std::string>());
        event.client = told.at("client");
        event.agency_code = told.at("agency_code");
        event.actor = told.at("actor");
        event.note = told.at("note");
        event.data = told.at("data");
        EXPECT_EQ(event.sequence, ++sequence);
        EXPECT_EQ(event.prev_hash, prev);
        EXPECT_EQ(told.at("hash"), crypto::chain_hash(event));
        prev = told.at("hash");
    }
}

TEST_F(Export, IsToldInTheAuditChain) {
    ASSERT_EQ(take(id).status(), 200);
    world.read([&](Reader& reader) {
        const auto told = reader.events_of(std::string(audit_chain)).back();
        EXPECT_EQ(told.type, EventType::export_made);
        EXPECT_EQ(told.actor, "os:operator,sudo:an");
        EXPECT_EQ(told.note, "payment " + id + " to /e.json");
    });
}

TEST_F(Export, WhatIsNotThereIsNotFoundAndNotTold) {
    EXPECT_EQ(take("pay_00000000000000000000000000").status(), 404);
    EXPECT_EQ(take("x").status(), 404);
    world.read([&](Reader& reader) {
        for (const auto& event : reader.events_of(std::string(audit_chain)))
            EXPECT_NE(event.type, EventType::export_made);
    });
}

}  // namespace
}  // namespace dvcpay::testing
