"""Other engines than Chromium, as Debian has them: WebKitGTK by its WebDriver, Firefox by the protocol that it speaks itself."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from config.forking import die_with_parent
from config.stack import free_port
from tests.processes import UnavailableError, short_folder

HERE = Path(__file__).resolve().parent
MINI_BROWSERS = "*/webkit2gtk-4.1/MiniBrowser", "webkit2gtk-4.1/MiniBrowser"
# For a machine without a screen, and for root, whom its sandbox refuses.
BARE = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
}


class Engine(Protocol):
    """A browser with one page."""

    def go(self, url: str) -> None: ...

    def run(self, script: str) -> Any:
        """What this body of a JavaScript function returns in the page."""


class WebDriver:
    """As much of the W3C's WebDriver as the smoke test needs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = ""

    def ask(self, path: str, body: Any = None, method: str = "POST") -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.url}{self.session}{path}", data, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310 - http, ourselves
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode(errors='replace')[:600]}") from error

    def go(self, url: str) -> None:
        self.ask("/url", {"url": url})

    def run(self, script: str) -> Any:
        return self.ask("/execute/sync", {"script": script, "args": []})


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """WebKitGTK: the nearest to an iPhone that runs here. Raises UnavailableError."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    browser = next((found for name in MINI_BROWSERS for found in Path("/usr/lib").glob(name)), None)
    if not (driver and screen and browser):
        raise UnavailableError("no WebKitGTK that can be driven (apt-get install webkit2gtk-driver xvfb xauth)")
    port = free_port()
    with ExitStack() as held:
        home = held.enter_context(short_folder("webkit"))
        command = [screen, "-a", driver, f"--port={port}"]
        held.enter_context(running(command, {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), **BARE}))
        web = WebDriver(f"http://127.0.0.1:{port}")
        await_answer(web)
        options = {"binary": str(browser), "args": ["--automation"]}
        made = web.ask("/session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        web.session = f"/session/{made['sessionId']}"
        try:
            yield web
        finally:
            web.ask("", method="DELETE")


def await_answer(web: WebDriver, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError, AssertionError):
            web.ask("/status", method="GET")
            return
        assert time.monotonic() < end, "the driver of WebKit does not start"
        time.sleep(0.2)


class Firefox:
    """Firefox, through a small script for Node: a line of JSON for each question, and one for each answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, **question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "Firefox has ended"}')
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def go(self, url: str) -> None:
        self.ask(go=url)

    def run(self, script: str) -> Any:
        return self.ask(run=script)


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Debian's Firefox. Raises UnavailableError."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        raise UnavailableError("no Firefox (apt-get install firefox-esr)")
    with (
        short_folder("firefox") as home,
        running(["node", "firefox.mjs", program], {"HOME": str(home)}, talks=True) as process,
    ):
        yield Firefox(process)


@contextmanager
def running(command: list[str], more: dict[str, str], *, talks: bool = False) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env={**with_node(), **more},
        stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
        stdout=subprocess.PIPE if talks else subprocess.DEVNULL,
        stderr=None if talks else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)


def with_node() -> dict[str, str]:
    """Our environment, with the Node that came with it first on the path."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
