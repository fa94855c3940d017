#pragma once
// Named texts in an order: the common shape of a query string, a form, a flat JSON object and a
// message to sign.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dvcpay::toolkit {

struct Field {
    std::string name;
    std::string text;
    friend bool operator==(const Field&, const Field&) = default;
};

class Fields {
  public:
    Fields() = default;
    explicit Fields(std::vector<Field> all) : all_(std::move(all)) {}

    void add(std::string name, std::string text) {
        all_.push_back({std::move(name), std::move(text)});
    }
    /// Null where absent. The first where a name stands twice; readers of outside bytes refuse that
    /// before.
    const std::string* find(std::string_view name) const {
        for (const auto& field : all_) {
            if (field.name == name) return &field.text;
        }
        return nullptr;
    }
    /// Empty where absent: for protocols in which an absent field signs like an empty one.
    std::string_view text(std::string_view name) const {
        const std::string* found = find(name);
        return found == nullptr ? std::string_view() : std::string_view(*found);
    }
    const std::vector<Field>& all() const { return all_; }
    friend bool operator==(const Fields&, const Fields&) = default;

  private:
    std::vector<Field> all_;
};

}  // namespace dvcpay::toolkit
