# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many at once in a real window: a few keys set all stuck requests erred; a run survives a refused token, a server that
refuses or goes away, other people, and its own window. The writes that reach the server are counted.

e2e_many.py WALDESK [SCENARIO]...
"""

import collections
import contextlib
import glob
import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, others_at_work, wait_for  # noqa: E402
from proxies import FaultProxy, TcpRelay  # noqa: E402

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


def plan_open_ones(window, service):
    """All Sent and Processing ones on the plan, with a reason; their number."""
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
    return rows


def begin_and_hold(window, service):
    """A run whose first two requests wait for a server that stands still."""
    rows = plan_open_ones(window, service)
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


@contextlib.contextmanager
def through_a_proxy(binary, home, *options, environment="test", token=None):
    """A window whose writes are counted on their way to the service."""
    service = Service(binary, *options)
    proxy = FaultProxy(service)
    relay = TcpRelay(proxy.url)
    if token:
        proxy.tokens = {token}
    window = Window(binary, "--server", relay.url, "--environment", environment, "--page", "requests", home=home,
                    WALDESK_TOKEN=token or service.tokens["staff"])
    try:
        yield service, proxy, relay, window
    finally:
        window.stop()
        proxy.stop()
        service.stop()


def assert_each_was_written_once(proxy, rows):
    times = collections.Counter(path for path, _ in proxy.writes)
    assert len(times) == rows, "%d of %d rows were written" % (len(times), rows)
    assert set(times.values()) == {1}, "written more than once: %s" % [path for path, n in times.items() if n > 1]


def send_what_was_refused(window, proxy, rows):
    """What the server refused was sent once and is not sent again by itself: it is offered as another plan."""
    refused = len(proxy.refused)
    window.find("label", "Set erred: %d of %d done" % (rows - refused, rows))
    assert len(proxy.writes) == rows - refused, proxy.writes
    window.press("Plan the other %d" % refused)
    wait_for("the rest is planned", lambda: window.shows("%d will change" % refused))
    window.keys("ctrl+Return")
    window.find("label", "Set erred: %d of %d done" % (refused, refused))
    assert_each_was_written_once(proxy, rows)


def a_refused_token_waits_for_a_new_one(binary, home):
    old, new = "a" * 40, "b" * 40
    with through_a_proxy(binary, home, token=old) as (service, proxy, relay, window):
        rows = plan_open_ones(window, service)
        proxy.fault = lambda writes: 401 if writes == 3 and old in proxy.tokens else None
        window.keys("ctrl+Return")
        wait_for("the pause", lambda: window.shows("It goes on after you have pasted a new token"))
        assert len(proxy.writes) < rows
        proxy.tokens = {new}
        window.press("Paste a new token")
        window.fill("New token", new, role="password text")
        window.press("Use this token")
        assert 1 <= len(proxy.refused) <= 2, proxy.refused  # two at a time
        send_what_was_refused(window, proxy, rows)
        assert len(closed_by_us(service)) == rows
        print("a run of %d went on with a new token; refused: %d" % (rows, len(proxy.refused)))
        window.quit()


def too_many_requests_are_waited_for(binary, home):
    with through_a_proxy(binary, home) as (service, proxy, relay, window):
        rows = plan_open_ones(window, service)
        proxy.fault = lambda writes: 429 if len(proxy.refused) < {2: 1, 5: 2}.get(writes, 0) else None
        window.keys("ctrl+Return")
        wait_for("the pause", lambda: window.shows("It goes on by itself"))
        wait_for("the end of the run", lambda: window.shows("Plan the other 2"))
        assert len(proxy.refused) == 2, proxy.refused
        send_what_was_refused(window, proxy, rows)
        print("a run of %d was refused %d times with 429, and went on by itself" % (rows, len(proxy.refused)))
        window.quit()


def a_lost_answer_is_settled_when_the_server_is_back(binary, home):
    with through_a_proxy(binary, home) as (service, proxy, relay, window):
        rows = plan_open_ones(window, service)
        proxy.answers.clear()
        window.keys("ctrl+Return")
        wait_for("two writes at the server", lambda: len([1 for _, status in proxy.writes if status]) == 2)
        relay.cut()
        proxy.answers.set()
        wait_for("that it is told", lambda: window.shows("It goes on by itself") or window.shows("unknown"))
        assert len(proxy.writes) == 2, proxy.writes
        relay.mend()
        wait_for("the end of the run", lambda: window.shows("Set erred: %d of %d done" % (rows, rows)), 90)
        assert_each_was_written_once(proxy, rows)
        assert len(closed_by_us(service)) == rows
        print("a run of %d lost two answers and its server; all are known, each was written once" % rows)
        window.quit()


def a_kill_after_the_write_tells_the_fate_of_every_row(binary, home):
    with through_a_proxy(binary, home) as (service, proxy, relay, window):
        rows = plan_open_ones(window, service)
        proxy.answers.clear()
        window.keys("ctrl+Return")
        wait_for("two writes at the server", lambda: len([1 for _, status in proxy.writes if status]) == 2)
        window.process.send_signal(signal.SIGKILL)
        window.process.wait()
        proxy.answers.set()
        later = Window(binary, "--server", relay.url, "--environment", "test", home=home,
                       WALDESK_TOKEN=service.tokens["staff"])
        try:
            # Nobody told this window of the two: it has read them.
            wait_for("every row's fate", lambda: later.shows(
                "A run of %d changes was interrupted: 2 with a result, 0 unknown, %d never sent" % (
                    rows, rows - 2)))
            assert len(proxy.writes) == 2
            later.press("Plan the rest")
            later.find("push button", "Set %d erred" % (rows - 2))
            wait_for("the rest is planned", lambda: later.shows("%d will change" % (rows - 2)))
            later.keys("ctrl+Return")
            later.find("label", "Set erred: %d of %d done" % (rows - 2, rows - 2))
            assert_each_was_written_once(proxy, rows)
            print("of %d, 2 were carried out without an answer before the kill; all are known" % rows)
            later.quit()
        finally:
            later.stop()


def production_has_the_number_typed_and_an_old_plan_is_read_again(binary, home):
    with through_a_proxy(binary, home, environment="production") as (service, proxy, relay, window):
        for row in on_server(service, "Erred")[:8]:  # there is no stuck agent for as many
            service.post("backend-resource-requests/", {"offering": row["offering"].strip("/").split("/")[-1]})
        wait_for("the lock", lambda: window.shows("locked"))
        window.keys("ctrl+shift+l")
        wait_for("that it is open", lambda: not window.shows("locked"))
        rows = plan_open_ones(window, service)
        assert rows > 10, rows
        wait_for("the question for the number", lambda: window.shows("Type %d above to confirm" % rows))
        window.keys("ctrl+Return")  # goes to the field of the number
        window.type(str(rows - 1))
        window.keys("ctrl+Return")
        assert window.shows("Type %d above to confirm" % rows)
        window.keys("ctrl+a")
        window.type(str(rows))
        # Meanwhile the plan gets old, and another client ends one of its rows.
        wait_for("a plan of more than a minute", lambda: window.shows("each read again 1 min ago"), 90)
        gone = on_server(service, "Sent")[0]["uuid"]
        assert service.post("backend-resource-requests/%s/set_erred/" % gone,
                            {"error_message": "By another client", "error_traceback": ""}) == 200
        window.keys("ctrl+Return")
        wait_for("that it has changed", lambda: window.shows("was read again, and has changed"))
        assert not proxy.writes and not proxy.refused
        window.find("push button", "Set %d erred" % (rows - 1))
        wait_for("the new number", lambda: window.shows("Production: type %d to confirm" % (rows - 1)))
        window.keys("ctrl+Return", "ctrl+a")
        window.type(str(rows - 1))
        window.keys("ctrl+Return")
        window.find("label", "Set erred: %d of %d done" % (rows - 1, rows - 1))
        assert_each_was_written_once(proxy, rows - 1)
        assert gone not in {row["uuid"] for row in closed_by_us(service)}
        print("production: the number was typed; a plan older than a minute was read and shown again")
        window.quit()


def last_outcomes(home):
    """What the journal says last of each write, by the uuid of its row."""
    rows, outcomes = {}, {}
    for name in glob.glob(home + "/data/**/journal.jsonl", recursive=True):
        with open(name) as lines:
            for line in lines:
                entry = json.loads(line)
                rows.setdefault(entry["id"], entry.get("request"))
                outcomes[rows[entry["id"]]] = entry.get("outcome", "unknown")
    return outcomes


def a_server_with_races_and_other_people_gets_each_write_once(binary, home):
    with through_a_proxy(binary, home, "--races") as (service, proxy, relay, window):
        rows = plan_open_ones(window, service)
        with others_at_work(service, pause=0):
            window.keys("ctrl+Return")
            wait_for("the end of the run", lambda: window.shows("of %d done" % rows) and not window.shows("unknown"))
        times = collections.Counter(path for path, _ in proxy.writes)
        assert set(times.values()) == {1}, times
        outcomes = last_outcomes(home)
        # A row that others changed before its turn is not sent, and has no line.
        assert {path.strip("/").split("/")[-2] for path in times} == set(outcomes), (times, outcomes)
        told = collections.Counter(outcomes.values())
        window.find("label", "Set erred: %d of %d done" % (told["done"], rows))
        # What stands on the server in our words was ours, and the journal says so.
        assert {row["uuid"] for row in closed_by_us(service)} <= {
            uuid for uuid, outcome in outcomes.items() if outcome in ("done", "unknown")}
        print("%d rows with races: %s" % (rows, dict(told)))
        window.quit()


def offering_of(row):
    return row["offering"].strip("/").split("/")[-1]


def whole_causes_are_closed_and_asked_again(binary, home):
    import pyatspi
    service = Service(binary)
    proxy = FaultProxy(service)
    window = Window(binary, "--server", proxy.url, "--environment", "test", "--page", "errors", home=home,
                    WALDESK_TOKEN=service.tokens["staff"])
    try:
        causes = window.find("list", "Causes")
        wait_for("the causes", lambda: causes.childCount > 3 and causes.getState().contains(pyatspi.STATE_FOCUSED))
        window.keys("x")  # letters that follow quickly are a word for the filter
        wait_for("a mark", lambda: window.shows("1 cause marked"))
        # Over the headings: how many causes a section has depends on the time of the day.
        first = window.words("w2:")
        window.keys("j")
        wait_for("the next cause", lambda: window.words("w2:") != first)
        window.keys("x")
        wait_for("two marks", lambda: window.shows("2 causes marked"))
        window.keys("shift+e")
        wait_for("the plan is read", lambda: window.shows(" will change"))
        change = desktop.numbers_in(window.words(" will change"))[0]
        open_ones = {row["uuid"]: offering_of(row)
                     for state in ("Sent", "Processing") for row in on_server(service, state)}
        assert 0 < change < len(open_ones), (change, len(open_ones))
        window.type(REASON)
        window.keys("ctrl+Return")
        window.find("label", "Set erred: %d of %d done" % (change, change))
        assert_each_was_written_once(proxy, change)
        closed = {open_ones[row["uuid"]] for row in closed_by_us(service)}
        left = {offering for uuid, offering in open_ones.items()
                if uuid not in {row["uuid"] for row in closed_by_us(service)}}
        assert not closed & left, "an offering of the causes kept an open request"

        window.keys("Escape")
        wait_for("the marks are still there", lambda: window.shows("2 causes marked"))
        known = {row["uuid"] for row in on_server(service, "Sent")}
        proxy.writes.clear()
        window.keys("shift+r")
        wait_for("the plan is read", lambda: window.shows("Ask ") and window.shows(" will change"))
        offerings = desktop.numbers_in(window.words(" will change"))[0]
        window.keys("ctrl+Return")
        wait_for("all are asked", lambda: len(proxy.writes) == offerings and all(status for _, status in proxy.writes),
                 90)
        created = [offering_of(row) for row in on_server(service, "Sent") if row["uuid"] not in known]
        assert len(created) == len(set(created)) == offerings, created
        assert closed <= set(created), "an offering of the causes was not asked again"

        window.keys("Escape")
        wait_for("the marks are still there", lambda: window.shows("2 causes marked"))
        window.keys("a")
        window.wait_until_gone("push button", "Acknowledge")
        print("two causes: %d open requests closed, %d offerings asked again, both acknowledged" % (change, offerings))
        window.quit()
    finally:
        window.stop()
        proxy.stop()
        service.stop()


if __name__ == "__main__":
    desktop.run(__file__, [a_few_keys_set_all_sent_ones_erred, a_run_that_was_killed_is_told,
                           closing_the_window_keeps_the_rest, a_refused_token_waits_for_a_new_one,
                           too_many_requests_are_waited_for, a_lost_answer_is_settled_when_the_server_is_back,
                           a_kill_after_the_write_tells_the_fate_of_every_row,
                           production_has_the_number_typed_and_an_old_plan_is_read_again,
                           a_server_with_races_and_other_people_gets_each_write_once,
                           whole_causes_are_closed_and_asked_again])
