#include "cli/progress.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace dvcpay::cli {

Progress::Progress() : watched_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (watched_ && !what_.empty()) fmt::print(stderr, "\r{:40}\r", "");
}

void Progress::stage(std::string what) {
    what_ = std::move(what);
    percent_ = -1;
    show();
}

void Progress::at(std::int64_t done, std::int64_t total) {
    if (total <= 0) return;
    // A copy may come out a little larger than was guessed; 100 is for what is over.
    const std::int64_t now =
        std::min<std::int64_t>(99, done / std::max<std::int64_t>(1, total / 100));
    if (now == percent_) return;
    percent_ = now;
    show();
}

void Progress::show() {
    if (!watched_) return;
    const std::string far = percent_ < 0 ? std::string("…") : fmt::format("{} %", percent_);
    fmt::print(stderr, "\r{:>20} {:<8}", what_, far);
}

}  // namespace dvcpay::cli
