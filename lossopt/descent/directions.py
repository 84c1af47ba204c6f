"""Directions: rules that turn a gradient into the vector to move along. The learning rate stays outside.

Each is a pure rule; what it remembers (velocity, averages of squares) lies in the state that the loop owns. Updates of the
state are in place. ε stands outside the root, as in PyTorch; Adadelta alone has it inside, and says so.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.core import State
from lossopt.descent.definition import direction
from lossopt.ranges import Decay, NonNegative, Switch


@direction(ko="최급 하강", en="Steepest descent", reference="cauchy1847")
class Steepest:
    """Steepest descent: d = −∇f.

    >>> Steepest()(np.zeros(2), np.array([1.0, -2.0]), State()).tolist()
    [-1.0, 2.0]
    """

    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −∇f."""
        return -grad


@direction(ko="좌표 하강", en="Coordinate descent", reference="wright2015")
class CoordinateDescent:
    """Coordinate descent: d = −(∂f/∂xᵢ) eᵢ, along one axis at a time.

    i is the coordinate of steepest slope, argmax |∂f/∂xᵢ| (Gauss and Southwell's choice), or, `cyclic`, each in turn:
    0, 1, …, n − 1, 0, …. In its turn a coordinate may have slope 0: then d = 0.

    >>> rule = CoordinateDescent()
    >>> rule(np.zeros(3), np.array([1.0, -4.0, 2.0]), State()).tolist()
    [0.0, 4.0, 0.0]
    """

    cyclic: Switch = False

    def init(self, x: NDArray) -> State:
        """Nothing to remember: whose turn it is follows from the number of the step."""
        return State()

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −(∂f/∂xᵢ) eᵢ."""
        i = (state.t - 1) % len(x) if self.cyclic else int(np.argmax(np.abs(grad)))
        d = np.zeros_like(x)
        d[i] = -grad[i]
        return d


@direction(ko="모멘텀", en="Momentum", reference="polyak1964")
class Momentum:
    """Momentum (heavy ball): v ← βv + ∇f, d = −v; Nesterov's form looks one step ahead: d = −(∇f + βv).

    The convention of PyTorch and optax: the gradient enters v whole, so that on a constant slope the step grows to
    1/(1 − β) times the gradient's. Not always a descent direction. Errors: ValueError for β outside [0, 1).

    >>> rule = Momentum(beta=0.5); state = rule.init(np.zeros(1))
    >>> [rule(np.zeros(1), np.ones(1), state).item() for _ in range(3)]
    [-1.0, -1.5, -1.75]
    """

    beta: Decay = 0.9
    nesterov: Switch = False
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Velocity v = 0."""
        return State(v=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −v, or −(∇f + βv) for Nesterov."""
        state.v *= self.beta
        state.v += grad
        return -(grad + self.beta * state.v) if self.nesterov else -state.v


@direction(ko="Adagrad", en="Adagrad", reference="duchi2011")
class Adagrad:
    """Adagrad: s ← s + ∇f², d = −∇f / (√s + ε), coordinate by coordinate.

    s is a sum, not an average: on a constant gradient the step shrinks like 1/√t, and a coordinate that is seldom met keeps long
    steps. ε = 1e-10 outside the root and s = 0 at first, as in PyTorch. Errors: ValueError for ε < 0.

    >>> rule = Adagrad(eps=0.0); state = rule.init(np.zeros(1))
    >>> [round(rule(np.zeros(1), np.array([5.0]), state).item(), 4) for _ in range(4)]
    [-1.0, -0.7071, -0.5774, -0.5]
    """

    eps: NonNegative = 1e-10
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Sum of squares s = 0."""
        return State(s=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −∇f / (√s + ε)."""
        state.s += np.square(grad)
        return -grad / (np.sqrt(state.s) + self.eps)


@direction(ko="RMSProp", en="RMSProp", reference="tieleman2012")
class RMSProp:
    """RMSProp: s ← ρs + (1 − ρ)∇f², d = −∇f / (√s + ε), coordinate by coordinate.

    ρ = 0.99 and ε outside the root as in PyTorch; s starts at 0, so early steps are up to 1/√(1 − ρ) times the later ones.
    Errors: ValueError for ρ outside [0, 1) or ε < 0.

    >>> rule = RMSProp(rho=0.75, eps=0.0)
    >>> rule(np.zeros(1), np.array([5.0]), rule.init(np.zeros(1))).tolist()
    [-2.0]
    """

    rho: Decay = 0.99
    eps: NonNegative = 1e-8
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Mean square s = 0."""
        return State(s=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −∇f / (√s + ε)."""
        state.s *= self.rho
        state.s += (1 - self.rho) * np.square(grad)
        return -grad / (np.sqrt(state.s) + self.eps)


@direction(ko="Adam", en="Adam", reference="kingma2015")
class Adam:
    """Adam: m ← β₁m + (1 − β₁)∇f, s ← β₂s + (1 − β₂)∇f², d = −m̂ / (√ŝ + ε).

    m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ) undo that both averages start at 0: the first step has length 1 in
    every coordinate. The state holds the sums m / (1 − β₁) and s / (1 − β₂), because numbers are cheaper than arrays: 1 − β₁ and 1 − β₂
    come in with the corrections. Not always a descent direction. Errors: ValueError for β₁, β₂ outside [0, 1) or ε < 0.

    >>> rule = Adam(eps=0.0)
    >>> state = rule.init(np.zeros(2)); state.t = 1
    >>> rule(np.zeros(2), np.array([5.0, -0.01]), state).round(6).tolist()
    [-1.0, 1.0]
    """

    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: NonNegative = 1e-8
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Sums m = 0 of the gradients and s = 0 of their squares."""
        return State(m=np.zeros_like(x), s=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −m̂ / (√ŝ + ε)."""
        self._add(grad, state)
        return self._corrected(state.m, state.s, state.t)

    def _add(self, grad: NDArray, state: State) -> None:
        state.m *= self.beta1
        state.m += grad
        state.s *= self.beta2
        state.s += np.square(grad)

    def _corrected(self, m: NDArray, s: NDArray, t: int) -> NDArray:
        """Return −m̂ / (√ŝ + ε) = −(m / w₁) / (√(s / w₂) + ε), a sum over the sum of its weights."""
        root = math.sqrt(_weights(self.beta2, t))  # all is multiplied by it, so that √s needs no factor
        d, below = (-root / _weights(self.beta1, t)) * m, np.sqrt(s)
        below += root * self.eps
        d /= below  # in place: a new array costs as much as the division
        return d


def _weights(beta: float, t: int) -> float:
    """Return 1 + β + … + βᵗ⁻¹."""
    return (1 - beta**t) / (1 - beta)


@direction(ko="Adadelta", en="Adadelta", reference="zeiler2012")
class Adadelta:
    """Adadelta: d = −√(u + ε)/√(s + ε) · ∇f, with s the mean square of the gradients and u that of the steps d before.

    s ← ρs + (1 − ρ)∇f², then d, then u ← ρu + (1 − ρ)d². Steps so have the unit of x, and the learning rate 1 is usual. Here ε = 1e-6
    stands inside both roots, as in PyTorch and the paper; the first steps are as short as √ε. Errors: ValueError
    for ρ outside [0, 1) or ε < 0; with ε = 0 it never sets out.

    >>> rule = Adadelta(rho=0.75, eps=1.0)
    >>> rule(np.zeros(1), np.array([2 * 3**0.5]), rule.init(np.zeros(1))).round(6).tolist()
    [-1.732051]
    """

    rho: Decay = 0.9
    eps: NonNegative = 1e-6
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Mean squares s = 0 of the gradients and u = 0 of the steps."""
        return State(s=np.zeros_like(x), u=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −√(u + ε)/√(s + ε) · ∇f."""
        state.s *= self.rho
        state.s += (1 - self.rho) * np.square(grad)
        d = -np.sqrt(state.u + self.eps) / np.sqrt(state.s + self.eps) * grad
        state.u *= self.rho
        state.u += (1 - self.rho) * d**2
        return d


@direction(ko="AMSGrad", en="AMSGrad", reference="reddi2018")
class AMSGrad(Adam):
    """AMSGrad: Adam whose mean square never falls, d = −m̂ / (√ŝ + ε) with ŝ = max(s₁, …, sₜ) / (1 − β₂ᵗ).

    So no rare large gradient is forgotten. The maximum is taken before the correction, as in PyTorch; ε stands outside the root.
    Errors: those of Adam.

    >>> rule = AMSGrad(beta1=0.0, beta2=0.5, eps=0.0); state = rule.init(np.zeros(1))
    >>> state.t = 1; rule(np.zeros(1), np.array([2.0]), state).item()
    -1.0
    >>> state.t = 2; round(rule(np.zeros(1), np.array([0.1]), state).item(), 4)  # s = 1.005, but 2 was seen
    -0.0612
    """

    def init(self, x: NDArray) -> State:
        """Sums m = 0 of the gradients and s = 0 of their squares, and the maximum 0 of s."""
        return State(m=np.zeros_like(x), s=np.zeros_like(x), largest=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −m̂ / (√ŝ + ε)."""
        self._add(grad, state)
        np.maximum(state.largest, state.s, out=state.largest)
        return self._corrected(state.m, state.largest, state.t)


@direction(ko="AdamW", en="AdamW", reference="loshchilov2019")
class AdamW(Adam):
    """AdamW: Adam's direction plus a pull of every coordinate towards 0, d = −m̂ / (√ŝ + ε) − λx, λ = `weight_decay`.

    The decay is decoupled: it is not in ∇f, so that Adam's scaling does not touch it, as it would an L2 penalty λ/2 ‖x‖² in f. The
    run ends where both balance, not where ∇f = 0. λ = 0.01 as in PyTorch. Errors: those of Adam, and ValueError for λ < 0.

    >>> rule = AdamW(eps=0.0, weight_decay=0.5); x = np.array([4.0])
    >>> state = rule.init(x); state.t = 1
    >>> rule(x, np.array([100.0]), state).round(6).tolist()
    [-3.0]
    """

    weight_decay: NonNegative = 0.01

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return Adam's direction − λx."""
        return super().__call__(x, grad, state) - self.weight_decay * x


@direction(ko="NAdam", en="NAdam", reference="dozat2016")
class NAdam(Adam):
    """NAdam: Adam that looks one step ahead, as Nesterov's momentum does.

    d = −[(1 − μₜ)/(1 − Πμ) · ∇f + μₜ₊₁/(1 − μₜ₊₁Πμ) · m] / (√ŝ + ε), where μₜ = β₁(1 − ½·0.96^(tψ)) grows to β₁, Πμ = μ₁μ₂…μₜ and
    ψ = `momentum_decay`: PyTorch's form. ε stands outside the root. Errors: those of Adam, and ValueError for ψ < 0.

    >>> rule = NAdam(eps=0.0, momentum_decay=0.0)  # μ = 0.45 throughout
    >>> state = rule.init(np.zeros(1)); state.t = 1
    >>> rule(np.zeros(1), np.array([100.0]), state).round(6).tolist()  # −(1 + 0.45·0.1/(1 − 0.45²))
    [-1.056426]
    """

    momentum_decay: NonNegative = 0.004

    def init(self, x: NDArray) -> State:
        """Sums m = 0 of the gradients and s = 0 of their squares, and the product of the μ so far, 1."""
        return State(m=np.zeros_like(x), s=np.zeros_like(x), product=1.0)

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return the direction of Adam, one step ahead."""
        self._add(grad, state)
        now, ahead = self._momentum(state.t), self._momentum(state.t + 1)
        state.product *= now
        mean = (1 - now) / (1 - state.product) * grad
        mean += ahead * (1 - self.beta1) / (1 - state.product * ahead) * state.m
        return -mean / (np.sqrt(state.s / _weights(self.beta2, state.t)) + self.eps)

    def _momentum(self, t: int) -> float:
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))


@direction(ko="Lion", en="Lion", reference="chen2023")
class Lion:
    """Lion: d = −sign(β₁m + (1 − β₁)∇f) − λx, then m ← β₂m + (1 − β₂)∇f; λ = `weight_decay`.

    Every coordinate moves by exactly the learning rate, so that wants to be three to ten times smaller than Adam's; it circles the
    minimum unless the learning rate falls. No ε: nothing is divided. Defaults as in optax, but for the decay, which is 0
    here. Errors: ValueError for β₁, β₂ outside [0, 1) or λ < 0.

    >>> rule = Lion()
    >>> rule(np.zeros(2), np.array([5.0, -0.01]), rule.init(np.zeros(2))).tolist()
    [-1.0, 1.0]
    """

    beta1: Decay = 0.9
    beta2: Decay = 0.99
    weight_decay: NonNegative = 0.0
    coordinatewise = True

    def init(self, x: NDArray) -> State:
        """Mean m = 0."""
        return State(m=np.zeros_like(x))

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −sign(β₁m + (1 − β₁)∇f) − λx."""
        d = -np.sign(self.beta1 * state.m + (1 - self.beta1) * grad)
        state.m *= self.beta2
        state.m += (1 - self.beta2) * grad
        return d - self.weight_decay * x
