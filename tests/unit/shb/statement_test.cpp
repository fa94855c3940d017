// Day files: one fault anywhere refuses the whole file.
#include "shb/statement.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::shb {
namespace {

const AccountKey account_key = {"shb", "default"};

StatementLine line(const char* amount) {
    StatementLine out;
    out.at(Column::number) = "1";
    out.at(Column::partner) = testing::partner;
    out.at(Column::bill) = testing::bill;
    out.at(Column::reference) = testing::core_reference;
    out.at(Column::amount) = amount;
    out.at(Column::currency) = "VND";
    out.at(Column::state) = "1";
    return out;
}

Result<std::vector<StatementLine>> read(
    const std::string& file, const ProviderAccount& account = testing::account()
) {
    const auto keys = testing::gateway_keys();
    return read_statement(testing::settings_of(account), keys, account_key, file);
}
Result<std::string> write(
    const std::vector<StatementLine>& lines, const ProviderAccount& account = testing::account()
) {
    const auto keys = testing::gateway_keys();
    return write_statement(testing::settings_of(account), keys, account_key, lines);
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(ShbStatement, ReadsWhatItWrites) {
    const std::string file = write({line("150000"), line("8000")}).value();
    const auto lines = read(file);
    ASSERT_TRUE(lines);
    ASSERT_EQ(lines.value().size(), 2U);
    EXPECT_EQ(lines.value()[1].at(Column::amount), "8000");
    std::string with_cr;
    for (const char c : file) {
        if (c == '\n') with_cr += '\r';
        with_cr += c;
    }
    EXPECT_TRUE(read(with_cr)) << "CRs are dropped before the checksum";
    EXPECT_EQ(read(write({}).value()).value().size(), 0U);
}

TEST(ShbStatement, OneFaultRefusesTheWholeFile) {
    const std::string file = write({line("150000"), line("8000")}).value();
    EXPECT_FALSE(read(""));
    EXPECT_FALSE(read(file.substr(0, file.size() - 1))) << "cut";
    EXPECT_FALSE(read(file.substr(file.find('\n') + 1))) << "a line is missing";
    EXPECT_FALSE(read(replaced(file, "T|2|", "T|3|")));
    EXPECT_FALSE(read(replaced(file, "|158000|", "|158001|")));
    EXPECT_FALSE(read(replaced(file, "KIENGIANG", "ANGIANG")));
    EXPECT_FALSE(read(replaced(file, "|150000|", "|150000||")));
    EXPECT_FALSE(read(replaced(file, "|VND|", "|USD|"))) << "the checksum covers every column";
    EXPECT_EQ(read(replaced(file, "|VND|", "|USD|")).error().fault, Fault::forged);
    EXPECT_FALSE(read(replaced(file, "|150000|", "|1.5e5|")));
    for (std::size_t n = 0; n < file.size(); ++n) EXPECT_FALSE(read(file.substr(0, n))) << n;
}

TEST(ShbStatement, NothingThatLooksLikeASeparatorIsWritten) {
    for (const char* remark : {"a|b", "a\nb", "a\rb"}) {
        auto bad = line("1");
        bad.at(Column::remark) = remark;
        EXPECT_FALSE(write({bad})) << remark;
    }
    EXPECT_FALSE(write({line("x")}));
}

TEST(ShbStatement, OtherContractsHaveOtherChecksums) {
    const auto md5 = testing::account_with({{"statement_checksum", "md5_secret"}});
    const auto none = testing::account_with({{"statement_checksum", "none"}});
    EXPECT_TRUE(read(write({line("1")}, md5).value(), md5));
    EXPECT_FALSE(read(write({line("1")}, md5).value()));
    EXPECT_TRUE(read(write({line("1")}, none).value(), none));
    EXPECT_FALSE(read(write({line("1")}, none).value()));
}

TEST(ShbStatement, FilesAreNamedByDayServiceDirectionAndChannel) {
    const auto settings = testing::settings_of(testing::account());
    ReconciliationOrder order;
    order.day = {2026, 10, 5};
    order.service = "2";
    EXPECT_EQ(statement_name(settings, order), "20261005_KIENGIANG_2_THU_ALL.txt");
    EXPECT_EQ(statement_reply_name(settings, order), "20261005_KIENGIANG_2_THU_ALL_KQ.txt");
}

TEST(ShbTimes, AreOfVietnamAndExact) {
    EXPECT_EQ(read_time("20261005080634"), testing::opened_at.plus_s(394));
    for (const char* text :
         {"",
          "2026100508063",
          "202610050806340",
          "20260230080634",
          "20261305080634",
          "20261005240000",
          "20261005086000",
          "20261005080660",
          "2026100508063x"})
        EXPECT_EQ(read_time(text), Wall{}) << text;
}

}  // namespace
}  // namespace dvcpay::shb
