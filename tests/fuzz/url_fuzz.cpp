// Queries survive decoding and encoding; a URL's host is made of the few characters a host may
// have.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "require.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dvcpay::toolkit;
    const std::string_view input(reinterpret_cast<const char*>(data), size);

    if (const auto fields = parse_query(input)) {
        const auto again = parse_query(encode_query(fields.value()), {size * 3 + 1, 64});
        FUZZ_REQUIRE(again && again.value() == fields.value());
    }
    for (const auto plus : {Plus::is_space, Plus::is_plus}) {
        const auto same = percent_decode(percent_encode(input), plus);
        FUZZ_REQUIRE(same && same.value() == input);
        if (const auto decoded = percent_decode(input, plus))
            FUZZ_REQUIRE(decoded.value().size() <= size);
    }
    if (const auto url = parse_url(input)) {
        FUZZ_REQUIRE(
            url->host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.:[]") ==
            std::string::npos
        );
        FUZZ_REQUIRE(
            url->rest.empty() || url->rest[0] == '/' || url->rest[0] == '?' || url->rest[0] == '#'
        );
        const auto again = parse_url(url->scheme + "://" + url->authority + url->rest);
        FUZZ_REQUIRE(again && again->authority == url->authority && again->rest == url->rest);
    }
    const std::string shown = printable(input, 255);
    FUZZ_REQUIRE(is_utf8(shown) && printable(shown, 255) == shown);
    query_of(input);
    return 0;
}
