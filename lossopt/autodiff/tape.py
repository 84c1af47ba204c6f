"""Reverse-mode differentiation on one page: note every operation on the way forward, walk the notes backwards.

Forward.  z = f(x, y) makes a node that keeps its value and its inputs, each with its vector-Jacobian product: the
function that turns the gradient with respect to z into the one with respect to x, g ↦ gᵀ ∂z/∂x.

Backward. A node is numbered when it is made, so it has a higher number than its inputs. On the way down from the
highest number a node is met after everyone who used it: what they sent has been added up, and it can send on in turn.
There is no recursion, so the way may be as long as memory allows.

The rules, value and vector-Jacobian product side by side, stand in a table of their own: `operations`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.autodiff.array_face import ArrayFace
from lossopt.autodiff.gradients import Arriving, Into, first_gradient, quietly, real_numbers

Inputs = Sequence[tuple["Tensor", Callable[[Any], Any]]]

_numbers = itertools.count()


class Tensor(ArrayFace):
    """An array that remembers how it was computed; NumPy's operators and functions work on it.

    - `value`: the plain array or NumPy scalar
    - `grad`: the gradient that `backward` found, kept on tensors that were not computed from others
    - `operation`: how it was computed; `inputs`: from what, pairs of a tensor and its vector-Jacobian product
    - `number`: when it was computed; `name`: a label for drawings

    Lists and integers become float64, float32 stays float32; the value is copied. Raises TypeError for other dtypes.

    >>> import numpy as np
    >>> x = Tensor([1.0, 2.0])
    >>> y = np.sum(x**2 * [3.0, 1.0])
    >>> y.backward()
    >>> x.grad.tolist()
    [6.0, 4.0]
    """

    __slots__ = ("__weakref__", "grad", "inputs", "name", "number", "operation", "value")

    def __init__(self, value: ArrayLike, name: str = "") -> None:
        self.value = np.array(real_numbers(value))[()]
        self.name, self.operation = name, "input"
        self.inputs: Inputs = ()
        self.number, self.grad = next(_numbers), None

    @classmethod
    def computed(cls, value: Any, operation: str, inputs: Inputs) -> Tensor:
        """Return the node of an operation's result, which is not copied; without inputs, a node around an array of yours."""
        node = cls.__new__(cls)
        node.value, node.name, node.operation, node.inputs = value, "", operation, inputs
        node.number, node.grad = next(_numbers), None
        return node

    def backward(self, upstream: ArrayLike | None = None) -> None:
        """Store in `.grad` of every input tensor the gradient of this tensor with respect to it.

        `upstream` is the gradient with respect to this tensor: 1 unless given, and a tensor of several numbers needs it.
        A further call replaces the gradients, it does not add to them. Raises ValueError for an upstream of another shape.
        """
        with quietly():
            for node, gradient in sweep(self, upstream):
                if not node.inputs:
                    node.grad = gradient


def sweep(
    root: Tensor, upstream: ArrayLike | None = None, *, keep: bool = True, places: dict[int, NDArray] | None = None
) -> Iterator[tuple[Tensor, Any]]:  # fmt: skip
    """Walk the tape backwards and yield every node with the gradient of `root` with respect to it: backpropagation.

    The gradients of inputs are arrays of their own, to keep; with `keep=False` they may be shared, and are only to be looked at.
    `places` may offer an array for the gradient of a node, by its number; each is used at most once and then taken out. What is yielded is that
    array only where the gradient could be written there at once.

    >>> x = Tensor(3.0, name="x")
    >>> [(node.operation, float(gradient)) for node, gradient in sweep(x * x + 1)]
    [('add', 1.0), ('multiply', 1.0), ('input', 6.0)]
    """
    arriving = Arriving()
    sums = arriving.sums
    arriving.add(root, first_gradient(root.value, upstream))
    waiting = [(-root.number, root)]  # a heap: the highest number comes out first
    del root  # what nobody else holds is freed on the way
    while waiting:
        node = heappop(waiting)[1]
        gradient = arriving.take(node, keep)
        yield node, gradient
        for source, vjp in node.inputs:
            number, value = source.number, source.value
            if places and type(vjp) is Into and number in places:  # for the first gradient; others are added to it
                part = vjp(gradient, out=places.pop(number))
            else:
                part = vjp(gradient)
            if number not in sums:
                heappush(waiting, (-number, source))
                if type(part) is np.ndarray and part.shape == value.shape and part.dtype == value.dtype:
                    sums[number] = part  # as nearly always; what follows would do the same
                    continue
            arriving.add(source, part)
