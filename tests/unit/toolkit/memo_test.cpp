#include "toolkit/memo.hpp"

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

using enum MemoReading::Found;
using namespace std::string_view_literals;

const ReferenceShape shape = {.prefix = "DVC", .size_min = 9, .size_max = 9};

MemoReading::Found found(std::string_view memo, const ReferenceShape& s = shape) {
    const auto reading = reference_in(memo, s);
    EXPECT_EQ(reading.reference.empty(), reading.found != one);
    return reading.found;
}

TEST(Memo, GivesTheReferenceHoweverTheBankWroteIt) {
    for (const char* memo :
         {"DVC26A000001",
          "dvc26a000001 le phi",
          "MBVCB.3278.DVC26A000001.CT tu 0011 toi 0022",
          "IBFT DVC26A000001LE PHI CAP DOI",
          "DVC26 A000001 LE PHI",
          "DVC26A-000.001",
          "D V C 2 6 A 0 0 0 0 0 1",
          "le phi DVC26A0\r\n00001",
          "DVC26A000001 nhac lai DVC26A000001",
          "Nộp lệ phí DVC26A000001"}) {
        const auto reading = reference_in(memo, shape);
        EXPECT_EQ(reading.found, one) << memo;
        EXPECT_EQ(reading.reference, "DVC26A000001") << memo;
    }
}

TEST(Memo, WithoutOneReferenceBeyondDoubtIsForPeople) {
    EXPECT_EQ(found(""), none);
    EXPECT_EQ(found("nop le phi"), none);
    EXPECT_EQ(found("DVC26A00001"), none);
    EXPECT_EQ(found("DVC26A/000001"), none);
    EXPECT_EQ(found("DVC26A000001 DVC26A000002"), several);
    EXPECT_EQ(found("DVC26A000001 DVC26A 000002"), several);
    EXPECT_EQ(found("DVCDVC26A000001"), several);
    EXPECT_EQ(found("DVC26A\x00-000001"sv), none);
}

TEST(Memo, TheCheckCharacterSettlesWhatTheShapeCannot) {
    // Digits, then a letter that says whether their sum is even or odd.
    const auto checks = [](std::string_view text) {
        int sum = 0;
        for (const char c : text.substr(3, text.size() - 4)) {
            if (c < '0' || c > '9') return false;
            sum += c - '0';
        }
        return text.back() == (sum % 2 == 0 ? 'E' : 'U');
    };
    const ReferenceShape checked = {
        .prefix = "DVC", .size_min = 5, .size_max = 9, .is_ours = checks
    };
    EXPECT_EQ(reference_in("DVC1234E LE PHI", checked).reference, "DVC1234E");
    EXPECT_EQ(reference_in("DVC 1234 E LE PHI", checked).reference, "DVC1234E");
    EXPECT_EQ(reference_in("DVCDVC1234E", checked).reference, "DVC1234E");
    EXPECT_EQ(found("DVC1234U", checked), none);
    EXPECT_EQ(found("DVC1234E DVC1235U", checked), several);
}

TEST(Memo, SqueezedHasNoBlanksDotsAndDashes) {
    EXPECT_EQ(squeezed(" a.B-\tc\r\n/1"), "ABC/1");
}

}  // namespace
}  // namespace dvcpay::toolkit
