#include "app/private_file.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace dvcpay::app {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
  protected:
    PrivateFile() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = fs::path(testing::TempDir()) / (std::string("dvcpay-private-") + info->name());
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~PrivateFile() override { fs::remove_all(root_); }
    std::string at(const std::string& name) const { return (root_ / name).string(); }
    static std::string text(const Secret& secret) {
        return secret.reveal([](std::string_view bytes) { return std::string(bytes); });
    }
    fs::path root_;
};

TEST_F(PrivateFile, IsForItsOwnerOnlyAndReadWithoutItsLineEnd) {
    ASSERT_TRUE(write_private_file(at("k"), "secret\n"));
    EXPECT_EQ(fs::status(at("k")).permissions(), fs::perms(0600));
    EXPECT_EQ(text(read_private_file(at("k")).value()), "secret");
    EXPECT_FALSE(fs::exists(at("k.part")));
}

TEST_F(PrivateFile, DoesNotReplaceWhatIsThere) {
    ASSERT_TRUE(write_private_file(at("k"), "first"));
    EXPECT_FALSE(write_private_file(at("k"), "second"));
    EXPECT_EQ(text(read_private_file(at("k")).value()), "first");
}

TEST_F(PrivateFile, IsRefusedWhereOthersMayReadItOrItIsEmptyLargeOrMissing) {
    ASSERT_TRUE(write_private_file(at("k"), "secret"));
    fs::permissions(at("k"), fs::perms::others_read, fs::perm_options::add);
    EXPECT_FALSE(read_private_file(at("k")));
    ASSERT_TRUE(write_private_file(at("empty"), "\n"));
    EXPECT_FALSE(read_private_file(at("empty")));
    ASSERT_TRUE(write_private_file(at("large"), std::string(65 * 1024, 'x')));
    EXPECT_FALSE(read_private_file(at("large")));
    EXPECT_FALSE(read_private_file(at("missing")));
    EXPECT_FALSE(read_private_file(root_.string()));
}

}  // namespace
}  // namespace dvcpay::app
