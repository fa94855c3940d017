#include <set>

#include <gtest/gtest.h>

#include "domain/event.hpp"
#include "domain/payment.hpp"

namespace dvcpay {
namespace {

template <class E, class Parse>
void every_word_is_its_own_and_reads_back(int count, Parse parse) {
    std::set<std::string> seen;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<E>(i);
        const std::string word(to_string(value));
        EXPECT_TRUE(seen.insert(word).second) << word;
        EXPECT_EQ(parse(word), value) << word;
        EXPECT_FALSE(parse(word + " ")) << word;
    }
    EXPECT_FALSE(parse(""));
}

TEST(Words, ReadBackAsTheValueTheyName) {
    every_word_is_its_own_and_reads_back<AttemptState>(attempt_state_count, parse_attempt_state);
    every_word_is_its_own_and_reads_back<Method>(3, parse_method);
    every_word_is_its_own_and_reads_back<PaymentState>(4, parse_payment_state);
    every_word_is_its_own_and_reads_back<Status>(6, parse_status);
    every_word_is_its_own_and_reads_back<LineKind>(5, parse_line_kind);
    every_word_is_its_own_and_reads_back<IncidentKind>(incident_kind_count, parse_incident_kind);
    every_word_is_its_own_and_reads_back<EventType>(event_type_count, parse_event_type);
}

TEST(Words, ThePortalIsToldTheFifteenTypesOfTheApiPage) {
    int told = 0;
    for (int i = 0; i < event_type_count; ++i) told += is_public(static_cast<EventType>(i)) ? 1 : 0;
    EXPECT_EQ(told, 15);
    EXPECT_TRUE(is_public(EventType::incident_closed));
    EXPECT_FALSE(is_public(EventType::evidence_received));
    EXPECT_FALSE(is_public(EventType::webhook_test));
}

TEST(Words, EveryFaultHasACodeOfItsOwn) {
    std::set<std::string> seen;
    for (int i = 0; i <= static_cast<int>(Fault::cancelled); ++i) {
        EXPECT_TRUE(seen.insert(std::string(code_of(static_cast<Fault>(i)))).second) << i;
    }
    EXPECT_TRUE(seen.contains("reference_in_use"));
}

TEST(Invariant, AValueOutsideItsEnumStopsTheProcess) {
    EXPECT_DEATH(static_cast<void>(to_string(static_cast<AttemptState>(99))), "invariant_broken");
}

}  // namespace
}  // namespace dvcpay
