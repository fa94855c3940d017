#include "sandbox/core/book.hpp"
#include "momo/signing.hpp"  // rings
#include "toolkit/hmac.hpp"  // rings
#include "crypto/digest.hpp"  // rings
