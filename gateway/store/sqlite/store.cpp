#include "store/sqlite/store.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/sqlite/readers.hpp"
#include "store/sqlite/writer.hpp"

namespace dvcpay::sqlite {
namespace asio = boost::asio;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(
    const SqliteOptions& options, asio::any_io_executor writer, asio::any_io_executor readers
) {
    auto pool = std::make_shared<Readers>(options, std::move(readers));
    auto one = std::make_shared<Writer>(options, std::move(writer), pool);
    BOOST_OUTCOME_TRY(one->open());
    return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(one), std::move(pool)));
}

SqliteStore::SqliteStore(std::shared_ptr<Writer> writer, std::shared_ptr<Readers> readers)
    : writer_(std::move(writer)), readers_(std::move(readers)) {}

SqliteStore::~SqliteStore() {
    writer_->abandon();
}

Task<Result<void>> SqliteStore::write(Priority priority, std::function<Result<void>(Txn&)> work) {
    auto job = std::make_shared<WriteJob>();
    job->work = std::move(work);
    auto start = [](auto handler, Writer* writer, Priority rank, std::shared_ptr<WriteJob> mine) {
        mine->waiter = Waiter(std::move(handler));
        writer->submit(rank, std::move(mine));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        start, asio::use_awaitable, writer_.get(), priority, job
    );
    if (job->bug) std::rethrow_exception(job->bug);
    co_return std::move(*job->result);
}

Task<Result<void>> SqliteStore::read(std::function<Result<void>(Reader&)> work) {
    auto job = std::make_shared<ReadJob>();
    job->work = std::move(work);
    auto start = [](auto handler, Readers* readers, std::shared_ptr<ReadJob> mine) {
        mine->waiter = Waiter(std::move(handler));
        readers->submit(std::move(mine));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        start, asio::use_awaitable, readers_.get(), job
    );
    if (job->bug) std::rethrow_exception(job->bug);
    co_return std::move(*job->result);
}

Store::Health SqliteStore::health() const {
    return writer_->health();
}

Task<Result<bool>> SqliteStore::scrub() {
    auto job = std::make_shared<ScrubJob>();
    auto start = [](auto handler, Writer* writer, std::shared_ptr<ScrubJob> mine) {
        mine->waiter = Waiter(std::move(handler));
        writer->scrub(std::move(mine));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        start, asio::use_awaitable, writer_.get(), job
    );
    co_return job->emptied;
}

Task<void> SqliteStore::close() {
    auto start = [](auto handler, Writer* writer) { writer->close(Waiter(std::move(handler))); };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        start, asio::use_awaitable, writer_.get()
    );
}

}  // namespace dvcpay::sqlite
