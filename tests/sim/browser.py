# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that loads pages without a network, driven over the DevTools protocol on a pair of pipes."""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

SECONDS = 60  # for any one answer


class Browser:
    """One browser with one page; `problems` holds every console message, exception and request beyond the page."""

    def __init__(self):
        program = shutil.which("chromium")
        if program is None:
            sys.exit("chromium is not there: scripts/install installs it")
        self._profile = tempfile.TemporaryDirectory()
        commands, answers = os.pipe(), os.pipe()

        def connect():
            # The protocol's pipes are descriptors 3 and 4; a high copy first, lest one overwrites the other.
            reading, writing = os.dup2(commands[0], 103), os.dup2(answers[1], 104)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        words = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            f"--user-data-dir={self._profile.name}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            words, preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(commands[0])
        os.close(answers[1])
        self._out, self._in = os.fdopen(commands[1], "wb", buffering=0), os.fdopen(answers[0], "rb", buffering=0)
        self._text, self._number, self._session = b"", 0, None
        self.problems, self._file = [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(domain + ".enable")

    def close(self):
        self._out.close()
        self._process.terminate()
        self._process.wait(SECONDS)
        self._profile.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _message(self):
        while b"\0" not in self._text:
            piece = os.read(self._in.fileno(), 1 << 20)
            if not piece:
                sys.exit("the browser ended")
            self._text += piece
        text, _, self._text = self._text.partition(b"\0")
        return json.loads(text)

    def _note(self, message):
        method, values = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.problems.append("console: " + json.dumps(values["args"])[:300])
        elif method == "Runtime.exceptionThrown":
            self.problems.append("exception: " + json.dumps(values["exceptionDetails"])[:600])
        elif method == "Log.entryAdded":
            self.problems.append("log: " + json.dumps(values["entry"])[:300])
        elif method == "Network.requestWillBeSent":
            url = values["request"]["url"]
            if url != self._file and not url.startswith("data:"):
                self.problems.append("request: " + url[:300])
        elif method == "Page.javascriptDialogOpening":
            self.problems.append("dialog: " + values["message"][:300])

    def call(self, method, **values):
        """One command and its answer; what happens meanwhile is noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def open(self, path, width=1200, height=900, dark=False):
        """Loads a file and waits until its script is done; returns the problems since."""
        self.problems, self._file = [], "file://" + os.path.realpath(path)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call(
            "Emulation.setEmulatedMedia",
            media="",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self.call("Page.navigate", url=self._file)
        self.run(
            """new Promise((done) => {
            const there = () => document.readyState === 'complete' && location.protocol === 'file:';
            const look = () => there() ? setTimeout(done, 300) : setTimeout(look, 50);
            look();
        })"""
        )
        return self.problems

    def run(self, expression):
        """The value of a JavaScript expression; promises are awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            self.problems.append("exception: " + json.dumps(answer["exceptionDetails"])[:600])
        return answer["result"].get("value")

    def press(self, key):
        """A key that types its own name, or a named one."""
        text = key if len(key) == 1 else ""
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, text=text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def tab(self):
        self.call("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        self.call("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)

    def hover(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def screenshot(self, path, whole=True):
        options = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot", **options)["data"]))

    def print_pdf(self):
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
