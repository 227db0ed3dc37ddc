#!/usr/bin/env python3
# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Waldesk against its goals and says what came out, missed goals too.

    tests/benchmarks/run_benchmarks.py --build build/release [--write docs/performance.md]

Every ratio is of two things measured back to back in this run; medians of several rounds. Builds the benchmarks it
needs. What is not installed (nginx, curl, the Python SDK) makes a skipped row, no failure.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import measure
import report
from report import Row

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = ["bench_load", "bench_table", "bench_grouping", "bench_triage", "bench_startup", "bench_archive",
            "bench_live", "bench_plan"]
ERRORS_GROUPED = "20000"
PAGE = 100


def built(build, wanted):
    """The benchmarks by name; builds them, as the tree says that they are not built by default, and the program."""
    known = subprocess.run(["cmake", "--build", str(build), "--target", "help"], capture_output=True, text=True).stdout
    present = [name for name in wanted if name in known.replace(":", " ").split()]
    subprocess.run(["cmake", "--build", str(build), "--target", "waldesk", *present], check=True, stdout=sys.stderr)
    return {name: path for name in present for path in build.rglob(name) if path.is_file() and os.access(path, os.X_OK)}


def curl(url, pages):
    return ["curl", "-s", "-o", os.devnull, "-H", "Authorization: Token " + "a" * 40,
            "%sapi/backend-resource-requests/?page=[1-%d]&page_size=%d" % (url, pages, PAGE)]


