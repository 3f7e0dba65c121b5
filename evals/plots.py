"""The report's plots, each an SVG element to set into a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.answers import OFF_TOPIC
from evals.drawing import drawing
from evals.retrieval import DEPTHS, OURS, recalled
from evals.threshold import curve, working_point

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from evals.answers import Answered
    from evals.retrieval import Search

_MUTED = "#616e7c"
_DARK = 0.5


def confusion(counts: Counter[tuple[str, str]]) -> str:
    """Draw wanted intents against what they were taken for, rows shaded by share."""
    names = sorted({name for pair in counts for name in pair})
    rows = [[counts[wanted, got] for got in names] for wanted in names]
    shares = [[count / max(1, sum(row)) for count in row] for row in rows]
    labels = [name.replace("_", " ") for name in names]
    with drawing(height=5.6) as plot:
        axes = plot.axes
        axes.grid(visible=False)
        # Drawn cell by cell: a picture inside the page would be blocked by its content security policy.
        axes.pcolormesh(shares, cmap="Greens", vmin=0, vmax=1, edgecolors="white")
        middles = [place + 0.5 for place in range(len(names))]
        axes.set_xticks(middles, labels, rotation=40, ha="right")
        axes.set_yticks(middles, labels)
        axes.invert_yaxis()
        axes.set(xlabel="taken for", ylabel="wanted")
        axes.tick_params(length=0)
        for down, row in enumerate(rows):
            for across, count in enumerate(row):
                if count:
                    colour = "white" if shares[down][across] > _DARK else "black"
                    axes.text(across + 0.5, down + 0.5, str(count), ha="center", va="center", color=colour)
    return plot.svg


def abstention(results: Sequence[Answered]) -> str:
    """Draw precision and recall of abstention over the threshold, with the working point marked."""
    points = curve(results)
    thresholds = [point.threshold for point in points]
    with drawing(height=4.2) as plot:
        axes = plot.axes
        axes.step(thresholds, [point.precision for point in points], where="pre", label="precision")
        axes.step(thresholds, [point.recall for point in points], where="pre", label="recall")
        if used := working_point(results):
            axes.axvline(used.threshold, color=_MUTED, linestyle=":", linewidth=1.2)
            for value, colour, above in ((used.precision, "C0", 6), (used.recall, "C1", -15)):
                axes.plot(used.threshold, value, "o", color=colour, markersize=7)
                axes.annotate(f" {value:.2f}", (used.threshold, value), xytext=(6, above), textcoords="offset points")
            axes.annotate(" working point", (used.threshold, 0.02), color=_MUTED)
        axes.set(xlabel="abstains below this score", xlim=(0, 1), ylim=(0, 1.04))
        axes.legend(loc="lower right")
    return plot.svg


def recall(searches: dict[str, list[Search]]) -> str:
    """Draw how often a right passage is among the first k, for each system."""
    with drawing(height=4.2) as plot:
        axes = plot.axes
        for system, results in searches.items():
            sought = [each for each in results if each.answerable]
            shares = [sum(recalled(each, depth) for each in sought) / max(1, len(sought)) for depth in DEPTHS]
            width = 2.4 if system == OURS else 1.6
            axes.plot(range(len(DEPTHS)), shares, "o-", linewidth=width, label=system)
            axes.annotate(f"{shares[0]:.2f}", (0, shares[0]), xytext=(0, 7), textcoords="offset points", ha="center")
        axes.set_xticks(range(len(DEPTHS)), [str(depth) for depth in DEPTHS])
        axes.set(xlabel="first k passages", ylim=(0, 1.04), xlim=(-0.25, len(DEPTHS) - 0.75))
        axes.legend(loc="lower right")
    return plot.svg


def styles(results: Sequence[Answered]) -> str:
    """Draw, for each style of asking, how many answers were found and how many near misses were recognised."""
    names = sorted({each.item.style for each in results}, reverse=True)
    near = [each for each in results if not each.item.answerable and each.item.topic != OFF_TOPIC]
    bars = {"found": [each for each in results if each.item.answerable], "near misses held back": near}
    with drawing(height=0.55 * len(names) + 1.4) as plot:
        axes = plot.axes
        axes.grid(visible=False, axis="y")
        for shift, (label, items) in zip((0.2, -0.2), bars.items(), strict=True):
            counts = [sum(each.item.style == name for each in items) for name in names]
            rights = [sum(_well(each) for each in items if each.item.style == name) for name in names]
            shares = [right / max(1, count) for right, count in zip(rights, counts, strict=True)]
            places = [place + shift for place in range(len(names))]
            drawn = axes.barh(places, shares, height=0.36, label=label)
            axes.bar_label(
                drawn,
                [f"{right} of {count}" if count else "" for right, count in zip(rights, counts, strict=True)],
                padding=3,
                fontsize=9,
            )
        axes.set_yticks(range(len(names)), names)
        axes.set(xlim=(0, 1.18), xticks=(0, 0.25, 0.5, 0.75, 1))
        axes.tick_params(axis="y", length=0)
        axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=2)
    return plot.svg


def _well(answered: Answered) -> bool:
    return answered.found if answered.item.answerable else not answered.answered
