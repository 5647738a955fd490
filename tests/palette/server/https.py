# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTPS side: loopback, HTTP/1.1 with keep-alive, a thread a connection, faults where a test put them."""
import http.client
import json
import socket
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .. import NAME
from .router import Request, Response

HANDSHAKE_SECONDS = 10
IDLE_SECONDS = 75
LONGEST_HANG = 600


class _Spoiled(Exception):
    """The connection ends here without an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS

    def version_string(self):
        return NAME

    def log_message(self, *_):
        """The request log is the admin API's."""

    def __getattr__(self, name):
        # http.server looks for do_<METHOD>.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self):
        try:
            request = Request(self.command, self.path, {name.lower(): value for name, value in self.headers.items()},
                              self._body())
            self._send(*self._spoilt_or_answered(request))
        except (_Spoiled, OSError):
            self.close_connection = True
            self._cut()

    def _body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self):
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _spoilt_or_answered(self, request):
        """(response, how much of its body is sent)."""
        router = self.server.router
        fault = self.server.faults.strike(request.method, request.path)
        if fault is None:
            return router.answer(request), 1.0
        label = f"fault {fault.id}"
        if fault.when == "before":
            if fault.delayMs:
                time.sleep(fault.delayMs / 1000)
            spoils = fault.status or fault.close or fault.hang or fault.truncate
            if not spoils:
                return router.answer(request, label), 1.0
            router.refused(request, label, fault.status)
            return self._replaced(fault, request, Response(fault.status or 200))
        response = router.answer(request, label)
        if fault.delayMs:
            time.sleep(fault.delayMs / 1000)
        return self._replaced(fault, request, response)

    def _replaced(self, fault, request, response):
        if fault.hang:
            fault.released.wait(LONGEST_HANG)
            raise _Spoiled
        if fault.close:
            raise _Spoiled
        if fault.status:
            key = request.headers.get("apikey") or request.headers.get("authorization") or ""
            text = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
            response = Response(fault.status, text.replace("{key}", key).encode(), fault.contentType,
                                dict(fault.headers))
        return response, 0.5 if fault.truncate else 1.0

    def _send(self, response, part):
        reason = http.client.responses.get(response.status, "")
        lines = [f"HTTP/1.1 {response.status} {reason}", f"Server: {NAME}", f"Date: {self.date_time_string()}"]
        if response.body or response.status not in (204, 304):
            lines += [f"Content-Type: {response.content_type}", f"Content-Length: {len(response.body)}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if self.close_connection:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        body = response.body[:int(len(response.body) * part)] if part < 1 else response.body
        self.wfile.write(head + (b"" if self.command == "HEAD" else body))
        if part < 1:
            raise _Spoiled

    def _cut(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class HttpsServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, context, router, faults):
        super().__init__(("127.0.0.1", port), Handler)
        self.router = router
        self.faults = faults
        self._context = context
        self._open = set()
        self._open_lock = threading.Lock()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.server_address[1]}"

    def use(self, context):
        """New connections get another certificate; those that are open end."""
        self._context = context
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def finish_request(self, request, client_address):
        # The handshake is done here, in the connection's own thread: a client that stalls holds nobody up.
        request.settimeout(HANDSHAKE_SECONDS)
        try:
            secured = self._context.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return
        with self._open_lock:
            self._open.add(secured)
        try:
            super().finish_request(secured, client_address)
        finally:
            with self._open_lock:
                self._open.discard(secured)
            secured.close()

    def handle_error(self, request, client_address):
        """A client that goes away is no error; anything else is a defect of the stand-in and shown."""
        if not isinstance(sys.exc_info()[1], (OSError, ssl.SSLError)):
            super().handle_error(request, client_address)
