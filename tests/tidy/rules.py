"""Our lessons as rules. Each names what to write instead; each has a bad and a good example in bad/ and good/.

A rule is a function (file) → [(line, message)]. A line may be excused, with a reason, by a comment on it or just
above it:  // tidy-allow: <rule>: <why>
"""
import json
import re
from dataclasses import dataclass, field

import house
import source

CPP = (".cpp", ".hpp")


@dataclass
class File:
    path: str
    raw: str
    memo: dict = field(default_factory=dict)

    def get(self, name, make):
        if name not in self.memo:
            self.memo[name] = make(self.raw)
        return self.memo[name]

    @property
    def code(self):
        return self.get("code", source.code_only)

    @property
    def text(self):
        return self.get("text", source.without_comments)

    @property
    def cpp(self):
        return self.path.endswith(CPP) and self.path != house.POISON

    @property
    def lines(self):
        return self.get("lines", str.splitlines)

    def under(self, folders):
        return any(self.path.startswith(f) for f in folders)


RULES = {}


def rule(name):
    def add(function):
        RULES[name] = function
        return function

    return add


def found(text, pattern, message, flags=0):
    return [(source.line_of(text, m.start()), message) for m in re.finditer(pattern, text, flags)]


def room_of(path):
    m = re.match(r"(gateway|adapters)/(\w+)/", path)
    if m:
        return m[2]
    return "tests/sandbox" if path.startswith("tests/sandbox/") else None


def includes(file):
    return [
        (source.line_of(file.text, m.start()), m[1], m[2])
        for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', file.text, re.M)
    ]


# --- borders ---------------------------------------------------------------------------------------------------


@rule("own-include")
def own_include(file):
    room = room_of(file.path)
    if not file.cpp or room is None:
        return []
    allowed = house.OWN.get(room, house.ADAPTER)
    out = []
    for line, kind, name in includes(file):
        target = name.split("/")[0]
        if kind == "<":
            if target in house.ROOMS:
                out.append((line, f'"{name}" is ours: write it in quotes'))
        elif "/" not in name and not room.startswith("tests"):
            out.append((line, f'write "{room}/…": includes name the room they come from'))
        elif allowed is not None and target in house.ROOMS and target != room and target not in allowed:
            may = ", ".join(allowed) or "nothing of ours"
            out.append((line, f"{room} may include {may}; what it needs of {target} comes through a port"))
    return out


@rule("system-include")
def system_include(file):
    if not file.cpp:
        return []
    out = []
    room = room_of(file.path)
    for line, kind, name in includes(file):
        if kind == '"':
            continue
        for what, pattern, folders, instead in house.SYSTEM:
            if re.match(pattern + (r"" if pattern.endswith("/") or "boost" in pattern else r"(\.h|\.hpp|/.*)?$"), name):
                if not file.under(folders):
                    out.append((line, f"<{name}>: {what} is not for this folder; {instead}"))
                break
        else:
            only = house.ONLY_THIRD_PARTY.get(room)
            if only is not None and ("/" in name or "." in name) and not any(re.match(p, name) for p in only):
                out.append((line, f"<{name}>: {room} knows the standard library and Boost.Outcome"))
    return out


@rule("dotdot")
def dotdot(file):
    if not file.cpp:
        return []
    return [
        (line, 'no ".." in an include: write "room/header.hpp"') for line, _, name in includes(file) if ".." in name.split("/")
    ]


@rule("pragma-once")
def pragma_once(file):
    if not file.path.endswith(".hpp") or re.search(r"^#pragma once$", file.raw, re.M):
        return []
    return [(1, "begin a header with #pragma once")]


# --- the outside world is injected -------------------------------------------------------------------------------


@rule("clock")
def clock(file):
    if not file.cpp or file.under(house.CLOCK):
        return []
    return found(
        file.code,
        r"\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock)\s*::\s*now\b"
        r"|\b(?:gettimeofday|clock_gettime|localtime(?:_r)?|gmtime(?:_r)?|timespec_get)\s*\("
        r"|(?<![\w.>:])(?:std::|::)?time\s*\(\s*(?:nullptr|NULL|0|&)|\.\s*expires_after\s*\(",
        "time is a port: take Clock (ports/clock.hpp), or a Wall as an argument",
    )


@rule("random")
def random(file):
    if not file.cpp or file.under(house.CHANCE):
        return []
    names = r"\brandom_device\b|(?<![\w.>])(?:std::|::)?s?rand\s*\(|\bRAND_(?:priv_)?bytes\b|\bgetrandom\b|\barc4random"
    if not file.under(["tests/"]):
        names += r"|\bmt19937(?:_64)?\b|\bdefault_random_engine\b"
    return found(file.code, names, "chance is a port: take Entropy (ports/entropy.hpp)")


@rule("socket")
def socket(file):
    if not file.cpp or file.under(house.SOCKETS):
        return []
    return found(
        file.code,
        r"\bip\s*::\s*(?:tcp|udp)\b|\blocal\s*::\s*stream_protocol\b|(?<![\w.>])::\s*(?:socket|connect|bind|listen|accept)\s*\(",
        "a socket lives in gateway/net: take Transport (ports/transport.hpp)",
    )


