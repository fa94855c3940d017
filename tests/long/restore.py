#!/usr/bin/env python3
"""A machine is lost; its store comes back on another path from yesterday's backup.

While portal clients create payments and citizens pay, the store and the ring are backed up. Then the machine is gone:
its store and its ring with it. What was acknowledged before the backup began must be there afterwards, payers must read in
clear, money must be where MoMo's book has it, no order reference may be given out twice, and the history must verify."""

import argparse
import base64
import os
import pathlib
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
sys.path.insert(0, str(TREE / "deploy" / "demo"))
sys.path.insert(0, str(TREE / "tests" / "crash"))
from crash import Judge, Load, fetch_payments, read_book  # noqa: E402
from portal import Gateway, WebhookReceiver  # noqa: E402
from stage import Stage, write_secret  # noqa: E402
from upkeep import PAYER  # noqa: E402


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} … ended with {done.returncode}: {done.stdout} {done.stderr}")
    return done.stdout


class Safe:
    """What is kept elsewhere: two backups and the private half of the recovery key."""

    def __init__(self, folder, dvcpay):
        self.folder, self.dvcpay = folder, dvcpay
        folder.mkdir()
        write_secret(folder / "backup.key", base64.b64encode(secrets.token_bytes(32)).decode())
        run("openssl", "genpkey", "-algorithm", "X25519", "-out", folder / "recovery.key")
        os.chmod(folder / "recovery.key", 0o600)
        run("openssl", "pkey", "-in", folder / "recovery.key", "-pubout", "-out", folder / "recovery.pub")

    def back_up(self, config):
        base = (self.dvcpay, "--config", config, "backup")
        run(*base, "create", "--to", self.folder / "store.dvb", "--key-file", self.folder / "backup.key")
        run(*base, "verify", self.folder / "store.dvb", "--key-file", self.folder / "backup.key")
        run(*base, "ring", "--to", self.folder / "ring.dvb", "--key-file", self.folder / "backup.key",
            "--recovery-key", self.folder / "recovery.pub")

    def restore(self, path):
        return run(self.dvcpay, "restore", "--from", self.folder / "store.dvb", "--ring", self.folder / "ring.dvb",
                   "--recovery-key", self.folder / "recovery.key", "--to", path)


def lose_machine(stage):
    stage.kill_gateway()
    for name in ("store.db", "store.db-wal", "store.db-shm", "ring", "rings"):
        path = stage.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def put_back(stage, safe):
    """By deploy/README.md, "Restore": the ring's keys go where the configuration names them."""
    home = stage.folder / "other" / "place"
    home.mkdir(parents=True)
    said = safe.restore(home / "dvcpay.db")
    found = [line for line in said.splitlines() if line.startswith("ring keys are in ")][0]
    keys = pathlib.Path(found.removeprefix("ring keys are in ").split(":")[0])
    (stage.folder / "rings").mkdir(mode=0o700)
    for key in keys.iterdir():
        target = stage.folder / "ring" if key.name == "stage-1" else stage.folder / "rings" / key.name
        shutil.copy(key, target)
        os.chmod(target, 0o600)
    config = stage.folder / "dvcpay.toml"
    config.write_text(config.read_text().replace('path = "store.db"', f'path = "{home / "dvcpay.db"}"'))
    return said


def judge(court, stage, before, refs, reader):
    payments = fetch_payments(stage, before)
    book = read_book(stage.book)
    for _, _, _, payment_id in before.acknowledged.values():
        court.check(payment_id in payments, f"{payment_id} was acknowledged before the backup and is gone")
    for payment in payments.values():
        paid = [a for attempt in payment["all_attempts"] for a in book.get(attempt["order_ref"], [])]
        booked = sorted(c["amount"] for c in payment["credits"])
        court.check(booked == sorted(paid), f"{payment['id']}: book {paid}, credits {booked}")
        _, _, clear = reader.call("GET", "/v1/payments/" + payment["id"])
        court.check((clear.get("payer") or {}).get("name") == PAYER, f"{payment['id']}: the payer does not read in clear")
    after = Load(stage.gateway, 2, random.Random(5))
    after.prefix = "after"
    after.start()
    time.sleep(2)
    after.stop()
    fresh = {a["order_ref"] for p in fetch_payments(stage, after).values() for a in p["all_attempts"]}
    court.check(bool(fresh) and not fresh & refs, f"order references given out twice: {sorted(fresh & refs)[:3]}")
    court.check(not {r[:2] for r in fresh} & {r[:2] for r in refs}, "the new epoch has the old one's references")
    history = stage.verify_history(witness=False)
    court.check(history["intact"], f"history: {history['findings'][:3]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(TREE / "build" / "release"))
    options = parser.parse_args()
    court = Judge()
    with tempfile.TemporaryDirectory(prefix="dvcpay-restore-") as folder:
        stage = Stage(TREE, pathlib.Path(options.build), pathlib.Path(folder), seal_every_s=2)
        receiver = WebhookReceiver([stage.webhook_secret])
        safe = Safe(pathlib.Path(folder) / "safe", stage.bin / "dvcpay")
        try:
            stage.start(receiver.port)
            key = stage.person("reader", ("payments:read", "payments:pii"))
            run(stage.bin / "dvcpay", "--config", stage.folder / "dvcpay.toml", "ring", "rotate")
            before, during = Load(stage.gateway, 4, random.Random(3)), Load(stage.gateway, 4, random.Random(4))
            during.prefix = "late"
            before.start()
            time.sleep(4)
            before.stop()
            during.start()
            safe.back_up(stage.folder / "dvcpay.toml")
            time.sleep(1)
            during.stop()
            seen = [*fetch_payments(stage, before).values(), *fetch_payments(stage, during).values()]
            refs = {a["order_ref"] for p in seen for a in p["all_attempts"]}
            lose_machine(stage)
            print(put_back(stage, safe), end="")
            stage.start_gateway()
            time.sleep(5)
            judge(court, stage, before, refs, Gateway(stage.url, key))
            print(f"  acknowledged before the backup {len(before.acknowledged)}, while and after it {len(during.acknowledged)}")
        finally:
            stage.stop()
            receiver.close()
    for what in court.failed[:40]:
        print("  FAILED " + what)
    print(f"{court.passed} passed, {len(court.failed)} failed")
    return 1 if court.failed else 0


if __name__ == "__main__":
    sys.exit(main())
