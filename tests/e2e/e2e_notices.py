# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens on the server reaches the desktop as a notification, and a click on it opens the place.

e2e_notices.py WALDESK [SCENARIO]...
"""

import contextlib
import json
import os
import sys
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, wait_for  # noqa: E402
from notifications import Notifications  # noqa: E402

# The window polls by its own clock: every half a minute while nothing that is open is in sight.
POLLED = 90.0
MESSAGE = "ConnectionRefusedError: the quantum gate at rack 7 is closed"


def set_erred(service, message):
    """Another client sets the oldest Sent request erred; its row as it was."""
    row = service.get("backend-resource-requests/?state=Sent&page_size=100")[-1]
    request = urllib.request.Request(
        service.url + "api/backend-resource-requests/%s/set_erred/" % row["uuid"],
        data=json.dumps({"error_message": message, "error_traceback": ""}).encode(), method="POST",
        headers={"Authorization": "Token " + service.tokens["staff"], "Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=20).close()
    return row


@contextlib.contextmanager
def opened(binary, home, environment, *arguments):
    service = Service(binary, "--requests", "60")
    notifications = Notifications()
    window = Window(binary, "--server", service.url, "--environment", environment, *arguments, home=home,
                    WALDESK_TOKEN=service.tokens["staff"])
    try:
        yield service, window, notifications
    finally:
        window.stop()
        notifications.stop()
        service.stop()


def table(window):
    return window.find("table", "Requests").queryTable()


def notification_with(notifications, words):
    return wait_for("a notification with “%s”" % words,
                    lambda: next((call for call in reversed(notifications.shown())
                                  if words in call["summary"] + "\n" + call["body"]), None), patience=POLLED)


def a_new_cause_is_told_and_a_click_opens_it(binary, home):
    with opened(binary, home, "test", "--page", "requests") as (service, window, notifications):
        wait_for("all rows", lambda: table(window).nRows >= 60)
        set_erred(service, MESSAGE)
        told = notification_with(notifications, "quantum gate")
        assert told["summary"].startswith("New cause"), told
        notifications.click(told)
        wait_for("the cause on the Errors page", lambda: window.shows("quantum gate at rack 7"))
        assert not window.has("table", "Requests"), "the Requests page is still in front"
        window.quit()


def on_production_nothing_of_the_error_is_told(binary, home):
    with opened(binary, home, "production", "--page", "requests") as (service, window, notifications):
        wait_for("all rows", lambda: table(window).nRows >= 60)
        row = set_erred(service, MESSAGE)
        told = notification_with(notifications, "1 new cause")
        assert row["offering_name"] in told["body"], told
        for call in notifications.shown():
            assert "quantum" not in json.dumps(call), call
        window.quit()


def erred_counts():
    """What the strip of each window says of Erred: "14 requests"."""
    import pyatspi

    def look(node, depth):
        if node is None or depth > 14 or node.getRoleName() == "table":
            return []
        if node.getRoleName() == "check box" and node.name == "Erred":
            return [node.description]
        return [words for child in node for words in look(child, depth + 1)]
    return [words for application in pyatspi.Registry.getDesktop(0)
            if application and "waldesk" in (application.name or "").lower() for words in look(application, 0)]


def of_two_windows_of_a_profile_one_tells(binary, home):
    os.makedirs(home + "/config/waldesk", exist_ok=True)
    with open(home + "/config/waldesk/window.ini", "w") as settings:
        settings.write("[live]\nopen=1\nquiet=1\nunfocused=1\n")
    with opened(binary, home, "test", "--page", "requests") as (service, window, notifications):
        wait_for("all rows", lambda: table(window).nRows >= 60)
        other = Window(binary, "--server", service.url, "--environment", "test", "--page", "requests", home=home,
                       WALDESK_TOKEN=service.tokens["staff"])
        try:
            def both_know():
                count = "%d request" % service.count("backend-resource-requests/?state=Erred")
                return len(erred_counts()) == 2 and all(count in words for words in erred_counts())
            wait_for("both windows", both_know)
            set_erred(service, MESSAGE)
            notification_with(notifications, "quantum gate")
            wait_for("both have seen it", both_know)
            set_erred(service, "An error of another kind: valve 4 is shut")
            told = notification_with(notifications, "2 new causes")
            assert {call["id"] for call in notifications.shown()} == {told["id"]}, notifications.shown()
        finally:
            other.stop()


def a_saved_view_tells_what_comes_to_match(binary, home):
    with opened(binary, home, "test", "--page", "requests") as (service, window, notifications):
        wait_for("all rows", lambda: table(window).nRows >= 60)
        window.find("text", "Filter").queryComponent().grabFocus()
        window.type("state:erred text:quantum")
        window.keys("Return", "Escape", "ctrl+d")
        window.find("text", "Name of the view")
        window.type("Night watch")
        window.press("Notify me of requests that come to match", role="check box")
        window.press("Save")
        window.find(None, "Night watch")
        window.keys("g", "e")
        set_erred(service, MESSAGE)
        told = notification_with(notifications, "Night watch")
        notifications.click(told)
        wait_for("the row of the view", lambda: table(window).nRows == 1)
        window.quit()


if __name__ == "__main__":
    desktop.run(__file__, [a_new_cause_is_told_and_a_click_opens_it, on_production_nothing_of_the_error_is_told,
                           a_saved_view_tells_what_comes_to_match, of_two_windows_of_a_profile_one_tells])
