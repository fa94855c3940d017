// A portal's body, from raw bytes to what a flow would be handed. The canonical form is a fixed
// point, faults have pointers, and what was accepted keeps its promises.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/body_reader.hpp"
#include "api/canonical.hpp"
#include "api/party.hpp"
#include "api/payment_body.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"
#include "require.hpp"

namespace {

using namespace dvcpay;
using namespace dvcpay::api;

void check_problem(const Error& error) {
    const StoredAnswer answer = problem_answer(error, {Language::vi, "trace", "/v1/payments"});
    FUZZ_REQUIRE(answer.status == 400 || answer.status == 422);
    FUZZ_REQUIRE(parse_json(answer.body).has_value());
}

void check_payment(const Json& body) {
    static const ClientConfig client{"portal", {"https://dichvucong.example.vn"}};
    PaymentBodyContext context;
    context.client = &client;
    context.catalogue = std::make_shared<const Catalogue>();
    context.today = Day{2026, 11, 23};
    const auto read = read_new_payment(body, context);
    if (!read) {
        FUZZ_REQUIRE(!read.error().fields.empty());
        check_problem(read.error());
        return;
    }
    const Payment& draft = read.value().draft;
    FUZZ_REQUIRE(draft.amount >= Money{} && draft.amount <= largest_amount);
    Money sum;
    for (const auto& line : draft.lines) sum = add(sum, line.amount).value();
    FUZZ_REQUIRE(sum == draft.amount);
    FUZZ_REQUIRE(parse_json(draft.metadata_json).has_value());
    FUZZ_REQUIRE(
        read.value().party_json.empty() || split_clear_json(read.value().party_json).has_value()
    );
    FUZZ_REQUIRE(
        draft.payer_masked_json.empty() || parse_json(draft.payer_masked_json).has_value()
    );
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Query query(text);
    query.limit();
    query.time("created_from");
    (void)query.check();
    const auto parsed = parse_json(text);
    if (!parsed) {
        check_problem(parsed.error());
        return 0;
    }
    FUZZ_REQUIRE(is_utf8(text));
    const std::string canonical = canonical_json(parsed.value());
    const auto again = parse_json(canonical);
    FUZZ_REQUIRE(again.has_value());
    FUZZ_REQUIRE(canonical_json(again.value()) == canonical);
    check_payment(parsed.value());
    (void)read_new_attempt(parsed.value());
    (void)read_cancel(parsed.value());
    return 0;
}
