#include "net/breaker.hpp"

#include <algorithm>
#include <bit>

namespace dvcpay::net {

namespace {
constexpr std::int64_t slice_ns = 30'000'000'000;
}

bool Breaker::lets_pass(Mono now) const {
    if (!open_until_) return true;
    return now >= *open_until_ && !probing_;
}

Breaker::Pass Breaker::begin() {
    if (!open_until_) return Pass::ordinary;
    probing_ = true;
    return Pass::probe;
}

// What was under way when the circuit opened neither closes it nor prolongs it: only the probe
// counts then.
void Breaker::succeeded(Pass pass) {
    if (open_until_ && pass == Pass::ordinary) return;
    failures_in_a_row_ = 0;
    open_until_.reset();
    probing_ = false;
}

void Breaker::failed(Pass pass, Mono now) {
    if (open_until_ && pass == Pass::ordinary) return;
    ++failures_in_a_row_;
    probing_ = false;
    if (pass == Pass::probe || failures_in_a_row_ >= failures_to_open_) {
        open_until_ = now.plus_ms(open_ms_);
    }
}

void Breaker::abandoned(Pass pass) {
    if (pass == Pass::probe) probing_ = false;
}

Circuit Breaker::state(Mono now) const {
    if (!open_until_) return Circuit::closed;
    return now >= *open_until_ ? Circuit::half_open : Circuit::open;
}

std::int64_t Breaker::retry_after_s(Mono now) const {
    if (!open_until_) return 0;
    const auto left_ms = (open_until_->ns - now.ns) / 1'000'000;
    return std::max<std::int64_t>(1, (left_ms + 999) / 1000);
}

Window::Slice& Window::slice(Mono now) {
    const auto number = now.ns / slice_ns;
    auto& found = slices_[static_cast<std::size_t>(number) % slices_.size()];
    if (found.number != number) {
        found = Slice{};
        found.number = number;
    }
    return found;
}

void Window::succeeded(Mono now, std::int64_t elapsed_ms) {
    auto& present = slice(now);
    ++present.successes;
    ++present.times[class_of(elapsed_ms)];
}

void Window::failed(Mono now) {
    ++slice(now).failures;
}

std::size_t Window::class_of(std::int64_t ms) {
    if (ms < 4) return static_cast<std::size_t>(std::max<std::int64_t>(ms, 0));
    const auto value = static_cast<std::uint64_t>(ms);
    const auto octave = static_cast<std::size_t>(std::bit_width(value)) - 1;  // ≥ 2
    const auto quarter = static_cast<std::size_t>((value >> (octave - 2)) & 3);
    return std::min(classes - 1, (octave - 1) * 4 + quarter);
}

std::int64_t Window::upper_edge(std::size_t index) {
    if (index < 4) return static_cast<std::int64_t>(index);
    const auto octave = index / 4 + 1;
    const auto quarter = static_cast<std::int64_t>(index % 4);
    return ((5 + quarter) << (octave - 2)) - 1;
}

Window::Sums Window::sums(Mono now) const {
    const auto last = now.ns / slice_ns;
    Sums sums;
    std::array<std::int64_t, classes> times{};
    for (const auto& s : slices_) {
        if (s.number < 0 || s.number <= last - static_cast<std::int64_t>(slices_.size())) continue;
        sums.successes += s.successes;
        sums.failures += s.failures;
        for (std::size_t i = 0; i < classes; ++i) times[i] += s.times[i];
    }
    const auto wanted = (sums.successes * 95 + 99) / 100;
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < classes && wanted > 0; ++i) {
        seen += times[i];
        if (seen >= wanted) {
            sums.p95_ms = upper_edge(i);
            break;
        }
    }
    return sums;
}

}  // namespace dvcpay::net
