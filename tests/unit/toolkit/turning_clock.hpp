#pragma once
// A loop whose time stands still until everybody waits, and then jumps to the next alarm.
#include <cstdint>
#include <exception>
#include <map>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ports/clock.hpp"

namespace dvcpay::toolkit {

class TurningClock final : public Clock {
  public:
    explicit TurningClock(boost::asio::io_context& io) : io_(&io) {}

    Wall wall() const override { return Wall{1'795'366'800'000}.plus_ms(now_ns_ / 1'000'000); }
    Mono mono() const override { return Mono{now_ns_}; }
    Task<bool> sleep_until(Mono due) override {
        auto begin = [](auto wake, TurningClock* self, Mono at) { self->arm(std::move(wake), at); };
        co_return co_await boost::asio::
            async_initiate<const boost::asio::use_awaitable_t<>&, void(bool)>(
                std::move(begin), boost::asio::use_awaitable, this, due
            );
    }

    /// Everything that can happen without time passing.
    void settle() {
        io_->restart();
        io_->poll();
    }
    /// Rings every alarm on the way.
    void pass_ms(std::int64_t ms) {
        const std::int64_t until = now_ns_ + ms * 1'000'000;
        for (settle(); !alarms_.empty() && alarms_.begin()->first.first <= until; settle()) {
            const auto first = alarms_.begin();
            now_ns_ = std::max(now_ns_, first->first.first);
            Wake wake = std::move(first->second);
            alarms_.erase(first);
            finish(std::move(wake), true);
        }
        now_ns_ = until;
    }

  private:
    using Wake = boost::asio::any_completion_handler<void(bool)>;
    using Key = std::pair<std::int64_t, std::uint64_t>;

    void arm(Wake wake, Mono due) {
        const Key key{due.ns, ++sequence_};
        auto slot = boost::asio::get_associated_cancellation_slot(wake);
        if (slot.is_connected())
            slot.assign([this, key](boost::asio::cancellation_type) { cancel(key); });
        alarms_.emplace(key, std::move(wake));
    }
    void cancel(Key key) {
        const auto it = alarms_.find(key);
        if (it == alarms_.end()) return;
        Wake wake = std::move(it->second);
        alarms_.erase(it);
        finish(std::move(wake), false);
    }
    void finish(Wake wake, bool came) {
        boost::asio::get_associated_cancellation_slot(wake).clear();
        boost::asio::post(*io_, [wake = std::move(wake), came]() mutable {
            std::move(wake)(came);
        });
    }

    boost::asio::io_context* io_;
    std::int64_t now_ns_ = 1'000'000'000;
    std::uint64_t sequence_ = 0;
    std::map<Key, Wake> alarms_;
};

}  // namespace dvcpay::toolkit