def loading(programs, url, rows, rounds):
    """Curl and Waldesk by turns: wall time, CPU time and turns of the event loop."""
    if not shutil.which("curl"):
        return [Row("all rows into the model, window attached", "at most 2.5 × curl", skipped="curl is not installed")]
    plain, still, moving = [], [], []
    for _ in range(rounds):
        plain.append(measure.run(curl(url, rows // PAGE)))
        still.append(measure.run([programs["bench_load"], url]))
        moving.append(measure.run([programs["bench_load"], url, "--scroll"]))
    if any(one.values.get("failed") or one.values.get("rows") != rows for one in still + moving):
        return [Row("all rows into the model, window attached", "at most 2.5 × curl", skipped="the load failed")]

    def ratio(runs):
        return statistics.median(b.values["ms"] / a.wall_ms for a, b in zip(plain, runs))

    def cpu(runs):
        return statistics.median(b.cpu_ms / a.cpu_ms for a, b in zip(plain, runs))

    def longest(runs):
        return statistics.median(one.values["longestTurnMs"] for one in runs)

    ms = lambda runs: statistics.median(one.values["ms"] for one in runs)
    each = [b.values["ms"] / a.wall_ms for a, b in zip(plain, still)]
    note = "%.0f ms; curl %.0f ms; rounds from %.1f × to %.1f ×; CPU %.1f × curl's" % (
        ms(still), statistics.median(one.wall_ms for one in plain), min(each), max(each), cpu(still))
    return [
        Row("%d rows into the model, window attached" % rows, "at most 2.5 × curl", ratio(still), 2.5, "×", note),
        Row("the same while a hand scrolls and types", "(told, no goal)", ratio(moving), None, "×",
            "%.0f ms" % ms(moving)),
        Row("longest turn of the event loop, loading", "at most 8 ms CPU", longest(still), 8, "ms",
            "worst of %d rounds %.1f ms" % (rounds, max(one.values["longestTurnMs"] for one in still))),
        Row("longest turn, loading, scrolling and typing", "at most 8 ms CPU", longest(moving), 8, "ms",
            "worst %.1f ms; above 8 ms in a round: %s" % (
                max(one.values["longestTurnMs"] for one in moving),
                ", ".join("%d of %d" % (one.values["turnsOver8ms"], one.values["turns"]) for one in moving))),
        Row("memory of a row", "at most 200 B", still[0].values["storeBytesPerRow"], 200, "B",
            "rows and index, without the distinct error texts"),
    ]


def against_sdk(programs, url, python):
    goal = "at most 0.06 × the Python SDK's typed list"
    if not python:
        return [Row("all rows, against the SDK", goal, skipped="waldur-api-client could not be installed")]
    loads = lambda: [measure.run([programs["bench_load"], url]) for _ in range(3)]
    around = loads()
    sdk = measure.run([python, HERE / "sdk_list.py", url])
    around += loads()
    if "ms" not in sdk.values or any(one.values.get("rows") != sdk.values["rows"] for one in around):
        return [Row("all rows, against the SDK", goal, skipped="the SDK failed")]
    ours = statistics.median(one.values["ms"] for one in around)
    return [Row("all rows, against the SDK", goal, ours / sdk.values["ms"], 0.06, "×",
                "waldur-api-client %s: %.1f s for %d rows, %.0f ms here" % (
                    sdk.values["version"], sdk.values["ms"] / 1000, sdk.values["rows"], ours))]


def table(programs):
    if "bench_table" not in programs:
        return [Row("filter and order", "see the goals", skipped="bench_table is not in this tree")]
    rows = []
    for size, filter_ms, order_ms in (("100000", 10, 12), ("1000000", 80, 100)):
        values = measure.run([programs["bench_table"], size]).values
        if not values:
            rows.append(Row("filter and order of %s rows" % size, "see the goals", skipped="bench_table failed"))
            continue
        keys = [key for key in values if key.startswith("filter_") and key.endswith("_ms")]
        worst = max(keys, key=lambda key: values[key])
        rows += [
            Row("filter keystroke, %s rows" % size, "at most %d ms" % filter_ms, values["filter_first_keystroke_ms"],
                filter_ms, "ms", "a letter in any column, tracebacks too; dearest: %s, %.1f ms" % (
                    worst[7:-3].replace("_", " "), values[worst])),
            Row("longest turn while filtering, %s rows" % size, "at most 8 ms CPU", values["longest_turn_filter_ms"],
                8, "ms"),
            Row("order by time, %s rows" % size, "at most %d ms" % order_ms, values["order_modified_ms"], order_ms,
                "ms", "by created %.1f ms, by offering %.1f ms" % (
                    values["order_created_ms"], values["order_offering_ms"])),
            Row("memory of a row, %s rows" % size, "at most 200 B", values["bytes_a_row"], 200, "B"),
        ]
    return rows


def grouping(programs):
    if "bench_grouping" not in programs:
        return [Row("grouping", "20 000 errors a second", skipped="bench_grouping is not in this tree")]
    done = measure.run([programs["bench_grouping"]])
    for line in done.lines:
        if "errors/s" in line:
            return [Row("grouping on one core", "at least 20 000 errors/s", float(line.split()[0]), 20_000, "/s",
                        line[line.find("("):], atLeast=True)]
    return [Row("grouping", "20 000 errors a second", skipped="bench_grouping failed")]


def triage(programs):
    goal = "at most 8 ms CPU"
    if "bench_triage" not in programs:
        return [Row("longest turn while errors are grouped", goal, skipped="bench_triage is not in this tree")]
    found = []
    for line in measure.run([programs["bench_triage"], ERRORS_GROUPED]).lines:
        told = re.match(r"(.*?) +\d+ errors/s +longest turn +([\d.]+) ms", line)
        if told:
            found.append((float(told[2]), told[1]))
    if not found:
        return [Row("longest turn while errors are grouped", goal, skipped="bench_triage failed")]
    return [Row("longest turn, %s errors grouped as they come" % ERRORS_GROUPED, goal, found[0][0], 8, "ms",
                "dearest of all acts: %s, %.1f ms" % (max(found)[1], max(found)[0]))]


def start_up(programs, url, rounds):
    if "bench_startup" not in programs:
        return [Row("start to first rows", "at most 2 × an empty window", skipped="bench_startup is not in this tree")]
    program = programs["bench_startup"]
    kinds = {"empty": ["--empty"], "word": ["--empty", "--word"], "demo": ["--demo"]}
    if url:
        kinds["server"] = ["--server", url]
    runs = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, words in kinds.items():
            runs[kind].append(measure.run([program, *words]))
    if any(one.status != 0 for list_ in runs.values() for one in list_):
        return [Row("start to first rows", "at most 2 × an empty window", skipped="the window did not come")]
    median = {kind: statistics.median(one.until_ms("paintedAtMs") for one in of) for kind, of in runs.items()}
    cpu = {kind: statistics.median(one.cpu_ms for one in of) for kind, of in runs.items()}
    rows = [Row("an empty window with one word in it", "(told, no goal)", median["word"] / median["empty"], None, "×",
                "%.0f ms: the fonts of the system are asked for with the first text" % median["word"])]
    for kind, told in (("server", "from nginx"), ("demo", "from the embedded demo")):
        if kind in median:
            rows.append(Row("start to first rows, %s" % told, "at most 2 × an empty window",
                            median[kind] / median["empty"], 2, "×",
                            "%.0f ms against %.0f ms; CPU of the whole process %.0f against %.0f ms" % (
                                median[kind], median["empty"], cpu[kind], cpu["empty"])))
    if url:
        idle = measure.run([program, "--server", url, "--idle", "10"]).values.get("idleCpuMsPerSecond")
        if idle is not None:
            # The kernel's tick: below it `top` shows 0.0 %.
            rows.append(Row("idle, window open for 10 s", "no measurable CPU (below 0.1 %)", idle, 1.0, "ms/s"))
    return rows


def first_rows(program, url, work, goal):
    empty, kept = [], []
    for _ in range(15):
        empty.append(measure.run([program, "--empty"]).until_ms("paintedAtMs"))
        kept.append(measure.run([program, "--server", url]).until_ms("paintedAtMs"))
    return Row(work, "at most %d × an empty window" % goal, statistics.median(b / a for a, b in zip(empty, kept)),
               goal, "×", "%.0f ms against %.0f ms" % (statistics.median(kept), statistics.median(empty)))


def archive(programs):
    """What is kept on this machine, and how a window opens on it while its server does not answer."""
    if "bench_archive" not in programs or "bench_startup" not in programs:
        return [Row("opening on what was seen", "see the goals", skipped="bench_archive is not in this tree")]
    rows = []
    for size, goal in ((100_000, 2), (1_000_000, 3)):
        # Nothing listens on this port; each size has its own, and so a folder of its own.
        url = "http://127.0.0.1:%d/" % (9 if size == 100_000 else 19)
        if measure.run([programs["bench_archive"], "--for", url, size]).status != 0:
            rows.append(Row("start on %d kept rows" % size, "see the goals", skipped="bench_archive failed"))
            continue
        os.sync()  # what was just written is no part of a start
        work = "start to first rows, from an archive of %d" % size
        rows.append(first_rows(programs["bench_startup"], url, work, goal))
        with measure.on_screen() as is_there:
            work += ", on an X server"
            rows.append(first_rows(programs["bench_startup"], url, work, goal) if is_there else
                        Row(work, "at most %d × an empty window" % goal, skipped="Xvfb is not installed"))
    done = measure.run([programs["bench_archive"], "1000000"])
    found = [json.loads(line) for line in done.lines if line.startswith("{")]
    if done.status != 0 or len(found) != 2:
        return rows + [Row("search in 100 000 tracebacks", "at most 20 ms", skipped="bench_archive failed")]
    written, restored = found
    return rows + [
        Row("search in 100 000 tracebacks, first 50", "at most 20 ms",
            max(written["searchRareMs"], written["searchCommonMs"]), 20, "ms",
            "a rare word %.1f ms, words of all %.1f ms" % (written["searchRareMs"], written["searchCommonMs"])),
        Row("longest turn while 1 000 000 kept rows come", "at most 8 ms CPU", restored["longestTurnMs"], 8, "ms",
            "all of them in %.0f ms; above 8 ms: %d of %d turns" % (
                restored["restoreMs"], restored["turnsOver8ms"], restored["turns"])),
    ]


def usable(programs):
    """From the start until all that is kept was filtered, sorted and grouped, with a server that answers."""
    work, goal = "start to all 100 000 rows filtered, sorted and grouped", "at most 10 × an empty window"
    if "bench_live" not in programs or "bench_startup" not in programs:
        return [Row(work, goal, skipped="bench_live is not in this tree")]
    with measure.large_server(programs["bench_live"], 100_000) as url:
        if not url:
            return [Row(work, goal, skipped="bench_live failed")]
        os.sync()  # what was just written is no part of a start
        # Groups all texts anew; what it finds is kept for each start after it.
        first = measure.run([programs["bench_startup"], "--server", url, "--usable", "100000"]).until_ms("usableAtMs")
        empty, runs = [], []
        for _ in range(7):
            empty.append(measure.run([programs["bench_startup"], "--empty"]).until_ms("paintedAtMs"))
            runs.append(measure.run([programs["bench_startup"], "--server", url, "--usable", "100000"]))
        idle = measure.run([programs["bench_startup"], "--server", url, "--idle", "15"]).values.get("idleCpuMsPerSecond")
    all_ = [run.until_ms("usableAtMs") for run in runs]
    rows = [Row(work, goal, statistics.median(b / a for a, b in zip(empty, all_)), 10, "×",
                "%.0f ms against %.0f ms; 10 000 errors, each with a text of its own; the first start, which groups all "
                "of them, %.0f ms" % (statistics.median(all_), statistics.median(empty), first)),
            Row("longest turn until then", "at most 8 ms CPU",
                statistics.median(run.values["longestTurnMs"] for run in runs), 8, "ms",
                "worst %.1f ms" % max(run.values["longestTurnMs"] for run in runs))]
    if idle is not None:
        rows.append(Row("idle with live on, between polls", "below 0.2 % CPU", idle, 2.0, "ms/s",
                        "the whole window with 100 000 rows, for 15 s"))
    with measure.large_server(programs["bench_live"], 1_000_000) as url:
        if url:
            runs = [measure.run([programs["bench_startup"], "--server", url, "--usable", "1000000"]) for _ in range(3)]
            rows.append(Row("the same with 1 000 000 rows", "(told, no goal)",
                            statistics.median(run.values["longestTurnMs"] for run in runs), None, "ms",
                            "above 8 ms: %d turns" % max(run.values["turnsOver8ms"] for run in runs)))
    return rows


def live(programs):
    """What a window that is left open costs, and one that is opened in the morning; servers' logs are counted."""
    if "bench_live" not in programs:
        return [Row("live", "see the goals", skipped="bench_live is not in this tree")]
    program = programs["bench_live"]
    rows = []

    def take(words, goal, made):
        values = measure.run([program, *words]).values
        if values:
            rows.extend(made(values))
        else:
            rows.append(Row("bench_live " + " ".join(words), goal, skipped="bench_live failed"))

    take(["merge", "100000", "500"], "at most 10 ms", lambda v: [
        Row("500 changes into 100 000 rows, all turns", "at most 10 ms CPU", v["allMs"], 10, "ms",
            "of these %.1f ms merging; the rest is the window's" % v["mergeMs"]),
        Row("longest turn meanwhile", "at most 8 ms CPU", v["longestTurnMs"], 8, "ms")])
    take(["morning", "100000", "400"], "at most 8 requests", lambda v: [
        Row("a morning's start, 400 of 100 000 rows changed", "at most 8 requests", v["requests"], 8, "",
            "%d rows serialised" % v["rowsGiven"]),
        Row("its bytes", "at most 1.2 × the changed rows", v["bytes"] / v["changedBytes"], 1.2, "×",
            "%d bytes against %d" % (v["bytes"], v["changedBytes"]))])
    take(["day", "17280"], "no growth", lambda v: [
        Row("memory after the polls of a day, each 5 s", "no growth (below 1 MiB)", v["grownKiB"] / 1024, 1, "MiB",
            "from %.0f MiB" % v["residentMiB"])])
    take(["hour", "1000000"], "(told, no goal)", lambda v: [
        Row("an unchanged hour at 1 000 000, nothing open in sight", "(told, no goal)", v["quietRequests"], None,
            "requests", told_of(v, "quiet")),
        Row("the same with an open request in sight", "(told, no goal)", v["openRequests"], None, "requests",
            told_of(v, "open")),
        Row("the same by reading the list each 30 s", "(told, no goal)", v["naiveRequests"], None, "requests",
            told_of(v, "naive"))])
    return rows


def plan(programs, waldesk):
    """Reading a plan of many requests, beside the same requests read one by one."""
    work, goal = "plan of 1 000 requests", "at most 1.2 × its reads"
    if "bench_plan" not in programs or not waldesk.exists():
        return [Row(work, goal, skipped="bench_plan or waldesk is not built")]
    values = measure.run([programs["bench_plan"], waldesk, "1000"]).values
    if values.get("rows") != 1000:
        return [Row(work, goal, skipped="bench_plan failed")]
    return [Row(work, goal, values["ratio"], 1.2, "×",
                "%.0f ms against %.0f ms" % (values["plan_ms"], values["reads_ms"])),
            Row("longest turn while the plan is read", "at most 8 ms CPU", values["longest_turn_ms"], 8, "ms",
                "of the reads alone %.1f ms" % values["longest_turn_of_reads_ms"])]


def told_of(values, name):
    return "%d rows serialised, %.1f MB" % (values[name + "Rows"], values[name + "Bytes"] / 1e6)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--without-sdk", action="store_true", help="do not ask PyPI for the SDK")
    parser.add_argument("--write", type=pathlib.Path, help="the document to write, docs/performance.md")
    arguments = parser.parse_args()
    programs = built(arguments.build.resolve(), PROGRAMS)
    busy = measure.busy()
    with tempfile.TemporaryDirectory(prefix="waldesk-bench-") as folder:
        root = pathlib.Path(folder)
        measure.isolate(root / "home")
        rows = []
        with measure.nginx(root, arguments.rows) as url:
            if url:
                rows += loading(programs, url, arguments.rows, arguments.rounds)
                python = None if arguments.without_sdk else measure.sdk(root / "venv")
                rows += against_sdk(programs, url, python)
            else:
                rows.append(Row("loading", "at most 2.5 × curl", skipped="nginx is not installed"))
            rows += start_up(programs, url, arguments.rounds)
        rows += archive(programs)
        rows += usable(programs) + live(programs)
        rows += plan(programs, arguments.build.resolve() / "app/waldesk")
        rows += table(programs) + grouping(programs) + triage(programs)
    busy = max(busy, measure.busy())
    print(report.table(rows))
    if arguments.write:
        arguments.write.write_text(report.document(rows, arguments, busy))
    return 0


if __name__ == "__main__":
    sys.exit(main())
