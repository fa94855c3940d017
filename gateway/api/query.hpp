#pragma once
// The query of an address: decoded, each parameter once, unknown ones refused, so that a misspelt
// filter is never silently ignored.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/field.hpp"
#include "domain/time.hpp"

namespace dvcpay::api {

/// %XX and, in a query, '+'. Empty where an escape is malformed or a control character results.
enum class Plus : std::uint8_t { literal, space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

/// Faults are collected like a body's; `pointer` is "/" + the parameter's name. check() turns them
/// into one invalid_parameter (or invalid_cursor).
class Query {
  public:
    explicit Query(std::string_view raw);

    std::string text(std::string_view name, std::size_t max = 100);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<Wall> time(std::string_view name);
    std::optional<Day> day(std::string_view name);
    /// Page size of a list: 1–200, 50 where absent.
    std::int64_t limit();
    /// The raw cursor; a list decodes it and reports with bad_cursor().
    std::string cursor() { return text("cursor", 200); }
    template <class T>
    std::optional<T> word(std::string_view name, std::optional<T> (*parse)(std::string_view)) {
        const std::string value = text(name);
        if (value.empty()) return std::nullopt;
        auto parsed = parse(value);
        if (!parsed) fault(name, FieldCode::bad_format);
        return parsed;
    }
    void fault(std::string_view name, FieldCode code, std::string limit = {});
    void bad_cursor() { bad_cursor_ = true; }
    /// Also refuses parameters nobody asked for. Call after the last one was read.
    Result<void> check();

  private:
    struct Parameter {
        std::string name;
        std::string value;
        bool known = false;
    };
    std::vector<Parameter> all_;
    std::vector<FieldFault> faults_;
    bool bad_cursor_ = false;
};

}  // namespace dvcpay::api
