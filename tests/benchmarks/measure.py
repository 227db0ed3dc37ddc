# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks are measured with: processes, a static server, the SDK's environment."""

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "e2e"))

import desktop  # noqa: E402
PATIENCE_S = 600


@dataclasses.dataclass
class Run:
    begin_ms: float  # of the monotonic clock, as the programs print it
    wall_ms: float
    cpu_ms: float
    status: int
    lines: list
    values: dict  # of all lines that are JSON objects; the last one counts

    def until_ms(self, name):
        """From the start of the process to what it printed the time of."""
        return self.values[name] - self.begin_ms


def run(command):
    """One process from its start to its end, with the CPU time of all its threads."""
    begin = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = (time.perf_counter() - begin) * 1000
    values = {}
    for line in out.splitlines():
        if line.startswith("{"):
            values.update(json.loads(line))
    return Run(begin * 1000, wall, (usage.ru_utime + usage.ru_stime) * 1000, process.returncode, out.splitlines(), values)


def isolate(home):
    """Nothing of the person who runs this is read or written, and no window is shown."""
    home.mkdir(parents=True)
    run_folder = home / "run"
    run_folder.mkdir(mode=0o700)
    os.environ.update(HOME=str(home), XDG_RUNTIME_DIR=str(run_folder), XDG_CONFIG_HOME=str(home / "config"),
                      XDG_DATA_HOME=str(home / "data"), XDG_CACHE_HOME=str(home / "cache"))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["no_proxy"] = "127.0.0.1"


@contextlib.contextmanager
def on_screen():
    """Programs within show their windows on an X server of their own, as on a desktop. False: there is none."""
    if not shutil.which("Xvfb"):
        yield False
        return
    before = os.environ.copy()
    with desktop.display() as number:
        os.environ.update(QT_QPA_PLATFORM="xcb", DISPLAY=number)
        try:
            yield True
        finally:
            os.environ.clear()
            os.environ.update(before)


def busy():
    """How many processes wanted a processor in the last minute."""
    return os.getloadavg()[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url + "api/users/me/", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def nginx(root, count):
    """The address of a static Waldur with so many requests; None where nginx is not installed."""
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
    if not program:
        yield None
        return
    port = free_port()
    subprocess.run([sys.executable, HERE / "fixture.py", root, str(count), str(port)], check=True)
    # Workers of a root nginx are nobody, and must get into the folder.
    root.chmod(0o755)
    url = "http://127.0.0.1:%d/" % port
    with subprocess.Popen([program, "-c", root / "nginx.conf", "-p", root, "-e", root / "error.log"]) as server:
        try:
            until = time.monotonic() + 10
            while not answers(url):
                if server.poll() is not None or time.monotonic() > until:
                    raise SystemExit("nginx does not answer: see what it says above.")
                time.sleep(0.05)
            yield url
        finally:
            server.terminate()


@contextlib.contextmanager
def large_server(program, rows):
    """The address of a server with so many requests, all of them in the archive of this home; None: it did not come."""
    with subprocess.Popen([program, "serve", str(rows)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as server:
        try:
            line = server.stdout.readline()
            yield json.loads(line)["url"] if line else None
        finally:
            server.terminate()


def sdk(folder):
    """A Python with the SDK; None when PyPI is not reachable. WALDESK_SDK_PYTHON names one that has it already."""
    given = os.environ.get("WALDESK_SDK_PYTHON")
    if given:
        return given
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=sys.stderr, timeout=PATIENCE_S)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "waldur-api-client"], check=True, stdout=sys.stderr,
                       timeout=PATIENCE_S)
    except (subprocess.SubprocessError, OSError):
        return None
    return folder / "bin/python"
