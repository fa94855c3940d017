#!/usr/bin/env python3
"""What dvcpayd refuses to start with. Each case: the exit code, the words an operator reads, no payer in clear in any file of
the store, and when the cause is mended everything is there as before."""

import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from stand import PAYER, fresh_secret, in_own_mounts, mount, site, write_secret  # noqa: E402

CANNOT_START, CONFIGURATION = 1, 2


def refused(it, code, *words):
    got, said = it.try_start()
    assert got == code, f"expected exit {code}, got {got}: {said}"
    for word in words:
        assert word in said, f"{word!r} is not in: {said}"
    assert PAYER.encode() not in it.files(), "a payer stands in clear in the store"
    return said.strip().splitlines()[-1]


def mended(it):
    it.start_gateway()
    assert it.payer() == PAYER, it.payer()


def ring_lost(it):
    kept = (it.folder / "ring").read_text()
    (it.folder / "ring").unlink()
    said = refused(it, CONFIGURATION, "ring")
    write_secret(it.folder / "ring", kept.strip())
    mended(it)
    return said


def ring_made_anew_under_another_name(it):
    config = it.config.read_text()
    it.config.write_text(config.replace('id = "stage-1"', 'id = "stage-2"'))
    said = refused(it, CANNOT_START, "ring key stage-1 is gone", "backup has it", "lost_keys")
    # Only whoever says that it is lost for ever goes on without it, and what it sealed is not shown as if it were empty.
    it.config.write_text(it.config.read_text().replace('folder = "rings"', 'folder = "rings"\nlost_keys = ["stage-1"]'))
    it.start_gateway()
    status, _, _ = it.gateway.call("GET", "/v1/payments/" + it.payment)
    assert status == 200, status
    it.stop_gateway()
    it.config.write_text(config)
    mended(it)
    return said


def ring_wrong(it):
    kept = (it.folder / "ring").read_text()
    write_secret(it.folder / "ring", fresh_secret())
    said = refused(it, CANNOT_START, "ring key stage-1 opens nothing", "put the right one back")
    write_secret(it.folder / "ring", kept.strip())
    mended(it)
    return said


def clock_set_back(it):
    # A test cannot set the machine's clock; that the store has seen a later time is the same to the daemon.
    db = sqlite3.connect(it.folder / "store.db")
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 86400000 WHERE name = 'last_wall'")
    db.commit()
    db.close()
    said = refused(it, CANNOT_START, "behind the latest time in the store", "--clock-is-right")
    db = sqlite3.connect(it.folder / "store.db")
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) - 86400000 WHERE name = 'last_wall'")
    db.commit()
    db.close()
    mended(it)
    return said


def read_only(it):
    # The store alone: what refuses here is the disk under it. root may write everywhere, so it takes a mount.
    place = it.folder / "disk"
    move_store(it, place)
    mount("--bind", place, place)
    it.mounts.append(place)
    mount("-o", "remount,ro,bind", place)
    said = refused(it, CANNOT_START, "readonly")
    mount("-o", "remount,rw,bind", place)
    mended(it)
    return said


def disk_full(it):
    place = it.folder / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "none", place)
    it.mounts.append(place)
    move_store(it, place)
    filler = place / "filler"
    with open(filler, "wb", buffering=0) as out:
        try:
            while out.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    said = refused(it, CANNOT_START, "full")
    filler.unlink()
    mended(it)
    return said


def move_store(it, place):
    place.mkdir(exist_ok=True)
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        file = it.folder / name
        if file.exists():
            (place / name).write_bytes(file.read_bytes())
            os.chmod(place / name, 0o600)
            file.unlink()
    it.config.write_text(it.config.read_text().replace('path = "store.db"', 'path = "disk/store.db"'))


def main():
    may_mount = in_own_mounts()
    cases = [ring_lost, ring_made_anew_under_another_name, ring_wrong, clock_set_back]
    for case in cases + [read_only, disk_full]:
        name = case.__name__.replace("_", " ")
        if case not in cases and not may_mount:
            print(f"{name}: skipped, mounting is not permitted here")
            continue
        with site() as it:
            it.stop_gateway()
            print(f"{name}: {case(it)}")
    print("fine")


if __name__ == "__main__":
    main()
