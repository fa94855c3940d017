#include "sandbox/bidv/wire.hpp"

#include <fmt/format.h>

#include "sandbox/vietqr.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::bidv {

namespace {

std::string text_of(const Json& json, const char* member) {
    const auto at = json.find(member);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string tlv(std::string_view id, std::string_view value) {
    return fmt::format("{}{:02}{}", id, value.size(), value);
}

std::string digest_b64(const std::string& text) {
    return crypto::base64(crypto::digest(crypto::Hash::sha256, text));
}

}  // namespace

std::optional<SealProfile> seal_profile(std::string_view word) {
    SealProfile out;
    if (word == "none") {
        out.sealed = false;
    } else if (word == "A256KW_CBC") {
        out.header = R"({"alg":"A256KW","enc":"A128CBC-HS256"})";
    } else if (word == "dir_CBC") {
        out.wrap = crypto::Wrap::direct;
        out.header = R"({"alg":"dir","enc":"A128CBC-HS256"})";
    } else if (word == "A256KW_GCM") {
        out.content = crypto::Content::a256gcm;
        out.header = R"({"alg":"A256KW","enc":"A256GCM"})";
    } else {
        return std::nullopt;
    }
    return out;
}

std::optional<std::string> open_body(
    const SealProfile& profile, std::string_view key, std::string_view body, std::string& why
) {
    const auto json = Json::parse(body, nullptr, false);
    if (!json.is_object() || json.size() != 5 || !json.contains("recipients") ||
        !json.at("recipients").is_array() || json.at("recipients").size() != 1) {
        why = "the body is no JWE of one recipient with recipients, protected, ciphertext, iv, tag";
        return std::nullopt;
    }
    const auto& recipient = json.at("recipients").at(0);
    const auto header = text_of(json, "protected");
    const auto clear_header = crypto::unbase64url(header);
    if (!clear_header ||
        Json::parse(*clear_header, nullptr, false) != Json::parse(profile.header)) {
        why = "the protected header is not " + profile.header;
        return std::nullopt;
    }
    const auto wrapped = crypto::unbase64url(text_of(recipient, "encrypted_key"));
    const auto iv = crypto::unbase64url(text_of(json, "iv"));
    const auto ciphertext = crypto::unbase64url(text_of(json, "ciphertext"));
    const auto tag = crypto::unbase64url(text_of(json, "tag"));
    if (!wrapped || !iv || !ciphertext || !tag) {
        why = "a part of the JWE is no base64url";
        return std::nullopt;
    }
    auto clear = crypto::open(
        profile.wrap, profile.content, key, {*wrapped, *iv, *ciphertext, *tag}, header
    );
    if (!clear) why = "the JWE does not open with the shared key";
    return clear;
}

std::string seal_body(
    const SealProfile& profile,
    std::string_view key,
    std::string_view random,
    std::string_view clear
) {
    const auto header = crypto::base64url(profile.header);
    const auto parts = crypto::seal(profile.wrap, profile.content, key, random, clear, header);
    Json recipient = Json::object();
    if (profile.wrap == crypto::Wrap::a256kw) {
        recipient["header"] = Json::object();
        recipient["encrypted_key"] = crypto::base64url(parts.encrypted_key);
    }
    Json out;
    out["recipients"] = Json::array({recipient});
    out["protected"] = header;
    out["ciphertext"] = crypto::base64url(parts.ciphertext);
    out["iv"] = crypto::base64url(parts.iv);
    out["tag"] = crypto::base64url(parts.tag);
    return dump(out);
}

std::string bill_checksum(
    std::string_view profile,
    std::string_view secret,
    std::string_view service,
    std::string_view customer
) {
    if (profile == "sha256_b64_pipe")
        return digest_b64(fmt::format("{}|{}|{}", secret, service, customer));
    if (profile == "sha256_b64_literal")
        return digest_b64(fmt::format("{}+{}+{}", secret, service, customer));
    const auto text = fmt::format("{}{}{}", secret, service, customer);
    return crypto::hex(crypto::digest(crypto::Hash::md5, text));
}

std::string pay_checksum(
    std::string_view profile,
    std::string_view secret,
    std::string_view trans,
    std::string_view bill,
    std::string_view amount
) {
    if (profile == "sha256_b64_pipe")
        return digest_b64(fmt::format("{}|{}|{}|{}", secret, trans, bill, amount));
    if (profile == "sha256_b64_literal")
        return digest_b64(fmt::format("{}+|{}+{}", secret, trans, amount));
    const auto text = fmt::format("{}{}{}{}", secret, trans, bill, amount);
    return crypto::hex(crypto::digest(crypto::Hash::md5, text));
}

std::string vietqr(std::string_view number, std::int64_t amount, std::string_view memo) {
    const auto account = tlv("00", own_bin) + tlv("01", number);
    const auto merchant = tlv("00", "A000000727") + tlv("01", account) + tlv("02", "QRIBFTTA");
    auto out = tlv("00", "01") + tlv("01", "12") + tlv("38", merchant) + tlv("53", "704");
    if (amount > 0) out += tlv("54", std::to_string(amount));
    out += tlv("58", "VN");
    if (!memo.empty()) out += tlv("62", tlv("08", memo.substr(0, 25)));
    out += "6304";
    return out + fmt::format("{:04X}", crc16(out));
}

std::string vietnam_time(Wall at) {
    std::string out;
    for (const char c : to_rfc3339(at.plus_s(7LL * 3600)).substr(0, 19)) {
        if (c >= '0' && c <= '9') out += c;
    }
    return out;
}

std::optional<Wall> read_timestamp(std::string_view text) {
    constexpr std::size_t with_milliseconds = 24;
    if (text.size() < with_milliseconds || text[19] != '.') return std::nullopt;
    return parse_rfc3339(text);
}

bool only_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_code(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

bool is_plain(std::string_view text, std::size_t most) {
    if (text.size() > most) return false;
    for (const char c : text) {
        if (c < ' ' || c > '~' || std::string_view("&<>/\\|").find(c) != std::string_view::npos)
            return false;
    }
    return true;
}

}  // namespace dvcpay::sandbox::bidv
