"""The borders of the house: which room may include what. The table of gateway/README, as data."""
import pathlib
import re

# Rooms of ours that a room may name in an include. Its own name is always allowed.
OWN = {
    "domain": [],
    "ports": ["domain"],
    "crypto": ["ports", "domain"],
    "flows": ["ports", "domain"],
    "recon": ["ports", "domain"],
    "store": ["ports", "domain", "crypto"],
    "net": ["ports", "domain"],
    "ops": ["ports", "domain", "crypto"],
    "api": ["flows", "ports", "domain", "crypto"],
    "app": None,  # wiring: everything
    "cli": None,
    "toolkit": ["ports", "domain", "crypto"],
    # a second reading of every specification: no adapter, no toolkit, no MAC code of the gateway
    "tests/sandbox": ["sandbox", "ports", "domain", "net"],
}
ADAPTER = ["toolkit", "ports", "domain", "crypto"]
# The list of the build is the only one.
_LIST = pathlib.Path(__file__).resolve().parents[2] / "adapters/providers.cmake"
ADAPTERS = re.search(r"set\(DVCPAY_PROVIDERS\s+([^)]*)\)", _LIST.read_text()).group(1).split()
ROOMS = [r for r in OWN if "/" not in r] + ADAPTERS + ["sandbox", "support", "simulation", "conformance"]

# System and third-party headers that belong to a few rooms. First match wins; a header that matches no row is free.
# (what it is, pattern of the header, folders that may include it, what to do instead)
SYSTEM = [
    ("Beast", r"boost/beast", ["gateway/net/"], "speak ports/http.hpp and ports/transport.hpp"),
    ("TLS streams", r"boost/asio/ssl", ["gateway/net/"], "speak ports/transport.hpp"),
    (
        "Asio",
        r"boost/asio",
        ["gateway/ports/task.hpp", "gateway/ports/task_group.hpp", "adapters/toolkit/latch.hpp", "adapters/toolkit/latch.cpp",
         "gateway/flows/", "gateway/store/", "gateway/net/",
         "gateway/api/", "gateway/app/", "gateway/cli/", "tests/"],
        "use Task<T> of ports/task.hpp and TaskGroup",
    ),
    (
        "SQLite",
        r"sqlite3",
        ["gateway/store/", "tests/support/", "tests/unit/store/", "tests/unit/wiring/", "tests/unit/cli/", "tests/simulation/", "tests/bench/",
         "tests/audit/"],
        "speak ports/store.hpp",
    ),
    (
        "OpenSSL",
        r"openssl/",
        ["gateway/crypto/", "gateway/net/", "tests/sandbox/", "tests/unit/crypto/", "tests/unit/net/", "tests/bench/",
         "tests/integration/net/", "tests/simulation/", "tests/unit/wiring/", "tests/unit/cli/"],
        "use crypto/digest.hpp, or Keys of ports/keys.hpp",
    ),
    (
        "JSON",
        r"nlohmann/",
        ["gateway/api/", "gateway/app/", "gateway/cli/", "gateway/ops/", "adapters/", "tests/"],
        "hand values over; text is made in api and in adapters",
    ),
    ("spdlog", r"spdlog/", ["gateway/ops/", "gateway/app/"], "log through ports/telemetry.hpp"),
    ("prometheus-cpp", r"prometheus/", ["gateway/ops/"], "count through ports/telemetry.hpp"),
    ("toml++", r"toml(\+\+|plusplus)?", ["gateway/app/"], "take FlowConfig or the room's own options"),
    ("CLI11", r"CLI/", ["gateway/cli/", "gateway/app/", "tests/"], "parse arguments in app and cli"),
    (
        "sockets",
        r"(sys/socket|sys/un|netinet/.*|arpa/inet|netdb|poll|sys/epoll)\.h",
        ["gateway/net/", "gateway/app/", "tests/"],
        "speak ports/transport.hpp; sockets live in gateway/net",
    ),
    (
        "files",
        r"(fstream|filesystem|iostream)",
        ["gateway/app/", "gateway/cli/", "gateway/store/", "gateway/net/", "gateway/ops/", "tests/"],
        "take the text as a value; app and cli read files",
    ),
    (
        "threads",
        r"(thread|mutex|shared_mutex|condition_variable|future)",
        ["gateway/store/", "gateway/net/", "gateway/ops/", "gateway/app/", "tests/"],
        "one loop owns protocol and domain; other threads sit behind a port",
    ),
    ("randomness", r"random", ["gateway/app/", "gateway/net/", "tests/"], "take Entropy of ports/entropy.hpp"),
    ("std::format", r"format", [], "libstdc++ 12 has none: use fmt"),
    ("std::expected", r"expected", [], "use Result<T> of domain/result.hpp"),
]

# Force-included before the pure room to poison the very names the rules look for.
POISON = "gateway/pure.hpp"

# The pure room and the ports may only use these besides the standard library.
ONLY_THIRD_PARTY = {
    "domain": [r"boost/outcome/"],
    "ports": [r"boost/outcome/", r"boost/asio/", r"boost/system/"],
}

# Where the outside world may be touched.
CLOCK = ["gateway/app/", "gateway/net/", "tests/bench/", "tests/crash/", "tests/integration/", "tests/long/",
         "tests/simulation/main.cpp"]  # says how long it took
CHANCE = ["gateway/app/", "gateway/net/", "tests/bench/", "tests/crash/", "tests/integration/", "tests/long/"]
SOCKETS = ["gateway/app/", "gateway/net/", "tests/"]
FLOATS = ["tests/bench/", "gateway/cli/manual_list.cpp"]  # latencies; the cell of a spreadsheet
SLEEPS = ["tests/bench/", "tests/crash/", "tests/integration/", "tests/long/"]

# Who may make a Proof: the key store after a signature verified, the toolkit after TLS and an exact echo or a token of ours
# whose MAC verified, tests.
PROOF = ["gateway/ports/proof.hpp", "gateway/domain/evidence.hpp", "gateway/crypto/keys.cpp", "adapters/toolkit/echo.cpp",
         "adapters/toolkit/token_endpoint.cpp", "tests/"]

# Who may take a secret out of the key store: the one that writes it into a header, tests.
SECRET_TEXT = ["gateway/ports/keys.hpp", "gateway/crypto/", "adapters/toolkit/authorizer.cpp", "tests/"]
