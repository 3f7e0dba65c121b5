"""The pace at which strangers are answered, with a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from api.requester.pace import Pace


@dataclass
class Time:
    """Passes when it is told to, and while somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class TestPace:
    @pytest.mark.parametrize(("works", "answered"), [(0.0, 0.5), (0.003, 0.5), (0.499, 0.5), (0.7, 1.0)])
    async def test_answers_on_the_beat_however_long_the_work_takes(self, works: float, answered: float) -> None:
        time = Time()

        def work() -> str:
            time.now += works
            return "done"

        assert await Pace(0.5, time.clock, time.sleep).keep(work) == "done"
        assert time.now - 100.0 == pytest.approx(answered)

    async def test_fails_on_the_beat_too(self) -> None:
        time = Time()

        def work() -> None:
            time.now += 0.2
            raise ValueError

        with pytest.raises(ValueError):  # noqa: PT011 - our own
            await Pace(0.5, time.clock, time.sleep).keep(work)
        assert time.slept == [pytest.approx(0.3)]
