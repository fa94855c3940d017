#pragma once
// A store in a file with a short history, a clock and a witness in the test's hand, and another
// hand that writes SQL past everything.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "flows/seal_history.hpp"
#include "ops/audit.hpp"
#include "store/sqlite/history.hpp"
#include "store/sqlite/store.hpp"
#include "support/seal_key.hpp"
#include "world.hpp"

namespace dvcpay::testing {

class HandClock final : public Clock {
  public:
    Wall wall() const override { return now; }
    Mono mono() const override { return Mono{now.ms * 1'000'000}; }
    Task<bool> sleep_until(Mono) override { co_return false; }
    Wall now = noon;
};

class AlarmList final : public Telemetry {
  public:
    void log(Level, std::string_view, Fields) override {}
    void count(std::string_view, Fields, std::int64_t) override {}
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view event, Fields) override { alarms.emplace_back(event); }
    std::vector<std::string> alarms;
};

class NoteBook final : public Witness {
  public:
    Task<Result<void>> append(std::vector<Seal> seals) override {
        if (broken) co_return Error(Fault::unavailable, "the witness does not answer");
        for (const auto& seal : seals) text += ops::witness_line(seal) + "\n";
        co_return ok();
    }
    bool broken = false;
    std::string text;
};

class Ledger : public ::testing::Test {
  protected:
    Ledger();
    ~Ledger() override;

    /// Appends one event to the chain.
    void append(const std::string& chain, EventType type, const std::string& note = "note");
    /// A payment of the nth name, and the first event of its history.
    void pay(std::uint64_t n);
    static std::string payment(std::uint64_t n);
    /// One round of the flow, an hour after the last.
    std::int64_t seal();
    /// Three payments of three events each, interleaved, and one event of the house, in two seals;
    /// then one event more. Positions 1 to 6, 7 to 10, and 11.
    void write_history();

    /// The program ends, another hand writes, the program starts again.
    void tamper(const std::string& sql);
    std::string ask(const std::string& sql);
    std::string file() const { return path_.string(); }
    void reopen();
    void shut();

    ops::AuditReport verify(const std::function<void(ops::AuditOptions&)>& adjust = {});
    ops::AuditReport verify_with_witness();
    std::vector<crypto::SealPublicKey> keys() const { return {key.public_key()}; }
    std::unique_ptr<sqlite::SqliteHistory> history();
    std::vector<Seal> seals();

    boost::asio::io_context loop{1};
    HandClock clock;
    AlarmList telemetry;
    NoteBook witness;
    crypto::SealKey key;
    flows::Core core;
    flows::SealPlan plan;

  private:
    std::filesystem::path path_;
    std::unique_ptr<sqlite::SqliteStore> store_;
    std::uint64_t made_ = 0;
    int runs_ = 0;
};

/// "damage at place" of each finding.
std::vector<std::string> told(const ops::AuditReport& report);

}  // namespace dvcpay::testing
