# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in a real window: filter, select, set erred, and the server agrees.

e2e_requests.py WALDESK [SCENARIO]...
"""

import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, wait_for  # noqa: E402

REASON = "Closed by the end-to-end test"


def rows_of(window):
    return window.find("table", "Requests").queryTable()


def state_of(table, row):
    return table.getAccessibleAt(row, 0).name


def filter_and_set_erred(binary, home):
    service = Service(binary)
    window = Window(binary, "--server", service.url, "--environment", "test", "--page", "requests", home=home,
                    WALDESK_TOKEN=service.tokens["staff"])
    try:
        wait_for("all requests in the table", lambda: rows_of(window).nRows >= 600)

        # Filter by keys, as a person does.
        window.find("text", "Filter").queryComponent().grabFocus()
        window.type("state:sent")
        window.keys("Return")
        sent = service.get("backend-resource-requests/?state=Sent&page_size=100")
        wait_for("only Sent rows", lambda: rows_of(window).nRows == len(sent) and "Sent" in state_of(rows_of(window), 0))

        # Select the first row, set it erred, send it without waiting for the countdown.
        window.keys("Escape")
        window.click(rows_of(window).getAccessibleAt(0, 0))
        window.keys("e")
        window.find("text", "Error message").queryEditableText().setTextContents(REASON)
        window.keys("ctrl+Return")
        window.find("push button", "Send now", exact=False).queryAction().doAction(0)

        def on_server():
            erred = service.get("backend-resource-requests/?state=Erred&page_size=100")
            return [row for row in erred if row["error_message"] == REASON]
        changed = wait_for("the reason on the server", on_server)
        assert len(changed) == 1, changed
        assert changed[0]["uuid"] == sent[0]["uuid"], "another row than the one that was selected"
        assert len(service.get("backend-resource-requests/?state=Sent&page_size=100")) == len(sent) - 1

        # The row stays where it was, and says what it is now.
        wait_for("the row says Erred", lambda: "Erred" in state_of(rows_of(window), 0))
        assert window.process.poll() is None, "the window ended by itself"
        print("filtered %d Sent rows, set one erred, the server agrees" % len(sent))
    finally:
        window.stop()
        service.stop()


@contextlib.contextmanager
def opened(binary, home, requests):
    service = Service(binary, "--requests", str(requests))
    window = Window(binary, "--server", service.url, "--environment", "test", home=home,
                    WALDESK_TOKEN=service.tokens["staff"])
    try:
        yield service, window
    finally:
        window.stop()
        service.stop()


def a_server_without_requests_says_so(binary, home):
    with opened(binary, home, 0) as (_, window):
        window.find("push button", "Show requests")
        window.keys("g", "r")
        window.find("label", "No requests yet")
        window.quit()


def open_opens_as_many_requests_as_it_says(binary, home):
    with opened(binary, home, 640) as (_, window):
        button = window.find("push button", "Open ", exact=False)
        count = int(button.name.split()[1])
        window.click(button)
        wait_for("%d rows" % count, lambda: rows_of(window).nRows == count)
        window.quit()


if __name__ == "__main__":
    desktop.run(__file__, [filter_and_set_erred, a_server_without_requests_says_so,
                           open_opens_as_many_requests_as_it_says])
