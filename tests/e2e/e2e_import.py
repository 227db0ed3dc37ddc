# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request found is imported and dismissed in a real window, by keys, and a run that is killed is told afterwards.

e2e_import.py WALDESK [SCENARIO]...
"""

import collections
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, has_state, wait_for  # noqa: E402

HOLD_KEYS = 0.4  # seconds: a letter that follows another one at once begins a word


def waiting(service, offering):
    return {each["uuid"]: each["name"]
            for each in service.get("backend-resources/?page_size=100&offering_uuid=" + offering)}


def a_done_request(service, role="staff"):
    """The newest one of the offering for whose import most resources wait, and that offering."""
    offerings = collections.Counter(each["offering"] for each in service.get("backend-resources/?page_size=100", role))
    offering = offerings.most_common(1)[0][0]
    done = service.get("backend-resource-requests/?state=Done&page_size=1&o=-created&offering_uuid=" + offering, role)
    return done[0]["uuid"], offering


def opened(binary, home, service, request, role="staff"):
    window = Window(binary, "--server", service.url, "--environment", "test", request, home=home,
                    WALDESK_TOKEN=service.tokens[role])
    wait_for("what it found", lambda: window.find("table", "Found resources").queryTable().nRows > 3)
    return window


def mark(window, number):
    """The first ones of the list, by keys alone; gives their names as they are read out."""
    window.keys("Return")
    table = window.find("table", "Found resources")
    wait_for("the keyboard in the list", lambda: has_state(table, "FOCUSED"))
    for place in range(number):
        window.keys(*(["Down"] if place else []), "x")
        time.sleep(HOLD_KEYS)
    window.find("push button", "Import %d…" % number)


def journal_shows(window, what, number):
    window.keys("g", "j")

    def lines():
        table = window.find("table", "Changes", patience=1).queryTable()
        return [table.getAccessibleAt(row, 1).name for row in range(table.nRows)].count(what) == number
    wait_for("%d lines of the journal" % number, lines)


def marked_resources_are_imported(binary, home):
    service = Service(binary)
    request, offering = a_done_request(service)
    window = opened(binary, home, service, request)
    try:
        before = waiting(service, offering)
        resources = service.count("marketplace-provider-resources/")
        mark(window, 3)
        window.press("Import 3…")
        wait_for("the plan is read", lambda: window.shows("3 will change"))
        assert waiting(service, offering) == before, "something was sent before it was confirmed"
        window.keys("ctrl+Return")
        window.find("label", "Import: 3 of 3 done")
        assert len(before) - len(waiting(service, offering)) == 3
        assert service.count("marketplace-provider-resources/") == resources + 3
        window.keys("Escape")
        wait_for("the list again", lambda: window.shows("%d of the offering waiting for import" % (len(before) - 3)))
        journal_shows(window, "Import", 3)
        print("3 of %d resources were imported" % len(before))
        window.quit()
    finally:
        window.stop()
        service.stop()


def a_manager_dismisses_what_is_no_resource(binary, home):
    service = Service(binary)
    request, offering = a_done_request(service, "manager")
    window = opened(binary, home, service, request, "manager")
    try:
        before = waiting(service, offering)
        resources = service.count("marketplace-provider-resources/")
        mark(window, 2)
        assert not has_state(window.find("push button", "Import 2…"), "ENABLED")
        window.press("Dismiss 2…")
        wait_for("the plan is read", lambda: window.shows("2 will change"))
        window.keys("ctrl+Return")
        window.find("label", "Dismiss: 2 of 2 done")
        assert len(before) - len(waiting(service, offering)) == 2
        assert service.count("marketplace-provider-resources/") == resources
        journal_shows(window, "Dismiss", 2)
        print("2 of %d resources were dismissed" % len(before))
        window.quit()
    finally:
        window.stop()
        service.stop()


def an_import_that_was_killed_is_told(binary, home):
    service = Service(binary)
    request, offering = a_done_request(service)
    window = opened(binary, home, service, request)
    try:
        before = waiting(service, offering)
        resources = service.count("marketplace-provider-resources/")
        mark(window, 5)
        window.press("Import 5…")
        wait_for("the plan is read", lambda: window.shows("5 will change"))
        service.process.send_signal(signal.SIGSTOP)
        window.keys("ctrl+Return")
        wait_for("the run has begun", lambda: window.shows("2 sending"))
        window.process.send_signal(signal.SIGKILL)
        window.process.wait()
        service.process.send_signal(signal.SIGCONT)
        window = opened(binary, home, service, request)
        wait_for("the interrupted run is told", lambda: window.shows("A run of 5 changes was interrupted"))
        done = len(before) - len(waiting(service, offering))
        assert done < 5, "the run was over before it could be cut off"
        window.press("Plan the rest")
        wait_for("the rest is planned", lambda: window.shows("%d will change" % (5 - done)))
        window.keys("ctrl+Return")
        wait_for("the rest on the server", lambda: len(before) - len(waiting(service, offering)) == 5)
        window.find("label", "Import: %d of %d done" % (5 - done, 5 - done))
        assert service.count("marketplace-provider-resources/") == resources + 5, "one was imported twice, or none came of it"
        print("an import of 5 was killed after %d, and finished by the next start" % done)
        window.quit()
    finally:
        service.process.send_signal(signal.SIGCONT)
        window.stop()
        service.stop()


if __name__ == "__main__":
    desktop.run(__file__, [marked_resources_are_imported, a_manager_dismisses_what_is_no_resource,
                           an_import_that_was_killed_is_told])
