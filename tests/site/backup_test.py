#!/usr/bin/env python3
"""A backup as an operator sees it on a terminal, as a log sees it, and as the unit of the night runs it."""

import configparser
import os
import pathlib
import pty
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from stand import TREE, Safe, site  # noqa: E402


def on_terminal(command):
    """Standard error is a terminal; what it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait(60) == 0, shown
    return shown.decode()


def shows_how_far_it_is(it, safe):
    command = [it.bin / "dvcpay", "--config", it.config, "backup", "create", "--to", safe.folder / "a.dvb",
               "--key-file", safe.folder / "backup.key"]
    shown = on_terminal(command)
    for stage in ("copying", "checking", "sealing"):
        assert stage in shown, (stage, shown)
    assert "99 %" in shown, shown
    assert shown.endswith("\r"), "the line is empty again"
    quiet = it.dvcpay("backup", "create", "--to", safe.folder / "b.dvb", "--key-file", safe.folder / "backup.key")
    assert quiet.returncode == 0 and quiet.stderr == "", quiet


def night_of_the_unit(it, safe):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(TREE / "deploy" / "systemd" / "dvcpay-backup.service")
    words = unit["Service"]["ExecStart"].split()
    assert words[:3] == ["/usr/local/bin/dvcpay", "--config", "/etc/dvcpay/dvcpay.toml"], words
    nights = it.folder / "nights"
    nights.mkdir()
    it.config.write_text(
        it.config.read_text() + f'\n[backup]\nfolder = "nights"\nkey_file = "{safe.folder / "backup.key"}"\nkeep = 2\n')
    done = it.dvcpay(*words[3:])
    assert done.returncode == 0, done.stderr
    made = [p.name for p in nights.iterdir()]
    assert len(made) == 1 and made[0].startswith("store-"), made
    proven = it.dvcpay("backup", "verify", nights / made[0], "--key-file", safe.folder / "backup.key")
    assert proven.returncode == 0, proven.stderr


def main():
    with site() as it:
        safe = Safe(it)
        shows_how_far_it_is(it, safe)
        night_of_the_unit(it, safe)
    print("fine")


if __name__ == "__main__":
    main()
