#include "app/config_tree.hpp"

#include <toml++/toml.h>

namespace dvcpay::app {
namespace {

Node convert(const toml::node& from);

void take_scalar(const toml::node& from, Node* node) {
    if (const auto* text = from.as_string()) {
        node->kind = Node::Kind::text;
        node->text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node->kind = Node::Kind::integer;
        node->integer = integer->get();
    } else if (const auto* boolean = from.as_boolean()) {
        node->kind = Node::Kind::boolean;
        node->boolean = boolean->get();
    } else if (const auto* date = from.as_date()) {
        node->kind = Node::Kind::day;
        node->day = Day{date->get().year, date->get().month, date->get().day};
    } else {
        node->kind = Node::Kind::other;
    }
}

Node convert(const toml::node& from) {
    Node node;
    node.line = static_cast<std::uint32_t>(from.source().begin.line);
    if (const auto* table = from.as_table()) {
        node.kind = Node::Kind::table;
        for (const auto& [key, value] : *table) {
            Node member = convert(value);
            // The key's own place: a table's value may begin lines later.
            member.line = static_cast<std::uint32_t>(key.source().begin.line);
            member.name = std::string(key.str());
            node.members.push_back(std::move(member));
        }
    } else if (const auto* list = from.as_array()) {
        node.kind = Node::Kind::list;
        for (const auto& item : *list) node.items.push_back(convert(item));
    } else {
        take_scalar(from, &node);
    }
    return node;
}

}  // namespace

const Node* Node::find(std::string_view wanted) const {
    for (const auto& member : members) {
        if (member.name == wanted) return &member;
    }
    return nullptr;
}

std::string_view name_of(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::text:
            return "a string";
        case Node::Kind::integer:
            return "an integer";
        case Node::Kind::boolean:
            return "a boolean";
        case Node::Kind::day:
            return "a date";
        case Node::Kind::other:
            return "another kind of value";
        case Node::Kind::list:
            return "a list";
        case Node::Kind::table:
            return "a table";
    }
    return "a value";
}

std::optional<Node> parse_toml(const std::string& text, Faults* faults) {
    try {
        return convert(toml::parse(text));
    } catch (const toml::parse_error& why) {  // the distribution's library is built to throw
        faults->error(
            static_cast<std::uint32_t>(why.source().begin.line), "", std::string(why.description())
        );
        return std::nullopt;
    }
}

}  // namespace dvcpay::app
