# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window opens on what an earlier one saw: with its server, without it, and when it returns.

e2e_kept.py WALDESK [SCENARIO]...
"""

import os
import socket
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop  # noqa: E402
from desktop import Service, Window, has_state, wait_for  # noqa: E402


class Road:
    """The way to a service, on an address of its own, which can be closed and opened again."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.target = (parts.hostname, parts.port)
        self.port = 0
        self.hangs = False  # what it takes is neither passed on nor answered
        self.lock = threading.Lock()
        self.open()

    @property
    def url(self):
        return "http://127.0.0.1:%d/" % self.port

    def open(self):
        self.pairs = []
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        self.listener.listen(50)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                here, _ = listener.accept()
            except OSError:
                return
            if self.hangs:
                with self.lock:
                    self.pairs.append(here)
                continue
            try:
                there = socket.create_connection(self.target)
            except OSError:
                here.close()
                continue
            with self.lock:
                self.pairs += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for each in (one, other):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        # shutdown() wakes the thread that accepts; close() alone would leave the port listening until then.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for each in self.pairs:
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


def rows_of(window):
    return window.find("table", "Requests").queryTable()


def writes(window):
    """The buttons of the bar that write, as far as they show: where it is narrow the others are in its menu."""
    found = []
    for name in ("Start", "Set done", "Set erred"):
        try:
            found.append(window.find("push button", name, exact=False, patience=0))
        except AssertionError:
            pass
    return found


def is_on(button):
    import pyatspi
    return button.getState().contains(pyatspi.STATE_SENSITIVE)


def opens_on_what_was_seen(binary, home):
    service = Service(binary)
    road = Road(service.url)
    arguments = ("--server", road.url, "--environment", "test", "--page", "requests")
    token = {"WALDESK_TOKEN": service.tokens["staff"]}
    window = Window(binary, *arguments, home=home, **token)
    try:
        wait_for("all requests in the table", lambda: rows_of(window).nRows >= 600)
        count = rows_of(window).nRows
        window.quit()
        road.close()

        window = Window(binary, *arguments, home=home, **token)
        wait_for("the rows of before", lambda: rows_of(window).nRows == count)
        wait_for("when they were read", lambda: window.shows("as of"))
        window.click(rows_of(window).getAccessibleAt(0, 0))
        wait_for("writing is off", lambda: writes(window) and not any(map(is_on, writes(window))))

        # A filter that leaves nothing is no failure to read.
        window.keys("slash")
        window.type("no such words")
        wait_for("that no kept row matches", lambda: window.shows("that are kept on this computer"))
        window.keys("Escape")
        wait_for("the rows again", lambda: rows_of(window).nRows == count)

        # Without a key: the window notices that the server is back.
        road.open()
        wait_for("writing is on again", lambda: any(map(is_on, writes(window))), patience=90)
        assert rows_of(window).nRows == count, rows_of(window).nRows
        window.quit()
        print("%d rows were there without the server, and live when it was back" % count)
    finally:
        window.stop()
        service.stop()


def a_server_that_hangs_hides_nothing(binary, home):
    service = Service(binary)
    road = Road(service.url)
    arguments = ("--server", road.url, "--environment", "test")
    token = {"WALDESK_TOKEN": service.tokens["staff"]}
    window = Window(binary, *arguments, home=home, **token)
    try:
        wait_for("the morning's causes", lambda: window.shows("new cause"))
        window.quit()
        road.close()
        road.hangs = True
        road.open()

        # Nothing failed since the window was closed, as far as it can know; what failed before is there to be read.
        window = Window(binary, *arguments, home=home, **token)
        wait_for("that the server has not answered", lambda: window.shows("has not answered yet"), patience=20)
        assert not window.shows("Nothing failed"), "it claims what only the server knows"
        window.press("Show the last 21 days")
        wait_for("the causes of before", lambda: window.find("list", "Causes").childCount > 3)

        road.hangs = False
        road.close()
        road.open()
        wait_for("the server again", lambda: window.shows("Live"), patience=120)
        window.quit()
        print("the causes of before were there while the server did not answer")
    finally:
        window.stop()
        service.stop()


def note_of(window):
    text = window.find("text", "Note").queryText()
    return text.getText(0, text.characterCount)


def what_one_window_notes_the_other_shows(binary, home):
    """Without the server: nothing but the file of the profile stands between them."""
    service = Service(binary)
    arguments = ("--server", service.url, "--environment", "test", "--page", "errors")
    token = {"WALDESK_TOKEN": service.tokens["staff"]}
    windows = []
    try:
        for _ in range(2):
            window = Window(binary, *arguments, home=home, **token)
            windows.append(window)
            window.find("list", "Causes")
            wait_for("the first cause", lambda: window.has("push button", "Acknowledge"))
            window.keys("w")
            wait_for("its note", lambda: note_of(window) == "")
        first, second = windows
        service.stop()
        second.fill("Note", "Ring the database people")
        wait_for("the note in the other window", lambda: note_of(first) == "Ring the database people")

        second.find("list", "Causes").queryComponent().grabFocus()
        # Requests that are found come later, and stand above the command.
        second.keys("ctrl+k")
        wait_for("the field to be typed into", lambda: has_state(second.find("text", "Find or run anything"), "FOCUSED"))
        second.type("Name")
        second.click(second.find("list item", "Name\u2026", inside=second.find("list", "Found")))
        second.find("text", "A name of your own", exact=False)
        second.type("The flux")
        second.keys("Return")
        wait_for("the name in the other window", lambda: first.shows("The flux"))
        assert note_of(first) == "Ring the database people", note_of(first)
        second.quit()
        print("a note and a name were in the other window, without a key and without the server")
    finally:
        for window in windows:
            window.stop()
        service.stop()


if __name__ == "__main__":
    desktop.run(__file__, [opens_on_what_was_seen, a_server_that_hangs_hides_nothing,
                           what_one_window_notes_the_other_shows])
