"""Small data sets: real ones that ship with scikit-learn, and generated ones from a seed. No download, the same numbers everywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.language import Text
from lossopt.ranges import Count, Fraction, NonNegative, check_all, declared


@dataclass(frozen=True)
class Dataset:
    """Features `X` (n, d) and targets `y` (n,), with the names of the columns and where they come from.

    `classes` names what the labels 0, 1, … in `y` mean; it is empty where the target is a number. `image` is the shape of a row that is an
    image, else empty.
    """

    X: NDArray
    y: NDArray
    features: tuple[str, ...]
    target: Text
    source: str
    classes: tuple[Text, ...] = ()
    image: tuple[int, ...] = ()

    @property
    def images(self) -> NDArray:
        """The rows as images (n, 1, height, width); raises ValueError where they are none."""
        if not self.image:
            raise ValueError(f"images: these examples are rows of {self.X.shape[1]} features, not images.")
        return self.X.reshape(-1, 1, *self.image)

    def split(self, test: Fraction = 0.25, seed: int = 0) -> tuple[Dataset, Dataset]:
        """Return two data sets, for training and for testing, drawn at random from the seed: a share `test` goes to the second.

        Raises ValueError for a share outside (0, 1), or one that leaves either side empty.
        """
        check_all("split", declared(Dataset.split), {"test": test})
        count = round(test * len(self.X))
        if not 0 < count < len(self.X):
            raise ValueError(f"split: test = {test:g} of {len(self.X)} examples leaves one side empty.")
        order = np.random.default_rng(seed).permutation(len(self.X))
        held_out, rest = np.sort(order[:count]), np.sort(order[count:])
        return replace(self, X=self.X[rest], y=self.y[rest]), replace(self, X=self.X[held_out], y=self.y[held_out])

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


def digits() -> Dataset:
    """1,797 handwritten digits of 8 × 8 pixels, each between 0 and 1 (Alpaydin and Kaynak 1998). Needs scikit-learn."""
    bunch = _sklearn().load_digits()
    return Dataset(
        X=np.asarray(bunch.data, dtype=np.float64) / 16,
        y=np.asarray(bunch.target, dtype=np.int64),
        features=tuple(bunch.feature_names),
        target=Text(ko="손글씨 숫자", en="handwritten digit"),
        source="alpaydin1998",
        classes=tuple(Text(ko=str(digit), en=str(digit)) for digit in range(10)),
        image=(8, 8),
    )


def breast_cancer() -> Dataset:
    """569 tumours, thirty measurements each of cell nuclei, and whether they were malignant, class 1 (Street et al. 1993).

    Features in their own units, very different in size. Needs scikit-learn (whose class 1 is the benign one).
    """
    bunch = _sklearn().load_breast_cancer()
    return Dataset(
        X=np.asarray(bunch.data, dtype=np.float64),
        y=1 - np.asarray(bunch.target, dtype=np.int64),
        features=tuple(map(str, bunch.feature_names)),
        target=Text(ko="종양의 종류", en="kind of tumour"),
        source="street1993",
        classes=(Text(ko="양성", en="benign"), Text(ko="악성", en="malignant")),
    )


def wine() -> Dataset:
    """178 wines from three growers of one region, thirteen chemical measurements each (Aeberhard and Forina 1992). Needs scikit-learn."""
    bunch = _sklearn().load_wine()
    return Dataset(
        X=np.asarray(bunch.data, dtype=np.float64),
        y=np.asarray(bunch.target, dtype=np.int64),
        features=tuple(bunch.feature_names),
        target=Text(ko="와인 생산자", en="wine grower"),
        source="aeberhard1992",
        classes=tuple(Text(ko=f"생산자 {which}", en=f"grower {which}") for which in "ABC"),
    )


def moons(n: Count = 200, noise: NonNegative = 0.1, seed: int = 0) -> Dataset:
    """Generate two half circles that reach into each other: two classes that no straight line parts.

    Each class lies on a half circle of radius 1, moved by Gaussian noise of standard deviation `noise`. Raises ValueError for n < 2 or noise < 0.
    """
    _at_least_two("moons", n, noise)
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    x1 = np.where(y, 1 - np.cos(angle), np.cos(angle))
    x2 = np.where(y, 0.5 - np.sin(angle), np.sin(angle))
    X = np.column_stack([x1, x2]) + noise * rng.standard_normal((n, 2))
    return _generated(X, y)


def spirals(n: Count = 300, arms: Count = 3, noise: NonNegative = 0.1, seed: int = 0) -> Dataset:
    """Generate spirals wound into each other, one class an arm: a small problem that needs a network.

    Raises ValueError for n < 2, arms < 1 or noise < 0.
    """
    _at_least_two("spirals", n, noise)
    check_all("spirals", declared(spirals), {"arms": arms})
    rng = np.random.default_rng(seed)
    y = np.arange(n) % arms
    radius = rng.uniform(0.05, 1.0, n)
    angle = 4 * radius + 2 * np.pi * y / arms + 2 * noise * rng.standard_normal(n)
    return _generated(np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), y)


def _at_least_two(owner: str, n: int, noise: float) -> None:
    check_all(owner, declared(moons), {"n": n, "noise": noise})
    if n < 2:
        raise ValueError(f"{owner}: n must be a whole number ≥ 2, got {n!r}.")


def _generated(X: NDArray, y: NDArray) -> Dataset:
    classes = tuple(Text(ko=f"{label}번 클래스", en=f"class {label}") for label in range(int(y.max()) + 1))
    return Dataset(X, y, ("x1", "x2"), Text(ko="클래스", en="class"), "", classes)


def _sklearn() -> Any:
    try:
        from sklearn import datasets
    except ImportError:
        raise ImportError("this data set comes with scikit-learn: pip install 'lossopt[data]'.") from None
    return datasets
