// Rotation of the ring through the admin surface: nothing becomes unreadable, whatever happens
// when.
#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Rotation : public ::testing::Test {
  protected:
    /// As people: payments made over the API, each with a payer.
    void make_payments(int count) {
        for (int i = 0; i < count; ++i) {
            auto body = example_body();
            body["reference"] = "R-" + std::to_string(++made_);
            const Answer created = world.post("/v1/payments", body.dump());
            ASSERT_EQ(created.status(), 201) << created.http.body;
            ids.push_back(created.json().at("id"));
        }
    }
    Answer reload() {
        return world.admin("POST", "/admin/ring/reload", R"({"actor":"os:root,sudo:an"})");
    }
    void rotate_to(const std::string& id, char byte) {
        world.ring_files.insert(world.ring_files.begin(), {id, byte});
        const Answer done = reload();
        ASSERT_EQ(done.status(), 200) << done.http.body;
        EXPECT_EQ(done.json().at("sealing"), id);
    }
    Answer retire(const std::string& id) {
        const nlohmann::json body = {{"key", id}, {"actor", "os:operator"}};
        return world.admin("POST", "/admin/ring/retire", body.dump());
    }
    std::int64_t wrapped(const std::string& id) {
        std::int64_t count = 0;
        world.read([&](Reader& reader) {
            for (const auto& use : reader.key_uses()) {
                if (use.ring_key_id == id) count = use.total();
            }
        });
        return count;
    }
    void expect_all_readable() {
        const std::string pii = world.make_key({"payments:read", "payments:pii"});
        for (const auto& id : ids) {
            const Answer got =
                world.get("/v1/payments/" + id, {{"Authorization", "Bearer " + pii}});
            EXPECT_EQ(got.status(), 200);
            EXPECT_EQ(got.json().at("payer").at("name"), "Nguyễn Văn An") << id;
        }
    }

    ApiWorld world;
    std::vector<std::string> ids;

  private:
    int made_ = 0;
};

TEST_F(Rotation, OldRecordsMoveToTheNewKeyAndEveryPayerStaysReadable) {
    make_payments(5);
    EXPECT_EQ(wrapped("ring-1"), 5);
    rotate_to("ring-2", 'n');
    make_payments(2);
    EXPECT_EQ(wrapped("ring-1"), 5);
    EXPECT_EQ(wrapped("ring-2"), 2);
    expect_all_readable();
    EXPECT_EQ(world.await(world.rewrap->walk()).value(), 5);
    EXPECT_EQ(wrapped("ring-1"), 0);
    EXPECT_EQ(wrapped("ring-2"), 7);
    expect_all_readable();
    EXPECT_EQ(world.await(world.rewrap->walk()).value(), 0);  // P8
}

TEST_F(Rotation, TheStatusNamesEveryKeyAndWhatItWraps) {
    make_payments(3);
    rotate_to("ring-2", 'n');
    const auto keys = world.admin("GET", "/admin/ring", "").json().at("keys");
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].at("id"), "ring-2");
    EXPECT_EQ(keys[0].at("seals"), true);
    EXPECT_EQ(keys[0].at("personal_data"), 0);
    EXPECT_EQ(keys[1].at("id"), "ring-1");
    EXPECT_EQ(keys[1].at("seals"), false);
    EXPECT_EQ(keys[1].at("personal_data"), 3);
}

