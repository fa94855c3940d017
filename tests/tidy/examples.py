"""The proof that the alarms ring. bad/<rule>/<path> is read as if it stood at <path>: the rule must ring on exactly the
lines that end with "// rings" (on some line, where a format has no comments). good/<rule>/<path>: it must be silent.
Neither folder is compiled, formatted or checked. What may not stand in any file of the tree is put together here."""
import os

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = "// rings"

dash = "-" * 5
COMPOSED = [
    # rule, path, bad, good
    ("private-key", "certs/server.pem", f"{dash}BEGIN PRIVATE KEY{dash}\nMIIE{'v' * 60}\n", f"{dash}BEGIN CERTIFICATE{dash}\nMIIE\n"),
    ("private-key", "certs/old.pem", f"{dash}BEGIN EC PRIVATE KEY{dash}\nDEK-Info: x\n\nMHcC{'A' * 60}\n", f"{dash}BEGIN PRIVATE KEY{dash} MIIB"),
    ("private-key", "config/dvcpay.toml", 'secret = "whsec' + "_" + "A" * 44 + '"\n', 'secret_file = "webhook.secret"\n'),
    ("package-host", "deploy/quickstart", "curl https://files." + "pythonhosted.org/x\n", "apt-get install libgtest-dev\n"),
    ("workplace", "README.md", "Written in this " + "session.\n", "Resumes this TLS session, or opens a new one.\n"),
    ("workplace", "gateway/net/tls.cpp", "// the brief " + "wants it\n// as the " + "brief says\n", "// this session ticket is kept brief\n"),
    ("unfinished", "gateway/api/a.cpp", "// TO" + "DO: refuse it\n", "// refuses it: the portal asked twice\n"),
    ("unfinished", "docs/a.md", "A place" + "holder.\n", "A parameter. Todos los mundos; XXXXXX for mkdtemp.\n"),
    ("unfinished", "gateway/ops/a.hpp", "/// stub" + "bed out\n", "/// stubborn\n"),
    ("long-file", "gateway/api/long.cpp", "int x;\n" * 501, "int x;\n" * 500),
]


def each(kind):
    top = os.path.join(HERE, kind)
    for name in sorted(os.listdir(top)):
        for folder, _, files in os.walk(os.path.join(top, name)):
            for f in sorted(files):
                full = os.path.join(folder, f)
                with open(full, encoding="utf-8") as opened:
                    yield name, os.path.relpath(full, os.path.join(top, name)), opened.read()


def run(check):
    import rules

    failed, seen = [], {"bad": set(), "good": set()}

    def ringing(name, path, raw):
        return sorted({line for _, line, rang, _ in check(path, raw) if rang == name})

    for name, path, raw in each("bad"):
        seen["bad"].add(name)
        marked = [n for n, line in enumerate(raw.splitlines(), 1) if line.rstrip().endswith(MARK)]
        rang = ringing(name, path, raw)
        if rang != marked if marked else not rang:
            failed.append(f"bad/{name}/{path}: should ring on {marked or 'some line'}, rang on {rang}")
    for name, path, raw in each("good"):
        seen["good"].add(name)
        if ringing(name, path, raw):
            failed.append(f"good/{name}/{path}: should be silent, rang on {ringing(name, path, raw)}")
    for name, path, bad, good in COMPOSED:
        seen["bad"].add(name)
        seen["good"].add(name)
        if not ringing(name, path, bad):
            failed.append(f"{name} in {path}: did not ring")
        if ringing(name, path, good):
            failed.append(f"{name} in {path}: should be silent")
    for name in rules.RULES:
        for kind in ("bad", "good"):
            if name not in seen[kind]:
                failed.append(f"rule {name} has no {kind} example")
    excused = "// tidy-allow: detached: shown here\nnet::co_spawn(ex, f(), net::detached);\n"
    if ringing("detached", "gateway/flows/a.cpp", excused) or not ringing(
        "detached", "gateway/flows/a.cpp", excused.replace(": shown here", "")
    ):
        failed.append("an excuse must name its rule and its reason")
    with_readme = ["gateway/api/a.cpp", "gateway/api/README.md", "tests/unit/api/a.cpp"]
    if rules.rooms_without_readme(with_readme) or len(rules.rooms_without_readme(with_readme[:1])) != 1:
        failed.append("readme: rings on a room without README.md, and only there")
    print("\n".join(failed + [f"tidy self-test: {len(rules.RULES) + 1} rules, {len(failed)} failed"]))
    return 1 if failed else 0
