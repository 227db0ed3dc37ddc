# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many at once in a real window: a few keys set all stuck requests erred, and a run that is cut off is told.

e2e_many.py WALDESK [SCENARIO]...
"""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, wait_for  # noqa: E402

REASON = "Closed by the end-to-end test"


def rows_of(window):
    return window.find("table", "Requests").queryTable()


def opened(binary, home, service):
    return Window(binary, "--server", service.url, "--environment", "test", "--page", "requests", home=home,
                  WALDESK_TOKEN=service.tokens["staff"])


def on_server(service, state):
    return service.get("backend-resource-requests/?state=%s&page_size=100" % state)


def closed_by_us(service):
    return [row for row in on_server(service, "Erred") if row["error_message"] == REASON]


def counted_keys(window, count, *keys):
    window.keys(*keys)
    return count + 1


def a_few_keys_set_all_sent_ones_erred(binary, home):
    service = Service(binary)
    window = opened(binary, home, service)
    try:
        wait_for("all requests in the table", lambda: rows_of(window).nRows >= 600)
        sent = on_server(service, "Sent")
        keys = counted_keys(window, 0, "1")
        wait_for("only Sent rows", lambda: rows_of(window).nRows == len(sent))
        keys = counted_keys(window, keys, "ctrl+a")
        window.find("push button", "Set %d erred" % len(sent))
        keys = counted_keys(window, keys, "e")
        wait_for("the plan is read", lambda: window.shows("%d will change" % len(sent)))
        window.type(REASON)
        keys = counted_keys(window, keys, "ctrl+Return")
        wait_for("all of them on the server", lambda: len(closed_by_us(service)) == len(sent))
        window.find("label", "Set erred: %d of %d done" % (len(sent), len(sent)))
        assert keys <= 5, "%d keys" % keys
        assert {row["uuid"] for row in closed_by_us(service)} == {row["uuid"] for row in sent}
        window.keys("Escape")
        wait_for("the list again", lambda: rows_of(window).nRows >= 0)
        print("%d requests were set erred with %d keys and the reason" % (len(sent), keys))
        window.quit()
    finally:
        service.process.send_signal(signal.SIGCONT)
        window.stop()
        service.stop()


def begin_and_hold(window, service):
    """A run whose first two requests wait for a server that stands still."""
    wait_for("all requests in the table", lambda: rows_of(window).nRows >= 600)
    rows = len(on_server(service, "Processing")) + len(on_server(service, "Sent"))
    sent = len(on_server(service, "Sent"))
    window.keys("1")
    wait_for("only Sent rows", lambda: rows_of(window).nRows == sent)
    window.keys("ctrl+2")
    wait_for("only open rows", lambda: rows_of(window).nRows == rows)
    window.keys("ctrl+a")
    window.keys("e")
    wait_for("the plan is read", lambda: window.shows("%d will change" % rows))
    window.type(REASON)
    service.process.send_signal(signal.SIGSTOP)
    window.keys("ctrl+Return")
    wait_for("the run has begun", lambda: window.shows("2 sending"))
    return rows


def told_at_the_next_start(binary, home, service, rows):
    done = len(closed_by_us(service))
    assert done < rows, "the run was over before it could be cut off"
    window = opened(binary, home, service)
    try:
        wait_for("the interrupted run is told", lambda: window.shows("A run of %d changes was interrupted" % rows))
        window.press("Plan the rest")
        window.find("push button", "Set %d erred" % (rows - done))
        wait_for("the rest is planned", lambda: window.shows("%d will change" % (rows - done)))
        window.keys("ctrl+Return")
        wait_for("the rest on the server", lambda: len(closed_by_us(service)) == rows)
        window.quit()
    finally:
        window.stop()


def a_run_that_was_killed_is_told(binary, home):
    service = Service(binary)
    window = opened(binary, home, service)
    try:
        rows = begin_and_hold(window, service)
        window.process.send_signal(signal.SIGKILL)
        window.process.wait()
        service.process.send_signal(signal.SIGCONT)
        told_at_the_next_start(binary, home, service, rows)
        print("a run of %d was killed in the middle, and finished by the next start" % rows)
    finally:
        service.process.send_signal(signal.SIGCONT)
        window.stop()
        service.stop()


def closing_the_window_keeps_the_rest(binary, home):
    service = Service(binary)
    window = opened(binary, home, service)
    try:
        rows = begin_and_hold(window, service)
        window.keys("ctrl+q")
        window.press("Leave after these")
        service.process.send_signal(signal.SIGCONT)
        wait_for("the window is gone", lambda: window.process.poll() is not None)
        assert window.process.returncode == 0, window.process.returncode
        told_at_the_next_start(binary, home, service, rows)
        print("a run of %d was left in the middle, and finished by the next start" % rows)
    finally:
        service.process.send_signal(signal.SIGCONT)
        window.stop()
        service.stop()


if __name__ == "__main__":
    desktop.run(__file__, [a_few_keys_set_all_sent_ones_erred, a_run_that_was_killed_is_told,
                           closing_the_window_keeps_the_rest])
