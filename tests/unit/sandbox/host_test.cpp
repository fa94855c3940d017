#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "sandbox_host/book_file.hpp"
#include "sandbox_host/log_lines.hpp"

namespace dvcpay::sandbox {
namespace {

TEST(BookFile, LinesAreAppendedToWhatIsThere) {
    const auto path = testing::TempDir() + "sandbox_book_test.jsonl";
    std::filesystem::remove(path);
    for (const char* line : {"{\"n\":1}", "{\"n\":2}"}) {
        auto book = BookFile::open(path);
        ASSERT_TRUE(book);
        book.value().append(line);
    }
    std::ifstream in(path);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(text, "{\"n\":1}\n{\"n\":2}\n");
    std::filesystem::remove(path);
}

TEST(BookFile, WhatCannotBeOpenedIsNamed) {
    const auto book = BookFile::open("/nonexistent/book");
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().fault, Fault::configuration);
    EXPECT_NE(book.error().detail.find("/nonexistent/book"), std::string::npos);
}

TEST(LogLine, ReadsAsTimeEventAndFields) {
    const Fields fields{{"order", "DVC-1"}, {"why", "no answer"}, {"empty", ""}};
    EXPECT_EQ(
        log_line(Wall{0}, Level::info, "momo.paid", fields),
        "1970-01-01T00:00:00.000Z momo.paid order=DVC-1 why=\"no answer\" empty=\"\""
    );
    EXPECT_NE(log_line(Wall{0}, Level::error, "x", {}).find(" WARN "), std::string::npos);
}

TEST(LogLine, ForeignTextBeginsNoLineAndFakesNoField) {
    const Fields fields{{"order", "A\n2026 momo.paid order=B \"x\""}};
    EXPECT_EQ(
        log_line(Wall{0}, Level::info, "e", fields),
        "1970-01-01T00:00:00.000Z e order=\"A\\x0a2026 momo.paid order=B \\\"x\\\"\""
    );
}

}  // namespace
}  // namespace dvcpay::sandbox
