"""Exercises of the chapter on regression losses: a gradient, Huber, the quantile loss, its best constant, a median line."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. the gradient of the MSE ---------------------------------------------------------------------------


def draw_outputs(rng: np.random.Generator) -> Arguments:
    """More examples than outputs, and neither one nor two of these: a wrong divisor must show, and 2 may not cancel it."""
    shape = rng.integers(6, 10), rng.integers(3, 5)
    return rng.normal(size=shape), rng.normal(size=shape)


def mse_gradient(y_true: Array, y_pred: Array) -> Array:
    """Return the gradient of the mean squared error with respect to the predictions."""
    return 2 * (y_pred - y_true) / y_true.size


def _mse_summed(y_true: Array, y_pred: Array) -> Array:
    return 2 * (y_pred - y_true)


def _mse_over_examples(y_true: Array, y_pred: Array) -> Array:
    return 2 * (y_pred - y_true) / len(y_true)


def _mse_over_outputs(y_true: Array, y_pred: Array) -> Array:
    return 2 * (y_pred - y_true) / y_true.shape[1]


def _mse_halved(y_true: Array, y_pred: Array) -> Array:
    return (y_pred - y_true) / y_true.size


def _mse_reversed(y_true: Array, y_pred: Array) -> Array:
    return 2 * (y_true - y_pred) / y_true.size


def _mse_by_sign(y_true: Array, y_pred: Array) -> Array:
    return np.sign(y_pred - y_true) / y_true.size


def _mse_value(y_true: Array, y_pred: Array) -> float:
    return float(np.mean((y_pred - y_true) ** 2))


def _mse_averaged_pull(y_true: Array, y_pred: Array) -> float:
    return float(np.mean(2 * (y_pred - y_true)))


def _mse_squares(y_true: Array, y_pred: Array) -> Array:
    return (y_pred - y_true) ** 2 / y_true.size


def _mse_absolute(y_true: Array, y_pred: Array) -> Array:
    return 2 * np.abs(y_pred - y_true) / y_true.size


def _mse_per_output(y_true: Array, y_pred: Array) -> Array:
    return np.asarray(2 * np.mean(y_pred - y_true, axis=0) / y_true.shape[1])


MSE_GRADIENT = Task(
    id="regression/mse-gradient",
    title=Text(ko="MSE의 그래디언트", en="The gradient of the MSE"),
    solution=mse_gradient,
    draw=draw_outputs,
    mistakes=(
        Mistake(
            _mse_summed,
            Text(
                ko="합의 그래디언트입니다. 비용은 평균이므로 수의 개수로 나누어야 합니다.",
                en="This is the gradient of a sum: the cost is a mean, so divide by how many numbers there are.",
            ),
        ),
        Mistake(
            _mse_over_examples,
            Text(
                ko="예제 수로만 나누었습니다. 예제마다 출력도 평균 내므로 출력 수로도 나누어야 합니다.",
                en="You divide by the number of examples alone: every example averages its outputs too.",
            ),
        ),
        Mistake(
            _mse_over_outputs,
            Text(
                ko="출력 수로만 나누었습니다. 예제에 대한 평균이 빠졌습니다.",
                en="You divide by the number of outputs alone: the mean over examples is missing.",
            ),
        ),
        Mistake(
            _mse_halved,
            Text(
                ko="2가 빠졌습니다. 제곱을 미분하면 2가 나옵니다. 이 손실 앞에는 그것을 지울 ½이 없습니다.",
                en="A factor of 2 is missing: it comes from the square, and this loss has no ½ in front to cancel it.",
            ),
        ),
        Mistake(
            _mse_reversed,
            Text(
                ko="부호가 반대입니다. 예측에 대해 미분하므로 오차는 예측 − 정답입니다. 정답 − 예측으로 적었다면 연쇄 법칙에서 −1이 나옵니다.",
                en="The sign is opposite. You differentiate by the prediction: with the error as target − prediction, the chain rule adds a −1.",
            ),
        ),
        Mistake(
            _mse_by_sign,
            Text(
                ko="MAE의 그래디언트입니다. 제곱이라면 당기는 힘이 오차에 비례해 커져야 합니다.",
                en="This is the gradient of the MAE: with squares the pull grows in proportion to the error.",
            ),
        ),
        Mistake(
            _mse_value,
            Text(
                ko="비용의 값을 돌려주었습니다. 예측마다 하나씩, 비용이 어떻게 바뀌는지가 필요합니다.",
                en="This is the value of the cost: wanted is how it changes with each prediction, one number apiece.",
            ),
        ),
        Mistake(
            _mse_averaged_pull,
            Text(
                ko="힘을 모두 평균 내어 수 하나로 만들었습니다. 그래디언트는 예측과 같은 모양이고, 평균은 나눗셈으로만 들어갑니다.",
                en="You average the pulls into one number: the gradient has the shape of the predictions, the mean enters only as a division.",
            ),
        ),
        Mistake(
            _mse_squares,
            Text(
                ko="제곱을 미분하지 않았습니다. e²의 도함수는 2e입니다.",
                en="The square was not differentiated: the derivative of e² is 2e.",
            ),
        ),
        Mistake(
            _mse_absolute,
            Text(
                ko="절댓값을 씌워 부호를 잃었습니다. 예측이 낮으면 그래디언트는 음수입니다.",
                en="The absolute value takes the sign away: where the prediction is too low, the gradient is negative.",
            ),
        ),
        Mistake(
            _mse_per_output,
            Text(
                ko="예제에 대해 더해 출력마다 수 하나가 되었습니다. 그래디언트는 예측과 같은 모양입니다. 예측마다 따로 움직일 수 있습니다.",
                en="You add over the examples and are left with one number per output. The gradient has the shape of the predictions, each of which can move.",
            ),
        ),
    ),
)

# --- 2. the Huber loss ------------------------------------------------------------------------------------


def draw_huber(rng: np.random.Generator) -> Arguments:
    """Errors inside and outside ±δ on both sides; δ is never near 1, which would hide that it was forgotten."""
    delta = float(rng.choice([rng.uniform(0.3, 0.7), rng.uniform(1.5, 3.0)]))
    sizes = rng.uniform([0.2, 0.2, 1.3, 1.3, 0.2, 1.3], [0.8, 0.8, 4.0, 4.0, 0.8, 4.0])
    errors = delta * sizes * np.array([1, -1, 1, -1, rng.choice([-1, 1]), rng.choice([-1, 1])])
    y_true = rng.normal(scale=2.0, size=6)
    return y_true, y_true + rng.permutation(errors), delta


def huber(y_true: Array, y_pred: Array, delta: float) -> Array:
    """Return the Huber loss of every example, and in a second row its derivative."""
    e = y_pred - y_true
    inside = np.abs(e) <= delta
    value = np.where(inside, e**2 / 2, delta * (np.abs(e) - delta / 2))
    pull = np.where(inside, e, delta * np.sign(e))
    return np.array([value, pull])


def _huber_parts(y_true: Array, y_pred: Array, delta: float) -> tuple[Array, NDArray[np.bool_], Array, Array]:
    """What the mistakes start from: the error, whether it is small, and the right rows."""
    e = y_pred - y_true
    value, pull = huber(y_true, y_pred, delta)
    return e, np.abs(e) <= delta, value, pull


def _huber_without_half(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.where(inside, e**2, value), pull])


def _huber_with_a_jump(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.where(inside, value, delta * np.abs(e)), pull])


def _huber_branches_swapped(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, *_ = _huber_parts(y_true, y_pred, delta)
    value = np.where(inside, delta * (np.abs(e) - delta / 2), e**2 / 2)
    return np.array([value, np.where(inside, delta * np.sign(e), e)])


def _huber_value_clipped(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, _, _, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.clip(e, -delta, delta) ** 2 / 2, pull])


def _huber_dead_outside(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, *_ = _huber_parts(y_true, y_pred, delta)
    return np.array([np.clip(e, -delta, delta) ** 2 / 2, np.where(inside, e, 0.0)])


def _huber_sign_outside(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, _ = _huber_parts(y_true, y_pred, delta)
    return np.array([value, np.where(inside, e, np.sign(e))])


def _huber_always_pulls_down(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, _ = _huber_parts(y_true, y_pred, delta)
    return np.array([value, np.where(inside, e, delta)])


def _huber_reversed(y_true: Array, y_pred: Array, delta: float) -> Array:
    value, pull = huber(y_true, y_pred, delta)
    return np.array([value, -pull])


def _huber_divided(y_true: Array, y_pred: Array, delta: float) -> Array:
    return huber(y_true, y_pred, delta) / delta


def _huber_delta_one(y_true: Array, y_pred: Array, delta: float) -> Array:
    return huber(y_true, y_pred, 1.0)


def _huber_without_size(y_true: Array, y_pred: Array, delta: float) -> Array:
    e = y_pred - y_true
    inside = e <= delta  # −100 is "small" here
    value = np.where(inside, e**2 / 2, delta * (e - delta / 2))
    return np.array([value, np.where(inside, e, delta)])


def _huber_averaged(y_true: Array, y_pred: Array, delta: float) -> Array:
    value, pull = huber(y_true, y_pred, delta)
    return np.array([value, pull / len(pull)])


def _huber_value_only(y_true: Array, y_pred: Array, delta: float) -> Array:
    return np.asarray(huber(y_true, y_pred, delta)[0])


def _huber_rows_swapped(y_true: Array, y_pred: Array, delta: float) -> Array:
    return np.asarray(huber(y_true, y_pred, delta)[::-1])


def _huber_doubled_inside(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.where(inside, e**2, value), np.where(inside, 2 * e, pull)])


def _huber_wrong_offset(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.where(inside, value, delta * (np.abs(e) - delta)), pull])


def _huber_value_without_size(y_true: Array, y_pred: Array, delta: float) -> Array:
    e, inside, value, pull = _huber_parts(y_true, y_pred, delta)
    return np.array([np.where(inside, value, delta * (e - delta / 2)), pull])


HUBER = Task(
    id="regression/huber",
    title=Text(ko="후버 손실", en="The Huber loss"),
    solution=huber,
    draw=draw_huber,
    mistakes=(
        Mistake(
            _huber_without_half,
            Text(
                ko="작은 오차의 값에 ½이 빠졌습니다. 그러면 ±δ에서 두 조각이 이어지지 않고, 도함수도 e가 아니라 2e여야 합니다.",
                en="The ½ is missing for small errors: the pieces no longer meet at ±δ, and the derivative would be 2e, not e.",
            ),
        ),
        Mistake(
            _huber_with_a_jump,
            Text(
                ko="큰 오차에서 δ²/2를 빼지 않았습니다. 그래서 값이 ±δ에서 뜁니다. 도함수만 보아서는 드러나지 않습니다.",
                en="For large errors δ²/2 was not subtracted, so that the value jumps at ±δ; the derivative alone does not show it.",
            ),
        ),
        Mistake(
            _huber_branches_swapped,
            Text(
                ko="두 경우가 뒤바뀌었습니다. 작은 오차가 이차식이고 큰 오차가 일차식입니다.",
                en="The two cases are swapped: small errors are quadratic, large ones linear.",
            ),
        ),
        Mistake(
            _huber_value_clipped,
            Text(
                ko="오차를 ±δ에서 자르고 나서 제곱했습니다. 자르는 것은 도함수입니다. 값은 δ 밖에서도 일차식으로 계속 커집니다.",
                en="You cut the error at ±δ and then square it. What is cut is the derivative: the value keeps growing beyond δ, linearly.",
            ),
        ),
        Mistake(
            _huber_dead_outside,
            Text(
                ko="δ 밖에서 값이 더 커지지 않고 도함수가 0입니다. 그러면 멀리 빗나간 예제는 아예 당기지 못합니다. 후버의 힘은 ±δ로 남습니다.",
                en="Beyond δ your value is level and the derivative 0, so that a far miss does not pull at all: under Huber it keeps pulling with ±δ.",
            ),
        ),
        Mistake(
            _huber_sign_outside,
            Text(
                ko="큰 오차의 도함수에 δ가 빠졌습니다. ±1이 아니라 ±δ여야 ±δ에서 힘이 이어집니다.",
                en="The derivative of large errors lacks the δ: it is ±δ, not ±1, or the pull would jump at ±δ.",
            ),
        ),
        Mistake(
            _huber_always_pulls_down,
            Text(
                ko="큰 오차의 도함수에 부호가 없습니다. 예측이 너무 낮으면 힘은 −δ입니다.",
                en="The derivative of large errors has no sign: where the prediction is far too low, the pull is −δ.",
            ),
        ),
        Mistake(
            _huber_reversed,
            Text(
                ko="값은 맞지만 도함수의 부호가 반대입니다. 예측에 대해 미분하므로 예측이 높으면 양수입니다.",
                en="The value is right, but the derivative has the opposite sign: with respect to the prediction it is positive where that is too high.",
            ),
        ),
        Mistake(
            _huber_divided,
            Text(
                ko="δ로 나눈 것은 스무스 L1입니다. 후버 손실의 도함수는 작은 오차에서 e 자신입니다.",
                en="Divided by δ this is smooth L1: the derivative of the Huber loss is e itself for small errors.",
            ),
        ),
        Mistake(
            _huber_delta_one,
            Text(
                ko="`delta`를 쓰지 않고 경계를 1로 두었습니다. δ에는 정답의 단위가 있으므로 건네받은 값을 써야 합니다.",
                en="The border is at 1 and `delta` is not used: it has the unit of the targets, so take the one handed in.",
            ),
        ),
        Mistake(
            _huber_without_size,
            Text(
                ko="오차의 크기가 아니라 오차 자체를 δ와 견주었습니다. 아주 낮은 예측까지 작은 오차로 칩니다. 절댓값을 쓰세요.",
                en="You compare the error itself with δ, not its size, so that a far too low prediction counts as a small error: use the absolute value.",
            ),
        ),
        Mistake(
            _huber_averaged,
            Text(
                ko="도함수를 예제 수로 나누었습니다. 여기서는 예제마다의 손실과 도함수를 묻습니다. 평균은 나중 일입니다.",
                en="The derivative is divided by the number of examples. Asked for are loss and derivative per example; the mean comes later.",
            ),
        ),
        Mistake(
            _huber_value_only,
            Text(
                ko="손실만 돌려주었습니다. 도함수를 둘째 행으로 함께 담으세요: `np.array([값, 도함수])`.",
                en="You return the loss alone: put the derivative below it as a second row, `np.array([value, derivative])`.",
            ),
        ),
        Mistake(
            _huber_rows_swapped,
            Text(
                ko="두 행이 뒤바뀌었습니다. 첫 행이 손실, 둘째 행이 도함수입니다.",
                en="The two rows have changed places: the loss comes first, the derivative second.",
            ),
        ),
        Mistake(
            _huber_doubled_inside,
            Text(
                ko="작은 오차에서 e²과 2e를 썼습니다. 서로는 맞지만 ±δ에서 바깥 조각과 이어지지 않습니다. 여기서는 ½e²과 e입니다.",
                en="For small errors you use e² and 2e. They fit one another, but not the outer piece at ±δ: here it is ½e² and e.",
            ),
        ),
        Mistake(
            _huber_wrong_offset,
            Text(
                ko="큰 오차에서 δ를 뺐습니다. 그러면 |e| = δ에서 값이 0이 되어 안쪽 조각과 이어지지 않습니다. 빼는 것은 δ/2입니다.",
                en="For large errors you subtract δ, so that the value is 0 at |e| = δ and does not meet the inner piece: subtract δ/2.",
            ),
        ),
        Mistake(
            _huber_value_without_size,
            Text(
                ko="큰 오차의 값에 절댓값이 빠졌습니다. 예측이 아주 낮으면 손실이 음수가 됩니다. e 대신 |e|입니다.",
                en="The value of large errors lacks the absolute value, so that a far too low prediction has a negative loss: |e|, not e.",
            ),
        ),
    ),
)

# --- 3. the quantile loss ---------------------------------------------------------------------------------


def draw_quantile(rng: np.random.Generator) -> Arguments:
    """Misses on both sides and one exact hit; q is not near ½, where both sides weigh the same."""
    q = float(rng.choice([rng.uniform(0.05, 0.3), rng.uniform(0.7, 0.95)]))
    size = rng.integers(5, 8)
    errors = rng.uniform(0.3, 3.0, size=size) * rng.choice([-1, 1], size=size)
    errors[:3] = np.abs(errors[0]), -np.abs(errors[1]), 0.0
    y_true = rng.integers(-20, 20, size=size) / 4
    errors = np.round(rng.permutation(errors) * 16) / 16  # exact in binary, so that the hit is one
    return y_true, y_true + errors, q


def quantile_loss(y_true: Array, y_pred: Array, q: float) -> Array:
    """Return the quantile loss of every example, and in a second row its derivative."""
    e = y_pred - y_true
    value = np.where(e < 0, -q * e, (1 - q) * e)
    pull = np.where(e < 0, -q, 1 - q)
    pull[e == 0] = 0.5 - q
    return np.array([value, pull])


def _quantile_swapped(y_true: Array, y_pred: Array, q: float) -> Array:
    return quantile_loss(y_true, y_pred, 1 - q)


def _quantile_reversed(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, -pull])


def _quantile_symmetric(y_true: Array, y_pred: Array, q: float) -> Array:
    e = y_pred - y_true
    return np.array([np.abs(e), np.sign(e)])


def _quantile_one_weight(y_true: Array, y_pred: Array, q: float) -> Array:
    e = y_pred - y_true
    return np.array([q * np.abs(e), q * np.sign(e)])


def _quantile_negative(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([np.where(y_pred < y_true, -value, value), pull])


def _quantile_unsigned_pull(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, np.abs(pull)])


def _quantile_kink_left(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, np.where(y_pred == y_true, -q, pull)])


def _quantile_kink_right(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, np.where(y_pred == y_true, 1 - q, pull)])


def _quantile_kink_zero(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, np.where(y_pred == y_true, 0.0, pull)])


def _quantile_averaged(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, pull / len(pull)])


def _quantile_value_only(y_true: Array, y_pred: Array, q: float) -> Array:
    return np.asarray(quantile_loss(y_true, y_pred, q)[0])


def _quantile_value_swapped(y_true: Array, y_pred: Array, q: float) -> Array:
    return np.array([quantile_loss(y_true, y_pred, 1 - q)[0], quantile_loss(y_true, y_pred, q)[1]])


def _quantile_half_at_kink(y_true: Array, y_pred: Array, q: float) -> Array:
    value, pull = quantile_loss(y_true, y_pred, q)
    return np.array([value, np.where(y_pred == y_true, 0.5, pull)])


QUANTILE = Task(
    id="regression/quantile-loss",
    title=Text(ko="분위수 손실", en="The quantile loss"),
    solution=quantile_loss,
    draw=draw_quantile,
    mistakes=(
        Mistake(
            _quantile_swapped,
            Text(
                ko="q와 1 − q가 뒤바뀌었습니다. 예측이 낮을 때 1만큼에 q입니다. 정답 − 예측인지 예측 − 정답인지 확인하세요.",
                en="q and 1 − q are swapped: too low a prediction costs q per unit. Look whether you mean target − prediction or prediction − target.",
            ),
        ),
        Mistake(
            _quantile_reversed,
            Text(
                ko="값은 맞지만 도함수의 부호가 반대입니다. 예측이 낮을 때 예측을 올리면 손실이 줄어드므로 도함수는 음수입니다.",
                en="The value is right, the sign of the derivative is not: where the prediction is too low, raising it lowers the loss.",
            ),
        ),
        Mistake(
            _quantile_symmetric,
            Text(
                ko="절대 오차입니다. q가 들어 있지 않아 높은 것과 낮은 것이 똑같이 나쁩니다.",
                en="This is the absolute error: without q, too high is just as bad as too low.",
            ),
        ),
        Mistake(
            _quantile_one_weight,
            Text(
                ko="양쪽에 모두 q를 곱했습니다. 예측이 높은 쪽은 1 − q입니다. 이대로라면 q가 얼마든 중앙값을 찾습니다.",
                en="Both sides are multiplied by q: too high costs 1 − q. As it stands it finds the median whatever q is.",
            ),
        ),
        Mistake(
            _quantile_negative,
            Text(
                ko="예측이 낮을 때 손실이 음수입니다. 벗어난 크기에 q를 곱해야 합니다. 손실은 0보다 작을 수 없습니다.",
                en="The loss is negative where the prediction is too low: multiply q by the size of the miss. No loss here is below 0.",
            ),
        ),
        Mistake(
            _quantile_unsigned_pull,
            Text(
                ko="도함수에 부호가 없습니다. 예측이 낮으면 힘은 위로, 곧 −q입니다.",
                en="The derivative has no sign: where the prediction is too low it is −q.",
            ),
        ),
        Mistake(
            _quantile_kink_left,
            Text(
                ko="예측이 정답과 꼭 같을 때만 다릅니다. −q도 서브그래디언트이지만, 여기서는 구간 [−q, 1 − q]의 한가운데를 묻습니다.",
                en="It differs only where the prediction hits the target. −q is a subgradient too, but asked for is the middle of [−q, 1 − q].",
            ),
        ),
        Mistake(
            _quantile_kink_right,
            Text(
                ko="예측이 정답과 꼭 같을 때만 다릅니다. 1 − q도 서브그래디언트이지만, 여기서는 구간의 한가운데를 묻습니다.",
                en="It differs only where the prediction hits the target. 1 − q is a subgradient too, but asked for is the middle of the interval.",
            ),
        ),
        Mistake(
            _quantile_kink_zero,
            Text(
                ko="예측이 정답과 꼭 같을 때만 다릅니다. 0도 서브그래디언트이지만 구간 [−q, 1 − q]의 한가운데는 q = ½일 때만 0입니다.",
                en="It differs only at an exact hit. 0 is a subgradient too, but the middle of [−q, 1 − q] is 0 only for q = ½.",
            ),
        ),
        Mistake(
            _quantile_averaged,
            Text(
                ko="도함수를 예제 수로 나누었습니다. 여기서는 예제마다의 값을 묻습니다.",
                en="The derivative is divided by the number of examples; asked for are the numbers per example.",
            ),
        ),
        Mistake(
            _quantile_value_only,
            Text(
                ko="손실만 돌려주었습니다. 도함수를 둘째 행으로 함께 담으세요: `np.array([값, 도함수])`.",
                en="You return the loss alone: put the derivative below it as a second row, `np.array([value, derivative])`.",
            ),
        ),
        Mistake(
            _quantile_value_swapped,
            Text(
                ko="도함수는 맞지만 값에서 q와 1 − q가 뒤바뀌었습니다. 예측이 낮을 때 1만큼에 q입니다.",
                en="The derivative is right, but in the value q and 1 − q are swapped: too low a prediction costs q per unit.",
            ),
        ),
        Mistake(
            _quantile_half_at_kink,
            Text(
                ko="예측이 정답과 꼭 같을 때만 다릅니다. ½은 두 기울기의 한가운데가 아닙니다. −q와 1 − q의 한가운데를 구하세요.",
                en="It differs only at an exact hit. ½ is not the middle of the two slopes: take the middle of −q and 1 − q.",
            ),
        ),
    ),
)

# --- 4. the best constant ---------------------------------------------------------------------------------


def draw_targets(rng: np.random.Generator) -> Arguments:
    """Skewed targets, not in order; q·n is not near a whole number, where two targets would be equally good."""
    size = int(rng.integers(7, 13))
    rank = int(rng.integers(1, size - 1))
    rank = rank if abs(2 * rank + 1 - size) > 1 else rank - 1  # away from the median
    q = (rank + rng.uniform(0.25, 0.75)) / size
    y = rng.permutation(np.cumsum(rng.uniform(0.3, 2.0, size=size)) ** 1.5)
    return y, float(q)


def best_constant(y: Array, q: float) -> float:
    """Return the number with the lowest mean quantile loss."""
    return float(np.sort(y)[math.ceil(q * len(y)) - 1])


def _costs(y: Array, q: float) -> Array:
    """The mean quantile loss of every target as the answer."""
    e = y[:, None] - y
    return np.asarray(np.where(e < 0, -q * e, (1 - q) * e).mean(axis=1))


def _constant_mean(y: Array, q: float) -> float:
    return float(np.mean(y))


def _constant_median(y: Array, q: float) -> float:
    return float(np.median(y))


def _constant_swapped(y: Array, q: float) -> float:
    return best_constant(y, 1 - q)


def _constant_interpolated(y: Array, q: float) -> float:
    return float(np.quantile(y, q))


def _constant_unsorted(y: Array, q: float) -> float:
    return float(y[math.ceil(q * len(y)) - 1])


def _constant_one_above(y: Array, q: float) -> float:
    return float(np.sort(y)[math.ceil(q * len(y))])


def _constant_one_below(y: Array, q: float) -> float:
    return float(np.sort(y)[math.floor(q * len(y)) - 1])


def _constant_cost(y: Array, q: float) -> float:
    return float(_costs(y, q).min())


def _constant_place(y: Array, q: float) -> float:
    return float(np.argmin(_costs(y, q)))


def _constant_share_of_range(y: Array, q: float) -> float:
    return float(y.min() + q * (y.max() - y.min()))


BEST_CONSTANT = Task(
    id="regression/best-constant",
    title=Text(ko="가장 좋은 상수", en="The best constant"),
    solution=best_constant,
    draw=draw_targets,
    mistakes=(
        Mistake(
            _constant_mean,
            Text(
                ko="평균입니다. 제곱 오차라면 맞지만, 분위수 손실의 힘은 거리와 상관이 없습니다.",
                en="This is the mean, right for squared errors; the pulls of the quantile loss do not depend on the distance.",
            ),
        ),
        Mistake(
            _constant_median,
            Text(
                ko="중앙값입니다. q = ½일 때의 답입니다. q가 다르면 위와 아래로 당기는 힘이 다릅니다.",
                en="This is the median, the answer for q = ½; for another q the pulls up and down differ in strength.",
            ),
        ),
        Mistake(
            _constant_swapped,
            Text(
                ko="1 − q의 답입니다. 위에 있는 정답이 q의 힘으로 당기므로, q가 클수록 답이 높아져야 합니다.",
                en="This is the answer for 1 − q: targets above pull with q, so the larger q, the higher the answer.",
            ),
        ),
        Mistake(
            _constant_interpolated,
            Text(
                ko="`np.quantile`은 두 정답 사이를 보간합니다. 표본 분위수의 한 가지 정의일 뿐, 이 손실이 가장 작은 곳은 아닙니다. 힘이 부호를 바꾸는 정답을 찾으세요.",
                en="`np.quantile` interpolates between two targets: one definition of a quantile, but not where this loss is lowest. Find the target at which the pulls change sign.",
            ),
        ),
        Mistake(
            _constant_unsorted,
            Text(
                ko="정렬하지 않은 배열에서 골랐습니다. 순위를 세려면 먼저 정렬해야 합니다.",
                en="You pick from the array as it came: to count ranks, sort it first.",
            ),
        ),
        Mistake(
            _constant_one_above,
            Text(
                ko="한 칸 위입니다. 파이썬은 0부터 셉니다. 아래에서부터 k번째는 `[k - 1]`입니다.",
                en="One place too high: Python counts from 0, the k-th from below is `[k - 1]`.",
            ),
        ),
        Mistake(
            _constant_one_below,
            Text(
                ko="한 칸 아래입니다. 아래에 있는 정답이 아직 전체의 q에 이르지 못했으므로 올림해야 합니다.",
                en="One place too low: the targets up to there are still less than the share q of all, so round up.",
            ),
        ),
        Mistake(
            _constant_cost,
            Text(
                ko="가장 작은 비용을 돌려주었습니다. 비용이 가장 작아지는 답을 묻습니다.",
                en="This is the lowest cost; asked for is the answer at which it is that low.",
            ),
        ),
        Mistake(
            _constant_place,
            Text(
                ko="`np.argmin`은 자리의 번호입니다. 그 자리에 있는 정답을 돌려주세요.",
                en="`np.argmin` is a place in the array: return the target that stands there.",
            ),
        ),
        Mistake(
            _constant_share_of_range,
            Text(
                ko="최솟값과 최댓값 사이를 q로 나누었습니다. 그러면 가장 큰 값 하나가 답을 끌고 갑니다. 분위수는 거리가 아니라 개수로 셉니다.",
                en="You divide the range by q, so that the largest target drags the answer along: a quantile counts targets, not distances.",
            ),
        ),
    ),
)

# --- 5. a median line by subgradients ---------------------------------------------------------------------


def draw_line(rng: np.random.Generator) -> Arguments:
    """A line with an outlier, and rates so large at the end that the last point is not the best; at times it is the start."""
    size = rng.integers(7, 12)
    X = np.column_stack([rng.normal(size=size), np.ones(size)])
    y = X @ rng.uniform([1.0, 2.0], [3.0, 4.0]) + rng.normal(scale=0.2, size=size)
    y[0] += 15
    rates = np.append(rng.uniform(0.8, 1.2, size=8), rng.uniform(1.5, 2.5, size=2))
    start = np.linalg.lstsq(X[1:], y[1:])[0] if rng.random() < 0.35 else rng.normal(size=2)
    return X, y, start, rates


def median_line(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    """Return the best of the points that subgradient descent on the mean absolute error visits."""
    return _best(X, y, _visit(X, y, w0, learning_rates))


def _visit(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    points = [w0]
    for rate in learning_rates:
        w = points[-1]
        points.append(w - rate * X.T @ np.sign(X @ w - y) / len(y))
    return np.array(points)


def _best(X: Array, y: Array, points: Array) -> Array:
    found: Array = points[np.argmin(np.abs(points @ X.T - y).mean(axis=1))]
    return found


def _line_last(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    end: Array = _visit(X, y, w0, learning_rates)[-1]
    return end


def _line_summed(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    return _best(X, y, _visit(X, y, w0, learning_rates * len(y)))


def _line_uphill(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    return _best(X, y, _visit(X, y, w0, -learning_rates))


def _line_squares(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    points = [w0]
    for rate in learning_rates:
        w = points[-1]
        points.append(w - rate * 2 * X.T @ (X @ w - y) / len(y))
    return _best(X, y, np.array(points))


def _line_least_squares(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    solution: Array = np.asarray(np.linalg.lstsq(X, y)[0], dtype=np.float64)
    return solution


def _line_best_by_squares(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    points = _visit(X, y, w0, learning_rates)
    found: Array = points[np.argmin(((points @ X.T - y) ** 2).mean(axis=1))]
    return found


def _line_first_rate(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    return _best(X, y, _visit(X, y, w0, np.full(len(learning_rates), learning_rates[0])))


def _line_sign_of_sum(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    points = [w0]
    for rate in learning_rates:
        w = points[-1]
        points.append(w - rate * np.sign(X.T @ (X @ w - y)))
    return _best(X, y, np.array(points))


def _line_without_features(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    points = [w0]
    for rate in learning_rates:
        w = points[-1]
        points.append(w - rate * np.mean(np.sign(X @ w - y)))
    return _best(X, y, np.array(points))


def _line_all_points(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    return _visit(X, y, w0, learning_rates)


def _line_cost(X: Array, y: Array, w0: Array, learning_rates: Array) -> float:
    return float(np.abs(_visit(X, y, w0, learning_rates) @ X.T - y).mean(axis=1).min())


def _line_in_place(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    best, lowest = w0.copy(), np.abs(X @ w0 - y).mean()
    for rate in learning_rates:
        w0 -= rate * X.T @ np.sign(X @ w0 - y) / len(y)
        cost = np.abs(X @ w0 - y).mean()
        if cost < lowest:
            best, lowest = w0.copy(), cost
    return best


def _line_start_forgotten(X: Array, y: Array, w0: Array, learning_rates: Array) -> Array:
    return _best(X, y, _visit(X, y, w0, learning_rates)[1:])


MEDIAN_LINE = Task(
    id="regression/median-line",
    title=Text(ko="중앙값 직선", en="A median line"),
    solution=median_line,
    draw=draw_line,
    draws=20,
    mistakes=(
        Mistake(
            _line_last,
            Text(
                ko="마지막 점을 돌려주었습니다. 서브그래디언트로 가는 걸음은 비용을 키우기도 하므로, 지나온 점 가운데 비용이 가장 작은 것을 기억해야 합니다. "
                "`best = w`로 담고 `w`를 제자리에서 고쳐도 마지막 점이 됩니다.",
                en="You return the last point. A subgradient step may raise the cost, so remember the point with the lowest cost on the way. "
                "Keeping it as `best = w` and then changing `w` in place leads here too.",
            ),
        ),
        Mistake(
            _line_summed,
            Text(
                ko="부호들을 더하기만 했습니다. 평균 절대 오차이므로 예제 수로 나누어야 합니다.",
                en="The signs are only added up: for the mean absolute error divide by the number of examples.",
            ),
        ),
        Mistake(
            _line_uphill,
            Text(
                ko="비용이 커지는 쪽으로 갑니다. `np.sign(y - X @ w)`로 두었다면 부호가 반대입니다.",
                en="It walks uphill: with `np.sign(y - X @ w)` the sign of the step is reversed.",
            ),
        ),
        Mistake(
            _line_squares,
            Text(
                ko="제곱 오차의 그래디언트로 갔습니다. 절대 오차의 힘은 오차가 아니라 오차의 부호입니다.",
                en="You descend on the squared error: the pull of the absolute error is the sign of the error, not the error.",
            ),
        ),
        Mistake(
            _line_least_squares,
            Text(
                ko="최소 제곱해입니다. 평균 제곱 오차가 가장 작은 직선이고, 이상치 하나에 끌려갑니다.",
                en="This is the least-squares solution: the line of the lowest squared error, which one outlier drags along.",
            ),
        ),
        Mistake(
            _line_best_by_squares,
            Text(
                ko="걸음은 맞지만 가장 좋은 점을 제곱 오차로 골랐습니다. 내려가는 비용으로 골라야 합니다.",
                en="The steps are right, but the best point is chosen by squared errors: choose by the cost that you descend on.",
            ),
        ),
        Mistake(
            _line_first_rate,
            Text(
                ko="걸음마다 첫 학습률만 썼습니다. k번째 걸음에는 `learning_rates[k]`를 씁니다.",
                en="Every step uses the first learning rate: step k has its own, `learning_rates[k]`.",
            ),
        ),
        Mistake(
            _line_sign_of_sum,
            Text(
                ko="합한 뒤에 부호를 취했습니다. 부호는 예제의 오차마다 먼저 취하고, 그다음에 X로 모읍니다.",
                en="You take the sign after adding up: it is taken of every example's error first, then gathered by X.",
            ),
        ),
        Mistake(
            _line_without_features,
            Text(
                ko="`X`를 곱하지 않아 두 계수가 똑같이 움직입니다. 연쇄 법칙에 따라 예제의 힘에는 그 예제의 x가 곱해집니다.",
                en="Without the factor `X` both coefficients move alike: by the chain rule an example's pull is multiplied by its x.",
            ),
        ),
        Mistake(
            _line_all_points,
            Text(
                ko="지나온 점을 모두 돌려주었습니다. 그 가운데 비용이 가장 작은 점 하나만 돌려주세요.",
                en="You return every point on the way: return the one with the lowest cost.",
            ),
        ),
        Mistake(
            _line_cost,
            Text(
                ko="가장 작은 비용을 돌려주었습니다. 그 비용을 내는 점 w를 묻습니다.",
                en="This is the lowest cost; asked for is the point w that has it.",
            ),
        ),
        Mistake(
            _line_in_place,
            Text(
                ko="답은 맞지만 `w0`를 제자리에서 고쳐 부른 쪽의 출발점이 바뀌었습니다. `w0.copy()`에서 시작하세요.",
                en="The answer is right, but `w0` itself was changed, and the caller's start with it: begin with `w0.copy()`.",
            ),
        ),
        Mistake(
            _line_start_forgotten,
            Text(
                ko="출발점 `w0`를 후보에서 빠뜨렸습니다. 학습률이 크면 출발점이 가장 좋을 수도 있습니다. 첫걸음 전에 `best = w0`로 두세요.",
                en="The start `w0` is not among your candidates. With large rates it may be the best point of all: begin with `best = w0`.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

STATISTICS = Question(
    Text(
        ko="집 아홉 채가 3억 원씩, 한 채가 33억 원입니다. 33억 원짜리가 63억 원이 되면 가장 좋은 상수는 MSE와 MAE에서 각각 어떻게 됩니까?",
        en="Nine houses cost 3 each and one costs 33 (in 100,000 euros). The last one now costs 63: what becomes of the best constant by MSE, and by MAE?",
    ),
    (
        Option(
            Text(ko="MSE 6 → 9, MAE 3 → 6", en="MSE 6 → 9, MAE 3 → 6"),
            Text(
                ko="MSE는 맞습니다. MAE에서는 마지막 집이 얼마나 멀든 똑같은 힘으로 당기므로, 더 멀어져도 답이 움직이지 않습니다.",
                en="MSE is right. Under MAE the last house pulls with the same strength however far it is, so moving it farther moves nothing.",
            ),
        ),
        Option(
            Text(ko="MSE 6 → 9, MAE 3 → 3", en="MSE 6 → 9, MAE 3 → 3"),
            Text(
                ko="평균은 (27 + 33)/10 = 6에서 (27 + 63)/10 = 9가 되고, 중앙값은 3에 머뭅니다.",
                en="The mean moves from (27 + 33)/10 = 6 to (27 + 63)/10 = 9; the median stays at 3.",
            ),
            right=True,
        ),
        Option(
            Text(ko="MSE 3 → 3, MAE 6 → 9", en="MSE 3 → 3, MAE 6 → 9"),
            Text(
                ko="뒤바뀌었습니다. 제곱이 평균을, 절댓값이 중앙값을 찾습니다.",
                en="The other way round: squares find the mean, absolute values the median.",
            ),
        ),
        Option(
            Text(ko="MSE 18 → 33, MAE 3 → 3", en="MSE 18 → 33, MAE 3 → 3"),
            Text(
                ko="18과 33은 가장 싼 집과 가장 비싼 집의 한가운데입니다. 평균을 구하려면 열 채를 모두 더해 나누어야 합니다.",
                en="18 and 33 lie half-way between the cheapest and the dearest house; the mean adds up all ten.",
            ),
        ),
    ),
)

DELIVERY = Question(
    Text(
        ko="배송이 며칠 걸릴지 약속하려고 합니다. 100건 가운데 95건은 약속 안에 도착해야 합니다. 어떤 손실로 학습시킵니까?",
        en="A shop promises delivery times that are to be kept in 95 cases out of 100. By which loss should the promise be fitted?",
    ),
    (
        Option(
            Text(ko="분위수 손실, q = 0.05", en="The quantile loss with q = 0.05"),
            Text(
                ko="그러면 95%가 약속보다 늦습니다. 예측이 낮을 때의 값이 q이므로, 늦는 것이 나쁘다면 q를 크게 해야 합니다.",
                en="Then 95% would be late. q is the cost of a prediction that is too low: if lateness is bad, q must be large.",
            ),
        ),
        Option(
            Text(ko="MSE에 0.95를 곱한 것", en="MSE, multiplied by 0.95"),
            Text(
                ko="손실에 상수를 곱해도 가장 좋은 답은 그대로 평균입니다.",
                en="A constant factor moves no minimum: the answer stays the mean.",
            ),
        ),
        Option(
            Text(ko="MAE", en="MAE"),
            Text(
                ko="MAE는 중앙값을 찾습니다. 절반은 약속보다 늦습니다.",
                en="MAE finds the median, and half of the deliveries would be late.",
            ),
        ),
        Option(
            Text(ko="분위수 손실, q = 0.95", en="The quantile loss with q = 0.95"),
            Text(
                ko="약속이 짧아 늦는 하루를 0.95로, 길어서 남는 하루를 0.05로 치면 힘은 95%가 아래에 있는 곳에서 균형을 이룹니다.",
                en="A day late costs 0.95 and a day early 0.05, and the pulls balance where 95% of the cases lie below.",
            ),
            right=True,
        ),
    ),
)

NOISE = Question(
    Text(
        ko="집값 y의 히스토그램은 심하게 치우쳤습니다. 그런데 모델을 맞추고 보니 잔차는 어디서나 똑같이 퍼진 가우스입니다. 이 직선을 가장 정확하게 맞추는 손실은 무엇입니까?",
        en="The histogram of the prices y is badly skewed. But once the model is fitted, the residuals are Gaussian, with the same spread everywhere. Which loss fits this line most accurately?",
    ),
    (
        Option(
            Text(ko="MSE", en="MSE"),
            Text(
                ko="중요한 것은 예측 둘레의 잡음이고, 그것이 가우스입니다. y가 치우친 것은 x가 치우쳤기 때문일 수 있습니다.",
                en="What counts is the noise around the prediction, and that is Gaussian. The skew of y may come from x.",
            ),
            right=True,
        ),
        Option(
            Text(ko="MAE. y가 정규 분포가 아니니까요.", en="MAE, because y is not normally distributed"),
            Text(
                ko="y의 분포는 손실이 가정하는 것이 아닙니다. 가우스 잡음에서 MAE를 쓰면 데이터의 3분의 1 넘게 버리는 셈입니다.",
                en="The distribution of y is not what a loss assumes. Under Gaussian noise MAE costs as much as losing more than a third of the data.",
            ),
        ),
        Option(
            Text(ko="q = 0.9인 분위수 손실. 치우쳤으니까요.", en="The quantile loss with q = 0.9, because of the skew"),
            Text(
                ko="그것은 다른 질문의 답입니다. 90% 분위수는 직선보다 높은 곳에 있습니다.",
                en="That answers another question: the 90% quantile lies above the line.",
            ),
        ),
    ),
)

LEVER = Question(
    Text(
        ko="MAE로 직선을 맞추는데, 한 예제의 x가 실수로 1000배로 적혔습니다. 어떻게 됩니까?",
        en="A line is fitted by MAE, and in one example x is 1000 times too large by mistake. What happens?",
    ),
    (
        Option(
            Text(ko="아무 일도 없습니다. MAE는 이상치에 강건합니다.", en="Nothing: MAE is robust to outliers"),
            Text(
                ko="y의 이상치라면 그렇습니다. x의 이상치는 힘이 1이라도 지렛대가 1000배입니다.",
                en="To those in y. With one in x the pull is still 1, but it acts at a lever 1000 times as long.",
            ),
        ),
        Option(
            Text(ko="높이만 바뀌고 기울기는 그대로입니다.", en="The height of the line changes, its slope does not"),
            Text(
                ko="반대입니다. 높이를 당기는 힘은 sign(e)로 다른 예제와 같고, 기울기를 당기는 힘은 sign(e)·x로 1000배입니다.",
                en="Rather the reverse: the pull on the height is sign(e) as for all others, the one on the slope is sign(e)·x.",
            ),
        ),
        Option(
            Text(ko="기울기가 그 점에 끌려갑니다.", en="That point drags the slope along"),
            Text(
                ko="기울기에 대한 도함수는 sign(e)·x입니다. x가 다른 예제를 모두 합한 것보다 크면 혼자서 기울기를 정합니다.",
                en="The derivative with respect to the slope is sign(e)·x. If this x outweighs all others together, it sets the slope alone.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="δ를 작게 한 후버 손실이라면 괜찮습니다.", en="A Huber loss with a small δ would have prevented it"
            ),
            Text(
                ko="δ가 아무리 작아도 모든 예제의 힘이 똑같이 작아질 뿐, 지렛대의 비는 그대로입니다.",
                en="However small δ is, it makes all pulls small alike; the ratio of the levers stays.",
            ),
        ),
    ),
)

SETTLING = Question(
    Text(
        ko="정답 다섯 개에 상수 하나를 MAE로 맞춥니다. η = 0.5인 경사 하강법이 중앙값 곁을 오갈 뿐 멈추지 않습니다. 왜 그렇습니까?",
        en="One constant is fitted to five targets by MAE. Gradient descent with η = 0.5 goes to and fro beside the median and never settles. Why?",
    ),
    (
        Option(
            Text(ko="η가 2/L보다 큽니다.", en="η is larger than 2/L"),
            Text(
                ko="여기에는 넘을 L이 없습니다. 꺾인 점에서는 곡률이 한없이 크므로 η를 줄여도 더 좁은 범위를 오갈 뿐입니다.",
                en="There is no L to exceed: at a kink the curvature is without bound, and a smaller η only makes the range narrower.",
            ),
        ),
        Option(
            Text(
                ko="중앙값 곁에서도 걸음의 길이가 늘 0.1입니다.",
                en="Beside the median every step is still 0.1 long",
            ),
            Text(
                ko="기울기가 그곳에서도 ±1/5이므로 가까워져도 걸음이 짧아지지 않고 모서리를 건너뜁니다. 학습률을 0까지 줄이면 멈춥니다.",
                en="The slope is ±1/5 even there, so the steps do not shorten on the way and leap across the corner. Let the learning rate fall to 0, and it settles.",
            ),
            right=True,
        ),
        Option(
            Text(ko="다섯 개면 중앙값이 하나로 정해지지 않습니다.", en="With five targets the median is not unique"),
            Text(
                ko="홀수 개면 가운데 것 하나입니다. 하나로 정해지지 않는 것은 짝수 개일 때이고, 그때는 오히려 평평한 바닥에 멈출 수 있습니다.",
                en="With an odd number it is the one in the middle. With an even one the floor is level, and descent may well stop there.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="regression",
    title=Text(ko="회귀 손실", en="Regression losses"),
    tasks=(MSE_GRADIENT, HUBER, QUANTILE, BEST_CONSTANT, MEDIAN_LINE),
    questions=(STATISTICS, DELIVERY, NOISE, LEVER, SETTLING),
)
