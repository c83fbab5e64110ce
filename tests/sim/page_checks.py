# SPDX-License-Identifier: Apache-2.0
"""What report_page_test.py asks a page, and how it counts."""
import sys

# Every plot: its size, and the marks in it that can be seen.
PLOTS = """Array.from(document.querySelectorAll('figure.plot')).filter((it) => it.checkVisibility()).map((figure) => ({
  id: figure.id, width: figure.querySelector('svg').getBoundingClientRect().width,
  marks: Array.from(figure.querySelectorAll('.mark-rect path, .mark-symbol path'))
             .filter((it) => it.getBBox().width > 0 && it.getBBox().height > 0).length,
  wide: figure.querySelector('svg').getBoundingClientRect().right - figure.getBoundingClientRect().right,
  title: figure.querySelector('figcaption').textContent,
  label: figure.querySelector('[role=img]').getAttribute('aria-label'),
  says: figure.querySelector('.says').textContent,
}))"""
FIGURES = (
    "Array.from(document.querySelectorAll('[data-pointer]')).map((it) => [Number(it.dataset.run), it.dataset.pointer, "
    "it.dataset.value, it.textContent])"
)


class Checks:
    """Counts what was checked, and stops at what is wrong."""

    def __init__(self):
        self.count = 0

    def that(self, holds, what):
        self.count += 1
        if not holds:
            sys.exit(f"report_page_test: {what}")


def value_at(document, pointer):
    for key in pointer.split("/")[1:]:
        document = document[int(key) if isinstance(document, list) else key.replace("~1", "/").replace("~0", "~")]
    return document


def open_all(page):
    """Opens everything that is folded, and waits until its plots have found their width."""
    page.run(
        "document.querySelectorAll('details').forEach((it) => { it.open = true; }); new Promise((done) => "
        "setTimeout(done, 500))"
    )
