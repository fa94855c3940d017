"""Two persons of finance who give money back while the gateway is being killed, and what the judge asks of them.

Who asks and who approves are two keys of two persons. Every acknowledged approval must end with the money back exactly
once, by the sandbox's book."""

import json
import threading
import time

from portal import Gateway

SCOPES = ("payments:read", "refunds:request", "refunds:approve")


class Finance:
    def __init__(self, stage, load, rng):
        self.maker, self.checker = (Gateway(stage.url, stage.person(name, SCOPES)) for name in ("maker", "checker"))
        self.load, self.rng = load, rng
        self.approved = {}  # refund id → (payment id, amount)
        self.wrong = []
        self.asked = set()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join()

    def run(self):
        while not self.stopping.is_set():
            with self.load.lock:
                known = [a[3] for a in self.load.acknowledged.values()]
            fresh = [p for p in known[-200:] if p not in self.asked]
            if not fresh:
                time.sleep(0.05)
                continue
            try:
                self.give_back(self.rng.choice(fresh))
            except (TimeoutError, OSError, ValueError):
                continue

    def give_back(self, payment_id):
        status, _, payment = self.maker.call("GET", "/v1/payments/" + payment_id)
        if status != 200 or payment["status"] != "paid":
            time.sleep(0.02)
            return
        self.asked.add(payment_id)
        credit = payment["credits"][0]
        amount = credit["amount"] if self.rng.random() < 0.5 else max(1000, credit["amount"] // 2)
        body = {
            "credit_id": credit["id"], "amount": amount, "reason": "paid by mistake", "refundable_amount": credit["amount"],
        }
        until = time.monotonic() + 60
        status, _, refund = self.maker.post_until_answered(
            f"/v1/payments/{payment_id}/refunds", body, payment_id + "-refund", until)
        if status != 201:
            self.wrong.append((payment_id, status, refund))
            return
        path = f"/v1/refunds/{refund['id']}/approve"
        status, _, done = self.checker.post_until_answered(path, {}, refund["id"] + "-yes", until)
        if status == 200:
            self.approved[refund["id"]] = (payment_id, amount)
        else:
            self.wrong.append((refund["id"], status, done))

    def refund(self, refund_id):
        status, _, refund = self.maker.call("GET", "/v1/refunds/" + refund_id)
        return refund if status == 200 else None

    def is_settled(self):
        return all((self.refund(r) or {}).get("status") == "succeeded" for r in self.approved)


def read_returns(path):
    """Our name of the try → (order, amount), as MoMo's book has it."""
    returns = {}
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry.get("event") == "refunded":
            returns.setdefault(entry["refund_order_id"], []).append((entry["order_id"], entry["amount"]))
    return returns


def judge_refunds(court, finance, returns):
    for refund_id, (payment_id, amount) in finance.approved.items():
        refund = finance.refund(refund_id)
        court.check(refund is not None, f"P1: refund {refund_id} was approved and is gone")
        if refund is None:
            continue
        court.check(refund["payment_id"] == payment_id, f"P2: refund {refund_id} moved to {refund['payment_id']}")
        names = [t["provider_refund_id"] for t in refund["attempts"]]
        back = [entry for name in names for entry in returns.get(name, [])]
        court.check([a for _, a in back] == [amount], f"P2: refund {refund_id} of {amount} went back as {back}")
        court.check(refund["status"] == "succeeded", f"P6: refund {refund_id} ended {refund['status']}")
    ours = {t["provider_refund_id"] for r in finance.approved for t in (finance.refund(r) or {"attempts": []})["attempts"]}
    for name in returns:
        court.check(name in ours, f"P3: {name} went back and nobody is known to have approved it")
    for what in finance.wrong:
        court.check(False, f"finance: {what}")
