# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of goals and what was measured, for a terminal and for docs/performance.md."""

import dataclasses
import datetime
import os
import pathlib
import platform
import shutil
import subprocess


@dataclasses.dataclass
class Row:
    work: str
    goal: str
    measured: float = None
    limit: float = None  # None: told only
    unit: str = ""
    note: str = ""
    atLeast: bool = False
    skipped: str = ""

    def value(self):
        if self.measured is None:
            return "-"
        digits = 0 if self.measured >= 1000 else 3 if self.measured < 0.1 else 2 if self.measured < 10 else 1
        return "%s %s" % (format(self.measured, ",.%df" % digits).replace(",", " "), self.unit)

    def verdict(self):
        if self.skipped:
            return "skipped: " + self.skipped
        if self.limit is None:
            return "-"
        good = self.measured >= self.limit if self.atLeast else self.measured <= self.limit
        return "met" if good else "missed"


def table(rows):
    cells = [("work", "goal", "measured", "verdict")] + [(r.work, r.goal, r.value(), r.verdict()) for r in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(3)]
    return "\n".join("  ".join([line[i].ljust(widths[i]) for i in range(3)] + [line[3]]) for line in cells)


def first_line(command):
    if not shutil.which(command[0], path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"):
        return "not installed"
    program = shutil.which(command[0]) or "/usr/sbin/" + command[0]
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0] if lines else "unknown"


def processor():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def system():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def qt_version(build):
    """What the build was made with."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith("Qt6_DIR:"):
            config = pathlib.Path(line.split("=", 1)[1]) / "Qt6ConfigVersionImpl.cmake"
            for inner in config.read_text().splitlines() if config.exists() else []:
                if inner.startswith("set(PACKAGE_VERSION "):
                    return inner.split('"')[1]
    return "unknown"


def compiler(build):
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith("CMAKE_CXX_COMPILER:"):
            return first_line([line.split("=", 1)[1], "--version"])
    return "unknown"


def document(rows, arguments, busy):
    cores = os.cpu_count() or 1
    lines = [
        "# How fast Waldesk is", "",
        "The goals, and what one run of `tests/benchmarks/run_benchmarks.py` measured. This page is written by that",
        "command (`--write docs/performance.md`); missed goals stand in it too. Ratios are of two things measured back to",
        "back, medians of %d rounds; turns of the event loop are CPU time of the window's thread." % arguments.rounds, "",
        "| | |", "|---|---|",
        "| date | %s |" % datetime.date.today().isoformat(),
        "| machine | %s, %d processors, %s |" % (processor(), cores, system()),
        "| busy | %s |" % busyness(busy, cores),
        "| Qt | %s, platform `%s` |" % (qt_version(arguments.build), os.environ.get("QT_QPA_PLATFORM", "")),
        "| compiler | %s |" % compiler(arguments.build),
        "| server | %s, static pages of 100 rows, 7.8 %% erred |" % first_line(["nginx", "-v"]),
        "| reference | %s |" % first_line(["curl", "--version"]).split(" (")[0], "",
        "| work | goal | measured | verdict | more |", "|---|---|---|---|---|",
    ]
    lines += ["| %s | %s | %s | %s | %s |" % (r.work, r.goal, r.value(), r.verdict(), r.note) for r in rows]
    return "\n".join(lines) + "\n"


def busyness(busy, cores):
    if busy <= cores * 0.75:
        return "no: %.1f processes wanted %d processors" % (busy, cores)
    return ("yes: %.1f processes wanted %d processors, so wall times, and ratios of programs with several threads to "
            "curl's one, come out worse than on a machine at rest" % (busy, cores))
