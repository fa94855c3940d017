#include "domain/money.hpp"
// never "../domain/money.hpp"
