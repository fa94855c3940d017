#include "crypto/chain.hpp"

#include <functional>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::crypto {
namespace {

EventId event_id(const char* text) {
    const auto id = EventId::parse(text);
    if (!id) throw std::logic_error("not an event id");
    return *id;
}

Event sample() {
    Event event;
    event.id = event_id("evt_01KAR3Z5W3X7N8Q2J4T6V8Y0AB");
    event.chain = "pay_01KAR3Z5W3X7N8Q2J4T6V8Y0AB";
    event.sequence = 7;
    event.type = EventType::payment_paid;
    event.at = Wall{1'768'449'600'123};
    event.client = "portal";
    event.agency_code = "H01.12";
    event.actor = "provider:momo";
    event.note = "applied";
    event.data = R"({"payment":{}})";
    event.prev_hash = chain_start;
    return event;
}

TEST(ChainHash, IsSixtyFourLowerCaseHexDigitsAndRepeatable) {
    const std::string hash = chain_hash(sample());
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(hash, chain_hash(sample()));
}

TEST(ChainHash, ChangesWithEveryFieldItCovers) {
    const std::function<void(Event&)> changes[] = {
        [](Event& e) { e.prev_hash[0] = '1'; },
        [](Event& e) { e.id = event_id("evt_01KAR3Z5W3X7N8Q2J4T6V8Y0AC"); },
        [](Event& e) { e.chain += "x"; },
        [](Event& e) { e.sequence = 8; },
        [](Event& e) { e.type = EventType::payment_expired; },
        [](Event& e) { e.at = Wall{e.at.ms + 1}; },
        [](Event& e) { e.client = "portaI"; },
        [](Event& e) { e.agency_code = "H01.13"; },
        [](Event& e) { e.actor = "clock"; },
        [](Event& e) { e.note.clear(); },
        [](Event& e) { e.data += " "; },
    };
    std::set<std::string> seen = {chain_hash(sample())};
    for (const auto& change : changes) {
        Event event = sample();
        change(event);
        EXPECT_TRUE(seen.insert(chain_hash(event)).second) << "a change went unnoticed";
    }
    EXPECT_EQ(seen.size(), std::size(changes) + 1);
}

TEST(ChainHash, IsNotFooledByBytesMovedAcrossAFieldBoundary) {
    Event left = sample();
    left.client = "portalH";
    left.agency_code = "01.12";
    Event right = sample();
    right.client = "portal";
    right.agency_code = "H01.12";
    EXPECT_NE(chain_hash(left), chain_hash(right));

    // The separator itself, written into a field, does not fake a boundary.
    Event faked = sample();
    faked.actor = "clock\n4:note";
    faked.note = "";
    Event plain = sample();
    plain.actor = "clock";
    plain.note = "note";
    EXPECT_NE(chain_hash(faked), chain_hash(plain));
}

}  // namespace
}  // namespace dvcpay::crypto
