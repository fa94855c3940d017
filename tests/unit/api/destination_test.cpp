// Where money goes that its provider cannot return, proposed with an incident: sealed from the
// first moment on, shown to who may see it, and gone when nobody needs it any more.
#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string number = "0123456789";

/// A bank's credit that belongs to no payment, with its incident.
class UnmatchedCredit : public ::testing::Test {
  protected:
    UnmatchedCredit() {
        const Wall now = world.clock.wall();
        incident.id = fresh_id<IncidentId>(world.entropy, now);
        incident.kind = IncidentKind::unmatched_credit;
        incident.amount = Money::dong(45'000);
        incident.opened_at = now;
        Credit credit;
        credit.id = fresh_id<CreditId>(world.entropy, now);
        credit.account = {"momo", "default"};
        credit.provider_txn = "FT1";
        credit.amount = incident.amount;
        credit.state = CreditState::unmatched;
        credit.received_at = credit.occurred_at = now;
        incident.credit = credit.id;
        world.write([&](Txn& txn) { txn.insert_unmatched(credit, incident); });
        maker = person();
        checker = person();
    }
    Headers person() {
        const std::string made = world.make_key(
            {"payments:read",
             "payments:pii",
             "incidents:write",
             "incidents:approve",
             "refunds:approve"},
            {},
            "",
            "person"
        );
        return {{"Authorization", "Bearer " + made}};
    }
    static json proposal(const std::string& action = "refund") {
        return {
            {"action", action},
            {"reason", "the payer wrote to us"},
            {"destination", {{"bank_bin", "970418"}, {"account", number}, {"name", "Nguyễn Văn An"}}
            }
        };
    }
    std::string path(const std::string& verb = "") const {
        return "/v1/incidents/" + incident.id.text() + (verb.empty() ? "" : "/" + verb);
    }
    Answer propose(const json& body) { return world.post(path("propose"), body.dump(), maker); }
    json refund_of(const Answer& approved) {
        return world.get("/v1/refunds/" + approved.json().at("refund_id").get<std::string>(), maker)
            .json();
    }
    std::int64_t sealed() {
        std::int64_t out = 0;
        world.read([&](Reader& reader) {
            for (const auto& use : reader.key_uses()) out += use.refund_destinations;
        });
        return out;
    }
    Answer erase() {
        const json body = {
            {"of", incident.id.text()}, {"reason", "letter 12/2026"}, {"actor", "os:operator"}
        };
        return world.admin("POST", "/admin/personal/erase", body.dump());
    }
    /// A refund that has been filed by hand and closed.
    json closed_refund() {
        EXPECT_EQ(propose(proposal()).status(), 200);
        const json refund = refund_of(world.post(path("approve"), "{}", checker));
        EXPECT_EQ(refund["status"], "manual");
        const std::string close = "/v1/refunds/" + refund["id"].get<std::string>() + "/close";
        EXPECT_EQ(world.post(close, R"({"evidence":"UNC 12"})", checker).status(), 200);
        return refund;
    }

    ApiWorld world;
    Incident incident;
    Headers maker, checker;
};

TEST_F(UnmatchedCredit, IsSentWhereTwoPersonsWantItAndTheAccountIsClearOnlyInAuditedReads) {
    const Answer proposed = propose(proposal());
    ASSERT_EQ(proposed.status(), 200) << proposed.http.body;
    EXPECT_THAT(proposed.http.body, Not(HasSubstr(number)));
    EXPECT_THAT(proposed.json()["destination"]["account"], HasSubstr("6789"));
    EXPECT_EQ(sealed(), 1);
    // The second person sees what he decides about, and that he looked is written down.
    const Answer seen = world.get(path(), checker);
    EXPECT_EQ(seen.json()["destination"]["account"], number);
    EXPECT_EQ(world.history(std::string(audit_chain)).back().type, EventType::personal_data_read);
    EXPECT_THAT(world.get("/v1/incidents", checker).http.body, Not(HasSubstr(number)));
    const Answer approved = world.post(path("approve"), "{}", checker);
    ASSERT_EQ(approved.status(), 200) << approved.http.body;
    const json refund = refund_of(approved);
    EXPECT_EQ(refund["status"], "manual");  // this provider has no refunds: the bank's list
    EXPECT_EQ(refund["destination"]["account"], number);
    EXPECT_EQ(refund["amount"], 45'000);
    EXPECT_EQ(sealed(), 1);
    for (const auto& event : world.history(incident.id.text()))
        EXPECT_THAT(event.data + event.note, Not(HasSubstr(number)));
}

TEST_F(UnmatchedCredit, WithoutTheScopeShowsTheAccountMasked) {
    propose(proposal());
    const Headers reader = {
        {"Authorization", "Bearer " + world.make_key({"payments:read"}, {}, "", "person")}
    };
    EXPECT_THAT(world.get(path(), reader).http.body, Not(HasSubstr(number)));
}

TEST_F(UnmatchedCredit, OfARejectedProposalKeepsNoAccount) {
    propose(proposal());
    const Answer no = world.post(path("reject"), R"({"reason":"whose is it?"})", checker);
    ASSERT_EQ(no.status(), 200) << no.http.body;
    EXPECT_TRUE(no.json()["destination"].is_null());
    EXPECT_EQ(sealed(), 0);
    EXPECT_EQ(propose(proposal()).status(), 200);
    EXPECT_EQ(sealed(), 1);
}

TEST_F(UnmatchedCredit, TakesADestinationOnlyWithARefundAndAWholeOne) {
    const Answer accept = propose(proposal("accept"));
    EXPECT_EQ(accept.status(), 422);
    EXPECT_EQ(accept.json()["errors"][0]["pointer"], "/destination");
    json partly = proposal();
    partly["destination"].erase("name");
    EXPECT_EQ(propose(partly).json()["errors"][0]["pointer"], "/destination/name");
    EXPECT_EQ(sealed(), 0);
}

TEST_F(UnmatchedCredit, ThatWasAcceptedCanBeSentBackLater) {
    EXPECT_EQ(propose({{"action", "accept"}, {"reason", "booked by hand"}}).status(), 200);
    ASSERT_EQ(world.post(path("approve"), "{}", checker).status(), 200);
    EXPECT_EQ(world.get(path(), maker).json()["actions"], json::array({"refund"}));
    const Answer again = propose(proposal());
    ASSERT_EQ(again.status(), 200) << again.http.body;
    const Answer approved = world.post(path("approve"), "{}", checker);
    ASSERT_EQ(approved.status(), 200) << approved.http.body;
    EXPECT_EQ(refund_of(approved)["status"], "manual");
}

TEST_F(UnmatchedCredit, IsErasedAsSoonAsNobodyHasToPayTheAccountAnyMore) {
    propose(proposal());
    EXPECT_EQ(erase().status(), 409);  // proposed
    const json refund = refund_of(world.post(path("approve"), "{}", checker));
    EXPECT_EQ(erase().status(), 409);  // to be filed with the bank
    const std::string self = "/v1/refunds/" + refund["id"].get<std::string>();
    world.post(self + "/close", R"({"evidence":"UNC 12"})", checker);
    const Answer erased = erase();
    EXPECT_EQ(erased.json()["records"], 1) << erased.http.body;
    EXPECT_EQ(sealed(), 0);
    EXPECT_THAT(world.get(self, maker).http.body, Not(HasSubstr(number)));
    EXPECT_EQ(world.history(incident.id.text()).back().type, EventType::personal_data_erased);
    EXPECT_EQ(erase().json()["records"], 0);  // P8
}

TEST_F(UnmatchedCredit, LosesTheAccountWhenItsRetentionHasPassed) {
    closed_refund();
    const auto run = [&] {
        return world.admin("POST", "/admin/retention/run", R"({"mode":"end","actor":"os:op"})")
            .json()["classes"];
    };
    const auto ended = [](const json& classes) {
        for (const auto& one : classes) {
            if (one["class"] == "destinations") return one["records"].get<int>();
        }
        return -1;
    };
    world.clock.advance_ms(3'649LL * 86'400'000);
    EXPECT_EQ(ended(run()), 0);
    world.clock.advance_ms(2LL * 86'400'000);
    EXPECT_EQ(ended(run()), 1);
    EXPECT_EQ(sealed(), 0);
}

}  // namespace
}  // namespace dvcpay::testing
