"""What a portal needs to speak to dvcpay, in the Python standard library: an API client that repeats after doubt, and a
webhook receiver that believes only what is signed (Standard Webhooks 1.0.0). Used by the demo and by the crash test."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_S = 300


class Gateway:
    """Calls of one API key. Every call opens its own connection: simple, and nothing to repair after a crash."""

    def __init__(self, url, key, timeout_s=15):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.key, self.timeout_s = parts.hostname, parts.port, key, timeout_s

    def call(self, method, path, body=None, idempotency_key=None):
        """(status, headers, parsed body). Raises OSError or http.client.HTTPException when nobody answers."""
        headers = {"Authorization": "Bearer " + self.key, "Accept-Language": "en"}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s)
        try:
            connection.request(method, path, body=data, headers=headers)
            answer = connection.getresponse()
            raw = answer.read()
            return answer.status, dict(answer.getheaders()), json.loads(raw) if raw else None
        finally:
            connection.close()

    def post_until_answered(self, path, body, idempotency_key, give_up_at):
        """Repeats the same call with the same key until there is an answer that is neither a twin's nor a 5xx.
        This is the whole art of not charging twice."""
        pause_s = 0.05
        while True:
            try:
                status, headers, answer = self.call("POST", path, body, idempotency_key)
                in_progress = status == 409 and answer and answer.get("code") == "request_in_progress"
                if status < 500 and status != 429 and not in_progress:
                    return status, headers, answer
            except (OSError, http.client.HTTPException, ValueError):
                pass
            if time.monotonic() > give_up_at:
                raise TimeoutError(path)
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.5)


def verify_webhook(secrets, headers, body, now=None):
    """True when one of the signatures is ours and the delivery is fresh. `secrets` are "whsec_…" texts."""
    name = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs((now or time.time()) - int(timestamp)) > TOLERANCE_S:
        return False
    text = name.encode() + b"." + timestamp.encode() + b"." + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        for signature in headers.get("webhook-signature", "").split():
            if hmac.compare_digest(signature, "v1," + expected):
                return True
    return False


class WebhookReceiver:
    """Keeps every verified delivery in the order it came; an id seen before is acknowledged and not counted again."""

    def __init__(self, secrets, port=0):
        self.secrets = secrets
        self.deliveries = []  # (payment id or None, sequence, type, data)
        self.seen = set()
        self.refused = 0
        self.changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self.send_response(204 if receiver.accept(self.headers, body) else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                """A gateway that dies in mid-connection is its own affair: it will deliver again."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def accept(self, headers, body):
        if not verify_webhook(self.secrets, headers, body):
            with self.changed:
                self.refused += 1
            return False
        event = json.loads(body)
        payment = event["data"].get("payment") or {}
        with self.changed:
            if headers["webhook-id"] not in self.seen:
                self.seen.add(headers["webhook-id"])
                self.deliveries.append((payment.get("id"), event["sequence"], event["type"], event["data"]))
            self.changed.notify_all()
        return True

    def of(self, payment_id):
        with self.changed:
            return [d for d in self.deliveries if d[0] == payment_id]

    def wait_for(self, payment_id, event_type, seconds):
        """The data of that event, or None when it did not come in time."""
        until = time.monotonic() + seconds
        with self.changed:
            while True:
                for delivery in self.deliveries:
                    if delivery[0] == payment_id and delivery[2] == event_type:
                        return delivery[3]
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self.changed.wait(left)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
