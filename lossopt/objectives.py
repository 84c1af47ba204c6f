"""Objectives of learning: loss ∘ network ∘ data as a function of one flat vector, f(w) → (value, grad).

    f = lo.objectives.supervised(net, lo.losses.sparse_softmax_cross_entropy, (x, y), batch_size=64)
    path = lo.descent.descend(f, net.init(seed=0), lo.descent.methods.adam(0.001), steps=20 * f.epoch)
    f.predict(path.end, x_test)

`f(w)` is the loss over all data. `f.at(k)` is the same objective on the mini-batch of step k, which is what `descend` asks for:
stochastic descent is no other optimizer, it samples the objective.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.autodiff import Tensor, sweep
from lossopt.autodiff.gradients import first_gradient, quietly
from lossopt.networks import Network, Run
from lossopt.ranges import NonNegative, check_all, declared

Pair = tuple[float, NDArray]
Rows = slice | NDArray
Loss = Callable[..., Any]
Views = list[NDArray]  # the parameters one by one

EVERYTHING = slice(None)


class Supervised:
    """What `supervised` returns: see there."""

    def __init__(
        self, network: Network, loss: Loss, x: NDArray, y: Any, weights: NDArray | None, batches: Batches, l1: float, l2: float
    ) -> None:  # fmt: skip
        self.network, self.loss, self.x, self.y, self.weights = network, loss, x, y, weights
        self.batches, self.l1, self.l2 = batches, l1, l2
        self._is_random = network.is_random
        self._penalised = [slot.place for slot in network.slots if slot.parameter in ("weight", "recurrent")]

    @property
    def epoch(self) -> int:
        """The number of steps in which every example is used once; the last batch may be a part."""
        return self.batches.count

    def __call__(self, w: NDArray) -> Pair:
        """Return value and gradient over all examples, without dropout."""
        return self._on(w, EVERYTHING, None)

    def at(self, k: int) -> Callable[[NDArray], Pair]:
        """Return the objective of step k: the loss on its mini-batch, with dropout, the same for the same k."""
        rows = self.batches.rows(k)
        rng = np.random.default_rng([self.batches.seed, 1, k]) if self._is_random else None
        if rng is None:
            return lambda w: self._on(w, rows, None)
        dice = rng.bit_generator.state

        def sampled(w: NDArray) -> Pair:
            rng.bit_generator.state = dice  # a line search asks the same function several times
            return self._on(w, rows, rng)

        return sampled

    def predict(self, w: NDArray, x: ArrayLike | None = None) -> NDArray:
        """Return the network's outputs for x, the training data unless given; batch normalisation uses the statistics of those."""
        network = self.network.calibrated(w, self.x) if self.network.needs_statistics else self.network
        return network(w, self.x if x is None else x)

    def score(self, metric: Callable[..., float], data: Any) -> Callable[[NDArray], float]:
        """Return the function w ↦ metric(y, outputs for x) on other data (x, y): what to watch in a descent, or stop by.

        >>> from lossopt import losses, networks
        >>> f = supervised(networks.mlp([1, 1]), losses.mse, ([[0.0], [1.0]], [[0.0], [2.0]]))
        >>> f.score(losses.mse, ([[1.0]], [[4.0]]))(np.array([1.0, 1.0]))
        4.0
        """
        x, y = _examples("score", data)
        return lambda w: float(metric(y, self.predict(w, x)))

    def __repr__(self) -> str:
        name = getattr(self.loss, "name", getattr(self.loss, "__name__", "loss"))
        return f"<objective: {name} of {self.network!r} on {len(self.x)} examples, batches of {self.batches.size}>"

    def _on(self, w: NDArray, rows: Rows, rng: np.random.Generator | None) -> Pair:
        """Return value and gradient on some examples."""
        grad = np.empty_like(w)
        views, places = self.network.views(w), self.network.views(grad)
        with quietly():  # what overflows ends the run, with a report
            way = self._straightly if self.network.straight and hasattr(self.loss, "value_and_grad") else self._by_tape
            value = way(views, places, rows, rng)
        if value is None:
            grad.fill(math.nan)
            return math.nan, grad
        return self._penalise(value, grad, w)

    def _by_tape(self, views: Views, places: Views, rows: Rows, rng: np.random.Generator | None) -> float | None:
        """Write the gradient into its places and return the value: one tape, with a tensor for every view into w. None for outputs that are not finite."""
        leaves = [Tensor.computed(view, "input", ()) for view in views]
        outputs = self.network.forward(leaves, self.x[rows], Run(training=True, rng=rng))
        if not _finite(outputs.value):
            return None
        end, value, upstream = self._loss(outputs, rows)
        _sweep_into({leaf.number: place for leaf, place in zip(leaves, places, strict=True)}, end, upstream)
        return value

    def _straightly(self, views: Views, places: Views, rows: Rows, rng: np.random.Generator | None) -> float | None:
        """Do the same where every layer is simple, so that no tape is needed."""
        straight = self.network.straight
        assert straight is not None

        def loss(outputs: NDArray) -> Pair | None:
            if not _finite(outputs):
                return None
            value, upstream = self._value_and_grad(outputs, rows)
            return value, first_gradient(outputs, upstream)

        return straight.backpropagate(views, places, self.network.examples(_picked(self.x, rows), views), loss)

    def _loss(self, outputs: Tensor, rows: Rows) -> tuple[Tensor, float, NDArray | None]:
        """Return where the way back starts, the loss, and the gradient to start with."""
        if hasattr(self.loss, "value_and_grad"):  # it knows its gradient: no need to put it on the tape
            return outputs, *self._value_and_grad(outputs.value, rows)
        y, settings = self._targets(rows)
        result = self.loss(y, outputs, **settings)
        if not isinstance(result, Tensor) or result.shape != ():
            raise ValueError(f"supervised: the loss must return one number computed from y_pred, got {_what(result)}.")
        return result, float(result.value), None

    def _value_and_grad(self, outputs: NDArray, rows: Rows) -> Pair:
        """Return the loss and its gradient with respect to the outputs."""
        y, settings = self._targets(rows)
        value, upstream = self.loss.value_and_grad(y, outputs, **settings)  # type: ignore[attr-defined]
        return float(value), upstream

    def _targets(self, rows: Rows) -> tuple[Any, dict[str, NDArray]]:
        """Return what the loss needs besides the outputs: the targets, and the weights of the examples where there are any."""
        y = None if self.y is None else self.y[rows]
        return y, {} if self.weights is None else {"weights": self.weights[rows]}

    def _penalise(self, value: float, grad: NDArray, w: NDArray) -> Pair:
        """Add l1 Σ|w| + l2/2 Σw², over weights alone: a bias may be as large as it likes."""
        if self.l1 or self.l2:
            for place in self._penalised:
                part = w[place]
                value += self.l1 * float(np.abs(part).sum()) + self.l2 / 2 * float(part @ part)
                grad[place] += self.l1 * np.sign(part) + self.l2 * part
        return value, grad


