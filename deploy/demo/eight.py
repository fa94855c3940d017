#!/usr/bin/env python3
"""One payment through each provider that both the gateway and the sandbox know: eight of them today, a ninth by itself.

Each is created with the provider's own default method. A QR code is shown in the terminal (`dvcpay payments qr`) and
scanned; an address is opened. Then the payer presses the button of the page he sees, the provider asks what its protocol
asks and calls the gateway, and the portal is told. Closes with a table; ends with 0 only if every payment was paid, the
portal heard of it by a verified webhook and the provider's call was answered."""

import argparse
import html.parser
import http.client
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse

from journey import AGENCY, SERVICE, say
from portal import Gateway, WebhookReceiver

TOLD_WITHIN_S = 30


class Buttons(html.parser.HTMLParser):
    """The forms of a payer's page: by the id of its button, where each goes and with which fields."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.action, self.fields = {}, None, {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.action, self.fields = has.get("action"), {}
        elif tag == "input" and self.action:
            self.fields[has.get("name")] = has.get("value", "")
        elif tag == "button" and self.action:
            self.forms[has.get("id")] = (self.action, self.fields)


class Payer:
    """A citizen with a browser and a bank's app, both of which know nothing but the sandbox."""

    def __init__(self, sandbox):
        self.base = sandbox

    def http(self, method, url, body=None, kind=None):
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.base, url))
        home = urllib.parse.urlsplit(self.base)
        if parts.netloc != home.netloc:
            raise RuntimeError(f"{url} is not the sandbox")
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
            connection.request(method, path, body=body, headers={"Content-Type": kind} if kind else {})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status in (302, 303, 307):
                return self.http("GET", answer.getheader("Location"))
            if answer.status >= 300:
                raise RuntimeError(f"{method} {parts.path}: {answer.status} {text[:200]}")
            return text
        finally:
            connection.close()

    def admin(self, method, path, body=None):
        raw = None if body is None else json.dumps(body)
        return json.loads(self.http(method, "/_admin" + path, raw, "application/json"))

    def scan(self, code):
        """What the payer sees: a wallet's code is an address, a bank's is read by the bank."""
        if code.startswith(("http://", "https://")):
            return self.http("GET", code)
        return self.http("GET", self.admin("POST", "/scan", {"payload": code})["page"])

    def press_pay(self, page):
        forms = Buttons(page).forms
        if "pay" not in forms:
            raise RuntimeError("the payer's page has no button to pay: " + page[-300:])
        action, fields = forms["pay"]
        self.http("POST", action, urllib.parse.urlencode(fields), "application/x-www-form-urlencoded")


