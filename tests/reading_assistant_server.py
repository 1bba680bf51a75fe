"""An endpoint on loopback that speaks chat completions, and says what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class SpokenTo:
    """The endpoint's address, and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []


def completion(written: object) -> bytes:
    """A chat completion whose message is `written`."""
    content = written if isinstance(written, str) else json.dumps(written)
    return json.dumps(
        {
            "object": "chat.completion",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": content}}],
        }
    ).encode()


@contextmanager
def assistant_endpoint(
    answer: Callable[[dict[str, Any]], bytes] | bytes,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    wait_s: float = 0.0,
) -> Iterator[SpokenTo]:
    """Serve `answer` (bytes, or made from the question) until the block ends."""
    spoken = SpokenTo()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            spoken.asked.append(body)
            spoken.headers.append(dict(self.headers))
            data = answer if isinstance(answer, bytes) else answer(body)
            time.sleep(wait_s)
            try:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    spoken.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield spoken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
