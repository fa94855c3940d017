#include "ops/alarms.hpp"

#include <gtest/gtest.h>

namespace dvcpay::ops {
namespace {

TEST(AlarmBook, KeepsTheLatestHundredKinds) {
    AlarmBook book;
    for (int i = 0; i < 120; ++i) book.add(Wall{i}, "e" + std::to_string(i), {});
    ASSERT_EQ(book.rows().size(), 100U);
    EXPECT_EQ(book.rows().front().event, "e119");
    EXPECT_EQ(book.rows().back().event, "e20");
}

}  // namespace
}  // namespace dvcpay::ops
