"""What an operator does while the gateway is being killed: turns the ring of personal data, runs the retention, makes
backups. Each may fail where the gateway died under it; none may leave anything unreadable."""

import os
import secrets
import base64
import subprocess
import threading

from portal import Gateway

PAYER = "Nguyễn Văn An"


class Upkeep:
    def __init__(self, stage, rng):
        self.stage, self.rng = stage, rng
        self.done = {"ring rotate": 0, "retention run": 0, "backup create": 0}
        self.backup = None
        key = stage.folder / "backup.key"
        key.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        os.chmod(key, 0o600)
        self.backup_key = key
        self.reader = Gateway(stage.url, stage.person("reader", ("payments:read", "payments:pii")))
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join()

    def dvcpay(self, *words):
        command = [self.stage.bin / "dvcpay", "--config", self.stage.folder / "dvcpay.toml", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    def run(self):
        serial = 0
        while not self.stopping.wait(self.rng.uniform(0.2, 1.0)):
            serial += 1
            what = ("ring rotate", "retention run", "backup create")[serial % 3]
            words = what.split()
            file = self.stage.folder / f"backup-{serial}.dvb"
            if what == "backup create":
                words += ["--to", str(file), "--key-file", str(self.backup_key)]
            if self.dvcpay(*words).returncode == 0:
                self.done[what] += 1
                self.backup = file if what == "backup create" else self.backup

    def judge(self, court, payment_ids):
        for what, times in self.done.items():
            court.check(times > 0, f"upkeep: {what} never succeeded")
        if self.backup:
            said = self.dvcpay("backup", "verify", str(self.backup), "--key-file", str(self.backup_key))
            court.check(said.returncode == 0, f"upkeep: {self.backup.name} does not verify: {said.stdout} {said.stderr}")
        for payment_id in payment_ids:
            status, _, payment = self.reader.call("GET", "/v1/payments/" + payment_id)
            name = (payment.get("payer") or {}).get("name") if status == 200 else status
            court.check(name == PAYER, f"upkeep: the payer of {payment_id} reads {name}")
