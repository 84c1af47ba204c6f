"""Show the built site on this machine, and on this machine alone."""

from __future__ import annotations

import http.server
from functools import partial
from http import HTTPStatus
from pathlib import Path

from tools.site_errors import SiteError

HOST = "127.0.0.1"
PORTS_TO_TRY = 20


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line of log for each, and the site's own page for what is not there."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address."""

    def end_headers(self) -> None:
        """Ask the browser to look again each time, so that a rebuilt page is seen."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer "not found" with 404.html, as the published site does."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def server(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server for the folder, on `port` or the first free one after it."""
    if not (site / "index.html").exists():
        raise SiteError("The site is not built yet: run `make book` (or `python -m tools.site build`) first.")
    for candidate in range(port, min(port + PORTS_TO_TRY, 65536)):
        try:
            return http.server.ThreadingHTTPServer((HOST, candidate), partial(Handler, directory=str(site)))
        except OSError:  # taken, or not allowed
            continue
    raise SiteError(f"No port from {port} to {port + PORTS_TO_TRY - 1} is free: choose another with --port.")


def serve(site: Path, port: int) -> None:
    """Serve the folder until Ctrl-C."""
    with server(site, port) as running:
        print(f"The site is at http://{HOST}:{running.server_address[1]}/  (Ctrl-C stops it)", flush=True)
        running.serve_forever()
