"""One site: a stage of tests/crash that has taken a payment with a payer, and its operator's commands."""

import argparse
import base64
import contextlib
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TREE / "deploy" / "demo"))
sys.path.insert(0, str(TREE / "tests" / "crash"))
from portal import Gateway  # noqa: E402
from stage import Stage, write_secret  # noqa: E402

PAYER = "Nguyễn Văn An"


def build():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=str(TREE / "build" / "release"))
    return pathlib.Path(parser.parse_known_args()[0].build)


def fresh_secret():
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Site(Stage):
    """Started, with one payment of a named payer; its key may read payers in clear."""

    def __init__(self, folder):
        super().__init__(TREE, build(), pathlib.Path(folder), auto_pay=False)
        self.config = self.folder / "dvcpay.toml"
        self.mounts = []

    def open(self):
        self.start()
        self.reader_key = self.person("reader", ("payments:read", "payments:pii"))
        self.payment = self.pay("SITE-1")

    def pay(self, reference):
        status, _, made = self.gateway.call("POST", "/v1/payments", {
            "reference": reference, "service_code": "1.004222", "agency_code": "H01.12", "amount": 60000, "currency": "VND",
            "description": "Phí", "return_url": "https://dichvucong.example.vn/kq",
            "payer": {"name": PAYER, "id_number": "091099001234"}}, reference)
        assert status == 201, (status, made)
        return made["id"]

    def payer(self):
        status, _, shown = Gateway(self.url, self.reader_key).call("GET", "/v1/payments/" + self.payment)
        assert status == 200, (status, shown)
        return shown["payer"]["name"]

    def stop_gateway(self):
        self.gateway_process.terminate()
        assert self.gateway_process.wait(30) == 0

    def try_start(self, *words):
        """The daemon in the foreground, expected to end by itself: its exit code and what it says."""
        done = subprocess.run(
            [self.bin / "dvcpayd", "--config", self.config, *words], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stderr

    def dvcpay(self, *words, **options):
        return subprocess.run(
            [self.bin / "dvcpay", "--config", self.config, *map(str, words)], capture_output=True, text=True, timeout=60,
            check=False, **options)

    def files(self):
        return b"".join(p.read_bytes() for p in self.folder.iterdir() if p.name.startswith("store.db"))


@contextlib.contextmanager
def site():
    with tempfile.TemporaryDirectory(prefix="dvcpay-site-") as folder:
        it = Site(folder)
        try:
            it.open()
            yield it
        finally:
            it.stop()
            for place in it.mounts:
                subprocess.run(["umount", place], check=True)


class Safe:
    """What is kept elsewhere: a backup of the store, one of the ring, the private half of the recovery key."""

    def __init__(self, site):
        self.site, self.folder = site, site.folder / "safe"
        self.folder.mkdir()
        write_secret(self.folder / "backup.key", fresh_secret())
        for words in (("genpkey", "-algorithm", "X25519", "-out", "recovery.key"),
                      ("pkey", "-in", "recovery.key", "-pubout", "-out", "recovery.pub")):
            subprocess.run(["openssl", *words], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        os.chmod(self.folder / "recovery.key", 0o600)

    def back_up(self):
        key = ("--key-file", self.folder / "backup.key")
        for words in (("create", "--to", self.folder / "store.dvb", *key),
                      ("ring", "--to", self.folder / "ring.dvb", "--recovery-key", self.folder / "recovery.pub", *key)):
            done = self.site.dvcpay("backup", *words)
            assert done.returncode == 0, done.stderr

    def restore_command(self, to):
        return [self.site.bin / "dvcpay", "restore", "--from", self.folder / "store.dvb", "--ring", self.folder / "ring.dvb",
                "--recovery-key", self.folder / "recovery.key", "--to", to]


def in_own_mounts():
    """Goes on in a mount namespace of its own, so that whatever is mounted ends with the test. False: not permitted."""
    if os.environ.get("DVCPAY_OWN_MOUNTS"):
        return True
    flags = ["-m"] if os.geteuid() == 0 else ["-Urm"]
    if subprocess.run(["unshare", *flags, "true"], capture_output=True, check=False).returncode != 0:
        return False
    os.environ["DVCPAY_OWN_MOUNTS"] = "yes"
    os.execvp("unshare", ["unshare", *flags, sys.executable, *sys.argv])


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)
