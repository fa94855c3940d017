#include "sandbox/sandbox.hpp"

#include <utility>

#include "sandbox/web.hpp"

namespace dvcpay::sandbox {

namespace {

HttpResponse help() {
    Json body;
    body["calls"] = Json::array(
        {"GET /_admin/book",
         "GET /_admin/requests",
         "GET /_admin/faults",
         "POST /_admin/scenario {name, momo:{settings, faults}}",
         "POST /_admin/reset",
         "GET /_admin/momo/book | requests | faults | orders/{orderId}",
         "POST /_admin/momo/faults {fault, operation?, order_id?, count?, code?, delay_ms?}",
         "DELETE /_admin/momo/faults",
         "POST /_admin/momo/settings {…}",
         "POST /_admin/momo/orders/{orderId}/pay {amount?, pay_type?}",
         "POST /_admin/momo/orders/{orderId}/decline {code?}",
         "POST /_admin/momo/orders/{orderId}/expire",
         std::string("POST /_admin/momo/ipn {order_id, result_code?, amount?, trans_id?, message?, "
         ) + "pay_type?, partner_code?, sign?, count?}"}
    );
    return json_response(200, body);
}

}  // namespace

Sandbox::Sandbox(Outside outside, SandboxConfig config) : out_(outside) {
    auto momo = std::make_unique<momo::MomoServer>(outside, std::move(config.momo));
    momo_ = momo.get();
    providers_.push_back(std::move(momo));
}

Task<HttpResponse> Sandbox::handle(HttpRequest request) {
    const std::string path(path_of(request.target));
    if (path == "/_admin" || path.starts_with("/_admin/")) co_return admin(request);
    if (path == "/") {
        if (!is_loopback(request.peer)) co_return text_response(200, "dvcpay-sandbox\n");
        co_return front_page();
    }
    auto* provider = provider_of(path);
    if (provider == nullptr) co_return text_response(404, "no provider serves this path\n");
    auto response = co_await provider->handle(std::move(request));
    co_return response;
}

Provider* Sandbox::provider_of(std::string_view path) const {
    for (const auto& provider : providers_) {
        if (provider->serves(path)) return provider.get();
    }
    return nullptr;
}

Provider* Sandbox::named(std::string_view name) const {
    for (const auto& provider : providers_) {
        if (provider->name() == name) return provider.get();
    }
    return nullptr;
}

HttpResponse Sandbox::admin(const HttpRequest& request) {
    if (!is_loopback(request.peer)) return admin_error(403, "loopback only");
    if (!same_site(request)) return admin_error(403, "not from a page of another site");
    auto path = split_path(path_of(request.target));
    path.erase(path.begin());  // _admin
    if (path.empty()) return help();
    auto* provider = named(path.front());
    if (provider == nullptr) return admin_of_all(request, path);
    path.erase(path.begin());
    return provider->admin(request, path);
}

HttpResponse Sandbox::admin_of_all(
    const HttpRequest& request, const std::vector<std::string>& path
) {
    const auto& what = path.front();
    const bool get = request.method == "GET";
    if (path.size() != 1) return admin_error(404, "no such admin call");
    if (get && what == "book") return json_response(200, gather(&Provider::book));
    if (get && what == "requests") return json_response(200, gather(&Provider::requests));
    if (get && what == "faults") return json_response(200, gather(&Provider::faults));
    if (request.method != "POST") return admin_error(404, "no such admin call");
    if (what == "reset") {
        for (const auto& provider : providers_) provider->reset();
        out_.telemetry->log(Level::info, "sandbox.reset", {});
        return json_response(200, gather(&Provider::faults));
    }
    const auto body = Json::parse(request.body, nullptr, false);
    if (what == "scenario") {
        const auto loaded = load_scenario(body);
        if (!loaded) return admin_error(400, loaded.error().detail);
        return json_response(200, gather(&Provider::faults));
    }
    if (what == "faults" && body.is_object()) {
        auto* provider = named(body.value("provider", "momo"));
        if (provider != nullptr) return provider->admin(request, path);
        return admin_error(400, "unknown provider");
    }
    return admin_error(404, "no such admin call");
}

Result<void> Sandbox::load_scenario(const Json& scenario) {
    if (!scenario.is_object()) return Error(Fault::invalid_parameter, "a scenario is an object");
    for (const auto& [name, value] : scenario.items()) {
        if (name == "name" || name == "comment" || named(name) != nullptr) continue;
        return Error(Fault::invalid_parameter, "unknown member " + name);
    }
    for (const auto& provider : providers_) {
        const auto at = scenario.find(provider->name());
        if (at == scenario.end()) continue;
        BOOST_OUTCOME_TRY(provider->load(*at));
    }
    out_.telemetry->log(Level::info, "sandbox.scenario", {});
    return ok();
}

void Sandbox::set_public_base_url(const std::string& url) {
    momo_->set_public_base_url(url);
}

Json Sandbox::gather(Json (Provider::*part)() const) const {
    Json out = Json::object();
    for (const auto& provider : providers_) {
        out[std::string(provider->name())] = (provider.get()->*part)();
    }
    return out;
}

HttpResponse Sandbox::front_page() const {
    std::string body =
        "<p class=\"note\">Không có tiền thật. <em lang=\"en\">No real money moves here.</em></p>"
        "<h1>dvcpay-sandbox</h1><p>The providers' side on this machine. Orders below are the "
        "latest; <a href=\"/_admin\">/_admin</a> lists the machine calls, "
        "<a href=\"/_admin/book\">/_admin/book</a> says who really paid, "
        "<a href=\"/_admin/faults\">/_admin/faults</a> which amounts ask for which fault.</p>";
    for (const auto& provider : providers_) body += provider->overview();
    return html_response(200, html_page("dvcpay-sandbox", body));
}

}  // namespace dvcpay::sandbox
