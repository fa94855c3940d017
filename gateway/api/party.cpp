#include "api/party.hpp"

#include "api/json_out.hpp"

namespace dvcpay::api {
namespace {

/// No limit here is a rule about people: each is far above what a real value needs.
struct PartyMember {
    std::string_view name;
    std::size_t max;
    Pii<std::string> Party::* value;
    std::string (*mask)(std::string_view);
};
constexpr PartyMember members[] = {
    {"name", 200, &Party::name, &mask_words},
    {"id_number", 40, &Party::id_number, &mask_tail},
    {"tax_code", 40, &Party::tax_code, &mask_tail},
    {"phone", 40, &Party::phone, &mask_tail},
    {"email", 254, &Party::email, &mask_email},
    {"address", 500, &Party::address, &mask_words},
};

void render_clear(JsonOut& out, const std::optional<Party>& party) {
    if (!party) {
        out.null();
        return;
    }
    out.begin_object();
    for (const auto& m : members) {
        const auto& value = (*party).*m.value;
        if (!value.empty()) out.member(m.name, value.clear());
    }
    out.end_object();
}

}  // namespace

std::optional<Party> read_party(ObjectReader& body, std::string_view name) {
    const Json* value = body.member(name, Need::optional);
    if (value == nullptr) return std::nullopt;
    ObjectReader reader(*value, body.pointer(name), &body.faults());
    Party party;
    for (const auto& m : members) {
        const Json* member = reader.member(m.name, Need::optional);
        if (member == nullptr) continue;
        if (member->kind == Json::Kind::string && member->text.empty()) continue;
        auto text = reader.text(m.name, Need::optional, TextLimit{m.max});
        if (text) party.*m.value = Pii<std::string>(std::move(*text));
    }
    reader.refuse_unknown();
    return party;
}

std::string masked_json(const Party& party) {
    JsonOut out(256);
    out.begin_object();
    for (const auto& m : members) {
        const auto& value = party.*m.value;
        if (!value.empty()) out.member(m.name, m.mask(value.clear()));
    }
    out.end_object();
    return out.take();
}

std::string clear_json(const std::optional<Party>& payer, const std::optional<Party>& owner) {
    if (!payer && !owner) return {};
    JsonOut out(512);
    out.begin_object().key("payer");
    render_clear(out, payer);
    out.key("owner");
    render_clear(out, owner);
    out.end_object();
    return out.take();
}

std::optional<ClearParties> split_clear_json(std::string_view text) {
    const auto parsed = parse_json(text);
    if (!parsed) return std::nullopt;
    const Json* payer = parsed.value().find("payer");
    const Json* owner = parsed.value().find("owner");
    const auto text_of = [](const Json* json) {
        return json == nullptr ? std::string("null") : canonical_json(*json);
    };
    return ClearParties{text_of(payer), text_of(owner)};
}

std::string name_of_payer(std::string_view clear_json) {
    const auto parsed = parse_json(clear_json);
    const Json* payer = parsed ? parsed.value().find("payer") : nullptr;
    const Json* name = payer == nullptr ? nullptr : payer->find("name");
    return name != nullptr && name->kind == Json::Kind::string ? name->text : std::string();
}

std::optional<Destination> parse_destination(std::string_view clear_json) {
    const auto parsed = parse_json(clear_json);
    if (!parsed) return std::nullopt;
    Destination found;
    const std::pair<const char*, std::string*> parts[] = {
        {"bank_bin", &found.bank_bin}, {"account", &found.account}, {"name", &found.name}
    };
    for (const auto& [name, into] : parts) {
        const Json* value = parsed.value().find(name);
        if (value == nullptr || value->kind != Json::Kind::string) return std::nullopt;
        *into = value->text;
    }
    return found;
}

}  // namespace dvcpay::api
