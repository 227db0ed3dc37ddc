# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A display, a session bus and the accessibility bus for one test, and hands and eyes on a window in it.

Everything binds to this machine, picks free numbers, and ends with the block that started it.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request

SKIPPED = 77
PATIENCE = 30.0  # seconds until a thing that does not come is a failure


def missing_tools():
    lacking = [tool for tool in ("Xvfb", "xdotool", "dbus-run-session", "gnome-keyring-daemon", "secret-tool")
               if not shutil.which(tool)]
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        lacking.append("python3-pyatspi")
    return lacking


@contextlib.contextmanager
def display():
    """An X server of our own; -displayfd picks a free number. Without -noreset it starts over whenever its last client
    leaves, and refuses the next one meanwhile."""
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp",
                               "-noreset"],
                              pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield ":" + number
    finally:
        server.terminate()
        server.wait(timeout=10)


# The keyring is unlocked before the test runs: nobody is there to answer its prompt.
SESSION = ('printf e2e-password | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; '
           'exec "$@"')


def run_inside(script, arguments):
    """Runs script again with a display, a session bus and an unlocked keyring around it; its exit status is ours."""
    home = tempfile.mkdtemp(prefix="waldesk-e2e-")
    try:
        with display() as number:
            runtime = os.path.join(home, "run")
            os.mkdir(runtime, 0o700)
            environment = dict(os.environ, DISPLAY=number, QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
                               HOME=home, XDG_RUNTIME_DIR=runtime, XDG_CONFIG_HOME=home + "/config",
                               XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache", LC_ALL="C.UTF-8",
                               WALDESK_E2E_INSIDE="1", NO_AT_BRIDGE="1")
            return subprocess.run(["dbus-run-session", "--", "sh", "-c", SESSION, "session", sys.executable, script,
                                   *arguments], env=environment).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Gone(AssertionError):
    """The program under test is not there any more: nothing that is waited for will come."""


def wait_for(what, look, patience=None):
    """What look() gives as soon as it is true; fails by name when it never is."""
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            found = look()
        except Gone:
            raise
        except Exception:  # the tree changes under us while the window is made
            found = None
        if found:
            return found
        if time.monotonic() >= end:
            raise AssertionError("never came: " + what)
        time.sleep(0.05)


