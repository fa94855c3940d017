#pragma once
// Keys and entropy out of tests/vectors/jose.
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "toolkit/jose.hpp"

namespace dvcpay::toolkit {

using Json = nlohmann::json;

inline Json jose_vectors(const std::string& file) {
    std::ifstream in(std::string(DVCPAY_VECTORS_DIR) + "/" + file + ".json");
    return Json::parse(in);
}

/// A text that stands without armour as PEM.
inline std::string armoured(const std::string& what, const std::string& base64) {
    const std::string dashes(5, '-');
    std::string out = dashes + "BEGIN " + what + dashes + "\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) out += base64.substr(i, 64) + "\n";
    return out + dashes + "END " + what + dashes + "\n";
}

/// Gives prepared bytes, in their order, and says when there are no more.
class Prepared final : public Entropy {
  public:
    explicit Prepared(std::string bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(bytes_.at(at_++));
    }
    bool is_used_up() const { return at_ == bytes_.size(); }

  private:
    std::string bytes_;
    std::size_t at_ = 0;
};

/// Names: partner, partner_certificate, bank, symmetric.
inline crypto::FileKeys bidv_keys(Entropy* entropy = nullptr) {
    const Json keys = jose_vectors("bidv").at("keys");
    crypto::SecretsByName out;
    out["partner"].emplace_back(armoured("PRIVATE KEY", keys.at("partner_test_key_pkcs8")));
    out["partner_certificate"].emplace_back(armoured("CERTIFICATE", keys.at("partner_certificate"))
    );
    out["bank"].emplace_back(armoured("PUBLIC KEY", keys.at("bank_public_spki")));
    out["symmetric"].emplace_back(keys.at("symmetric_key_hex").get<std::string>());
    return crypto::FileKeys::make(std::move(out), {}, entropy).value();
}

inline Task<void> into_jws(
    Keys* keys,
    KeyName key,
    JwsAlgorithm algorithm,
    JwsForm form,
    std::string body,
    std::optional<Result<std::string>>* out
) {
    Result<std::string> made =
        co_await sign_jws(keys, std::move(key), algorithm, form, std::move(body));
    out->emplace(std::move(made));
}

inline Result<std::string> signed_jws(
    Keys& keys, KeyName key, JwsAlgorithm algorithm, JwsForm form, std::string body
) {
    boost::asio::io_context io(1);
    std::optional<Result<std::string>> out;
    boost::asio::co_spawn(
        io,
        into_jws(&keys, std::move(key), algorithm, form, std::move(body), &out),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    io.run();
    return std::move(*out);
}

}  // namespace dvcpay::toolkit
