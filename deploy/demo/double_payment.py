#!/usr/bin/env python3
"""Plants a double payment in the sandbox and lets two persons of finance give it back, by the command line they use.

A citizen lets one offer lapse, pays a second one for the same dossier, and then pays the first after all. Ends with 0 only
if the second movement of money is an incident, one person alone can decide nothing, MoMo's own book shows the money back
once, and the history verifies."""

import argparse
import json
import pathlib
import subprocess
import sys
import time

from journey import AGENCY, SERVICE, Sandbox, say
from portal import Gateway


class Desk:
    """`dvcpay` with the key of one person."""

    def __init__(self, program, config, key_file):
        self.program, self.config, self.key_file = program, config, key_file

    def run(self, *words, expect=0):
        command = [self.program, "--config", self.config, *words]
        if words[0] in ("incidents", "refunds"):
            command += ["--key-file", self.key_file, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != expect:
            raise RuntimeError(f"{' '.join(command)}: ended with {done.returncode}: {done.stdout} {done.stderr}")
        return done.stdout if expect == 0 else done.stderr

    def json(self, *words):
        return json.loads(self.run(*words))


def person(args, name):
    """A key of a named person, made once."""
    file = pathlib.Path(args.state) / f"{name}.key"
    desk = Desk(args.dvcpay, args.config, str(file))
    if not file.exists():
        scopes = ("payments:read", "refunds:request", "refunds:approve", "incidents:write", "incidents:approve")
        words = [word for scope in scopes for word in ("--scope", scope)]
        desk.run("keys", "create", "--kind", "person", "--name", name, "--client", "portal", *words, "--write-to", str(file))
    return desk


def post(gateway, path, body, key):
    status, _, answer = gateway.post_until_answered(path, body, key, time.monotonic() + 30)
    if status >= 300:
        raise RuntimeError(f"POST {path}: {status} {answer}")
    return answer


def get(gateway, path):
    status, _, answer = gateway.call("GET", path)
    if status != 200:
        raise RuntimeError(f"GET {path}: {status} {answer}")
    return answer


def create(gateway, reference, suffix):
    body = {
        "reference": reference, "service_code": SERVICE, "agency_code": AGENCY, "amount": 60000, "currency": "VND",
        "description": f"Nộp lệ phí hồ sơ {reference}", "provider": "momo", "method": "redirect",
        "return_url": "https://dichvucong.example.vn/thanh-toan/ket-qua",
    }
    return post(gateway, "/v1/payments", body, f"{reference}-{suffix}")


def wait_for(what, look, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise RuntimeError(f"{what}: not within {seconds} s")


def plant(gateway, sandbox, reference):
    first = create(gateway, reference, "first")
    sandbox.call("POST", f"/orders/{first['attempt']['order_ref']}/expire", {})
    post(gateway, f"/v1/payments/{first['id']}/cancel", {"reason": "another try"}, f"{reference}-cancel")
    wait_for("the first offer ends", lambda: get(gateway, f"/v1/payments/{first['id']}")["finished"])
    say("double", "the first offer ran out and was cancelled")
    second = create(gateway, reference, "second")
    sandbox.pay(second["attempt"]["order_ref"])
    wait_for("the second is paid", lambda: get(gateway, f"/v1/payments/{second['id']}")["status"] == "paid")
    sandbox.pay(first["attempt"]["order_ref"])
    say("double", "the citizen paid the second offer, and then the first after all")
    return first


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gateway", default="http://127.0.0.1:8080")
    parser.add_argument("--sandbox", default="http://127.0.0.1:8090")
    parser.add_argument("--key-file", required=True)
    parser.add_argument("--dvcpay", required=True)
    parser.add_argument("--config", required=True)
    parser.add_argument("--state", required=True, help="a folder for the two persons' keys")
    parser.add_argument("--plant-only", action="store_true", help="only the double payment: what follows is yours to do")
    args = parser.parse_args()
    gateway = Gateway(args.gateway, pathlib.Path(args.key_file).read_text(encoding="ascii").strip())
    sandbox = Sandbox(args.sandbox)
    maker, checker = person(args, "lan"), person(args, "minh")

    reference = f"{AGENCY}-{int(time.time()):x}-double"
    first = plant(gateway, sandbox, reference)
    if args.plant_only:
        say("double", f"now it is yours: dvcpay incidents list --status open --key-file {args.state}/lan.key")
        return 0
    found = wait_for("the incident", lambda: [
        i for i in maker.json("incidents", "list", "--status", "open") if i["payment_id"] == first["id"]
    ])
    incident = found[0]
    assert incident["kind"] == "duplicate_payment", incident
    say("double", f"lan finds {incident['id']}: {incident['kind']}, {incident['amount']:,} đ, due {incident['deadlines']['internal']}")
    page = maker.json("incidents", "show", incident["id"])
    for line in page["provider_says"]:
        say("double", f"  MoMo says: {line['text']}")
    maker.run("incidents", "propose", incident["id"], "--action", "refund", "--reason", "paid twice for one dossier")
    refused = maker.run("incidents", "approve", incident["id"], expect=1)
    assert "same_person" in refused, refused
    say("double", "lan proposes a refund; her own approval is refused (same_person)")
    done = checker.json("incidents", "approve", incident["id"])
    refund = wait_for("the refund", lambda: [
        r for r in checker.json("refunds", "list") if r["id"] == done["refund_id"] and r["status"] == "succeeded"
    ])[0]
    order = sandbox.call("GET", f"/orders/{first['attempt']['order_ref']}")
    back = sum(r["amount"] for r in order["refunds"] if r["state"] == "done")
    assert back == 60000, order
    say("double", f"minh approves; MoMo's book shows {back:,} đ back, as {refund['provider_refund_id']}")
    report = json.loads(checker.run("audit", "verify", "--json"))
    assert report["intact"], report
    say("double", f"the history verifies: {report['events']} events, {report['seals']} seals")
    return 0


if __name__ == "__main__":
    sys.exit(main())
