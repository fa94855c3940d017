#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace dvcpay::cli {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCellInCharacters) {
    const std::string out = table({"tên", "đ"}, {{"Nguyễn", "1"}, {"An", "22"}});
    EXPECT_EQ(
        out,
        "tên     đ\n"
        "------  --\n"
        "Nguyễn  1\n"
        "An      22\n"
    );
}

TEST(Table, WithoutRowsThereIsAHead) {
    EXPECT_EQ(table({"a"}, {}), "a\n-\n");
}

}  // namespace
}  // namespace dvcpay::cli
