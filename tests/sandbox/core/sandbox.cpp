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
         "POST /_admin/scan {payload}: whose code it is, and the payer's page",
         "GET /_admin/{provider}/book | requests | faults | orders | orders/{orderId}",
         "POST /_admin/{provider}/faults, DELETE /_admin/{provider}/faults",
         "POST /_admin/{provider}/settings {…}",
         "POST /_admin/{provider}/orders/{orderId}/pay {amount?, asked?} | decline | expire",
         std::string("POST /_admin/{provider}/notice {kind?, order_id, amount?, trans_id?, says?, "
         ) + "code?, text?, partner_code?, currency?, message_id?, sign?, count?}",
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
    if (config.momo.partners.empty()) return;
    add(std::make_unique<momo::MomoServer>(outside, std::move(config.momo)));
}

Result<void> Sandbox::add(const Json& providers) {
    if (!providers.is_object()) return Error(Fault::configuration, "providers is no object");
    std::vector<std::unique_ptr<Provider>> made;
    for (const auto& [name, part] : providers.items()) {
        const auto* side = side_named(name);
        if (side == nullptr || named(name) != nullptr) {
            return Error(Fault::configuration, "providers." + name + ": unknown, or named twice");
        }
        auto provider = side->make(out_, part);
        if (!provider) {
            return Error(
                Fault::configuration, "providers." + name + ": " + provider.error().detail
            );
        }
        made.push_back(std::move(provider.value()));
    }
    for (auto& provider : made) add(std::move(provider));
    return ok();
}

void Sandbox::add(std::unique_ptr<Provider> provider) {
    if (auto* momo = dynamic_cast<momo::MomoServer*>(provider.get())) momo_ = momo;
    if (!public_base_url_.empty()) provider->set_public_base_url(public_base_url_);
    providers_.push_back(std::move(provider));
}

Task<HttpResponse> Sandbox::handle(HttpRequest request) {
    const std::string path(path_of(request.target));
    if (path == "/_admin" || path.starts_with("/_admin/")) co_return admin(request);
    if (path == "/") {
        if (!is_loopback(request.peer)) co_return text_response(200, "dvcpay-sandbox\n");
        co_return front_page();
    }
    if (path == "/scan") co_return scan(request);
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
    if (what == "scan") {
        const auto payload = body.is_object() ? body.value("payload", Json()) : Json();
        if (!payload.is_string()) return admin_error(400, "payload is a text");
        const auto page = page_of_code(payload.get<std::string>());
        if (!page) return admin_error(404, page.error().detail);
        Json out;
        out["page"] = public_base_url_ + page.value();
        return json_response(200, out);
    }
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
    public_base_url_ = url;
    for (const auto& provider : providers_) provider->set_public_base_url(url);
}

Result<std::string> Sandbox::page_of_code(const std::string& payload) {
    // Why the last bank could not read it says more than "no such code".
    Error why(Fault::not_found, "no provider here knows this code");
    for (const auto& provider : providers_) {
        auto page = provider->scan(payload);
        if (page) return page;
        if (page.error().fault != Fault::not_found) why = page.error();
    }
    return why;
}

HttpResponse Sandbox::scan(const HttpRequest& request) {
    if (!is_loopback(request.peer)) return text_response(403, "loopback only\n");
    std::string said;
    if (request.method == "POST") {
        if (!same_site(request)) return text_response(403, "not from a page of another site\n");
        auto form = parse_form(request.body);
        const auto page = page_of_code(form["payload"]);
        if (page) {
            HttpResponse response = text_response(303, "");
            response.headers.add("Location", page.value());
            return response;
        }
        said = "<p class=\"note\">" + html_escape(page.error().detail) + "</p>";
    }
    const std::string form =
        "<h1>Quét mã <span lang=\"en\">/ Scan a code</span></h1>"
        "<form method=\"post\" action=\"/scan\"><textarea id=\"payload\" name=\"payload\" "
        "rows=\"6\" cols=\"40\"></textarea><button id=\"scan\" class=\"go\">Quét / Scan</button>"
        "</form>";
    return html_response(200, html_page("dvcpay-sandbox: scan", said + form));
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
        "<a href=\"/_admin/faults\">/_admin/faults</a> which amounts ask for which fault; "
        "<a href=\"/scan\">/scan</a> takes the text of a QR code.</p>";
    for (const auto& provider : providers_) body += provider->overview();
    return html_response(200, html_page("dvcpay-sandbox", body));
}

}  // namespace dvcpay::sandbox
