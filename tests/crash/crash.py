#!/usr/bin/env python3
"""kill -9 at random moments under load, then judge the gateway from the outside.

The judge believes two witnesses only: the sandbox's book (who really paid, fsynced before anybody is told) and what the
portal holds (answers it got, webhooks it verified). The gateway's own records are read through its API, as a claim to be
checked, never as proof.

  P1  every payment that was acknowledged to the portal exists after the last restart
  P2  every đồng in the book is a credit of the right payment, exactly once
  P3  no payment is paid for which the book has no money
  P2  what two persons approved goes back exactly once, and nothing else does
  P5  a repeated call with the same key gave the same bytes, across crashes
  P7  every payment that is paid was told so by a verified webhook; sequences only grow
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
sys.path.insert(0, str(TREE / "deploy" / "demo"))
sys.path.insert(0, str(HERE))
from finance import Finance, judge_refunds, read_returns  # noqa: E402
from portal import Gateway, WebhookReceiver  # noqa: E402
from stage import Stage  # noqa: E402
from upkeep import Upkeep  # noqa: E402

AGENCY, SERVICE = "H01.12", "1.004222"


class Load:
    """Portal clients that create payments as fast as they are answered, and remember every answer."""

    def __init__(self, gateway, clients, rng):
        self.gateway, self.rng = gateway, rng
        self.prefix = "crash"  # of keys and references
        self.acknowledged = {}  # idempotency key → (reference, raw answer, amount, payment id)
        self.differing = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(n,), daemon=True) for n in range(clients)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def run(self, client):
        rng = random.Random(self.rng.randrange(1 << 30) + client)
        serial = 0
        while not self.stopping.is_set():
            serial += 1
            key = f"{self.prefix}-{client}-{serial}"
            amount = rng.randrange(2, 400) * 1000
            body = {
                "reference": f"H01.12-{self.prefix}-{client:02}{serial:05}", "service_code": SERVICE, "agency_code": AGENCY,
                "amount": amount, "currency": "VND", "description": "Le phi ho so", "expires_in": 900,
                "return_url": "https://dichvucong.example.vn/ket-qua", "provider": "momo",
                "method": rng.choice(["redirect", "qr"]),
                "payer": {"name": "Nguyễn Văn An", "id_number": "091099001234"},
            }
            try:
                status, _, answer = self.gateway.post_until_answered(
                    "/v1/payments", body, key, time.monotonic() + 60)
            except TimeoutError:
                continue
            if status != 201:
                with self.lock:
                    self.differing.append((key, status, answer))
                continue
            text = json.dumps(answer, sort_keys=True)
            with self.lock:
                self.acknowledged[key] = (body, text, amount, answer["id"])
            if rng.random() < 0.2:
                self.repeat(key, body, text)

    def repeat(self, key, body, text):
        try:
            status, headers, again = self.gateway.post_until_answered(
                "/v1/payments", body, key, time.monotonic() + 60)
        except TimeoutError:
            return
        if status != 201 or json.dumps(again, sort_keys=True) != text:
            with self.lock:
                self.differing.append((key, status, again))


def read_book(path):
    """order id → list of amounts really paid."""
    paid = {}
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry.get("event") == "paid" or entry.get("kind") == "paid":
            paid.setdefault(entry["order_id"], []).append(entry["amount"])
    return paid


class Judge:
    def __init__(self):
        self.passed, self.failed = 0, []

    def check(self, fine, what):
        if fine:
            self.passed += 1
        else:
            self.failed.append(what)


def judge(load, book, payments, receiver):
    court = Judge()
    by_order = {}
    for payment in payments.values():
        for attempt in payment["all_attempts"]:
            by_order[attempt["order_ref"]] = payment
    for key, (_, _, _, payment_id) in load.acknowledged.items():
        court.check(payment_id in payments, f"P1: {payment_id} ({key}) was acknowledged and is gone")
    for order, amounts in book.items():
        payment = by_order.get(order)
        court.check(payment is not None, f"P2: order {order} was paid and belongs to no payment")
        if payment is None:
            continue
        booked = sorted(c["amount"] for c in payment["credits"] if c.get("order_ref", order) == order)
        court.check(booked == sorted(amounts), f"P2: order {order}: book {amounts}, credits {booked}")
    for payment in payments.values():
        if payment["status"] == "paid":
            orders = [a["order_ref"] for a in payment["all_attempts"]]
            court.check(any(o in book for o in orders), f"P3: {payment['id']} is paid, nobody paid it")
            told = [d for d in receiver.of(payment["id"]) if d[2] == "payment.paid"]
            court.check(bool(told), f"P7: {payment['id']} is paid, the portal was not told")
        sequences = [d[1] for d in receiver.of(payment["id"])]
        court.check(sequences == sorted(sequences), f"P7: {payment['id']} told out of order: {sequences}")
    for key, status, answer in load.differing:
        court.check(False, f"P5: {key} answered {status} {answer}")
    court.check(receiver.refused == 0, f"P3: {receiver.refused} webhooks did not verify")
    return court


def fetch_payments(stage, load):
    out = {}
    for _, _, _, payment_id in load.acknowledged.values():
        status, _, payment = stage.gateway.call("GET", "/v1/payments/" + payment_id)
        if status != 200:
            continue
        _, _, attempts = stage.gateway.call("GET", f"/v1/payments/{payment_id}/attempts")
        payment["all_attempts"] = attempts["items"]
        out[payment_id] = payment
    return out


def settled(book, payments, receiver):
    """True when the gateway has nothing left to learn or to tell."""
    by_order = {a["order_ref"]: p for p in payments.values() for a in p["all_attempts"]}
    for order in book:
        payment = by_order.get(order)
        if payment is None or payment["status"] != "paid":
            return False
        if not any(d[2] == "payment.paid" for d in receiver.of(payment["id"])):
            return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(TREE / "build" / "release"), help="folder with the binaries")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--keep", action="store_true", help="keep the folder with store, logs and book")
    options = parser.parse_args()
    print(f"crash test: seed {options.seed}, {options.kills} kills, {options.clients} clients", flush=True)
    rng = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="dvcpay-crash-")
    try:
        stage = Stage(TREE, pathlib.Path(options.build), pathlib.Path(folder), seal_every_s=2)
        receiver = WebhookReceiver([stage.webhook_secret])
        stage.start(receiver.port)
        load = Load(stage.gateway, options.clients, rng)
        upkeep = Upkeep(stage, random.Random(options.seed + 2))
        finance = Finance(stage, load, random.Random(options.seed + 1))
        try:
            load.start()
            finance.start()
            upkeep.start()
            for kill in range(options.kills):
                time.sleep(rng.uniform(0.05, 0.9))
                stage.kill_gateway()
                stage.start_gateway()
                if (kill + 1) % 10 == 0:
                    print(f"  {kill + 1} kills, {len(load.acknowledged)} payments acknowledged", flush=True)
            time.sleep(1)
            upkeep.stop()
            finance.stop()
            load.stop()
            until = time.monotonic() + 240  # a refund whose try was cut off is asked about after 75 s
            while True:
                book = read_book(stage.book)
                payments = fetch_payments(stage, load)
                # Payers act for a moment after the load: what was paid while we looked belongs to the next look.
                still = read_book(stage.book) == book
                if (still and settled(book, payments, receiver) and finance.is_settled()) or time.monotonic() > until:
                    break
                time.sleep(2)
            court = judge(load, book, payments, receiver)
            returns = read_returns(stage.book)
            judge_refunds(court, finance, returns)
            upkeep.judge(court, random.Random(options.seed).sample(sorted(payments), min(200, len(payments))))
            history = stage.verify_history()
            court.check(history["intact"], f"history: {history['findings'][:3]}")
            court.check(history["seals"] > 0, "history: nothing was sealed")
        finally:
            load.stopping.set()
            finance.stopping.set()
            upkeep.stopping.set()
            stage.stop()
            receiver.close()
    finally:
        if options.keep:
            print(f"  kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"  history: {history['events']} events in {history['seals']} seals, {history['unsealed_events']} after the last")
    print(f"  upkeep: {upkeep.done}")
    print(f"  refunds approved {len(finance.approved)}, tries in MoMo's book {len(returns)}")
    print(f"  acknowledged {len(load.acknowledged)}, really paid {len(book)}, webhooks verified {len(receiver.deliveries)}")
    for what in court.failed[:40]:
        print("  FAILED " + what)
    print(f"{court.passed} passed, {len(court.failed)} failed")
    proved = load.acknowledged and book and finance.approved
    return 1 if court.failed or not proved else 0


if __name__ == "__main__":
    sys.exit(main())
