// A whole gateway while its ring turns: files on a disk, requests under way, kill and start again.
#include "app/ring_files.hpp"
#include "crypto/secret_text.hpp"
#include "gateway_world.hpp"

namespace dvcpay::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class RunningRing : public GatewayWorld {
  protected:
    RunningRing() {
        std::string with_folder = text();
        const std::string table = "[[personal_data.key]]";
        with_folder.insert(with_folder.find(table), "[personal_data]\nfolder = \"ring.d\"\n");
        put("dvcpay.toml", with_folder);
    }
    std::string pay(const std::string& key, const std::string& reference) {
        const auto made = portal(
            key,
            "POST",
            "/v1/payments",
            R"({"reference":")" + reference +
                R"(","service_code":"1.004222","agency_code":"H01.12","currency":"VND","description":"Phi",)"
                R"("return_url":"https://dichvucong.example.vn/kq","amount":60000,)"
                R"("payer":{"name":"Nguyễn Văn Bảo","id_number":"091099001234"}})"
        );
        EXPECT_EQ(made.status, 201) << made.body;
        return json::parse(made.body).value("id", "");
    }
    std::string rotate() {
        auto id = make_ring_key((root_ / "ring.d").string(), entropy_);
        EXPECT_TRUE(id) << id.error().detail;
        const auto done = admin(
            "POST",
            "/admin/ring/reload",
            R"({"actor":"os:test"})",
            {{"Content-Type", "application/json"}}
        );
        EXPECT_EQ(done.status, 200) << done.body;
        EXPECT_EQ(json::parse(done.body).at("sealing"), id.value());
        return id.value();
    }
    json use_of(const std::string& id) {
        const auto status = admin("GET", "/admin/ring", "", {});
        for (const auto& key : json::parse(status.body).at("keys")) {
            if (key.at("id") == id) return key;
        }
        return json::object();
    }
    /// The daemon rewraps beside us; a slow disk may take its time.
    void wait_for(const std::string& id, int records) {
        const Mono patience = clock_.mono().plus_ms(20'000);
        while (use_of(id).value("personal_data", 0) != records && clock_.mono() < patience) {
        }
    }
    std::string pii_key() {
        const auto made = admin(
            "POST",
            "/admin/keys",
            R"({"name":"p","kind":"person","client":"portal","scopes":["payments:read","payments:pii"]})",
            {{"Content-Type", "application/json"}}
        );
        return json::parse(made.body).at("key");
    }
};

// A past fault: a key that was made while the gateway ran was hidden in the log only after a
// restart.
TEST_F(RunningRing, ANewKeyIsHiddenInTheLogFromTheMomentItIsRead) {
    ASSERT_TRUE(start());
    const std::string id = rotate();
    std::ifstream file(root_ / "ring.d" / id);
    std::string text;
    std::getline(file, text);
    const auto key = crypto::parse_ring_key(text);
    ASSERT_TRUE(key.has_value());
    key.value().reveal([this](std::string_view bytes) {
        gateway_->telemetry().log(Level::error, "mistake", {{"what", std::string(bytes)}});
    });
    EXPECT_THAT(log_, HasSubstr(R"("what":"[secret]")"));
}

TEST_F(RunningRing, RotatesUnderLoadWithoutAFailedRequestAndRewrapsEverything) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const std::string pii = pii_key();
    std::vector<std::string> ids;
    std::string newest;
    for (int i = 0; i < 30; ++i) {
        if (i % 10 == 5) newest = rotate();
        ids.push_back(pay(key, "R" + std::to_string(i)));
        const auto shown =
            portal(pii, "GET", "/v1/payments/" + ids[static_cast<std::size_t>(i / 2)], "");
        EXPECT_THAT(shown.body, HasSubstr("Nguyễn Văn Bảo"));
    }
    wait_for(newest, 30);
    EXPECT_EQ(use_of(newest).value("personal_data", 0), 30);
    EXPECT_EQ(use_of("r1").value("personal_data", -1), 0);
    for (const auto& id : ids) {
        EXPECT_THAT(portal(pii, "GET", "/v1/payments/" + id, "").body, HasSubstr("Nguyễn Văn Bảo"));
    }
}

TEST_F(RunningRing, AStartWithTheNewKeyGoesOnWhereTheLastProcessWasKilled) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const std::string id = pay(key, "R1");
    // Made and not told: as if the command line had been killed behind the rename.
    const std::string made = make_ring_key((root_ / "ring.d").string(), entropy_).value();
    stop();
    ASSERT_TRUE(start());
    wait_for(made, 1);
    EXPECT_EQ(use_of(made).value("personal_data", 0), 1);
    EXPECT_THAT(
        portal(pii_key(), "GET", "/v1/payments/" + id, "").body, HasSubstr("Nguyễn Văn Bảo")
    );
}

TEST_F(RunningRing, AKeyFileThatOthersMayReadIsRefusedAndTheOldKeyGoesOn) {
    ASSERT_TRUE(start());
    const std::string id = make_ring_key((root_ / "ring.d").string(), entropy_).value();
    namespace fs = std::filesystem;
    fs::permissions(root_ / "ring.d" / id, fs::perms::others_read, fs::perm_options::add);
    const auto refused = admin(
        "POST",
        "/admin/ring/reload",
        R"({"actor":"os:test"})",
        {{"Content-Type", "application/json"}}
    );
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("open to everybody"));
    EXPECT_EQ(use_of("r1").value("seals", false), true);
}

TEST_F(RunningRing, FilesOfTheRingAreNewestFirstPrivateAndNeverNamedTwice) {
    const std::string folder = (root_ / "ring.d").string();
    const std::string first = make_ring_key(folder, entropy_).value();
    const std::string second = make_ring_key(folder, entropy_).value();
    std::ofstream(root_ / "ring.d" / "ring-0099-zzzz") << "no key";
    std::ofstream(root_ / "ring.d" / "ring-0003-00aa.part") << "half";
    EXPECT_EQ(ring_ids(folder), (std::vector<std::string>{second, first}));
    EXPECT_EQ(ring_number(second), 2);
    const auto mode = std::filesystem::status(root_ / "ring.d" / first).permissions();
    EXPECT_EQ(mode, std::filesystem::perms(0600));
    EXPECT_TRUE(shelve_ring_key(folder, second).value());
    EXPECT_FALSE(shelve_ring_key(folder, second).value());
    EXPECT_EQ(ring_number(make_ring_key(folder, entropy_).value()), 4);  // also past the half one
    std::filesystem::permissions(folder, std::filesystem::perms(0777));
    EXPECT_FALSE(make_ring_key(folder, entropy_));
}

}  // namespace
}  // namespace dvcpay::app
