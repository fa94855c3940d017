// Services, agencies, and what a payer may use now. From memory: the catalogue in force is an
// immutable snapshot.
#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "flows/choose.hpp"

namespace dvcpay::api {
namespace {

Day day_asked(const Parts& parts, Query& query) {
    return query.day("on").value_or(ict_day(parts.core->clock->wall()));
}

/// A page of the entries valid on `day`, one per code, by code.
template <class T, class On>
std::vector<const T*> page_of(
    const std::multimap<std::string, T>& all,
    const std::string& after,
    std::int64_t limit,
    On on_day
) {
    std::vector<const T*> out;
    for (auto it = all.upper_bound(after); it != all.end(); it = all.upper_bound(it->first)) {
        const T* entry = on_day(it->first);
        if (entry == nullptr) continue;
        out.push_back(entry);
        if (static_cast<std::int64_t>(out.size()) > limit) break;
    }
    return out;
}

template <class T, class On, class Render>
HttpResponse list_catalogue(
    const Call& call,
    Query& query,
    char list,
    const std::multimap<std::string, T>& all,
    On on_day,
    Render render
) {
    const std::int64_t limit = query.limit();
    std::string after;
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        const auto key = read_cursor(list, cursor);
        if (!key) query.bad_cursor();
        after = key.value_or("");
    }
    if (const auto checked = query.check(); !checked) return call.refuse(checked.error());
    auto page = page_of<T>(all, after, limit, on_day);
    std::string next;
    if (static_cast<std::int64_t>(page.size()) > limit) {
        page.pop_back();
        next = make_cursor(list, page.back()->code);
    }
    return json_response(200, list_json(page, next, [&](JsonOut& out, const T* entry) {
                             render(out, *entry);
                         }));
}

/// Why a method or a provider cannot be used now; empty where it can.
std::string_view reason_of(ProviderState state) {
    switch (state) {
        case ProviderState::up:
        case ProviderState::degraded:
            return {};
        case ProviderState::down:
            return "provider_down";
        case ProviderState::maintenance:
            return "provider_maintenance";
    }
    return {};
}

struct ProviderQuestion {
    std::string agency;
    std::optional<Money> due;  ///< with the service fee
    Day today;
};

std::string_view reason_for(
    const Parts& parts, const ProviderQuestion& asked, const std::string& provider
) {
    const auto& config = *parts.core->config;
    // Under maintenance no account takes payments, whatever the agency: that is the reason to tell.
    if (parts.options.provider_state &&
        parts.options.provider_state(provider) == ProviderState::maintenance)
        return reason_of(ProviderState::maintenance);
    if (asked.agency.empty()) {
        const auto usable = [&](const ProviderAccount& account) {
            return account.key.provider == provider && account.enabled &&
                   account.validity.holds_on(asked.today);
        };
        if (std::ranges::none_of(config.accounts, usable)) return "not_configured";
    } else if (flows::choose_account(config, provider, asked.agency, asked.today) == nullptr) {
        return "not_for_this_agency";
    }
    if (!parts.options.provider_state) return {};
    return reason_of(parts.options.provider_state(provider));
}

/// The limits of the contract that would serve this agency; without one, the widest there are.
const Capability& capability_for(
    const Parts& parts, const ProviderQuestion& asked, const Adapter& adapter
) {
    const Capability& widest = adapter.capability();
    if (asked.agency.empty()) return widest;
    const auto* account =
        flows::choose_account(*parts.core->config, widest.provider, asked.agency, asked.today);
    return account == nullptr ? widest : adapter.capability(account->key);
}

void render_method(
    JsonOut& out, const MethodCapability& method, std::string_view reason, std::optional<Money> due
) {
    if (reason.empty() && due && (*due < method.amount_min || *due > method.amount_max)) {
        reason = "amount_out_of_range";
    }
    out.begin_object()
        .member("method", to_string(method.method))
        .member("finality", to_string(method.finality))
        .member("amount_min", method.amount_min.count())
        .member("amount_max", method.amount_max.count())
        .key("expires_in_max");
    if (method.longest_expiry_s > 0) {
        out.number(method.longest_expiry_s);
    } else {
        out.null();
    }
    out.member("available", reason.empty()).member_or_null("reason", reason).end_object();
}

void render_provider(
    JsonOut& out, const Capability& capability, std::string_view reason, std::optional<Money> due
) {
    bool any = false;
    for (const auto& m : capability.methods) {
        any = any || !due || (*due >= m.amount_min && *due <= m.amount_max);
    }
    const std::string_view whole = reason.empty() && !any ? "amount_out_of_range" : reason;
    out.begin_object()
        .member("provider", capability.provider)
        .member("name", capability.display_name)
        .member("available", whole.empty())
        .member_or_null("reason", whole)
        .key("methods")
        .begin_array();
    for (const auto& method : capability.methods) render_method(out, method, reason, due);
    out.end_array().end_object();
}

/// Where codes are named they must be in force: a wrong one would make an empty offer look like an
/// answer.
Result<void> check_codes(
    const Catalogue& catalogue, const std::string& service, const std::string& agency, Day today
) {
    if (!service.empty() && catalogue.service_on(service, today) == nullptr) {
        return Fault::unknown_service;
    }
    if (agency.empty() || catalogue.agency_on(agency, today) != nullptr) return ok();
    return catalogue.knows_agency(agency) ? Fault::agency_not_valid_at : Fault::unknown_agency;
}

}  // namespace

