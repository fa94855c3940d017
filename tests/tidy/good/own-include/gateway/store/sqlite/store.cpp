#include "store/sqlite/store.hpp"

#include <vector>

#include "crypto/chain.hpp"
#include "domain/decide.hpp"
#include "ports/store.hpp"
