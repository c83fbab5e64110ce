#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the pages of `octet report` in headless Chromium; usage: report_page_test.py OCTET [--screenshot FILE.png]

No request, no console message, no empty plot, every figure that of run.json, under 3 MB, readable narrow, dark,
printed, by keyboard and by screen reader, and no name of a result becomes a script.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import browser
import report_samples
from page_checks import FIGURES, PLOTS, Checks, open_all, value_at

PACKAGE = "workloads/vit-fashion-mnist/package"
MOST_BYTES = 3_000_000


def check_page(checks, page, path, expected_plots, runs):
    """What holds of every page."""
    checks.that(path.stat().st_size < MOST_BYTES, f"{path.name} has {path.stat().st_size} bytes")
    problems = page.open(path)
    checks.that(
        page.run("document.documentElement.dataset.ready") == "",
        f"{path.name}: the script did not reach its end: {problems}",
    )
    plots = page.run(PLOTS)
    ids = {it["id"] for it in plots}
    checks.that(expected_plots <= ids, f"{path.name}: expected the plots {expected_plots - ids}, got {ids}")
    open_all(page)
    for plot in page.run(PLOTS):
        checks.that(
            plot["marks"] > 0 and plot["width"] > 100 and plot["wide"] < 1,
            f"{path.name}: an empty or cut off plot: {plot}",
        )
        checks.that(
            plot["label"].startswith(plot["title"]) and len(plot["says"]) > 20,
            f"{path.name}: a plot without an alternative: {plot}",
        )
    figures = page.run(FIGURES)
    checks.that(len(figures) >= 100 * len(runs), f"{path.name}: only {len(figures)} figures")
    for run, pointer, value, text in figures:
        want = value_at(runs[run], pointer)
        checks.that(json.loads(value) == want, f"{path.name}: {pointer} shows {value}, run.json has {want}")
        digits = re.sub(r"[\u202f\u00a0]", "", text)
        if isinstance(want, int) and not isinstance(want, bool) and re.search(r"(cycles|bytes|macs)$", pointer):
            checks.that(digits == str(want), f"{path.name}: {pointer} reads {text}, run.json has {want}")
    checks.that(
        not problems and page.run("window.pwned") is None,
        f"{path.name}: {problems[:5]}, pwned: {page.run('window.pwned')}",
    )
    return figures


def check_accessibility(checks, page, path):
    """What a screen reader hears: a language, one main heading, named images, captions; nothing skipped by the
    keyboard."""
    page.open(path)
    open_all(page)
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]

    def name(node):
        return node.get("name", {}).get("value", "")

    def of(role):
        return [node for node in nodes if node.get("role", {}).get("value") == role and not node.get("ignored")]

    checks.that(
        page.run("document.documentElement.lang") == "en" and page.run("document.querySelectorAll('h1').length") == 1,
        "language or main heading",
    )
    checks.that(
        len(of("image")) >= 5 and all(len(name(it)) > 30 for it in of("image")),
        f"images without words: {[name(it) for it in of('image')]}",
    )
    tables = page.run(
        "Array.from(document.querySelectorAll('table')).map((it) => [it.caption ? it.caption.textContent : '', "
        "it.querySelectorAll('thead th[scope=col]').length, it.querySelectorAll('tbody tr').length, "
        "it.querySelectorAll('tbody th[scope=row]').length])"
    )
    checks.that(
        len(tables) >= 8 and all(it[0] and it[1] > 0 and it[2] == it[3] > 0 for it in tables),
        f"tables without captions or heads: {tables}",
    )
    page.open(path)
    reached = []
    for _ in range(40):
        page.tab()
        reached.append(page.run("(document.activeElement.textContent || document.activeElement.id).slice(0, 30)"))
    checks.that(
        reached[0] == "Skip to the figures"
        and any(it.startswith("Table: ") for it in reached)
        and "Zoom in" in reached,
        f"the keyboard reached only {reached}",
    )


def settle(page):
    """Waits until what was scrolled is drawn: before, the browser may give the mouse to what stood there."""
    page.run("new Promise((done) => setTimeout(done, 300))")