@rule("sleep")
def sleep(file):
    if not file.cpp or file.under(house.SLEEPS):
        return []
    return found(
        file.code,
        r"\bthis_thread\s*::\s*sleep_|\b(?:u|nano)sleep\s*\(|(?<![\w.>])::sleep\s*\(",
        "nothing sleeps: await Clock::sleep_until; a test turns its virtual clock",
    )


@rule("environment")
def environment(file):
    if not file.cpp or file.under(["gateway/app/", "gateway/cli/", "tests/"]):
        return []
    return found(file.code, r"\bgetenv\b", "the environment is configuration: app reads it")


# --- money and secrets --------------------------------------------------------------------------------------------


@rule("float-money")
def float_money(file):
    if not file.cpp or file.under(house.FLOATS) or not re.search(r"\bMoney\b|amount|\bdong\b", file.code):
        return []
    return found(
        re.sub(r"\bobserve_ms\b[^;{]*", lambda m: re.sub(r"\S", "_", m[0]), file.code),  # a duration of Telemetry
        r"\b(?:float|double|long\s+double)\b|\bsto[df]\b|\bstrto[df]\b|(?<![\w.>])(?:std::)?l?l?round\s*\(",
        "no floating point near money (P10): Money, or std::int64_t đồng",
    )


SECRET_NAME = r"(?:signature|signed_by|hmac|mac|secret|secret_key|api_key|key_text|presented|token|password)(?:_hex|_raw|_bytes|_text)?_?"


@rule("mac-compare")
def mac_compare(file):
    if not file.cpp or file.under(["tests/"]) and not file.under(["tests/sandbox/"]):
        return []
    message = "compare MACs, signatures, keys and tokens with crypto::equal_constant_time (constant time)"
    name = r"(?:\w+_)?" + SECRET_NAME
    nothing = r"(?:nullptr|std::nullopt|true|false|0\b|\"\s*\"|'|[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*::|[\w.]+(?:\.|->)(?:end|size|length)\(\))"
    out = found(file.code, r"(?<!::)\b" + name + r"(?:\(\))?\s*[!=]=(?!\s*" + nothing + r")", message)
    out += found(
        file.code,
        r"[!=]=(?!\s*" + nothing + r")\s*(?:[A-Za-z_]\w*(?:\(\))?(?:\.|->))*" + name + r"(?:\(\))?(?![\w:.(]|->)",
        message,
    )
    out += found(
        file.code,
        r"\b(?:mem|str|strn|bcmp)cmp\s*\([^;]*\b" + name + r"\b|\bstd::equal\s*\([^;]*\b" + name + r"\b|\b" + name + r"\.compare\s*\(",
        message,
    )
    return sorted(set(out))


@rule("proof-issuer")
def proof_issuer(file):
    if not file.cpp or file.under(house.PROOF):
        return []
    return found(
        file.code,
        r"\bProofIssuer\b",
        "only what checked may prove: Keys::verify_mac, or the toolkit's echo check; the list is in tests/tidy/house.py",
    )


@rule("secret-text")
def secret_text(file):
    if not file.cpp or file.under(house.SECRET_TEXT):
        return []
    return found(
        file.code,
        r"\b(?:\w*_)?[kK]eys_?(?:\(\))?\s*(?:\.|->)\s*text\s*\(|\bKeys\s*::\s*text\b",
        "a secret leaves the key store on the wire alone: name it in OutboundRequest::credentials (adapters/toolkit/authorizer.cpp)",
    )


@rule("private-key")
def private_key(file):
    return found(
        file.raw,
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\\n|\s|[\w-]+:[^\n]*\n)*[A-Za-z0-9+/=]{20}"
        + ("" if file.under(["tests/"]) else r"|\bwhsec_[A-Za-z0-9+/]{40,}|\bdvk_[A-Za-z0-9_-]{40,}"),  # tests invent theirs
        "no private key is committed: certs/ has a script that makes development keys",
    )


# --- coroutines: name it, then await it ----------------------------------------------------------------------------


@rule("detached")
def detached(file):
    if not file.cpp:
        return []
    return found(file.code, r"\bdetached\b", "every task has an owner: TaskGroup::spawn (ports/task_group.hpp)")


def awaiting(file):
    if not file.cpp or "co_await" not in file.code:
        return []
    every = file.get("statements", lambda _: source.statements(file.code))
    out = []
    for start, text in every:
        at = text.find("co_await")
        if at >= 0:
            # nested bodies made the text shorter than the source: the line of the word itself is looked up from there
            out.append((source.line_of(file.code, file.code.find("co_await", start)), text))
    return out


LAMBDA = re.compile(r"(?<![\w)\]])\s*\[([^\[\]]*)\]\s*(?=[(<{\x01]|mutable\b|->)")


@rule("coroutine-braces")
def coroutine_braces(file):
    message = "a braced temporary beside co_await is destroyed twice by g++ 12: build it into a name first"
    return [(line, message) for line, text in awaiting(file) if "{" in text]


