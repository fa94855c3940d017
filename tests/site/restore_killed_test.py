#!/usr/bin/env python3
"""kill -9 at moments spread over a whole restore. Whatever the moment: under the store's name stands nothing or the whole
store; the next run completes what was begun; and the gateway that starts on it has the payment and its payer."""

import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from stand import PAYER, Safe, site  # noqa: E402

MOMENTS = 24


def run(command):
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done, time.monotonic() - began


def killed_after(command, seconds):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def is_whole(it, store):
    said = subprocess.run(
        [it.bin / "dvcpay", "--config", it.config, "audit", "verify", "--store", store], capture_output=True, text=True,
        timeout=60, check=False)
    return said.returncode == 0 and "1 payments" in said.stdout


def main():
    kills = whole = 0
    with site() as it:
        safe = Safe(it)
        safe.back_up()
        it.stop_gateway()
        _, takes = run(safe.restore_command(it.folder / "measured.db"))
        for n in range(MOMENTS):
            home = it.folder / f"try-{n}"
            home.mkdir()
            store = home / "dvcpay.db"
            kills += killed_after(safe.restore_command(store), takes * n / MOMENTS)
            if store.exists():
                assert is_whole(it, store), f"moment {n}: the name was given to half a store"
                whole += 1
            else:
                done, _ = run(safe.restore_command(store))
                assert done.returncode == 0, f"moment {n}: the next run cannot complete it: {done.stderr}"
                assert is_whole(it, store), f"moment {n}"
            assert not (home / "dvcpay.db.restoring").exists() or store.exists(), f"moment {n}: a half is left"
        last = it.folder / f"try-{MOMENTS // 2}"
        shutil.copy(last / "dvcpay.db.ring" / "stage-1", it.folder / "ring")
        it.config.write_text(it.config.read_text().replace('path = "store.db"', f'path = "{last / "dvcpay.db"}"'))
        it.start_gateway()
        assert it.payer() == PAYER, it.payer()
    assert kills > MOMENTS // 3, f"only {kills} of {MOMENTS} runs were killed"
    print(f"{kills} of {MOMENTS} restores killed, {whole} had ended; every one was completed")


if __name__ == "__main__":
    main()
