#pragma once
// A TOML file as a plain tree with line numbers. Only config_tree.cpp knows the TOML library.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_fault.hpp"
#include "domain/time.hpp"

namespace dvcpay::app {

struct Node {
    enum class Kind : std::uint8_t { text, integer, boolean, day, other, list, table };
    Kind kind = Kind::table;
    std::uint32_t line = 0;
    std::string text;
    std::int64_t integer = 0;
    bool boolean = false;
    Day day;
    std::string name;           ///< of a table's member
    std::vector<Node> items;    ///< list
    std::vector<Node> members;  ///< table, each with its name

    const Node* find(std::string_view wanted) const;
};

/// "a string", "a table", … for messages.
std::string_view name_of(Node::Kind kind);

/// Empty, with one fault, where the text is no TOML (the library stops at the first such mistake).
std::optional<Node> parse_toml(const std::string& text, Faults* faults);

}  // namespace dvcpay::app
