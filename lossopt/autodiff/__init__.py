"""Reverse-mode differentiation of NumPy code: `grad(f)`, `value_and_grad(f)`, and the `Tensor` whose tape they walk.

from lossopt.autodiff import Tensor, value_and_grad

def f(w):
    return lo.losses.mse(y, np.tanh(x @ w))     # any NumPy expression; a loss is one node

lo.descent.descend(value_and_grad(f), w0, lo.descent.methods.adam(0.1))
"""

from lossopt.autodiff.convolution import average_pool2d, conv2d, max_pool2d
from lossopt.autodiff.dispatch import operation
from lossopt.autodiff.export import NodeData, export
from lossopt.autodiff.functions import grad, value_and_grad
from lossopt.autodiff.neural import affine, relu
from lossopt.autodiff.operations import NoDerivativeError, supported
from lossopt.autodiff.tape import Tensor, sweep

__all__ = [
    "NoDerivativeError",
    "NodeData",
    "Tensor",
    "affine",
    "average_pool2d",
    "conv2d",
    "export",
    "grad",
    "max_pool2d",
    "operation",
    "relu",
    "supported",
    "sweep",
    "value_and_grad",
]
