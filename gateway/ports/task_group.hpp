#pragma once
// Every task has an owner that can close and wait. Loop thread only. The owner is the last member
// of what it belongs to, so that it goes first.
#include <exception>
#include <functional>
#include <list>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "domain/invariant.hpp"
#include "ports/task.hpp"

namespace dvcpay {

/// A child that was cancelled ends by throwing operation_aborted; that is no bug.
inline bool was_cancelled(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

class TaskGroup {
  public:
    explicit TaskGroup(boost::asio::any_io_executor executor)
        : executor_(executor), idle_(executor, boost::asio::steady_timer::time_point::max()) {}
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    ~TaskGroup() { DVC_INVARIANT(children_.empty()); }

    /// false: the group is closed and the child was not started. Not itself a coroutine.
    bool spawn(Task<void> child) {
        if (closed_) return false;
        auto self = children_.emplace(children_.end());
        boost::asio::co_spawn(
            executor_,
            std::move(child),
            boost::asio::bind_cancellation_slot(
                self->slot(),
                [this, self](std::exception_ptr bug) {
                    children_.erase(self);
                    if (children_.empty()) idle_.cancel();
                    if (bug && !was_cancelled(bug))
                        std::rethrow_exception(bug);  // out of run(): stops the process
                }
            )
        );
        return true;
    }

    /// Asks every child to stop and waits until the last has.
    Task<void> close() {
        cancel();
        while (!children_.empty()) {
            co_await idle_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
    }
    /// Takes no new child and waits for the present ones to finish by themselves.
    Task<void> drain() {
        closed_ = true;
        while (!children_.empty()) {
            co_await idle_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
    }
    /// The asking part of close(), for owners that wait elsewhere.
    void cancel() {
        closed_ = true;
        for (auto it = children_.begin(); it != children_.end();) {
            (it++)->emit(boost::asio::cancellation_type::terminal);
        }
    }
    bool empty() const { return children_.empty(); }
    std::size_t size() const { return children_.size(); }
    const boost::asio::any_io_executor& executor() const { return executor_; }

  private:
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer idle_;
    std::list<boost::asio::cancellation_signal> children_;
    bool closed_ = false;
};

}  // namespace dvcpay
