"""The report: one page that needs nothing else, plots drawn into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import plots
from evals.intents import confusion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evals.failures import Failure
    from evals.run import Results
    from evals.table import Row

_TEMPLATE = "report.html.jinja"


def write(  # noqa: PLR0913 - what a page shows
    path: Path,
    *,
    title: str,
    made_at: datetime,
    names: Sequence[str],
    rows: Sequence[Row],
    results: Results,
    failures: Sequence[Failure],
) -> None:
    """Write the page; everything that people or documents said is escaped."""
    # Drawn here by us from numbers and our labels; matplotlib escapes what it writes.
    drawn = {
        "What messages are taken for": results.taken and plots.confusion(confusion(results.taken)),
        "Abstention over its threshold": plots.abstention(results.answered),
        "A right passage among the first k": plots.recall(results.searches),
        "By style of asking": plots.styles(results.answered),
    }
    page = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template(_TEMPLATE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        page.render(
            title=title,
            made_at=made_at,
            names=names,
            rows=rows,
            plots={heading: Markup(svg) for heading, svg in drawn.items() if svg},  # noqa: S704 - see above
            failures=failures,
        ),
        encoding="utf-8",
    )
