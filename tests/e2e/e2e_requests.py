# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in a real window: filter, select, set erred, and the server agrees.

e2e_requests.py WALDESK [SCENARIO]...
"""

import contextlib
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, has_state, numbers_in, others_at_work, wait_for  # noqa: E402

REASON = "Closed by the end-to-end test"


def rows_of(window):
    return window.find("table", "Requests").queryTable()


def state_of(table, row):
    return table.getAccessibleAt(row, 0).name


def days_ago(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86400))


def set_first_erred(window):
    """From the query line to the first row; sends it without waiting for the countdown."""
    window.keys("Escape")
    window.click(rows_of(window).getAccessibleAt(0, 0))
    window.keys("e")
    window.find("text", "Error message").queryEditableText().setTextContents(REASON)
    window.keys("ctrl+Return")
    window.find("push button", "Send now", exact=False).queryAction().doAction(0)


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

        set_first_erred(window)

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
        wait_for("all errors", lambda: window.words("Grouped from "))  # until then another cause may become the first
        button = window.find("push button", "Open ", exact=False)
        count = numbers_in(button.name)[0]
        window.click(button)
        wait_for("%d rows" % count, lambda: rows_of(window).nRows == count)
        window.quit()


def every_key_is_answered(binary, home):
    """A key that does nothing says why, and what is done is done in sight."""
    def run(command):
        window.keys("ctrl+k")
        field = window.find("text", "Find or run anything")
        wait_for("the field to be typed into", lambda: has_state(field, "FOCUSED"))
        window.type(command)
        window.find("list item", command, exact=False, inside=window.find("list", "Found"))
        window.keys("Return")

    with opened(binary, home, 640) as (service, window):
        wait_for("all errors", lambda: window.words("Grouped from "))
        for key in ("Escape", "Return"):
            window.keys("slash")
            window.type("no-such-word")
            window.keys("Return")
            wait_for("that nothing matches", lambda: window.shows("Nothing matches this filter"))
            window.keys("Return")  # out of the line
            wait_for("the button to have the focus",
                     lambda: has_state(window.find("push button", "Clear the filter"), "FOCUSED"))
            window.keys(key)
            wait_for("the causes again", lambda: window.has("list", "Causes") and not window.shows("Nothing matches"))

        window.find("list", "Causes").queryComponent().grabFocus()
        window.keys("1")
        wait_for("whose key it is", lambda: window.shows("Only Sent is a key of the page Requests"))

        run("Only Sent")
        sent = service.get("backend-resource-requests/?state=Sent&page_size=100")
        wait_for("only Sent rows", lambda: rows_of(window).nRows == len(sent))
        run("Acknowledge")
        wait_for("what it would be done to", lambda: window.shows("Acknowledge acts on what is chosen here"))
        window.find("list", "Causes")
        window.quit()
        print("keys and commands of other pages were answered in sight")


def a_typed_filter_holds_on_every_page(binary, home):
    """What a page can not show otherwise has a chip, states too; nothing that was typed is dropped in silence."""
    def commit(line):
        window.keys("slash")
        window.type(line)
        window.keys("Return")

    with opened(binary, home, 640) as (service, window):
        wait_for("all errors", lambda: window.words("Grouped from "))
        commit("state:sent")
        window.find("push button", "state: sent", exact=False)
        wait_for("that nothing matches", lambda: window.shows("Nothing matches this filter"))
        window.press("Clear the filter")
        wait_for("the causes again", lambda: window.has("list", "Causes"))

        window.keys("g", "s")
        stuck = wait_for("stuck requests", lambda: window.find("table", "Stuck requests").queryTable())
        window.find("table", "Stuck requests").queryComponent().grabFocus()
        commit("state:processing")
        window.find("push button", "state: processing", exact=False)

        def states():
            named = (stuck.getAccessibleAt(row, 0).name for row in range(stuck.nRows))
            return {name for name in named if name in ("Sent", "Processing")}
        wait_for("only Processing ones", lambda: states() == {"Processing"})

        # From here, on the page of causes: what was asked for by this window, and has failed.
        sent = service.get("backend-resource-requests/?state=Sent&page_size=1")[0]
        window.keys("g", "r")
        wait_for("the list", lambda: rows_of(window).nRows > 0)
        commit("uuid:" + sent["uuid"])
        wait_for("the row", lambda: rows_of(window).nRows == 1)
        set_first_erred(window)
        wait_for("it on the server", lambda: service.get(
            "backend-resource-requests/%s/" % sent["uuid"])["state"] == "Erred")
        commit("state:sent state:done")
        window.find("label", "Nothing can match")
        window.find("push button", "state: done", exact=False)
        window.keys("Escape")  # out of the line, which stays where nothing passes
        window.keys("g", "e")
        window.find("list", "Causes").queryComponent().grabFocus()
        commit("is:mine")
        wait_for("what was closed from here, alone", lambda: window.has("list", "Causes") and window.shows(REASON)
                 and window.shows("1 error on 1 offering"))
        window.quit()


def what_is_marked_is_acted_on_unseen(binary, home):
    """Marks hold under a filter that none of the marked passes, with what the person may do with them."""
    with opened(binary, home, 640) as (service, window):
        wait_for("all errors", lambda: window.words("Grouped from "))
        window.keys("g", "r")
        wait_for("the list", lambda: rows_of(window).nRows > 0)
        window.click(rows_of(window).getAccessibleAt(0, 0))
        window.keys("x")
        wait_for("the mark", lambda: state_of(rows_of(window), 0).endswith(", marked"))
        window.keys("slash")
        window.type("no-such-word")
        window.keys("Return")
        wait_for("that nothing matches", lambda: window.shows("No row matches"))
        window.keys("Escape")  # out of the line
        wait_for("the button to have the focus",
                 lambda: has_state(window.find("push button", "Drop", exact=False), "FOCUSED"))
        window.keys("r")
        wait_for("the plan to ask again", lambda: window.shows("1 will change") or window.shows("1 asked already"))
        window.quit()


COVERAGE = re.compile(r"^[\d\s]+ shown")  # other pages have sentences with the same word


def numbers_of_the_list(line):
    """Shown, loaded and on the server, as the line below the query says them."""
    numbers = numbers_in(line)
    if "all " in line:
        numbers.insert(2, numbers[1])
    del numbers[3:]  # what is new and waits to be shown
    assert len(numbers) == 3, line
    return numbers


def the_numbers_agree_while_others_write(binary, home):
    with opened(binary, home, 2600) as (service, window):
        window.find("push button", "Open ", exact=False)
        window.keys("g", "r")
        wait_for("the first rows", lambda: numbers_of_the_list(window.words(COVERAGE))[1] >= 2000)
        with others_at_work(service):
            for keys in (["F5"], [], ["F5"], ["g", "e"], ["F5"], ["g", "r"], ["F5"]):
                if keys:
                    window.keys(*keys)
                if window.has("push button", "Load all", patience=1) and keys == []:
                    window.press("Load all")
                if line := window.words(COVERAGE):
                    shown, loaded, total = numbers_of_the_list(line)
                    assert shown <= loaded <= total, (shown, loaded, total)

        # Nobody writes any more: what the window says after it read again is what the server has.
        window.keys("F5")
        total = service.count("backend-resource-requests/")
        wait_for("all %d" % total, lambda: numbers_of_the_list(window.words(COVERAGE))[1:] == [total] * 2, patience=60)

        window.keys("g", "e")
        window.keys("F5")
        window.press("21 d", role=None)
        erred = service.count("backend-resource-requests/?state=Erred&finished=" + days_ago(21))
        wait_for("%d errors" % erred, lambda: numbers_in(window.words(" errors on "))[0] == erred, patience=60)
        button = window.find("push button", "Open ", exact=False)
        count = numbers_in(button.name)[0]
        samples = numbers_in(window.words("1 of "))
        assert samples == [1, min(count, 1000)], (samples, count)
        window.click(button)
        wait_for("%d rows" % count, lambda: rows_of(window).nRows == count)
        shown, loaded, total = numbers_of_the_list(window.words(COVERAGE))
        assert shown == count <= loaded <= total, (shown, loaded, total)
        window.quit()


def the_journal_tells_what_was_done(binary, home):
    """Sets one erred in the window, finds it in the journal by keys, and opens its request from there."""
    with opened(binary, home, 640) as (service, window):
        window.find("push button", "Open ", exact=False)
        window.keys("g", "r")
        wait_for("rows", lambda: rows_of(window).nRows >= 100)
        window.find("text", "Filter").queryComponent().grabFocus()
        window.type("state:sent")
        window.keys("Return")
        sent = service.get("backend-resource-requests/?state=Sent&page_size=100")
        wait_for("only Sent rows", lambda: rows_of(window).nRows == len(sent))
        set_first_erred(window)
        wait_for("the row says Erred", lambda: "Erred" in state_of(rows_of(window), 0))

        def journal():
            return window.find("table", "Changes").queryTable()
        window.keys("g", "j")
        wait_for("one change in the journal", lambda: journal().nRows == 1)
        said = [journal().getAccessibleAt(0, column).name for column in range(journal().nColumns)]
        assert "Set erred" in said and "done" in said and any(REASON in each for each in said), said
        window.click(journal().getAccessibleAt(0, 0))
        window.keys("o")
        window.find("table", "Requests")
        window.find("label", sent[0]["uuid"])
        window.quit()


if __name__ == "__main__":
    desktop.run(__file__, [filter_and_set_erred, a_server_without_requests_says_so,
                           open_opens_as_many_requests_as_it_says, the_numbers_agree_while_others_write,
                           the_journal_tells_what_was_done, every_key_is_answered,
                           a_typed_filter_holds_on_every_page, what_is_marked_is_acted_on_unseen])
