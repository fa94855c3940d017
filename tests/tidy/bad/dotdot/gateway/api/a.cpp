#include "../domain/money.hpp"  // rings
#include "api/../domain/money.hpp"  // rings
