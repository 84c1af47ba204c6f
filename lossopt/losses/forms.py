"""What may enter a loss: shapes by form, numbers by space, and one clear sentence for everything else.

Forms (n examples, C classes, d coordinates):

    "elementwise"  y_true and y_pred of the same shape (n,) or (n, outputs, …)
    "rows"         y_true and y_pred of the same shape (n, C); one value per row
    "labels"       y_true (n,) of class indices 0 … C−1, y_pred (n, C)
    "moments"      y_true (n,), y_pred (n, 2): two numbers that describe a distribution
    "masks"        y_true and y_pred of the same shape (n, …): one region per example, one value per region
    "boxes"        y_true and y_pred of the same shape (n, 4): corners x1, y1, x2, y2
    "pairs"        y_true (n,), y_pred (n, 2, d): two embeddings per example
    "triplets"     y_true None, y_pred (n, 3, d): anchor, positive and negative

`arrange` looks at shapes and dtypes alone; `check_numbers` looks at the numbers, and may be asked block by block, while
a block is in the cache. Nothing is broadcast, truncated or clipped.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.losses.rows import all_true, highest, in_unit_interval, lowest, row_sums

EVERYTHING = slice(None)
FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)


@dataclass(frozen=True)
class Form:
    """How shapes relate and how a kernel's values belong to examples."""

    name: str
    check: Callable[[str, NDArray, NDArray], None]
    averages_outputs: bool = False
    has_targets: bool = True

    def outputs(self, y_pred: NDArray) -> int:
        """Return how many outputs of an example are averaged."""
        return y_pred.size // len(y_pred) if self.averages_outputs and y_pred.ndim > 1 else 1

    def per_example(self, value: NDArray) -> NDArray:
        """Return one value per example from what the kernel returned."""
        return value.reshape(len(value), -1).mean(axis=1) if self.averages_outputs and value.ndim > 1 else value


@dataclass(slots=True)
class Batch:
    """Inputs whose shapes fit: arrays as they came, and the floating dtype to compute in (labels stay integers)."""

    y_true: NDArray
    y_pred: NDArray
    weights: NDArray | None
    dtype: np.dtype
    float_targets: bool

    @property
    def n(self) -> int:
        """The number of examples."""
        return len(self.y_pred)

    def part(self, rows: slice) -> tuple[NDArray, NDArray]:
        """Return targets and predictions of some examples as they came."""
        return (self.y_true, self.y_pred) if rows == EVERYTHING else (self.y_true[rows], self.y_pred[rows])

    def converted(self, true: NDArray, pred: NDArray) -> tuple[NDArray, NDArray]:
        """Return targets and predictions in the dtype to compute in."""
        if self.float_targets and true.dtype != self.dtype:
            true = true.astype(self.dtype)
        return true, pred if pred.dtype == self.dtype else pred.astype(self.dtype)


def arrange(owner: str, form: Form, targets: str, y_true: Any, y_pred: Any, weights: Any) -> Batch:
    """Return the inputs as arrays whose shapes fit the form, or raise ValueError in one sentence."""
    pred = _array(owner, "y_pred", y_pred)
    true = _array(owner, "y_true", y_true) if form.has_targets else _no_targets(owner, y_true, pred)
    form.check(owner, true, pred)
    if pred.size == 0:
        raise ValueError(f"{owner}: y_pred is empty (shape {pred.shape}); expected at least one example.")
    dtype = _common_float(true, pred) if form.has_targets else _common_float(pred, pred)
    w = None if weights is None else _weights(owner, weights, len(pred), dtype)
    return Batch(true, pred, w, dtype, targets != "label")


