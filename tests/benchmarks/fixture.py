# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the static Waldur of the benchmarks: N requests in pages of 100 as nginx serves them, and nginx's configuration.

The rows have the 12 fields of the endpoint and nothing more; 7.8 % ended Erred, each with a traceback of its own.
Deterministic, so that two runs measure the same bytes.
"""

import datetime
import json
import pathlib
import random
import sys

PAGE = 100
ERRED_SHARE = 0.078
NOW = datetime.datetime(2026, 11, 1, 12, 0, 0)
OFFERINGS = [("%032x" % (0xA000 + i), "Offering %02d %s" % (i, site)) for i, site in enumerate(
    ["Tartu CPU", "Tartu GPU", "Tallinn", "Riga", "Kaunas", "Vilnius", "Helsinki", "Oslo", "Bergen", "Lund"] * 4)]

FRAMES = [
    ("waldur_site_agent/common/processors.py", "process_request", "local = self.resource_backend.list_resources()"),
    ("waldur_site_agent/backend/backends.py", "list_resources", "resources = self.client.list_resources()"),
    ("waldur_site_agent_slurm/client.py", "list_resources", "output = self._execute_command(['list', 'account'])"),
    ("waldur_site_agent/backend/clients.py", "execute_command", "return subprocess.check_output(command)"),
]


def traceback_of(rng, message):
    lines = ["Traceback (most recent call last):"]
    for path, function, source in FRAMES:
        lines.append('  File "/opt/agent-%d/lib/python3.11/site-packages/%s", line %d, in %s' %
                     (rng.randrange(40), path, rng.randrange(20, 4000), function))
        lines.append("    " + source)
        lines.append("    " + "^" * len(source))
    lines.append("subprocess.CalledProcessError: Command '['sacctmgr', 'list', 'account']' returned non-zero exit status 1.")
    lines += ["", "The above exception was the direct cause of the following exception:", ""]
    lines.append("Traceback (most recent call last):")
    for path, function, source in FRAMES[:3]:
        lines.append('  File "/opt/agent/lib/python3.11/site-packages/%s", line %d, in %s' %
                     (path, rng.randrange(20, 4000), function))
        lines.append("    " + source)
    lines.append("waldur_site_agent.backend.exceptions.BackendError: " + message)
    return "\n".join(lines)


def row_of(index, rng, base):
    created = NOW - datetime.timedelta(seconds=25 * index, microseconds=rng.randrange(1_000_000))
    started = created + datetime.timedelta(seconds=rng.randrange(1, 9), microseconds=rng.randrange(1_000_000))
    finished = started + datetime.timedelta(seconds=rng.randrange(2, 200), microseconds=rng.randrange(1_000_000))
    erred = rng.random() < ERRED_SHARE
    offering, name = OFFERINGS[rng.randrange(len(OFFERINGS))]
    uuid = "%032x" % rng.getrandbits(128)
    message = "sacctmgr: error: Problem talking to host node%04d: Connection refused" % rng.randrange(10_000)
    stamp = lambda when: when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "url": "%s/api/backend-resource-requests/%s/" % (base, uuid), "uuid": uuid, "created": stamp(created),
        "modified": stamp(finished), "started": stamp(started), "finished": stamp(finished),
        "state": "Erred" if erred else "Done", "offering": offering, "offering_name": name,
        "offering_url": "%s/api/marketplace-public-offerings/%s/" % (base, offering),
        "error_message": message if erred else "",
        "error_traceback": traceback_of(rng, message) if erred else "",
    }


NGINX = """daemon off;
worker_processes 1;
pid {root}/nginx.pid;
error_log {root}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
  uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
  keepalive_requests 1000000;
  map $arg_page $pagenumber {{ default $arg_page; "" 1; }}
  map $pagenumber $nextlink {{ default '<{base}/api/backend-resource-requests/?page=2>; rel="next"'; {pages} "" ""; }}
  server {{
    listen 127.0.0.1:{port};
    default_type application/json;
    location = /api/backend-resource-requests/ {{
      add_header X-Result-Count {count};
      add_header Link $nextlink;
      root {root};
      try_files /pages/$pagenumber.json =404;
    }}
    location = /api/users/me/ {{ root {root}; try_files /me.json =404; }}
    location / {{ return 404; }}
  }}
}}
"""


def main():
    root, count, port = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    base = "http://127.0.0.1:%d" % port
    pages = (count + PAGE - 1) // PAGE
    (root / "pages").mkdir(parents=True, exist_ok=True)
    rng = random.Random(20261101)
    for page in range(1, pages + 1):
        first = (page - 1) * PAGE
        rows = [row_of(index, rng, base) for index in range(first, min(first + PAGE, count))]
        (root / "pages" / ("%d.json" % page)).write_text(json.dumps(rows, separators=(",", ":")))
    (root / "me.json").write_text(json.dumps({
        "uuid": "1" * 32, "username": "bench", "full_name": "Bench", "is_staff": True, "is_support": False,
        "token_expires_at": None, "permissions": []}))
    links = " ".join('"%d" \'<%s/api/backend-resource-requests/?page=%d>; rel="next"\';' % (page, base, page + 1)
                     for page in range(1, pages))
    (root / "nginx.conf").write_text(NGINX.format(root=root, base=base, port=port, count=count,
                                                  pages=links + ' "%d" "";' % pages))


if __name__ == "__main__":
    main()
