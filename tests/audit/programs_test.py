#!/usr/bin/env python3
"""dvcpayd seals, dvcpay verifies and proves, check_proof.py believes it; and each lie is refused.

    programs_test.py DVCPAYD DVCPAY SOURCE_FOLDER
"""
import copy
import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_proof  # noqa: E402

DAEMON, TOOL, SOURCE = sys.argv[1:4]


def configuration(folder):
    with open(os.path.join(SOURCE, "config/dvcpay.toml"), encoding="utf-8") as file:
        text = file.read()
    for old, new in (
        ('witness_file = ""', 'witness_file = "../var/witness.jsonl"'),
        ("port = 8080\n", "port = 0\n"),
        ("port = 8081\n", "port = 0\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    os.makedirs(os.path.join(folder, "config"))
    os.makedirs(os.path.join(folder, "var"))
    for name in ("services.csv", "agencies.csv"):
        shutil.copy(os.path.join(SOURCE, "config", name), os.path.join(folder, "config"))
    subprocess.run(
        [os.path.join(SOURCE, "certs/make-dev-certs"), os.path.join(folder, "certs/dev")], check=True
    )
    path = os.path.join(folder, "config/dvcpay.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.config = configuration(folder)
        self.store = os.path.join(folder, "var/dvcpay.db")
        self.witness = os.path.join(folder, "var/witness.jsonl")

    def dvcpay(self, *arguments, expect=0):
        done = subprocess.run(
            [TOOL, "--config", self.config, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def verify(self, *arguments, expect=0):
        return json.loads(self.dvcpay("audit", "verify", "--json", *arguments, expect=expect))

    def start(self):
        log = open(os.path.join(self.folder, "log"), "a", encoding="utf-8")
        daemon = subprocess.Popen([DAEMON, "--config", self.config], stdout=subprocess.PIPE, stderr=log, text=True)
        for line in daemon.stdout:
            if "history_sealed" in line:
                return daemon
        raise AssertionError("the daemon ended without a seal")

    @staticmethod
    def stop(daemon):
        daemon.send_signal(signal.SIGTERM)
        daemon.stdout.read()
        assert daemon.wait(timeout=30) == 0

    def sql(self, text, *values):
        db = sqlite3.connect(self.store)
        rows = db.execute(text, values).fetchall()
        db.commit()
        db.close()
        return rows


def key_is_made(site):
    # At its start the daemon tells of the ring and of the day's retention as well.
    before = site.verify()
    site.dvcpay(
        "keys", "create", "--name", "Trần Thị Bình", "--kind", "person", "--client", "portal", "--scope", "payments:read"
    )
    report = site.verify()
    assert report["unsealed_events"] == before["unsealed_events"] + 1, report
    assert report["events"] == before["events"] + 1, report
    made = site.sql("SELECT count(*) FROM events WHERE type = 'key.created'")
    assert made == [(1,)], made


def proofs_are_believed(site):
    public_key = os.path.join(site.folder, "public.pem")
    with open(public_key, "w", encoding="ascii") as file:
        file.write(site.dvcpay("audit", "key"))
    sealed = site.sql("SELECT id FROM events ORDER BY position")[0][0]
    unsealed = site.sql("SELECT id FROM events ORDER BY position DESC")[0][0]
    path = os.path.join(site.folder, "proof.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(site.dvcpay("audit", "proof", sealed))
    checker = [sys.executable, os.path.join(SOURCE, "tests/audit/check_proof.py"), path, "--public-key", public_key]
    said = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert said.returncode == 0 and sealed in said.stdout, said
    site.dvcpay("audit", "proof", unsealed, expect=1)
    site.dvcpay("audit", "proof", "evt_nobody", expect=1)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def lies_are_refused(proof):
    check_proof.check(proof)
    for change in (
        lambda p: p["event"].update(note=p["event"]["note"] + " "),
        lambda p: p["event"].update(sequence=p["event"]["sequence"] + 1),
        lambda p: p["event"].update(data="{}  "),
        lambda p: p.update(path=p["path"][1:]),
        lambda p: p["path"][0].update(side={"left": "right", "right": "left"}[p["path"][0]["side"]]),
        lambda p: p["seal"].update(events=p["seal"]["events"] - 1),
        lambda p: p["seal"].update(sealed_at="2020-01-01T00:00:00.000Z"),
        lambda p: p["seal"].update(signature="A" * 86 + "=="),
    ):
        lie = copy.deepcopy(proof)
        change(lie)
        try:
            check_proof.check(lie)
        except check_proof.NotProven:
            continue
        raise AssertionError(f"believed: {lie}")


def damage_ends_with_its_code(site):
    kept = site.store + ".kept"
    shutil.copy(site.store, kept)
    site.sql("UPDATE events SET note = 'nothing happened' WHERE position = 1")
    report = site.verify(expect=4)
    assert [f["damage"] for f in report["findings"]] == ["event_changed"], report
    words = site.dvcpay("audit", "verify", expect=4)
    assert "NOT as it was written" in words and "position 1" in words, words
    shutil.copy(kept, site.store)
    assert site.verify("--witness", site.witness)["intact"]


def seals_that_went_missing_show(site):
    with open(site.witness, encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["seal"] == 1, lines
    site.sql("DELETE FROM seals")
    assert site.verify()["intact"], "by itself the store looks as if it had never been sealed"
    report = site.verify("--witness", site.witness, expect=4)
    assert [f["damage"] for f in report["findings"]] == ["witness_ahead"], report


def main():
    with tempfile.TemporaryDirectory() as folder:
        site = Site(folder)
        daemon = site.start()
        running = site.verify()
        assert running["intact"] and running["seals"] == 1, running
        site.stop(daemon)
        actors = {row[0] for row in site.sql("SELECT actor FROM events WHERE type = 'catalogue.imported'")}
        assert actors == {"os:" + pwd.getpwuid(os.geteuid()).pw_name}, actors
        key_is_made(site)
        lies_are_refused(proofs_are_believed(site))
        damage_ends_with_its_code(site)
        seals_that_went_missing_show(site)
    print("fine")


if __name__ == "__main__":
    main()
