#pragma once
// One situation with one contender: what a situation function is given, and what it may say. Every
// expectation carries the words for the adapter's author: what was seen, and what to mend.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/arena.hpp"

namespace dvcpay::conformance {

struct Verdict {
    enum class Kind : std::uint8_t { passed, not_applicable, failed } kind = Kind::passed;
    std::vector<std::string> words;  ///< why not applicable; or what to mend
};

class Scene {
  public:
    Scene(const Contender& contender, std::string_view situation);

    /// The arena, made at first use. fresh(): another one in its place.
    Arena& arena();
    Arena& fresh(ArenaOptions options = {});
    sandbox::Player& player() { return arena().player(); }
    const Capability& capability() { return arena().capability(); }

    // --- saying
    /// false: noted, and the situation goes on.
    bool expect(bool right, const std::string& mend);
    /// false: noted, and the situation ends here.
    void require(bool right, const std::string& mend);
    /// Ends the situation as not applicable unless `applies`. The provider's side must know the
    /// section of the specification, under the situation's name or under `topic`.
    void need(bool applies, const std::string& why, std::string_view topic = {});

    // --- steps
    std::int64_t usual_amount();
    const MethodCapability& usual_method() { return capability().methods.front(); }
    std::string notice_kind();
    bool adapter_asks_refunds() { return arena().adapter().refund_query_call() != nullptr; }
    /// A payment whose attempt is on offer; anything else ends the situation.
    Debt open(
        std::optional<std::int64_t> amount = std::nullopt,
        std::optional<Method> method = std::nullopt
    );
    /// Money moves in the provider's book; nobody is told. Ends the situation where it cannot.
    std::string pay(const Debt& debt, std::optional<std::int64_t> amount = std::nullopt);
    Wish notice(const Debt& debt, const std::string& txn = "");
    /// Not applicable where the protocol cannot say it.
    Told tell(const Wish& wish);
    /// Paid and told, and the provider was answered as it wants.
    std::string pay_and_tell(const Debt& debt);
    /// Until the payment is paid, at most two days of the virtual clock.
    bool becomes_paid(const Debt& debt);
    std::string status(const Debt& debt);
    AttemptState attempt_state(const Debt& debt);

    // --- judging
    /// A provider that takes the money back where we refuse: our "no" ends the situation as not
    /// applicable, under the topic `refusal_reverses`, and nothing may have been booked.
    void accept_reversal(const Told& told, const std::string& txn);
    void expect_taken(const Told& told, const std::string& of);
    void expect_refused(const Told& told, const std::string& of);
    void expect_paid_once(const Debt& debt, const std::string& mend);
    /// Neither paid nor ended, and nothing was credited.
    void expect_untouched(const Debt& debt, const std::string& mend);
    /// Each movement in the provider's book is one credit of its amount, and there is no other.
    void expect_books_agree();
    /// The provider had nothing to complain about in our requests.
    void expect_no_complaints();
    void expect_incident(IncidentKind kind, const std::string& mend);
    std::string describe(const Debt& debt);

    Verdict verdict() const;
    bool is_over() const { return over_; }

  private:
    const Contender* contender_;
    std::string situation_;
    std::unique_ptr<Arena> arena_;
    std::vector<std::string> faults_;
    std::optional<std::string> not_applicable_;
    bool over_ = false;
};

struct Situation {
    std::string_view name;
    std::string_view says;  ///< one sentence, what must hold
    void (*run)(Scene& scene) = nullptr;
    /// Who says that it cannot be. The record: the capability record, or that the provider's side
    /// cannot say the message; the side only names the section. The side: nothing in the record
    /// could tell.
    enum class Decides : std::uint8_t { record, side } decides = Decides::record;
};

/// All situations in the order of the table.
std::vector<Situation> all_situations();
// One file each.
std::span<const Situation> opening_situations();
std::span<const Situation> notice_situations();
std::span<const Situation> money_situations();
std::span<const Situation> question_situations();
std::span<const Situation> asking_situations();
std::span<const Situation> refund_situations();
std::span<const Situation> key_situations();

/// Runs one; what a situation throws is a fault of it.
Verdict play(const Contender& contender, const Situation& situation);

}  // namespace dvcpay::conformance
