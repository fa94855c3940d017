#include "ledger.hpp"

#include "support/sql.hpp"

namespace dvcpay::testing {

Ledger::Ledger() : key(crypto::SealKey::parse(Secret(support::seal_key_pem('k'))).value()) {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("dvcpay-") + info->test_suite_name() + "-" + info->name();
    std::ranges::replace(name, '/', '-');
    const auto folder = std::filesystem::path(::testing::TempDir()) / name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    path_ = folder / "store.db";
    plan.notary = &key;
    plan.witness = &witness;
    core.clock = &clock;
    core.telemetry = &telemetry;
    EXPECT_TRUE(sqlite::migrate({.path = file(), .vfs_name = {}, .boot_id = "m"}).has_value());
    reopen();
}

Ledger::~Ledger() {
    shut();
    std::filesystem::remove_all(path_.parent_path());
}

void Ledger::reopen() {
    sqlite::SqliteOptions options;
    options.path = file();
    options.boot_id = "boot-" + std::to_string(++runs_);
    auto opened = sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = std::move(opened.value());
    core.store = store_.get();
}

void Ledger::shut() {
    if (!store_) return;
    await(loop, store_->close());
    store_.reset();
    loop.restart();
    loop.poll();
}

void Ledger::append(const std::string& chain, EventType type, const std::string& note) {
    NewEvent event = new_event(++made_, type, clock.now);
    event.draft.note = note;
    event.draft.actor = "prn_someone";
    std::function<Result<void>(Txn&)> work = [chain, event](Txn& txn) -> Result<void> {
        txn.append(chain, {event});
        return ok();
    };
    ASSERT_TRUE(await(loop, store_->write(Priority::ordinary, std::move(work))).has_value());
}

std::string Ledger::payment(std::uint64_t n) {
    return open_payment_file(n).payment.id.text();
}

void Ledger::pay(std::uint64_t n) {
    std::function<Result<void>(Txn&)> work = [n](Txn& txn) -> Result<void> {
        txn.insert(open_payment_file(n));
        return ok();
    };
    ASSERT_TRUE(await(loop, store_->write(Priority::ordinary, std::move(work))).has_value());
    append(payment(n), EventType::payment_created);
}

std::int64_t Ledger::seal() {
    clock.now = clock.now.plus_s(3600);
    flows::SealHistory flow(&core, plan);
    return await(loop, flow.round());
}

void Ledger::write_history() {
    pay(1);
    pay(2);
    append(payment(1), EventType::attempt_initiating);
    append(payment(2), EventType::attempt_initiating);
    append(payment(1), EventType::attempt_opened);
    append(payment(2), EventType::attempt_opened);
    EXPECT_EQ(seal(), 1);
    pay(3);
    append(std::string(audit_chain), EventType::key_created);
    append(payment(3), EventType::attempt_initiating);
    append(payment(3), EventType::attempt_opened);
    EXPECT_EQ(seal(), 1);
    append(payment(3), EventType::payment_paid);
}

std::string Ledger::ask(const std::string& sql) {
    return support::run_sql(file(), sql);
}

void Ledger::tamper(const std::string& sql) {
    shut();
    ask(sql);
    reopen();
}

std::unique_ptr<sqlite::SqliteHistory> Ledger::history() {
    sqlite::SqliteOptions options;
    options.path = file();
    auto opened = sqlite::SqliteHistory::open(options);
    EXPECT_TRUE(opened.has_value()) << opened.error().detail;
    return std::move(opened.value());
}

ops::AuditReport Ledger::verify(const std::function<void(ops::AuditOptions&)>& adjust) {
    ops::AuditOptions options;
    options.keys = keys();
    if (adjust) adjust(options);
    auto report = ops::verify_history(history().get(), options);
    EXPECT_TRUE(report.has_value()) << report.error().detail;
    return std::move(report.value());
}

ops::AuditReport Ledger::verify_with_witness() {
    return verify([this](ops::AuditOptions& options) {
        options.witness = ops::read_witness(witness.text);
    });
}

std::vector<Seal> Ledger::seals() {
    return history()->seals(0, 100).value();
}

std::vector<std::string> told(const ops::AuditReport& report) {
    std::vector<std::string> out;
    for (const auto& finding : report.findings)
        out.push_back(std::string(to_string(finding.damage)) + " at " + finding.place);
    return out;
}

}  // namespace dvcpay::testing
