#include "toolkit/fold.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dvcpay::toolkit {
namespace {

TEST(Fold, GivesTheVectors) {
    std::ifstream file(DVCPAY_VIETQR_VECTORS_DIR "/fold.json");
    const auto vectors = nlohmann::json::parse(file).at("vectors");
    ASSERT_GE(vectors.size(), 6U);
    for (const auto& v : vectors) {
        EXPECT_FALSE(v.at("source").get<std::string>().empty());
        EXPECT_EQ(
            fold(v.at("input").get<std::string>(), vietqr_alphabet),
            v.at("expected").get<std::string>()
        ) << v.at("name");
    }
}

TEST(Fold, KnowsEveryVietnameseLetter) {
    const std::pair<const char*, char> letters[] = {
        {"aàảãáạăằẳẵắặâầẩẫấậ", 'a'},
        {"AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ", 'A'},
        {"dđ", 'd'},
        {"DĐÐƉ", 'D'},  // the last two are no Vietnamese letters, but stand for Đ in old data
        {"eèẻẽéẹêềểễếệ", 'e'},
        {"EÈẺẼÉẸÊỀỂỄẾỆ", 'E'},
        {"iìỉĩíị", 'i'},
        {"IÌỈĨÍỊ", 'I'},
        {"oòỏõóọôồổỗốộơờởỡớợ", 'o'},
        {"OÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ", 'O'},
        {"uùủũúụưừửữứự", 'u'},
        {"UÙỦŨÚỤƯỪỬỮỨỰ", 'U'},
        {"yỳỷỹýỵ", 'y'},
        {"YỲỶỸÝỴ", 'Y'},
    };
    for (const auto& [text, letter] : letters) {
        const std::string out = fold(text, vietcombank_alphabet);
        EXPECT_EQ(out, std::string(out.size(), letter)) << text;
        EXPECT_GE(out.size(), 2U);
    }
}

TEST(Fold, ReadsCombiningMarksToo) {
    EXPECT_EQ(fold("Le\u0323\u0302 phi\u0301 u\u031B\u0301ng", vietqr_alphabet), "LE PHI UNG");
}

TEST(Fold, KeepsToEachAlphabet) {
    const char* text = "Sở (GTVT): 5.000đ, a/b-c_d*e";
    EXPECT_EQ(fold(text, vietqr_alphabet), "SO GTVT 5.000D A B-C D E");
    EXPECT_EQ(fold(text, vietinbank_alphabet), "SO GTVT : 5.000D, A/B-C D E");
    EXPECT_EQ(fold(text, vietcombank_alphabet), "So GTVT 5.000d, a b-c d e");
    constexpr Alphabet no_bar = Alphabet::ascii_without(Case::kept, "|");
    EXPECT_EQ(fold("a|b\"~\x7F!", no_bar), "a b\"~ !");
    EXPECT_EQ(fold("a~", Alphabet::ascii_without(Case::upper, "")), "A~");
}

TEST(Fold, DropsWhatIsNoTextAndTurnsControlIntoSpace) {
    EXPECT_EQ(
        fold(
            "a\xFF\xE1\xBB"
            "b\tc\nd",
            vietqr_alphabet
        ),
        "AB C D"
    );
    EXPECT_EQ(fold(std::string("a\0b", 3), vietqr_alphabet), "A B");
    EXPECT_EQ(fold("😀ß中", vietqr_alphabet), "");
    EXPECT_EQ(fold("  \t ", vietqr_alphabet), "");
}

TEST(Fold, CutsAfterFoldingAndLeavesNoSpaceAtTheEnd) {
    EXPECT_EQ(fold("Lệ phí", vietqr_alphabet, 4), "LE P");
    EXPECT_EQ(fold("Lệ phí", vietqr_alphabet, 3), "LE");
    EXPECT_EQ(fold("((Lệ", vietqr_alphabet, 2), "LE");
    EXPECT_EQ(fold("Lệ", vietqr_alphabet, 0), "");
}

TEST(Fold, LeavesNoFieldEmptyThatMustNotBe) {
    EXPECT_EQ(fold_or("中", "dvc 26", vietqr_alphabet, 5), "DVC 2");
    EXPECT_EQ(fold_or("Phí", "dvc", vietqr_alphabet), "PHI");
}

TEST(Alphabets, HaveTheSpaceAndNoControl) {
    for (const auto& alphabet : {vietqr_alphabet, vietinbank_alphabet, vietcombank_alphabet}) {
        EXPECT_TRUE(alphabet.has(' '));
        for (int c = -128; c < 0x20; ++c) EXPECT_FALSE(alphabet.has(static_cast<char>(c)));
        EXPECT_FALSE(alphabet.has('\x7F'));
    }
    EXPECT_FALSE(vietqr_alphabet.has('a') || vietqr_alphabet.has(','));
    EXPECT_TRUE(vietcombank_alphabet.has('a') && !vietcombank_alphabet.has('/'));
}

}  // namespace
}  // namespace dvcpay::toolkit
