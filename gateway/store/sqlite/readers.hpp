#pragma once
// Reads beside the writer: each takes a connection of its own for one snapshot. As many run at once
// as the injected executor has threads; connections are opened as needed and a few are kept.
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "ports/store.hpp"
#include "store/sqlite/jobs.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::sqlite {

using ReadJob = Job<Reader>;

class Readers : public std::enable_shared_from_this<Readers> {
  public:
    Readers(SqliteOptions options, boost::asio::any_io_executor executor)
        : options_(std::move(options)), executor_(std::move(executor)) {}

    /// Any thread. A refused job is finished with its error at once.
    void submit(std::shared_ptr<ReadJob> job);

    /// While it lives, no reader holds the database open and none begins. Blocks until those that
    /// run have ended.
    class Pause {
      public:
        explicit Pause(Readers& readers);
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;
        ~Pause();

      private:
        Readers& readers_;
    };

    /// Takes no new read. True where none is left; else `idle` is called, once, when the last has
    /// ended.
    bool close(std::function<void()> idle);

  private:
    void run(ReadJob& job);
    std::unique_ptr<Connection> acquire();
    void release(std::unique_ptr<Connection> db);  ///< null: it is not fit for another read
    void done();

    const SqliteOptions options_;
    const boost::asio::any_io_executor executor_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::int64_t in_use_ = 0;   ///< connections outside idle_
    std::int64_t waiting_ = 0;  ///< jobs submitted and not finished
    bool paused_ = false;
    bool closed_ = false;
    std::function<void()> when_idle_;
};

}  // namespace dvcpay::sqlite
