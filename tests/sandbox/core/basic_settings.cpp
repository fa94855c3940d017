#include "sandbox/basic_settings.hpp"

#include <array>
#include <string>
#include <string_view>

namespace dvcpay::sandbox {

namespace {

using AutoPay = BasicSettings::AutoPay;
using MagicAmounts = BasicSettings::MagicAmounts;

struct Number {
    std::string_view name;
    std::int64_t BasicSettings::* member;
};

constexpr std::array numbers{
    Number{"auto_pay_after_ms", &BasicSettings::auto_pay_after_ms},
    Number{"order_life_ms", &BasicSettings::order_life_ms},
    Number{"slow_ms", &BasicSettings::slow_ms},
    Number{"no_answer_ms", &BasicSettings::no_answer_ms},
    Number{"late_pay_ms", &BasicSettings::late_pay_ms},
    Number{"refund_ms", &BasicSettings::refund_ms},
    Number{"payer_fault_ms", &BasicSettings::payer_fault_ms},
    Number{"notice_timeout_ms", &BasicSettings::notice_timeout_ms},
    Number{"notice_attempts", &BasicSettings::notice_attempts},
    Number{"notice_retry_ms", &BasicSettings::notice_retry_ms},
    Number{"amount_dong_min", &BasicSettings::amount_dong_min},
    Number{"amount_dong_max", &BasicSettings::amount_dong_max},
};

bool read_number(const std::string& name, const Json& value, BasicSettings& out) {
    for (const auto& number : numbers) {
        if (number.name != name) continue;
        if (!value.is_number_integer() || value.get<std::int64_t>() < 0) return false;
        out.*number.member = value.get<std::int64_t>();
        return true;
    }
    return false;
}

bool read_auto_pay(const Json& value, BasicSettings& out) {
    const auto word = value.is_string() ? value.get<std::string>() : std::string{};
    if (word != "off" && word != "pay" && word != "decline") return false;
    out.auto_pay = word == "off" ? AutoPay::off : word == "pay" ? AutoPay::pay : AutoPay::decline;
    return true;
}

bool read_magic(const Json& value, BasicSettings& out) {
    const auto word = value.is_string() ? value.get<std::string>() : std::string{};
    if (word != "on" && word != "off") return false;
    out.magic_amounts = word == "on" ? MagicAmounts::on : MagicAmounts::off;
    return true;
}

}  // namespace

Result<BasicSettings> read_settings(const Json& json, BasicSettings base) {
    if (!json.is_object()) return Error(Fault::invalid_parameter, "settings is no object");
    for (const auto& [name, value] : json.items()) {
        const bool read = name == "auto_pay"        ? read_auto_pay(value, base)
                          : name == "magic_amounts" ? read_magic(value, base)
                                                    : read_number(name, value, base);
        if (!read) return Error(Fault::invalid_parameter, "settings." + name);
    }
    return base;
}

Json to_json(const BasicSettings& settings) {
    Json out;
    out["auto_pay"] = settings.auto_pay == AutoPay::off   ? "off"
                      : settings.auto_pay == AutoPay::pay ? "pay"
                                                          : "decline";
    out["magic_amounts"] = settings.magic_amounts == MagicAmounts::on ? "on" : "off";
    for (const auto& number : numbers) out[std::string(number.name)] = settings.*number.member;
    return out;
}

}  // namespace dvcpay::sandbox
