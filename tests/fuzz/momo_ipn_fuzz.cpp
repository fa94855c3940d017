// An IPN of any bytes, as it came and once more with a right signature put on it: no crash, no
// amount outside the books, and nothing about another order that could pay or end this one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "crypto/digest.hpp"
#include "momo/inbound.hpp"
#include "momo/mask.hpp"
#include "momo/messages.hpp"
#include "momo/signing.hpp"
#include "momo_parts.hpp"
#include "require.hpp"

namespace {

using namespace dvcpay;

const auto keys = fuzz::momo_keys();
const std::vector<ProviderAccount> accounts = {fuzz::momo_account()};

void check(const std::string& body) {
    const momo::Inbound inbound(keys);
    InboundCall call;
    call.provider = "momo";
    call.kind = momo::ipn_kind;
    call.request.body = body;
    (void)inbound.locate(call, accounts);
    InboundContext context;
    context.account = accounts[0];
    StoredOrder order;
    order.attempt = fuzz::momo_attempt();
    context.orders.push_back(std::move(order));
    const VerifyResult result = inbound.verify(call, context);
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    if (all == nullptr) return;
    FUZZ_REQUIRE(all->size() == 1);
    const Notice& notice = all->front().value();
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
    FUZZ_REQUIRE(momo::is_order_id(notice.order_ref));
    const bool ours = notice.order_ref == fuzz::order_ref && notice.amount == Money::dong(50'000);
    if (notice.said == Said::paid && !ours) FUZZ_REQUIRE(notice.ask_first);
    if (notice.said == Said::paid && !notice.ask_first) FUZZ_REQUIRE(!notice.provider_txn.empty());
    const bool ends = notice.said == Said::declined || notice.said == Said::cancelled ||
                      notice.said == Said::lapsed;
    if (ends) FUZZ_REQUIRE(ours && !notice.failure.code.empty());
}

enum class About { its_own_order, our_order };

/// The same message with its signature made right, so that what lies behind the check is reached
/// too.
std::string signed_copy(const momo::Incoming& message, About about) {
    momo::Outgoing copy(momo::Signed::notice, "");
    for (const auto& field : message.fields.all()) {
        const bool replaced =
            about == About::our_order && (field.name == "orderId" || field.name == "requestId");
        if (field.name != "signature" && !replaced) copy.text(field.name, field.text);
    }
    if (about == About::our_order) {
        copy.text("orderId", fuzz::order_ref);
        copy.text("requestId", fuzz::request_id);
    }
    const std::string text =
        momo::text_to_sign(momo::Signed::notice, fuzz::access_key, copy.fields());
    return copy.to_json(
        crypto::to_hex(crypto::hmac(MacAlgorithm::hmac_sha256, fuzz::secret_key, text))
    );
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    check(body);
    if (const auto message = momo::decode_message(body)) {
        check(signed_copy(message.value(), About::its_own_order));
        check(signed_copy(message.value(), About::our_order));
    }
    (void)momo::mask_message(body);
    const momo::Inbound inbound(keys);
    if (const auto visit = inbound.read_return(body, accounts))
        FUZZ_REQUIRE(momo::is_order_id(visit->order_ref));
    return 0;
}
