"""A server on loopback that answers SPARQL as strangers may: well, slowly, endlessly, elsewhere."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs

RESULTS = "application/sparql-results+json"


def told(variables, *rows):
    """A result in JSON; a cell is a dict of the format, or a text for an IRI."""
    bindings = [
        {
            name: cell if isinstance(cell, dict) else {"type": "uri", "value": cell}
            for name, cell in zip(variables, row, strict=True)
            if cell is not None
        }
        for row in rows
    ]
    return json.dumps({"head": {"vars": list(variables)}, "results": {"bindings": bindings}})


def literal(value, language=""):
    """A cell that holds a text."""
    return {"type": "literal", "value": value, **({"xml:lang": language} if language else {})}


@contextmanager
def stranger(answers=None, *, context=None, host="127.0.0.1"):
    """Yields `root`, the address of the server, and `asked`, the (path, query) it was asked.

    `answers` are bodies by path. Beside them it knows /slow, /endless, /huge, /trickle, /elsewhere,
    /broken, /html, /error, /off. With a TLS `context` it speaks https, under the name `host`.
    """
    asked = []
    answers = dict(answers or {})
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Nothing: a test's output is its own."""

        def do_GET(self):
            asked.append((self.path, ""))
            self.answer("{}")

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked.append((self.path, parse_qs(body).get("query", [""])[0]))
            try:
                self.behave()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def behave(self):
            path = self.path
            if path in answers:
                self.answer(answers[path])
            elif path == "/slow":
                over.wait(30)
            elif path == "/endless":
                self.begin(RESULTS)
                while not over.is_set():
                    self.wfile.write(b" " * 4096)
                    time.sleep(0.01)
            elif path == "/huge":
                self.begin(RESULTS)
                for _ in range(100_000):
                    self.wfile.write(b" " * 65536)
            elif path == "/trickle":
                while not over.is_set():
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif path == "/elsewhere":
                self.send_response(302)
                self.send_header("Location", "/good")
                self.end_headers()
            elif path == "/error":
                self.send_response(500)
                self.end_headers()
            elif path == "/html":
                self.begin("text/html")
                self.wfile.write(b"<p>hello</p>")
            elif path == "/off":
                self.send_response(200)
                self.send_header("Content-Type", RESULTS)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"head":')
            else:
                self.begin(RESULTS)
                self.wfile.write(b"no result")

        def begin(self, media):
            self.send_response(200)
            self.send_header("Content-Type", media)
            self.end_headers()

        def answer(self, body):
            self.begin(RESULTS)
            self.wfile.write(body.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        root = f"{'https' if context else 'http'}://{host}:{server.server_port}"
        yield SimpleNamespace(root=root, asked=asked, answers=answers)
    finally:
        over.set()
        server.shutdown()
        thread.join(10)
        server.server_close()
