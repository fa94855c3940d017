// The pure parts: JSON, canonical form, queries, cursors, traces, limits, addresses.
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "api/allowlist.hpp"
#include "api/body_reader.hpp"
#include "api/canonical.hpp"
#include "api/cursor.hpp"
#include "api/language.hpp"
#include "api/party.hpp"
#include "api/qr_svg.hpp"
#include "api/query.hpp"
#include "api/rate_limit.hpp"
#include "api/trace.hpp"

namespace dvcpay::api {
namespace {

std::string canonical(std::string_view text) {
    const auto parsed = parse_json(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed ? canonical_json(parsed.value()) : "";
}

std::string fault_of(std::string_view text) {
    const auto parsed = parse_json(text);
    if (parsed) return "none";
    const FieldFault& fault = parsed.error().fields.at(0);
    return fault.code + "@" + fault.pointer;
}

TEST(Json, HostileTextsAreRefusedWithTheirPlace) {
    EXPECT_EQ(fault_of(""), "syntax@");
    EXPECT_EQ(fault_of("{"), "syntax@");
    EXPECT_EQ(fault_of("{} {}"), "syntax@");
    EXPECT_EQ(fault_of("{}x"), "syntax@");
    EXPECT_EQ(fault_of(std::string_view("{}\0", 3)), "syntax@");
    EXPECT_EQ(fault_of("\xEF\xBB\xBF{}"), "syntax@");
    EXPECT_EQ(fault_of(R"({"a":1,"a":1})"), "duplicate_member@/a");
    EXPECT_EQ(fault_of(R"({"a":[{"b":1},{"c/d":1,"c/d":2}]})"), "duplicate_member@/a/1/c~1d");
    EXPECT_EQ(fault_of(R"({"a":"x\u0000y"})"), "nul_character@/a");
    EXPECT_EQ(fault_of(R"({"a":["x","\u0000"]})"), "nul_character@/a/1");
    EXPECT_EQ(fault_of("{\"a\":\"\xC0\xAF\"}"), "syntax@/a");
    EXPECT_EQ(fault_of("{\"a\":\"\xED\xA0\x80\"}"), "syntax@/a");
    EXPECT_EQ(fault_of(R"({"a":"\ud800"})"), "syntax@/a");
    EXPECT_EQ(fault_of(R"({"a":1e999})"), "syntax@/a");
    EXPECT_EQ(fault_of(R"({"a":01})"), "syntax@/a");
    EXPECT_EQ(fault_of(R"({"a":NaN})"), "syntax@/a");
}

TEST(Json, AThousandLevelsOfNestingAreRefusedAtTheSeventeenth) {
    const std::string deep = std::string(1000, '[') + std::string(1000, ']');
    const auto parsed = parse_json(deep);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().fields.at(0).code, "too_deep");
    EXPECT_TRUE(parse_json(std::string(16, '[') + std::string(16, ']')).has_value());
    EXPECT_FALSE(parse_json(std::string(17, '[') + std::string(17, ']')).has_value());
}

TEST(Json, MoreMembersThanTheLimitAreRefused) {
    std::string text = "{";
    for (int i = 0; i < 257; ++i) text += (i > 0 ? ",\"m" : "\"m") + std::to_string(i) + "\":0";
    EXPECT_EQ(fault_of(text + "}").substr(0, 8), "too_many");
}

TEST(Json, IntegersBeyond64BitsKeepTheirToken) {
    const auto parsed = parse_json("[9223372036854775807,9223372036854775808,1.5]");
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed.value().items[0].kind, Json::Kind::integer);
    EXPECT_EQ(parsed.value().items[1].kind, Json::Kind::number);
    EXPECT_EQ(parsed.value().items[1].text, "9223372036854775808");
    EXPECT_EQ(parsed.value().items[2].text, "1.5");
}

// RFC 8785 §3.2.2 and §3.2.3.
TEST(Canonical, TheVectorsOfRfc8785) {
    EXPECT_EQ(
        canonical(
            R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
            R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})"
        ),
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
        "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    );
    EXPECT_EQ(
        canonical("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage "
                  "Return\",\"\\ufb33\":\"Hebrew\",\"1\":\"One\","
                  "\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}"),
        "{\"\\r\":\"Carriage "
        "Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"ö\":\"o\",\"€\":\"Euro Sign\","
        "\"😀\":\"Emoji\",\"\xEF\xAC\xB3\":\"Hebrew\"}"
    );
}

