#!/usr/bin/env python3
"""A whole portal in one file, taking payments through a running dvcpay against dvcpay-sandbox.

Shows each step as it happens and closes with a table. Everything a portal needs is in portal.py beside it. Ends with 0
only if every payment ended as it should and the portal heard of it by a verified webhook."""

import argparse
import http.client
import json
import pathlib
import sys
import threading
import time
import urllib.parse

from portal import Gateway, WebhookReceiver

AGENCY, SERVICE = "H01.12", "1.004222"
START = time.monotonic()
PRINTING = threading.Lock()


def say(who, text):
    with PRINTING:
        print(f"  {time.monotonic() - START:6.1f} s  {who:<11} {text}", flush=True)


class Sandbox:
    """The machine way into the sandbox: payers on demand, faults, the book of who really paid."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=15)
        try:
            connection.request(method, "/_admin/momo" + path, body=json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            raw = answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"sandbox {method} {path}: {answer.status} {raw[:200]!r}")
            return json.loads(raw)
        finally:
            connection.close()

    def pay(self, order):
        self.call("POST", f"/orders/{order}/pay", {})

    def ipns(self, order):
        return self.call("GET", f"/orders/{order}")["ipns"]

    def wait_for_ipn_answers(self, order, count, seconds=15):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answered = [i for i in self.ipns(order) if i["status"] != 0]
            if len(answered) >= count:
                return answered
            time.sleep(0.1)
        return [i for i in self.ipns(order) if i["status"] != 0]


class Journey:
    def __init__(self, gateway, receiver, sandbox, run):
        self.gateway, self.receiver, self.sandbox, self.run = gateway, receiver, sandbox, run
        self.rows = []
        self.serial = 0
        self.lock = threading.Lock()

    # --- the portal's calls -----------------------------------------------------------------------------------

    def create(self, name, amount, method, expires_in=900):
        with self.lock:
            self.serial += 1
            reference = f"H01.12-{self.run}-{self.serial:04}"
        body = {
            "reference": reference, "service_code": SERVICE, "agency_code": AGENCY, "amount": amount,
            "currency": "VND", "description": f"Nộp lệ phí hồ sơ {reference}", "expires_in": expires_in,
            "return_url": "https://dichvucong.example.vn/thanh-toan/ket-qua", "provider": "momo", "method": method,
            "payer": {"name": "Nguyễn Văn An", "id_number": "091099001234", "phone": "0912345678"},
        }
        status, _, payment = self.gateway.post_until_answered(
            "/v1/payments", body, "demo-" + reference, time.monotonic() + 20)
        if status != 201:
            raise RuntimeError(f"create answered {status}: {payment}")
        attempt = payment["attempt"]
        say(name, f"create {amount:,} đ by {method} → {payment['status']}, order {attempt['order_ref']}")
        action = attempt["next_action"] or {}
        if action.get("url"):
            say(name, f"payer is sent to {action['url'][:78]}")
        if action.get("payload"):
            say(name, f"QR text {action['payload'][:78]}")
        return payment["id"], attempt["order_ref"]

    def get(self, payment_id):
        status, _, payment = self.gateway.call("GET", "/v1/payments/" + payment_id)
        if status != 200:
            raise RuntimeError(f"GET {payment_id} answered {status}")
        return payment

    def told_paid(self, name, payment_id, seconds):
        data = self.receiver.wait_for(payment_id, "payment.paid", seconds)
        if data is not None:
            say(name, "webhook payment.paid received, signature verified")
        return data is not None

    def row(self, name, payment_id, fine, what):
        payment = self.get(payment_id)
        heard = [d[2] for d in self.receiver.of(payment_id)]
        state = payment["status"] + (" (late)" if payment["late"] else "")
        with self.lock:
            self.rows.append((name, state, f"{payment['amount_received']:,}", len(heard), what, fine))

    # --- situations -------------------------------------------------------------------------------------------

    def plain(self, name, amount, method):
        payment, order = self.create(name, amount, method)
        self.sandbox.pay(order)
        say(name, "the payer pays; MoMo calls back")
        told = self.told_paid(name, payment, 15)
        ipns = self.sandbox.wait_for_ipn_answers(order, 1)
        acknowledged = bool(ipns) and ipns[0]["status"] == 204
        say(name, f"callback acknowledged with {ipns[0]['status'] if ipns else 'nothing'}")
        self.row(name, payment, told and acknowledged, "signed callback, acknowledged 204")

    def duplicate(self, name):
        payment, order = self.create(name, 60106, "redirect")
        self.sandbox.pay(order)
        told = self.told_paid(name, payment, 15)
        ipns = self.sandbox.wait_for_ipn_answers(order, 3)
        statuses = [i["status"] for i in ipns]
        credits = self.get(payment)["credits"]
        say(name, f"MoMo called three times: answered {statuses}, credits booked: {len(credits)}")
        fine = told and statuses == [204, 204, 204] and len(credits) == 1
        self.row(name, payment, fine, "three callbacks acknowledged, one credit")

    def forged(self, name):
        payment, order = self.create(name, 61000, "redirect")
        self.sandbox.call("POST", "/ipn", {"order_id": order, "result_code": 0, "sign": "wrong"})
        ipns = self.sandbox.wait_for_ipn_answers(order, 1)
        refused = bool(ipns) and ipns[0]["status"] == 400
        still = self.get(payment)["status"]
        say(name, f"a forged callback was answered {ipns[0]['status'] if ipns else 'nothing'}; the payment is {still}")
        self.sandbox.pay(order)
        told = self.told_paid(name, payment, 15)
        self.row(name, payment, refused and still == "awaiting_payer" and told, "forged callback refused 400, no effect")

    def lost(self, name):
        payment, order = self.create(name, 62105, "qr", 600)
        self.sandbox.pay(order)
        say(name, "the payer pays; MoMo's callback is lost; dvcpay asks after 15 s")
        told = self.told_paid(name, payment, 60)
        silent = not self.sandbox.ipns(order)
        self.row(name, payment, told and silent, "no callback; found by asking MoMo")

    def late(self, name):
        payment, order = self.create(name, 63000, "redirect", 60)
        self.sandbox.call("POST", "/faults", {"fault": "late_payment", "order_id": order, "delay_ms": 60000})
        self.sandbox.call("POST", f"/orders/{order}/expire", {})
        say(name, "the offer runs out; the payer pays all the same a minute later")
        expired = self.receiver.wait_for(payment, "payment.expired", 90) is not None
        say(name, "webhook payment.expired received" if expired else "no webhook payment.expired")
        told = self.told_paid(name, payment, 60)
        state = self.get(payment)
        kinds = [i["kind"] for i in state["incidents"]]
        say(name, f"the payment is {state['status']}, late: {state['late']}, incidents {kinds}")
        fine = expired and told and state["late"] and "late_payment" in kinds
        self.row(name, payment, fine, "expired, then paid: late, incident for people")

    def guarded(self, name, situation, *arguments):
        try:
            situation(name, *arguments)
        except (RuntimeError, OSError, TimeoutError, KeyError, TypeError) as problem:
            say(name, f"FAILED: {problem}")
            with self.lock:
                self.rows.append((name, "?", "?", 0, str(problem)[:60], False))

    def take_all(self):
        situations = [
            ("late", self.late), ("lost", self.lost), ("redirect", self.plain, 60000, "redirect"),
            ("qr", self.plain, 150000, "qr"), ("duplicate", self.duplicate), ("forged", self.forged),
        ]
        threads = []
        for name, situation, *arguments in situations:
            thread = threading.Thread(target=self.guarded, args=(name, situation, *arguments))
            thread.start()
            threads.append(thread)
            if name not in ("late", "lost"):  # these two wait long and run beside the others
                thread.join()
        for thread in threads:
            thread.join()


def print_table(rows):
    order = ["redirect", "qr", "duplicate", "forged", "lost", "late"]
    rows = sorted(rows, key=lambda r: order.index(r[0]))
    print()
    print(f"  {'MoMo':<10} {'status':<14} {'received':>9} {'webhooks':>9}   what was shown")
    print("  " + "-" * 92)
    for name, state, received, heard, what, fine in rows:
        print(f"  {name:<10} {state:<14} {received:>9} {heard:>9}   {'✓' if fine else '✗'} {what}")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", default="http://127.0.0.1:8080")
    parser.add_argument("--sandbox", default="http://127.0.0.1:8090")
    parser.add_argument("--key-file", required=True)
    parser.add_argument("--webhook-port", type=int, required=True)
    parser.add_argument("--webhook-secret-file", required=True)
    options = parser.parse_args()
    key = pathlib.Path(options.key_file).read_text().strip()
    secret = pathlib.Path(options.webhook_secret_file).read_text().strip()
    receiver = WebhookReceiver([secret], options.webhook_port)
    journey = Journey(
        Gateway(options.api, key), receiver, Sandbox(options.sandbox), time.strftime("%y%m%d%H%M%S"))
    journey.take_all()
    time.sleep(0.5)  # the last deliveries of other events may still be on their way into the count
    print_table(journey.rows)
    receiver.close()
    fine = [row[5] for row in journey.rows]
    return 0 if len(fine) == 6 and all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