def check_numbers(owner: str, targets: str, space: str, true: NDArray, pred: NDArray) -> None:
    """Raise ValueError in one sentence where a number is not finite or outside what the loss takes.

    The numbers are those that came: how exactly a row of probabilities sums to 1 depends on their own dtype.
    """
    if space not in BOUNDED:
        require_finite(owner, "y_pred", pred)
    if targets not in BOUNDED:
        require_finite(owner, "y_true", true)
    if targets != "real":
        TARGETS[targets](owner, true, pred)
    if space != "real":
        SPACES[space](owner, pred)


def _array(owner: str, name: str, given: Any) -> NDArray:
    try:
        array = np.asarray(given)
    except ValueError:  # ragged lists
        raise ValueError(
            f"{owner}: {name} has rows of different lengths; expected a rectangular array of numbers."
        ) from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{owner}: {name} must hold real numbers, got dtype {array.dtype}.")
    return array


def _no_targets(owner: str, y_true: Any, pred: NDArray) -> NDArray:
    """Return an array of no number per example, which slices like any other."""
    if y_true is not None:
        raise ValueError(f"{owner}: y_true must be None for y_pred of shape {pred.shape}, got {type(y_true).__name__}.")
    return np.empty((len(pred) if pred.ndim else 0, 0))


def _common_float(true: NDArray, pred: NDArray) -> np.dtype:
    """float32 where every floating input is at most float32 (float16 too), else float64; integers have no say unless alone."""
    if pred.dtype == FLOAT64:
        return FLOAT64
    floats = [a.dtype for a in (true, pred) if a.dtype.kind == "f"]
    return FLOAT32 if floats and all(d.itemsize <= 4 for d in floats) else FLOAT64


def require_finite(owner: str, name: str, array: NDArray) -> None:
    """Raise ValueError at the first entry that is NaN or infinite."""
    if array.dtype.kind != "f":
        return
    # One pass without a temporary: a sum of squares is finite only if every entry is; where huge entries
    # overflow it, look again entry by entry.
    squared = np.vdot(array, array)  # unlike dot, it does not warn of an overflow
    if not math.isfinite(squared) and not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(
            f"{owner}: {name} contains {array[tuple(where)]} at index {place(where)}; expected finite numbers."
        )


def place(index: NDArray) -> int | tuple[int, ...]:
    """Return an index as it is written: 3, or (3, 1)."""
    entries = tuple(int(i) for i in index)
    return entries[0] if len(entries) == 1 else entries


def _weights(owner: str, given: Any, n: int, dtype: np.dtype) -> NDArray:
    weights = _array(owner, "weights", given)
    if weights.shape != (n,):
        raise ValueError(
            f"{owner}: weights has shape {weights.shape} but there are {n} examples: expected shape ({n},)."
        )
    weights = weights.astype(dtype, copy=False)
    require_finite(owner, "weights", weights)
    if (weights < 0).any():
        raise ValueError(f"{owner}: weights contains {weights.min():g}; expected numbers ≥ 0.")
    return weights


# --- shapes -----------------------------------------------------------------------------------------------------------


def _same_shape(owner: str, true: NDArray, pred: NDArray) -> None:
    if pred.shape != true.shape:
        raise ValueError(
            f"{owner}: y_pred has shape {pred.shape} but y_true has shape {true.shape}: reshape one of them, "
            "nothing is broadcast."
        )
    if pred.ndim == 0:
        raise ValueError(
            f"{owner}: y_true and y_pred are single numbers; expected arrays of shape (n,) or (n, outputs)."
        )


def _same_rows(owner: str, true: NDArray, pred: NDArray) -> None:
    _two_dimensional(owner, pred)
    _same_shape(owner, true, pred)


def _labels(owner: str, true: NDArray, pred: NDArray) -> None:
    _two_dimensional(owner, pred)
    if true.shape != (len(pred),):
        one_hot = true.shape == pred.shape and "sparse" in owner
        hint = " (for one-hot rows use the loss without 'sparse')" if one_hot else ""
        raise ValueError(
            f"{owner}: y_true has shape {true.shape} but y_pred has {len(pred)} rows: expected class indices "
            f"of shape ({len(pred)},){hint}."
        )


