# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window that is left open stays true: other clients, a server that goes away, what was asked again.

e2e_live.py WALDESK [SCENARIO]...
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, wait_for  # noqa: E402
from proxies import FaultProxy, TcpRelay  # noqa: E402


def rows_of(window):
    return window.find("table", "Requests").queryTable()


def cell(window, row, column=0):
    return rows_of(window).getAccessibleAt(row, column).name


def send(service, path, body=None):
    """What another client does."""
    data = b"" if body is None else json.dumps(body).encode()
    request = urllib.request.Request(service.url + "api/backend-resource-requests/" + path, data=data, method="POST",
                                     headers={"Authorization": "Token " + service.tokens["staff"],
                                              "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


@contextlib.contextmanager
def opened(binary, home, query, requests=60):
    # Quicker than usual.
    os.makedirs(home + "/config/waldesk", exist_ok=True)
    with open(home + "/config/waldesk/window.ini", "w") as settings:
        settings.write("[live]\nopen=1\nquiet=1\nunfocused=1\nfirstWait=1\n")
    service = Service(binary, "--requests", str(requests))
    service.proxy = FaultProxy(service)
    service.relay = TcpRelay(service.proxy.url)
    window = Window(binary, "--server", service.relay.url, "--environment", "test",
                    "waldesk:///query?q=" + urllib.parse.quote(query), home=home, WALDESK_TOKEN=service.tokens["staff"])
    try:
        wait_for("rows", lambda: rows_of(window).nRows > 2)
        yield service, window
    finally:
        window.stop()
        service.proxy.stop()
        service.stop()


def a_row_that_another_client_moves_changes_by_itself(binary, home):
    with opened(binary, home, "state:sent") as (service, window):
        first = service.get("backend-resource-requests/?state=Sent&page_size=100")[0]
        assert "Sent" in cell(window, 0)
        count = rows_of(window).nRows
        send(service, first["uuid"] + "/start_processing/")
        wait_for("the row says Processing", lambda: "Processing" in cell(window, 0))
        assert rows_of(window).nRows == count, "the row moved under the cursor"
        # What is new waits for its key, and moves nothing.
        send(service, "", {"offering": first["offering"]})
        window.find("push button", "Show 1 new request")
        assert rows_of(window).nRows == count
        assert "Processing" in cell(window, 0)
        window.click(rows_of(window).getAccessibleAt(1, 0))
        window.keys("period")
        wait_for("the new row", lambda: rows_of(window).nRows == count + 1 and "Sent" in cell(window, 0))
        window.quit()


def a_restarted_server_is_noticed_without_a_key(binary, home):
    with opened(binary, home, "state:sent") as (service, window):
        wait_for("the live mark", lambda: window.shows("Live"))
        service.relay.cut()
        wait_for("that it is offline", lambda: window.shows("Offline"), 60)
        first = service.get("backend-resource-requests/?state=Sent&page_size=100")[0]
        send(service, first["uuid"] + "/start_processing/")  # meanwhile
        service.relay.mend()
        wait_for("the live mark again", lambda: window.shows("Live") and not window.shows("Offline"), 90)
        wait_for("the row says Processing", lambda: "Processing" in cell(window, 0))
        window.quit()


def a_server_that_was_restored_is_shown_as_it_is(binary, home):
    """From a backup: what was done since is not, and is told with the times of before."""
    backup = Service(binary, "--requests", "60")  # the same requests, a moment older
    try:
        with opened(binary, home, "state:sent,processing") as (service, window):
            wait_for("the live mark", lambda: window.shows("Live"))
            sent = service.get("backend-resource-requests/?state=Sent&page_size=100")
            for each in sent[:5]:
                send(service, each["uuid"] + "/start_processing/")
            count = len(service.get("backend-resource-requests/?state=Sent&state=Processing&page_size=100"))
            wait_for("the rows say Processing",
                     lambda: sum("Processing" in cell(window, row) for row in range(rows_of(window).nRows)) >= 5
                     and "Processing" in cell(window, 0))
            service.relay.cut()
            wait_for("that it is offline", lambda: window.shows("Offline"), 60)
            service.proxy.become(backup)
            service.relay.mend()
            states = [each["state"] for each in
                      backup.get("backend-resource-requests/?state=Sent&state=Processing&page_size=100")]
            assert len(states) == count
            wait_for("the rows are what the server has", lambda: rows_of(window).nRows == count and all(
                states[row] in cell(window, row) for row in range(count)), 90)
            # The strip says the same.
            for state in ("Sent", "Processing", "Done", "Erred"):
                told = "%d request" % backup.count("backend-resource-requests/?state=" + state)
                wait_for("%s: %s" % (state, told), lambda state=state, told=told: told in window.find(
                    "check box", state).description, 60)
            window.quit()
    finally:
        backup.stop()


def a_server_that_hangs_is_not_called_live(binary, home):
    """It takes calls and answers none, for less than the time limit of a call."""
    with opened(binary, home, "state:sent") as (service, window):
        wait_for("the live mark", lambda: window.shows("Live"))
        service.process.send_signal(signal.SIGSTOP)
        try:
            wait_for("that no answer comes", lambda: window.shows("No answer for") and not window.shows("Live"), 25)
        finally:
            service.process.send_signal(signal.SIGCONT)
        wait_for("the live mark again", lambda: window.shows("Live") and not window.shows("No answer for"), 60)
        window.quit()


def choose_one_to_ask_again(service, window):
    """Clicks the first request in sight that failed and whose offering has none open; returns it."""
    open_ones = {row["offering"] for state in ("Sent", "Processing")
                 for row in service.get("backend-resource-requests/?state=%s&page_size=100" % state)}
    erred = service.get("backend-resource-requests/?state=Erred&page_size=100")
    row = next(at for at, each in enumerate(erred) if each["offering"] not in open_ones)
    window.click(rows_of(window).getAccessibleAt(row, 0))
    return erred[row]


def is_followed_to_its_end(service, window, new):
    window.find("push button", "Asked again as %s" % new["uuid"][:6])
    send(service, new["uuid"] + "/start_processing/")
    send(service, new["uuid"] + "/set_done/")
    wait_for("the notice", lambda: window.shows("Asked again, ") and window.shows("Done"))


def what_was_asked_again_is_followed_to_its_end(binary, home):
    """Two keys and a notice."""
    with opened(binary, home, "state:erred") as (service, window):
        erred = choose_one_to_ask_again(service, window)
        known = {each["uuid"] for each in service.get("backend-resource-requests/?state=Sent&page_size=100")}
        window.keys("r", "Return")  # all that a person has to press

        def created():
            rows = service.get("backend-resource-requests/?state=Sent&page_size=100")
            return [each for each in rows if each["uuid"] not in known]
        new = wait_for("the new request", created)[0]
        assert new["offering"] == erred["offering"]
        is_followed_to_its_end(service, window, new)
        window.press("Asked again as %s" % new["uuid"][:6])
        window.find("push button", "Asked again from %s" % erred["uuid"][:6])
        window.quit()


def what_a_shell_asks_for_is_followed_in_the_window(binary, home):
    """The command line beside the window writes the same journal."""
    with opened(binary, home, "state:erred") as (service, window):
        erred = choose_one_to_ask_again(service, window)
        made = subprocess.run([binary, "create", "--query", "uuid:" + erred["uuid"], "--yes", "1", "--server",
                               service.relay.url], capture_output=True, text=True,
                              env=dict(os.environ, WALDESK_TOKEN=service.tokens["staff"],
                                       XDG_CONFIG_HOME=home + "/config", XDG_DATA_HOME=home + "/data"))
        assert made.returncode == 0, made.stderr
        new = service.get("backend-resource-requests/?state=Sent&page_size=100")[0]
        is_followed_to_its_end(service, window, new)
        window.quit()


if __name__ == "__main__":
    desktop.run(__file__, [a_row_that_another_client_moves_changes_by_itself,
                           a_restarted_server_is_noticed_without_a_key,
                           a_server_that_was_restored_is_shown_as_it_is,
                           a_server_that_hangs_is_not_called_live,
                           what_was_asked_again_is_followed_to_its_end,
                           what_a_shell_asks_for_is_followed_in_the_window])
