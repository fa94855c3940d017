#include "sandbox/shb/test_keys.hpp"

#include <string_view>

namespace dvcpay::sandbox::shb {

namespace {

// Bodies of PEM files (PKCS#8) out of the specification's vectors. They open nothing.
constexpr std::string_view partner_body =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCbNbYXBALNjXXe\n"
    "2+O0RmV98rDJi4gCpYoeb9EYEtmnOaiUMHfcMz4W/E9yCX6g2KnoB0In3QvQYc3K\n"
    "Z3MxoTozqL3nqmsda0D85KNpenUFkyigi/S4KeTGRVwam9OefGM2RM+Em6efwAcJ\n"
    "EvLTZncSbCTPYktizPbnZQ7VYiroZLj+r/8cHV9pm2aldDlEiwCbTLATL65qlLz8\n"
    "K/0XpqaXjCisIMRihd/jAJBU+EZ0zVKoi3/hU2zAxeJFRt5OU/rS4kLygrznQ1cC\n"
    "MSNVPxQD7OPWCuuzM2ZOsN6zYFqAoqjxSch4IlqTVMIRpjLwvFe3KPS3ZGSV9HgO\n"
    "cFcAdBJ7AgMBAAECggEAO1agDJGQfsSP5Ul89x2YzLudohgxwg1Gzlciggkm5Dtz\n"
    "e2BCWtHOcZw5xVfi7RyYbKhlvvbP/vV9Z14AmN9ScJCZNfod5IvuNyE0Zm2WUrDN\n"
    "rf+D6mq9152J1nRvxd45UfShv8mAnt8b8XiolHDOoiDtO8oRFy9UT+f/cU4MKHdM\n"
    "mDav5lp3KjabBuxgxihAKf8PMFv5olM+Z9NM+/MYsIX3HbqRxK1CsHDqNYxMGg7n\n"
    "TI2fLGdgdbQi+2xgiCFm2nJG8nc80KmjtPQFss1XUHWu0QZ2Pr4BlediP/EDM2/r\n"
    "aenv/DwqvkiKz8OzZbjVM82D/B26WVjkKkXJkiRYLQKBgQDZEVV3eZBP4QucrVHi\n"
    "ftLZfhuQgrRuGlOuA6eBBEl6FoxmERcb0w116yVC8uZxVqU9Vw2j0lXY7QR9qJ58\n"
    "cgeEHcRH3tQRacH3jaIcDoR8CYGEvUjDpeMLtZUiVhudeaqTwY/RcegojUshWbHk\n"
    "kgFFhwBkOzmADcT6MEW+WJ6efQKBgQC3DCvZ0Uqgo1Fs0qM2i+tzXlMzhlV/kNq4\n"
    "LyW8f5XANZasc9ZLx5F5KMaupGFGlSRtS4Pr2BO5kbHDg8+HxuTixHO0hMqOIG+w\n"
    "Iqog2M+B4ASVGnOflmG5oAqF7aGkm7yyNTbzBcF6X3eE6gORs/TGLMzCRH8O5wUr\n"
    "4eVtOkTuVwKBgC5M5zkLwf931j0+Lvgr6xefMYv6hTfy/6RffSwk2PNkud/Ph2lU\n"
    "9EsRtCn6m7LTM33JAszNwaf6rnmLLPsIa5f/rW1TF1L7hvchy9FGO3YlpO3GXi31\n"
    "RV+rBLuFOHC3ke3gXKflLwrvUHY1pp9FkWXeLPQ0OciZp0liYI4AYx0VAoGAI0PT\n"
    "BunNaNlODJsgGpgmSlm3ycttmV/841MiAAjMfvVUC/FdLchK/H6gmHDO1NxS4kOU\n"
    "LNG6KxwolTRFvTDSU+XpLLQQmgUhv1tOT3m1sJ3KBDfOYsaEGVD99gNsCtx+JA8g\n"
    "gP1w4vSVgCPdgCqdU7i50guENwjG9EdW/g4lzY0CgYA0mMYz03g4omkUWt7LzAti\n"
    "ni+FfhohnTQCwq3xbe7ZqMBrIW/ftjVGyfiP6KALV2aqpsZRXVK/rAzFFGXo2JaR\n"
    "gR3e/CDaDC9zcPQLRQKC4fDiAmop4hcnTWyONeeoMF2cvvm9YhysrWNDavfLuAJ9\n"
    "G1yoTSTxSR6l2crB7h3jqw==\n";

constexpr std::string_view bank_body =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCgFaCUQR7jlGKZ\n"
    "fkle8mluqgdzOT0S9XO8MRlZsNenQ+G7WZ8+FqhfSExRAesDY+SvDhC7w4XB2sQa\n"
    "4FazIMW5I2sbdoqiDhKSAqXppmsB5I3Xvsbj3ghbcMG6z+k8dN6vRVaw3pO6PwnZ\n"
    "8IoNVt8exvNvX/vtLiaGyuwS62OphirgMUMbJ1buyfmY9baaoTEJQ5MoS7TMyY4M\n"
    "+FjugfaEoCt8dP3G3bUb0oCTZMpZfEmQary4Y9MXiZ2VLoKp12v+I7m4Ae90zQte\n"
    "F7xagu772gzUOEhZ9bXPssRNtavjG1QAtQLeI600Oipeg3FaRH0LyDIYXXPbnvdJ\n"
    "4PKYnAhJAgMBAAECggEACCpePt2s/I0FtABg7/TDu7s0xtPzOW+3c/CZs01dzKh9\n"
    "38NwJ9e6RiTvDp0/TnSWljbMk/VC0frtkJTjmz63UyybMqMK6n33BMdZjOfaErZE\n"
    "pW3z4Wzihn6DhTrEcfrgnnZWGA68YI5FW35lXk2RczWQ9nwCAsy9Npgsb0EeO+f5\n"
    "Np15FWOnwvdE3OrXxm4dSksgJYJ2kH+l/Bw7Csu4RB9+RYOkbmY8qghXrU8722Jd\n"
    "KudZ7eRbO2YYXKSKBt90PJVptXXqx9LHqKugQXRmf1QrQ3Yj45OQd0KoapxDk7YW\n"
    "UYkMyI446rKymo5OzRQmVoHVe/o7dYrZwiknAKCRsQKBgQDcokRfk9KnvfjUwTid\n"
    "2fjnk3sPtDSJjYq4cWHbCwom1iJpHAXci39iClzvK6JnRil4Hz5XaKstQWauMyPQ\n"
    "dJFasOxU4+u4mCrO2va230cB2sKi0axRoHUKIATjS8+kwSWZI4YuxnaTXLdoFKLF\n"
    "TilGX2vsYdUj488jWVbRsdX5cQKBgQC5vrXcHtPdKJnxOPsB0JqtTzFnsTGODu91\n"
    "rhqZ4HYX0EgkQ/jHQ/Om843PFFm8dwY7vpN1Iqt+wEujD8Nn04AqNOZs8jYv/Uzl\n"
    "5MHbNlGN8OF0s74u+cu3cfvhz2OnY7EhYv+wEA5ShvykkzD8z3e4UAKO/wJZRUwk\n"
    "sXQSARVQWQKBgCiY5xHbJmjdKNslDqDlCcq6tWsnUn94/ux/WG0ws9Z/kmda061I\n"
    "MdE9bOpJUiHEpD7JKPR2ewDhxt4I5O8nc9OHOIVKRwZ5YW8clUcDAJLTyPqisB14\n"
    "8/BAAgY83eFH9P4frkIPHKRy7ACHw4egoTGkvzwIqGppMaUkfDgri97RAoGAJrCN\n"
    "yvr04IU7g5590kP0ZBMx1Ep5awC7akTIr7KshotQ65To9gC2eNkUecTgaDxWpQ0u\n"
    "Q+Dj3fQKDT4UUsUgVipMsPbGyLo3UU+T/ahT1oANRjTGcZyAjYaFk+SR+mTumWi4\n"
    "n6DIivIpH9K1CoPgiRjJX6XIhHXFxYLdDX8CRIkCgYBWP6PdYuE+0BkyyF9lg4ut\n"
    "zLbyOdXI913zrIVJdAidEuTTnFbBLyr7CXZ5YYP293o79ZhHD1MTfHNM26GkOtqT\n"
    "0gYvhYjC4RXMjjvb63PrTI/ntsB9pqe/k9xFOalPM8T0lgQaMrHLOtYJvvZ5jivh\n"
    "gxRBWkyQQbhpFAM6BvHn2Q==\n";

std::string pem(std::string_view body) {
    const std::string kind = "PRIVATE KEY-----\n";
    return "-----BEGIN " + kind + std::string(body) + "-----END " + kind;
}

}  // namespace

std::string partner_test_key() {
    return pem(partner_body);
}

std::string bank_test_key() {
    return pem(bank_body);
}

}  // namespace dvcpay::sandbox::shb
