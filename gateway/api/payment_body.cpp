#include "api/payment_body.hpp"

#include <algorithm>
#include <variant>

#include "api/body_reader.hpp"
#include "api/canonical.hpp"
#include "api/header_list.hpp"
#include "api/party.hpp"

namespace dvcpay::api {
namespace {

constexpr std::size_t lines_max = 100;
constexpr std::size_t metadata_bytes_max = 4096;
constexpr IntegerLimit amount_limit{0, largest_amount.count()};

std::optional<Locale> parse_locale(std::string_view text) {
    if (text == "vi") return Locale::vi;
    if (text == "en") return Locale::en;
    return std::nullopt;
}

std::optional<std::monostate> parse_currency(std::string_view text) {
    return text == "VND" ? std::optional<std::monostate>(std::in_place) : std::nullopt;
}

Money read_amount(ObjectReader& reader) {
    return Money::dong(reader.integer("amount", Need::required, amount_limit).value_or(0));
}

Line read_line(const Json& value, std::string pointer, FieldFaults* faults) {
    ObjectReader reader(value, std::move(pointer), faults);
    Line line;
    const auto kind = reader.word<LineKind>(
        "kind", Need::required, &parse_line_kind, "fee, charge, fine, tax, other"
    );
    line.kind = kind.value_or(LineKind::other);
    line.code = reader.text("code", Need::optional, TextLimit{50}).value_or("");
    line.description = reader.text("description", Need::optional, TextLimit{255}).value_or("");
    line.amount = read_amount(reader);
    line.chapter = reader.text("chapter", Need::optional, TextLimit{20}).value_or("");
    line.sub_item = reader.text("sub_item", Need::optional, TextLimit{20}).value_or("");
    line.treasury_code = reader.text("treasury_code", Need::optional, TextLimit{20}).value_or("");
    reader.refuse_unknown();
    return line;
}

LineKind kind_of(const Service* service) {
    if (service == nullptr) return LineKind::fee;
    if (service->fee_kind == "le_phi") return LineKind::charge;
    return service->fee_kind == "phi" || service->fee_kind == "phi_le_phi" ? LineKind::fee
                                                                           : LineKind::other;
}

/// One line of the service's kind, where the portal sends none.
Line only_line(const Payment& payment, const PaymentBodyContext& context) {
    Line line;
    line.kind = kind_of(context.catalogue->service_on(payment.service_code, context.today));
    line.code = payment.service_code;
    line.description = payment.description;
    line.amount = payment.amount;
    return line;
}

/// Lines are compared with an amount that could be read; a faulty amount is one fault, not two.
enum class AmountRead : std::uint8_t { fine, faulty };

void read_lines(
    ObjectReader& body, Payment& draft, const PaymentBodyContext& context, AmountRead amount
) {
    const Json* value = body.member("lines", Need::optional);
    FieldFaults& faults = body.faults();
    if (value == nullptr) {
        draft.lines.push_back(only_line(draft, context));
        return;
    }
    const std::string pointer = body.pointer("lines");
    if (value->kind != Json::Kind::array)
        return faults.add(pointer, FieldCode::wrong_type, "array");
    if (value->items.empty()) return faults.add(pointer, FieldCode::empty);
    if (value->items.size() > lines_max) {
        return faults.add(pointer, FieldCode::too_many, std::to_string(lines_max));
    }
    const std::size_t before = faults.size();
    Money sum;
    for (std::size_t i = 0; i < value->items.size(); ++i) {
        draft.lines.push_back(read_line(value->items[i], pointer_to(pointer, i), &faults));
        sum = add(sum, draft.lines.back().amount).value();  // 100 × 10^15 fits in 64 bits
    }
    if (amount == AmountRead::fine && faults.size() == before && sum != draft.amount) {
        faults.add(pointer, FieldCode::lines_do_not_sum, std::to_string(sum.count()));
    }
}

/// The portal's own object is kept as it is, so a number JSON cannot keep exactly is refused.
void refuse_inexact(const Json& value, const std::string& pointer, FieldFaults& faults) {
    const bool too_big = value.integer > exact_integer_max || value.integer < -exact_integer_max;
    const bool integer_token = value.text.find_first_of(".eE") == std::string::npos;
    if ((value.kind == Json::Kind::integer && too_big) ||
        (value.kind == Json::Kind::number && integer_token)) {
        faults.add(pointer, FieldCode::number_not_exact);
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        const bool object = value.kind == Json::Kind::object;
        const std::string inner =
            object ? pointer_to(pointer, value.names[i]) : pointer_to(pointer, i);
        refuse_inexact(value.items[i], inner, faults);
    }
}

std::string read_metadata(ObjectReader& body) {
    const Json* value = body.member("metadata", Need::optional);
    if (value == nullptr) return "{}";
    FieldFaults& faults = body.faults();
    if (value->kind != Json::Kind::object) {
        faults.add(body.pointer("metadata"), FieldCode::wrong_type, "object");
        return "{}";
    }
    refuse_inexact(*value, body.pointer("metadata"), faults);
    std::string text = canonical_json(*value);
    if (text.size() > metadata_bytes_max) {
        faults.add(
            body.pointer("metadata"), FieldCode::too_large, std::to_string(metadata_bytes_max)
        );
    }
    return text;
}

void read_return_url(ObjectReader& body, Payment& draft, const PaymentBodyContext& context) {
    const auto url = body.text("return_url", Need::required, TextLimit{2048});
    if (!url) return;
    static const std::vector<std::string> none;
    const auto& origins = context.client == nullptr ? none : context.client->return_origins;
    if (!return_url_allowed(*url, origins)) {
        body.faults().add(body.pointer("return_url"), FieldCode::return_url_not_allowed);
    }
    draft.return_url = *url;
}

void read_supersedes(ObjectReader& body, Payment& draft) {
    const auto text = body.text("supersedes", Need::optional, TextLimit{64});
    if (!text) return;
    draft.supersedes = PaymentId::parse(*text);
    if (!draft.supersedes) body.faults().add(body.pointer("supersedes"), FieldCode::bad_format);
}

struct UrlParts {
    std::string origin;  ///< lower case
    std::string host;
    bool https = false;
};

std::optional<UrlParts> split_url(std::string_view url) {
    const auto visible = [](char c) { return c > 0x20 && c < 0x7F && c != '\\'; };
    if (!std::ranges::all_of(url, visible) || url.contains('#')) return std::nullopt;
    const std::size_t scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    const std::size_t authority = scheme_end + 3;
    const std::size_t end = std::min(url.find_first_of("/?", authority), url.size());
    UrlParts out;
    out.origin = std::string(url.substr(0, end));
    std::ranges::transform(out.origin, out.origin.begin(), ascii_lower);
    const std::string_view scheme = std::string_view(out.origin).substr(0, scheme_end);
    if (scheme != "https" && scheme != "http") return std::nullopt;
    out.https = scheme == "https";
    const std::string_view host_port = std::string_view(out.origin).substr(authority);
    if (host_port.empty() || host_port.contains('@')) return std::nullopt;
    const bool bracket = host_port.starts_with('[');
    const std::size_t host_end = bracket ? host_port.find(']') : host_port.find(':');
    if (bracket && host_end == std::string_view::npos) return std::nullopt;
    out.host = std::string(host_port.substr(0, bracket ? host_end + 1 : host_end));
    return out.host.empty() ? std::nullopt : std::optional(out);
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

bool return_url_allowed(std::string_view url, const std::vector<std::string>& origins) {
    const auto parts = split_url(url);
    if (!parts || (!parts->https && !is_loopback(parts->host))) return false;
    return std::ranges::any_of(origins, [&](const std::string& origin) {
        return same_word(origin, parts->origin);
    });
}

Result<flows::NewPayment> read_new_payment(const Json& body, const PaymentBodyContext& context) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    flows::NewPayment out;
    Payment& draft = out.draft;
    draft.reference = reader.text("reference", Need::required, TextLimit{50}).value_or("");
    draft.service_code = reader.text("service_code", Need::required, TextLimit{50}).value_or("");
    draft.agency_code = reader.text("agency_code", Need::required, TextLimit{50}).value_or("");
    const std::size_t before_amount = reader.faults().size();
    draft.amount = read_amount(reader);
    const AmountRead amount =
        reader.faults().size() == before_amount ? AmountRead::fine : AmountRead::faulty;
    reader.word<std::monostate>("currency", Need::required, &parse_currency, "VND");
    draft.description = reader.text("description", Need::required, TextLimit{255}).value_or("");
    read_lines(reader, draft, context, amount);
    const auto payer = read_party(reader, "payer");
    const auto owner = read_party(reader, "owner");
    if (payer) draft.payer_masked_json = masked_json(*payer);
    if (owner) draft.owner_masked_json = masked_json(*owner);
    out.party_json = clear_json(payer, owner);
    read_return_url(reader, draft, context);
    out.expires_in_s = reader.integer("expires_in", Need::optional, IntegerLimit{60, 2'592'000});
    out.provider = reader.text("provider", Need::optional, TextLimit{40});
    out.method = reader.word<Method>("method", Need::optional, &parse_method, "redirect, qr, app");
    draft.locale =
        reader.word<Locale>("locale", Need::optional, &parse_locale, "vi, en").value_or(Locale::vi);
    draft.metadata_json = read_metadata(reader);
    read_supersedes(reader, draft);
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return out;
}

Result<AttemptBody> read_new_attempt(const Json& body) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    AttemptBody out;
    out.provider = reader.text("provider", Need::required, TextLimit{40}).value_or("");
    out.method = reader.word<Method>("method", Need::optional, &parse_method, "redirect, qr, app");
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return out;
}

Result<std::string> read_cancel(const Json& body) {
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    auto reason = reader.text("reason", Need::required, TextLimit{255}).value_or("");
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return reason;
}

}  // namespace dvcpay::api
