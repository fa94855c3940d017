#pragma once
// The last line of defence of P9. Callers mask by type (Secret, Pii); this looks at finished text
// and hides what still looks like a secret or a person, so that one forgotten field is no leak.
#include <string>
#include <string_view>
#include <vector>

#include "ports/secret.hpp"

namespace dvcpay::ops {

/// Hidden, each by the word in brackets:
///   [secret]  API keys (dvk_…), webhook secrets (whsec_…), what follows Bearer or Basic, PEM
///   private keys, the value after
///             secret=, signature=, password=, token=, key= and the like, and any run of 24 or more
///             letters and digits that mixes upper case, lower case and digits (an opaque token;
///             ULIDs and hex digests never mix)
///   [email]   an address
///   [number]  9–13 digits that begin with 0 (identity card, telephone, tax code), also grouped by
///   single spaces, dots or
///             hyphens, and telephone numbers written with 84. Amounts and provider transaction
///             numbers have no leading zero.
/// Control characters stay: whoever writes the text escapes them. Pure.
std::string redact(std::string_view text);

/// The secrets this process really holds or held: each occurrence is hidden wherever it stands. A
/// value: whoever shares one between threads shares it const.
class KnownSecrets {
  public:
    void add(const Secret& secret
    );  ///< shorter than 8 bytes is ignored: it would hide common words
    void add_all(const KnownSecrets& others);
    std::string hide(std::string text) const;

  private:
    std::vector<Secret> secrets_;
};

}  // namespace dvcpay::ops
