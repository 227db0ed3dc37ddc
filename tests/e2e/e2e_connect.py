# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to open a connection from the connect page, with the system's keychain, and every way to leave one.

e2e_connect.py WALDESK [SCENARIO]...
"""

import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, stored_secret, wait_for  # noqa: E402

@contextlib.contextmanager
def service_and_window(binary, home, *arguments):
    service = Service(binary, "--requests", "40")
    window = Window(binary, *arguments, home=home)
    try:
        yield service, window
    finally:
        window.stop()
        service.stop()


def fill_form(service, window, token=None):
    window.fill("Server address", service.url)
    window.fill("Token", token or service.tokens["staff"], role="password text")


def name_of(service):
    return service.url.split("/")[2]


def assert_open(window, name):
    window.find("frame", name + " — Waldesk")


def connect(binary, home, remember, *, test_first=False, enter=False, wrong_first=False):
    with service_and_window(binary, home) as (service, window):
        if wrong_first:
            fill_form(service, window, "0123456789012345678901234567890123456789")
            window.press("Connect")
            window.find("push button", "Test again")
        fill_form(service, window)
        if not remember:
            window.press("Remember in the system keychain", role="check box")
        if test_first:
            window.press("Test the connection")
            window.find("push button", "Test again")
        if enter:
            window.click(window.find("password text", "Token"))
            window.keys("Return")
        else:
            window.press("Connect")
        assert_open(window, name_of(service))
        if remember:
            kept = wait_for("the token in the keychain", lambda: stored_secret(name_of(service), service.url))
            assert kept == service.tokens["staff"], "the keychain holds something else than what was typed"
        window.quit()
        if not remember:
            assert stored_secret(name_of(service), service.url) is None
        # The next start needs no question when it was remembered, and asks when it was not.
        window = Window(binary, home=home)
        try:
            if remember:
                assert_open(window, name_of(service))
            else:
                window.find("password text", "Token")
            window.quit()
        finally:
            window.stop()


def by_click(binary, home):
    connect(binary, home, True)


def by_click_without_remembering(binary, home):
    connect(binary, home, False)


def by_enter(binary, home):
    connect(binary, home, True, enter=True)


def by_click_after_a_test(binary, home):
    connect(binary, home, True, test_first=True)


def by_enter_after_a_test(binary, home):
    connect(binary, home, True, test_first=True, enter=True)


def by_enter_after_a_test_without_remembering(binary, home):
    connect(binary, home, False, test_first=True, enter=True)


def after_a_wrong_token(binary, home):
    connect(binary, home, True, wrong_first=True, enter=True)


def the_demo_and_back_to_the_connect_page(binary, home):
    with service_and_window(binary, home) as (_, window):
        window.press("Try the demo")
        assert_open(window, "Demo")
        window.keys("ctrl+k")
        window.type("connect to another")
        window.keys("Return")
        window.find("text", "Server address")
        window.quit()


REQUESTS = "backend-resource-requests/"


@contextlib.contextmanager
def armed_change(binary, home):
    """A window that is connected, with a Sent row set to start in five seconds; yields service, window and its uuid."""
    with service_and_window(binary, home) as (service, window):
        fill_form(service, window)
        window.press("Test", role=None)
        window.press("Connect")
        assert_open(window, name_of(service))
        sent = service.get(REQUESTS + "?state=Sent&page_size=100")
        window.keys("g", "r")
        table = wait_for("the rows", lambda: window.find("table", "Requests").queryTable())
        wait_for("all rows", lambda: table.nRows >= 40)
        window.find("text", "Filter").queryComponent().grabFocus()
        window.type("state:sent")
        window.keys("Return")
        wait_for("only Sent rows", lambda: window.find("table", "Requests").queryTable().nRows == len(sent))
        window.keys("Escape")
        window.click(window.find("table", "Requests").queryTable().getAccessibleAt(0, 0))
        window.keys("s")
        window.find("push button", "Send now", exact=False)
        yield service, window, sent[0]["uuid"]


def leave(window, answer):
    window.keys("ctrl+k")
    window.type("try the demo")
    window.keys("Return")
    window.press(answer, inside=window.find("dialog", "Changes are not finished"))


def state_of(service, uuid):
    return service.get(REQUESTS + uuid + "/")["state"]


def leaving_sends_an_armed_change(binary, home):
    with armed_change(binary, home) as (service, window, uuid):
        leave(window, "Send now")
        assert_open(window, "Demo")
        assert state_of(service, uuid) == "Processing"
        window.quit()


def leaving_takes_an_armed_change_back(binary, home):
    with armed_change(binary, home) as (service, window, uuid):
        leave(window, "Take back")
        assert_open(window, "Demo")
        assert state_of(service, uuid) == "Sent"
        window.quit()


def staying_keeps_an_armed_change(binary, home):
    with armed_change(binary, home) as (service, window, uuid):
        leave(window, "Stay")
        window.wait_until_gone("dialog", "Changes are not finished")
        assert_open(window, name_of(service))
        wait_for("the change, sent after its five seconds", lambda: state_of(service, uuid) == "Processing")
        window.quit()


def a_server_that_dies_and_returns(binary, home):
    with service_and_window(binary, home) as (service, window):
        fill_form(service, window)
        window.press("Connect")
        assert_open(window, name_of(service))
        port = service.url.rstrip("/").rsplit(":", 1)[1]
        service.stop()
        window.keys("F5")
        wait_for("the word Offline", lambda: window.shows("Offline"))
        again = Service(binary, "--requests", "40", "--port", port)
        try:
            # The tokens of a service are those of its run: the old one is refused, and a new one is pasted in place.
            window.press("Paste a new token", role=None)
            window.fill("New token", again.tokens["staff"], role="password text")
            window.keys("Return")
            window.wait_until_gone("password text", "New token")
            wait_for("the end of Offline", lambda: not window.shows("Offline"))
            window.quit()
        finally:
            again.stop()


if __name__ == "__main__":
    desktop.run(__file__, [by_click, by_click_without_remembering, by_enter, by_click_after_a_test,
                           by_enter_after_a_test, by_enter_after_a_test_without_remembering, after_a_wrong_token,
                           the_demo_and_back_to_the_connect_page,
                           leaving_sends_an_armed_change, leaving_takes_an_armed_change_back,
                           staying_keeps_an_armed_change, a_server_that_dies_and_returns])