@rule("coroutine-lambda")
def coroutine_lambda(file):
    out = []
    for line, text in awaiting(file):
        for m in LAMBDA.finditer(text):
            parts = [p.strip() for p in m[1].split(",") if p.strip()]
            if any(not p.startswith("&") and p != "this" for p in parts):
                out.append((line, "a value-capturing lambda beside co_await is destroyed twice by g++ 12: name it and move it"))
    return out


@rule("coroutine-ternary")
def coroutine_ternary(file):
    message = "?: beside co_await crashes g++ 12: use if / else"
    return [(line, message) for line, text in awaiting(file) if "?" in text]


# --- tests ----------------------------------------------------------------------------------------------------------


@rule("vector-source")
def vector_source(file):
    if not re.match(r"tests/vectors/.*\.json$", file.path):
        return []
    try:
        data = json.loads(file.raw)
    except ValueError as why:
        return [(1, f"not JSON: {why}")]
    entries = data.get("vectors") if isinstance(data, dict) else data
    if not isinstance(entries, list):
        return [(1, 'a vector file is a list, or an object with "vectors": name, source, input, expected')]
    out = []
    for n, entry in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        for member in ("name", "source"):
            if not isinstance(entry, dict) or not str(entry.get(member) or "").strip():
                at = file.raw.find(json.dumps(name, ensure_ascii=False)) if name else 0
                line = source.line_of(file.raw, max(at, 0))
                out.append((line, f'vector {name or n}: say its "{member}": section, page or file of the specification'))
    return out


@rule("switched-off")
def switched_off(file):
    if not file.cpp:
        return []
    return found(file.code, r"\bDISABLED_\w+", "a test runs or is deleted; a known fault is a test that fails")


# --- housekeeping ---------------------------------------------------------------------------------------------------

PROSE = (".cpp", ".hpp", ".md", ".py", ".sh", ".cmake", ".txt", ".toml", ".sql", ".json", ".csv", ".yml", ".yaml", ".service", "")
WORDS_OF_LATER = r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK|TEMPO" r"RARY)\b|\b(?i:place" r"holders?|stub(?:s|bed)?)\b"


def prose(file):
    name = file.path.rsplit("/", 1)[-1]
    suffix = "." + name.rsplit(".", 1)[1] if "." in name[1:] else ""
    return suffix in PROSE


@rule("unfinished")
def unfinished(file):
    if not prose(file):
        return []
    return found(file.raw, WORDS_OF_LATER, "finish it, or write an issue and leave it out of the tree")


@rule("long-file")
def long_file(file):
    if not file.path.endswith((".cpp", ".hpp", ".py", ".sh", ".cmake")) or len(file.lines) <= 500:
        return []
    return [(501, f"{len(file.lines)} lines: split it by what it does, 60 to 300 read well, 500 is the end")]


@rule("machine-path")
def machine_path(file):
    if not prose(file):
        return []
    return found(
        file.raw,
        r"(?<![\w.$}~/-])/(?:root|home|Users|work(?:space)?)/[\w.<{$]|(?<![\w.$}~/-])/tmp/(?![\w.$-]*X{6})[\w.-]",
        "no path of one machine: a relative path, an argument, or mktemp",
    )


@rule("package-host")
def package_host(file):
    if not prose(file):
        return []
    return found(
        file.raw,
        r"(?i)\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|crates\.io|proxy\.golang\.org|deb\.debian\.org"
        r"|archive\.ubuntu\.com|conan\.io|jfrog\.io|docker\.io|quay\.io|ghcr\.io|rubygems\.org|repo1?\.maven)\b",
        "no package host in the tree: name the Debian package in deploy/packages and let apt find it",
    )


@rule("workplace")
def workplace(file):
    if not prose(file):
        return []
    return found(
        file.raw,
        r"(?i)\blanguage model\b|\bchat ?bots?\b|\bsub-?agents?\b|\b(?:this|previous|another|later|earlier) session\b(?! (?:id|key|ticket|resum))"
        r"|\bthe integrator\b|\bhelper session\b|\bas an ai\b|\bai-generated\b|\bgenerated by ai\b|\bthe brief\b",
        "a file speaks of the gateway, not of how or by whom it was typed",
    )


@rule("nolint")
def nolint(file):
    if not file.cpp:
        return []
    return found(
        file.raw,
        r"\bNOLINT(?:NEXTLINE|BEGIN)?\b(?!\([\w.,\-* ]+\):? ?\S)",
        "NOLINT(check): why. A silenced check names itself and its reason",
    )


# --- over all files together -----------------------------------------------------------------------------------------


def rooms_without_readme(paths):
    have = set(paths)
    rooms = {m[0] for p in paths if (m := re.match(r"(?:gateway|adapters)/\w+(?=/.*\.(?:cpp|hpp)$)", p))}
    rooms |= {m[0] for p in paths if (m := re.match(r"tests/(?!unit/|tidy/)\w+(?=/)", p)) and m[0] != "tests/CMakeLists.txt"}
    return [(r, 1, "readme", "say in README.md what lives here, what may not, who may include it")
            for r in sorted(rooms) if r + "/README.md" not in have]
