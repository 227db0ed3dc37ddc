# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stuck requests show their reason in the real window, and who listens is one key away.

e2e_stuck.py WALDESK [SCENARIO]...
"""

import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, wait_for  # noqa: E402


REASON = "Closed by the end-to-end test"


def table_of(window, name):
    return window.find("table", name).queryTable()


def rows(table):
    """Column 0 and the last one, from top to bottom."""
    last = table.nColumns - 1
    return [(table.getAccessibleAt(row, 0).name, table.getAccessibleAt(row, last).name) for row in range(table.nRows)]


@contextlib.contextmanager
def opened(binary, home, page, settings=""):
    os.makedirs(home + "/config/waldesk", exist_ok=True)
    with open(home + "/config/waldesk/window.ini", "w") as file:
        file.write(settings)
    service = Service(binary)
    window = Window(binary, "--server", service.url, "--environment", "test", "--page", page, home=home,
                    WALDESK_TOKEN=service.tokens["staff"])
    try:
        yield service, window
    finally:
        window.stop()
        service.stop()


def stuck_requests_show_their_reason(binary, home):
    with opened(binary, home, "stuck") as (service, window):
        def with_reasons():
            shown = rows(table_of(window, "Stuck requests"))
            return shown if any("nobody listens" in why for _, why in shown) else None
        shown = wait_for("stuck requests with their reason", with_reasons)
        assert any(state.startswith("Nobody listens") for state, _ in shown), shown
        requests = [state for state, why in shown if state in ("Sent", "Processing")]
        open_ones = sum(service.count("backend-resource-requests/?state=%s" % state) for state in ("Sent", "Processing"))
        assert 0 < len(requests) <= open_ones, (requests, open_ones)
        wait_for("what can be done", lambda: window.shows("What to do"))
        # The same number stands in the strip of the list, where a key shows only these.
        window.keys("g", "r")
        wait_for("the list", lambda: table_of(window, "Requests").nRows > len(requests))
        window.keys("5")
        wait_for("only the stuck ones", lambda: table_of(window, "Requests").nRows == len(requests))
        window.keys("0")
        wait_for("all again", lambda: table_of(window, "Requests").nRows > len(requests))
        window.quit()


def what_another_client_closes_leaves_by_itself(binary, home):
    """All that the page shows is open, so it is polled as what is in sight: the other pauses would be an hour."""
    pace = "[live]\nopen=1\nquiet=3600\nunfocused=3600\ncountEvery=3600\n"
    with opened(binary, home, "stuck", pace) as (service, window):
        wait_for("stuck requests with their reason",
                 lambda: any("nobody listens" in why for _, why in rows(table_of(window, "Stuck requests"))))
        window.click(table_of(window, "Stuck requests").getAccessibleAt(1, 0))  # the window has the focus
        count = len([state for state, _ in rows(table_of(window, "Stuck requests")) if state in ("Sent", "Processing")])
        oldest = min((row for state in ("Sent", "Processing") for row in
                      service.get("backend-resource-requests/?page_size=100&state=" + state)),
                     key=lambda row: row["created"])
        service.post("backend-resource-requests/%s/set_erred/" % oldest["uuid"],
                     {"error_message": "Closed elsewhere", "error_traceback": ""})
        wait_for("one less", lambda: window.shows("%d requests are stuck" % (count - 1)))
        window.quit()


def all_stuck_ones_are_closed_with_four_keys_and_the_reason(binary, home):
    """Task 5 where it begins: on the page of what is stuck."""
    with opened(binary, home, "stuck") as (service, window):
        wait_for("stuck requests with their reason",
                 lambda: any("nobody listens" in why for _, why in rows(table_of(window, "Stuck requests"))))
        stuck = [state for state, _ in rows(table_of(window, "Stuck requests")) if state in ("Sent", "Processing")]
        window.keys("ctrl+a")
        window.find("push button", "Set %d erred" % len(stuck))
        marked = [state for state, _ in rows(table_of(window, "Stuck requests")) if state.endswith(", marked")]
        assert len(marked) == len(stuck), (marked, stuck)
        window.keys("e")
        wait_for("the plan is read", lambda: window.shows("%d will change" % len(stuck)))
        window.type(REASON)
        window.keys("ctrl+Return")

        def closed():
            erred = service.get("backend-resource-requests/?state=Erred&page_size=100")
            return sum(1 for row in erred if row["error_message"] == REASON)
        wait_for("all of them on the server", lambda: closed() == len(stuck))
        window.keys("Escape")
        window.find("label", "Nothing is stuck")
        window.quit()


def who_listens_is_one_key_away(binary, home):
    with opened(binary, home, "requests") as (service, window):
        wait_for("the list", lambda: table_of(window, "Requests").nRows > 0)
        window.keys("g", "a")

        def answered():
            table = table_of(window, "Agents")
            words = [table.getAccessibleAt(row, 1).name for row in range(table.nRows)]
            return words if words and not any("not asked" in each for each in words) else None
        words = wait_for("who listens", answered)
        assert "nobody listens" in words[0], words
        assert any(each == "listens" for each in words), words
        window.quit()


if __name__ == "__main__":
    desktop.run(__file__, [stuck_requests_show_their_reason, what_another_client_closes_leaves_by_itself,
                           all_stuck_ones_are_closed_with_four_keys_and_the_reason, who_listens_is_one_key_away])
