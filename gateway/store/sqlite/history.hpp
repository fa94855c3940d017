#pragma once
// The history for whoever verifies it: a connection that can only read, beside a running gateway or
// on a store at rest.
#include <memory>

#include "ports/history.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::sqlite {

class Connection;

class SqliteHistory final : public History {
  public:
    /// Faults: configuration (not migrated, newer than this program), store_unavailable.
    static Result<std::unique_ptr<SqliteHistory>> open(const SqliteOptions& options);
    ~SqliteHistory() override;

    Result<End> end() override;
    Result<std::vector<EventRow>> events(std::int64_t after, std::int64_t last, std::int64_t limit)
        override;
    Result<std::vector<ChainLink>> links(const ChainLink& after, std::int64_t limit) override;
    Result<std::vector<Seal>> seals(std::int64_t after, std::int64_t limit) override;
    Result<std::optional<EventRow>> event(const std::string& id) override;
    Result<std::vector<std::string>> payments_without_history(std::int64_t limit) override;
    Result<std::vector<std::string>> histories_without_payment(std::int64_t limit) override;
    Result<std::vector<ChainRows>> rows(const std::string& after, std::int64_t limit) override;

  private:
    explicit SqliteHistory(std::unique_ptr<Connection> db);
    std::unique_ptr<Connection> db_;
};

}  // namespace dvcpay::sqlite