def _two_dimensional(owner: str, pred: NDArray) -> None:
    if pred.ndim != 2:
        raise ValueError(f"{owner}: y_pred has shape {pred.shape}; expected (n, classes).")


def _moments(owner: str, true: NDArray, pred: NDArray) -> None:
    if pred.ndim != 2 or pred.shape[1] != 2:
        raise ValueError(
            f"{owner}: y_pred has shape {pred.shape}; expected (n, 2), a mean and a log-variance in each row."
        )
    _one_each(owner, true, pred, "rows")


def _masks(owner: str, true: NDArray, pred: NDArray) -> None:
    _same_shape(owner, true, pred)
    if pred.ndim < 2:
        raise ValueError(f"{owner}: y_pred has shape {pred.shape}; expected (n, …), a whole mask for each example.")


def _boxes(owner: str, true: NDArray, pred: NDArray) -> None:
    if pred.ndim != 2 or pred.shape[1] != 4:
        raise ValueError(
            f"{owner}: y_pred has shape {pred.shape}; expected (n, 4), the corners x1, y1, x2, y2 in each row."
        )
    _same_shape(owner, true, pred)


def _pairs(owner: str, true: NDArray, pred: NDArray) -> None:
    if pred.ndim != 3 or pred.shape[1] != 2:
        raise ValueError(f"{owner}: y_pred has shape {pred.shape}; expected (n, 2, d), two embeddings for each pair.")
    _one_each(owner, true, pred, "pairs")


def _triplets(owner: str, true: NDArray, pred: NDArray) -> None:
    if pred.ndim != 3 or pred.shape[1] != 3:
        raise ValueError(
            f"{owner}: y_pred has shape {pred.shape}; expected (n, 3, d), anchor, positive and negative in each triplet."
        )


def _one_each(owner: str, true: NDArray, pred: NDArray, what: str) -> None:
    n = len(pred)
    if true.shape != (n,):
        raise ValueError(f"{owner}: y_true has shape {true.shape} but y_pred has {n} {what}: expected shape ({n},).")


FORMS = {
    form.name: form
    for form in (
        Form("elementwise", _same_shape, averages_outputs=True),
        Form("rows", _same_rows),
        Form("labels", _labels),
        Form("moments", _moments),
        Form("masks", _masks),
        Form("boxes", _boxes),
        Form("pairs", _pairs),
        Form("triplets", _triplets, has_targets=False),
    )
}


# --- numbers ----------------------------------------------------------------------------------------------------------


def _within_unit(owner: str, name: str, array: NDArray, words: str) -> None:
    if in_unit_interval(array):
        return
    smallest, largest = lowest(array), highest(array)
    if not (smallest >= 0 and largest <= 1):  # true of NaN as well
        require_finite(owner, name, array)
        raise ValueError(f"{owner}: {name} contains {smallest if smallest < 0 else largest:g}; expected {words}.")


def _anything(owner: str, *arrays: NDArray) -> None:
    pass


def _fractions(owner: str, true: NDArray, pred: NDArray) -> None:
    _within_unit(owner, "y_true", true, "numbers in [0, 1]")


def _non_negative(owner: str, true: NDArray, what: str) -> None:
    low = lowest(true)
    if low < 0:
        raise ValueError(f"{owner}: y_true contains {low:g}; expected {what} ≥ 0.")


def _zero_or_one(owner: str, true: NDArray, pred: NDArray) -> None:
    _known(owner, true, (true == 0) | (true == 1), "0 or 1")


def _sign(owner: str, true: NDArray, pred: NDArray) -> None:
    _known(owner, true, np.abs(true) == 1, "-1 or 1")


def _known(owner: str, true: NDArray, known: NDArray, words: str) -> None:
    if not all_true(known):
        require_finite(owner, "y_true", true)
        raise ValueError(f"{owner}: y_true contains {true.item(known.argmin()):g}; expected {words}.")