def _picked(examples: NDArray, rows: Rows) -> NDArray:
    """Return some examples; `take` is quicker than an index."""
    return examples[rows] if type(rows) is slice else examples.take(rows, axis=0)


def _finite(outputs: NDArray) -> bool:
    return math.isfinite(np.vdot(outputs, outputs))


def _sweep_into(places: dict[int, NDArray], end: Tensor, upstream: NDArray | None) -> None:
    """Write the gradient with respect to every leaf, by its number, into its place."""
    missing = dict(places)
    for node, gradient in sweep(end, upstream, keep=False, places=dict(places)):
        if node.number in missing:
            place = missing.pop(node.number)
            if gradient is not place:
                place[...] = gradient
    for place in missing.values():  # what the loss does not depend on
        place.fill(0)


class Batches:
    """Which examples step k looks at: a new order in every epoch, drawn from the seed and the number of the epoch alone."""

    def __init__(self, n: int, size: int | None, seed: int, shuffle: bool) -> None:
        self.n, self.size = n, n if size is None else size
        self.seed, self.shuffle = seed, shuffle
        self.count = math.ceil(self.n / self.size)
        self._epoch, self._order = -1, np.arange(n)

    def rows(self, k: int) -> Rows:
        """Return the examples of step k: an array of their numbers, or a slice where the order is that of the data."""
        epoch, number = divmod(k, self.count)
        here = slice(number * self.size, min((number + 1) * self.size, self.n))
        if not self.shuffle or self.count == 1:
            return here
        if epoch != self._epoch:
            self._epoch, self._order = epoch, np.random.default_rng([self.seed, 0, epoch]).permutation(self.n)
        return self._order[here]


