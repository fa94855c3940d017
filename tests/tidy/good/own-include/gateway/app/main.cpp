#include "flows/expire.hpp"
#include "net/server.hpp"
#include "store/sqlite/store.hpp"
