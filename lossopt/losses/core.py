"""What all losses share, written once: checks, weights, reduction, gradients and blocks.

A loss itself is one function, the *kernel*: arrays in, value and derivative out, side by side as on paper.

    @loss(kind="regression", space="real", ko="후버 손실", en="Huber loss", reference="huber1964")
    def huber(y_true, y_pred, delta: Positive = 1.0):
        ...
        return value, derivative

The decorator turns it into a `Loss`, which can be called (`huber(y, p)`), differentiated (`huber.grad`, `huber.value_and_grad`)
and given other defaults (`huber.bind(delta=2.0)`), and enters it into `registry.losses`.

With per-example values ℓᵢ and weights wᵢ (1 unless given), the reductions are

    "none": wᵢ ℓᵢ        "sum": Σ wᵢ ℓᵢ        "mean": Σ wᵢ ℓᵢ / Σ wᵢ

and an example with several outputs averages them. Gradients are those of the reduced value with respect to `y_pred`
(for "none", of each example's own value).
"""

from __future__ import annotations

import copy
import functools
import inspect
import math
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt import registry
from lossopt.language import Text
from lossopt.losses.forms import EVERYTHING, FORMS, Batch, Form, arrange, check_numbers
from lossopt.ranges import check_all, declared, plain
from lossopt.room import room

Reduction = Literal["mean", "sum", "none"]
REDUCTIONS: tuple[str, ...] = get_args(Reduction)

# A large input goes through in blocks of this many bytes, which stay in the cache together with the kernel's temporaries: it costs one
# pass over memory, whatever the number of operations in the formula. Smaller blocks would pay more for calls than they gain.
BLOCK_BYTES = 256 * 1024

Kernel = Callable[..., tuple[NDArray, NDArray]]
# (y_true, y_pred, grad, scale, …): writes scale · derivative into grad and returns Σ value, or None where it does not apply
FastForm = Callable[..., float | None]
F = TypeVar("F", bound=FastForm)
Mass = Callable[..., NDArray]  # with class weights: the weight with which each example counts in a weighted mean
Domain = Callable[..., None]  # raises ValueError where targets and predictions do not go together


