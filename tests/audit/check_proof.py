#!/usr/bin/env python3
"""Checks what `dvcpay audit proof` prints, by the text of gateway/ops/README.md and nothing else.

    check_proof.py PROOF.json [--public-key KEY.pem]     exit 0: proven, 1: not, with the reason

Needs Python's standard library, and the program `openssl` (3.0 or later) for Ed25519. Without
--public-key the key inside the proof is believed, which proves only that the proof fits together.
"""
import argparse
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

EVENT_FIELDS = ("prev_hash", "id", "chain", "sequence", "type", "at", "client", "agency_code", "actor", "note")
SEAL_FIELDS = ("number", "sealed_at", "last_position", "events", "payments", "root", "prev_hash")


class NotProven(Exception):
    pass


def text_of(fields):
    """Each field as its length in bytes, a colon, its bytes, a line feed."""
    out = b""
    for field in fields:
        raw = str(field).encode()
        out += str(len(raw)).encode() + b":" + raw + b"\n"
    return out


def sha256(raw):
    return hashlib.sha256(raw).digest()


def event_hash(event):
    data = sha256(event["data"].encode()).hex()
    return sha256(text_of(["dvcpay-event-1"] + [event[name] for name in EVENT_FIELDS] + [data]))


def climb(leaf_hash, path):
    here = sha256(b"\x00" + leaf_hash)
    for step in path:
        other = bytes.fromhex(step["hash"])
        if step["side"] not in ("left", "right") or len(other) != 32:
            raise NotProven("a step of the path is none")
        here = sha256(b"\x01" + (other + here if step["side"] == "left" else here + other))
    return here


def signed(text, signature, public_key):
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in (("text", text), ("signature", signature), ("key", public_key.encode())):
            with open(os.path.join(folder, name), "wb") as out:
                out.write(raw)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "signature"],
            cwd=folder, capture_output=True, check=False,
        )
        return done.returncode == 0


def check(proof, public_key=None):
    """Raises NotProven."""
    if proof["format"] != "dvcpay-proof-1":
        raise NotProven("another format")
    leaf = event_hash(proof["event"])
    if leaf.hex() != proof["event_hash"]:
        raise NotProven("the event's fields do not give its hash")
    seal = proof["seal"]
    if climb(leaf, proof["path"]).hex() != seal["root"]:
        raise NotProven("the path does not end at the seal's root")
    text = text_of(["dvcpay-seal-1"] + [seal[name] for name in SEAL_FIELDS])
    if sha256(text).hex() != seal["hash"]:
        raise NotProven("the seal's fields do not give its hash")
    signature = base64.b64decode(seal["signature"], validate=True)
    if not signed(text, signature, public_key or proof["public_key"]):
        raise NotProven("the seal's signature is not this key's")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("proof")
    arguments.add_argument("--public-key")
    given = arguments.parse_args()
    with open(given.proof, encoding="utf-8") as file:
        proof = json.load(file)
    key = None
    if given.public_key:
        with open(given.public_key, encoding="ascii") as file:
            key = file.read()
    try:
        check(proof, key)
    except (NotProven, KeyError, ValueError) as why:
        print(f"not proven: {why}")
        return 1
    print(f"proven: {proof['event']['id']} stands in seal {proof['seal']['number']} of {proof['seal']['sealed_at']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