Task<HttpResponse> list_services(Parts* parts, Call* call) {
    Query query = call->query();
    const Day day = day_asked(*parts, query);
    const CataloguePtr catalogue = parts->core->catalogue->now;
    const auto on_day = [&](const std::string& code) { return catalogue->service_on(code, day); };
    co_return list_catalogue(*call, query, 's', catalogue->services, on_day, &render_service);
}

Task<HttpResponse> get_service(Parts* parts, Call* call) {
    Query query = call->query();
    const Day day = day_asked(*parts, query);
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    const CataloguePtr catalogue = parts->core->catalogue->now;
    const Service* service = catalogue->service_on(call->parameters.front(), day);
    if (service == nullptr) co_return call->refuse(Fault::not_found);
    JsonOut out;
    render_service(out, *service);
    co_return json_response(200, out.take());
}

Task<HttpResponse> list_agencies(Parts* parts, Call* call) {
    Query query = call->query();
    const Day day = day_asked(*parts, query);
    const CataloguePtr catalogue = parts->core->catalogue->now;
    const auto on_day = [&](const std::string& code) { return catalogue->agency_on(code, day); };
    co_return list_catalogue(*call, query, 'g', catalogue->agencies, on_day, &render_agency);
}

Task<HttpResponse> list_providers(Parts* parts, Call* call) {
    Query query = call->query();
    ProviderQuestion asked;
    asked.today = ict_day(parts->core->clock->wall());
    asked.agency = query.text("agency_code");
    const std::string service = query.text("service_code");
    const auto amount = query.integer("amount", 0, largest_amount.count());
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    const CataloguePtr catalogue = parts->core->catalogue->now;
    const auto codes = check_codes(*catalogue, service, asked.agency, asked.today);
    if (!codes) co_return call->refuse(codes.error());
    if (amount) {
        asked.due = Money::dong(*amount + parts->core->config->payment_service_fee_dong);
    }
    const auto& adapters = parts->core->adapters;
    co_return json_response(200, list_json(adapters, {}, [&](JsonOut& out, const auto& entry) {
                                render_provider(
                                    out,
                                    capability_for(*parts, asked, *entry.second),
                                    reason_for(*parts, asked, entry.first),
                                    asked.due
                                );
                            }));
}

}  // namespace dvcpay::api
