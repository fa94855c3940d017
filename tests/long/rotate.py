#!/usr/bin/env python3
"""The ring of personal data and MoMo's key are rotated while payments are made; no request fails.

MoMo gives the new key beforehand and believes both for a while. The gateway is told by its configuration and SIGHUP: the
new key signs, both verify. Callbacks come signed with the old key to the end."""

import argparse
import pathlib
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
sys.path.insert(0, str(TREE / "deploy" / "demo"))
sys.path.insert(0, str(TREE / "tests" / "crash"))
from crash import AGENCY, SERVICE, Judge, fetch_payments  # noqa: E402
from portal import Gateway, WebhookReceiver  # noqa: E402
from stage import Stage, write_secret  # noqa: E402
from upkeep import PAYER  # noqa: E402


class Clients:
    """Calls are not repeated here: the first answer must be the right one."""

    def __init__(self, gateway, count):
        self.gateway, self.acknowledged, self.wrong = gateway, {}, []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(n,), daemon=True) for n in range(count)]

    def run(self, client):
        serial = 0
        while not self.stopping.is_set():
            serial += 1
            key = f"rotate-{client}-{serial}"
            body = {
                "reference": f"H01.12-rotate-{client:02}{serial:05}", "service_code": SERVICE, "agency_code": AGENCY,
                "amount": 60000, "currency": "VND", "description": "Le phi ho so", "provider": "momo", "method": "redirect",
                "return_url": "https://dichvucong.example.vn/ket-qua", "payer": {"name": PAYER},
            }
            try:
                status, _, answer = self.gateway.call("POST", "/v1/payments", body, key)
            except OSError as fault:
                status, answer = 0, str(fault)
            if status == 201 and answer["status"] == "awaiting_payer":
                self.acknowledged[key] = (body, "", 60000, answer["id"])
            else:
                self.wrong.append((key, status, answer))

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def secrets_of_momo(stage):
    with urllib.request.urlopen(f"http://127.0.0.1:{stage.private}/metrics", timeout=5) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("dvcpay_key_secrets") and "momo/default/secret_key" in line:
                return float(line.split()[-1])
    return 0


def rotate(stage):
    config = stage.folder / "dvcpay.toml"
    text = config.read_text()
    old = 'secret_key = { file = "momo-secret" }'
    assert old in text
    config.write_text(text.replace(old, 'secret_key = [{ file = "momo-secret-next" }, { file = "momo-secret" }]'))
    stage.gateway_process.send_signal(signal.SIGHUP)
    said = subprocess.run(
        [stage.bin / "dvcpay", "--config", config, "ring", "rotate"], capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise RuntimeError(said.stdout + said.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(TREE / "build" / "release"))
    options = parser.parse_args()
    court = Judge()
    with tempfile.TemporaryDirectory(prefix="dvcpay-rotate-") as folder:
        stage = Stage(TREE, pathlib.Path(options.build), pathlib.Path(folder))
        write_secret(stage.folder / "momo-secret-next", secrets.token_hex(16))
        receiver = WebhookReceiver([stage.webhook_secret])
        try:
            stage.start(receiver.port)
            reader = Gateway(stage.url, stage.person("reader", ("payments:read", "payments:pii")))
            clients = Clients(stage.gateway, 4)
            clients.start()
            time.sleep(3)
            court.check(secrets_of_momo(stage) == 1, "one key of MoMo before")
            rotate(stage)
            time.sleep(4)
            clients.stop()
            until = time.monotonic() + 30
            while True:
                payments = fetch_payments(stage, clients)
                if all(p["status"] == "paid" for p in payments.values()) or time.monotonic() > until:
                    break
                time.sleep(1)
            court.check(secrets_of_momo(stage) == 2, "both keys of MoMo afterwards")
            for what in clients.wrong:
                court.check(False, f"a request failed: {what}")
            for payment in payments.values():
                court.check(payment["status"] == "paid", f"{payment['id']} is {payment['status']}")
            for payment_id in random.Random(1).sample(sorted(payments), min(300, len(payments))):
                _, _, clear = reader.call("GET", "/v1/payments/" + payment_id)
                court.check((clear.get("payer") or {}).get("name") == PAYER, f"{payment_id}: the payer does not read in clear")
            print(f"  {len(payments)} payments made and paid, {len(clients.wrong)} requests failed")
        finally:
            stage.stop()
            receiver.close()
    for what in court.failed[:40]:
        print("  FAILED " + what)
    print(f"{court.passed} passed, {len(court.failed)} failed")
    return 1 if court.failed or court.passed < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
