"""Small data sets that ship with a dependency: no download, the same numbers everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.language import Text


@dataclass(frozen=True)
class Dataset:
    """Features `X` (n, d) and targets `y` (n,), with the names of the columns and where they come from."""

    X: NDArray
    y: NDArray
    features: tuple[str, ...]
    target: Text
    source: str

    def __repr__(self) -> str:
        return f"<{len(self.X)} examples, {self.X.shape[1]} features: {self.target.here()}>"


def diabetes() -> Dataset:
    """442 patients, ten measurements each, and how far their diabetes had progressed a year later (Efron et al. 2004).

    Features in their own units (age in years, blood pressure in mmHg, …). Needs scikit-learn: `pip install lossopt[data]`.
    """
    bunch = _sklearn().load_diabetes(scaled=False)
    return Dataset(
        X=np.asarray(bunch.data, dtype=np.float64),
        y=np.asarray(bunch.target, dtype=np.float64),
        features=tuple(bunch.feature_names),
        target=Text(ko="1년 뒤 당뇨병 진행 정도", en="disease progression after one year"),
        source="efron2004",
    )


def _sklearn() -> Any:
    try:
        from sklearn import datasets
    except ImportError:
        raise ImportError("this data set comes with scikit-learn: pip install 'lossopt[data]'.") from None
    return datasets
