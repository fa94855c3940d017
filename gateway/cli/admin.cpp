#include "cli/admin.hpp"

#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "app/catalogue_csv.hpp"
#include "cli/exit_code.hpp"
#include "cli/offline.hpp"
#include "cli/payments.hpp"
#include "cli/table.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

std::string text(const json& object, const char* member) {
    const auto it = object.find(member);
    if (it == object.end() || it->is_null()) return "-";
    if (it->is_string()) return it->get<std::string>();
    if (!it->is_array()) return it->dump();
    std::string out;
    for (const auto& item : *it)
        out +=
            (out.empty() ? "" : " ") + (item.is_string() ? item.get<std::string>() : item.dump());
    return out.empty() ? "-" : out;
}

/// The key goes where it was asked to go, and into no log or terminal scrollback unless wanted.
Result<void> write_private(const std::string& path, const std::string& key) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return Error(Fault::configuration, path + ": " + std::generic_category().message(errno));
    const std::string line = key + "\n";
    const bool whole = ::fchmod(file, 0600) == 0 &&
                       ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(file);
    if (!whole) return Error(Fault::configuration, path + ": cannot be written");
    return ok();
}

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::vector<app::ConfigFault> faults_of(
    const std::string& what, const std::string& bytes, const std::string& file
) {
    return what == "services" ? app::read_services_csv(bytes, file).faults
                              : app::read_agencies_csv(bytes, file).faults;
}

}  // namespace

Result<HttpResponse> admin_call(
    const app::Configuration& config,
    const std::string& method,
    const std::string& path,
    const std::string& body,
    const std::string& content_type,
    std::int64_t timeout_ms
) {
    Headers headers;
    if (!body.empty()) headers.add("Content-Type", content_type);
    if (!config.server.admin_socket.empty()) {
        Target target;
        target.unix_path = config.server.admin_socket;
        auto answer = call(target, method, path, body, headers, timeout_ms);
        if (answer || answer.error().fault != Fault::unavailable) return answer;
    }
    HttpRequest request;
    request.method = method;
    request.target = path;
    request.headers = headers;
    request.body = body;
    return offline_call(config, std::move(request));
}

int create_key(const app::Configuration& config, const NewKey& wanted, bool as_json) {
    json body = {
        {"name", wanted.name},
        {"kind", wanted.kind},
        {"client", wanted.client},
        {"scopes", wanted.scopes}
    };
    body["agencies"] = wanted.agencies;
    if (wanted.expires_in_days > 0) body["expires_in_days"] = wanted.expires_in_days;
    const auto answer = admin_call(config, "POST", "/admin/keys", body.dump(), "application/json");
    if (!answer || answer.value().status / 100 != 2) return report_problem(answer);
    json made = json::parse(answer.value().body, nullptr, false);
    const std::string key = text(made, "key");
    if (!wanted.write_to.empty()) {
        if (const auto written = write_private(wanted.write_to, key); !written) {
            fmt::print(stderr, "dvcpay: {}\n", written.error().detail);
            return Exit::usage;
        }
        made["key"] = nullptr;
        made["written_to"] = wanted.write_to;
    }
    if (as_json) {
        fmt::print("{}\n", made.dump(2));
    } else if (wanted.write_to.empty()) {
        fmt::print("{}\n", key);
        fmt::print(stderr, "key {} is shown this once; only its hash is kept\n", text(made, "id"));
    } else {
        fmt::print("key {} written to {}\n", text(made, "id"), wanted.write_to);
    }
    return Exit::done;
}

int list_keys(const app::Configuration& config, bool as_json) {
    const auto answer = admin_call(config, "GET", "/admin/keys", {}, {});
    if (!answer || answer.value().status / 100 != 2) return report_problem(answer);
    const json all = json::parse(answer.value().body, nullptr, false);
    const json items = all.is_object() ? all.value("items", json::array()) : json::array();
    if (as_json) {
        fmt::print("{}\n", items.dump(2));
        return Exit::done;
    }
    std::vector<Row> rows;
    for (const auto& key : items) {
        rows.push_back(
            {text(key, "id"),
             text(key, "name"),
             text(key, "kind"),
             text(key, "client"),
             text(key, "scopes"),
             text(key, "expires_at"),
             text(key, "revoked_at")}
        );
    }
    fmt::print(
        "{}", table({"key", "principal", "kind", "client", "scopes", "expires", "revoked"}, rows)
    );
    return Exit::done;
}

int revoke_key(const app::Configuration& config, const std::string& id) {
    const auto answer =
        admin_call(config, "POST", "/admin/keys/" + percent_encode(id) + "/revoke", {}, {});
    if (!answer || answer.value().status / 100 != 2) return report_problem(answer);
    fmt::print("revoked {}\n", id);
    return Exit::done;
}

int check_catalogue(const std::string& what, const std::string& file) {
    const auto bytes = read_file(file);
    if (!bytes) {
        fmt::print(stderr, "dvcpay: {} cannot be read\n", file);
        return Exit::usage;
    }
    const auto faults = faults_of(what, *bytes, file);
    bool wrong = false;
    for (const auto& fault : faults) {
        fmt::print("{}\n", app::to_string(fault));
        wrong = wrong || fault.severity == app::Severity::error;
    }
    fmt::print("{}: {}\n", file, wrong ? "cannot be imported" : "fine");
    return wrong ? Exit::check_failed : Exit::done;
}

int import_catalogue(
    const app::Configuration& config, const std::string& what, const std::string& file
) {
    if (const int code = check_catalogue(what, file); code != Exit::done) return code;
    const auto bytes = read_file(file);
    if (!bytes) return Exit::usage;
    const auto answer = admin_call(config, "PUT", "/admin/" + what, *bytes, "text/csv");
    if (!answer || answer.value().status / 100 != 2) return report_problem(answer);
    fmt::print("{}\n", answer.value().body);
    return Exit::done;
}

}  // namespace dvcpay::cli