def check_timeline(checks, page, path, cycles):
    """Keys and dragging change what is visible, and never to nothing."""
    page.open(path)

    def shown():
        return [
            int(it)
            for it in re.findall(
                r"\d+", page.run("document.querySelector('#timeline output').textContent").replace("\u202f", "")
            )
        ]

    checks.that(shown() == [0, cycles], f"the timeline begins with {shown()}")
    page.run("document.querySelector('#timeline .chart').focus()")
    page.press("+")
    checks.that(abs(shown()[1] - shown()[0] - cycles / 2) <= 1, f"after + it shows {shown()}")
    before = shown()
    page.press("ArrowRight")
    checks.that(shown()[0] > before[0], f"after an arrow it shows {shown()}")
    page.press("0")
    checks.that(shown() == [0, cycles], f"after 0 it shows {shown()}")

    def drag():
        """From the middle of the timeline to the right, wherever the page has moved it by now."""
        page.run("document.querySelector('#timeline svg').scrollIntoView({block: 'center', behavior: 'instant'})")
        settle(page)
        left, top, width, height = page.run(
            "(() => { const b = document.querySelector('#timeline svg').getBoundingClientRect(); "
            "return [b.left, b.top, b.width, b.height]; })()"
        )
        for kind, right in (("mousePressed", 0), ("mouseMoved", 60), ("mouseReleased", 120)):
            x, y = left + width / 2 + right, top + height / 2
            page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    # What is drawn later, on a busy host, moves the timeline away under the mouse.
    for _ in range(10):
        drag()
        if shown() != [0, cycles]:
            break
    checks.that(0 < shown()[1] - shown()[0] < cycles / 4, f"after dragging it shows {shown()}")
    checks.that(
        page.run("document.querySelectorAll('#timeline .mark-rect path').length") > 5,
        "nothing is visible after dragging",
    )


def check_hover(checks, page, path, selector, words):
    """The tip of a mark names these words."""
    page.open(path)
    box = page.run(
        f"(() => {{ const it = Array.from(document.querySelectorAll({json.dumps(selector)})).pop(); "
        "it.scrollIntoView({block: 'center', behavior: 'instant'}); const b = it.getBoundingClientRect(); return "
        "[b.left + b.width / 2, b.top + b.height / 2]; })()"
    )
    settle(page)
    page.hover(box[0] - 30, box[1])
    page.hover(*box)
    tip = page.run("document.getElementById('tip').hidden ? '' : document.getElementById('tip').textContent")
    checks.that(all(word in tip for word in words), f"{path.name}: the tip is {tip!r}, expected {words}")
    checks.that(page.problems == [], f"{path.name}: {page.problems}")


