"""Inputs for everything in the registry: targets and predictions for a loss, values for a hyperparameter.

No table says which loss wants what. Each candidate below is a kind of array, the widest kinds first, and a loss
gets the first pair of kinds that it accepts. So a loss that is added is tested without an edit here, and a loss
that forgets to refuse what it cannot digest is tested on exactly that, and fails.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt import registry
from lossopt.losses import Loss
from lossopt.ranges import Flag, Range, declared

Shape = tuple[int, ...]
Kind = Callable[[np.random.Generator, Shape], NDArray]

# A loss without targets (given triplets) has tests of its own, in test_losses_embeddings.py.
LOSSES: list[Loss] = [entry.item for entry in registry.losses if entry.item.form.has_targets]
FLOATS = (np.float32, np.float64)


# --- kinds of arrays, the widest first --------------------------------------------------------------------------------


def real(rng: np.random.Generator, shape: Shape) -> NDArray:
    x = 2 * rng.standard_normal(shape)
    x.flat[:2] = -2.25, 1.75  # below 0 and above 1 in every draw, so that narrower losses refuse all of them
    return x


def positive(rng: np.random.Generator, shape: Shape) -> NDArray:
    x = rng.lognormal(sigma=0.6, size=shape)
    x.flat[:2] = 0.35, 2.25
    return x


def counts(rng: np.random.Generator, shape: Shape) -> NDArray:
    x = rng.poisson(3.0, shape).astype(np.float64)
    x.flat[:2] = 0, 4
    return x


def fractions(rng: np.random.Generator, shape: Shape) -> NDArray:
    return rng.uniform(0.05, 0.95, shape)


def distributions(rng: np.random.Generator, shape: Shape) -> NDArray:
    # away from 0, where logarithms are too steep for differences
    return 0.7 * rng.dirichlet(np.full(shape[-1], 2.0), shape[:-1]) + 0.3 / shape[-1]


def signs(rng: np.random.Generator, shape: Shape) -> NDArray:
    x = rng.choice([-1.0, 1.0], shape)
    x.flat[:2] = -1, 1
    return x


def zeros_and_ones(rng: np.random.Generator, shape: Shape) -> NDArray:
    return (signs(rng, shape) + 1) / 2


def boxes(rng: np.random.Generator, shape: Shape) -> NDArray:
    if shape[-1] != 4:
        return real(rng, shape)
    low = rng.uniform(0, 1, (*shape[:-1], 2))  # corners near the origin and sides above 1: most of them overlap
    return np.concatenate([low, low + rng.uniform(1, 3, low.shape)], axis=-1)


KINDS: tuple[Kind, ...] = (real, positive, counts, fractions, distributions, signs, zeros_and_ones, boxes)


# --- targets and predictions ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipe:
    """How inputs of one loss are drawn."""

    loss: Loss
    truth: Kind | None  # None: class indices
    prediction: Kind
    width: Shape  # what follows the number of examples in the shape of y_pred
    truth_width: Shape

    def draw(self, rng: np.random.Generator, n: int = 7, dtype: Any = np.float64) -> tuple[NDArray, NDArray]:
        """Return (y_true, y_pred) for n examples."""
        y_pred = self.prediction(rng, (n, *self.width)).astype(dtype)
        if len(self.width) == 2:  # several embeddings per example: near enough to one another for margins to matter
            y_pred /= 4
        if self.truth is None:
            labels = rng.integers(self.width[-1], size=n)
            labels[:2] = 0, self.width[-1] - 1
            return labels, y_pred
        return self.truth(rng, (n, *self.truth_width)).astype(dtype), y_pred

    @property
    def takes_labels(self) -> bool:
        return self.truth is None

    @property
    def outputs(self) -> int:
        return int(np.prod(self.width))


# (what follows n in y_pred, what follows n in y_true)
WIDTHS: tuple[tuple[Shape, Shape], ...] = (
    ((3,), (3,)), ((4,), (4,)), ((3,), ()), ((2,), ()), ((), ()), ((2, 3), ()), ((3, 3), ()), ((2, 3), (3,)),
)  # fmt: skip


@functools.cache
def recipe(loss: Loss) -> Recipe | None:
    """Return the first recipe whose inputs the loss accepts, or None."""
    for width, truth_width in WIDTHS:
        labels = [None] if not truth_width and width else []
        for prediction, truth in itertools.product(KINDS, [*KINDS, *labels]):
            if distributions in (truth if truth_width == () else None, prediction if width == () else None):
                continue  # a single number is no distribution
            found = Recipe(loss, truth, prediction, width, truth_width)
            if accepts(loss, *found.draw(np.random.default_rng(0))):
                return found
    return None


def accepts(loss: Loss, y_true: Any, y_pred: Any) -> bool:
    try:
        loss(y_true, y_pred)
    except ValueError:
        return False
    return True


DRAWABLE: list[Loss] = [loss for loss in LOSSES if recipe(loss) is not None]


def draw(loss: Loss, rng: np.random.Generator, n: int = 7, dtype: Any = np.float64) -> tuple[NDArray, NDArray]:
    """Return (y_true, y_pred) that `loss` accepts."""
    found = recipe(loss)
    assert found is not None
    return found.draw(rng, n, dtype)


def narrow(loss: Loss, rng: np.random.Generator, n: int = 7) -> tuple[NDArray, NDArray] | None:
    """Return one output per example, shape (n,), where the loss takes that form."""
    found = recipe(loss)
    assert found is not None
    if found.truth is None or distributions in (found.truth, found.prediction):
        return None
    y_true, y_pred = found.truth(rng, (n,)), found.prediction(rng, (n,))
    return (y_true, y_pred) if accepts(loss, y_true, y_pred) else None


# --- hyperparameters --------------------------------------------------------------------------------------------------

_VALID = (0.3, 0.7, 1.7, 7, 5, 40)
_INVALID = (-1, -1.5, 0, 1, 1.5, 2, float("nan"), float("inf"), 10**400, "0.5", None, [0.5], True, 1j)


def valid(range_: Range | Flag, *other_than: Any) -> Any:
    """Return a value that the range holds."""
    if isinstance(range_, Flag):
        return not any(other_than)
    return next(value for value in _VALID if value not in other_than and range_.holds(value))


def invalid(range_: Range | Flag) -> list[Any]:
    """Return values of every sort that the range does not hold."""
    if isinstance(range_, Flag):
        return [1, 0, "yes", None]
    return [value for value in _INVALID if not _holds(range_, value)]


def _holds(range_: Range, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < float("inf") and value < 10**300 and range_.holds(value)


def settings(loss: Loss) -> list[dict[str, Any]]:
    """Return the defaults, and every hyperparameter of the loss at a value of its own that is not its default."""
    others: dict[str, Any] = {}
    for name, range_ in loss.ranges.items():
        taken = () if isinstance(range_, Flag) else others.values()
        others[name] = valid(range_, loss.hyper[name], *taken)
    if "class_weights" in loss.hyper:
        others["class_weights"] = [0.5 + c for c in range(classes(loss))]
    if "positions" in loss.hyper:
        others["positions"] = [c**2 for c in range(classes(loss))]
    return [{}, others] if others else [{}]


def classes(loss: Loss) -> int:
    """Return how many classes or bins the drawn inputs have: two where a prediction is one number."""
    found = recipe(loss)
    assert found is not None
    return 2 if loss.form.name == "elementwise" else found.width[-1]


def cases(losses: list[Loss]) -> Iterator[tuple[Loss, dict[str, Any]]]:
    """Yield every loss with each of its settings."""
    for loss in losses:
        for chosen in settings(loss):
            yield loss, chosen


def made(cls: type, **given: Any) -> Any:
    """Return an instance of a direction or step size, its required hyperparameters filled in."""
    ranges = declared(cls)
    needed = {field.name for field in dataclasses.fields(cls) if _required(field)} - set(given)
    return cls(**{name: valid(ranges[name]) for name in needed}, **given)


def can_be_made(cls: type) -> bool:
    """Whether every hyperparameter that must be given is a number with a declared range."""
    return all(field.name in declared(cls) for field in dataclasses.fields(cls) if _required(field))


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
