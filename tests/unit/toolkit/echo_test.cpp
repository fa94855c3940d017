#include "toolkit/echo.hpp"

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

HttpAnswer answer(bool proven) {
    HttpAnswer out;
    out.origin_proven = proven;
    return out;
}

TEST(ProofByEcho, NeedsAProvenOriginAndEveryPairEqual) {
    const auto proof = proof_by_echo(answer(true), {{"a", "a"}, {"b", "b"}});
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->kind(), ProofKind::tls_echo);
    EXPECT_FALSE(proof_by_echo(answer(false), {{"a", "a"}}));
    EXPECT_FALSE(proof_by_echo(answer(true), {{"a", "a"}, {"b", "B"}}));
    EXPECT_FALSE(proof_by_echo(answer(true), {{"a", "a "}}));
}

TEST(ProofByEcho, TakesNoEmptyEchoAndNoneAtAll) {
    EXPECT_FALSE(proof_by_echo(answer(true), {{"", ""}}));
    EXPECT_FALSE(proof_by_echo(answer(true), {}));
}

}  // namespace
}  // namespace dvcpay::toolkit
