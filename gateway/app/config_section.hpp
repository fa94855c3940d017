#pragma once
// One table of the configuration, read key by key. Whatever is wrong is collected and a fallback
// returned, so that reading goes on and all mistakes are named at once. Keys nobody asked for are
// reported by finish().
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config_tree.hpp"

namespace dvcpay::app {

struct Range {
    std::int64_t min = 0;
    std::int64_t max = INT64_MAX;
};

class Section {
  public:
    /// `table` may be null: an absent table, every key of which has its fallback. `line`: where to
    /// point then.
    Section(const Node* table, std::string path, std::uint32_t line, Faults* faults)
        : table_(table), path_(std::move(path)), line_(line), faults_(faults) {}

    bool present() const { return table_ != nullptr; }
    const std::string& path() const { return path_; }
    std::uint32_t line() const { return line_; }

    std::string text(std::string_view key, std::string fallback);
    /// Required and not empty; `expected` completes "missing; expected …".
    std::string need_text(std::string_view key, std::string_view expected);
    std::int64_t integer(std::string_view key, Range range, std::int64_t fallback);
    bool flag(std::string_view key, bool fallback);
    std::optional<Day> day(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    std::vector<std::int64_t> integers(
        std::string_view key, Range range, std::vector<std::int64_t> fallback
    );
    /// One of `words`; the fallback where absent or wrong.
    std::string word(
        std::string_view key, const std::vector<std::string>& words, std::string fallback
    );
    Section table(std::string_view key);
    /// [[key]]: empty where absent.
    std::vector<Section> tables(std::string_view key);
    /// Every member of this table that is a table itself, by name, as [key.name].
    std::vector<std::pair<std::string, Section>> children(std::string_view key);
    /// For values with a form of their own; null where absent.
    const Node* raw(std::string_view key);
    /// Names of members nobody has asked for yet.
    std::vector<std::string> unasked() const;

    /// At the key's line where it stands, else at the table's.
    void error(std::string_view key, std::string message);
    void warn(std::string_view key, std::string message);
    /// Reports every key nobody asked for, with the nearest known one. Call it last.
    void finish();

  private:
    const Node* take(std::string_view key, Node::Kind kind);
    std::uint32_t line_of(std::string_view key) const;
    std::string full(std::string_view key) const;

    const Node* table_;
    std::string path_;
    std::uint32_t line_;
    Faults* faults_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace dvcpay::app
