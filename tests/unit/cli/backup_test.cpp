// Backup and restore as a person does them, the daemon down: files in, files out, exit codes.
#include "cli/backup.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "app/ring_files.hpp"
#include "cli/exit_code.hpp"
#include "cli/restore.hpp"
#include "cli/upkeep.hpp"
#include "net/system.hpp"
#include "store/sqlite/store.hpp"
#include "support/sql.hpp"

namespace dvcpay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void write_pem(const std::string& folder, const std::string& name) {
    EVP_PKEY* key = nullptr;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, nullptr);
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_keygen(context, &key);
    BIO* secret = BIO_new_file((folder + "/" + name + ".key").c_str(), "w");
    BIO* open = BIO_new_file((folder + "/" + name + ".pub").c_str(), "w");
    PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open, key);
    BIO_free(secret);
    BIO_free(open);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    fs::permissions(folder + "/" + name + ".key", fs::perms(0600));
}

class Disaster : public testing::Test {
  protected:
    Disaster() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = fs::path(testing::TempDir()) / (std::string("dvcpay-disaster-") + info->name());
        fs::remove_all(root_);
        fs::create_directories(root_);
        put("backup.key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n");
        put("other.key", "YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk=\n");
        write_pem(root_.string(), "recovery");
        write_pem(root_.string(), "stranger");
        config.store.path = at("store.db");
        config.ring_folder = at("ring.d");
        config.file = at("dvcpay.toml");
        config.ring.push_back({"r1", Secret(std::string(32, 'r'))});
        sqlite::SqliteOptions options;
        options.path = config.store.path;
        EXPECT_TRUE(sqlite::migrate(options).has_value());
        sql("store.db", "INSERT INTO meta VALUES ('epoch', '1'), ('order_ref_space', 'Q7')");
        sql("store.db",
            "INSERT INTO personal_data (payment_id, ring_key_id, wrapped_key, ciphertext) VALUES "
            "('pay_1', 'r1', x'00', x'00')");
    }
    ~Disaster() override { fs::remove_all(root_); }

    std::string at(const std::string& name) const { return (root_ / name).string(); }
    void put(const std::string& name, const std::string& bytes) {
        std::ofstream(at(name), std::ios::binary) << bytes;
        fs::permissions(at(name), fs::perms(0600));
    }
    std::string get(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string sql(const std::string& file, const std::string& text) {
        return support::run_sql(at(file), text);
    }
    BackupWords words(const std::string& to) const {
        BackupWords out;
        out.to = at(to);
        out.file = at(to);
        out.key_file = at("backup.key");
        out.recovery_key = at("recovery.pub");
        out.scratch = root_.string();
        return out;
    }
    RestoreWords back(const std::string& to) const {
        RestoreWords out;
        out.from = at("store.dvb");
        out.ring = at("ring.dvb");
        out.recovery_key = at("recovery.key");
        out.to = at(to);
        return out;
    }
    void make_both() {
        ASSERT_EQ(create_backup(config, words("store.dvb")), Exit::done);
        ASSERT_EQ(backup_ring(config, words("ring.dvb")), Exit::done);
    }
    /// Nothing that could be taken for a store is there.
    void expect_nothing(const std::string& to) {
        EXPECT_FALSE(fs::exists(at(to)));
        EXPECT_FALSE(fs::exists(at(to) + ".restoring"));
        EXPECT_FALSE(fs::exists(at(to) + ".ring"));
    }

    fs::path root_;
    app::Configuration config;
};

