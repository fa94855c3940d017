#include "sandbox/momo/reader.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <openssl/evp.h>

#include "domain/invariant.hpp"
#include "sandbox/momo/codes.hpp"

namespace dvcpay::sandbox::momo {

namespace {

using Words = std::array<std::pair<Operation, std::string_view>, 5>;
constexpr Words operation_words{{
    {Operation::create, "create"},
    {Operation::query, "query"},
    {Operation::refund, "refund"},
    {Operation::refund_query, "refund_query"},
    {Operation::confirm, "confirm"},
}};

Message message_of(Operation operation) {
    switch (operation) {
        case Operation::create:
            return Message::create;
        case Operation::query:
            return Message::query;
        case Operation::refund:
            return Message::refund;
        case Operation::refund_query:
            return Message::refund_query;
        case Operation::confirm:
            return Message::confirm;
    }
    invariant_broken("message_of: operation outside its enum");
}

bool alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// ^[0-9a-zA-Z]([-_.]*[0-9a-zA-Z]+)*$
bool is_order_id(std::string_view text) {
    if (text.empty() || !alnum(text.front()) || !alnum(text.back())) {
        return false;
    }
    return std::ranges::all_of(text, [](char c) {
        return alnum(c) || c == '-' || c == '_' || c == '.';
    });
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Absolute http(s), printable ASCII, no query, no fragment, nothing that would need escaping.
bool is_ipn_url(std::string_view url) {
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    return web && url.size() > 8 && std::ranges::all_of(url, [](char c) {
               return alnum(c) || std::string_view("-._~:/[]@%").contains(c);
           });
}

/// "" or an address with a scheme that a browser or an app can open, never one that runs script.
bool is_redirect_url(std::string_view url) {
    if (url.empty()) return true;
    const auto scheme = url.substr(0, std::min(url.find("://"), url.size()));
    if (scheme.size() == url.size() || scheme.empty() || !alnum(scheme.front())) return false;
    const bool clean = std::ranges::all_of(scheme, [](char c) {
        return alnum(c) || c == '+' || c == '-' || c == '.';
    });
    std::string lower(scheme);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return clean && lower != "javascript" && lower != "data" && lower != "vbscript";
}

bool is_extra_data(const std::string& text) {
    if (text.empty()) return true;
    if (text.size() % 4 != 0 || text.size() > 10'000) return false;
    std::string clear(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(clear.data()),
        reinterpret_cast<const unsigned char*>(text.data()),
        static_cast<int>(text.size())
    );
    if (length < 0) return false;
    const auto padding = static_cast<std::size_t>(std::ranges::count(text, '='));
    clear.resize(static_cast<std::size_t>(length) - std::min<std::size_t>(padding, 2));
    return Json::parse(clear, nullptr, false).is_object();
}

/// Collects what is wrong with the members of one body.
class Check {
  public:
    explicit Check(Call& call) : call_(call) {}

    void fail(std::string_view field, std::string message) {
        call_.errors.push_back({std::string(field), std::move(message)});
    }
    /// A string member of 1 … `max` characters.
    std::string text(std::string_view field, std::size_t max) {
        auto value = any_text(field);
        if (value && (value->empty() || characters(*value) > max)) {
            fail(field, "length must be 1 to " + std::to_string(max));
        }
        return value.value_or("");
    }
    /// A string member that may be empty but must be there.
    std::optional<std::string> any_text(std::string_view field) {
        const auto at = call_.body.find(field);
        if (at == call_.body.end() || !at->is_string()) {
            fail(field, at == call_.body.end() ? "is missing" : "must be a string");
            return std::nullopt;
        }
        return at->get<std::string>();
    }
    void optional_text(std::string_view field) {
        const auto at = call_.body.find(field);
        if (at != call_.body.end() && !at->is_string()) fail(field, "must be a string");
    }
    std::optional<std::int64_t> whole(std::string_view field) {
        const auto at = call_.body.find(field);
        const bool fits = at != call_.body.end() && at->is_number_integer() &&
                          !(at->is_number_unsigned() && at->get<std::uint64_t>() > INT64_MAX);
        if (!fits) {
            fail(field, "must be a whole number");
            return std::nullopt;
        }
        return at->get<std::int64_t>();
    }
    template <class Good>
    void matches(std::string_view field, const std::string& value, Good good, const char* rule) {
        if (!good(value)) fail(field, rule);
    }

  private:
    Call& call_;
};

bool one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, value) != words.end();
}

void check_amount(Call& call, Check& check, const Settings& settings) {
    const auto amount = check.whole("amount");
    if (!amount || !call.errors.empty()) return;
    if (*amount <= 0) {
        call.refusal = code::amount_invalid;
    } else if (*amount < settings.amount_dong_min || *amount > settings.amount_dong_max) {
        call.refusal = code::amount_out_of_range;
    }
}

void check_items(Call& call, Check& check) {
    const auto items = call.body.find("items");
    if (items == call.body.end()) return;
    if (!items->is_array() || items->size() > 50) {
        check.fail("items", "must be a list of at most 50");
        return;
    }
    std::set<std::string> ids;
    for (const auto& item : *items) {
        const auto id = item.is_object() ? item.find("id") : item.end();
        if (!item.is_object() || id == item.end()) continue;
        if (!ids.insert(id->dump()).second) call.refusal = code::duplicate_item;
    }
}

void check_create(Call& call, Check& check, const Settings& settings) {
    check.text("orderInfo", 255);
    const auto redirect = check.any_text("redirectUrl");
    if (redirect) check.matches("redirectUrl", *redirect, is_redirect_url, "must be \"\" or a URL");
    const auto ipn = check.any_text("ipnUrl");
    if (ipn) check.matches("ipnUrl", *ipn, is_ipn_url, "must be a plain http(s) URL, no query");
    const auto extra = check.any_text("extraData");
    if (extra) check.matches("extraData", *extra, is_extra_data, "must be \"\" or Base64 of JSON");
    const auto type = check.any_text("requestType");
    if (type &&
        !one_of(
            *type, {"captureWallet", "payWithMethod", "payWithATM", "payWithCC", "payWithVTS"}
        )) {
        check.fail("requestType", "is not known");
    }
    const auto capture = call.body.find("autoCapture");
    if (capture != call.body.end() && !capture->is_boolean()) {
        check.fail("autoCapture", "must be true or false");
    }
    check_items(call, check);
    if (call.refusal == 0) check_amount(call, check, settings);
}

void check_members(Call& call, const Settings& settings) {
    Check check(call);
    check.text("requestId", 50);
    const auto order_id = check.any_text("orderId");
    const std::size_t id_max = call.operation == Operation::refund ? 50 : 200;
    if (order_id && (order_id->size() > id_max || !is_order_id(*order_id))) {
        check.fail("orderId", "has a wrong form or length");
    }
    const auto lang = check.any_text("lang");
    if (lang && !one_of(*lang, {"vi", "en"})) check.fail("lang", "must be vi or en");
    switch (call.operation) {
        case Operation::create:
            check_create(call, check, settings);
            break;
        case Operation::query:
        case Operation::refund_query:
            break;
        case Operation::refund:
            check.whole("transId");
            check.optional_text("description");
            check_amount(call, check, settings);
            break;
        case Operation::confirm: {
            check.optional_text("description");
            const auto type = check.any_text("requestType");
            if (type && !one_of(*type, {"capture", "cancel"})) {
                check.fail("requestType", "must be capture or cancel");
            }
            check_amount(call, check, settings);
            break;
        }
    }
    if (!call.errors.empty()) call.refusal = code::malformed;
}

void refuse(Call& call, std::string_view field, std::string message) {
    call.refusal = code::malformed;
    call.errors.push_back({std::string(field), std::move(message)});
}

/// false: refused.
bool authenticate(Call& call, const Config& config) {
    const auto partner =
        std::ranges::find(config.partners, call.text("partnerCode"), &Partner::code);
    if (partner == config.partners.end()) {
        call.refusal = code::access_denied;
        return false;
    }
    call.partner = &*partner;
    call.raw = raw_text(message_of(call.operation), call.body, partner->access_key);
    const auto signature = call.text("signature");
    if (signature.empty()) {
        call.signature = SignatureSeen::absent;
    } else {
        const auto& next = partner->next_secret_key;
        const bool right = verifies(partner->secret_key, call.raw, signature) ||
                           (next && verifies(*next, call.raw, signature));
        call.signature = right ? SignatureSeen::right : SignatureSeen::wrong;
    }
    if (call.signature != SignatureSeen::right) call.refusal = code::authentication;
    return call.refusal == 0;
}

}  // namespace

std::string_view word_of(Operation operation) {
    for (const auto& [value, word] : operation_words) {
        if (value == operation) return word;
    }
    invariant_broken("word_of: operation outside its enum");
}

std::optional<Operation> operation_named(std::string_view word) {
    for (const auto& [value, name] : operation_words) {
        if (name == word) return value;
    }
    return std::nullopt;
}

std::string_view word_of(SignatureSeen seen) {
    switch (seen) {
        case SignatureSeen::right:
            return "right";
        case SignatureSeen::wrong:
            return "wrong";
        case SignatureSeen::absent:
            return "absent";
        case SignatureSeen::unread:
            return "unread";
    }
    invariant_broken("word_of: signature outside its enum");
}

std::string Call::text(std::string_view member) const {
    const auto at = body.find(member);
    return at != body.end() && at->is_string() ? at->get<std::string>() : std::string{};
}

std::int64_t Call::number(std::string_view member) const {
    const auto at = body.find(member);
    return at != body.end() && at->is_number_integer() ? at->get<std::int64_t>() : 0;
}

Call read_call(
    Operation operation, const HttpRequest& request, const Config& config, const Settings& settings
) {
    Call call;
    call.operation = operation;
    if (!request.headers.get("Content-Type").starts_with("application/json")) {
        refuse(call, "Content-Type", "must be application/json");
        return call;
    }
    auto body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        refuse(call, "body", "is no JSON object");
        return call;
    }
    call.body = std::move(body);
    call.order_id = call.text("orderId");
    call.request_id = call.text("requestId");
    if (call.text("lang") == "en") call.lang = "en";
    const auto amount = call.body.find("amount");
    if (amount != call.body.end() && amount->is_number_integer())
        call.amount = call.number("amount");
    if (authenticate(call, config)) check_members(call, settings);
    return call;
}

}  // namespace dvcpay::sandbox::momo
