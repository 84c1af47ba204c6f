"""What makes a tensor look like an array: NumPy's functions, operators and methods, all passed on to the rules.

It also says what an array can do and a tensor cannot: be assigned into, or turn silently into a plain array.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np

from lossopt.autodiff.dispatch import Tracked, apply
from lossopt.autodiff.operations import NoDerivativeError, astype, full_name

Axis = int | tuple[int, ...] | None

NOTHING: dict[str, Any] = {}  # the settings of an operator


class ArrayFace(Tracked):
    """The operators and methods of an array, for a class with a `value`."""

    __slots__ = ()

    # NumPy calls these two when a tensor is among the arguments of one of its functions.

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **settings: Any) -> Any:
        if "out" in settings:
            raise NoDerivativeError(
                f"{full_name(ufunc)} cannot write a tensor into an array in place (out=, or array += tensor), which has "
                "no memory of where its numbers came from; write total = total + tensor."
            )
        if method != "__call__":
            raise NoDerivativeError(f"{full_name(ufunc)}.{method} has no derivative here; np.sum and np.cumsum have.")
        return apply(ufunc, args, settings)

    def __array_function__(
        self, function: Callable[..., Any], types: Any, args: tuple[Any, ...], settings: dict[str, Any]
    ) -> Any:
        return apply(function, args, settings)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        raise TypeError(
            "a tensor does not turn into a plain array by itself, since its gradient would be lost: use t.value for the numbers "
            "alone, np.stack([t, u]) to put tensors together."
        )

    def __setitem__(self, index: Any, given: Any) -> NoReturn:
        raise TypeError(
            "a tensor cannot be assigned into: its old numbers are needed for the gradient. Make a new one, "
            "with np.where, np.concatenate or np.stack."
        )

    # operators

    def __add__(self, other: Any) -> Any:
        return apply(np.add, (self, other), NOTHING)

    def __radd__(self, other: Any) -> Any:
        return apply(np.add, (other, self), NOTHING)

    def __sub__(self, other: Any) -> Any:
        return apply(np.subtract, (self, other), NOTHING)

    def __rsub__(self, other: Any) -> Any:
        return apply(np.subtract, (other, self), NOTHING)

    def __mul__(self, other: Any) -> Any:
        return apply(np.multiply, (self, other), NOTHING)

    def __rmul__(self, other: Any) -> Any:
        return apply(np.multiply, (other, self), NOTHING)

    def __truediv__(self, other: Any) -> Any:
        return apply(np.divide, (self, other), NOTHING)

    def __rtruediv__(self, other: Any) -> Any:
        return apply(np.divide, (other, self), NOTHING)

    def __floordiv__(self, other: Any) -> Any:
        return apply(np.floor_divide, (self, other), NOTHING)

    def __rfloordiv__(self, other: Any) -> Any:
        return apply(np.floor_divide, (other, self), NOTHING)

    def __mod__(self, other: Any) -> Any:
        return apply(np.remainder, (self, other), NOTHING)

    def __rmod__(self, other: Any) -> Any:
        return apply(np.remainder, (other, self), NOTHING)

    def __pow__(self, other: Any) -> Any:
        return apply(np.power, (self, other), NOTHING)

    def __rpow__(self, other: Any) -> Any:
        return apply(np.power, (other, self), NOTHING)

    def __matmul__(self, other: Any) -> Any:
        return apply(np.matmul, (self, other), NOTHING)

    def __rmatmul__(self, other: Any) -> Any:
        return apply(np.matmul, (other, self), NOTHING)

    def __neg__(self) -> Any:
        return apply(np.negative, (self,), NOTHING)

    def __pos__(self) -> Any:
        return apply(np.positive, (self,), NOTHING)

    def __abs__(self) -> Any:
        return apply(np.absolute, (self,), NOTHING)

    def __getitem__(self, index: Any) -> Any:
        return apply(operator.getitem, (self, index), NOTHING)

    # comparisons: plain arrays of True and False

    def __lt__(self, other: Any) -> Any:
        return apply(np.less, (self, other), NOTHING)

    def __le__(self, other: Any) -> Any:
        return apply(np.less_equal, (self, other), NOTHING)

    def __gt__(self, other: Any) -> Any:
        return apply(np.greater, (self, other), NOTHING)

    def __ge__(self, other: Any) -> Any:
        return apply(np.greater_equal, (self, other), NOTHING)

    def __eq__(self, other: object) -> Any:
        return apply(np.equal, (self, other), NOTHING)

    def __ne__(self, other: object) -> Any:
        return apply(np.not_equal, (self, other), NOTHING)

    __hash__ = None  # type: ignore[assignment]  # as for arrays, since == answers entry by entry

    # One number, for `if`, `print` and logs: the value alone. NumPy asks for it too when a tensor of one number is
    # assigned to an entry, array[0] = t, and math.exp(t) does: both leave the tape, and nothing can tell.

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def item(self) -> float:
        """Return the value of a tensor of one number as a float."""
        return self.value.item()

    def __repr__(self) -> str:
        return f"Tensor({np.array2string(np.asarray(self.value), separator=', ', prefix='Tensor(')})"

    # shape

    @property
    def shape(self) -> tuple[int, ...]:
        """The value's shape."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.value.size

    @property
    def dtype(self) -> Any:
        """The value's dtype."""
        return self.value.dtype

    @property
    def T(self) -> Any:
        """The axes in reverse."""
        return apply(np.transpose, (self,), NOTHING)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        if self.ndim == 0:
            raise TypeError("a tensor of one number cannot be iterated over.")
        return (self[i] for i in range(len(self)))

    # methods

    def reshape(self, *shape: Any) -> Any:
        """See np.reshape; t.reshape(2, 3) and t.reshape((2, 3)) alike."""
        return apply(np.reshape, (self, shape[0] if len(shape) == 1 else shape), NOTHING)

    def ravel(self) -> Any:
        """See np.ravel."""
        return apply(np.ravel, (self,), NOTHING)

    flatten = ravel

    def transpose(self, *axes: Any) -> Any:
        """See np.transpose; t.transpose(1, 0), t.transpose((1, 0)) or t.transpose()."""
        return apply(np.transpose, (self, axes[0] if len(axes) == 1 else axes or None), NOTHING)

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """See np.swapaxes."""
        return apply(np.swapaxes, (self, axis1, axis2), NOTHING)

    def squeeze(self, axis: Axis = None) -> Any:
        """See np.squeeze."""
        return apply(np.squeeze, (self, axis), NOTHING)

    def sum(self, axis: Axis = None, *, keepdims: bool = False) -> Any:
        """See np.sum."""
        return apply(np.sum, (self, axis), {"keepdims": keepdims})

    def mean(self, axis: Axis = None, *, keepdims: bool = False) -> Any:
        """See np.mean."""
        return apply(np.mean, (self, axis), {"keepdims": keepdims})

    def var(self, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
        """See np.var."""
        return apply(np.var, (self, axis), {"ddof": ddof, "keepdims": keepdims})

    def std(self, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
        """See np.std."""
        return apply(np.std, (self, axis), {"ddof": ddof, "keepdims": keepdims})

    def max(self, axis: Axis = None, *, keepdims: bool = False) -> Any:
        """See np.max."""
        return apply(np.max, (self, axis), {"keepdims": keepdims})

    def min(self, axis: Axis = None, *, keepdims: bool = False) -> Any:
        """See np.min."""
        return apply(np.min, (self, axis), {"keepdims": keepdims})

    def prod(self, axis: Axis = None, *, keepdims: bool = False) -> Any:
        """See np.prod."""
        return apply(np.prod, (self, axis), {"keepdims": keepdims})

    def cumsum(self, axis: int | None = None) -> Any:
        """See np.cumsum."""
        return apply(np.cumsum, (self, axis), NOTHING)

    def argmax(self, axis: int | None = None) -> Any:
        """See np.argmax; a plain array."""
        return apply(np.argmax, (self, axis), NOTHING)

    def argmin(self, axis: int | None = None) -> Any:
        """See np.argmin; a plain array."""
        return apply(np.argmin, (self, axis), NOTHING)

    def clip(self, min: Any = None, max: Any = None) -> Any:
        """See np.clip."""
        return apply(np.clip, (self, min, max), NOTHING)

    def dot(self, other: Any) -> Any:
        """See np.dot."""
        return apply(np.dot, (self, other), NOTHING)

    def repeat(self, repeats: Any, axis: int | None = None) -> Any:
        """See np.repeat."""
        return apply(np.repeat, (self, repeats, axis), NOTHING)

    def take(self, indices: Any, axis: int | None = None) -> Any:
        """See np.take."""
        return apply(np.take, (self, indices, axis), NOTHING)

    def copy(self) -> Any:
        """See np.copy; stays on the tape."""
        return apply(np.copy, (self,), NOTHING)

    def astype(self, dtype: Any) -> Any:
        """Return the tensor in another floating dtype; for whole numbers use t.value.astype(int)."""
        return apply(astype, (self, dtype), NOTHING)

    def __loss__(self, loss: Any, y_true: Any, *hyper: Any, **settings: Any) -> Any:
        """Return the loss of this prediction as one node of the tape: what a loss calls when its y_pred is a tensor."""
        if isinstance(y_true, Tracked):
            raise TypeError(
                f"{loss.name}: y_true is a tensor, but a loss is differentiated with respect to y_pred alone; pass y_true.value."
            )
        value, derivative = loss.value_and_grad(y_true, self.value, *hyper, **settings)

        def vjp(g: Any) -> Any:
            if g.ndim == 0:
                return derivative.dtype.type(g) * derivative
            each = g.reshape(-1, *(1,) * (derivative.ndim - 1))  # reduction="none": every example has its own
            return each * derivative

        return self.computed(np.asarray(value)[()], loss.name, [(self, vjp)])
