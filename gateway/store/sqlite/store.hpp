#pragma once
// The embedded store: SQLite in WAL mode with synchronous=FULL, one writer that commits groups,
// readers beside it.
//
//     migrate(options)                                         once, before opening (P8: again
//     changes nothing) SqliteStore::open(options, writer, readers)              → the store
//
// `writer` must run one function at a time (a thread_pool of one thread, a strand, or the loop
// itself); `readers` may have several threads. With one io_context for all three the store runs
// inline and deterministically. Both executors must outlive the store; whoever awaits write(),
// read() or close() is resumed on its own executor.
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "ports/store.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::sqlite {

class Writer;
class Readers;

class SqliteStore final : public Store {
  public:
    /// Opens an existing, migrated store. Blocks for the opening (reads the write-ahead log, no
    /// table). Faults: configuration (not migrated, newer than this program, checksum),
    /// store_unavailable.
    static Result<std::unique_ptr<SqliteStore>> open(
        const SqliteOptions& options,
        boost::asio::any_io_executor writer,
        boost::asio::any_io_executor readers
    );
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;
    /// Without close() before it, this is the crash of a process: what was acknowledged stays, the
    /// rest is dropped.
    ~SqliteStore() override;

    Task<Result<void>> write(Priority priority, std::function<Result<void>(Txn&)> work) override;
    Task<Result<void>> read(std::function<Result<void>(Reader&)> work) override;
    /// While not writable, each call also makes the writer try again.
    Health health() const override;
    Task<Result<bool>> scrub() override;
    Task<void> close() override;

  private:
    SqliteStore(std::shared_ptr<Writer> writer, std::shared_ptr<Readers> readers);

    std::shared_ptr<Writer> writer_;
    std::shared_ptr<Readers> readers_;
};

}  // namespace dvcpay::sqlite
