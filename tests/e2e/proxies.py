# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between the window and the service: a relay that can be cut, and a proxy that counts writes and fails them."""

import contextlib
import http.client
import http.server
import json
import socket
import threading
import urllib.parse


class TcpRelay:
    """Passes bytes on. It can be cut and mended: to the window it is a server that is killed and restarted, and that takes
    the same token afterwards."""

    def __init__(self, url):
        self.target = (urllib.parse.urlparse(url).hostname, urllib.parse.urlparse(url).port)
        self.port = 0
        self.open = []
        self.mend()
        self.url = "http://127.0.0.1:%d/" % self.port

    def mend(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def cut(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open = []

    def serve(self, listener):
        with contextlib.suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def carry(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)


class FaultProxy:
    """Passes HTTP requests on to the service, keeps a list of the writes that the service got, and fails some.

    tokens: what it takes from the window; the service sees the staff token instead. Another one is answered 401.
    fault: None, or a function of the writes so far, called for each POST before it is passed on: a status with which
    the POST is refused without the service knowing of it, or None.
    answers: while this event is not set, the answers to POSTs are kept back; the service has carried them out.
    """

    def __init__(self, service):
        self.become(service)
        self.tokens = {service.tokens["staff"]}
        self.fault = None
        self.answers = threading.Event()
        self.answers.set()
        self.writes = []  # (path, status) of each POST that the service was given
        self.refused = []  # (path, status) of each POST that it was not
        self.lock = threading.Lock()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                proxy.handle(self)
            do_HEAD = do_POST = do_PATCH = do_OPTIONS = do_GET

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # a client that is gone is part of the tests
        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def become(self, service):
        """From now on it passes on to this one, and takes the same tokens as before."""
        self.service = service
        self.target = urllib.parse.urlparse(service.url).netloc

    def stop(self):
        self.answers.set()
        self.server.shutdown()
        self.server.server_close()

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        token = (handler.headers.get("Authorization") or " ").split(" ", 1)[1]
        if token not in self.tokens:
            if handler.command == "POST":
                self.refused.append((handler.path, 401))
            return self.answer(handler, 401, [("Content-Type", "application/json")],
                               json.dumps({"detail": "Invalid token."}).encode())
        if handler.command == "POST":
            with self.lock:
                status = self.fault(len(self.writes)) if self.fault else None
                if status:
                    self.refused.append((handler.path, status))
                else:
                    self.writes.append((handler.path, None))
                    at = len(self.writes) - 1
            if status == 401:
                self.tokens.discard(token)
            if status:
                return self.answer(handler, status, [("Content-Type", "application/json"), ("Retry-After", "1")],
                                   b'{"detail": "Refused by the test."}')
        headers = {name: value for name, value in handler.headers.items()
                   if name.lower() not in ("connection", "authorization")}
        headers["Authorization"] = "Token " + self.service.tokens["staff"]
        upstream = http.client.HTTPConnection(self.target, timeout=30)
        try:
            upstream.request(handler.command, handler.path, body or None, headers)
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        if handler.command == "POST":
            self.writes[at] = (handler.path, answer.status)
            self.answers.wait()
        return self.answer(handler, answer.status, answer.getheaders(), content)

    @staticmethod
    def answer(handler, status, headers, content):
        handler.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)
        handler.wfile.flush()