// RFC 8785 appendix B.
TEST(Canonical, NumbersAsEcmaScriptWritesThem) {
    const std::pair<const char*, const char*> rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"-0.0", "0"},
        {"5e-324", "5e-324"},
        {"-5e-324", "-5e-324"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"9007199254740992", "9007199254740992"},
        {"-9007199254740992", "-9007199254740992"},
        {"295147905179352830000", "295147905179352830000"},
        {"9.999999999999997e22", "9.999999999999997e+22"},
        {"1e23", "1e+23"},
        {"1.0000000000000001e23", "1.0000000000000001e+23"},
        {"999999999999999700000", "999999999999999700000"},
        {"999999999999999900000", "999999999999999900000"},
        {"1e21", "1e+21"},
        {"9.999999999999997e-7", "9.999999999999997e-7"},
        {"0.000001", "0.000001"},
        {"333333333.3333332", "333333333.3333332"},
        {"333333333.33333325", "333333333.33333325"},
        {"-0.0000033333333333333333", "-0.0000033333333333333333"},
        {"1424953923781206.2", "1424953923781206.2"},
        {"1e2", "100"},
        {"60000.0", "60000"},
        {"9223372036854775807", "9223372036854776000"},
    };
    for (const auto& [in, out] : rows) EXPECT_EQ(canonical(in), out) << in;
}

TEST(Canonical, WhiteSpaceOrderAndEscapesMakeNoDifference) {
    EXPECT_EQ(canonical("{ \"b\" : 1 ,\n\"a\":\"\\u0041\" }"), canonical(R"({"a":"A","b":1})"));
    EXPECT_EQ(
        canonical(canonical(R"({"z":[1.50,{"y":null,"x":"\t"}]})")),
        canonical(R"({"z":[1.5,{"x":"\t","y":null}]})")
    );
}

TEST(Text, OnlyWellFormedUtf8IsText) {
    EXPECT_TRUE(is_utf8("Nguyễn € 😀"));
    for (const char* bad :
         {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
    EXPECT_EQ(count_characters("Nguyễn"), 6U);
    EXPECT_TRUE(has_control_character("a\x7F"));
    EXPECT_TRUE(has_control_character("a\xC2\x85"));
    EXPECT_FALSE(has_control_character("Nguyễn\xC2\xA0"));
}

TEST(Language, TheBetterWantedOneAndVietnameseOtherwise) {
    EXPECT_EQ(choose_language(""), Language::vi);
    EXPECT_EQ(choose_language("en"), Language::en);
    EXPECT_EQ(choose_language("en-GB, vi;q=0.8"), Language::en);
    EXPECT_EQ(choose_language("en;q=0.7, vi-VN;q=0.9"), Language::vi);
    EXPECT_EQ(choose_language("fr, *;q=0.5"), Language::vi);
    EXPECT_EQ(choose_language("en, vi"), Language::vi);
    EXPECT_EQ(choose_language("en;q=0"), Language::vi);
    EXPECT_EQ(choose_language(";;,,q=,"), Language::vi);
}

TEST(Query, UnknownRepeatedAndMalformedParametersAreNamed) {
    Query query("limit=500&limit=2&x=1&bad=%zz&t=a%00b&u=%ff");
    query.limit();
    const auto checked = query.check();
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().fault, Fault::invalid_parameter);
    std::vector<std::string> seen;
    for (const auto& f : checked.error().fields) seen.push_back(f.pointer + " " + f.code);
    EXPECT_EQ(
        seen,
        (std::vector<std::string>{
            "/limit repeated_parameter",
            "/bad bad_format",
            "/t bad_format",
            "/u bad_format",
            "/limit out_of_range",
            "/x unknown_parameter"
        })
    );
}

TEST(Query, DecodesPercentAndPlus) {
    Query query("reference=H01%2F12+x&created_from=2026-11-22T17:00:00%2B07:00");
    EXPECT_EQ(query.text("reference"), "H01/12 x");
    EXPECT_EQ(to_rfc3339(query.time("created_from").value()), "2026-11-22T10:00:00.000Z");
    EXPECT_EQ(query.limit(), 50);
    EXPECT_TRUE(query.check().has_value());
}

TEST(Cursor, OnlyTheListItWasMadeForTakesIt) {
    const std::string cursor = make_cursor('e', "42");
    EXPECT_EQ(read_position('e', cursor), 42);
    EXPECT_FALSE(read_position('h', cursor));
    EXPECT_FALSE(read_position('e', cursor + "A"));
    EXPECT_FALSE(read_position('e', make_cursor('e', "-1")));
    EXPECT_FALSE(read_position('e', make_cursor('e', "99999999999999999999")));
    EXPECT_FALSE(read_position('e', "42"));
    EXPECT_FALSE(read_position('e', ""));
}

class Zeros final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(++n_);
    }

  private:
    int n_ = 0;
};

TEST(Trace, ACallersTraceGoesOnUnderASpanOfOurs) {
    Zeros entropy;
    const Trace t =
        continue_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "req-7", entropy);
    EXPECT_EQ(t.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(t.traceparent, "00-4bf92f3577b34da6a3ce929d0e0e4736-0102030405060708-01");
    EXPECT_EQ(t.request_id, "req-7");
}

