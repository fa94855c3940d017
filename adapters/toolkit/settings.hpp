#pragma once
// The settings of a provider account: a table that says what there is, and a reader that collects
// every mistake at once. Each adapter has its own table and its own struct; how texts become values
// is here. Source: [provider_account.settings] of the configuration.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/schedule.hpp"
#include "ports/capability.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::toolkit {

enum class Need : std::uint8_t { required, optional };

/// One setting of an account, for the reader of the configuration and for people.
struct SettingSpec {
    std::string_view name;
    std::string_view preset;  ///< what holds where the setting is absent
    Need need = Need::optional;
    std::string_view help;
};

// The two settings of every provider that can be asked; SettingsReader::ask_plan reads them. In a
// schema: ask_after("15,60,180"), ask_then_every("3600").
constexpr SettingSpec ask_after(std::string_view preset) {
    return {
        "ask_after_s",
        preset,
        Need::optional,
        "when an open order is asked for, seconds after opening"
    };
}
constexpr SettingSpec ask_then_every(std::string_view preset) {
    return {"ask_then_every_s", preset, Need::optional, "and then how often"};
}

/// One word a setting may say, and what it means.
template <class Value>
struct Word {
    std::string_view word;
    Value value;
};

struct AmountRange {
    Money smallest;
    Money largest;
};

enum class Letters : std::uint8_t { as_written, lower };

/// Reads settings one by one. Every function returns something usable even after a mistake, so that
/// a reader goes on and names all of them; `error` at the end says whether the values count.
/// A name that `schema` does not have is a bug of ours. Keeps references to both arguments.
class SettingsReader {
  public:
    /// Names every setting of the account that is not in `schema`.
    SettingsReader(const ProviderAccount& account, std::span<const SettingSpec> schema);

    /// UTF-8 without control characters, at most `bytes_max` bytes; not empty where required.
    std::string text(std::string_view name, std::size_t bytes_max = 4096);
    /// Letters, digits and `punctuation`, at most `bytes_max` of them: ids that go into signatures.
    std::string id(
        std::string_view name, std::size_t bytes_max, std::string_view punctuation = "-_."
    );
    std::int64_t whole(std::string_view name, std::int64_t smallest, std::int64_t largest);
    /// Whole đồng, from 1 to largest_amount.
    Money amount(std::string_view name);
    /// Two amounts, the second not below the first.
    AmountRange amounts(std::string_view smallest, std::string_view largest);
    /// on, off; also true, false.
    bool flag(std::string_view name);
    /// One of `words`, exactly; the first after a mistake.
    template <class Value, std::size_t Count>
    Value choice(std::string_view name, const std::array<Word<Value>, Count>& words);

    /// Between commas, without the spaces around; no empty item. Empty where the text is.
    std::vector<std::string> list(std::string_view name, Letters letters = Letters::as_written);
    /// Rising whole seconds between commas, each from 1 to `largest`.
    std::vector<std::int64_t> rising_seconds(std::string_view name, std::int64_t largest);
    /// ask_after_s and ask_then_every_s.
    AskPlan ask_plan();

    // Of these two an empty text is a mistake unless the preset is empty too.
    /// "https://host" or "http://host": an absolute URL without path; empty after a mistake.
    std::optional<Url> endpoint(std::string_view name);
    /// An absolute https or http URL.
    std::string url(std::string_view name);
    /// A path of a URL that begins and does not end with a slash.
    std::string path(std::string_view name);
    /// Authorities a payer may be sent to, lower case: "host", or "host:port" unless 443.
    std::vector<std::string> hosts(std::string_view name);
    /// URL schemes of apps, lower case, without colon; never one that runs or reads something.
    std::vector<std::string> schemes(std::string_view name);

    /// A mistake the adapter itself found; `detail` must not repeat the setting's text.
    void wrong(std::string_view name, std::string code, std::string detail);
    /// Fault::configuration with every mistake, `pointer` of each is the setting's name; empty
    /// where there is none. Texts of settings never stand in it.
    std::optional<Error> error();

  private:
    struct Given {
        std::string text;
        bool said = false;      ///< what is wrong with it stands among the mistakes
        bool may_lack = false;  ///< empty, and so is its preset
    };
    Given given(std::string_view name);
    std::string chosen(std::string_view name, std::span<const std::string_view> words);

    const ProviderAccount* account_;
    std::span<const SettingSpec> schema_;
    std::vector<FieldFault> faults_;
};

template <class Value, std::size_t Count>
Value SettingsReader::choice(std::string_view name, const std::array<Word<Value>, Count>& words) {
    static_assert(Count > 0);
    std::array<std::string_view, Count> texts;
    for (std::size_t i = 0; i < Count; ++i) texts[i] = words[i].word;
    const std::string text = chosen(name, texts);
    for (const auto& [word, value] : words) {
        if (word == text) return value;
    }
    return words.front().value;
}

}  // namespace dvcpay::toolkit
