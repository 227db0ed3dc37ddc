#!/usr/bin/env python3
# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes errors of many faults as an agent under this interpreter would report them, one JSON object a line.

    for v in 3.9 3.11 3.12 3.13; do python$v make_faults.py; done > data/faults.jsonl

The agent and the libraries it calls are small stand-ins under the paths of real ones; the tracebacks are the
interpreter's own. Hosts, ids, accounts, paths, numbers, layouts and line numbers change from sample to sample.
"""
import json
import linecache
import random
import sys
import traceback

PYTHON = "%d.%d" % sys.version_info[:2]
SAMPLES = 2

PROCESSORS = '''
def process_request(backend, kind, v):
    return backend.list_resources(kind, v)
def process_group(backend, kinds, v):
    errors = []
    for kind in kinds:
        try:
            backend.list_resources(kind, v)
        except Exception as e:
            errors.append(e)
    raise ExceptionGroup("import failed", errors)
'''
EXCEPTIONS = '''
class BackendError(Exception): pass
class MUPError(BackendError): pass
'''
CLIENTS = '''
import subprocess
def execute_command(command, code, output):
    try:
        raise subprocess.CalledProcessError(code, command, output)
    except subprocess.CalledProcessError as e:
        raise BackendError(output) from e
'''
BACKEND = '''
def list_resources(kind, v):
    return globals()["do_" + kind](v)
def cli(v, output, code=1):
    resources = execute_command([v.binary, "-n", "list"], code, output)
def do_dbd(v): cli(v, f"sacctmgr: error: Problem talking to the database {v.host}:6819: Connection refused\\nsacctmgr: error: retry {v.n}")
def do_ctld(v): cli(v, f"slurm_load_partitions: Unable to contact slurm controller {v.host} (connect failure)")
def do_assoc(v): cli(v, f"sacctmgr: error: No association for account {v.anyid} on cluster {v.cluster}")
def do_gone(v): cli(v, f"Account {v.anyid} does not exist")
def do_qos(v): cli(v, f"error: Invalid qos specification {v.word!r} for user {v.user}")
def do_killed(v): cli(v, "", -9)
def do_silent(v): cli(v, "", 1)
def do_silent127(v): cli(v, "", 127)
def do_exit(v): cli(v, f"mam-list-accounts exited with 110 after {v.seconds}")
def do_exit2(v): cli(v, f"mam-list-accounts exited with 13 after {v.seconds}")
def do_quota(v): cli(v, f"Disk quota exceeded: {v.size} used of {v.size2} on {v.path}")
def do_counts(v): cli(v, v.plural("{} account was rejected", "{} accounts were rejected"))
def do_hostlist(v): cli(v, f"sinfo: error: nodes {v.nodes} not responding since {v.time}")
def do_banner(v): cli(v, f"[{v.time}] error: Munge decode failed: Expired credential\\nENCODED: {v.date}\\nUID: {v.n}")
def do_keyed(v): cli(v, f"job={v.n} account={v.account} state=FAILED reason: out of memory at {v.address}")
def do_oom(v): cli(v, f"slurmstepd: error: Detected {v.n} oom-kill events in StepId={v.n}.batch")
def do_rest_refused(v): raise BackendError(f"slurmrestd request failed (GET /slurmdb/v0.0.{v.n % 4 + 40}/accounts/): [Errno 111] Connection refused")
def do_rest_route(v): raise BackendError(f"slurmrestd request failed (GET /slurmdb/v0.0.{v.n % 4 + 40}/accounts/): [Errno 113] No route to host")
def do_rest_auth(v): raise BackendError(f"slurmrestd error (GET /slurmdb/v0.0.43/accounts/): Authentication failure")
def do_rest_2004(v): raise BackendError(f"slurmrestd error 2004 (POST /slurmdb/v0.0.43/users/{v.user}): rejected")
def do_rest_2015(v): raise BackendError(f"slurmrestd error 2015 (POST /slurmdb/v0.0.43/users/{v.user}): rejected")
def do_http401(v): raise_http(401, "Unauthorized", v)
def do_http503(v): raise_http(503, "Service Unavailable", v)
def do_wrapped401(v):
    try: raise_http(401, "Unauthorized", v)
    except Exception as e: raise BackendError(f"Failed to list OKD projects: OKD API request failed: {e}") from e
def do_wrapped403(v):
    try: raise_http(403, "Forbidden", v)
    except Exception as e: raise BackendError(f"Failed to list OKD projects: OKD API request failed: {e}") from e
def do_refused(v): connect(111, "Connection refused", v)
def do_unreachable(v): connect(101, "Network is unreachable", v)
def do_dns(v): resolve(-2, "Name or service not known", v)
def do_dns_later(v): resolve(-3, "Temporary failure in name resolution", v)
def do_read_timeout(v): read_timeout(v)
def do_pool_refused(v): pool(v, f"Failed to establish a new connection: [Errno 111] Connection refused")
def do_pool_tls(v): pool_tls(v, "self signed certificate" if v.old else "self-signed certificate")
def do_pool_tls_expired(v): pool_tls(v, "certificate has expired")
def do_k8s(v): api(v, 403, "Forbidden")
def do_k8s_404(v): api(v, 404, "Not Found")
def do_ssh(v): ssh(v)
def do_pg_password(v): psycopg(f'connection to server at "{v.host}", port {v.port} failed: FATAL:  password authentication failed for user "{v.user}"\\n')
def do_pg_down(v): psycopg(f'connection to server at "{v.host}", port {v.port} failed: Connection refused\\n\\tIs the server running on that host?\\n')
def do_mysql(v): mysql(2003, f"Can't connect to MySQL server on '{v.host}' (111)")
def do_mysql_denied(v): mysql(1045, f"Access denied for user '{v.user}'@'{v.host}' (using password: YES)")
def do_one(v): one(f"[one.vdcpool.info] User couldn't be authenticated, aborting call.")
def do_json(v): json.loads("<html>")
def do_none(v): return v.nothing.split(",")
def do_none2(v): return v.nothing.strip()
def do_key(v): return {"name": 1}["organization"]
def do_key2(v): return {"name": 1}["limits"]
def do_key_of(v): return {"name": 1}[v.account]
def do_module(v): import waldur_site_agent_missing
def do_index(v): return [1][v.n]
def do_iter(v): return [x for x in v.nothing]
def do_comp(v): return {k: int(x) for k, x in [("a", "1"), ("b", v.word)]}
def do_file(v): open(f"/nonexistent/{v.word}/token")
def do_token_file(v):
    try: raise PermissionError(13, "Permission denied", v.path)
    except OSError as e: raise BackendError(f"Cannot read slurmrestd token file {v.path}: {e}") from e
def do_token_gone(v):
    try: raise FileNotFoundError(2, "No such file or directory", v.path)
    except OSError as e: raise BackendError(f"Cannot read slurmrestd token file {v.path}: {e}") from e
def do_disk(v): raise OSError(28, "No space left on device", v.path)
def do_mup(v):
    try: read_timeout(v)
    except Exception as e: raise MUPError(f"API request failed: {e}. Headers: {{'X-Id': '{v.uuid}', 'authorization': 'Basic {v.word}'}}, Body: No body") from e
def do_mup_status(v): raise MUPError(f"API returned 500 for {v.url}")
def do_recursion(v): walk(v.n % 7)
def walk(n): return step(n)
def step(n): return walk(n + 1)
def do_noted(v):
    e = BackendError("accounting storage is down")
    if hasattr(e, "add_note"): e.add_note(f"maintenance until {v.time}"); e.add_note(f"ticket #{v.n}")
    raise e
def do_tail(v): cli(v, f"Errors while listing cluster {v.cluster} at {v.time}:\\n  {v.account} is locked")
def do_retry(v): raise BackendError(f"Gave up after {v.n % 9 + 2} attempts in {v.seconds}: backend is busy")
def do_tenant(v): raise BackendError(f"Tenant {v.anyid} has no quota for project {v.anyid}")
def do_list(v): raise BackendError("Unknown accounts: " + ", ".join(v.account for _ in range(v.n % 3 + 1)))
def do_harbor(v): raise BackendError(f"Harbor API error: 409 Conflict: project {v.slug} already exists")
def do_keycloak(v): raise BackendError(f"Keycloak group {v.slug} not found in realm {v.word}")
def do_unexpected_kw(v): raise BackendError("create_user() got an unexpected keyword argument 'email'" if v.old else "Client.create_user() got an unexpected keyword argument 'email'")
def do_list403(v): sdk_list(v, 403, '{"detail":"You do not have permission to perform this action."}')
def do_list403b(v): sdk_list(v, 403, '{"detail":"Offering is paused."}')
def do_list429(v): sdk_list(v, 429, '{"detail":"Request was throttled. Expected available in %d seconds."}' % (v.n % 50 + 2))
def do_list504(v): sdk_list(v, 504, "<html>\\r\\n<head><title>504 Gateway Time-out</title></head>\\r\\n<body>nginx/1.%d.0</body></html>" % v.n)
def do_list502(v): sdk_list(v, 502, "<html>\\r\\n<head><title>502 Bad Gateway</title></head>\\r\\n<body>nginx/1.%d.0</body></html>" % v.n)
def do_list500(v): sdk_list(v, 500, "<h1>Server Error (500)</h1>" if v.n < 0 else "<html><body><h1>Server Error (500)</h1></body></html>")
def do_list_fields(v): sdk_list(v, 400, json.dumps({"offering": ["Object with uuid=%s does not exist." % v.uuid]}))
def do_start409(v): sdk_start(v, 409, '{"detail":"Valid states for operation: Sent."}')
def do_start404(v): sdk_start(v, 404, '{"detail":"Not found."}')
'''
HTTPX = '''
class HTTPStatusError(Exception): pass
class ConnectError(Exception): pass
class ReadTimeout(Exception): pass
def raise_http(code, reason, v):
    word = "Client" if code < 500 else "Server"
    raise HTTPStatusError(f"{word} error '{code} {reason}' for url '{v.url}'\\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/{code}")
def connect(number, text, v):
    try: raise OSError(number, text)
    except OSError as e: raise ConnectError(str(e)) from e
def resolve(number, text, v):
    try: raise socket.gaierror(number, text)
    except OSError as e: raise ConnectError(str(e)) from e
def read_timeout(v):
    try: raise socket.timeout("The read operation timed out")
    except OSError as e: raise ReadTimeout(str(e)) from e
'''
REQUESTS = '''
class ConnectionError(IOError): pass
class SSLError(ConnectionError): pass
def pool(v, text):
    try: raise OSError(111, "Connection refused")
    except OSError:
        new = f"HTTPConnection(host='{v.host}', port={v.port}): {text}" if v.n % 2 else f"<urllib3.connection.HTTPConnection object at {v.address}>: {text}"
        raise ConnectionError(f"HTTPConnectionPool(host='{v.host}', port={v.port}): Max retries exceeded with url: /RPC2 (Caused by NewConnectionError({new!r}))")
def pool_tls(v, text):
    raise SSLError(f"HTTPSConnectionPool(host='{v.host}', port={v.port}): Max retries exceeded with url: /api/{v.uuid} (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {text} (_ssl.c:{v.n + 997})')))")
'''
LIBS = '''
class ApiException(Exception): pass
class OperationalError(Exception): pass
class OneAuthenticationException(Exception): pass
class SSHException(Exception): pass
def api(v, code, reason):
    raise ApiException(f"({code})\\nReason: {reason}\\nHTTP response headers: HTTPHeaderDict({{'Audit-Id': '{v.uuid}', 'Date': '{v.date}'}})\\nHTTP response body: {{}}")
def ssh(v): raise SSHException(f"Error reading SSH protocol banner from {v.host}:22 for user {v.user}")
def psycopg(text): raise OperationalError(text)
def mysql(code, text): raise OperationalError(code, text)
def one(text): raise OneAuthenticationException(text)
'''
SDK = '''
class UnexpectedStatus(Exception):
    def __init__(self, code, content, url):
        super().__init__(f"Unexpected status code: {code}\\n\\nResponse content:\\n{content}\\n\\nURL:\\n{url}")
def sync_detailed(code, content, url): return parse(code, content, url)
def parse(code, content, url): raise UnexpectedStatus(code, content, url)
def NAME(v, code, content): return sync_detailed(code, content, ADDRESS)
'''


class Values:
    def __init__(self, rng):
        self.rng = rng
        pick = rng.choice
        number = rng.randrange
        self.n = number(2, 900)
        self.port = number(1024, 65000)
        self.hex = "%032x" % rng.getrandbits(128)
        self.uuid = "-".join((self.hex[:8], self.hex[8:12], self.hex[12:16], self.hex[16:20], self.hex[20:]))
        self.host = pick(["10.%d.3.%d" % (number(9), number(1, 250)), "slurm%02d" % number(9), "localhost",
                          "db%d.cluster.local" % number(9), "waldur.example.com", "api.hpc.uni-x.de", "hpc.example.org"])
        self.user = pick(["svc%d" % number(99), "root", "mari", "hpc_admin", "j.tamm", "ops-team"])
        self.account = pick(["hpc_%d" % number(999), "proj-%d" % number(999), "acct%d" % number(99), "bio_2024_%d" % number(9)])
        self.cluster = pick(["puhti", "mahti", "lumi", "rocket", "cluster%d" % number(9)])
        self.word = pick(["alpha", "beta7", "gamma-x", "delta_y", "x%d" % number(99)])
        self.slug = pick(["hpc-kt", "bio_lab", "waldur-%d" % number(99), self.hex[:9]])
        self.anyid = pick([str(number(10000)), self.uuid, self.hex, self.account])
        self.address = "0x%012x" % number(1 << 44)
        self.path = pick(["/etc/site-agent/slurm%d.jwt" % number(9), "/var/lib/agent/%s/x" % self.hex[:6], "/opt/t"])
        self.binary = pick(["/usr/bin/sacctmgr", "/opt/slurm/bin/sacctmgr", "sacctmgr"])
        self.url = "https://%s:%d/apis/v1/projects?limit=%d" % (self.host, self.port, self.n)
        self.seconds = pick(["%ds" % self.n, "%d seconds" % self.n, "1 second", "%.2f s" % (self.n / 7), "%d ms" % self.n])
        self.size = pick(["%dGB" % self.n, "%.1f GiB" % (self.n / 3), "%dM" % self.n])
        self.size2 = pick(["1 TB", "%d GB" % self.n, "900G"])
        self.time = pick(["2026-11-%02dT10:%02d:11" % (number(1, 29), number(60)), "2026-03-%02d 06:20:%02d,%03d" %
                          (number(1, 29), number(60), number(999)), "2026-01-02T03:04:05.%06dZ" % number(999999)])
        self.date = pick(["Mon, 23 Nov 2026 17:%02d:46 GMT" % number(60), "Tue, 3 Mar 2026 07:%02d:01 GMT" % number(60)])
        self.nodes = pick(["node[001-%03d]" % number(2, 99), "node%03d" % number(99), "cn[1,4-%d]" % number(5, 9)])
        self.nothing = None
        self.old = sys.version_info < (3, 10)

    def plural(self, one, many):
        count = self.rng.choice([1, 2, 17])
        return one.format(count) if count == 1 else many.format(count)


def layout(rng):
    return rng.choice([
        ("/opt/waldur-site-agent/venv/lib/python%s/site-packages/" % PYTHON,) * 2,
        ("/home/svc/.pyenv/versions/%s.4/lib/python%s/site-packages/" % (PYTHON, PYTHON),) * 2,
        ("/src/waldur-site-agent/", "/usr/local/lib/python%s/dist-packages/" % PYTHON),
        ("/srv/waldur_agent/checkout/", "/usr/lib/python3/dist-packages/"),
        ("C:\\Program Files\\agent\\Lib\\site-packages\\",) * 2,
    ])


def compiled(rng, root, name, text, scope):
    path = root + (name if "/" in root else name.replace("/", "\\"))
    text = "\n" * rng.randrange(40) + text
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    scope["__name__"] = name[:-3].replace("/", ".")
    exec(compile(text, path, "exec"), scope)
    return scope


def agent(rng):
    import socket
    app, lib = layout(rng)
    shared = {"socket": socket, "json": json}
    base = dict(shared)
    for name, text in [("httpx/_exceptions.py", HTTPX), ("requests/adapters.py", REQUESTS), ("otherlib/api.py", LIBS)]:
        base.update({k: v for k, v in compiled(rng, lib, name, text, dict(shared)).items() if not k.startswith("__")})
    for name, module, url in [
            ("sdk_list", "marketplace_provider_resources/marketplace_provider_resources_list",
             '"https://%s/api/marketplace-provider-resources/?page=%d" % (v.host, v.n)'),
            ("sdk_start", "backend_resource_requests/backend_resource_requests_start_processing",
             '"https://%s/api/backend-resource-requests/%s/start_processing/" % (v.host, v.uuid if v.n % 2 else v.hex)')]:
        text = SDK.replace("NAME", name).replace("ADDRESS", url)
        found = compiled(rng, lib, "waldur_api_client/api/%s.py" % module, text, {})
        found["UnexpectedStatus"].__module__ = "waldur_api_client.errors"
        base[name] = found[name]
    for name, text in [("waldur_site_agent/backend/exceptions.py", EXCEPTIONS), ("waldur_site_agent/backend/clients.py", CLIENTS)]:
        base.update({k: v for k, v in compiled(rng, app, name, text, dict(base)).items() if not k.startswith("__")})
    plugin = "waldur_site_agent_slurm/backend.py"
    backend = compiled(rng, app, plugin, BACKEND, dict(base))
    processors = compiled(rng, app, "waldur_site_agent/common/processors.py", PROCESSORS, {})

    class Backend:
        list_resources = staticmethod(backend["list_resources"])
    # One name for all: the stack must not tell the faults apart that one helper raises.
    for name, one in backend.items():
        if name.startswith("do_"):
            one.__code__ = one.__code__.replace(co_name="collect")
    return processors, Backend, [k[3:] for k in backend if k.startswith("do_")]


def emit(fault, exc):
    exc.__traceback__ = exc.__traceback__.tb_next
    print(json.dumps({"fault": fault, "python": PYTHON, "error_message": str(exc).strip(),
                      "error_traceback": "".join(traceback.format_exception(type(exc), exc, exc.__traceback__)).strip()}))


def main():
    for sample in range(SAMPLES):
        rng = random.Random("%s %d" % (PYTHON, sample))
        processors, backend, kinds = agent(rng)
        for kind in kinds:
            try:
                processors["process_request"](backend, kind, Values(rng))
            except Exception as exc:
                emit(kind, exc)
        if sys.version_info < (3, 11):
            continue
        for members in (["dbd", "key"], ["refused", "key", "gone"], ["list403", "list502"], ["list403", "list504"]):
            kinds = members + [members[0]] * rng.randrange(3)
            try:
                processors["process_group"](backend, kinds, Values(rng))
            except Exception as exc:
                emit("group " + " ".join(members), exc)


sys.setrecursionlimit(90)
main()