def _distributions(owner: str, true: NDArray, pred: NDArray) -> None:
    _rows_sum_to_one(owner, "y_true", true)


# Of a sum of probabilities: how far from 1 it may be, by the type of the numbers.
TOLERANCE, TOLERANCES = 1e-6, {np.float16: 5e-3, np.float32: 1e-4}


def _rows_sum_to_one(owner: str, name: str, array: NDArray) -> None:
    low = lowest(array)
    if not low >= 0:  # true of NaN as well
        require_finite(owner, name, array)
        raise ValueError(f"{owner}: {name} contains {low:g}; expected probabilities ≥ 0.")
    tolerance = TOLERANCES.get(array.dtype.type, TOLERANCE)  # of the numbers as they came
    if array.dtype not in (FLOAT32, FLOAT64):
        array = array.astype(FLOAT64)
    sums = row_sums(array)
    if not (lowest(sums) >= 1 - tolerance and highest(sums) <= 1 + tolerance):
        require_finite(owner, name, array)
        row = int(np.abs(sums - 1).argmax())
        raise ValueError(f"{owner}: row {row} of {name} sums to {sums[row]:g}; expected rows that sum to 1.")


def _class_indices(owner: str, true: NDArray, pred: NDArray) -> None:
    if true.dtype.kind not in "iu":
        raise ValueError(f"{owner}: y_true must hold whole class indices, got dtype {true.dtype}.")
    low, high = lowest(true), highest(true)
    if low < 0 or high >= pred.shape[1]:
        wrong = low if low < 0 else high
        raise ValueError(f"{owner}: y_true contains class {wrong}; expected 0 … {pred.shape[1] - 1}.")


def _upright(owner: str, name: str, boxes: NDArray) -> None:
    upright = boxes[:, 0] < boxes[:, 2]
    upright &= boxes[:, 1] < boxes[:, 3]
    if not all_true(upright):
        row = int(upright.argmin())  # the first
        raise ValueError(
            f"{owner}: row {row} of {name} is {boxes[row].tolist()}; expected corners x1, y1, x2, y2 with x1 < x2 and y1 < y2."
        )


def _positive(owner: str, pred: NDArray, what: str) -> None:
    low = lowest(pred)
    if low <= 0:
        raise ValueError(f"{owner}: y_pred contains {low:g}; expected {what} > 0.")


# Spaces whose own check refuses NaN and infinity too, and asks `require_finite` what to say.
BOUNDED = {"label", "nothing", "fraction", "probability", "zero_or_one", "sign", "distribution"}

# What y_true may hold, by the name a loss declares as `targets=`.
TARGETS: dict[str, Callable[[str, NDArray, NDArray], None]] = {
    "real": _anything,
    "nothing": _anything,
    "count": lambda owner, true, pred: _non_negative(owner, true, "counts"),
    "amount": lambda owner, true, pred: _non_negative(owner, true, "amounts"),
    "fraction": _fractions,
    "zero_or_one": _zero_or_one,
    "sign": _sign,
    "distribution": _distributions,
    "label": _class_indices,
    "box": lambda owner, true, pred: _upright(owner, "y_true", true),
}

# What y_pred may hold, by the name a loss declares as `space=`.
SPACES: dict[str, Callable[[str, NDArray], None]] = {
    "real": _anything,
    "logit": _anything,
    "score": _anything,
    "embedding": _anything,
    "rate": lambda owner, pred: _positive(owner, pred, "rates"),
    "positive": lambda owner, pred: _positive(owner, pred, "numbers"),
    "log_rate": _anything,
    "mean_and_log_variance": _anything,
    "probability": lambda owner, pred: _within_unit(owner, "y_pred", pred, "probabilities in [0, 1]"),
    "distribution": lambda owner, pred: _rows_sum_to_one(owner, "y_pred", pred),
    "box": lambda owner, pred: _upright(owner, "y_pred", pred),
}
