"""What the plots share: a figure to draw on, the look, and the way into a page."""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import style
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

_LOOK = Path(__file__).parent / "report.mplstyle"
_WIDTH = 6.4


class Drawing:
    """One plot, `height` inches high: draw on `axes`; once finished, `svg` is an element to set into a page."""

    def __init__(self, *, height: float) -> None:
        self._figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        self.axes: Axes = self._figure.add_subplot()
        self.svg = ""

    def finish(self) -> None:
        """Keep the plot as an SVG element; the same figures make the same text."""
        out = io.StringIO()
        self._figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
        self.svg = out.getvalue()[out.getvalue().index("<svg") :]


@contextmanager
def drawing(*, height: float) -> Iterator[Drawing]:
    """Yield a plot to draw, in the report's look; its `svg` is there when the block ends."""
    with style.context(_LOOK):
        plot = Drawing(height=height)
        yield plot
        plot.finish()
