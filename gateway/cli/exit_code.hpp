#pragma once
namespace dvcpay::cli {

/// What `dvcpay` ends with; documented in gateway/cli/README.md and relied on by scripts.
enum Exit : int {
    done = 0,
    said_no = 1,       ///< the gateway answered with a problem
    usage = 2,         ///< the command line or the configuration cannot be used
    unreachable = 3,   ///< nobody answered, or the answer was cut off: the outcome is not known
    check_failed = 4,  ///< `doctor`, `… check`, `audit verify`: something is wrong
};

}  // namespace dvcpay::cli