class Service:
    """The embedded service as a process of its own, asked over HTTP."""

    def __init__(self, binary, *arguments):
        self.process = subprocess.Popen([binary, "demo", "--agent-speed", "0", *arguments], stdout=subprocess.PIPE,
                                        text=True)
        told = json.loads(self.process.stdout.readline())
        self.url, self.tokens = told["url"], told["tokens"]

    def get(self, path, role="staff"):
        request = urllib.request.Request(self.url + "api/" + path,
                                         headers={"Authorization": "Token " + self.tokens[role]})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def count(self, path):
        """X-Result-Count of a list."""
        request = urllib.request.Request(self.url + "api/" + path, method="HEAD",
                                         headers={"Authorization": "Token " + self.tokens["staff"]})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.headers["X-Result-Count"])

    def post(self, path, body=None):
        """Status of a write; a refusal is one, too."""
        request = urllib.request.Request(self.url + "api/" + path, method="POST",
                                         data=json.dumps(body or {}).encode(),
                                         headers={"Authorization": "Token " + self.tokens["staff"],
                                                  "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


@contextlib.contextmanager
def others_at_work(service, pause=0.05):
    """Another client that creates, starts and ends requests for as long as the block lasts."""
    over = threading.Event()

    def work():
        step = 0
        offering = service.get("backend-resource-requests/?page_size=1")[0]["offering"].strip("/").split("/")[-1]
        while not over.is_set():
            step += 1
            service.post("backend-resource-requests/", {"offering": offering})
            for state, action, body in (("Sent", "start_processing", {}),
                                        ("Processing", "set_erred", {"error_message": "By another client",
                                                                     "error_traceback": ""}),
                                        ("Sent", "start_processing", {}), ("Processing", "set_done", {})):
                rows = service.get("backend-resource-requests/?page_size=20&state=" + state)
                if rows:
                    service.post("backend-resource-requests/%s/%s/" % (rows[step % len(rows)]["uuid"], action), body)
            over.wait(pause)
    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join(timeout=30)


def numbers_in(words):
    """The numbers of a sentence; their thousands are grouped by a blank."""
    return [int(re.sub("\\s", "", found)) for found in re.findall("\\d{1,3}(?:\\s\\d{3})+|\\d+", words)]


def stored_secret(name, url):
    """What the system keychain holds for the profile of that name and address, asked by another program."""
    found = subprocess.run(["secret-tool", "lookup", "server", "waldesk", "user", "%s @ %s" % (name, url)],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return found.stdout.decode() if found.returncode == 0 else None


def keep_picture():
    """The screen of a window that a scenario did not get to quit: seconds.png in the folder that
    WALDESK_E2E_PICTURES names."""
    folder = os.environ.get("WALDESK_E2E_PICTURES")
    if folder and shutil.which("import"):
        subprocess.run(["import", "-window", "root", os.path.join(folder, "%d.png" % time.time())], check=False)


def role_of(node):
    """The name of its role as at-spi2 of Debian 12 has it: since 2.56 a push button is called a button."""
    name = node.getRoleName()
    return "push button" if name == "button" else name


def has_state(node, name):
    """`FOCUSED`, `ENABLED` and the other states of the accessibility bus."""
    import pyatspi
    return node.getState().contains(getattr(pyatspi, "STATE_" + name))


class Window:
    """The program's window by roles and accessible names, as a screen reader has them.

    home: the folder of its settings and data; one that is given to two windows makes the second a later start of the
    program, with what the first one saved.
    """

    def __init__(self, binary, *arguments, home=None, **environment):
        if home:
            environment = dict({"XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data"}, **environment)
        self.process = subprocess.Popen([binary, *arguments], env=dict(os.environ, **environment))

    def stop(self):
        """Whatever state it is in: at the end of a test that failed, too."""
        if self.process.poll() is None:
            keep_picture()
            self.process.terminate()
            self.process.wait(timeout=10)

    def quit(self):
        """By its own key, as a person does; it must end well (a sanitizer's finding is another exit status)."""
        self.keys("ctrl+q")
        wait_for("the end of the program", lambda: self.process.poll() is not None)
        assert self.process.returncode == 0, "the program ended with %d" % self.process.returncode

    def application(self):
        import pyatspi
        if self.process.poll() is not None:
            raise Gone("the program ended by itself with %d" % self.process.returncode)
        for application in pyatspi.Registry.getDesktop(0):
            if application and application.get_process_id() == self.process.pid:
                return application
        return None

    def find(self, role, name, exact=True, patience=None, inside=None):
        """The first showing thing of that role (None: any) and name, in the window or inside of a part of it; tables
        are not walked into: they have a cell for each row."""
        import pyatspi

        def look(node, depth):
            if node is None or depth > 24:
                return None
            label = node.name or ""
            if role in (None, role_of(node)) and (label == name if exact else name in label):
                if node.getState().contains(pyatspi.STATE_SHOWING):
                    return node
            if role_of(node) == "table":
                return None
            for child in node:
                found = look(child, depth + 1)
                if found is not None:
                    return found
            return None
        return wait_for("%s “%s”" % (role or "anything", name),
                        lambda: look(inside, 0) if self.application() and inside else look(self.application(), 0),
                        patience)

    def words(self, part):
        """The accessible name of the first thing that shows and has that part in it, or what fits the expression; empty:
        nothing has."""
        import pyatspi

        def look(node, depth):
            if node is None or depth > 24:
                return ""
            name = node.name or ""
            fits = part in name if isinstance(part, str) else part.search(name)
            if fits and node.getState().contains(pyatspi.STATE_SHOWING):
                return name
            if node.getRoleName() == "table":
                return ""
            for child in node:
                found = look(child, depth + 1)
                if found:
                    return found
            return ""
        return look(self.application(), 0)

    def has(self, role, name, patience=0.5):
        try:
            return self.find(role, name, exact=False, patience=patience) is not None
        except AssertionError:
            return False

    def shows(self, words):
        """Whether anything that shows has these words in its accessible name; tables are not walked into."""
        import pyatspi

        def look(node, depth):
            if node is None or depth > 24:
                return False
            if words in (node.name or "") and node.getState().contains(pyatspi.STATE_SHOWING):
                return True
            return role_of(node) != "table" and any(look(child, depth + 1) for child in node)
        return look(self.application(), 0)

    def wait_until_gone(self, role, name):
        wait_for("the end of %s “%s”" % (role, name), lambda: not self.has(role, name, patience=0))

    def press(self, name, role="push button", exact=True, inside=None):
        """A click with the mouse in the middle of it."""
        self.click(self.find(role, name, exact, inside=inside))

    def fill(self, name, text, role="text"):
        """Puts the text in the place of what stands in the field, key by key."""
        self.click(self.find(role, name))
        self.keys("ctrl+a", "Delete")
        self.type(text)

    @staticmethod
    def click(node):
        import pyatspi
        box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"],
                       check=True)

    @staticmethod
    def keys(*names):
        subprocess.run(["xdotool", "key", "--delay", "30", *names], check=True)

    @staticmethod
    def type(text):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)


def run(script, scenarios):
    """The main program of a test: SCRIPT WALDESK [SCENARIO]...

    scenarios: functions of the program's path and an empty folder. Each runs alone, all are run, the names of those
    that failed are told. Skipped (77) with a plain word where the tools of a desktop are not installed.
    """
    if not os.environ.get("WALDESK_E2E_INSIDE"):
        lacking = missing_tools()
        if lacking:
            print("SKIPPED: not installed: " + ", ".join(lacking))
            sys.exit(SKIPPED)
        sys.exit(run_inside(os.path.abspath(script), sys.argv[1:]))
    binary, wanted, failed = sys.argv[1], sys.argv[2:], []
    for scenario in scenarios:
        if wanted and scenario.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="waldesk-e2e-") as home:
            try:
                scenario(binary, home)
                print("ok     " + scenario.__name__, flush=True)
            except Exception:
                traceback.print_exc()
                failed.append(scenario.__name__)
                print("FAILED " + scenario.__name__, flush=True)
    sys.exit("failed: " + ", ".join(failed) if failed else 0)