TEST_F(Disaster, AStoreComesBackInANewEpochWithItsRing) {
    make_both();
    EXPECT_EQ(verify_backup(words("store.dvb")), Exit::done);
    ASSERT_EQ(restore(back("new.db")), Exit::done);
    EXPECT_EQ(sql("new.db", "SELECT count(*) FROM personal_data"), "1");
    EXPECT_THAT(sql("new.db", "SELECT value FROM meta WHERE name = 'epoch'"), HasSubstr("2-"));
    EXPECT_NE(sql("new.db", "SELECT value FROM meta WHERE name = 'order_ref_space'"), "Q7");
    EXPECT_EQ(sql("new.db", "SELECT value FROM meta WHERE name = 'order_ref_spaces_used'"), "Q7");
    EXPECT_THAT(
        sql("new.db",
            "SELECT type || ' ' || actor FROM events WHERE chain = 'audit' ORDER BY position DESC"),
        HasSubstr("store.")
    );
    EXPECT_EQ(sql("new.db", "SELECT count(*) FROM events WHERE type = 'store.restored'"), "1");
    EXPECT_EQ(get("new.db.ring/r1"), "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n");
    EXPECT_EQ(fs::status(at("new.db.ring/r1")).permissions(), fs::perms(0600));
    EXPECT_EQ(fs::status(at("new.db")).permissions(), fs::perms(0600));
    EXPECT_FALSE(fs::exists(at("new.db.restoring")));
    sqlite::SqliteOptions options;
    options.path = at("new.db");
    EXPECT_TRUE(sqlite::migrate(options).value().empty());
}

TEST_F(Disaster, TwoRestoresOfOneBackupAreTwoEpochs) {
    make_both();
    ASSERT_EQ(restore(back("a.db")), Exit::done);
    ASSERT_EQ(restore(back("b.db")), Exit::done);
    const std::string epoch = "SELECT value FROM meta WHERE name = 'epoch'";
    EXPECT_NE(sql("a.db", epoch), sql("b.db", epoch));
}

TEST_F(Disaster, TheBackupIsToldInTheAuditChainAndItsPlainCopyIsGone) {
    make_both();
    EXPECT_EQ(sql("store.db", "SELECT count(*) FROM events WHERE type = 'store.backed_up'"), "2");
    EXPECT_THAT(
        sql("store.db", "SELECT note FROM events WHERE chain = 'audit' AND sequence = 1"),
        HasSubstr("store.dvb, sha256 ")
    );
    EXPECT_FALSE(fs::exists(config.store.path + ".backup"));
}

TEST_F(Disaster, NothingIsOverwritten) {
    make_both();
    EXPECT_EQ(create_backup(config, words("store.dvb")), Exit::usage);
    put("new.db", "precious");
    EXPECT_EQ(restore(back("new.db")), Exit::usage);
    EXPECT_EQ(get("new.db"), "precious");
    put("fresh.db-wal", "of another store");
    EXPECT_EQ(restore(back("fresh.db")), Exit::usage);
    expect_nothing("fresh.db");
    fs::create_directory(at("third.db.ring"));
    put("third.db.ring/r1", "c29tZWJvZHkgZWxzZSdzIGtleSwgMzIgYnl0ZXMuLi4=");
    EXPECT_EQ(restore(back("third.db")), Exit::usage);
    EXPECT_FALSE(fs::exists(at("third.db")));
}

TEST_F(Disaster, ARunThatWasKilledBehindItsRingIsMadeUpForByTheNext) {
    make_both();
    ASSERT_EQ(restore(back("new.db")), Exit::done);
    fs::remove(at("new.db"));  // the name is given last
    put("new.db.restoring", "half of a store");
    put("new.db.ring/r1.part", "half of a key");
    ASSERT_EQ(restore(back("new.db")), Exit::done);
    EXPECT_EQ(get("new.db.ring/r1"), "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n");
    EXPECT_FALSE(fs::exists(at("new.db.restoring")));
}

TEST_F(Disaster, WithoutAPlaceTheConfigurationSaysWhereAndTheOldestGoBehindTheNewest) {
    EXPECT_EQ(create_backup(config, {}), Exit::usage);  // nobody says where
    fs::create_directory(at("nights"));
    config.backup.folder = at("nights");
    config.backup.key_file = words("x").key_file;
    config.backup.keep = 2;
    put("nights/store-20200101T000000Z.dvb", "old");
    put("nights/store-20200102T000000Z.dvb", "younger");
    put("nights/notes.txt", "of the operator");
    ASSERT_EQ(create_backup(config, {}), Exit::done);
    EXPECT_FALSE(fs::exists(at("nights/store-20200101T000000Z.dvb")));
    EXPECT_TRUE(fs::exists(at("nights/store-20200102T000000Z.dvb")));
    EXPECT_TRUE(fs::exists(at("nights/notes.txt")));
    EXPECT_EQ(std::distance(fs::directory_iterator(at("nights")), {}), 3);
}

