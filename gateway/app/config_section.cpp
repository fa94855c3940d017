#include "app/config_section.hpp"

#include <algorithm>
#include <numeric>

namespace dvcpay::app {
namespace {

/// Levenshtein; keys are short.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

std::string between(Range range) {
    if (range.max == INT64_MAX) return std::to_string(range.min) + " or more";
    return std::to_string(range.min) + " to " + std::to_string(range.max);
}

}  // namespace

std::string Section::full(std::string_view key) const {
    if (path_.empty()) return std::string(key);
    if (key.empty()) return path_;
    return path_ + "." + std::string(key);
}

std::uint32_t Section::line_of(std::string_view key) const {
    const Node* node = table_ == nullptr ? nullptr : table_->find(key);
    return node == nullptr ? line_ : node->line;
}

const Node* Section::raw(std::string_view key) {
    asked_.emplace(key);
    return table_ == nullptr ? nullptr : table_->find(key);
}

const Node* Section::take(std::string_view key, Node::Kind kind) {
    const Node* node = raw(key);
    if (node == nullptr || node->kind == kind) return node;
    error(
        key,
        "expected " + std::string(name_of(kind)) + ", found " + std::string(name_of(node->kind))
    );
    return nullptr;
}

void Section::error(std::string_view key, std::string message) {
    faults_->error(line_of(key), full(key), std::move(message));
}
void Section::warn(std::string_view key, std::string message) {
    faults_->warn(line_of(key), full(key), std::move(message));
}

std::string Section::text(std::string_view key, std::string fallback) {
    const Node* node = take(key, Node::Kind::text);
    if (node == nullptr) return fallback;
    return node->text;
}

std::string Section::need_text(std::string_view key, std::string_view expected) {
    if (raw(key) == nullptr) {
        error(key, "missing; expected " + std::string(expected));
        return {};
    }
    std::string value = text(key, "?");
    if (value.empty()) error(key, "is empty; expected " + std::string(expected));
    return value;
}

std::int64_t Section::integer(std::string_view key, Range range, std::int64_t fallback) {
    const Node* node = take(key, Node::Kind::integer);
    if (node == nullptr) return fallback;
    if (node->integer >= range.min && node->integer <= range.max) return node->integer;
    error(key, "expected " + between(range) + ", found " + std::to_string(node->integer));
    return fallback;
}

bool Section::flag(std::string_view key, bool fallback) {
    const Node* node = take(key, Node::Kind::boolean);
    return node == nullptr ? fallback : node->boolean;
}

std::optional<Day> Section::day(std::string_view key) {
    const Node* node = take(key, Node::Kind::day);
    if (node == nullptr) return std::nullopt;
    return node->day;
}

std::vector<std::string> Section::texts(std::string_view key) {
    std::vector<std::string> out;
    const Node* list = take(key, Node::Kind::list);
    if (list == nullptr) return out;
    for (const auto& item : list->items) {
        if (item.kind == Node::Kind::text) {
            out.push_back(item.text);
        } else {
            error(
                key,
                "expected a list of strings, found " + std::string(name_of(item.kind)) + " in it"
            );
        }
    }
    return out;
}

std::vector<std::int64_t> Section::integers(
    std::string_view key, Range range, std::vector<std::int64_t> fallback
) {
    const Node* list = take(key, Node::Kind::list);
    if (list == nullptr) return fallback;
    std::vector<std::int64_t> out;
    for (const auto& item : list->items) {
        if (item.kind != Node::Kind::integer || item.integer < range.min ||
            item.integer > range.max) {
            error(key, "expected a list of integers, each " + between(range));
            return fallback;
        }
        out.push_back(item.integer);
    }
    return out;
}

std::string Section::word(
    std::string_view key, const std::vector<std::string>& words, std::string fallback
) {
    std::string value = text(key, fallback);
    if (std::find(words.begin(), words.end(), value) != words.end()) return value;
    std::string all;
    for (const auto& w : words) all += (all.empty() ? "\"" : ", \"") + w + "\"";
    error(key, "expected one of " + all);
    return fallback;
}

Section Section::table(std::string_view key) {
    const Node* node = take(key, Node::Kind::table);
    return Section(node, full(key), node == nullptr ? line_ : node->line, faults_);
}

std::vector<Section> Section::tables(std::string_view key) {
    std::vector<Section> out;
    const Node* list = take(key, Node::Kind::list);
    if (list == nullptr) return out;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const Node& item = list->items[i];
        const std::string name = full(key) + "[" + std::to_string(i + 1) + "]";
        if (item.kind == Node::Kind::table) {
            out.emplace_back(&item, name, item.line, faults_);
        } else {
            faults_->error(item.line, name, "expected a table, written as [[" + full(key) + "]]");
        }
    }
    return out;
}

std::vector<std::pair<std::string, Section>> Section::children(std::string_view key) {
    std::vector<std::pair<std::string, Section>> out;
    const Node* node = take(key, Node::Kind::table);
    if (node == nullptr) return out;
    for (const auto& member : node->members) {
        const std::string path = full(key) + "." + member.name;
        if (member.kind == Node::Kind::table) {
            out.emplace_back(member.name, Section(&member, path, member.line, faults_));
        } else {
            faults_->error(
                member.line, path, "expected a table, found " + std::string(name_of(member.kind))
            );
        }
    }
    return out;
}

std::vector<std::string> Section::unasked() const {
    std::vector<std::string> out;
    if (table_ == nullptr) return out;
    for (const auto& member : table_->members) {
        if (!asked_.contains(member.name)) out.push_back(member.name);
    }
    return out;
}

void Section::finish() {
    const std::set<std::string, std::less<>> known = asked_;
    for (const auto& name : unasked()) {
        std::string_view nearest;
        std::size_t best = 4;
        for (const auto& candidate : known) {
            const std::size_t d = distance(name, candidate);
            if (d < best && d < candidate.size()) {
                best = d;
                nearest = candidate;
            }
        }
        std::string message = "unknown key";
        if (!nearest.empty()) message += "; did you mean " + std::string(nearest) + "?";
        error(name, std::move(message));
    }
}

}  // namespace dvcpay::app