TEST(Trace, WhatIsNoTraceparentBeginsANewOne) {
    for (const char* bad : {
             "",
             "garbage",
             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
         }) {
        Zeros entropy;
        EXPECT_EQ(continue_trace(bad, "a b", entropy).trace_id, "0102030405060708090a0b0c0d0e0f10")
            << bad;
    }
}

TEST(RateLimiter, EmptiesByTheCallAndFillsByTheClock) {
    RateLimiter limiter(RateLimit{2, 3});
    Mono now{};
    EXPECT_EQ(limiter.take("a", now).remaining, 2);
    EXPECT_EQ(limiter.take("a", now).remaining, 1);
    EXPECT_TRUE(limiter.take("a", now).allowed);
    const RateState refused = limiter.take("a", now);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.retry_after_s, 1);
    EXPECT_EQ(refused.reset_s, 2);
    EXPECT_TRUE(limiter.take("b", now).allowed);
    EXPECT_TRUE(limiter.take("a", now.plus_ms(500)).allowed);
    EXPECT_FALSE(limiter.take("a", now.plus_ms(501)).allowed);
    EXPECT_EQ(limiter.take("a", now.plus_ms(300'000'000'000)).remaining, 2);
}

TEST(IpAllowlist, RangesOfBothFamilies) {
    const auto list = IpAllowlist::parse({"203.0.113.0/25", "2001:db8::/33", "192.0.2.7"}).value();
    EXPECT_TRUE(list.admits("203.0.113.127"));
    EXPECT_FALSE(list.admits("203.0.113.128"));
    EXPECT_TRUE(list.admits("::ffff:203.0.113.5"));
    EXPECT_TRUE(list.admits("2001:db8:7fff::1"));
    EXPECT_FALSE(list.admits("2001:db8:8000::1"));
    EXPECT_TRUE(list.admits("192.0.2.7"));
    EXPECT_FALSE(list.admits("192.0.2.8"));
    EXPECT_FALSE(list.admits("not an address"));
    EXPECT_TRUE(IpAllowlist().admits("not an address"));
    for (const char* bad : {"203.0.113.0/33", "x", "203.0.113.0/", "203.0.113.0/8x", ""}) {
        EXPECT_FALSE(IpAllowlist::parse({bad}).has_value()) << bad;
    }
}

TEST(QrSvg, OneDarkModuleMoreOrLessWouldShow) {
    const auto svg = qr_svg("000201");
    ASSERT_TRUE(svg.has_value());
    EXPECT_TRUE(svg->starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\"")
    );
    EXPECT_NE(svg->find("M4 4h7v1h-7z"), std::string::npos);  // the upper edge of the first finder
    EXPECT_FALSE(qr_svg(""));
    EXPECT_FALSE(qr_svg(std::string(4000, 'x')));
}

TEST(QrBlocks, DrawTheLightModulesTwoRowsALineWithTheQuietZone) {
    const auto blocks = qr_blocks("000201");
    ASSERT_TRUE(blocks.has_value());
    std::vector<std::string> lines;
    std::string line;
    for (std::istringstream in(*blocks); std::getline(in, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 15U);  // 29 rows: 21 of the symbol, 4 of white on both sides
    std::string white;
    for (int i = 0; i < 29; ++i) white += "█";
    EXPECT_EQ(lines[0], white);
    EXPECT_EQ(lines[1], white);
    // The upper edge of both finders, and the white row under it.
    EXPECT_TRUE(lines[2].starts_with("████ ▄▄▄▄▄ █")) << lines[2];
    EXPECT_TRUE(lines[2].ends_with("█ ▄▄▄▄▄ ████")) << lines[2];
    EXPECT_EQ(lines[14], white);
    EXPECT_FALSE(qr_blocks(""));
    EXPECT_FALSE(qr_blocks(std::string(4000, 'x')));
}

TEST(Party, IsMaskedByKindAndSplitAgain) {
    Party party;
    party.name = Pii<std::string>("Nguyễn Văn An");
    party.id_number = Pii<std::string>("091099001234");
    party.email = Pii<std::string>("an@example.vn");
    EXPECT_EQ(
        masked_json(party),
        R"({"name":"N••••• V•• A•","id_number":"••••••••1234","email":"a•@e••••••.vn"})"
    );
    const std::string clear = clear_json(party, std::nullopt);
    const auto split = split_clear_json(clear);
    ASSERT_TRUE(split.has_value());
    EXPECT_NE(split->payer.find("091099001234"), std::string::npos);
    EXPECT_EQ(split->owner, "null");
    EXPECT_EQ(clear_json(std::nullopt, std::nullopt), "");
}

}  // namespace
}  // namespace dvcpay::api
