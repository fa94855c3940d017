#pragma once
// A fuzz target's assertion: independent of the build type, and a crash libFuzzer reports.
#include <cstdio>
#include <cstdlib>

#define FUZZ_REQUIRE(condition)                                                  \
    do {                                                                         \
        if (!(condition)) {                                                      \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                        \
        }                                                                        \
    } while (false)
