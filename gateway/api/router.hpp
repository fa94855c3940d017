#pragma once
// One table of everything the public surface answers. Private to the room, except routes() for the
// test that holds the OpenAPI document against it.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"

namespace dvcpay::api {

using Handler = Task<HttpResponse> (*)(Parts* parts, Call* call);

enum class Access : std::uint8_t { open, key };
/// What a request of this route carries and does.
enum class Effect : std::uint8_t {
    read,     ///< GET without body
    change,   ///< POST with a JSON body and an Idempotency-Key
    command,  ///< POST with an Idempotency-Key, the body may be absent
    inbound,  ///< somebody else's dialect: exact bytes, no convention of ours
};
enum class Media : std::uint8_t { json, any };

struct Route {
    std::string_view method;  ///< empty: any (the handler decides)
    std::string_view path;    ///< template: {name} stands for one segment
    Access access;
    std::string_view scope;  ///< empty: none
    Effect effect;
    Media media;
    Handler handler;
};

std::span<const Route> routes();

struct RouteMatch {
    const Route* route = nullptr;  ///< null: no such path, or not by this method
    std::vector<std::string> parameters;
    std::string allow;  ///< methods of the path, where only the method is wrong
};
RouteMatch match_route(std::string_view method, std::string_view path);

/// The segments that stand for {…}, decoded; empty optional where the path is of another form.
std::optional<std::vector<std::string>> match_template(
    std::string_view path_template, std::string_view path
);

}  // namespace dvcpay::api