class Eight:
    def __init__(self, options):
        self.options = options
        key = pathlib.Path(options.key_file).read_text(encoding="ascii").strip()
        secret = pathlib.Path(options.webhook_secret_file).read_text(encoding="ascii").strip()
        self.gateway = Gateway(options.api, key)
        self.receiver = WebhookReceiver([secret], options.webhook_port)
        self.payer = Payer(options.sandbox)
        self.run = time.strftime("%y%m%d%H%M%S")
        self.rows = []

    def providers(self):
        """Those the gateway offers now; each must be played by the sandbox, or nobody could pay."""
        status, _, answer = self.gateway.call("GET", f"/v1/providers?agency_code={AGENCY}&service_code={SERVICE}")
        if status != 200:
            raise RuntimeError(f"GET /v1/providers: {status} {answer}")
        return [p for p in answer["items"] if p["available"]]

    def create(self, name):
        reference = f"{AGENCY}-{self.run}-{name}"
        body = {
            "reference": reference, "service_code": SERVICE, "agency_code": AGENCY, "amount": 60000, "currency": "VND",
            "description": f"Nộp lệ phí hồ sơ {reference}", "provider": name,
            "return_url": "https://dichvucong.example.vn/thanh-toan/ket-qua",
            "payer": {"name": "Nguyễn Văn An", "id_number": "091099001234", "phone": "0912345678"},
        }
        status, _, payment = self.gateway.post_until_answered(
            "/v1/payments", body, "eight-" + reference, time.monotonic() + 20)
        if status != 201:
            raise RuntimeError(f"create answered {status}: {payment}")
        if not payment["attempt"]["next_action"]:
            raise RuntimeError(f"nothing to pay with: {payment['status']}, {payment['attempt']['failure']}")
        return payment

    def show(self, name, payment):
        """Prints what the payer is given and returns the page he comes to."""
        action = payment["attempt"]["next_action"]
        if action["type"] != "qr":
            say(name, f"the payer is sent to {action['url'][:110]}")
            return self.payer.http("GET", action["url"])
        say(name, "the payer scans")
        sys.stdout.flush()
        subprocess.run(
            [self.options.dvcpay, "payments", "qr", payment["id"], "--url", self.options.api, "--key-file",
             self.options.key_file], check=True)
        return self.payer.scan(action["payload"])

    def names(self, payment):
        """How the provider may know the order: our reference, or the account number in the code."""
        account = payment["attempt"]["next_action"].get("account") or {}
        return [name for name in (payment["attempt"]["order_ref"], account.get("number")) if name]

    def calls(self, name, payment):
        """The provider's calls about the order and our answers to them, by the provider's own book."""
        for key in self.names(payment):
            try:
                order = self.payer.admin("GET", f"/{name}/orders/{urllib.parse.quote(key, safe='')}")
            except RuntimeError:
                continue
            rows = order.get("calls", order.get("ipns", []))
            return [(row.get("kind", "ipn"), row["status"]) for row in rows]
        raise RuntimeError("the provider has no such order")

    def answered_calls(self, name, payment):
        until = time.monotonic() + 5
        while True:
            calls = self.calls(name, payment)
            if (calls and all(status for _, status in calls)) or time.monotonic() > until:
                return calls
            time.sleep(0.05)

    def opened_by(self, name, payment):
        """What we had to ask the provider before the payer could pay, as the provider saw it."""
        latest = self.payer.admin("GET", f"/{name}/requests")["latest"]
        ours = self.names(payment)
        asked = list(dict.fromkeys(row["operation"] for row in latest if row["order_id"] in ours))
        code = payment["attempt"]["next_action"].get("payload", "")
        what = "VietQR" if code.startswith("000201") else "own QR" if code else "page"
        return f"{what}, by {'+'.join(asked)}" if asked else f"{what}, no call"

    def one(self, name, title):
        payment = self.create(name)
        attempt = payment["attempt"]
        say(name, f"{title}: {payment['amount']:,} đ by {attempt['method']}, order {attempt['order_ref']}")
        opened = self.opened_by(name, payment)
        page = self.show(name, payment)
        began = time.monotonic()
        self.payer.press_pay(page)
        told = self.receiver.wait_for(payment["id"], "payment.paid", TOLD_WITHIN_S)
        took = time.monotonic() - began
        status, _, now = self.gateway.call("GET", "/v1/payments/" + payment["id"])
        calls = self.answered_calls(name, payment)
        fine = (told is not None and status == 200 and now["status"] == "paid" and bool(calls)
                and now["amount_received"] == payment["amount"] and all(s // 100 == 2 for _, s in calls))
        called = ", ".join(f"{kind} {answer}" for kind, answer in calls) or "nobody"
        say(name, f"{now['status']}, webhook {'verified' if told else 'missing'}; the provider called: {called}")
        self.rows.append((title, attempt["method"], opened, called, f"{took:.2f} s", fine))

    def take_all(self):
        for provider in self.providers():
            try:
                self.one(provider["provider"], provider["name"])
            except (RuntimeError, OSError, KeyError, TypeError, TimeoutError, subprocess.CalledProcessError) as problem:
                say(provider["provider"], f"FAILED: {problem}")
                self.rows.append((provider["name"], "?", "?", str(problem)[:40], "?", False))


def print_table(rows):
    head = ("provider", "method", "opened as, by", "who called us, our answer", "to paid")
    widths = [max(len(row[i]) for row in [head, *(r[:5] for r in rows)]) for i in range(5)]
    print()
    print("  " + "  ".join(text.ljust(width) for text, width in zip(head, widths)))
    print("  " + "-" * (sum(widths) + 2 * 4 + 3))
    for *cells, fine in rows:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(cells, widths)) + ("  ✓" if fine else "  ✗"))
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", default="http://127.0.0.1:8080")
    parser.add_argument("--sandbox", default="http://127.0.0.1:8090")
    parser.add_argument("--key-file", required=True)
    parser.add_argument("--webhook-port", type=int, required=True)
    parser.add_argument("--webhook-secret-file", required=True)
    parser.add_argument("--dvcpay", required=True)
    eight = Eight(parser.parse_args())
    eight.take_all()
    print_table(eight.rows)
    eight.receiver.close()
    return 0 if eight.rows and all(row[5] for row in eight.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
