#include "api/destination.hpp"

#include "domain/pii.hpp"

namespace dvcpay::api {
namespace {

std::string destination_json(
    const std::string& bank_bin, const std::string& account, const std::string& name
) {
    JsonOut out(160);
    out.begin_object()
        .member("bank_bin", bank_bin)
        .member("account", account)
        .member("name", name)
        .end_object();
    return out.take();
}

NewEvent reading(const Parts& parts, const Call& call, const DestinationOf& of) {
    NewEvent audit;
    const Wall now = parts.core->clock->wall();
    audit.id = fresh_id<EventId>(*parts.core->entropy, now);
    audit.at = now;
    audit.draft.type = EventType::personal_data_read;
    audit.draft.refund = of.refund;
    audit.draft.incident = of.incident;
    audit.draft.actor = call.key->principal.id.text();
    audit.draft.note =
        std::string(of.incident ? "GET incident" : "GET refund") + ", trace " + call.trace.trace_id;
    audit.agency_code = of.agency_code;
    audit.client = of.payment ? of.client : std::string();
    audit.data = "{}";
    return audit;
}

}  // namespace

std::optional<GivenDestination> read_destination(ObjectReader& body) {
    const Json* value = body.member("destination", Need::optional);
    if (value == nullptr) return std::nullopt;
    ObjectReader reader(*value, body.pointer("destination"), &body.faults());
    const auto bin = reader.text("bank_bin", Need::required, TextLimit{6});
    const auto account = reader.text("account", Need::required, TextLimit{34});
    const auto name = reader.text("name", Need::required, TextLimit{200});
    reader.refuse_unknown();
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (bin && (bin->size() != 6 || !std::ranges::all_of(*bin, is_digit)))
        body.faults().add(reader.pointer("bank_bin"), FieldCode::bad_format, "six digits");
    if (!bin || !account || !name) return std::nullopt;
    return GivenDestination{
        destination_json(*bin, *account, *name),
        destination_json(*bin, mask_tail(*account), mask_words(*name))
    };
}

Task<Result<std::string>> show_destination(Parts* parts, Call* call, DestinationOf of) {
    if (of.masked.empty() || !has_scope(*call->key, "payments:pii")) co_return of.masked;
    const NewEvent audit = reading(*parts, *call, of);
    const std::string chain = of.payment ? of.payment->text() : std::string(audit_chain);
    auto work = [audit, chain, id = of.refund](Txn& txn) -> Result<std::optional<Sealed>> {
        auto sealed = txn.refund_destination(id);
        if (sealed) txn.append(chain, {audit});
        return sealed;
    };
    auto sealed = co_await transact<std::optional<Sealed>>(
        parts->core->store, Priority::ordinary, std::move(work)
    );
    if (!sealed) co_return sealed.error();
    if (!sealed.value()) co_return of.masked;
    co_return parts->core->sealer->open(of.refund.text(), "destination", *sealed.value());
}

}  // namespace dvcpay::api
