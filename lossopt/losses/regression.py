"""Losses for real numbers and counts, most of them functions of the error e = ŷ − y.

Which statistic a constant prediction converges to tells them apart: the mean (MSE, Poisson), the median (MAE), a quantile
(quantile loss), or something between mean and median (Huber, smooth L1, log-cosh).

Poisson and Gaussian losses are negative log-likelihoods without the terms that no prediction can change (log y!, ½ log 2π).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.losses.core import loss
from lossopt.ranges import Fraction, Positive

Pair = tuple[NDArray, NDArray]


@loss(kind="regression", space="real", ko="평균 제곱 오차", en="Mean squared error", reference="legendre1805")
def mse(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Mean squared error: the mean of e², e = ŷ − y.

    Derivative per example: 2e. Unit: that of y, squared. Minimised by the mean.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for other shapes, NaN or infinity.

    >>> mse([1.0, 2.0], [1.5, 4.0])
    2.125
    >>> mse.grad([1.0, 2.0], [1.5, 4.0]).tolist()
    [0.5, 2.0]
    """
    e = y_pred - y_true
    return e * e, 2 * e


@loss(kind="regression", space="real", ko="평균 절대 오차", en="Mean absolute error", reference="boscovich1757")
def mae(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Mean absolute error: the mean of |e|, e = ŷ − y.

    Derivative per example: sign(e); at the kink e = 0 the subgradient 0. Unit: that of y. Minimised by the median.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for other shapes, NaN or infinity.

    >>> mae([1.0, 2.0], [1.5, 4.0])
    1.25
    """
    e = y_pred - y_true
    return np.abs(e), np.sign(e)


@loss(kind="regression", space="real", ko="후버 손실", en="Huber loss", reference="huber1964")
def huber(y_true: NDArray, y_pred: NDArray, delta: Positive = 1.0) -> Pair:
    """Huber loss: e²/2 where |e| ≤ δ, δ(|e| − δ/2) beyond; e = ŷ − y.

    Derivative per example: e clipped to [−δ, δ]. δ has the unit of y, the value that unit squared. Once continuously
    differentiable (its second derivative jumps at ±δ).
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for δ ≤ 0, other shapes, NaN or infinity.

    >>> huber([0.0, 0.0], [0.5, 3.0], reduction="none").tolist()
    [0.125, 2.5]
    """
    e = y_pred - y_true
    c = np.clip(e, -delta, delta)
    return c * (e - c / 2), c  # c = e gives e²/2, c = ±δ gives δ(|e| − δ/2)


@loss(kind="regression", space="real", ko="스무스 L1 손실", en="Smooth L1 loss", reference="girshick2015")
def smooth_l1(y_true: NDArray, y_pred: NDArray, beta: Positive = 1.0) -> Pair:
    """Smooth L1 loss: e²/(2β) where |e| ≤ β, |e| − β/2 beyond; e = ŷ − y. It is the Huber loss with δ = β, divided by β.

    Derivative per example: e/β clipped to [−1, 1], whatever β is: a far miss pulls as hard as under MAE. β and the value have the unit of y.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for β ≤ 0, other shapes, NaN or infinity.

    >>> smooth_l1([0.0, 0.0], [0.5, 3.0], beta=0.5, reduction="none").tolist()
    [0.25, 2.75]
    """
    e = y_pred - y_true
    c = np.clip(e / beta, -1, 1)
    return c * (e - beta / 2 * c), c  # c = e/β gives e²/(2β), c = ±1 gives |e| − β/2


@loss(kind="regression", space="real", ko="로그 코시 손실", en="Log-cosh loss", reference="green1990")
def log_cosh(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Log-cosh loss: log cosh e, e = ŷ − y; about e²/2 near zero and |e| − log 2 far away.

    Derivative per example: tanh e. Smooth everywhere, but it fixes the scale of y: only 1 is "near".
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for other shapes, NaN or infinity.

    >>> round(log_cosh([0.0], [1000.0]), 4)
    999.3069
    """
    e = y_pred - y_true
    a = np.abs(e)
    return a + np.log1p(np.exp(-2 * a)) - np.log(2).astype(e.dtype), np.tanh(e)  # cosh e itself would overflow


@loss(kind="regression", space="real", ko="분위수 손실", en="Quantile loss", reference="koenker1978")
def quantile(y_true: NDArray, y_pred: NDArray, q: Fraction = 0.5) -> Pair:
    """Quantile (pinball) loss: |e|/2 + (½ − q)e, e = ŷ − y: a miss from below costs q, one from above 1 − q per unit.

    Derivative per example: sign(e)/2 + ½ − q; at the kink e = 0 the subgradient ½ − q. Unit: that of y.
    Minimised by the q-quantile; q = ½ is half the absolute error.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError unless 0 < q < 1, for other shapes, NaN or infinity.

    >>> quantile([10.0, 10.0], [9.0, 11.0], q=0.75, reduction="none").tolist()
    [0.75, 0.25]
    """
    e = y_pred - y_true
    return np.abs(e) / 2 + (0.5 - q) * e, np.sign(e) / 2 + (0.5 - q)


@loss(kind="regression", space="rate", targets="count", ko="푸아송 손실", en="Poisson loss", reference="nelder1972")
def poisson(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Poisson negative log-likelihood of counts y under a rate λ > 0: λ − y log λ, without the term log y!.

    Derivative with respect to λ: 1 − y/λ. Unit: nats. Minimised by the mean; an error counts the more the smaller the rate.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for y < 0, λ ≤ 0, other shapes, NaN or infinity.

    >>> poisson([3.0, 0.0], [1.0, 2.0], reduction="none").tolist()
    [1.0, 2.0]
    """
    return y_pred - y_true * np.log(y_pred), 1 - y_true / y_pred


@loss(
    kind="regression", space="log_rate", targets="count", ko="푸아송 손실(로그 발생률)", en="Poisson loss from log-rates", reference="nelder1972"
)  # fmt: skip
def poisson_log(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Poisson negative log-likelihood of counts y under a log-rate z = log λ: e^z − yz, without the term log y!.

    Derivative with respect to z: e^z − y. Unit: nats. What a linear model predicts may be any number; z makes it a rate. Beyond
    z = 709 (float32: 88) rate and loss are infinite, which ends a descent with a report.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for y < 0, other shapes, NaN or infinity.

    >>> poisson_log([3.0, 0.0], [0.0, 0.0], reduction="none").tolist()
    [1.0, 1.0]
    """
    rate = np.exp(y_pred)
    return rate - y_true * y_pred, rate - y_true


@loss(kind="regression", space="positive", targets="amount", ko="감마 손실", en="Gamma loss", reference="nelder1972")
def gamma(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Gamma negative log-likelihood of amounts y ≥ 0 with mean μ > 0: log μ + y/μ, per unit of shape, without terms of y alone.

    Derivative with respect to μ: (1 − y/μ)/μ. Unit: nats. Minimised by the mean; only the ratio y/μ decides how wrong a prediction
    is, so that sums of money, waiting times and rainfall count alike in any unit.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for y < 0, μ ≤ 0, other shapes, NaN or infinity.

    >>> gamma([2.0, 6.0], [1.0, 1.0], reduction="none").tolist()
    [2.0, 6.0]
    """
    ratio = y_true / y_pred
    return np.log(y_pred) + ratio, (1 - ratio) / y_pred


@loss(
    kind="regression", space="mean_and_log_variance", form="moments", ko="가우스 음의 로그 가능도", en="Gaussian negative log-likelihood",
    reference="nix1994",
)  # fmt: skip
def gaussian_nll(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Gaussian negative log-likelihood of y under a mean μ and a log-variance s = log σ²: ½(s + (y − μ)² e^−s), without ½ log 2π.

    Derivative: (μ − y)e^−s with respect to μ, ½(1 − (y − μ)² e^−s) with respect to s. Unit: nats. A model that predicts s too says how
    uncertain it is, example by example; s may be any number, so that no variance can become 0 or negative. Below s = −709 (float32: −88)
    e^−s is infinite and the loss no longer finite, which ends a descent with a report.
    Shapes: y_true (n,), y_pred (n, 2) with μ and s in each row. Raises ValueError for other shapes, NaN or infinity.

    >>> gaussian_nll([1.0], [[3.0, 0.0]])
    2.0
    >>> gaussian_nll.grad([1.0], [[3.0, 0.0]]).tolist()
    [[2.0, -1.5]]
    """
    mean, log_variance = y_pred.T
    precision = np.exp(-log_variance)
    e = mean - y_true
    scaled = e * e * precision
    return (log_variance + scaled) / 2, np.stack([e * precision, (1 - scaled) / 2], axis=1)
