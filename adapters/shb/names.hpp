#pragma once
// How this contract spells the members of a message. Half of the names are taken from public
// descriptions of SHB's service, the others are assumed; a contract that differs says so once, in
// its setting `field_names`, and the rest of the adapter keeps the names it knows.
#include <map>
#include <string>
#include <string_view>

#include "toolkit/fields.hpp"

namespace dvcpay::shb {

class Names {
  public:
    Names() = default;
    /// From our name to the wire's. Names that are not in it are the same on both sides.
    explicit Names(std::map<std::string, std::string> wire) : wire_(std::move(wire)) {
        for (const auto& [ours, theirs] : wire_) ours_[theirs] = ours;
    }
    std::string wire(std::string_view ours) const { return found(wire_, ours); }
    std::string ours(std::string_view wire) const { return found(ours_, wire); }
    /// The same fields under our names.
    toolkit::Fields read(const toolkit::Fields& fields) const {
        if (ours_.empty()) return fields;
        toolkit::Fields out;
        for (const auto& field : fields.all()) out.add(ours(field.name), field.text);
        return out;
    }
    /// Likewise without a copy where both sides spell alike; else they live in `renamed`.
    const toolkit::Fields& read(const toolkit::Fields& fields, toolkit::Fields& renamed) const {
        if (ours_.empty()) return fields;
        renamed = read(fields);
        return renamed;
    }
    const toolkit::Fields& read(const toolkit::Fields&& gone, toolkit::Fields& renamed) const =
        delete;

  private:
    static std::string found(const std::map<std::string, std::string>& map, std::string_view name) {
        const auto it = map.find(std::string(name));
        return it == map.end() ? std::string(name) : it->second;
    }
    std::map<std::string, std::string> wire_;
    std::map<std::string, std::string> ours_;
};

}  // namespace dvcpay::shb
