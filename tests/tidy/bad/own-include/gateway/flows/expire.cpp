#include "domain/money.hpp"
#include "store/sqlite/store.hpp"  // rings
#include "net/client.hpp"  // rings
#include <ports/store.hpp>  // rings
#include "expire.hpp"  // rings
// #include "net/server.hpp"
