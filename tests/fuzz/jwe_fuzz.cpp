// An encrypted text in any serialisation, under each plan. What opens says only what the contract
// says, and is one text however it is written: encrypted again it opens as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "jose_parts.hpp"
#include "require.hpp"
#include "toolkit/jose.hpp"
#include "toolkit/token_answer.hpp"

namespace {

class Rising final : public dvcpay::Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(next_++);
    }

  private:
    unsigned char next_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dvcpay;
    using namespace dvcpay::toolkit;
    static Rising entropy;
    static crypto::FileKeys keys = fuzz::jose_keys(&entropy);
    const std::string_view input(reinterpret_cast<const char*>(data), size);

    int opened = 0;
    for (const auto management : {KeyManagement::direct, KeyManagement::a256kw}) {
        for (const auto cipher : {ContentCipher::a128cbc_hs256, ContentCipher::a256gcm}) {
            JwePlan plan;
            plan.management = management;
            plan.cipher = cipher;
            const auto clear = decrypt_jwe(keys, "symmetric", plan, input);
            if (!clear) {
                const Fault fault = clear.error().fault;
                FUZZ_REQUIRE(fault == Fault::malformed || fault == Fault::forged);
                continue;
            }
            ++opened;
            const auto again = encrypt_jwe(keys, "symmetric", plan, clear.value());
            FUZZ_REQUIRE(again);
            const auto same = decrypt_jwe(keys, "symmetric", plan, again.value());
            FUZZ_REQUIRE(same && same.value() == clear.value());
        }
    }
    FUZZ_REQUIRE(opened <= 1);
    if (const auto token = read_token_answer(input, 300)) {
        FUZZ_REQUIRE(token.value().life_s > 0 && token.value().life_s <= 86'400);
        FUZZ_REQUIRE(token.value().value.reveal(&stands_in_a_header));
    }
    return 0;
}
