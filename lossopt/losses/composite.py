"""What functions made of losses share: `value_and_grad` is written, the rest follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray


class Composite:
    """A function of (y_true, y_pred) made of losses; subclasses write `value_and_grad`."""

    name: str
    value_and_grad: Callable[..., tuple[Any, NDArray]]

    def __call__(self, y_true: Any, y_pred: Any, **settings: Any) -> Any:
        """Return the value."""
        if hasattr(y_pred, "__loss__"):  # a tensor of lossopt.autodiff: the whole becomes one node of its tape
            return y_pred.__loss__(self, y_true, **settings)
        return self.value_and_grad(y_true, y_pred, **settings)[0]

    def grad(self, y_true: Any, y_pred: Any, **settings: Any) -> NDArray:
        """Return the gradient with respect to `y_pred`, in its shape."""
        return self.value_and_grad(y_true, y_pred, **settings)[1]
