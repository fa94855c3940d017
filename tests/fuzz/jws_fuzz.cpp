// A signature, a line break, a body. Whatever verifies says so itself: three parts, the algorithm
// of the contract, no `crit`; and the body with one more byte never verifies under it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/digest.hpp"
#include "jose_parts.hpp"
#include "require.hpp"
#include "toolkit/jose.hpp"
#include "toolkit/token_endpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dvcpay;
    using namespace dvcpay::toolkit;
    static const crypto::FileKeys keys = fuzz::jose_keys();
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto end = input.find('\n');
    const std::string_view jws = input.substr(0, end);
    const std::string_view body =
        end == std::string_view::npos ? std::string_view() : input.substr(end + 1);

    for (const auto* name : {"partner", "bank"}) {
        FUZZ_REQUIRE(!verify_jws(keys, name, JwsAlgorithm::es256, jws, body));
        if (!verify_jws(keys, name, JwsAlgorithm::rs256, jws, body)) continue;
        const auto header = crypto::from_base64url(jws.substr(0, jws.find('.')));
        FUZZ_REQUIRE(header && header->find("RS256") != std::string::npos);
        FUZZ_REQUIRE(header->find("crit") == std::string::npos);
        FUZZ_REQUIRE(!verify_jws(keys, name, JwsAlgorithm::rs256, jws, std::string(body) + " "));
    }
    if (const auto der = ecdsa_der_of(input)) FUZZ_REQUIRE(ecdsa_pair_of(*der) == input);
    if (const auto pair = ecdsa_pair_of(input)) FUZZ_REQUIRE(ecdsa_der_of(*pair).has_value());
    if (const auto bytes = crypto::from_base64url(input))
        FUZZ_REQUIRE(crypto::to_base64url(*bytes) == input);
    if (const auto login = read_basic(input))
        FUZZ_REQUIRE(login->user.find(':') == std::string::npos);
    FUZZ_REQUIRE(read_bearer(input).find(' ') == std::string_view::npos);
    FUZZ_REQUIRE(!verify_token(keys, "symmetric", input, "bidv/default", Wall{}));
    return 0;
}