TEST_F(Rotation, AKeyIsNotRetiredWhileItSealsOrWrapsOrMayStillBeOnItsWay) {
    make_payments(1);
    reload();
    EXPECT_EQ(retire("ring-1").status(), 409);
    EXPECT_EQ(retire("ring-9").status(), 404);
    rotate_to("ring-2", 'n');
    EXPECT_THAT(retire("ring-1").http.body, HasSubstr("less than a minute ago"));
    world.clock.advance_ms(61'000);
    EXPECT_THAT(retire("ring-1").http.body, HasSubstr("still wraps 1 records"));
    ASSERT_TRUE(world.await(world.rewrap->walk()));
    const Answer retired = retire("ring-1");
    EXPECT_EQ(retired.status(), 200) << retired.http.body;
    world.ring_files.pop_back();
    EXPECT_EQ(reload().json().at("rotated"), false);
    expect_all_readable();
}

TEST_F(Rotation, AKeyThatStillWrapsSomethingCannotVanishByAReload) {
    make_payments(1);
    world.ring_files = {{"ring-2", 'n'}};
    const Answer refused = reload();
    EXPECT_EQ(refused.status(), 422);
    EXPECT_THAT(refused.http.body, HasSubstr("ring-1 is gone"));
    expect_all_readable();
}

TEST_F(Rotation, AFileThatHoldsAnotherKeyUnderAKnownNameIsRefused) {
    make_payments(2);
    world.ring_files = {{"ring-1", 'x'}};
    const Answer refused = reload();
    EXPECT_EQ(refused.status(), 422);
    EXPECT_THAT(refused.http.body, HasSubstr("ring-1 opens nothing"));
    expect_all_readable();
    make_payments(1);  // and nothing was sealed with it
    world.ring_files = {{"ring-1", 'k'}};
    EXPECT_EQ(reload().status(), 200);
    expect_all_readable();
}

TEST_F(Rotation, EachChangeOfTheRingIsToldOnceInTheAuditChain) {
    make_payments(1);
    reload();
    rotate_to("ring-2", 'n');
    reload();
    ASSERT_TRUE(world.await(world.rewrap->walk()));
    world.clock.advance_ms(61'000);
    retire("ring-1");
    std::vector<std::string> told;
    world.read([&](Reader& reader) {
        for (const auto& event : reader.events_of(std::string(audit_chain))) {
            if (event.type == EventType::key_created) continue;  // of this world's portal
            EXPECT_EQ(event.type, EventType::ring_rotated);
            EXPECT_EQ(event.actor, "os:operator");
            told.push_back(event.note);
        }
    });
    EXPECT_THAT(
        told,
        ElementsAre(
            "ring key ring-1 seals",
            "ring key ring-2 seals instead of ring-1",
            "ring key ring-1 retired"
        )
    );
}

TEST_F(Rotation, ARecordThatDoesNotOpenAlarmsAndTheOthersGoOn) {
    make_payments(3);
    world.write([&](Txn& txn) {
        PersonalData broken = *txn.personal_data(*PaymentId::parse(ids[1]));
        broken.sealed.wrapped_key[20] = static_cast<char>(broken.sealed.wrapped_key[20] ^ 1);
        txn.put_personal_data(broken);
    });
    rotate_to("ring-2", 'n');
    EXPECT_EQ(world.await(world.rewrap->walk()).value(), 2);
    EXPECT_EQ(wrapped("ring-1"), 1);
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("sealed_record_unreadable"));
}

/// The power goes after any number of operations of the disk: on what is durable then, the ring
/// with both keys reads every record.
TEST_F(Rotation, KilledAnywhereEveryRecordStaysReadable) {
    make_payments(3);
    rotate_to("ring-2", 'n');
    int interrupted = 0;
    for (std::uint64_t n = 0; wrapped("ring-1") > 0; ++n) {
        ASSERT_LT(n, 400U);
        VfsFault dead;
        dead.after = n;
        dead.times = UINT64_MAX;
        world.disk.fail(dead);
        interrupted += world.await(world.rewrap->walk()) ? 0 : 1;
        world.lose_power(n);
        world.read([&](Reader& reader) {
            for (const auto& id : ids) {
                const auto data = reader.personal_data(*PaymentId::parse(id));
                ASSERT_TRUE(data) << n;
                EXPECT_TRUE(world.core.sealer->open(id, "party", data->sealed)) << n;
            }
        });
    }
    EXPECT_GT(interrupted, 3);
}

}  // namespace
}  // namespace dvcpay::testing
