// Erasure of a person through the admin surface.
#include <gmock/gmock.h>

#include "crypto/chain.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::HasSubstr;

class Erasure : public ::testing::Test {
  protected:
    Erasure() {
        const Answer made = world.post("/v1/payments", example_body().dump());
        EXPECT_EQ(made.status(), 201) << made.http.body;
        id = made.json().at("id");
        pii = {{"Authorization", "Bearer " + world.make_key({"payments:read", "payments:pii"})}};
    }
    Answer erase(const std::string& payment) {
        const nlohmann::json body = {
            {"of", payment}, {"reason", "asked in letter 12/2026"}, {"actor", "os:operator,sudo:an"}
        };
        return world.admin("POST", "/admin/personal/erase", body.dump());
    }
    std::vector<Event> chain(const std::string& name) {
        std::vector<Event> out;
        world.read([&](Reader& reader) { out = reader.events_of(name); });
        return out;
    }
    void expect_verifies(const std::string& name) {
        std::string prev = crypto::chain_start;
        for (const auto& event : chain(name)) {
            EXPECT_EQ(event.prev_hash, prev);
            EXPECT_EQ(event.hash, crypto::chain_hash(event));
            prev = event.hash;
        }
    }

    ApiWorld world;
    std::string id;
    Headers pii;
};

TEST_F(Erasure, TheClearFormIsGoneAndTheMaskedOneStays) {
    EXPECT_EQ(world.get("/v1/payments/" + id, pii).json().at("payer").at("phone"), "0912345678");
    const Answer erased = erase(id);
    ASSERT_EQ(erased.status(), 200) << erased.http.body;
    EXPECT_EQ(erased.json().at("records"), 1);
    EXPECT_EQ(erased.json().at("files_clean"), true);
    const Answer after = world.get("/v1/payments/" + id, pii);
    EXPECT_EQ(after.status(), 200);
    EXPECT_EQ(after.json().at("payer"), world.get("/v1/payments/" + id).json().at("payer"));
    EXPECT_EQ(after.json().at("payer").at("name"), "N••••• V•• A•");
}

TEST_F(Erasure, ItIsToldInBothChainsByWhomAndWhyAndBothStillVerify) {
    const std::size_t before = chain(id).size();
    ASSERT_EQ(erase(id).status(), 200);
    const auto audit = chain(std::string(audit_chain));
    ASSERT_FALSE(audit.empty());
    EXPECT_EQ(audit.back().type, EventType::personal_data_erased);
    EXPECT_EQ(audit.back().actor, "os:operator,sudo:an");
    EXPECT_EQ(audit.back().note, "payment " + id + ": asked in letter 12/2026");
    const auto own = chain(id);
    ASSERT_EQ(own.size(), before + 1);
    EXPECT_EQ(own.back().type, EventType::personal_data_erased);
    EXPECT_EQ(own.back().client, "portal");
    expect_verifies(id);
    expect_verifies(std::string(audit_chain));
}

TEST_F(Erasure, ASecondTimeChangesNothing) {
    ASSERT_EQ(erase(id).status(), 200);
    const std::size_t told = chain(std::string(audit_chain)).size();
    const Answer again = erase(id);
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.json().at("records"), 0);
    EXPECT_EQ(chain(std::string(audit_chain)).size(), told);
}

TEST_F(Erasure, NeitherTheCiphertextNorItsKeyIsLeftInAnyFile) {
    std::string ciphertext;
    std::string wrapped;
    world.read([&](Reader& reader) {
        const auto data = reader.personal_data(*PaymentId::parse(id));
        ciphertext = data->sealed.ciphertext;
        wrapped = data->sealed.wrapped_key;
    });
    const auto stands = [this](const std::string& bytes) {
        return (world.disk.content("dvcpay.db") + world.disk.content("dvcpay.db-wal"))
                   .find(bytes) != std::string::npos;
    };
    ASSERT_TRUE(stands(ciphertext));
    ASSERT_TRUE(stands(wrapped));
    ASSERT_EQ(erase(id).status(), 200);
    EXPECT_FALSE(stands(ciphertext));
    EXPECT_FALSE(stands(ciphertext.substr(0, 24)));
    EXPECT_FALSE(stands(wrapped));
}

TEST_F(Erasure, WhatIsNotAPaymentIsNotFoundAndWhatIsMissingIsNamed) {
    EXPECT_EQ(erase("pay_00000000000000000000000000").status(), 404);
    EXPECT_EQ(erase("somebody").status(), 404);
    const Answer bare = world.admin("POST", "/admin/personal/erase", R"({"of":"x"})");
    EXPECT_EQ(bare.status(), 422);
    EXPECT_THAT(bare.http.body, HasSubstr("/reason"));
    EXPECT_THAT(bare.http.body, HasSubstr("/actor"));
}

TEST_F(Erasure, ARefundThatIsNotOverKeepsItsPaymentFromBeingErased) {
    world.write([&](Txn& txn) {
        const auto file = txn.payment(*PaymentId::parse(id));
        PaymentFile after = *file;
        Credit credit;
        credit.id = fresh_id<CreditId>(world.entropy, world.clock.wall());
        credit.payment = file->payment.id;
        credit.account = {"momo", "default"};
        credit.provider_txn = "T1";
        credit.amount = Money::dong(60'000);
        after.credits.push_back(credit);
        Refund refund;
        refund.id = fresh_id<RefundId>(world.entropy, world.clock.wall());
        refund.credit = credit.id;
        refund.amount = Money::dong(60'000);
        refund.requested_by = fresh_id<PrincipalId>(world.entropy, world.clock.wall());
        refund.provider_refund_id = "RF1";
        refund.state = RefundState::manual;
        after.refunds.push_back(refund);
        ++after.payment.version;
        txn.update(*file, after);
    });
    const Answer refused = erase(id);
    EXPECT_EQ(refused.status(), 409) << refused.http.body;
    EXPECT_THAT(refused.http.body, HasSubstr("is not over"));
    EXPECT_EQ(world.get("/v1/payments/" + id, pii).json().at("payer").at("phone"), "0912345678");
}

}  // namespace
}  // namespace dvcpay::testing