def main():
    octet, folder = sys.argv[1], pathlib.Path(tempfile.mkdtemp())
    checks = Checks()

    def run(name, *options):
        subprocess.run([octet, "run", PACKAGE, *options, "--out", folder / name], check=True, stdout=subprocess.DEVNULL)
        return folder / name

    def report(name, *folders):
        subprocess.run([octet, "report", *folders, "--out", folder / name], check=True, stdout=subprocess.DEVNULL)
        return folder / name

    def document(it):
        return json.loads((it / "run.json").read_text())

    try:
        first = run("first", "--arch", "octet-16", "--timing-only", "--explain")
        second = run("second", "--arch", "octet-32", "--timing-only")
        estimate = run("estimate", "--arch", "octet-16", "--timing-only", "--view", "estimate")
        golden = run("golden", "--arch", "octet-16", "--view", "golden", "--limit", "1")
        hostile = pathlib.Path(shutil.copytree(first, folder / "hostile"))
        trace = hostile / "trace.json"

        def poison(it):
            it["workload"] = it["architecture"]["name"] = it["provenance"]["command_line"] = report_samples.HOSTILE
            old, it["per_layer"][0]["name"] = it["per_layer"][0]["name"], report_samples.HOSTILE
            unit, it["per_unit"][5]["name"] = it["per_unit"][5]["name"], "matmul" + report_samples.HOSTILE
            trace.write_text(
                trace.read_text()
                .replace(json.dumps(old), json.dumps(report_samples.HOSTILE))
                .replace(f'"cat":"{unit}"', '"cat":' + json.dumps("matmul" + report_samples.HOSTILE))
            )

        report_samples.edit_run(hostile, poison)
        gates = pathlib.Path(shutil.copytree(second, folder / "gates"))
        report_samples.edit_run(gates, report_samples.forget_layers)
        (gates / "trace.json").unlink()
        report_samples.write_sweep(folder / "sweep", 10000, name=report_samples.HOSTILE.replace("\u2028", ""))
        report_samples.write_sweep(folder / "other", 500, seed=2)

        parts = {
            "plot-units",
            "plot-layer-kinds",
            "plot-roofline",
            "plot-energy_j",
            "plot-layer-energy",
            "plot-area_mm2",
            "plot-memory",
        }
        pairs = {"plot-pareto-latency_s-area_mm2", "plot-pareto-latency_s-accuracy", "plot-pareto-area_mm2-accuracy"}
        with browser.Browser() as page:
            one = report("one.html", first)
            check_page(checks, page, one, parts | {"plot-timeline"}, [document(first)])
            page.open(one)
            told = [
                it
                for it in page.run("document.querySelector('.findings').innerText").splitlines()
                if "--set mapping." in it
            ]
            checks.that(len(told) == 1 and told[0].startswith("Mapping: "), f"one.html tells of the mapping: {told}")
            check_accessibility(checks, page, one)
            check_timeline(checks, page, one, document(first)["cycles"])
            check_hover(checks, page, one, "#plot-units .mark-rect path", ["residual_adder", "cycles"])
            two = report("two.html", first, second)
            check_page(
                checks, page, two, parts | {"plot-timeline-A", "plot-timeline-B"}, [document(first), document(second)]
            )
            # Shares are percentages: what they differ by are points of them.
            page.open(two)
            row = page.run(
                "[...document.querySelectorAll('#summary tr')].map((it) => it.innerText)"
                ".find((it) => it.startsWith('Utilization'))"
            )
            points = 100 * (document(second)["utilization"] - document(first)["utilization"])
            shown = f"{'+' if points > 0 else chr(0x2212)}{abs(points):.{2 if abs(points) < 10 else 1}f}\u00a0points"
            checks.that(row.rstrip().endswith(shown), f"two.html: {row!r} does not end in {shown!r}")
            check_page(checks, page, report("hostile.html", hostile), parts | {"plot-timeline"}, [document(hostile)])
            check_page(
                checks,
                page,
                report("estimate.html", estimate),
                {"plot-units", "plot-memory", "plot-roofline"},
                [document(estimate)],
            )
            page.open(report("golden.html", golden))
            text = page.run("document.body.innerText")
            checks.that("the golden view has no time" in text and page.problems == [], f"golden.html: {page.problems}")
            # Energy is null with a reason where no table is: that reason is told, and no zero.
            if document(estimate)["energy_j"] is None:
                page.open(folder / "estimate.html")
                text = page.run("document.getElementById('summary').innerText")
                checks.that(
                    document(estimate)["energy_missing_reason"] in text and "0\u00a0J" not in text,
                    "a missing energy is not told",
                )
            # The gates tell no layers and not all memories: what there is is drawn, the rest has its reason.
            check_page(
                checks,
                page,
                report("gates.html", gates),
                {"plot-units", "plot-roofline", "plot-energy_j", "plot-area_mm2", "plot-memory"},
                [document(gates)],
            )
            text = page.run("document.body.innerText")
            for words in (
                "Cycles by layer: not known: made-up reason of layers.",
                "Energy by layer: not known: made-up reason of layers.",
                "Other memories: not known: made-up reason of memories.",
                "no timeline, made-up reason of layers.",
            ):
                checks.that(words in text, f"gates.html does not say {words!r}")
            check_page(
                checks,
                page,
                report("views.html", first, gates),
                parts | {"plot-timeline-A"},
                [document(first), document(gates)],
            )
            swept = report("swept.html", folder / "sweep")
            check_page(checks, page, swept, pairs, [])
            check_hover(
                checks,
                page,
                swept,
                "#plot-pareto-latency_s-area_mm2 .mark-symbol path",
                ["on the front", "array.rows = ", "memory.beat_bytes = ", "latency: "],
            )
            check_page(checks, page, report("sweeps.html", folder / "sweep", folder / "other"), pairs, [])
            report_samples.forget_figures(pathlib.Path(shutil.copytree(folder / "other", folder / "idle")))
            for name, folders, plots in (
                ("idle.html", [folder / "idle"], set()),
                ("half.html", [folder / "idle", folder / "other"], pairs),
            ):
                check_page(checks, page, report(name, *folders), plots, [])
                text = page.run("document.body.innerText")
                checks.that(
                    "no point has figures" in text
                    and (len(folders) > 1 or "made up, so that none fits" in text)
                    and "NaN" not in text,
                    f"{name} does not say why nothing is drawn",
                )
            check_page(checks, page, report("mixed.html", first, folder / "sweep"), parts | pairs, [document(first)])
            for dark in (False, True):
                for path in (one, two, swept):
                    page.open(path, width=360, height=700, dark=dark)
                    checks.that(
                        page.run("document.documentElement.scrollWidth") <= 360,
                        f"{path.name} is wider than a narrow window",
                    )
                    light, text = page.run(
                        "[getComputedStyle(document.body).backgroundColor, "
                        "getComputedStyle(document.querySelector('figure svg text')).fill]"
                    )
                    checks.that(
                        light == ("rgb(20, 24, 29)" if dark else "rgb(255, 255, 255)") and light != text,
                        f"{path.name}: {text} on {light}",
                    )
            for path in (one, swept):
                page.open(path)
                pdf = page.print_pdf()
                sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
                checks.that(2 <= sheets <= 20, f"{path.name} prints {sheets} pages")
            if "--screenshot" in sys.argv:
                page.open(one, width=1100, height=1500)
                page.screenshot(sys.argv[sys.argv.index("--screenshot") + 1], whole=False)
        print(
            f"report_page_test: {checks.count} checks, largest page "
            f"{max(it.stat().st_size for it in folder.glob('*.html'))} bytes"
        )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
