"""The progress bar of a run that lasts."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import Step


def with_progress(run: Iterator[Step], steps: int, progress: bool) -> Iterator[Step]:
    """Pass the steps on, and show a bar with the current value on the standard error stream of a run that lasts."""
    # tqdm is loaded late: importing lossopt stays as light as importing NumPy.
    if not progress or steps < 1000:
        return run
    from tqdm import tqdm

    def shown() -> Iterator[Step]:
        due = monotonic()  # to look at the clock costs less than to ask the bar at every step
        with tqdm(total=steps, delay=2.0, leave=False, mininterval=0, unit=" steps") as bar:
            for step in run:
                yield step
                if monotonic() >= due:
                    bar.set_postfix_str(f"f = {np.min(step.value):.4g}", refresh=False)
                    bar.update(step.k + 1 - bar.n)
                    due = monotonic() + 0.2

    return shown()
