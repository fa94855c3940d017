#include "sandbox/momo/config.hpp"

#include <array>
#include <utility>

namespace dvcpay::sandbox::momo {

namespace {

struct Number {
    std::string_view name;
    std::int64_t Settings::* member;
};

constexpr std::array numbers{
    Number{"auto_pay_after_ms", &Settings::auto_pay_after_ms},
    Number{"order_life_ms", &Settings::order_life_ms},
    Number{"hold_life_ms", &Settings::hold_life_ms},
    Number{"slow_ms", &Settings::slow_ms},
    Number{"no_answer_ms", &Settings::no_answer_ms},
    Number{"late_pay_ms", &Settings::late_pay_ms},
    Number{"refund_ms", &Settings::refund_ms},
    Number{"payer_fault_ms", &Settings::payer_fault_ms},
    Number{"ipn_timeout_ms", &Settings::ipn_timeout_ms},
    Number{"ipn_attempts", &Settings::ipn_attempts},
    Number{"ipn_retry_ms", &Settings::ipn_retry_ms},
    Number{"amount_dong_min", &Settings::amount_dong_min},
    Number{"amount_dong_max", &Settings::amount_dong_max},
};

template <class E>
using Words = std::array<std::pair<std::string_view, E>, 3>;

constexpr Words<AnswerSignature> signature_words{{
    {"a", AnswerSignature::variant_a},
    {"b", AnswerSignature::variant_b},
    {"none", AnswerSignature::none},
}};
constexpr Words<AutoPay> auto_pay_words{
    {{"off", AutoPay::off}, {"pay", AutoPay::pay}, {"decline", AutoPay::decline}}
};
constexpr Words<MagicAmounts> magic_words{
    {{"on", MagicAmounts::on}, {"off", MagicAmounts::off}, {"", MagicAmounts::off}}
};

template <class E>
bool read_word(const Json& value, const Words<E>& words, E& out) {
    if (!value.is_string()) return false;
    const auto text = value.get<std::string>();
    for (const auto& [word, meaning] : words) {
        if (!text.empty() && word == text) {
            out = meaning;
            return true;
        }
    }
    return false;
}

template <class E>
std::string word_of(E value, const Words<E>& words) {
    for (const auto& [word, meaning] : words) {
        if (meaning == value) return std::string(word);
    }
    return {};
}

bool read_number(const std::string& name, const Json& value, Settings& out) {
    for (const auto& number : numbers) {
        if (number.name != name) continue;
        if (!value.is_number_integer()) return false;
        const auto n = value.get<std::int64_t>();
        if (n < 0 || n > 366LL * 24 * 3600 * 1000) return false;
        out.*number.member = n;
        return true;
    }
    return false;
}

}  // namespace

Result<Settings> read_settings(const Json& json, Settings base) {
    if (!json.is_object()) return Error(Fault::invalid_parameter, "settings is no object");
    for (const auto& [name, value] : json.items()) {
        const bool read =
            name == "answer_signature" ? read_word(value, signature_words, base.answer_signature)
            : name == "auto_pay"       ? read_word(value, auto_pay_words, base.auto_pay)
            : name == "magic_amounts"  ? read_word(value, magic_words, base.magic_amounts)
                                       : read_number(name, value, base);
        if (!read) return Error(Fault::invalid_parameter, "settings." + name);
    }
    return base;
}

Result<Config> read_config(const Json& json) {
    const auto text = [](const Json& row, std::string_view name) {
        const auto at = row.find(name);
        return at == row.end() || !at->is_string() ? std::string{} : at->get<std::string>();
    };
    Config config;
    const auto partners = json.find("partners");
    if (partners == json.end() || !partners->is_array() || partners->empty()) {
        return Error(Fault::configuration, "momo.partners is no list");
    }
    for (const auto& row : *partners) {
        Partner partner;
        partner.code = text(row, "code");
        partner.access_key = text(row, "access_key");
        auto key = text(row, "secret_key");
        if (partner.code.empty() || partner.access_key.empty() || key.empty()) {
            return Error(
                Fault::configuration, "momo.partners: code, access_key and secret_key are needed"
            );
        }
        partner.secret_key = Secret(std::move(key));
        if (auto next = text(row, "next_secret_key"); !next.empty()) {
            partner.next_secret_key = Secret(std::move(next));
        }
        config.partners.push_back(std::move(partner));
    }
    if (const auto at = json.find("settings"); at != json.end()) {
        BOOST_OUTCOME_TRY(config.settings, read_settings(*at, Settings{}));
    }
    config.gateway_url = text(json, "gateway_url");
    return config;
}

Json to_json(const Settings& settings) {
    Json out;
    out["answer_signature"] = word_of(settings.answer_signature, signature_words);
    out["auto_pay"] = word_of(settings.auto_pay, auto_pay_words);
    out["magic_amounts"] = word_of(settings.magic_amounts, magic_words);
    for (const auto& number : numbers) out[std::string(number.name)] = settings.*number.member;
    return out;
}

}  // namespace dvcpay::sandbox::momo
