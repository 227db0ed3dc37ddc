# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one contract script in a virtual environment against `waldesk demo`.

run_contract.py WALDESK VENV SCRIPT PACKAGE...
Exits with 77 (skipped, and says so) only where the packages can not be fetched; every other failure is one.
"""

import json
import os
import pathlib
import subprocess
import sys
import venv

SKIPPED = 77


def python_of(folder, packages):
    """The interpreter of an environment that has the packages, or None where the package index can not be reached."""
    python = folder / "bin" / "python"
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_text() == " ".join(packages):
        return python
    venv.create(folder, with_pip=True, clear=True)
    try:
        pip = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2",
                              "--timeout", "20", *packages], capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return None
    if pip.returncode != 0:
        sys.stderr.write(pip.stderr)
        return None
    stamp.write_text(" ".join(packages))
    return python


def main():
    binary, folder, script, *packages = sys.argv[1:]
    python = python_of(pathlib.Path(folder), packages)
    if python is None:
        print("SKIPPED: the Python packages %s can not be fetched here" % ", ".join(packages))
        return SKIPPED
    service = subprocess.Popen([binary, "demo", "--agent-speed", "0"], stdout=subprocess.PIPE, text=True)
    try:
        told = json.loads(service.stdout.readline())
        environment = dict(os.environ, WALDESK=binary, WALDESK_URL=told["url"])
        for variable in ("no_proxy", "NO_PROXY"):  # the packages may have come through a proxy
            environment[variable] = "127.0.0.1"
        for role, token in told["tokens"].items():
            environment["WALDESK_TOKEN_" + role.upper()] = token
        return subprocess.run([python, script], env=environment, timeout=900).returncode
    finally:
        service.terminate()
        service.wait(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
