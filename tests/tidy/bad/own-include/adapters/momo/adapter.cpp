#include "toolkit/canonical.hpp"
#include "flows/expire.hpp"  // rings
