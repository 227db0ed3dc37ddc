# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A display, a session bus and the accessibility bus for one test, and hands and eyes on a window in it.

Everything binds to this machine, picks free numbers, and ends with the block that started it.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

SKIPPED = 77
PATIENCE = 30.0  # seconds until a thing that does not come is a failure


def missing_tools():
    lacking = [tool for tool in ("Xvfb", "xdotool", "dbus-run-session") if not shutil.which(tool)]
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        lacking.append("python3-pyatspi")
    return lacking


@contextlib.contextmanager
def display():
    """An X server of our own; -displayfd picks a free number."""
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
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


def run_inside(script, arguments):
    """Runs script again with a display and a session bus around it; its exit status is ours."""
    home = tempfile.mkdtemp(prefix="waldesk-e2e-")
    try:
        with display() as number:
            runtime = os.path.join(home, "run")
            os.mkdir(runtime, 0o700)
            environment = dict(os.environ, DISPLAY=number, QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
                               HOME=home, XDG_RUNTIME_DIR=runtime, XDG_CONFIG_HOME=home + "/config",
                               XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache", LC_ALL="C.UTF-8",
                               WALDESK_E2E_INSIDE="1", NO_AT_BRIDGE="1")
            return subprocess.run(["dbus-run-session", "--", sys.executable, script, *arguments], env=environment,
                                  timeout=240).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


def wait_for(what, look):
    """What look() gives as soon as it is true; fails by name when it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = look()
        except Exception:  # the tree changes under us while the window is made
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("never came: " + what)


class Service:
    """The embedded service as a process of its own, asked over HTTP."""

    def __init__(self, binary, *arguments):
        self.process = subprocess.Popen([binary, "demo", "--agent-speed", "0", *arguments], stdout=subprocess.PIPE,
                                        text=True)
        told = json.loads(self.process.stdout.readline())
        self.url, self.tokens = told["url"], told["tokens"]

    def get(self, path):
        request = urllib.request.Request(self.url + "api/" + path,
                                         headers={"Authorization": "Token " + self.tokens["staff"]})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


class Window:
    """The program's window by roles and accessible names, as a screen reader has them."""

    def __init__(self, binary, *arguments, **environment):
        self.process = subprocess.Popen([binary, *arguments], env=dict(os.environ, **environment))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)

    def application(self):
        import pyatspi
        for application in pyatspi.Registry.getDesktop(0):
            if application and "waldesk" in (application.name or "").lower():
                return application
        return None

    def find(self, role, name, exact=True):
        """The first showing thing of that role and name; tables are not walked into: they have a cell for each row."""
        def look(node, depth):
            if node is None or depth > 24:
                return None
            label = node.name or ""
            if node.getRoleName() == role and (label == name if exact else name in label):
                import pyatspi
                if node.getState().contains(pyatspi.STATE_SHOWING):
                    return node
            if node.getRoleName() == "table":
                return None
            for child in node:
                found = look(child, depth + 1)
                if found is not None:
                    return found
            return None
        return wait_for("%s “%s”" % (role, name), lambda: look(self.application(), 0))

    def has(self, role, name):
        try:
            global PATIENCE
            kept, PATIENCE = PATIENCE, 0.5
            return self.find(role, name, exact=False) is not None
        except AssertionError:
            return False
        finally:
            PATIENCE = kept

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
