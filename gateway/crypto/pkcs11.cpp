// OpenSSL 3 calls ENGINE deprecated; Debian 12 has no PKCS#11 provider yet, so that this file uses
// it all the same and is the only one that does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/pkcs11.hpp"

#include <algorithm>
#include <set>

#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ui.h>
#include <unistd.h>

namespace dvcpay::crypto {
namespace {

constexpr std::string_view scheme = "pkcs11:";
constexpr std::string_view pin_scheme = "file:";

Error wrong(std::string what) {
    return Error(Fault::configuration, "pkcs11: URI: " + std::move(what));
}

int hex_digit(char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const auto at = digits.find(lower);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Empty where the encoding is broken: no attribute may be empty either.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return {};
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0) return {};
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string_view take_until(std::string_view* rest, char end) {
    const auto at = rest->find(end);
    const std::string_view out = rest->substr(0, at);
    *rest = at == std::string_view::npos ? std::string_view() : rest->substr(at + 1);
    return out;
}

/// token=…;object=… and what else names a key.
Result<void> check_path(std::string_view path) {
    static const std::set<std::string_view> known = {
        "token", "manufacturer", "serial", "model", "object", "id", "type", "slot-id"
    };
    std::set<std::string_view> seen;
    while (!path.empty()) {
        std::string_view value = take_until(&path, ';');
        const std::string_view name = take_until(&value, '=');
        if (!known.contains(name)) return wrong("an attribute is unknown or not supported");
        if (!seen.insert(name).second) return wrong(std::string(name) + " is given twice");
        if (decoded(value).empty())
            return wrong(std::string(name) + " is empty or its percent-encoding broken");
        if (name == "type" && value != "private") return wrong("only type=private signs");
    }
    if (!seen.contains("token")) return wrong("token=… is missing");
    if (!seen.contains("object") && !seen.contains("id"))
        return wrong("object=… or id=… is missing");
    return ok();
}

Result<void> read_query(std::string_view query, TokenUri* out) {
    while (!query.empty()) {
        std::string_view raw = take_until(&query, '&');
        const std::string_view name = take_until(&raw, '=');
        if (name == "pin-value")
            return wrong("pin-value: a PIN does not stand here; expected pin-source=file:…");
        if (name != "module-path" && name != "pin-source")
            return wrong("an attribute of its query is unknown or not supported");
        const bool is_pin = name == "pin-source";
        std::string value = decoded(raw);
        std::string& slot = is_pin ? out->pin_file : out->module;
        if (!slot.empty()) return wrong(std::string(name) + " is given twice");
        if (is_pin && !value.starts_with(pin_scheme)) return wrong("expected pin-source=file:…");
        slot = is_pin ? value.substr(pin_scheme.size()) : std::move(value);
    }
    if (out->module.empty()) return wrong("module-path=… is missing");
    if (out->pin_file.empty()) return wrong("pin-source=file:… is missing");
    return ok();
}

/// The deepest reason that OpenSSL and the module gave; never a value.
std::string reason() {
    const unsigned long code = ERR_peek_error();
    const char* why = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return why == nullptr ? "no reason given" : why;
}

/// The engine of this process, loaded once with one module and never unloaded: keys live on it.
class Engine {
  public:
    Result<ENGINE*> with(const std::string& module) {
        if (engine_ == nullptr) return load(module);
        if (module != module_)
            return Error(
                Fault::configuration, "one PKCS#11 module per process: " + module_ + " is loaded"
            );
        return engine_;
    }

  private:
    Result<ENGINE*> load(const std::string& module) {
        ERR_clear_error();
        ENGINE_load_dynamic();
        ENGINE* fresh = ENGINE_by_id("pkcs11");
        if (fresh == nullptr) {
            ERR_clear_error();
            return Error(
                Fault::configuration,
                "OpenSSL's engine pkcs11 is not there; on Debian: libengine-pkcs11-openssl"
            );
        }
        // Quiet: what the engine prints would not pass our redaction.
        const bool good = ENGINE_ctrl_cmd_string(fresh, "QUIET", nullptr, 0) == 1 &&
                          ENGINE_ctrl_cmd_string(fresh, "MODULE_PATH", module.c_str(), 0) == 1 &&
                          ENGINE_init(fresh) == 1;
        if (!good) {
            ENGINE_free(fresh);
            return Error(
                Fault::configuration, "PKCS#11 module " + module + " cannot be used: " + reason()
            );
        }
        engine_ = fresh;
        module_ = module;
        return engine_;
    }
    ENGINE* engine_ = nullptr;
    std::string module_;
};

Engine& process_engine() {
    static Engine engine;
    return engine;
}

}  // namespace

Result<TokenUri> parse_token_uri(std::string_view text) {
    if (!text.starts_with(scheme)) return wrong("does not begin with pkcs11:");
    // Nothing of a URI is a space or a control character; a line feed ends it in token_secret().
    if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c > '~'; }))
        return wrong("holds a character that needs percent-encoding");
    TokenUri out;
    std::string_view query = text.substr(scheme.size());
    const std::string_view path = take_until(&query, '?');
    BOOST_OUTCOME_TRY(check_path(path));
    BOOST_OUTCOME_TRY(read_query(query, &out));
    out.key = std::string(scheme) + std::string(path);
    return out;
}

Result<std::shared_ptr<evp_pkey_st>> open_token_key(const TokenUri& uri, const Secret& pin) {
    Engine& engine = process_engine();
    if (::access(uri.module.c_str(), R_OK) != 0)
        return Error(Fault::configuration, "PKCS#11 module " + uri.module + " cannot be read");
    BOOST_OUTCOME_TRY(auto* loaded, engine.with(uri.module));
    ERR_clear_error();
    const bool set = pin.reveal([loaded](std::string_view text) {
        std::string ended(text);
        const int done = ENGINE_ctrl_cmd_string(loaded, "PIN", ended.c_str(), 0);
        OPENSSL_cleanse(ended.data(), ended.size());
        return done == 1;
    });
    if (!set) return Error(Fault::configuration, uri.key + ": its PIN cannot be used");
    // UI_null: nobody is there to type a PIN.
    auto* nobody = const_cast<UI_METHOD*>(UI_null());
    std::shared_ptr<evp_pkey_st> key(
        ENGINE_load_private_key(loaded, uri.key.c_str(), nobody, nullptr), &EVP_PKEY_free
    );
    if (key) return key;
    const std::string why = reason();
    if (why == "object not found")
        return Error(Fault::configuration, uri.key + ": no such token, or no such key in it");
    return Error(Fault::configuration, uri.key + " cannot be opened: " + why);
}

}  // namespace dvcpay::crypto
