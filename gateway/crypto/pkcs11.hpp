#pragma once
// Private keys that never leave their token, named by a URI of RFC 7512:
//   pkcs11:token=dvcpay;object=bank-2027?module-path=/usr/lib/…/libsofthsm2.so&pin-source=file:/…
// The one place that speaks OpenSSL's ENGINE interface (Debian's libengine-pkcs11-openssl).
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/secret.hpp"

struct evp_pkey_st;

namespace dvcpay::crypto {

/// Where a key lies. What stands here may be logged: it holds no PIN.
struct TokenUri {
    std::string key;       ///< "pkcs11:token=dvcpay;object=bank-2027": the path without its query
    std::string module;    ///< module-path: the PKCS#11 library of the token's vendor
    std::string pin_file;  ///< of pin-source=file:…
};

/// Fault::configuration, never repeating the text: no pkcs11: URI, pin-value (a PIN does not stand
/// in a configuration), an attribute that is unknown or given twice, or no token, object, module or
/// PIN file. Values are kept as written, percent-encoding too, except those of the query.
Result<TokenUri> parse_token_uri(std::string_view text);

/// A handle to the private key in its token. Blocks: logs in to the token. Loop thread
/// only: the PIN is a setting of the engine, set and used as one. Fault::configuration, naming the
/// URI, never the PIN: the engine is not installed, the module cannot be loaded, the PIN is wrong,
/// no such token, no such key in it. A process talks to one module: another one is refused.
Result<std::shared_ptr<evp_pkey_st>> open_token_key(const TokenUri& uri, const Secret& pin);

}  // namespace dvcpay::crypto