TEST_F(Disaster, ANightThatFailsUsesNoOldCopyUp) {
    fs::create_directory(at("nights"));
    config.backup.folder = at("nights");
    config.backup.key_file = at("no such key");
    config.backup.keep = 1;
    put("nights/store-20200101T000000Z.dvb", "old");
    put("nights/store-20200102T000000Z.dvb", "younger");
    EXPECT_EQ(create_backup(config, {}), Exit::usage);
    EXPECT_TRUE(fs::exists(at("nights/store-20200101T000000Z.dvb")));
}

TEST(NightlyNames, SortByTheirMomentAndOnlyTheyAreRemoved) {
    EXPECT_EQ(nightly_name(Wall{1'790'000'000'000}), "store-20260921T141320Z.dvb");
    const std::vector<std::string> names = {
        "store-20260101T000000Z.dvb",
        "store-20260103T000000Z.dvb",
        "store-20260102T000000Z.dvb",
        "store-before-the-migration.dvb",
        "store-20260104T000000Z.dvb.part"
    };
    EXPECT_THAT(superfluous(names, 2), testing::ElementsAre("store-20260101T000000Z.dvb"));
    EXPECT_THAT(superfluous(names, 3), testing::IsEmpty());
    EXPECT_THAT(superfluous(names, 0), testing::IsEmpty());
}

TEST_F(Disaster, AWrongRecoveryKeyOrAWrongBackupKeyRestoresNothing) {
    make_both();
    RestoreWords wrong = back("new.db");
    wrong.recovery_key = at("stranger.key");
    EXPECT_EQ(restore(wrong), Exit::usage);
    expect_nothing("new.db");
    BackupWords other = words("under-other.dvb");
    other.key_file = at("other.key");
    ASSERT_EQ(create_backup(config, other), Exit::done);
    EXPECT_EQ(verify_backup(words("under-other.dvb")), Exit::usage);
    wrong = back("new.db");
    wrong.from = at("under-other.dvb");
    EXPECT_EQ(restore(wrong), Exit::usage);
    expect_nothing("new.db");
}

TEST_F(Disaster, ACutOrChangedBackupRestoresNothing) {
    make_both();
    const std::string whole = get("store.dvb");
    put("cut.dvb", whole.substr(0, whole.size() - 1));
    std::string changed = whole;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    put("changed.dvb", changed);
    for (const char* name : {"cut.dvb", "changed.dvb"}) {
        EXPECT_EQ(verify_backup(words(name)), Exit::check_failed) << name;
        RestoreWords wrong = back("new.db");
        wrong.from = at(name);
        EXPECT_EQ(restore(wrong), Exit::check_failed) << name;
        expect_nothing("new.db");
        EXPECT_FALSE(fs::exists(at("new.db.restoring"))) << name;
    }
}

TEST_F(Disaster, ARingThatLacksAKeyOfTheStoreIsRefusedUnlessTheLossIsAccepted) {
    sql("store.db",
        "INSERT INTO personal_data (payment_id, ring_key_id, wrapped_key, ciphertext) VALUES "
        "('pay_2', 'r2', x'00', x'00')");
    make_both();
    EXPECT_EQ(restore(back("new.db")), Exit::usage);
    expect_nothing("new.db");
    RestoreWords anyway = back("new.db");
    anyway.accept_lost_keys = true;
    EXPECT_EQ(restore(anyway), Exit::done);
}

TEST_F(Disaster, WhatAKilledCommandLeftDoesNotStopTheNext) {
    fs::create_directory(config.store.path + ".backup");
    fs::permissions(config.store.path + ".backup", fs::perms::owner_all);
    put("store.db.backup/copy.db", "half");
    put("store.dvb.part", "half");
    make_both();
    put("new.db.restoring", "half");
    put("new.db.restoring.part", "half");
    EXPECT_EQ(restore(back("new.db")), Exit::done);
}

TEST_F(Disaster, TheActorIsTheUserOfTheOperatingSystem) {
    EXPECT_TRUE(os_actor().starts_with("os:"));
    EXPECT_GT(os_actor().size(), 3U);
}

}  // namespace
}  // namespace dvcpay::cli
