"""One gateway and one sandbox in a folder of their own, on free loopback ports: started, killed, started again."""

import base64
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TREE / "deploy" / "demo"))
from portal import Gateway  # noqa: E402

PARTNER, ACCESS_KEY = "MOMOTEST01", "AKtest0000000001"

CONFIG = """
[server]
public_url = "http://127.0.0.1:{public}"
admin_socket = "admin.sock"
[server.public]
address = "127.0.0.1"
port = {public}
[server.private]
address = "127.0.0.1"
port = {private}
[store]
path = "store.db"
[api]
provider_wait_ms = 4000
rate_per_second = 0
[log]
level = "{log_level}"
[audit]
seal_key_file = "seal.key"
seal_every_s = {seal_every_s}
witness_file = "witness.jsonl"
[catalogue]
services_file = "{tree}/config/services.csv"
agencies_file = "{tree}/config/agencies.csv"
[personal_data]
folder = "rings"
[[personal_data.key]]
id = "stage-1"
secret = {{ file = "ring" }}
[[client]]
id = "portal"
return_origins = ["https://dichvucong.example.vn"]
[webhooks]
timeout_ms = 3000
schedule_s = [1, 1, 2, 2, 5, 5, 5, 10, 10, 10, 10, 10, 10, 10, 10]
{webhook}
[providers.momo]
reach = "loopback"
connections_max = 16
requests_waiting_max = 256
[[provider_account]]
provider = "momo"
name = "default"
[provider_account.beneficiary]
account = "1234567890"
bank_bin = "970418"
name = "KHO BAC NHA NUOC KHU VUC"
[provider_account.settings]
endpoint = "http://127.0.0.1:{sandbox}"
partner_code = "{partner}"
access_key = "{access_key}"
ask_after_s = [2, 5, 10, 20, 40, 60, 90]
[provider_account.secrets]
secret_key = {{ file = "momo-secret" }}
"""

WEBHOOK = """
[[webhook]]
id = "portal"
client = "portal"
url = "http://127.0.0.1:{port}/webhooks"
secret = {{ file = "webhook-secret" }}
reach = "loopback"
concurrency = 16
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_secret(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text + "\n")


class Stage:
    def __init__(self, tree, build, folder, auto_pay=True, log_level="warning", seal_every_s=3600):
        self.tree, self.bin, self.folder = tree, build / "bin", folder
        self.auto_pay, self.log_level, self.seal_every_s = auto_pay, log_level, seal_every_s
        self.public, self.private, self.sandbox_port = free_port(), free_port(), free_port()
        self.book = folder / "book.jsonl"
        self.book.touch()
        self.webhook_secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self.gateway_process = self.sandbox_process = None
        self.gateway = None
        self.log = open(folder / "dvcpayd.log", "ab")
        write_secret(folder / "webhook-secret", self.webhook_secret)
        write_secret(folder / "momo-secret", secrets.token_hex(16))
        write_secret(folder / "ring", base64.b64encode(secrets.token_bytes(32)).decode())

        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "ED25519", "-out", folder / "seal.key"], check=True, stderr=subprocess.DEVNULL)
        os.chmod(folder / "seal.key", 0o600)

    def configuration(self, webhook):
        return CONFIG.format(
            public=self.public, private=self.private, sandbox=self.sandbox_port, tree=self.tree, webhook=webhook,
            partner=PARTNER, access_key=ACCESS_KEY, log_level=self.log_level, seal_every_s=self.seal_every_s)

    def start(self, webhook_port=None):
        webhook = WEBHOOK.format(port=webhook_port) if webhook_port else ""
        (self.folder / "dvcpay.toml").write_text(self.configuration(webhook))
        self.start_sandbox()
        self.start_gateway()
        key_file = self.folder / "portal.key"
        subprocess.run(
            [self.bin / "dvcpay", "--config", self.folder / "dvcpay.toml", "keys", "create", "--name", "portal",
             "--client", "portal", "--scope", "payments:write", "--scope", "payments:read", "--scope", "webhooks:manage",
             "--write-to", key_file], check=True, stdout=subprocess.DEVNULL)
        self.key_file = key_file
        self.gateway = Gateway(f"http://127.0.0.1:{self.public}", key_file.read_text().strip())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.public}"

    def person(self, name, scopes):
        """The key of a person, made over the admin socket."""
        key_file = self.folder / f"{name}.key"
        words = [word for scope in scopes for word in ("--scope", scope)]
        subprocess.run(
            [self.bin / "dvcpay", "--config", self.folder / "dvcpay.toml", "keys", "create", "--kind", "person", "--name", name,
             "--client", "portal", *words, "--write-to", key_file], check=True, stdout=subprocess.DEVNULL)
        return key_file.read_text().strip()

    def start_sandbox(self):
        command = [self.bin / "dvcpay-sandbox", "--listen", f"127.0.0.1:{self.sandbox_port}", "--momo-partner-code", PARTNER,
                   "--momo-access-key", ACCESS_KEY, "--momo-secret-key-file", self.folder / "momo-secret",
                   "--book", self.book]
        if (self.folder / "momo-secret-next").exists():
            command += ["--momo-next-secret-key-file", self.folder / "momo-secret-next"]
        if self.auto_pay:
            command += ["--auto-pay", "pay", "--auto-pay-after-ms", "150"]
        self.sandbox_process = subprocess.Popen(command, stdout=self.log, stderr=self.log)

    def start_gateway(self):
        began = time.monotonic()
        self.gateway_process = subprocess.Popen(
            [self.bin / "dvcpayd", "--config", self.folder / "dvcpay.toml"], stdout=self.log, stderr=self.log)
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.private}/health/ready", timeout=1) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except OSError:
                pass
            if self.gateway_process.poll() is not None:
                raise RuntimeError("dvcpayd ended: " + (self.folder / "dvcpayd.log").read_text()[-2000:])
            if time.monotonic() - began > 30:
                raise RuntimeError("dvcpayd is not ready after 30 s")
            time.sleep(0.005)

    def verify_history(self, witness=True):
        """What `dvcpay audit verify` says, beside the running gateway. A restored store has a history of its own: the
        witness of the lost one is ahead of it."""
        file = ["--witness", self.folder / "witness.jsonl"] if witness else []
        said = subprocess.run(
            [self.bin / "dvcpay", "--config", self.folder / "dvcpay.toml", "audit", "verify", "--json", *file], capture_output=True, text=True, check=False)
        return json.loads(said.stdout) if said.stdout else {"intact": False, "findings": [said.stderr], "seals": 0}

    def kill_gateway(self):
        self.gateway_process.send_signal(signal.SIGKILL)
        self.gateway_process.wait()

    def stop(self):
        for process in (self.gateway_process, self.sandbox_process):
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()

    def resident_mib(self):
        for line in pathlib.Path(f"/proc/{self.gateway_process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0
