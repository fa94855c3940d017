#pragma once
// A request as MoMo's front door reads it: JSON, partner, signature, then the rules of each member.
// Pure. Source: spec §2 (errors), §3 (signature), §4–§7 (members).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/http.hpp"
#include "sandbox/momo/config.hpp"
#include "sandbox/momo/signing.hpp"

namespace dvcpay::sandbox::momo {

enum class Operation : std::uint8_t { create, query, refund, refund_query, confirm };
std::string_view word_of(Operation operation);
std::optional<Operation> operation_named(std::string_view word);

enum class SignatureSeen : std::uint8_t { right, wrong, absent, unread };
std::string_view word_of(SignatureSeen seen);

struct SubError {
    std::string field;
    std::string message;
};

/// One call that was read. `refusal` is 0 or the code to refuse it with; then nothing else was
/// looked at further.
struct Call {
    Operation operation = Operation::query;
    Json body = Json::object();
    const Partner* partner = nullptr;
    std::string
        raw;  ///< the text under its signature; also tells a repetition from another request
    std::string order_id;
    std::string request_id;
    std::string lang = "vi";
    std::optional<std::int64_t> amount;
    SignatureSeen signature = SignatureSeen::unread;
    std::int64_t refusal = 0;
    std::vector<SubError> errors;

    std::string text(std::string_view member) const;     ///< "" where absent or no string
    std::int64_t number(std::string_view member) const;  ///< 0 where absent or no whole number
};

/// `config` outlives the call.
Call read_call(
    Operation operation, const HttpRequest& request, const Config& config, const Settings& settings
);

}  // namespace dvcpay::sandbox::momo
