#!/usr/bin/env python3
# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what this interpreter prints for a set of exceptions, and what stands in it, one JSON object a line.

    for v in 3.8 3.9 3.10 3.11 3.12 3.13; do python$v make_tracebacks.py; done > data/tracebacks.jsonl

What stands in a text is asked of the exception itself, never of the text. Python 3.8 and later.
"""
import json
import linecache
import platform
import sys
import traceback

ROOTS = {
    "posix": "/opt/waldur-site-agent/venv/lib/python3/site-packages/",
    "windows": "C:\\Program Files\\agent\\Lib\\site-packages\\",
}

CODE = '''
class BackendError(Exception): pass
class Bare(Exception): pass
class Outer:
    class Inner(Exception): pass
def local_type():
    class Hidden(Exception): pass
    raise Hidden("made in a function")
def fail(text="deep"): raise ValueError(text)
def cause():
    try: fail("first")
    except ValueError as e: raise BackendError("second") from e
def context():
    try: fail("first")
    except ValueError:
        {}["missing"]
def three():
    try: cause()
    except BackendError:
        raise RuntimeError("third")
def suppressed():
    try: fail()
    except ValueError: raise BackendError("alone") from None
def no_message(): raise Bare
def blank_message(): raise RuntimeError("")
def lines(): raise BackendError("one\\n\\n  two: x\\nValueError: three\\n\\nfour")
def quotes_a_traceback():
    import traceback
    try: fail("inner")
    except ValueError: raise BackendError("worker died:\\n" + traceback.format_exc()) from None
def quotes_a_chain():
    import traceback
    try: cause()
    except BackendError: raise BackendError("worker died:\\n" + traceback.format_exc() + "\\nsee log") from None
def cause_quotes_a_traceback():
    try: quotes_a_traceback()
    except BackendError as e: raise RuntimeError("gave up") from e
def looks_like_frames(): raise BackendError('odd\\n  File "x.py", line 3, in y\\n    code()\\nKeyError: 1')
def recursion(n): return recursion(n - 1) if n else fail("bottom")
def comprehension(): return [int(x) for x in ("1", "2", "a1")]
def multi_line():
    return fail(
        text="a"
        + "b",
    )
def unicode_source(): return {"õäöü": 1}["ключ"] + fail("値")
def nested_type(): raise Outer.Inner("inside")
def lambdas(): return (lambda: fail("in lambda"))()
def with_frame():
    with open("/nonexistent/x") as f: pass
def generator(): return sum(int(x) for x in "12x")
def syntax(): compile("a = (1,\\nb = 2", "C:/x.py" if False else "/etc/agent/hook.py", "exec")
def assertion(): assert 1 == 2, "not equal"
def system_exit(): raise SystemExit(3)
'''
GROUPS = '''
def group(): raise ExceptionGroup("two failed", [error(fail, "a"), error(cause)])
def error(f, *a):
    try: f(*a)
    except Exception as e: return e
def nested_group():
    inner = error(group)
    raise ExceptionGroup("outer", [inner, ValueError("plain\\nof two lines"), error(context)])
def group_with_cause():
    try: fail("before")
    except ValueError as e: raise ExceptionGroup("after", [error(fail, "in")]) from e
def cause_is_group():
    try: nested_group()
    except ExceptionGroup as e: raise BackendError("from a group") from e
def many(): raise ExceptionGroup("many", [ValueError(str(n)) for n in range(18)])
def notes():
    e = BackendError("noted")
    e.add_note("first note\\nof two lines"); e.add_note("second")
    raise e
def group_notes():
    e = error(fail, "leaf"); e.add_note("leaf's own")
    g = ExceptionGroup("with notes", [e]); g.add_note("group's own")
    raise g
def deep_group():
    e = ValueError("core")
    for n in range(6): e = ExceptionGroup("level %d" % n, [e])
    raise e
'''
CASES = ["fail", "cause", "context", "three", "suppressed", "no_message", "blank_message", "lines", "quotes_a_traceback",
         "quotes_a_chain", "cause_quotes_a_traceback", "looks_like_frames", "recursion", "comprehension", "multi_line",
         "unicode_source", "nested_type", "local_type", "lambdas", "with_frame", "generator", "syntax", "assertion",
         "system_exit"]
GROUP_CASES = ["group", "nested_group", "group_with_cause", "cause_is_group", "many", "notes", "group_notes",
               "deep_group"]


def load(root):
    path = root + ("waldur_site_agent_lab/client.py" if "/" in root else "waldur_site_agent_lab\\client.py")
    text = CODE + (GROUPS if sys.version_info >= (3, 11) else "")
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    module = {"__name__": "waldur_site_agent_lab.client"}
    exec(compile(text, path, "exec"), module)
    return module


def name_of(exc):
    cls = type(exc)
    module = "" if cls.__module__ in ("builtins", "__main__") else cls.__module__ + "."
    return module + cls.__qualname__


def functions_of(exc):
    found, last, times = [], None, 0
    for frame in traceback.extract_tb(exc.__traceback__):
        here = (frame.filename, frame.lineno, frame.name)
        times = times + 1 if here == last else 1
        last = here
        if times <= 3:
            found.append(frame.name)
    return found


def steps_of(exc, number=0, depth=0, out=None, seen=None):
    out = [] if out is None else out
    seen = set() if seen is None else seen
    chain, relation, at = [], [], exc
    while at is not None:
        chain.append(at)
        seen.add(id(at))
        if at.__cause__ is not None and id(at.__cause__) not in seen:
            relation.append("cause")
            at = at.__cause__
        elif at.__context__ is not None and not at.__suppress_context__ and id(at.__context__) not in seen:
            relation.append("context")
            at = at.__context__
        else:
            relation.append("first")
            at = None
    for one, how in reversed(list(zip(chain, relation))):
        members = list(getattr(one, "exceptions", ()))
        text = str(one)
        if isinstance(one, SyntaxError):
            text = one.msg
        out.append({"type": name_of(one), "message": text, "relation": how, "number": number, "depth": depth,
                    "functions": functions_of(one), "notes": list(getattr(one, "__notes__", ())),
                    "group": bool(members), "hidden": max(0, len(members) - 15)})
        for i, member in enumerate(members[:15]):
            steps_of(member, i + 1, depth + 1, out, seen)
    return out


def printed(exc, colours):
    lines = traceback.TracebackException.from_exception(exc)
    return "".join(lines.format(colorize=True) if colours else lines.format())


def emit(case, layout, exc, colours=False):
    print(json.dumps({"case": case, "python": platform.python_version(), "layout": layout, "colours": colours,
                      "error_message": str(exc), "error_traceback": printed(exc, colours), "steps": steps_of(exc)},
                     ensure_ascii=True))


def main():
    for layout, root in ROOTS.items():
        module = load(root)
        cases = CASES + (GROUP_CASES if sys.version_info >= (3, 11) else [])
        for case in cases if layout == "posix" else ["fail", "cause"]:
            try:
                module[case](*([40] if case == "recursion" else []))
            except BaseException as exc:
                exc.__traceback__ = exc.__traceback__.tb_next
                emit(case, layout, exc)
                if sys.version_info >= (3, 13) and layout == "posix":
                    emit(case, layout, exc, colours=True)


main()
