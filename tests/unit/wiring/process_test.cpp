#include "app/process.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dvcpay::app {
namespace {

/// In a child, because hardening cannot be taken back. Its exit code: what did not hold.
int what_fails_after_hardening() {
    harden_process();
    if (!core_dumps_are_off()) return 1;
    if (::umask(0) != 077) return 2;
    int ends[2];
    if (::pipe(ends) != 0) return 3;
    ::close(ends[0]);
    const bool survived = ::write(ends[1], "x", 1) == -1;  // SIGPIPE would have ended us
    return survived ? 0 : 4;
}

TEST(Process, HardenedHasNoCoreNoWideFilesAndSurvivesAClosedPipe) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) std::_Exit(what_fails_after_hardening());
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace dvcpay::app