def supervised(
    network: Network, loss: Loss, data: Any, *, batch_size: int | None = None, shuffle: bool = True, seed: int = 0,
    weights: ArrayLike | None = None, l1: NonNegative = 0.0, l2: NonNegative = 0.0,
) -> Supervised:  # fmt: skip
    """Return the objective of fitting a network to data: the mean loss as a function of the network's flat vector of parameters.

        f(w) = loss(y, network(w, x)) + l1 Σ|w| + l2/2 Σw²          (the penalties over weights, not over biases)

    - `loss(y_true, y_pred)`: a registered loss, or any function of NumPy that returns one number
    - `data`: a pair (x, y) of arrays with one entry per example, or a data set with `.X` and `.y`
    - `batch_size`: examples per step; None for all. `shuffle` draws a new order for every epoch, from `seed`. The last batch of an epoch may be
      smaller: its mean is over fewer examples
    - `weights`: one per example, passed to the loss

    Gradients come from the tape; through dense layers and simple activations alone, without one (`networks.straight`). A prediction that is not
    finite gives the value NaN, which ends a descent with a report. Raises ValueError for data that do not go together, naming them.

    >>> from lossopt import losses, networks
    >>> f = supervised(networks.mlp([1, 1]), losses.mse, ([[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]]), batch_size=2)
    >>> f.epoch, f(np.array([2.0, 1.0]))
    (2, (0.0, array([0., 0.])))
    """
    check_all("supervised", declared(supervised), {"l1": l1, "l2": l2})
    x, y = _examples("supervised", data)
    if batch_size is not None and not (_whole(batch_size) and 1 <= batch_size <= len(x)):
        raise ValueError(
            f"supervised: batch_size must be None or a whole number from 1 to {len(x)}, got {batch_size!r}."
        )
    if not (_whole(seed) and seed >= 0):
        raise ValueError(f"supervised: seed must be a whole number ≥ 0, got {seed!r}.")
    given = None if weights is None else np.asarray(weights)
    if given is not None and given.shape != (len(x),):
        raise ValueError(f"supervised: weights has shape {given.shape}; expected ({len(x)},), one for each example.")
    return Supervised(network, loss, x, y, given, Batches(len(x), batch_size, seed, shuffle), l1, l2)


def _examples(owner: str, data: Any) -> tuple[NDArray, Any]:
    """Return x and y as arrays of equal length."""
    if hasattr(data, "X") and hasattr(data, "y"):
        data = data.X, data.y
    if not (isinstance(data, tuple | list) and len(data) == 2):
        raise ValueError(f"{owner}: data must be a pair (x, y) or a data set, got {_what(data)}.")
    x, y = np.asarray(data[0]), None if data[1] is None else np.asarray(data[1])
    if x.ndim == 0 or len(x) == 0:
        raise ValueError(f"{owner}: x has shape {x.shape}; expected one or more examples.")
    if y is not None and (y.ndim == 0 or len(y) != len(x)):
        raise ValueError(f"{owner}: x has {len(x)} examples but y has shape {y.shape}; expected one entry per example.")
    return x, y


def _whole(given: Any) -> bool:
    return isinstance(given, int | np.integer) and not isinstance(given, bool)


def _what(thing: Any) -> str:
    return f"shape {np.shape(thing)}" if isinstance(thing, Tensor | np.ndarray) else type(thing).__name__
