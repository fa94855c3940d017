#include "domain/ids.hpp"

#include <algorithm>
#include <set>

#include "given.hpp"

namespace dvcpay {
namespace {

std::array<std::byte, 10> filled(int value) {
    std::array<std::byte, 10> out{};
    out.fill(static_cast<std::byte>(value));
    return out;
}

TEST(Ulid, IsTwentySixCharactersOfTimeThenChance) {
    EXPECT_EQ(ulid_text(Wall{0}, filled(0)), "00000000000000000000000000");
    EXPECT_EQ(ulid_text(Wall{(1LL << 48) - 1}, filled(0xFF)), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    // The time of the ULID specification's own example.
    EXPECT_EQ(ulid_text(Wall{1469918176385}, filled(0)).substr(0, 10), "01ARYZ6S41");
}

TEST(Ulid, EveryRandomBitIsInTheText) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < 80; ++i) {
        auto random = filled(0);
        random[i / 8] = static_cast<std::byte>(1U << (i % 8));
        seen.insert(ulid_text(Wall{0}, random));
    }
    EXPECT_EQ(seen.size(), 80U);
}

TEST(Ulid, LaterSortsAfterEarlierWhateverChanceSays) {
    EXPECT_LT(ulid_text(Wall{1000}, filled(0xFF)), ulid_text(Wall{1001}, filled(0)));
    EXPECT_LT(ulid_text(Wall{31}, filled(0xFF)), ulid_text(Wall{32}, filled(0)));
    EXPECT_LT(
        PaymentId::make(given::noon, filled(0xFF)),
        PaymentId::make(given::noon.plus_ms(1), filled(0))
    );
}

TEST(Ulid, RefusesEverythingThatItWouldNotWrite) {
    const std::string good = "01ARYZ6S41TSV4RRFFQ69G5FAV";
    EXPECT_TRUE(is_ulid(good));
    EXPECT_FALSE(is_ulid(""));
    EXPECT_FALSE(is_ulid(good.substr(1)));
    EXPECT_FALSE(is_ulid(good + "0"));
    EXPECT_FALSE(is_ulid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")) << "more than 128 bits";
    for (const char wrong : {'I', 'L', 'O', 'U', 'a', 'z', '-', ' ', '\0', '/', ':'}) {
        std::string text = good;
        text[12] = wrong;
        EXPECT_FALSE(is_ulid(text)) << "with " << static_cast<int>(wrong);
    }
}

TEST(Id, ParsesWhatItMakes) {
    const auto id = given::id<PaymentId>(7);
    EXPECT_EQ(PaymentId::parse(id.text()), id);
    EXPECT_EQ(id.text().size(), 30U);
    EXPECT_TRUE(id.text().starts_with("pay_"));
}

TEST(Id, ParseRefusesForeignPrefixesAndLooseText) {
    const std::string text = given::id<PaymentId>(7).text();
    EXPECT_FALSE(AttemptId::parse(text));
    EXPECT_FALSE(PaymentId::parse(text.substr(4)));
    EXPECT_FALSE(PaymentId::parse(text + " "));
    EXPECT_FALSE(PaymentId::parse(" " + text));
    EXPECT_FALSE(PaymentId::parse("PAY_" + text.substr(4)));
    EXPECT_FALSE(PaymentId::parse(""));
    EXPECT_FALSE(PaymentId::parse("pay_"));
}

TEST(Id, TheEmptyIdNamesNothing) {
    EXPECT_TRUE(PaymentId().empty());
    EXPECT_FALSE(given::id<PaymentId>(1).empty());
}

TEST(OrderRef, IsSixteenCapitalsAndDigitsAndEndsWithALetter) {
    for (int n = 0; n < 256; ++n) {
        const auto text = OrderRef::make("KG", filled(n)).text();
        ASSERT_EQ(text.size(), 16U);
        ASSERT_TRUE(text.starts_with("KG"));
        ASSERT_TRUE(text.back() >= 'A' && text.back() <= 'Z') << text;
        ASSERT_TRUE(OrderRef::parse(text)) << text;
    }
}

TEST(OrderRef, AtLeastFortyRandomBitsReachIt) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < 80; ++i) {
        auto random = filled(0);
        random[i / 8] = static_cast<std::byte>(1U << (i % 8));
        seen.insert(OrderRef::make("KG", random).text());
    }
    seen.erase(OrderRef::make("KG", filled(0)).text());
    EXPECT_GE(seen.size(), 60U);
}

TEST(OrderRef, ParseRefusesWhatSomeProviderWouldChange) {
    EXPECT_TRUE(OrderRef::parse("A"));
    EXPECT_TRUE(OrderRef::parse("0123456789012345678Z"));
    EXPECT_FALSE(OrderRef::parse("")) << "empty";
    EXPECT_FALSE(OrderRef::parse("01234567890123456789Z")) << "21 characters";
    EXPECT_FALSE(OrderRef::parse("ABC1")) << "a digit last";
    EXPECT_FALSE(OrderRef::parse("AbC")) << "lower case";
    EXPECT_FALSE(OrderRef::parse("A-B")) << "a sign";
    EXPECT_FALSE(OrderRef::parse("A B")) << "a space";
    EXPECT_FALSE(OrderRef::parse("Đ")) << "not ASCII";
    EXPECT_FALSE(OrderRef::parse(std::string_view("A\0B", 3))) << "NUL";
}

}  // namespace
}  // namespace dvcpay
