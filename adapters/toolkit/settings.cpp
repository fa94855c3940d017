#include "toolkit/settings.hpp"

#include <algorithm>

#include "domain/invariant.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr std::int64_t day_s = 86'400;

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Schemes that make a browser run or open what stands in the link itself.
bool is_harmful(std::string_view scheme) {
    constexpr std::array<std::string_view, 5> harmful = {
        "javascript", "data", "vbscript", "file", "blob"
    };
    return std::ranges::find(harmful, scheme) != harmful.end();
}

bool is_scheme(std::string_view text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") ==
                                std::string_view::npos;
}

}  // namespace

SettingsReader::SettingsReader(const ProviderAccount& account, std::span<const SettingSpec> schema)
    : account_(&account), schema_(schema) {
    for (const auto& [name, value] : account.settings) {
        if (std::ranges::find(schema, name, &SettingSpec::name) == schema.end())
            wrong(name, "unknown_field", "is no setting of an account of " + account.key.provider);
    }
}

SettingsReader::Given SettingsReader::given(std::string_view name) {
    const auto spec = std::ranges::find(schema_, name, &SettingSpec::name);
    DVC_INVARIANT(spec != schema_.end());
    const bool required = spec->need == Need::required;
    const auto found = account_->settings.find(std::string(name));
    if (found == account_->settings.end()) {
        if (required) wrong(name, "required", "must be given");
        return {std::string(spec->preset), required, spec->preset.empty()};
    }
    const std::string& text = found->second;
    if (required && text.empty()) {
        wrong(name, "required", "must not be empty");
        return {.text = {}, .said = true};
    }
    // A control character in a signed field would be a riddle for whoever compares texts later.
    if (printable(text, text.size()) != text) {
        wrong(name, "invalid", "has control characters or is not UTF-8");
        return {.text = {}, .said = true};
    }
    return {text, false, text.empty() && spec->preset.empty()};
}

std::string SettingsReader::text(std::string_view name, std::size_t bytes_max) {
    auto [text, said, may_lack] = given(name);
    if (!said && text.size() > bytes_max)
        wrong(name, "too_long", "has more than " + std::to_string(bytes_max) + " bytes");
    return std::move(text);
}

std::string SettingsReader::id(
    std::string_view name, std::size_t bytes_max, std::string_view punctuation
) {
    std::string out = text(name, bytes_max);
    const bool good = std::ranges::all_of(out, [punctuation](char c) {
        return is_alphanumeric(c) || punctuation.find(c) != std::string_view::npos;
    });
    if (good) return out;
    std::string detail = "may have letters and digits only";
    if (!punctuation.empty()) detail += ", and " + std::string(punctuation);
    wrong(name, "invalid", std::move(detail));
    return {};
}

std::int64_t SettingsReader::whole(
    std::string_view name, std::int64_t smallest, std::int64_t largest
) {
    const auto [text, said, may_lack] = given(name);
    const auto value = parse_whole(text);
    if (value && *value >= smallest && *value <= largest) return *value;
    if (!said) {
        wrong(
            name,
            "out_of_range",
            "must be a whole number from " + std::to_string(smallest) + " to " +
                std::to_string(largest)
        );
    }
    return smallest;
}

Money SettingsReader::amount(std::string_view name) {
    return Money::dong(whole(name, 1, largest_amount.count()));
}

AmountRange SettingsReader::amounts(std::string_view smallest, std::string_view largest) {
    const std::size_t before = faults_.size();
    const AmountRange range{amount(smallest), amount(largest)};
    if (faults_.size() == before && range.largest < range.smallest)
        wrong(largest, "out_of_range", "must not be below " + std::string(smallest));
    return range;
}

bool SettingsReader::flag(std::string_view name) {
    constexpr std::array<Word<bool>, 4> words = {
        {{"off", false}, {"on", true}, {"false", false}, {"true", true}}
    };
    return choice(name, words);
}

