#pragma once
// The one writer. Work waits in two queues, money first; a group of it shares one transaction and
// one fsync; each piece runs in a savepoint of its own. Everybody of a group is told after its
// COMMIT is durable (P1).
//
// Each group writes its number into a mark. Where COMMIT fails, nobody knows what the log holds:
// every connection is closed, the database is opened again (which reads the log as it stands) and
// the mark says what happened.
#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "ports/store.hpp"
#include "store/sqlite/jobs.hpp"
#include "store/sqlite/options.hpp"
#include "store/sqlite/readers.hpp"

namespace dvcpay::sqlite {

using WriteJob = Job<Txn>;

/// Somebody waits until the log is empty.
struct ScrubJob {
    bool emptied = false;
    Waiter waiter;
};

class Writer : public std::enable_shared_from_this<Writer> {
  public:
    Writer(
        SqliteOptions options,
        boost::asio::any_io_executor executor,
        std::shared_ptr<Readers> readers
    );

    /// Once, before anything else, on the caller's thread. Faults: configuration,
    /// store_unavailable.
    Result<void> open();

    /// Any thread. A refused job is finished with its error at once.
    void submit(Priority priority, std::shared_ptr<WriteJob> job);
    /// Any thread. Where writing has failed, asking also makes the writer try again.
    Store::Health health();
    /// Any thread. Empties the log between two groups; the job is told whether that worked.
    void scrub(std::shared_ptr<ScrubJob> job);
    /// Any thread. Takes no new work; the waiter is woken when everything taken is done and the
    /// files are closed.
    void close(Waiter waiter);
    /// Any thread. Drops what has not begun, without waking anybody: the process ends here.
    void abandon();

  private:
    enum class Outcome : std::uint8_t { committed, not_committed, unknown };
    using Group = std::vector<std::shared_ptr<WriteJob>>;

    // --- the writer's executor only
    void turn();
    Group run_group();
    void fill(Group& group);
    void run_job(WriteJob& job);
    Outcome commit();
    Outcome ask(const DbError& failed);
    bool mark_says_committed();
    void probe();
    bool connect();
    void recover(const DbError& error);
    void checkpoint();
    void try_writing();
    void empty_log();
    void settle(Group& group, Outcome outcome);
    void finish_closing();
    ConnectionOptions how_to_open() const;

    // --- under mutex_
    std::shared_ptr<WriteJob> take();
    void take_all(Group& group);
    void schedule_locked();
    void set_health(bool writable, std::string detail);
    Error unavailable() const;

    const SqliteOptions options_;
    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<Readers> readers_;

    std::unique_ptr<Connection> db_;
    std::int64_t group_no_ = 0;
    int checkpoint_at_ = 0;

    mutable std::mutex mutex_;
    std::array<std::deque<std::shared_ptr<WriteJob>>, 2> queues_;  ///< by Priority
    bool scheduled_ = false;
    bool closed_ = false;
    bool probe_wanted_ = false;
    std::vector<Waiter> closers_;
    std::vector<std::shared_ptr<ScrubJob>> scrubs_;
    Store::Health health_;
};

}  // namespace dvcpay::sqlite
