// Keys: rotation, and secrets that must not show.
#include <array>

#include <fmt/format.h>

#include "conformance/scene.hpp"

namespace dvcpay::conformance {

namespace {

void rotation(Scene& scene) {
    const auto& rotating = scene.arena().contender().contract.rotating;
    scene.need(!rotating.empty(), "no key of the contract rotates", "rotation");
    ArenaOptions options;
    options.rotating = true;
    for (const auto how : {sandbox::SignedAs::right, sandbox::SignedAs::next_key}) {
        scene.fresh(options);
        const auto debt = scene.open();
        auto wish = scene.notice(debt, scene.pay(debt));
        wish.signed_as = how;
        const bool next = how == sandbox::SignedAs::next_key;
        scene.expect_taken(
            scene.tell(wish),
            next ? "a notice signed with the provider's next key"
                 : "a notice signed with the old key while it rotates"
        );
        scene.expect(scene.becomes_paid(debt), "while a key rotates a true notice is not believed");
        scene.expect_books_agree();
        scene.expect_no_complaints();
    }
}

void not_before(Scene& scene) {
    scene.need(
        !scene.arena().contender().contract.rotating.empty(),
        "no key of the contract rotates",
        "rotation"
    );
    const auto debt = scene.open();
    auto wish = scene.notice(debt);
    wish.signed_as = sandbox::SignedAs::next_key;
    const auto told = scene.tell(wish);
    scene.expect_refused(told, "a notice signed with a key that is not ours yet");
    scene.expect_untouched(debt, "verify(): a key that is not configured was believed");
}

void masked(Scene& scene) {
    const auto debt = scene.open();
    auto wish = scene.notice(debt, scene.pay(debt));
    wish.text = "NGUYEN THI BI MAT 0912345678";
    const auto request = scene.arena().message(wish);
    scene.need(request.has_value(), "the provider tells nothing");
    const auto copy = scene.arena().adapter().mask_raw(request->body);
    for (const auto& [name, texts] : scene.arena().contender().contract.secrets) {
        for (const auto& text : texts) {
            scene.expect(
                copy.find(text) == std::string::npos, "mask_raw(): the secret " + name + " shows"
            );
        }
    }
    scene.expect(
        copy.find("BI MAT") == std::string::npos,
        "mask_raw(): a free text of the payer shows; mask every member that may hold one"
    );
    scene.arena().deliver(wish.kind, *request);
    scene.expect_no_complaints();
}

constexpr std::array key_table{
    Situation{"key_rotation", "both keys are believed while one rotates", rotation},
    Situation{"key_not_yet", "a key that is not configured is not believed", not_before},
    Situation{"masked", "logs and copies show no secret and no free text", masked},
};

}  // namespace

std::span<const Situation> key_situations() {
    return key_table;
}

}  // namespace dvcpay::conformance
