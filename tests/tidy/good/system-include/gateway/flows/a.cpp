#include <optional>
#include <formatter/x.hpp>
#include <randomness.hpp>