std::string SettingsReader::chosen(std::string_view name, std::span<const std::string_view> words) {
    auto [text, said, may_lack] = given(name);
    if (said || std::ranges::find(words, text) != words.end()) return std::move(text);
    std::string detail = "must be one of";
    for (const auto word : words) detail += " " + std::string(word);
    wrong(name, "invalid", std::move(detail));
    return {};
}

std::vector<std::string> SettingsReader::list(std::string_view name, Letters letters) {
    const std::string all = given(name).text;
    std::vector<std::string> out;
    if (all.empty()) return out;
    std::string_view rest = all;
    for (bool more = true; more;) {
        const std::string_view piece = rest.substr(0, rest.find(','));
        more = piece.size() < rest.size();
        rest.remove_prefix(more ? piece.size() + 1 : rest.size());
        const std::string_view item = trimmed(piece);
        if (item.empty()) {
            wrong(name, "invalid", "has an empty item");
        } else {
            out.push_back(letters == Letters::lower ? lower(item) : std::string(item));
        }
    }
    return out;
}

std::vector<std::int64_t> SettingsReader::rising_seconds(
    std::string_view name, std::int64_t largest
) {
    std::vector<std::int64_t> out;
    std::int64_t before = 0;
    for (const auto& item : list(name)) {
        const auto at = parse_whole(item);
        if (!at || *at <= before || *at > largest) {
            wrong(
                name, "invalid", "must be rising whole seconds, at most " + std::to_string(largest)
            );
            break;
        }
        out.push_back(*at);
        before = *at;
    }
    return out;
}

AskPlan SettingsReader::ask_plan() {
    AskPlan plan;
    plan.after_opening_s = rising_seconds("ask_after_s", 2 * day_s);
    plan.then_every_s = whole("ask_then_every_s", 60, day_s);
    return plan;
}

std::optional<Url> SettingsReader::endpoint(std::string_view name) {
    const auto [text, said, may_lack] = given(name);
    if (said || may_lack) return std::nullopt;
    auto url = parse_url(text);
    if (url && url->rest.empty()) return url;
    wrong(name, "invalid", "must be an absolute URL without path");
    return std::nullopt;
}

std::string SettingsReader::url(std::string_view name) {
    auto [text, said, may_lack] = given(name);
    if (said || may_lack || parse_url(text)) return std::move(text);
    wrong(name, "invalid", "must be an absolute URL");
    return {};
}

std::string SettingsReader::path(std::string_view name) {
    auto [text, said, may_lack] = given(name);
    if (said) return {};
    if (text.starts_with('/') && !text.ends_with('/') && parse_url("https://h" + text) &&
        text.find_first_of("?#") == std::string::npos)
        return std::move(text);
    wrong(name, "invalid", "must be a path that begins and does not end with a slash");
    return {};
}

std::vector<std::string> SettingsReader::hosts(std::string_view name) {
    auto all = list(name, Letters::lower);
    for (const auto& host : all) {
        const auto url = parse_url("https://" + host);
        if (!url || url->authority != host)
            wrong(name, "invalid", "must be host or host:port, without :443");
    }
    return all;
}

std::vector<std::string> SettingsReader::schemes(std::string_view name) {
    auto all = list(name, Letters::lower);
    for (const auto& scheme : all) {
        if (!is_scheme(scheme) || is_harmful(scheme))
            wrong(name, "invalid", "must be URL schemes of apps");
    }
    return all;
}

void SettingsReader::wrong(std::string_view name, std::string code, std::string detail) {
    faults_.push_back({std::string(name), std::move(code), std::move(detail)});
}

std::optional<Error> SettingsReader::error() {
    if (faults_.empty()) return std::nullopt;
    const AccountKey& key = account_->key;
    Error error(Fault::configuration, "account " + key.account + " of " + key.provider);
    error.fields = std::move(faults_);
    faults_.clear();
    return error;
}

}  // namespace dvcpay::toolkit
