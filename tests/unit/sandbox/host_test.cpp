#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "sandbox/registry.hpp"
#include "sandbox_host/book_file.hpp"
#include "sandbox_host/contract_files.hpp"
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

std::string text_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ContractFiles, BothSidesOfEveryProviderAreThereAndNobodyElseMayReadThem) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "sandbox_contract_test";
    std::filesystem::remove_all(folder);
    const Places places{"http://127.0.0.1:8090", "http://127.0.0.1:8080"};
    const auto written = write_contracts(folder.string(), places);
    ASSERT_TRUE(written) << written.error().detail;
    ASSERT_EQ(written.value().size(), all_sides().size());
    const auto gateway = text_of(folder / "gateway.toml");
    const auto providers = Json::parse(text_of(folder / "sandbox.json"))["providers"];
    for (const auto* side : all_sides()) {
        const std::string name(side->name);
        EXPECT_NE(gateway.find("provider = \"" + name + "\"\n"), std::string::npos) << name;
        const auto contracts = side->contracts(places);
        EXPECT_EQ(providers[name], contracts.front().sandbox) << name;
        for (const auto& [secret, texts] : contracts.front().secrets) {
            const auto file = folder / "keys" / (name + "-" + secret);
            EXPECT_EQ(text_of(file), texts.front() + "\n") << file;
            EXPECT_NE(gateway.find(secret + " = { file = \"" + file.string()), std::string::npos);
            EXPECT_EQ(gateway.find(texts.front()), std::string::npos)
                << "a secret in clear: " << file;
        }
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto mode = std::filesystem::status(entry).permissions();
        EXPECT_EQ(
            mode & std::filesystem::perms::all,
            entry.is_directory()
                ? std::filesystem::perms::owner_all
                : std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
        ) << entry.path();
    }
    EXPECT_TRUE(write_contracts(folder.string(), places));  // again: what is there is replaced
    std::filesystem::remove_all(folder);
}

TEST(ContractFiles, WhatCannotBeWrittenIsNamed) {
    const auto written = write_contracts("/proc/nowhere", Places{});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().fault, Fault::configuration);
    EXPECT_NE(written.error().detail.find("/proc/nowhere"), std::string::npos);
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
