#!/usr/bin/env python3
# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window is killed (SIGKILL) at random points while it writes down what it sees; each time the archive is whole, and
nothing that was committed is missing.

e2e_kill.py WALDESK

WALDESK_WINDOW_KILLS: how often, 15 by default. WALDESK_SEED: of the random points; told at the start. Needs no display.
"""

import glob
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desktop import Service, others_at_work, wait_for  # noqa: E402

LATEST_KILL = 1.5  # seconds after this window has written something


def archive_of(home):
    found = glob.glob(home + "/data/**/rows.sqlite", recursive=True)
    return found[0] if found else None


def numbers(path):
    """What is committed now, by another process: rows, texts, and how far the archive covers the list."""
    with sqlite3.connect(path, timeout=10) as database:
        rows = database.execute("SELECT count(*) FROM request").fetchone()[0]
        texts = database.execute("SELECT count(*) FROM text").fetchone()[0]
        meta = dict(database.execute("SELECT name, value FROM meta"))
    database.close()
    return rows, texts, meta.get("cursor") or 0


def last_success(path):
    """When the server had answered last, in seconds since the epoch."""
    with sqlite3.connect(path, timeout=10) as database:
        value = database.execute("SELECT value FROM meta WHERE name = 'last_success'").fetchone()[0]
    database.close()
    return value / 1e6


def examine(path, folder):
    """Looks at a copy: what the kill left is for the next window to recover."""
    copy = os.path.join(folder, "copy.sqlite")
    for suffix in ("", "-wal"):
        if os.path.exists(copy + suffix):
            os.remove(copy + suffix)
        if os.path.exists(path + suffix):
            shutil.copy(path + suffix, copy + suffix)
    if os.path.exists(copy + "-shm"):
        os.remove(copy + "-shm")
    database = sqlite3.connect(copy, timeout=10)
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    database.execute("INSERT INTO text_words (text_words) VALUES ('integrity-check')")
    lost = database.execute("SELECT count(*) FROM request LEFT JOIN text ON text.id = request.text "
                            "WHERE request.text IS NOT NULL AND text.id IS NULL").fetchone()[0]
    assert lost == 0, "%d rows without their text" % lost
    stray = database.execute("SELECT count(*) FROM request LEFT JOIN offering ON offering.id = request.offering "
                             "WHERE offering.id IS NULL").fetchone()[0]
    assert stray == 0, "%d rows without their offering" % stray
    database.rollback()
    database.close()
    return numbers(copy)


def open_window(binary, service, home):
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=home, XDG_RUNTIME_DIR=home + "/run",
                       XDG_CONFIG_HOME=home + "/config", XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache",
                       WALDESK_TOKEN=service.tokens["staff"], LC_ALL="C.UTF-8")
    return subprocess.Popen([binary, "--server", service.url, "--environment", "test", "--page", "requests"],
                            env=environment, stderr=subprocess.PIPE, text=True)


def main():
    binary = sys.argv[1]
    rounds = int(os.environ.get("WALDESK_WINDOW_KILLS", "15"))
    seed = int(os.environ.get("WALDESK_SEED", random.randrange(1_000_000)))
    print("seed %d, %d kills" % (seed, rounds), flush=True)
    dice = random.Random(seed)
    home = tempfile.mkdtemp(prefix="waldesk-kill-")
    os.makedirs(home + "/run", mode=0o700)
    os.makedirs(home + "/config/waldesk")
    with open(home + "/config/waldesk/window.ini", "w") as settings:
        settings.write("[live]\nopen=1\nquiet=1\nunfocused=1\nfirstWait=1\n")
    service = Service(binary, "--requests", "3000")
    committed = (0, 0, 0)
    grown = awaited = 0
    window = None
    try:
        with others_at_work(service, pause=0.02):
            for number in range(1, rounds + 1):
                window = open_window(binary, service, home)
                if dice.random() < 0.25:
                    time.sleep(dice.uniform(0, 1.0))  # maybe before the file is there, or open
                else:
                    wait_for("the archive", lambda: archive_of(home))
                    before = max(committed, numbers(archive_of(home))) if number > 1 else committed
                    # It writes: then at any time.
                    wait_for("a transaction of this window", lambda: numbers(archive_of(home)) > before)
                    awaited += 1
                    time.sleep(dice.uniform(0, LATEST_KILL) ** 2 / LATEST_KILL)
                assert window.poll() is None, "the window ended by itself:\n" + window.stderr.read()
                known = numbers(archive_of(home)) if archive_of(home) and committed[0] else committed
                window.send_signal(signal.SIGKILL)
                window.wait(timeout=30)
                window.stderr.close()
                path = archive_of(home)
                if not path:
                    continue
                left = examine(path, home)
                for what, now, least in zip(("requests", "texts", "the cursor"), left, known):
                    assert now >= least, "kill %d: %s fell from %d to %d" % (number, what, least, now)
                grown += left > committed
                committed = left
        # And a window after all of it: nothing was put aside, and it goes on with what is there.
        window = open_window(binary, service, home)
        wait_for("a window that goes on", lambda: numbers(archive_of(home))[2] > committed[2])
        # A desktop that logs out asks it to end: then all that it saw is written down.
        time.sleep(3)
        asked = time.time()
        window.terminate()
        window.wait(timeout=30)
        assert window.returncode == 0, "it ended with %d:\n%s" % (window.returncode, window.stderr.read())
        window.stderr.close()
        heard = last_success(archive_of(home))
        assert heard > asked - 2, "the last answer that it kept is %.1f s older than its end" % (asked - heard)
        aside = glob.glob(home + "/data/**/rows.sqlite.*", recursive=True)
        assert not aside, "put aside: " + ", ".join(aside)
        examine(archive_of(home), home)
        # The others may have been killed before they wrote anything.
        assert grown >= awaited > 0, "%d of %d windows wrote something, %d were seen to" % (grown, rounds, awaited)
        print("ok: %d kills, %d of them after new transactions; %d requests, %d texts" % (
            rounds, grown, committed[0], committed[1]))
    finally:
        if window and window.poll() is None:
            window.kill()
            window.wait(timeout=30)
        service.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
