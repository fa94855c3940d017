#include "store/sqlite/writer.hpp"

#include <boost/asio/post.hpp>
#include <sqlite3.h>

#include "domain/invariant.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/txn.hpp"

namespace dvcpay::sqlite {
namespace {

constexpr int scrub_busy_ms = 50;

}  // namespace

bool is_bug(const DbError& error) {
    switch (error.primary()) {
        case SQLITE_CONSTRAINT:
        case SQLITE_ERROR:
        case SQLITE_MISMATCH:
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
            return true;
        default:
            return false;
    }
}

bool is_write_error(const DbError& error) {
    return error.primary() == SQLITE_FULL || error.code() == SQLITE_IOERR_WRITE;
}

Writer::Writer(
    SqliteOptions options, boost::asio::any_io_executor executor, std::shared_ptr<Readers> readers
)
    : options_(std::move(options)),
      executor_(std::move(executor)),
      readers_(std::move(readers)),
      checkpoint_at_(static_cast<int>(options_.checkpoint_pages)) {}

ConnectionOptions Writer::how_to_open() const {
    ConnectionOptions how;
    how.path = options_.path;
    how.vfs_name = options_.vfs_name;
    how.busy_timeout_ms = options_.busy_timeout_ms;
    how.cache_kib = options_.writer_cache_kib;
    return how;
}

Result<void> Writer::open() {
    DVC_INVARIANT(!options_.boot_id.empty());
    try {
        db_ = std::make_unique<Connection>(how_to_open());
        BOOST_OUTCOME_TRY(check_migrations(*db_, embedded_migrations()));
        db_->exec("BEGIN IMMEDIATE");
        db_->exec("DELETE FROM commit_marks WHERE writer = ?1", options_.boot_id);
        db_->exec(
            "INSERT INTO commit_marks (writer, group_no, probes) VALUES (?1, 0, 0)",
            options_.boot_id
        );
        // Offline commands open and close while the daemon runs: its own mark must outlive many.
        db_->exec(
            "DELETE FROM commit_marks WHERE number <= (SELECT max(number) FROM commit_marks) - 1024"
        );
        db_->exec("COMMIT");
    } catch (const DbError& error) {
        db_.reset();
        return Error(Fault::store_unavailable, std::string("store: ") + error.what());
    }
    const std::lock_guard lock(mutex_);
    health_.writable = true;
    health_.migrations_current = true;
    return ok();
}

// --- from outside
// -------------------------------------------------------------------------------------------------

void Writer::submit(Priority priority, std::shared_ptr<WriteJob> job) {
    {
        const std::lock_guard lock(mutex_);
        auto& queue = queues_[static_cast<std::size_t>(priority)];
        // Each queue has the limit for itself: new payments must not shut out callbacks.
        if (closed_) {
            job->result = Error(Fault::store_unavailable, "the store is closed");
        } else if (static_cast<std::int64_t>(queue.size()) >= options_.queue_max) {
            Error full(Fault::overloaded, "too many writes are waiting");
            full.retry_after_s = options_.retry_after_s;
            job->result = std::move(full);
        } else {
            queue.push_back(std::move(job));
            schedule_locked();
            return;
        }
    }
    job->finish();
}

Store::Health Writer::health() {
    const std::lock_guard lock(mutex_);
    Store::Health out = health_;
    out.queued = static_cast<std::int64_t>(queues_[0].size() + queues_[1].size());
    // Nobody writes to a store that says it cannot: unless the question itself makes it try, it
    // would never recover.
    if (!out.writable && !closed_) {
        probe_wanted_ = true;
        schedule_locked();
    }
    return out;
}

void Writer::scrub(std::shared_ptr<ScrubJob> job) {
    {
        const std::lock_guard lock(mutex_);
        if (!closed_) {
            scrubs_.push_back(std::move(job));
            schedule_locked();
            return;
        }
    }
    job->waiter.wake();
}

void Writer::close(Waiter waiter) {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    closers_.push_back(std::move(waiter));
    schedule_locked();
}

void Writer::abandon() {
    std::array<std::deque<std::shared_ptr<WriteJob>>, 2> dropped;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(queues_);
    scrubs_.clear();
}

void Writer::schedule_locked() {
    if (scheduled_) return;
    scheduled_ = true;
    boost::asio::post(executor_, [self = shared_from_this()] { self->turn(); });
}

std::shared_ptr<WriteJob> Writer::take() {
    const std::lock_guard lock(mutex_);
    for (auto& queue : queues_) {
        if (queue.empty()) continue;
        auto job = std::move(queue.front());
        queue.pop_front();
        return job;
    }
    return nullptr;
}

void Writer::take_all(Group& group) {
    while (auto job = take()) group.push_back(std::move(job));
}

void Writer::set_health(bool writable, std::string detail) {
    const std::lock_guard lock(mutex_);
    health_.writable = writable;
    health_.detail = std::move(detail);
}

Error Writer::unavailable() const {
    const std::lock_guard lock(mutex_);
    Error error(Fault::store_unavailable, health_.detail);
    error.retry_after_s = options_.retry_after_s;
    return error;
}

// --- on the writer's executor
// -------------------------------------------------------------------------------------

void Writer::turn() {
    Group group = run_group();
    for (auto& job : group) job->finish();
    checkpoint();
    empty_log();
    bool want_probe = false;
    {
        const std::lock_guard lock(mutex_);
        want_probe = std::exchange(probe_wanted_, false) && !health_.writable;
    }
    if (want_probe) try_writing();
    const std::lock_guard lock(mutex_);
    scheduled_ = false;
    if (!queues_[0].empty() || !queues_[1].empty()) {
        schedule_locked();
    } else if (!closers_.empty()) {
        boost::asio::post(executor_, [self = shared_from_this()] { self->finish_closing(); });
    }
}

Writer::Group Writer::run_group() {
    Group group;
    auto first = take();
    if (!first) return group;
    group.push_back(std::move(first));
    Outcome outcome = Outcome::not_committed;
    try {
        if (connect()) {
            db_->exec("BEGIN IMMEDIATE");
            fill(group);
            outcome = commit();
        } else {
            take_all(group);  // one failed opening speaks for everybody who waits
        }
    } catch (const DbError& error) {
        recover(error);
        take_all(group);
    }
    settle(group, outcome);
    return group;
}

void Writer::fill(Group& group) {
    const std::int64_t rows_before = db_->total_changes();
    run_job(*group.front());
    while (static_cast<std::int64_t>(group.size()) < options_.group_jobs_max &&
           db_->total_changes() - rows_before < options_.group_rows_max) {
        auto job = take();
        if (!job) return;
        group.push_back(std::move(job));
        run_job(*group.back());
    }
}

void Writer::run_job(WriteJob& job) {
    db_->exec("SAVEPOINT job");
    try {
        SqliteTxn txn(*db_);
        job.result = job.work(txn);
        if (job.succeeded()) txn.finish();
    } catch (const DbError& error) {
        if (!is_bug(error)) throw;
        job.bug = std::current_exception();
    } catch (...) {
        job.bug = std::current_exception();
    }
    if (!job.succeeded()) db_->exec("ROLLBACK TO job");
    db_->exec("RELEASE job");
}

Writer::Outcome Writer::commit() {
    ++group_no_;
    // Made again where it was pruned: a commit without its mark could not be asked about.
    db_->exec(
        "INSERT INTO commit_marks (writer, group_no, probes) VALUES (?1, ?2, 0) "
        "ON CONFLICT (writer) DO UPDATE SET group_no = excluded.group_no",
        options_.boot_id,
        group_no_
    );
    try {
        db_->exec("COMMIT");
    } catch (const DbError& error) {
        return ask(error);
    }
    set_health(true, {});
    return Outcome::committed;
}

Writer::Outcome Writer::ask(const DbError& failed) {
    db_.reset();
    const Readers::Pause pause(*readers_);
    try {
        db_ = std::make_unique<Connection>(how_to_open());
        if (mark_says_committed()) {
            // The log was read from memory of the system; only the database file, synced, is proof
            // against power loss.
            if (!db_->checkpoint(Connection::Checkpoint::truncate)) {
                throw DbError(SQLITE_BUSY, "another process reads the database");
            }
            set_health(true, {});
            return Outcome::committed;
        }
        set_health(false, std::string("COMMIT failed, nothing was kept: ") + failed.what());
        // Where writing the log failed, its commit record was never written. Else (a failed sync)
        // the record may still reach the disk: a commit of our own over its place, durable, makes
        // sure that it does not.
        if (!is_write_error(failed)) {
            probe();
            set_health(true, {});
        }
        return Outcome::not_committed;
    } catch (const DbError& error) {
        db_.reset();
        set_health(
            false,
            std::string("COMMIT failed (") + failed.what() +
                ") and could not be asked about: " + error.what()
        );
        return Outcome::unknown;
    }
}

bool Writer::mark_says_committed() {
    auto rows = db_->query("SELECT group_no FROM commit_marks WHERE writer = ?1", options_.boot_id);
    return rows.next() && rows.row().integer() == group_no_;
}

void Writer::probe() {
    // Writes in any case: an update that finds no row would prove nothing.
    db_->exec(
        "INSERT INTO commit_marks (writer, group_no, probes) VALUES (?1, 0, 1) "
        "ON CONFLICT (writer) DO UPDATE SET probes = probes + 1",
        options_.boot_id
    );
}

bool Writer::connect() {
    if (db_) return true;
    try {
        db_ = std::make_unique<Connection>(how_to_open());
        return true;
    } catch (const DbError& error) {
        set_health(false, error.what());
        return false;
    }
}

/// Before COMMIT nothing of the group can have been kept.
void Writer::recover(const DbError& error) {
    set_health(false, error.what());
    const bool is_sound = error.primary() == SQLITE_FULL || error.primary() == SQLITE_BUSY;
    try {
        if (db_->in_transaction()) db_->exec("ROLLBACK");
        if (!is_sound) db_.reset();
    } catch (const DbError&) {
        db_.reset();
    }
}

/// After everybody was told: nobody waits for it.
void Writer::checkpoint() {
    if (!db_) return;
    const int pages = db_->wal_pages();
    if (pages < options_.checkpoint_pages)
        checkpoint_at_ = static_cast<int>(options_.checkpoint_pages);
    if (pages < checkpoint_at_) return;
    // Where a long read keeps the log from being emptied, the next try is after as much again.
    checkpoint_at_ = pages + static_cast<int>(options_.checkpoint_pages);
    try {
        db_->checkpoint(Connection::Checkpoint::passive);
    } catch (const DbError& error) {
        // What is committed is safe in the log. Writing goes on until it fails itself.
        const std::lock_guard lock(mutex_);
        health_.detail = std::string("checkpoint: ") + error.what();
    }
}

void Writer::empty_log() {
    std::vector<std::shared_ptr<ScrubJob>> jobs;
    {
        const std::lock_guard lock(mutex_);
        jobs.swap(scrubs_);
    }
    if (jobs.empty()) return;
    bool emptied = false;
    if (connect()) {
        try {
            // Whoever writes waits meanwhile: a long reader is rather tried again later.
            db_->set_busy_timeout(scrub_busy_ms);
            emptied = db_->checkpoint(Connection::Checkpoint::truncate);
            db_->set_busy_timeout(options_.busy_timeout_ms);
        } catch (const DbError& error) {
            recover(error);
        }
    }
    for (auto& job : jobs) {
        job->emptied = emptied;
        job->waiter.wake();
    }
}

void Writer::try_writing() {
    if (!connect()) return;
    try {
        probe();
        set_health(true, {});
    } catch (const DbError& error) {
        recover(error);
        db_.reset();
    }
}

void Writer::settle(Group& group, Outcome outcome) {
    if (outcome == Outcome::committed) return;
    Error failed = unavailable();
    Error unknown = failed;
    unknown.fault = Fault::commit_unknown;
    for (auto& job : group) {
        // A refusal may rest on what another of the group had written: with the group, it too has
        // not happened.
        const bool may_be_kept = outcome == Outcome::unknown && job->succeeded();
        job->result = may_be_kept ? unknown : failed;
    }
}

void Writer::finish_closing() {
    auto self = shared_from_this();
    std::function<void()> again = [self] {
        boost::asio::post(self->executor_, [self] { self->finish_closing(); });
    };
    if (!readers_->close(std::move(again))) return;
    if (db_) {
        const Readers::Pause pause(*readers_);
        try {
            db_->checkpoint(Connection::Checkpoint::truncate);
        } catch (const DbError&) {  // NOLINT(bugprone-empty-catch): nothing is lost
            // The log stays; the next start reads it.
        }
        db_.reset();
    }
    std::vector<Waiter> closers;
    {
        const std::lock_guard lock(mutex_);
        health_.writable = false;
        health_.detail = "closed";
        closers.swap(closers_);
    }
    for (auto& waiter : closers) waiter.wake();
}

}  // namespace dvcpay::sqlite
