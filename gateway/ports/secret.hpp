#pragma once
// A secret is a type that does not print (P9): move-only, wiped, no operator<<, no to_json.
#include <string>
#include <string_view>
#include <utility>

namespace dvcpay {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            value_ = std::move(other.value_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// The one word to search for. The view must not outlive the call.
    template <class Use>
    decltype(auto) reveal(Use&& use) const {
        return std::forward<Use>(use)(std::string_view(value_));
    }
    bool empty() const { return value_.empty(); }
    Secret copy() const { return Secret(value_); }

  private:
    void wipe() noexcept {
        value_.resize(value_.capacity());  // a moved-from string keeps its short text behind size 0
        volatile char* bytes = value_.data();
        for (std::size_t i = 0; i < value_.size(); ++i) bytes[i] = 0;
        value_.clear();
    }
    std::string value_;
};

}  // namespace dvcpay
