"""Exercises of the chapter on combining losses: a proximal step, uncertainty weighting, a lopsided loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. a proximal step -----------------------------------------------------------------------------------


def draw_proximal(rng: np.random.Generator) -> Arguments:
    """Weights of either sign; after the gradient step one at least lies within the threshold and two beyond."""
    learning_rate, strength = float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.5, 2.0))
    threshold = learning_rate * strength
    moved = threshold * np.append(rng.uniform(0.2, 0.8, 2), rng.uniform(1.5, 4.0, 3))
    moved *= rng.choice([-1.0, 1.0], size=5)
    gradient = rng.normal(scale=2.0, size=5)
    return moved + learning_rate * gradient, gradient, learning_rate, strength


def proximal_step(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    """Take a gradient step on the loss, then the proximal step of the L1 penalty."""
    moved = w - learning_rate * grad
    return np.sign(moved) * np.maximum(np.abs(moved) - learning_rate * strength, 0)


def _prox_subgradient(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    return w - learning_rate * (grad + strength * np.sign(w))


def _prox_without_rate(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    moved = w - learning_rate * grad
    return np.sign(moved) * np.maximum(np.abs(moved) - strength, 0)


def _prox_crossing(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    moved = w - learning_rate * grad
    return np.sign(moved) * (np.abs(moved) - learning_rate * strength)


def _prox_unsigned(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    moved = w - learning_rate * grad
    return np.maximum(np.abs(moved) - learning_rate * strength, 0)


def _prox_one_sided(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    return np.maximum(w - learning_rate * grad - learning_rate * strength, 0)


def _prox_hard(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    moved = w - learning_rate * grad
    return np.where(np.abs(moved) > learning_rate * strength, moved, 0.0)


def _prox_first(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    shrunk = np.sign(w) * np.maximum(np.abs(w) - learning_rate * strength, 0)
    return np.asarray(shrunk - learning_rate * grad)


def _prox_l2(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    return (1 - learning_rate * strength) * w - learning_rate * grad


def _prox_in_place(w: Array, grad: Array, learning_rate: float, strength: float) -> Array:
    w -= learning_rate * grad
    return np.sign(w) * np.maximum(np.abs(w) - learning_rate * strength, 0)


PROXIMAL = Task(
    id="combining/proximal-step",
    title=Text(ko="근위 걸음", en="A proximal step"),
    solution=proximal_step,
    draw=draw_proximal,
    mistakes=(
        Mistake(
            _prox_subgradient,
            Text(
                ko="서브그래디언트 걸음입니다. 모서리를 건너뛰기만 하고 0에 내려앉지 못합니다. 손실만으로 걸은 다음 나머지를 정확히 푸세요.",
                en="This is a subgradient step: it leaps over the corner and never lands on 0. Step on the loss alone, then solve the rest exactly.",
            ),
        ),
        Mistake(
            _prox_without_rate,
            Text(
                ko="문턱값에 학습률이 빠졌습니다. 한 걸음에 줄이는 길이는 λ가 아니라 ηλ입니다.",
                en="The learning rate is missing from the threshold: a step shortens by ηλ, not by λ.",
            ),
        ),
        Mistake(
            _prox_crossing,
            Text(
                ko="문턱값보다 짧은 가중치가 0을 넘어 반대쪽으로 갑니다. 길이가 0 아래로 내려가지 않게 하세요.",
                en="Weights shorter than the threshold pass 0 and come out on the other side: do not let a length fall below 0.",
            ),
        ),
        Mistake(
            _prox_unsigned,
            Text(
                ko="길이만 돌려주었습니다. 음수였던 가중치의 부호를 되돌려 주어야 합니다.",
                en="You return the lengths alone: give negative weights their sign back.",
            ),
        ),
        Mistake(
            _prox_one_sided,
            Text(
                ko="양수 쪽만 생각했습니다. 음수 가중치가 모두 0이 됩니다.",
                en="You thought of positive weights only: every negative one becomes 0.",
            ),
        ),
        Mistake(
            _prox_hard,
            Text(
                ko="짧은 것을 지우기만 했습니다. 살아남은 가중치도 문턱값만큼 줄어야 합니다.",
                en="You delete the short ones only; those that survive are shortened by the threshold as well.",
            ),
        ),
        Mistake(
            _prox_first,
            Text(
                ko="순서가 바뀌었습니다. 먼저 줄이면 그래디언트 걸음이 0이던 가중치를 다시 옮깁니다.",
                en="The order is reversed: if you shorten first, the gradient step moves the zeros away again.",
            ),
        ),
        Mistake(
            _prox_l2,
            Text(
                ko="이것은 L2의 가중치 감쇠입니다. 비율로 줄이면 0에 닿지 않습니다. L1은 일정한 길이만큼 줄입니다.",
                en="This is the weight decay of L2. Shrinking by a factor never reaches 0; L1 shortens by a fixed length.",
            ),
        ),
        Mistake(
            _prox_in_place,
            Text(
                ko="값은 맞지만 `w -= …`가 건네받은 배열까지 바꿉니다. 새 배열을 만드세요.",
                en="The values are right, but `w -= …` changes the caller's array: build a new one.",
            ),
        ),
    ),
)

# --- 2. uncertainty weighting -----------------------------------------------------------------------------


def draw_uncertainty(rng: np.random.Generator) -> Arguments:
    """Losses of different sizes, and log-variances that are neither 0 nor the best ones."""
    tasks = int(rng.integers(2, 5))
    return np.exp(rng.uniform(-1.0, 2.0, size=tasks)), rng.uniform(0.2, 1.2, size=tasks) * rng.choice([-1, 1], tasks)


def uncertainty_weighted(losses: Array, log_variances: Array) -> Array:
    """Return Σ ½ e^−s ℓ + ½ s, and behind it the derivatives with respect to the log-variances."""
    precision = np.exp(-log_variances)
    value = np.sum(precision * losses + log_variances) / 2
    return np.append(value, (1 - precision * losses) / 2)


def _uncertainty_without_log(losses: Array, log_variances: Array) -> Array:
    precision = np.exp(-log_variances)
    return np.append(np.sum(precision * losses) / 2, -precision * losses / 2)


def _uncertainty_sign(losses: Array, log_variances: Array) -> Array:
    precision = np.exp(log_variances)
    return np.append(np.sum(precision * losses + log_variances) / 2, (1 + precision * losses) / 2)


def _uncertainty_slope_sign(losses: Array, log_variances: Array) -> Array:
    right = uncertainty_weighted(losses, log_variances)
    return np.append(right[0], (1 + np.exp(-log_variances) * losses) / 2)


def _uncertainty_not_halved(losses: Array, log_variances: Array) -> Array:
    return 2 * uncertainty_weighted(losses, log_variances)


def _uncertainty_half_missing(losses: Array, log_variances: Array) -> Array:
    precision = np.exp(-log_variances)
    return np.append(np.sum(precision * losses + log_variances / 2), 1 / 2 - precision * losses)


def _uncertainty_variance(losses: Array, log_variances: Array) -> Array:
    v = np.abs(log_variances)
    return np.append(np.sum(losses / v + np.log(v)) / 2, (1 / v - losses / v**2) / 2)


def _uncertainty_mean(losses: Array, log_variances: Array) -> Array:
    return uncertainty_weighted(losses, log_variances) / len(losses)


def _uncertainty_slope_frozen(losses: Array, log_variances: Array) -> Array:
    right = uncertainty_weighted(losses, log_variances)
    return np.append(right[0], np.exp(-log_variances) / 2)


UNCERTAINTY = Task(
    id="combining/uncertainty",
    title=Text(ko="불확실성 가중", en="Uncertainty weighting"),
    solution=uncertainty_weighted,
    draw=draw_uncertainty,
    mistakes=(
        Mistake(
            _uncertainty_without_log,
            Text(
                ko="½s가 빠졌습니다. 이 항이 없으면 모든 s가 커지기만 해서 가중치가 모두 0으로 갑니다.",
                en="The ½s is missing. Without it every s just grows, and all weights go to 0.",
            ),
        ),
        Mistake(
            _uncertainty_sign,
            Text(
                ko="지수의 부호가 반대입니다. 분산 e^s가 클수록 가중치 e^−s는 작아져야 합니다.",
                en="The exponent has the wrong sign: the larger the variance e^s, the smaller the weight e^−s.",
            ),
        ),
        Mistake(
            _uncertainty_slope_sign,
            Text(
                ko="값은 맞고 기울기의 부호가 틀렸습니다. e^−s를 s로 미분하면 −가 나옵니다.",
                en="The value is right, the slopes are not: differentiating e^−s brings out a minus.",
            ),
        ),
        Mistake(
            _uncertainty_not_halved,
            Text(
                ko="모두 정확히 두 배입니다. 두 항 앞에 ½이 있습니다.",
                en="Everything is twice as much: there is a ½ before both terms.",
            ),
        ),
        Mistake(
            _uncertainty_half_missing,
            Text(
                ko="손실 앞의 ½이 빠졌습니다. 그러면 가장 좋은 분산이 ℓ이 아니라 2ℓ이 됩니다.",
                en="The ½ before the loss is missing, so that the best variance becomes 2ℓ instead of ℓ.",
            ),
        ),
        Mistake(
            _uncertainty_variance,
            Text(
                ko="s를 분산으로 썼습니다. s는 분산의 로그입니다. 그래서 음수여도 됩니다.",
                en="You take s for the variance; it is its logarithm, and may therefore be negative.",
            ),
        ),
        Mistake(
            _uncertainty_mean,
            Text(
                ko="과제의 수로 나누었습니다. 과제에 대한 합입니다.",
                en="You divide by the number of tasks; it is a sum over them.",
            ),
        ),
        Mistake(
            _uncertainty_slope_frozen,
            Text(
                ko="손실에 대한 기울기(가중치)를 돌려주었습니다. 물은 것은 s에 대한 기울기입니다.",
                en="You return the slopes with respect to the losses, the weights; asked for are those with respect to s.",
            ),
        ),
    ),
)

# --- 3. a lopsided loss -----------------------------------------------------------------------------------


def draw_lopsided(rng: np.random.Generator) -> Arguments:
    """Errors of both signs, none of size 1, and a price that is neither 1 nor 2."""
    examples = int(rng.integers(5, 9))
    sign = np.where(np.arange(examples) % 2 == 0, 1.0, -1.0)
    y = rng.normal(size=examples)
    return y, y + sign * rng.uniform(1.2, 3.0, size=examples), float(rng.uniform(2.5, 6.0))


def lopsided(y_true: Array, y_pred: Array, price: float) -> Array:
    """Return the lopsided squared error of every example, and in a second row its derivative."""
    e = y_pred - y_true
    factor = np.where(e < 0, price, 1.0)
    return np.array([factor * e**2, 2 * factor * e])


def _lopsided_other_side(y_true: Array, y_pred: Array, price: float) -> Array:
    e = y_pred - y_true
    factor = np.where(e < 0, 1.0, price)
    return np.array([factor * e**2, 2 * factor * e])


def _lopsided_slope_sign(y_true: Array, y_pred: Array, price: float) -> Array:
    value, slope = lopsided(y_true, y_pred, price)
    return np.array([value, -slope])


def _lopsided_slope_size(y_true: Array, y_pred: Array, price: float) -> Array:
    value, slope = lopsided(y_true, y_pred, price)
    return np.array([value, np.abs(slope)])


def _lopsided_slope_plain(y_true: Array, y_pred: Array, price: float) -> Array:
    return np.array([lopsided(y_true, y_pred, price)[0], 2 * (y_pred - y_true)])


def _lopsided_slope_half(y_true: Array, y_pred: Array, price: float) -> Array:
    value, slope = lopsided(y_true, y_pred, price)
    return np.array([value, slope / 2])


def _lopsided_price_squared(y_true: Array, y_pred: Array, price: float) -> Array:
    e = y_pred - y_true
    e = np.where(e < 0, price * e, e)
    return np.array([e**2, 2 * e * np.where(e < 0, price, 1.0)])


def _lopsided_mean_slope(y_true: Array, y_pred: Array, price: float) -> Array:
    value, slope = lopsided(y_true, y_pred, price)
    return np.array([value, slope / len(y_true)])


def _lopsided_absolute(y_true: Array, y_pred: Array, price: float) -> Array:
    e = y_pred - y_true
    factor = np.where(e < 0, price, 1.0)
    return np.array([factor * np.abs(e), factor * np.sign(e)])


LOPSIDED = Task(
    id="combining/lopsided",
    title=Text(ko="비대칭 제곱 손실", en="A lopsided loss"),
    solution=lopsided,
    draw=draw_lopsided,
    mistakes=(
        Mistake(
            _lopsided_other_side,
            Text(
                ko="비싼 쪽이 뒤바뀌었습니다. 예측이 낮으면 e = ŷ − y가 음수입니다.",
                en="The dear side is the wrong one: where the prediction is too low, e = ŷ − y is negative.",
            ),
        ),
        Mistake(
            _lopsided_slope_sign,
            Text(
                ko="도함수의 부호가 모두 반대입니다. 정답이 아니라 예측으로 미분하세요.",
                en="All slopes have the wrong sign: differentiate with respect to the prediction, not the target.",
            ),
        ),
        Mistake(
            _lopsided_slope_size,
            Text(
                ko="예측이 낮은 쪽에서 도함수의 부호가 틀렸습니다. 거기서 예측을 올리면 손실이 줄어듭니다.",
                en="Where the prediction is too low the slope has the wrong sign: raising the prediction there lowers the loss.",
            ),
        ),
        Mistake(
            _lopsided_slope_plain,
            Text(
                ko="도함수에 배수가 빠졌습니다. 값에 곱한 것은 기울기에도 곱해집니다.",
                en="The price is missing from the derivative: what multiplies the value multiplies the slope.",
            ),
        ),
        Mistake(
            _lopsided_slope_half,
            Text(
                ko="도함수에 2가 빠졌습니다. 이 손실에는 ½이 없습니다.",
                en="A 2 is missing from the derivative: this loss has no ½ in front.",
            ),
        ),
        Mistake(
            _lopsided_price_squared,
            Text(
                ko="오차에 배수를 곱한 다음 제곱했습니다. 그러면 배수까지 제곱됩니다.",
                en="You multiply the error and then square, so that the price is squared as well.",
            ),
        ),
        Mistake(
            _lopsided_mean_slope,
            Text(
                ko="둘째 행을 예제 수로 나누었습니다. 예제마다의 손실이니 평균을 내지 않습니다.",
                en="You divide the second row by the number of examples; these are losses of examples, no mean is taken.",
            ),
        ),
        Mistake(
            _lopsided_absolute,
            Text(
                ko="제곱이 아니라 절댓값입니다. 그것은 분위수 손실의 상수배입니다.",
                en="These are absolute values, not squares: a multiple of the quantile loss.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

ZEROS = Question(
    Text(
        ko="L1 규제를 더한 비용을 서브그래디언트로 내려갔더니 0인 가중치가 하나도 없습니다. 왜 그렇습니까?",
        en="Subgradient descent on a cost with an L1 penalty leaves not one weight at 0. Why?",
    ),
    (
        Option(
            Text(ko="걸음이 모서리에 정확히 내려앉는 일이 없습니다.", en="No step lands exactly on the corner"),
            Text(
                ko="0의 곁에서도 당기는 힘은 λ라서 걸음이 0을 지나칩니다. 근위 걸음은 그 힘보다 짧은 가중치를 0에 내려놓습니다.",
                en="Right beside 0 the pull is still λ, so a step passes it. The proximal step puts on 0 what is shorter than that.",
            ),
            right=True,
        ),
        Option(
            Text(ko="λ가 너무 작습니다.", en="λ is too small"),
            Text(
                ko="λ가 클수록 0에 가까운 가중치는 많아지지만, 걸음이 0을 건너뛰는 것은 그대로입니다.",
                en="A larger λ brings more weights near 0, but the steps still leap over it.",
            ),
        ),
        Option(
            Text(ko="최솟값에 0인 가중치가 없습니다.", en="The minimum has no weight at 0"),
            Text(
                ko="근위 걸음으로 같은 함수를 최소화하면 0이 나옵니다. 함수가 아니라 걸음 탓입니다.",
                en="The proximal step minimises the same function and finds zeros: it is the step, not the function.",
            ),
        ),
    ),
)

UNITS = Question(
    Text(
        ko="집값(억 원)과 넓이(제곱미터)의 제곱 오차를 더해 한 모델을 학습합니다. 넓이를 제곱센티미터로 바꾸면 넓이 손실의 무게는 어떻게 됩니까?",
        en="One model is trained on the sum of the squared errors of price (millions) and area (square metres). The area is changed to square centimetres. What happens to the weight of its loss?",
    ),
    (
        Option(
            Text(ko="그대로입니다. 단위는 모델을 바꾸지 않습니다.", en="Nothing: a unit does not change the model"),
            Text(
                ko="과제가 하나라면 학습률만 바뀐 셈이지만, 둘이면 균형이 바뀝니다.",
                en="With a single task it would be a change of learning rate; with two it shifts the balance.",
            ),
        ),
        Option(
            Text(ko="10⁴배가 됩니다.", en="It grows 10⁴-fold"),
            Text(
                ko="넓이의 수가 10⁴배가 되고, 손실은 그것을 제곱합니다.",
                en="The numbers grow 10⁴-fold, and the loss squares them.",
            ),
        ),
        Option(
            Text(ko="10⁸배가 됩니다.", en="It grows 10⁸-fold"),
            Text(
                ko="1제곱미터는 10⁴제곱센티미터이고 제곱 오차는 그 제곱만큼 커집니다. 아무도 고르지 않은 가중치입니다.",
                en="A square metre is 10⁴ square centimetres, and the squared error grows by the square of that: a weight nobody chose.",
            ),
            right=True,
        ),
    ),
)

CHECKED = Question(
    Text(
        ko="손수 만든 손실이 그래디언트 검사를 통과했습니다. 무엇이 보장됩니까?",
        en="A loss of your own passes the gradient check. What does that guarantee?",
    ),
    (
        Option(
            Text(ko="손실을 의도대로 짰습니다.", en="That it is the loss you meant"),
            Text(
                ko="검사는 값과 도함수가 서로 맞는지만 봅니다. 값이 틀렸고 도함수도 그 틀린 값의 것이면 통과합니다.",
                en="The check compares value and derivative with each other. A wrong value with its own right derivative passes.",
            ),
        ),
        Option(
            Text(
                ko="도함수가 값과 맞습니다.",
                en="That the derivative fits the value",
            ),
            Text(
                ko="검사한 점에서 그렇다는 것뿐입니다. 갈래가 있으면 갈래마다 검사해야 하고, 값은 손으로 계산한 것과 견주어야 합니다.",
                en="That and no more, and at the places that were checked. Check on every branch, and compare a few values with numbers worked out by hand.",
            ),
            right=True,
        ),
        Option(
            Text(ko="경사 하강법이 수렴합니다.", en="That gradient descent converges"),
            Text(
                ko="수렴은 곡률과 학습률에 달렸습니다. 옳은 그래디언트로도 발산할 수 있습니다.",
                en="Convergence is up to curvature and learning rate; with a right gradient one can diverge, too.",
            ),
        ),
    ),
)

CURVES = Question(
    Text(
        ko="배치 전체로 학습하는데 훈련 손실이 두 박자로 규칙적으로 오르내리고 더 내려가지 않습니다. 무엇부터 하겠습니까?",
        en="Training on the full batch, the training loss goes up and down in a regular beat and falls no further. What do you try first?",
    ),
    (
        Option(
            Text(ko="데이터를 더 모읍니다.", en="Collecting more data"),
            Text(
                ko="데이터가 모자라면 훈련 손실은 내려가고 남겨 둔 쪽이 올라갑니다. 훈련 손실이 내려가지 못하는 것과는 다릅니다.",
                en="With too few data the training loss falls and the held-out loss rises. Here the training loss itself is stuck.",
            ),
        ),
        Option(
            Text(ko="배치를 키웁니다.", en="A larger batch"),
            Text(
                ko="이미 배치 전체입니다. 무작위인 것이 없으니 잡음일 수 없습니다.",
                en="It is the full batch already. Nothing is random, so it cannot be noise.",
            ),
        ),
        Option(
            Text(ko="학습률을 낮춥니다.", en="A smaller learning rate"),
            Text(
                ko="잡음 없이 오르내리는 것은 골짜기를 건너뛴다는 뜻입니다. η × 곡률이 너무 큽니다.",
                en="To go up and down without noise is to leap across a valley: η × curvature is too large.",
            ),
            right=True,
        ),
        Option(
            Text(ko="모델을 키웁니다.", en="A larger model"),
            Text(
                ko="모델이 너무 단순하면 손실은 높은 곳에서 **평평해집니다**. 오르내리지는 않습니다.",
                en="A model that is too simple levels off at a high loss; it does not go up and down.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="combining",
    title=Text(ko="손실의 결합과 설계와 진단", en="Combining, designing and monitoring losses"),
    tasks=(PROXIMAL, UNCERTAINTY, LOPSIDED),
    questions=(ZEROS, UNITS, CHECKED, CURVES),
)
