#!/usr/bin/env python3
"""One bad provider beside the others: what its hanging, garbage or flood costs a payment through somebody else.

Creates go through the other providers at a fixed pace, each at its appointed time, so that a stall counts. A pair is one
round while the provider behaves and one while it misbehaves, with the same creates of its own in both, so that the
difference is its behaviour's and not the payments'; a flood has no good twin, there the provider is quiet in the first. Pairs
alternate which comes first, and the median of their differences counts."""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
sys.path.insert(0, str(TREE / "tests" / "crash"))
from stage import Stage  # noqa: E402

WORSE_MS, WORSE_PART = 1.0, 0.10   # either is borne
RATE = 100                         # creates a second, over all healthy providers
BAD_RATE = 20                      # and at the bad one, while it answers badly
FLOOD_RATE, FLOOD_BODY = 3000, 48 * 1024
CALL_TIMEOUT_MS = 2000             # of calls: a hanging provider is waited for so long
SETTLE_S = 3.0                     # until what the bad round left behind is over


class AllStage(Stage):
    """Every provider of the sandbox, both sides from the test contracts."""

    forged_burst = None

    def configuration(self, webhook):
        contract = self.folder / "contract"
        subprocess.run(
            [self.bin / "dvcpay-sandbox", "contract", "--folder", contract, "--gateway", self.url,
             "--public-url", f"http://127.0.0.1:{self.sandbox_port}"], check=True, stdout=subprocess.DEVNULL)
        house = super().configuration(webhook).split("[providers.momo]")[0]
        if self.forged_burst is not None:
            house = house.replace("[api]\n", f"[api]\nforged_burst = {self.forged_burst}\n")
        accounts = (contract / "gateway.toml").read_text()
        return house + accounts.replace(
            "[provider_account.settings]\n", f"[provider_account.settings]\ncall_timeout_ms = {CALL_TIMEOUT_MS}\n")

    def start_sandbox(self):
        self.sandbox_process = subprocess.Popen(
            [self.bin / "dvcpay-sandbox", "--listen", f"127.0.0.1:{self.sandbox_port}", "--quiet",
             "--config", self.folder / "contract" / "sandbox.json"], stdout=self.log, stderr=self.log)

    def admin(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.sandbox_port}/_admin{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def providers(self):
        status, _, answer = self.gateway.call("GET", "/v1/providers?agency_code=H01.12&service_code=1.004222")
        if status != 200:
            raise RuntimeError(f"GET /v1/providers: {status} {answer}")
        return [row["provider"] for row in answer["items"] if row["available"]]


def http_post(path, headers, body):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json", *headers,
             f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def forged_momo():
    body = {"partnerCode": "MOMOTEST01", "orderId": "DVCFLOOD01", "requestId": "flood", "amount": 60000, "orderInfo": "x",
            "orderType": "momo_wallet", "transId": 4000000001, "resultCode": 0, "message": "Successful.", "payType": "qr",
            "responseTime": 1768449600123, "extraData": "", "signature": "0" * 64}
    return http_post("/v1/callbacks/momo/ipn", [], padded(body))


def forged_shb():
    body = {"MaDoiTac": "KIENGIANG", "MaHoaDon": "DVCFLOOD01", "MaGiaoDich": "SHB1", "SoThamChieu": "FT1", "TrangThaiGD": "1",
            "SoTien": "60000", "MaTienTe": "VND", "ThoiGianThanhToan": "20261005080634", "SoTaiKhoan": "SHBKG26100599999"}
    forged = ["x-request-id: flood-1", "x-request-signature: " + "QUJD" * 85 + "QQ=="]  # 256 bytes, as a real one
    return http_post("/shb/v1/payment-results", forged, padded(body))


def padded(body):
    return json.dumps(body | {"padding": "x" * (FLOOD_BODY - len(json.dumps(body)) - 20)}).encode()


class Misbehaviour:
    """`provider` goes bad between begin() and end(), for `seconds`; `told` says what its own load met."""

    def __init__(self, stage, provider, what, fault=None, forged=None):
        self.stage, self.provider, self.what, self.fault, self.forged = stage, provider, what, fault, forged
        self.round, self.told = 0, {}

    def command(self, seconds):
        load = [self.stage.bin / "dvcpay-load"]
        if self.forged:
            file = self.stage.folder / f"forged-{self.provider}"
            file.write_bytes(self.forged())
            return load + ["flood", "--request-file", file, "--connections", 32, "--rate", FLOOD_RATE,
                           "--count", int(FLOOD_RATE * seconds)]
        return load + ["create", "--key-file", self.stage.key_file, "--connections", 96, "--rate", BAD_RATE,
                       "--count", int(BAD_RATE * seconds), "--provider", self.provider,
                       "--run", f"bad{self.provider}{self.what[:2]}{self.round}x"]

    def begin(self, seconds, behaving=False):
        """`behaving`: the same creates, answered well; a flood keeps quiet."""
        self.round += 1
        self.process = None
        if behaving and self.forged:
            return
        if self.fault and not behaving:
            self.stage.admin("POST", f"/{self.provider}/faults", {"fault": self.fault, "operation": "create", "count": -1})
            self.stage.admin("POST", f"/{self.provider}/faults", {"fault": self.fault, "operation": "query", "count": -1})
        command = [str(c) for c in self.command(seconds)] + ["--port", str(self.stage.public)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        # A flood may be answered more slowly than it is sent: what is over when the round is, is over.
        self.over = threading.Timer(seconds + SETTLE_S + 10, self.process.kill)
        self.over.start()

    def end(self, behaving=False):
        if self.process is None:
            return
        if self.forged and self.process.poll() is None:
            self.process.terminate()
        said = self.process.communicate()[0].strip()
        self.over.cancel()
        if said and not behaving:
            figures = json.loads(said.splitlines()[-1])
            self.told = {"per_second": figures["per_second"], **figures["statuses"]}
        elif not behaving:
            self.told = {"flood": "not over with the round: answered more slowly than it was sent"}
        if self.fault and not behaving:
            self.stage.admin("DELETE", f"/{self.provider}/faults")


class Isolation:
    def __init__(self, stage, options):
        self.stage, self.options = stage, options
        self.seconds, self.pairs = (4, 1) if options.quick else (options.seconds, options.pairs)
        self.serial = 0
        self.lines = []

    def round(self, healthy, bad=None, behaving=False):
        self.serial += 1
        if bad:
            bad.begin(self.seconds + 1, behaving)
            time.sleep(0.5)
        command = [self.stage.bin / "dvcpay-load", "create", "--port", self.stage.public, "--key-file", self.stage.key_file,
                   "--connections", 32, "--rate", RATE, "--count", RATE * self.seconds, "--provider", ",".join(healthy),
                   "--run", f"iso{self.serial}x"]
        done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True, timeout=300)
        if bad:
            bad.end(behaving)
            time.sleep(SETTLE_S)
        return json.loads(done.stdout.strip().splitlines()[-1])

    def judge(self, bad, everybody):
        healthy = [name for name in everybody if name != bad.provider]
        print(f"  {bad.provider} {bad.what}; {RATE} creates/s through {', '.join(healthy)}", flush=True)
        pairs, failures = [], 0
        for turn in range(self.pairs):
            order = (True, False) if turn % 2 == 0 else (False, True)
            figures = {behaving: self.round(healthy, bad, behaving) for behaving in order}
            quiet, loud = (figures[behaving]["p99_us"] / 1000 for behaving in (True, False))
            failures += sum(f["failures"] for f in figures.values())
            pairs.append((quiet, loud))
            print(f"    behaving p50/p99 {figures[True]['p50_us'] / 1000:6.2f} /{quiet:7.2f} ms   "
                  f"misbehaving {figures[False]['p50_us'] / 1000:6.2f} /{loud:7.2f} ms   {loud - quiet:+7.2f} ms   "
                  f"its own load: {bad.told}", flush=True)
        worse = statistics.median(loud - quiet for quiet, loud in pairs)
        part = statistics.median(loud / quiet - 1 for quiet, loud in pairs)
        good = (worse <= WORSE_MS or part <= WORSE_PART) and failures == 0
        self.line(f"{bad.provider} {bad.what}: p99 of the others, median of {len(pairs)}",
                  f"{worse:+.2f} ms, {100 * part:+.0f} %", "≤ 1 ms or ≤ 10 %", good)
        if failures:
            self.line("  failed creates of the others", failures, "0", False)

    def line(self, what, value, target, good):
        print(f"  {what:<58} {value}  (target {target})  {'ok' if good else 'MISSED'}", flush=True)
        self.lines.append((what, good))

    def all(self):
        everybody = self.stage.providers()
        self.round(everybody)  # connections, tokens and caches of everybody
        for bad in (Misbehaviour(self.stage, "momo", "hangs", fault="no_answer"),
                    Misbehaviour(self.stage, "vnptpay", "answers garbage", fault="garbage"),
                    Misbehaviour(self.stage, "momo", "floods", forged=forged_momo),
                    Misbehaviour(self.stage, "shb", "floods", forged=forged_shb)):
            if self.options.only in bad.what and bad.provider in everybody:
                self.judge(bad, everybody)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=str(TREE / "build" / "release"))
    parser.add_argument("--quick", action="store_true", help="one short pair of each")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of one round")
    parser.add_argument("--forged-burst", type=int, help="another [api] forged_burst than the product's; 0: nobody waits")
    parser.add_argument("--only", default="", help="hangs, garbage or floods")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dvcpay-isolation-"))
    stage = AllStage(TREE, pathlib.Path(options.build), folder)
    stage.forged_burst = options.forged_burst
    isolation = Isolation(stage, options)
    try:
        stage.start()
        isolation.all()
    finally:
        stage.stop()
        shutil.rmtree(folder, ignore_errors=True)
    missed = [what for what, good in isolation.lines if not good]
    print(f"  targets held: {len(isolation.lines) - len(missed)}, missed: {len(missed)}"
          + (f" ({', '.join(m.strip() for m in missed)})" if missed else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
