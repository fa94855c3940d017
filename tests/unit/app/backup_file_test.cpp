#include "app/backup_file.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

namespace dvcpay::app {
namespace {

namespace fs = std::filesystem;
using crypto::backup_chunk_bytes;

class CountingEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>((next_++ * 2654435761U) >> 24U);
    }

  private:
    std::uint32_t next_ = 1;
};

class BackupFile : public testing::Test {
  protected:
    BackupFile() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = fs::path(testing::TempDir()) / (std::string("dvcpay-backup-") + info->name());
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~BackupFile() override { fs::remove_all(root_); }

    std::string at(const std::string& name) const { return (root_ / name).string(); }
    void put(const std::string& name, const std::string& bytes) {
        std::ofstream(at(name), std::ios::binary) << bytes;
    }
    std::string get(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void seal(const std::string& clear, const std::string& to) {
        put("clear", clear);
        const auto key = crypto::begin_store_backup(Secret(std::string(32, 'a')), entropy_).value();
        const auto sealed = seal_file(key, at("clear"), at(to));
        ASSERT_TRUE(sealed) << sealed.error().detail;
    }
    Result<void> open(const std::string& name, char byte = 'a') {
        fs::remove(at("opened"));
        const auto find = [byte](std::string_view header) {
            return crypto::open_store_backup(header, Secret(std::string(32, byte)));
        };
        return open_file(at(name), find, at("opened"));
    }
    /// The file in its parts: header, then each chunk with its length.
    std::vector<std::string> parts(const std::string& bytes) {
        const std::size_t header = bytes.find("\n\n") + 2;
        std::vector<std::string> out = {bytes.substr(0, header)};
        for (std::size_t i = header; i < bytes.size();) {
            std::size_t size = 0;
            for (std::size_t k = 0; k < 4; ++k)
                size = (size << 8U) | static_cast<unsigned char>(bytes[i + k]);
            out.push_back(bytes.substr(i, size + 4));
            i += size + 4;
        }
        return out;
    }
    std::string joined(const std::vector<std::string>& all) {
        std::string out;
        for (const auto& one : all) out += one;
        return out;
    }
    void expect_refused(const std::string& bytes, const std::string& why) {
        put("bad", bytes);
        const auto opened = open("bad");
        EXPECT_FALSE(opened) << why;
        EXPECT_FALSE(fs::exists(at("opened"))) << why;
        EXPECT_FALSE(fs::exists(at("opened.part"))) << why;
    }

    fs::path root_;
    CountingEntropy entropy_;
};

TEST_F(BackupFile, ComesBackByteForByteAtEverySizeAroundAChunk) {
    int n = 0;
    for (const std::size_t size :
         {std::size_t{0},
          std::size_t{1},
          backup_chunk_bytes - 1,
          backup_chunk_bytes,
          backup_chunk_bytes + 1,
          3 * backup_chunk_bytes}) {
        std::string clear(size, '\0');
        for (std::size_t i = 0; i < size; i += 997) clear[i] = static_cast<char>(i);
        const std::string name = "b" + std::to_string(++n);
        seal(clear, name);
        ASSERT_TRUE(open(name)) << size;
        EXPECT_EQ(get("opened"), clear) << size;
        const auto mode = fs::status(at(name)).permissions();
        EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write);
        EXPECT_FALSE(fs::exists(at(name + ".part")));
    }
}

TEST_F(BackupFile, NothingOfTheClearTextStandsInIt) {
    const std::string clear(3000, 'Z');
    seal(clear, "b");
    EXPECT_EQ(get("b").find("ZZZZ"), std::string::npos);
}

TEST_F(BackupFile, CutOffAnywhereItIsRefused) {
    seal(std::string(2 * backup_chunk_bytes + 5, 'x'), "b");
    const std::string whole = get("b");
    auto all = parts(whole);
    ASSERT_EQ(all.size(), 4U);
    all.pop_back();
    expect_refused(joined(all), "without its last chunk");
    all.pop_back();
    expect_refused(joined(all), "without its last two chunks");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{10}, all[0].size(), all[0].size() + 3, whole.size() - 1})
        expect_refused(whole.substr(0, size), "cut at " + std::to_string(size));
}

TEST_F(BackupFile, ReorderedRepeatedOrContinuedItIsRefused) {
    seal(std::string(2 * backup_chunk_bytes + 5, 'x'), "b");
    const auto all = parts(get("b"));
    expect_refused(joined({all[0], all[2], all[1], all[3]}), "two chunks swapped");
    expect_refused(joined({all[0], all[1], all[1], all[2], all[3]}), "a chunk twice");
    expect_refused(joined({all[0], all[1], all[3]}), "a chunk left out");
    expect_refused(joined({all[0], all[1], all[2], all[3], all[3]}), "continued");
    expect_refused(joined({all[0], all[3]}), "the last alone");
}

TEST_F(BackupFile, ChunksOfAnotherFileUnderTheSameKeyAreRefused) {
    seal(std::string(10, 'x'), "one");
    seal(std::string(10, 'y'), "two");
    const auto one = parts(get("one"));
    const auto two = parts(get("two"));
    expect_refused(joined({one[0], two[1]}), "the other's chunk");
    expect_refused(joined({two[0], one[1]}), "the other's header");
}

TEST_F(BackupFile, AnotherKeyAndAFlippedBitAreRefused) {
    seal("the store", "b");
    EXPECT_EQ(open("b", 'b').error().fault, Fault::configuration);
    const std::string whole = get("b");
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 4);
        expect_refused(changed, "bit of byte " + std::to_string(i));
    }
}

TEST_F(BackupFile, ATakenNameIsNotOverwritten) {
    put("b", "precious");
    put("clear", "x");
    const auto key = crypto::begin_store_backup(Secret(std::string(32, 'a')), entropy_).value();
    EXPECT_FALSE(seal_file(key, at("clear"), at("b")));
    EXPECT_EQ(get("b"), "precious");
}

TEST_F(BackupFile, WhatAKilledRunLeftIsReplaced) {
    put("b.part", "half");
    seal("whole", "b");
    ASSERT_TRUE(open("b"));
    EXPECT_EQ(get("opened"), "whole");
}

TEST_F(BackupFile, ASourceThatIsMissingLeavesNothing) {
    const auto key = crypto::begin_store_backup(Secret(std::string(32, 'a')), entropy_).value();
    EXPECT_FALSE(seal_file(key, at("nowhere"), at("b")));
    EXPECT_FALSE(fs::exists(at("b")));
}

}  // namespace
}  // namespace dvcpay::app
