"""Methods under their usual names: a direction and a step size in one, `descend(f, x0, methods.adam(0.01))`.

`learning_rate` is a number > 0 (kept constant) or any step size, such as `Cosine(0.1, steps=500)`.
"""

from __future__ import annotations

from lossopt.descent.core import Method, Rule, StepSize
from lossopt.descent.directions import (
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    AMSGrad,
    Lion,
    Momentum,
    NAdam,
    RMSProp,
    Steepest,
)
from lossopt.descent.schedules import Constant


def _pair(rule: Rule, learning_rate: float | StepSize) -> Method:
    if callable(learning_rate):
        return Method(rule, learning_rate)
    return Method(rule, Constant(learning_rate))


def gd(learning_rate: float | StepSize) -> Method:
    """Gradient descent: x ← x − η∇f.

    >>> gd(0.1)
    Method(rule=Steepest(), step_size=Constant(learning_rate=0.1))
    """
    return _pair(Steepest(), learning_rate)


def sgd(learning_rate: float | StepSize) -> Method:
    """Stochastic gradient descent: the same rule; the objective's `at(k)` brings the samples."""
    return _pair(Steepest(), learning_rate)


def momentum(learning_rate: float | StepSize, beta: float = 0.9) -> Method:
    """Momentum: v ← βv + ∇f, x ← x − ηv."""
    return _pair(Momentum(beta=beta), learning_rate)


def nesterov(learning_rate: float | StepSize, beta: float = 0.9) -> Method:
    """Nesterov's momentum: v ← βv + ∇f, x ← x − η(∇f + βv)."""
    return _pair(Momentum(beta=beta, nesterov=True), learning_rate)


def adagrad(learning_rate: float | StepSize, eps: float = 1e-10) -> Method:
    """Adagrad: every coordinate's gradient divided by the root of the sum of its squares so far."""
    return _pair(Adagrad(eps=eps), learning_rate)


def rmsprop(learning_rate: float | StepSize, rho: float = 0.99, eps: float = 1e-8) -> Method:
    """RMSProp: every coordinate's gradient divided by its own root mean square."""
    return _pair(RMSProp(rho=rho, eps=eps), learning_rate)


def adadelta(learning_rate: float | StepSize, rho: float = 0.9, eps: float = 1e-6) -> Method:
    """Adadelta: RMSProp times the root mean square of its own steps; the usual learning rate is 1."""
    return _pair(Adadelta(rho=rho, eps=eps), learning_rate)


def adam(learning_rate: float | StepSize, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Method:
    """Adam: momentum and RMSProp together, both corrected for their start at 0."""
    return _pair(Adam(beta1=beta1, beta2=beta2, eps=eps), learning_rate)


def adamw(
    learning_rate: float | StepSize,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> Method:
    """AdamW: Adam, and beside it a decay of x that Adam's scaling does not touch."""
    return _pair(AdamW(beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay), learning_rate)


def amsgrad(learning_rate: float | StepSize, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Method:
    """AMSGrad: Adam whose mean square never falls."""
    return _pair(AMSGrad(beta1=beta1, beta2=beta2, eps=eps), learning_rate)


def nadam(
    learning_rate: float | StepSize,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    momentum_decay: float = 0.004,
) -> Method:
    """NAdam: Adam with Nesterov's look ahead."""
    return _pair(NAdam(beta1=beta1, beta2=beta2, eps=eps, momentum_decay=momentum_decay), learning_rate)


def lion(learning_rate: float | StepSize, beta1: float = 0.9, beta2: float = 0.99, weight_decay: float = 0.0) -> Method:
    """Lion: the sign of a mean of gradients, the same step in every coordinate."""
    return _pair(Lion(beta1=beta1, beta2=beta2, weight_decay=weight_decay), learning_rate)
