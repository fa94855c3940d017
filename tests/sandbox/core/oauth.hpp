#pragma once
// A bank's token endpoint (OAuth 2.0, client credentials): gives out opaque bearer tokens and knows
// them until they end. Loop thread only.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "ports/http.hpp"

namespace dvcpay::sandbox {

class TokenDesk {
  public:
    TokenDesk(std::string client_id, std::string client_secret, std::int64_t life_s)
        : id_(std::move(client_id)), secret_(std::move(client_secret)), life_s_(life_s) {}

    /// Form or JSON body, or Basic header, as RFC 6749 §2.3.1 allows; 401 invalid_client else.
    /// `fresh`: the text of a new token.
    HttpResponse ask(const HttpRequest& request, std::string fresh, Wall now);
    /// Whether the request carries `Authorization: Bearer` with a token that still lives.
    bool knows(const HttpRequest& request, Wall now) const;
    /// Every token ends now: the next call with one gets 401.
    void end_all() { ends_.clear(); }
    std::int64_t given() const { return given_; }

  private:
    std::string id_;
    std::string secret_;
    std::int64_t life_s_;
    std::map<std::string, Wall, std::less<>> ends_;
    std::int64_t given_ = 0;
};

}  // namespace dvcpay::sandbox
