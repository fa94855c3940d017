#pragma once
// A piece of work on its way from a coroutine to a thread of the store and back.
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "domain/result.hpp"
#include "store/sqlite/connection.hpp"

namespace dvcpay::sqlite {

/// A suspended coroutine; wake() resumes it on its own executor, from whatever thread. Used once.
class Waiter {
  public:
    Waiter() = default;
    template <class Handler>
    explicit Waiter(Handler handler)
        : home_(boost::asio::prefer(
              boost::asio::any_io_executor(boost::asio::get_associated_executor(handler)),
              boost::asio::execution::outstanding_work.tracked
          )),
          handler_(std::move(handler)) {}

    Waiter(Waiter&& other) noexcept = default;
    /// By swap: the assignment of Asio 1.26's any_completion_handler calls itself without end.
    Waiter& operator=(Waiter&& other) noexcept {
        std::swap(home_, other.home_);
        handler_.swap(other.handler_);
        return *this;
    }

    void wake() {
        const auto home = std::exchange(home_, {});
        boost::asio::post(home, [handler = std::move(handler_)]() mutable {
            std::move(handler)();
        });
    }

  private:
    boost::asio::any_io_executor home_;
    boost::asio::any_completion_handler<void()> handler_;
};

/// `Access` is Txn or Reader. Filled by the store's thread, read by the coroutine after it was
/// woken.
template <class Access>
struct Job {
    std::function<Result<void>(Access&)> work;
    std::optional<Result<void>> result;
    std::exception_ptr bug;  ///< thrown by the work: rethrown where the work came from
    Waiter waiter;

    bool succeeded() const { return !bug && result && result->has_value(); }
    /// Ends the work's own state on this thread before the coroutine goes on with its share of it.
    void finish() {
        work = nullptr;
        waiter.wake();
    }
};

/// An error of the database that the work itself has caused (a taken key, a wrong statement): a bug
/// of the work, not a fault of the disk.
bool is_bug(const DbError& error);
/// Where the write-ahead log could not be written, so that it holds no complete commit.
bool is_write_error(const DbError& error);

}  // namespace dvcpay::sqlite