class Loss:
    """A loss: a kernel with checks, weights, reductions and gradient. See this module's docstring."""

    def __init__(
        self, kernel: Kernel, *, kind: str, space: str, form: Form, targets: str, title: Text, hyper: dict[str, Any],
        mass: Mass | None = None, domain: Domain | None = None,
    ) -> None:  # fmt: skip
        functools.update_wrapper(self, kernel)
        self.kernel, self.kind, self.space, self.form, self.targets = kernel, kind, space, form, targets
        self.title, self.hyper, self.mass, self.domain = title, hyper, mass, domain
        self.fast_form: FastForm | None = None
        self.fast_needs_checks, self.fast_warns = True, False
        self.ranges = declared(kernel)
        self.__signature__ = _signature(kernel, hyper)

    @property
    def name(self) -> str:
        """The loss's name in the registry: its kernel's."""
        return self.kernel.__name__

    def __call__(
        self, y_true: ArrayLike, y_pred: ArrayLike, *positional: Any, weights: ArrayLike | None = None,
        reduction: Reduction = "mean", **hyper: Any,
    ) -> Any:  # fmt: skip
        """Return the loss: a float, or with reduction="none" one value per example."""
        if hasattr(y_pred, "__loss__"):  # a tensor of lossopt.autodiff: the loss becomes one node of its tape
            return y_pred.__loss__(self, y_true, *positional, weights=weights, reduction=reduction, **hyper)
        return self._evaluate(y_true, y_pred, weights, reduction, positional, hyper, want_grad=False)[0]

    def grad(
        self, y_true: ArrayLike, y_pred: ArrayLike, *positional: Any, weights: ArrayLike | None = None,
        reduction: Reduction = "mean", **hyper: Any,
    ) -> NDArray:  # fmt: skip
        """Return the gradient of the loss with respect to `y_pred`, in its shape."""
        return self.value_and_grad(y_true, y_pred, *positional, weights=weights, reduction=reduction, **hyper)[1]

    def value_and_grad(
        self, y_true: ArrayLike, y_pred: ArrayLike, *positional: Any, weights: ArrayLike | None = None,
        reduction: Reduction = "mean", **hyper: Any,
    ) -> tuple[Any, NDArray]:  # fmt: skip
        """Return loss and gradient from one pass."""
        value, grad = self._evaluate(y_true, y_pred, weights, reduction, positional, hyper, want_grad=True)
        assert grad is not None
        return value, grad

    def bind(self, **hyper: Any) -> Loss:
        """Return this loss with other defaults: `huber.bind(delta=2.0)`."""
        bound = copy.copy(self)
        bound.hyper = self._hyperparameters((), hyper)
        bound.__signature__ = _signature(self.kernel, bound.hyper)
        return bound

    def fast(self, *, needs_checks: bool = True, warns: bool = False) -> Callable[[F], F]:
        """Give the loss a faster form of its kernel, for sums and means without weights; as a decorator.

        The form, `form(y_true, y_pred, grad, scale, …hyperparameters)`, writes scale · derivative into `grad` and returns the sum of
        the values, or None where it does not apply. It may do whatever is quick, because the tests hold it equal to the
        kernel, which stays the definition. With `needs_checks=False` it is given numbers that nobody has looked at, and returns None, or a sum that is
        not finite, unless the loss takes them all; then they are checked and given to the kernel. Say `warns=True` if on its way there NumPy would warn.
        """

        def give(form: F) -> F:
            self.fast_form, self.fast_needs_checks, self.fast_warns = form, needs_checks, warns
            return form

        return give

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.hyper.items())
        return f"<loss {self.name}({settings})>"

    def _hyperparameters(self, positional: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        if not positional and not given:
            return self.hyper
        names = list(self.hyper)
        if len(positional) > len(names):
            raise TypeError(f"{self.name} takes the hyperparameters {names}, got {len(positional)} of them.")
        by_place = dict(zip(names, positional, strict=False))
        for name in given:
            if name not in self.hyper:
                takes = ", ".join(names) or "none"
                raise TypeError(f"{self.name} has no hyperparameter {name!r}; it takes: {takes}.")
            if name in by_place:
                raise TypeError(f"{self.name} got {name!r} twice.")
        chosen = by_place | given
        check_all(self.name, self.ranges, chosen)
        return self.hyper | {name: plain(value) for name, value in chosen.items()}

    def _evaluate(
        self, y_true: Any, y_pred: Any, weights: Any, reduction: str, positional: tuple[Any, ...],
        given: dict[str, Any], *, want_grad: bool,
    ) -> tuple[Any, NDArray | None]:  # fmt: skip
        if not isinstance(reduction, str) or reduction not in REDUCTIONS:
            names = ", ".join(map(repr, REDUCTIONS))
            raise ValueError(f"{self.name}: reduction must be one of {names}, got {reduction!r}.")
        hyper = self._hyperparameters(positional, given)
        batch = arrange(self.name, self.form, self.targets, y_true, y_pred, weights)
        grad = _room(batch.y_pred, batch.dtype) if want_grad else None
        if reduction == "none":
            return self._each(batch, hyper, grad), grad
        scale = 1.0 / self._denominator(batch, hyper) if reduction == "mean" else 1.0
        return self._reduced(batch, hyper, scale, grad), grad

    def _denominator(self, batch: Batch, hyper: dict[str, Any]) -> float:
        """Return Σ wᵢ, where an example of a weighted class counts with that class's weight."""
        if self.mass is None or hyper["class_weights"] is None:
            total = float(batch.n) if batch.weights is None else float(batch.weights.sum(dtype=np.float64))
        else:
            total = 0.0
            for rows in _blocks(batch.y_pred):
                mass = self.mass(*self._checked(batch, rows, hyper), **hyper)
                total += float(mass.sum() if batch.weights is None else mass @ batch.weights[rows])
        if total <= 0:
            raise ValueError(f"{self.name}: the weights sum to {total:g}; a mean needs a sum > 0.")
        return total

    def _checked(self, batch: Batch, rows: slice, hyper: dict[str, Any]) -> tuple[NDArray, NDArray]:
        """Return a block in the dtype to compute in, or raise ValueError where the loss does not take its numbers."""
        try:
            return self._check_numbers(batch, rows, hyper)
        except ValueError:
            if rows == EVERYTHING:
                raise
        self._check_numbers(batch, EVERYTHING, hyper)  # once more, to name the place in the whole
        raise AssertionError(f"{self.name}: a block was refused, but not the whole.")

    def _check_numbers(self, batch: Batch, rows: slice, hyper: dict[str, Any]) -> tuple[NDArray, NDArray]:
        y_true, y_pred = batch.part(rows)
        check_numbers(self.name, self.targets, self.space, y_true, y_pred)
        y_true, y_pred = batch.converted(y_true, y_pred)
        if self.domain is not None:
            self.domain(self.name, y_true, y_pred, **hyper)
        return y_true, y_pred

    def _each(self, batch: Batch, hyper: dict[str, Any], grad: NDArray | None) -> NDArray:
        """Return wᵢ ℓᵢ, and write its gradient, block by block."""
        each = np.empty(batch.n, batch.dtype)
        outputs = self.form.outputs(batch.y_pred)
        for rows in _blocks(batch.y_pred):
            value, derivative = self.kernel(*self._checked(batch, rows, hyper), **hyper)
            each[rows] = self.form.per_example(value)
            if batch.weights is not None:
                each[rows] *= batch.weights[rows]
            if grad is not None:
                factor = 1 if batch.weights is None else _column(batch.weights[rows], derivative.ndim)
                np.multiply(derivative, factor / outputs if outputs > 1 else factor, out=grad[rows])
        return each

    def _reduced(self, batch: Batch, hyper: dict[str, Any], scale: float, grad: NDArray | None) -> float:
        """Return scale · Σ wᵢ ℓᵢ, and write its gradient, block by block."""
        scale = scale / self.form.outputs(batch.y_pred)
        if batch.y_pred.nbytes <= BLOCK_BYTES:  # a mini-batch, where every call counts
            return (0.0 + self._part(batch, EVERYTHING, hyper, scale, grad)) * scale  # + 0: a loss of nothing is not −0
        total = 0.0
        for rows in _blocks(batch.y_pred):
            total += self._part(batch, rows, hyper, scale, None if grad is None else grad[rows])
        return total * scale

    def _part(self, batch: Batch, rows: slice, hyper: dict[str, Any], scale: float, out: NDArray | None) -> float:
        """Return Σ wᵢ ℓᵢ over a block, and write scale times its gradient into `out`."""
        form = self.fast_form
        if form is None or batch.weights is not None:
            return self._plain(batch, rows, hyper, scale, out)
        space = np.empty(batch.y_pred[rows].shape, batch.dtype) if out is None else out
        if self.fast_needs_checks:
            part = form(*self._checked(batch, rows, hyper), space, scale, **hyper)
        else:
            given = batch.converted(*batch.part(rows))
            if self.fast_warns:
                with np.errstate(invalid="ignore", divide="ignore"):  # ∞ − ∞ and log 0 are reported below
                    part = form(*given, space, scale, **hyper)
            else:
                part = form(*given, space, scale, **hyper)
            if part is not None and not math.isfinite(part):
                part = None  # the checks say why, or the kernel gets further
        return self._plain(batch, rows, hyper, scale, out) if part is None else part

    def _plain(self, batch: Batch, rows: slice, hyper: dict[str, Any], scale: float, out: NDArray | None) -> float:
        """Return Σ wᵢ ℓᵢ over a block by the kernel, and write scale times its gradient into `out`."""
        value, derivative = self.kernel(*self._checked(batch, rows, hyper), **hyper)
        if batch.weights is None:
            if out is not None:
                np.multiply(derivative, scale, out=out)
            return float(value.sum())
        weights = batch.weights[rows]
        if out is not None:
            np.multiply(derivative, _column(weights * scale, derivative.ndim), out=out)
        return float(weights @ value.reshape(len(weights), -1).sum(axis=1))


def loss(
    *, kind: str, space: str, ko: str, en: str, reference: str, form: str = "elementwise", targets: str = "real",
    mass: Mass | None = None, domain: Domain | None = None, made_by: type[Loss] = Loss,
) -> Callable[[Kernel], Loss]:  # fmt: skip
    """Turn a kernel into a registered `Loss`.

    `kind` groups it in tables ("regression", "classification", …); `space` says what `y_pred` is ("real", "logit", "probability",
    "score", …) and `targets` what `y_true` is, see `lossopt.losses.forms`; `form` fixes the shapes. `mass(y_true, y_pred, …)`
    gives the weight with which an example counts in a weighted mean, where class weights are given; `domain(owner, y_true, y_pred, …)`
    raises ValueError where targets and predictions do not go together.
    """

    def register(kernel: Kernel) -> Loss:
        parameters = list(inspect.signature(kernel).parameters.values())[2:]
        hyper = {p.name: p.default for p in parameters}
        made = made_by(
            kernel, kind=kind, space=space, form=FORMS[form], targets=targets, title=Text(ko=ko, en=en), hyper=hyper,
            mass=mass, domain=domain,
        )  # fmt: skip
        registry.losses.add(kernel.__name__, made, ko=ko, en=en, reference=reference, kind=kind, space=space)
        return made

    return register


def _room(like: NDArray, dtype: np.dtype) -> NDArray:
    return room(like.shape, dtype) if like.nbytes > BLOCK_BYTES else np.empty(like.shape, dtype)


def _blocks(y_pred: NDArray) -> Iterator[slice]:
    """Yield slices over examples, each small enough for the cache."""
    n = len(y_pred)
    if y_pred.nbytes <= BLOCK_BYTES:
        yield EVERYTHING
        return
    rows = max(1, BLOCK_BYTES * n // y_pred.nbytes)
    for start in range(0, n, rows):
        yield slice(start, min(start + rows, n))


def _column(weights: NDArray, ndim: int) -> NDArray:
    """Shape per-example weights so that they multiply all outputs of their example."""
    return weights.reshape(-1, *(1,) * (ndim - 1))


def _signature(kernel: Kernel, hyper: dict[str, Any]) -> inspect.Signature:
    """What `help` and an editor show: the kernel's parameters with the bound defaults, then weights and reduction."""
    parameters = [
        p.replace(default=hyper[p.name]) if p.name in hyper else p
        for p in inspect.signature(kernel).parameters.values()
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters.append(inspect.Parameter("weights", keyword, default=None))
    parameters.append(inspect.Parameter("reduction", keyword, default="mean"))
    return inspect.Signature(parameters)
