#include "store/sqlite/readers.hpp"

#include <boost/asio/post.hpp>

#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

class SqliteReader final : public Reads<Reader> {
  public:
    using Reads<Reader>::Reads;
};

}  // namespace

void Readers::submit(std::shared_ptr<ReadJob> job) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            job->result = Error(Fault::store_unavailable, "the store is closed");
        } else if (waiting_ >= options_.reads_max) {
            Error full(Fault::overloaded, "too many reads are waiting");
            full.retry_after_s = options_.retry_after_s;
            job->result = std::move(full);
        } else {
            ++waiting_;
        }
    }
    if (job->result) return job->finish();
    boost::asio::post(executor_, [self = shared_from_this(), job = std::move(job)] {
        self->run(*job);
        job->finish();
        self->done();
    });
}

void Readers::run(ReadJob& job) {
    std::unique_ptr<Connection> db;
    try {
        db = acquire();
        db->exec("BEGIN");
        SqliteReader reader(*db);
        job.result = job.work(reader);
        db->exec("COMMIT");
    } catch (const DbError& error) {
        db.reset();
        if (is_bug(error)) {
            job.bug = std::current_exception();
        } else {
            Error fault(Fault::store_unavailable, error.what());
            fault.retry_after_s = options_.retry_after_s;
            job.result = std::move(fault);
        }
    } catch (...) {
        db.reset();
        job.bug = std::current_exception();
    }
    release(std::move(db));
}

std::unique_ptr<Connection> Readers::acquire() {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !paused_; });
        ++in_use_;
        if (!idle_.empty()) {
            auto db = std::move(idle_.back());
            idle_.pop_back();
            return db;
        }
    }
    ConnectionOptions how;
    how.path = options_.path;
    how.vfs_name = options_.vfs_name;
    how.busy_timeout_ms = options_.busy_timeout_ms;
    how.cache_kib = options_.reader_cache_kib;
    how.use = ConnectionOptions::Use::read;
    return std::make_unique<Connection>(how);
}

void Readers::release(std::unique_ptr<Connection> db) {
    const std::lock_guard lock(mutex_);
    if (db && static_cast<std::int64_t>(idle_.size()) < options_.idle_readers_max)
        idle_.push_back(std::move(db));
    db.reset();
    --in_use_;
    changed_.notify_all();
}

void Readers::done() {
    std::function<void()> call;
    {
        const std::lock_guard lock(mutex_);
        if (--waiting_ == 0) call = std::exchange(when_idle_, nullptr);
    }
    if (call) call();
}

Readers::Pause::Pause(Readers& readers) : readers_(readers) {
    std::unique_lock lock(readers_.mutex_);
    readers_.paused_ = true;
    readers_.changed_.wait(lock, [this] { return readers_.in_use_ == 0; });
    readers_.idle_.clear();
}

Readers::Pause::~Pause() {
    const std::lock_guard lock(readers_.mutex_);
    readers_.paused_ = false;
    readers_.changed_.notify_all();
}

bool Readers::close(std::function<void()> idle) {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (waiting_ == 0) return true;
    when_idle_ = std::move(idle);
    return false;
}

}  // namespace dvcpay::sqlite
