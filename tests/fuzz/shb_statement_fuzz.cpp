// A day file of any bytes, and once more with its checksum made right: no crash; what is read adds
// up and is written again as it was.
#include <cstddef>
#include <cstdint>
#include <string>

#include "require.hpp"
#include "shb/statement.hpp"
#include "shb_parts.hpp"

namespace {

using namespace dvcpay;

const auto keys = fuzz::shb_keys();
const ProviderAccount account = fuzz::shb_account();
const auto settings = shb::read_settings(account).value();

shb::Settings without_checksum() {
    auto out = settings;
    out.statement_checksum = shb::StatementChecksum::none;
    return out;
}
const auto unchecked = without_checksum();

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string file(reinterpret_cast<const char*>(data), size);
    (void)shb::read_statement(settings, keys, account.key, file);
    const auto lines = shb::read_statement(unchecked, keys, account.key, file);
    if (!lines) return 0;
    const auto again = shb::write_statement(settings, keys, account.key, lines.value());
    FUZZ_REQUIRE(again.has_value());
    const auto same = shb::read_statement(settings, keys, account.key, again.value());
    FUZZ_REQUIRE(same.has_value() && same.value().size() == lines.value().size());
    FUZZ_REQUIRE(shb::statement_text(same.value()) == shb::statement_text(lines.value()));
    return 0;
}
