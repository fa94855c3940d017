#include "app/csv.hpp"

#include <gmock/gmock.h>

namespace dvcpay::app {
namespace {

using testing::ElementsAre;

std::vector<std::vector<std::string>> texts(const CsvTable& table) {
    std::vector<std::vector<std::string>> out;
    for (const auto& row : table.rows) {
        out.emplace_back();
        for (const auto& cell : row) out.back().push_back(cell.text);
    }
    return out;
}

TEST(Csv, CommasQuotesAndLineFeedsInsideQuotedCells) {
    const auto table = parse_csv("a,\"b,c\"\r\n\"d\"\"e\",\"f\r\ng\"\r\n");
    EXPECT_TRUE(table.mistakes.empty());
    EXPECT_THAT(texts(table), ElementsAre(ElementsAre("a", "b,c"), ElementsAre("d\"e", "f\r\ng")));
}

TEST(Csv, EmptyCellsStayAndBlankLinesGo) {
    EXPECT_THAT(
        texts(parse_csv("a,,\n\n,b,\n")),
        ElementsAre(ElementsAre("a", "", ""), ElementsAre("", "b", ""))
    );
}

TEST(Csv, ACellAfterALastCommaAtTheEndOfTheFileIsThere) {
    EXPECT_THAT(texts(parse_csv("a,")), ElementsAre(ElementsAre("a", "")));
}

TEST(Csv, AByteOrderMarkIsSkippedAndDoesNotShiftColumns) {
    const auto table = parse_csv(
        "\xEF\xBB\xBF"
        "code,x\n"
    );
    EXPECT_EQ(table.rows.at(0).at(0).text, "code");
    EXPECT_EQ(table.rows.at(0).at(1).column, 6U);
}

TEST(Csv, CellsKnowTheirPlaceAfterAQuotedLineFeed) {
    const auto table = parse_csv("a,\"x\ny\",b\nc,d,e\n");
    EXPECT_EQ(table.rows.at(0).at(1).line, 1U);
    EXPECT_EQ(table.rows.at(0).at(2).line, 2U);
    EXPECT_EQ(table.rows.at(1).at(0).line, 3U);
}

struct Broken {
    const char* name;
    std::string text;
    std::uint32_t line;
    std::uint32_t column;
};
std::ostream& operator<<(std::ostream& out, const Broken& b) {
    return out << b.name;
}

class CsvForm : public testing::TestWithParam<Broken> {};
TEST_P(CsvForm, ThatIsBrokenIsNamedByLineAndColumn) {
    const auto table = parse_csv(GetParam().text);
    ASSERT_EQ(table.mistakes.size(), 1U);
    EXPECT_EQ(table.mistakes[0].line, GetParam().line);
    EXPECT_EQ(table.mistakes[0].column, GetParam().column);
}
INSTANTIATE_TEST_SUITE_P(
    Each,
    CsvForm,
    testing::Values(
        Broken{"OpenQuote", "a,b\nc,\"d\n", 2, 3},
        Broken{"QuoteInside", "a,b\"c\n", 1, 4},
        Broken{"TextAfterQuote", "\"a\"b\n", 1, 4},
        Broken{"LoneCarriageReturn", "a\rb\n", 1, 2},
        Broken{"NotUtf8", "a,\xff\n", 1, 3},
        Broken{"Nul", std::string("a,\0\n", 4), 1, 3}
    ),
    [](const auto& named) { return named.param.name; }
);

TEST(Csv, LimitsAreNamed) {
    EXPECT_EQ(parse_csv("aaaa", {.bytes_max = 3}).mistakes.size(), 1U);
    EXPECT_EQ(parse_csv("a\nb\nc\n", {.rows_max = 2}).mistakes.at(0).message, "more than 2 rows");
    EXPECT_EQ(
        parse_csv("a,b,c\n", {.columns_max = 2}).mistakes.at(0).message, "more than 2 columns"
    );
    EXPECT_EQ(parse_csv("aaaa\n", {.cell_bytes_max = 3}).mistakes.size(), 1U);
}

TEST(Csv, EveryPrefixOfAFileEndsWithoutHarm) {
    const std::string text =
        "\xEF\xBB\xBF"
        "a,\"b\"\"\r\n\",Đ\r\n,\"\"\r\n";
    for (std::size_t n = 0; n <= text.size(); ++n) {
        EXPECT_LE(parse_csv(std::string_view(text).substr(0, n)).mistakes.size(), 1U);
    }
}

}  // namespace
}  // namespace dvcpay::app
