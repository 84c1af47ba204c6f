"""Exercises of the bug clinic: the learner writes tests, and they are tried on code with one bug each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.exercises.core import ExerciseSet, Specimen, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[Any]
Rule = Callable[..., Array]

# --- 1. does the gradient belong to the value? ------------------------------------------------------------

Pair = tuple[float, Array]


def _mse(y: Array, p: Array) -> Pair:
    e = p - y
    return float(np.mean(e**2)), 2 * e / len(e)


def _sum_of_squares(y: Array, p: Array) -> Pair:
    e = p - y
    return float(np.sum(e**2)), 2 * e


def _mse_in_small_units(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    return value * 1e6, grad * 1e6


def _mae(y: Array, p: Array) -> Pair:
    e = p - y
    return float(np.mean(np.abs(e))), np.sign(e) / len(e)


def _grad_reversed(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    return value, -grad


def _grad_of_the_sum(y: Array, p: Array) -> Pair:
    return _mse(y, p)[0], _sum_of_squares(y, p)[1]


def _grad_without_two(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    return value, grad / 2


def _grad_the_same_everywhere(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    return value, np.full(len(grad), grad.mean())


def _grad_without_the_last(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    grad[-1] = 0
    return value, grad


def _grad_of_positive_errors(y: Array, p: Array) -> Pair:
    return _mae(y, p)[0], np.full(len(y), 1 / len(y))


def _grad_clipped(y: Array, p: Array) -> Pair:
    e = p - y
    return float(np.mean(e**2)), 2 * np.clip(e, -3, 3) / len(e)


def _grad_in_the_targets_dtype(y: Array, p: Array) -> Pair:
    value, exact = _mse(y, p)
    grad = np.zeros_like(y)
    grad[:] = exact
    return value, grad


def _tiny_and_reversed(y: Array, p: Array) -> Pair:
    value, grad = _mse(y, p)
    return value * 1e-10, -grad * 1e-10


class _Accumulating:
    """Adds to the gradient of the call before."""

    def __init__(self) -> None:
        self.grad: Array | float = 0.0

    def __call__(self, y: Array, p: Array) -> Pair:
        value, grad = _mse(y, p)
        self.grad = self.grad + grad
        return value, np.array(self.grad)


def gradient_is_wrong(loss: Callable[[Array, Array], Pair]) -> bool:
    """Return whether the gradient that `loss` returns is not that of the value it returns."""
    y = np.array([1, -2, 3, 0])
    p = y + np.array([0.5, -0.3, 5.0, -4.0])
    grads = [loss(y, p)[1] for _ in range(2)]
    h = 1e-5
    slopes = np.array([(loss(y, p + h * u)[0] - loss(y, p - h * u)[0]) / (2 * h) for u in np.eye(4)])
    off = np.max(np.abs(np.array(grads) - slopes))
    return bool(off > 1e-5 * np.max(np.abs(slopes)))


GRADIENT = Task(
    id="bug-clinic/gradient",
    title=Text(ko="값과 맞지 않는 그래디언트", en="A gradient that is not the value's"),
    solution=gradient_is_wrong,
    specimens=(
        Specimen(
            _mse,
            Text(ko="평균 제곱 오차", en="the mean squared error"),
            Text(
                ko="차분은 어림값이라 마지막 자리까지 같지는 않습니다. 허용 오차를 두세요.",
                en="A difference quotient is an approximation and never agrees to the last digit: allow a tolerance.",
            ),
            sick=False,
        ),
        Specimen(
            _sum_of_squares,
            Text(ko="제곱 오차의 합", en="the sum of squared errors"),
            Text(
                ko="값도 그래디언트도 합의 것이므로 둘은 서로 맞습니다. 정해 둔 식과 비교하지 말고, 이 손실의 값을 차분해 비교하세요.",
                en="Value and gradient are both the sum's, so they belong together: compare with differences of this very value, not with a formula of your own.",
            ),
            sick=False,
        ),
        Specimen(
            _mse_in_small_units,
            Text(
                ko="단위가 작아 값이 백만 배인 평균 제곱 오차",
                en="the mean squared error in small units, a million times as large",
            ),
            Text(
                ko="값이 크면 차분의 오차도 그만큼 큽니다. 허용 오차를 그래디언트의 크기에 견주어 정하세요.",
                en="Where values are large, so is the error of a difference: choose the tolerance relative to the gradient's size.",
            ),
            sick=False,
        ),
        Specimen(
            _mae,
            Text(ko="평균 절대 오차", en="the mean absolute error"),
            Text(
                ko="ŷ = y에서 꺾이므로 그 점에는 도함수가 없습니다. 모든 예측이 정답과 조금씩 다른 점에서 재세요.",
                en="It has a kink at ŷ = y, and no derivative there: measure where every prediction differs from its target.",
            ),
            sick=False,
        ),
        Specimen(
            _grad_reversed,
            Text(ko="부호가 반대인 그래디언트", en="the gradient with its sign reversed"),
            Text(
                ko="예측을 조금 옮겨 값이 얼마나 변하는지 재고, 크기뿐 아니라 부호까지 비교하세요.",
                en="Move a prediction a little, measure how the value changes, and compare the sign as well as the size.",
            ),
        ),
        Specimen(
            _grad_of_the_sum,
            Text(ko="값은 평균인데 그래디언트는 합의 것", en="the value of a mean with the gradient of a sum"),
            Text(
                ko="그래디언트가 n배입니다. 예제를 둘 이상 넣고, 방향만이 아니라 크기를 비교하세요.",
                en="The gradient is n times too long: use more than one example, and compare the length, not the direction alone.",
            ),
        ),
        Specimen(
            _grad_without_two,
            Text(ko="2를 빠뜨린 그래디언트", en="the gradient without its factor 2"),
            Text(
                ko="방향은 맞고 길이가 절반입니다. 차분과 크기를 비교하고, 허용 오차가 너무 크지 않은지 보세요.",
                en="Right direction, half the length: compare sizes with a difference, and see that your tolerance is not too wide.",
            ),
        ),
        Specimen(
            _grad_the_same_everywhere,
            Text(ko="모든 자리에 평균을 넣은 그래디언트", en="a gradient that holds its mean in every entry"),
            Text(
                ko="모든 예측을 함께 옮기면 보이지 않습니다. 하나씩 옮겨 보세요.",
                en="Moving all predictions together does not show it: move one at a time.",
            ),
        ),
        Specimen(
            _grad_without_the_last,
            Text(ko="마지막 자리가 0인 그래디언트", en="a gradient whose last entry is 0"),
            Text(
                ko="첫 자리만 보면 놓칩니다. 모든 자리를 비교하고, 마지막 오차는 0이 아니게 두세요.",
                en="Looking at the first entry misses it: compare every one, and give the last example an error too.",
            ),
        ),
        Specimen(
            _grad_of_positive_errors,
            Text(ko="양의 오차에서만 맞는 그래디언트", en="a gradient that is right for positive errors alone"),
            Text(
                ko="예측이 정답보다 큰 예제와 작은 예제를 모두 넣으세요.",
                en="Use predictions above their targets and predictions below.",
            ),
        ),
        Specimen(
            _grad_clipped,
            Text(ko="큰 오차에서 잘린 그래디언트", en="a gradient that is cut off at large errors"),
            Text(
                ko="오차가 3보다 작으면 아무 일도 없습니다. 오차가 큰 예제도 넣으세요.",
                en="Nothing happens while errors are below 3: include an example with a large one.",
            ),
        ),
        Specimen(
            _grad_in_the_targets_dtype,
            Text(
                ko="정답의 자료형에 담아 소수점 아래를 잃은 그래디언트",
                en="a gradient kept in the dtype of the targets, its decimals lost",
            ),
            Text(
                ko="정답이 실수 배열이면 멀쩡합니다. 정답을 정수 배열로 넣어 보세요.",
                en="With targets that are floats nothing shows: hand over an array of integers.",
            ),
        ),
        Specimen(
            _tiny_and_reversed,
            Text(ko="값이 아주 작고 부호가 반대인 그래디언트", en="a tiny gradient with its sign reversed"),
            Text(
                ko="1e-10 크기에서는 0도 비슷해 보입니다(`np.isclose`의 기본 절대 허용 오차는 1e-8입니다). 그래디언트의 크기에 견주어 비교하세요.",
                en="At a size of 1e-10 even 0 looks close (`np.isclose` has an absolute tolerance of 1e-8 by default): compare relative to the gradient's size.",
            ),
        ),
        Specimen(
            _Accumulating(),
            Text(ko="부를 때마다 앞의 것에 더해지는 그래디언트", en="a gradient that adds up from call to call"),
            Text(
                ko="처음 부를 때에는 맞습니다. 같은 것을 두 번 물어 답이 같은지 보세요.",
                en="The first call is right: ask for the same thing twice and compare.",
            ),
        ),
    ),
)

# --- 2. cross-entropy at values that are known --------------------------------------------------------------


def _log_softmax(z: Array) -> Array:
    shifted: Array = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _picked(table: Array, y: Array) -> Array:
    found: Array = table[np.arange(len(y)), y]
    return found


def _cross_entropy(y: Array, z: Array) -> float:
    return float(-np.mean(_picked(_log_softmax(z), y)))


def _cross_entropy_other_form(y: Array, z: Array) -> float:
    gaps = z - _picked(z, y)[:, None]
    return float(sum(np.logaddexp.reduce(row) for row in gaps) / len(y))


def _ce_sum(y: Array, z: Array) -> float:
    return _cross_entropy(y, z) * len(y)


def _ce_index_as_weight(y: Array, z: Array) -> float:
    return float(-np.mean(y * _picked(_log_softmax(z), y)))


def _ce_off_by_one(y: Array, z: Array) -> float:
    return float(-np.mean(_picked(_log_softmax(z), y - 1)))


def _ce_all_pairs(y: Array, z: Array) -> float:
    return float(-np.mean(_log_softmax(z)[:, y]))


def _ce_wrong_axis(y: Array, z: Array) -> float:
    return float(-np.mean(_picked(_log_softmax(z.T).T, y)))


def _ce_base_two(y: Array, z: Array) -> float:
    return _cross_entropy(y, z) / float(np.log(2))


def _ce_softmax_twice(y: Array, z: Array) -> float:
    return _cross_entropy(y, np.exp(_log_softmax(z)))


def _ce_of_the_guess(y: Array, z: Array) -> float:
    return float(-np.mean(_log_softmax(z).max(axis=1)))


def _ce_overflow(y: Array, z: Array) -> float:
    return float(-np.mean(_picked(z - np.log(np.exp(z).sum(axis=1, keepdims=True)), y)))


def _ce_clipped(y: Array, z: Array) -> float:
    return float(-np.mean(np.log(np.clip(np.exp(_picked(_log_softmax(z), y)), 1e-7, None))))


def _ce_never_sure(y: Array, z: Array) -> float:
    return float(-np.mean(np.log(np.clip(np.exp(_picked(_log_softmax(z), y)), None, 0.999))))


def cross_entropy_is_wrong(loss: Callable[[Array, Array], float]) -> bool:
    """Return whether `loss` is not the mean softmax cross-entropy of class indices and logits."""
    y = np.array([0, 2, 1, 2])
    z = np.array([[0.0, 0, 0], [2, 0, -1], [-1, 3, 0.5], [0, 1, 1]])
    mean = np.mean([np.logaddexp.reduce(row - row[c]) for row, c in zip(z, y, strict=True)])
    sure = np.array([[1000.0, 0, -1000]])
    found = [loss(y, z), loss(np.array([0]), sure), loss(np.array([2]), sure)]
    return not np.allclose(found, [mean, 0, 2000])


CROSS_ENTROPY = Task(
    id="bug-clinic/cross-entropy",
    title=Text(ko="답을 아는 교차 엔트로피", en="Cross-entropy where the answer is known"),
    solution=cross_entropy_is_wrong,
    specimens=(
        Specimen(
            _cross_entropy,
            Text(
                ko="행의 최댓값을 먼저 빼는 교차 엔트로피", en="cross-entropy that subtracts each row's maximum first"
            ),
            Text(
                ko="기대한 값을 다시 계산해 보세요. 로짓 z에서 클래스 c의 손실은 log Σⱼ exp(zⱼ − z_c)이고, 배치에서는 그 평균입니다.",
                en="Work out the value you expect again: for logits z and class c the loss is log Σⱼ exp(zⱼ − z_c), and over a batch its mean.",
            ),
            sick=False,
        ),
        Specimen(
            _cross_entropy_other_form,
            Text(ko="행마다 따로 더하는 교차 엔트로피", en="cross-entropy added up row by row"),
            Text(
                ko="계산 순서가 다르면 마지막 자리가 다를 수 있습니다. `==` 대신 허용 오차를 두고 비교하세요.",
                en="Another order of operations may change the last digit: compare with a tolerance instead of `==`.",
            ),
            sick=False,
        ),
        Specimen(
            _ce_sum,
            Text(ko="평균 대신 합", en="a sum in place of the mean"),
            Text(
                ko="예제가 하나면 보이지 않습니다. 배치를 두 번 이어 붙여도 평균은 그대로여야 합니다.",
                en="One example does not show it. Put a batch in twice: a mean stays the same.",
            ),
        ),
        Specimen(
            _ce_index_as_weight,
            Text(ko="클래스 번호를 곱한 손실", en="the class index as a factor"),
            Text(
                ko="클래스 1에서는 맞고 클래스 0에서는 늘 0입니다. 모든 클래스를 정답으로 넣어 보세요.",
                en="It is right for class 1 and always 0 for class 0: let every class be the right one somewhere.",
            ),
        ),
        Specimen(
            _ce_off_by_one,
            Text(ko="하나 앞 클래스의 확률", en="the probability of the class before"),
            Text(
                ko="로짓이 모두 같으면 어느 클래스를 골라도 log C입니다. 로짓이 서로 다른 행을 넣으세요.",
                en="With equal logits every class gives log C: use rows whose logits differ.",
            ),
        ),
        Specimen(
            _ce_all_pairs,
            Text(ko="예제마다 모든 정답을 고르는 `[:, y]`", en="`[:, y]`, which picks everybody's class in every row"),
            Text(
                ko="예제가 하나면 맞습니다. 정답이 서로 다른 예제를 둘 이상 넣고 아는 값과 비교하세요.",
                en="For one example it is right: use several with different classes, and compare with a value you know.",
            ),
        ),
        Specimen(
            _ce_wrong_axis,
            Text(ko="클래스가 아니라 예제를 따라 취한 소프트맥스", en="a softmax along the examples, not the classes"),
            Text(
                ko="한 예제의 손실은 다른 예제와 상관이 없어야 합니다. 예제가 클래스와 수가 다른 배치를 아는 값과 비교하세요.",
                en="An example's loss must not depend on the others: compare a batch of unlike rows with a value you know.",
            ),
        ),
        Specimen(
            _ce_base_two,
            Text(ko="밑이 2인 로그", en="logarithms to base 2"),
            Text(
                ko="모든 값이 같은 배율로 다릅니다. 0이 아닌 값, 이를테면 로짓이 모두 같을 때의 log C를 확인하세요.",
                en="Every value is off by the same factor: check one that is not 0, such as log C at equal logits.",
            ),
        ),
        Specimen(
            _ce_softmax_twice,
            Text(ko="소프트맥스를 두 번 취한 손실", en="softmax applied twice"),
            Text(
                ko="로짓이 모두 같으면 log C로 맞습니다. 확신하고 맞힌 예측의 손실은 0이어야 합니다.",
                en="At equal logits it is right. A prediction that is sure and right must cost 0.",
            ),
        ),
        Specimen(
            _ce_of_the_guess,
            Text(
                ko="정답이 아니라 가장 믿는 클래스의 확률",
                en="the probability of the favourite, not of the right class",
            ),
            Text(
                ko="맞힌 예제에서는 옳습니다. 틀린 예측의 손실을 확인하세요.",
                en="It is right wherever the model is: check what a wrong prediction costs.",
            ),
        ),
        Specimen(
            _ce_overflow,
            Text(ko="큰 로짓에서 넘치는 지수 함수", en="an exponential that overflows for large logits"),
            Text(
                ko="로짓이 작으면 멀쩡합니다. 1000쯤 되는 로짓을 넣어 보세요.",
                en="Small logits do not show it: try one of about 1000.",
            ),
        ),
        Specimen(
            _ce_clipped,
            Text(ko="확률을 1e-7에서 자른 손실", en="probabilities cut off at 1e-7"),
            Text(
                ko="확신하고 틀렸을 때에만 드러납니다. 정답의 로짓이 가장 큰 로짓보다 50쯤 작으면 손실도 50쯤이어야 합니다.",
                en="It shows only for a prediction that is sure and wrong: a right class 50 below the largest logit must cost about 50.",
            ),
        ),
        Specimen(
            _ce_never_sure,
            Text(ko="확률을 0.999에서 자른 손실", en="probabilities cut off at 0.999"),
            Text(
                ko="확신하고 맞힌 예측이 0.001을 물어냅니다. 그 값이 0인지, 허용 오차가 그보다 작은지 보세요.",
                en="A prediction that is sure and right still pays 0.001: is it 0, and is your tolerance finer than that?",
            ),
        ),
    ),
)

# --- 3. Nesterov's first steps ----------------------------------------------------------------------------


def _nesterov(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        v = beta * v + g
        moves.append(-learning_rate * (g + beta * v))
    return np.array(moves)


def _nesterov_rate_inside(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        new = beta * v - learning_rate * g
        moves.append(beta**2 * v - (1 + beta) * learning_rate * g)
        v = new
    return np.array(moves)


def _nesterov_new_velocity(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        v = beta * v - learning_rate * g
        moves.append(beta**2 * v - (1 + beta) * learning_rate * g)
    return np.array(moves)


def _nesterov_uphill(grads: Array, learning_rate: float, beta: float) -> Array:
    return -_nesterov(grads, learning_rate, beta)


def _nesterov_without_look(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        v = beta * v + g
        moves.append(-learning_rate * v)
    return np.array(moves)


def _nesterov_fixed_rate(grads: Array, learning_rate: float, beta: float) -> Array:
    return _nesterov(grads, 0.1, beta)


def _nesterov_fixed_beta(grads: Array, learning_rate: float, beta: float) -> Array:
    return _nesterov(grads, learning_rate, 0.9)


def _nesterov_average(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        v = beta * v + (1 - beta) * g
        moves.append(-learning_rate * (g + beta * v))
    return np.array(moves)


def _nesterov_warm(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = grads[0], []
    for g in grads:
        v = beta * v + g
        moves.append(-learning_rate * (g + beta * v))
    return np.array(moves)


def _nesterov_forgetful(grads: Array, learning_rate: float, beta: float) -> Array:
    old, moves = np.zeros(grads.shape[1]), []
    for g in grads:
        v = beta * old + g
        moves.append(-learning_rate * (g + beta * v))
        old = g
    return np.array(moves)


def _nesterov_shared(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = 0.0, []
    for g in grads:
        v = beta * v + float(np.mean(g))
        moves.append(-learning_rate * (g + beta * v))
    return np.array(moves)


def _nesterov_single(grads: Array, learning_rate: float, beta: float) -> Array:
    v, moves = np.zeros(grads.shape[1], dtype=np.float32), []
    for g in grads:
        v = (beta * v + g).astype(np.float32)
        moves.append(-learning_rate * (g + beta * v))
    return np.array(moves)


class _Remembering:
    """Goes on with the velocity of the run before."""

    def __init__(self) -> None:
        self.v: Array | float = 0.0

    def __call__(self, grads: Array, learning_rate: float, beta: float) -> Array:
        moves = []
        for g in grads:
            self.v = beta * self.v + g
            moves.append(-learning_rate * (g + beta * self.v))
        return np.array(moves)


def nesterov_is_wrong(nesterov: Rule) -> bool:
    """Return whether `nesterov` does not move by −η(g + βv) with v ← βv + g from v = 0."""
    grads = np.random.default_rng(0).normal(size=(10, 3))
    v, moves = np.zeros(3), []
    for g in grads:
        v = 0.8 * v + g
        moves.append(-0.3 * (g + 0.8 * v))
    runs = [nesterov(grads, 0.3, 0.8) for _ in range(2)]
    return not np.allclose(runs, moves, rtol=0, atol=1e-12)


NESTEROV = Task(
    id="bug-clinic/nesterov",
    title=Text(ko="첫걸음부터 보는 네스테로프", en="Nesterov from the first step on"),
    solution=nesterov_is_wrong,
    specimens=(
        Specimen(
            _nesterov,
            Text(ko="식 그대로의 네스테로프", en="Nesterov as in the formula"),
            Text(
                ko="기대한 걸음을 다시 계산해 보세요. v = 0에서 시작하고, 먼저 v를 갱신한 다음 g + βv를 씁니다. 첫걸음은 −η(1 + β)g입니다.",
                en="Work out the moves again: v starts at 0, is updated first, and then enters g + βv. The first move is −η(1 + β)g.",
            ),
            sick=False,
        ),
        Specimen(
            _nesterov_rate_inside,
            Text(ko="학습률을 속도 안에 넣은 네스테로프", en="Nesterov with the learning rate inside the velocity"),
            Text(
                ko="η가 일정하면 같은 걸음이고 반올림만 다릅니다. `==` 대신 작은 허용 오차를 두세요.",
                en="At constant η the moves are the same but for rounding: allow a small tolerance instead of `==`.",
            ),
            sick=False,
        ),
        Specimen(
            _nesterov_uphill,
            Text(ko="오르막으로 가는 걸음", en="moves that go uphill"),
            Text(
                ko="길이만 비교하면 놓칩니다. 양의 그래디언트에서는 걸음이 음수여야 합니다.",
                en="Comparing lengths misses it: where the gradient is positive, the move must be negative.",
            ),
        ),
        Specimen(
            _nesterov_without_look,
            Text(ko="앞을 내다보지 않는 보통 모멘텀", en="plain momentum, without the look ahead"),
            Text(
                ko="기울기가 일정하면 결국 같은 길이가 됩니다. 첫걸음을 보세요. −ηg가 아니라 −η(1 + β)g입니다.",
                en="On a constant slope it ends at the same length. Look at the first move: −η(1 + β)g, not −ηg.",
            ),
        ),
        Specimen(
            _nesterov_new_velocity,
            Text(ko="옛 속도 자리에 들어간 새 속도", en="the new velocity in the place of the old"),
            Text(
                ko="v ← βv − ηg로 쓰는 꼴에서 v를 덮어쓴 뒤에 식을 계산했습니다. 첫걸음이 (1 + β)ηg보다 깁니다.",
                en="In the form v ← βv − ηg, v was overwritten before it was used. The first move is longer than (1 + β)ηg.",
            ),
        ),
        Specimen(
            _nesterov_fixed_rate,
            Text(ko="0.1로 박혀 있는 학습률", en="a learning rate fixed at 0.1"),
            Text(
                ko="0.1로 시험하면 보이지 않습니다. 다른 학습률로 불러 보세요.",
                en="A test with 0.1 cannot see it: call it with another rate.",
            ),
        ),
        Specimen(
            _nesterov_fixed_beta,
            Text(ko="0.9로 박혀 있는 β", en="a β fixed at 0.9"),
            Text(
                ko="0.9로 시험하면 보이지 않습니다. 흔히 쓰는 값이 아닌 β로 불러 보세요.",
                en="A test with 0.9 cannot see it: call it with a β that nobody uses by default.",
            ),
        ),
        Specimen(
            _nesterov_average,
            Text(ko="합이 아니라 평균인 속도", en="a velocity that is an average, not a sum"),
            Text(
                ko="새 그래디언트에 (1 − β)를 곱했습니다. 첫걸음의 길이를 (1 + β)ηg와 비교하세요.",
                en="The new gradient is scaled by 1 − β: compare the first move with (1 + β)ηg.",
            ),
        ),
        Specimen(
            _nesterov_warm,
            Text(ko="0이 아닌 데서 시작하는 속도", en="a velocity that does not start at 0"),
            Text(
                ko="처음 몇 걸음만 깁니다. 마지막이 아니라 첫걸음을 비교하세요.",
                en="Only the first moves are too long: compare those, not the last.",
            ),
        ),
        Specimen(
            _nesterov_forgetful,
            Text(ko="바로 앞의 그래디언트만 기억하는 속도", en="a velocity that remembers one gradient only"),
            Text(
                ko="두 걸음까지는 맞습니다. 세 걸음 이상 비교하세요.",
                en="It is right for two steps: compare three or more.",
            ),
        ),
        Specimen(
            _nesterov_shared,
            Text(ko="모든 좌표가 나누어 쓰는 속도 하나", en="one velocity shared by all coordinates"),
            Text(
                ko="좌표가 하나거나 그래디언트가 모두 같으면 보이지 않습니다. 서로 다른 그래디언트를 가진 좌표를 둘 이상 넣으세요.",
                en="With one coordinate, or equal gradients, nothing shows: use two that differ. A coordinate whose gradient is 0 must stay.",
            ),
        ),
        Specimen(
            _Remembering(),
            Text(ko="앞 실행의 속도를 물려받는 실행", en="a run that inherits the velocity of the run before"),
            Text(
                ko="처음 부를 때에는 맞습니다. 같은 그래디언트로 두 번 불러 비교하세요.",
                en="The first call is right: call it twice with the same gradients and compare.",
            ),
        ),
        Specimen(
            _nesterov_single,
            Text(ko="float32에 담은 속도", en="a velocity kept in float32"),
            Text(
                ko="여덟째 자리부터 다릅니다. `np.allclose`의 기본 허용 오차로는 보이지 않습니다. 배정밀도라면 1e-12까지 같아야 합니다.",
                en="It differs from the eighth digit on, which the default tolerance of `np.allclose` does not see: in double precision ask for 1e-12.",
            ),
        ),
    ),
)

# --- 4. Adam's small print --------------------------------------------------------------------------------


def _adam_moves(
    grads: Array,
    learning_rate: float,
    beta1: float,
    beta2: float,
    eps: float,
    *,
    first: Callable[[int], float] | None = None,
    second: Callable[[int], float] | None = None,
    start: float = 0.0,
    inside: bool = False,
    largest: bool = False,
    square: Callable[[Array, Array], Array] = lambda g, m_hat: g**2,
) -> Array:
    """Adam with places to put a bug: the corrections, the start of s, the place of ε, what is squared."""
    m, s, top = np.zeros(grads.shape[1]), np.full(grads.shape[1], start), np.zeros(grads.shape[1])
    moves = []
    for t, g in enumerate(grads, start=1):
        m = beta1 * m + (1 - beta1) * g
        m_hat = m / (first(t) if first else 1 - beta1**t)
        s = beta2 * s + (1 - beta2) * square(g, m_hat)
        top = np.maximum(top, s)
        s_hat = (top if largest else s) / (second(t) if second else 1 - beta2**t)
        moves.append(-learning_rate * m_hat / (np.sqrt(s_hat + eps) if inside else np.sqrt(s_hat) + eps))
    return np.array(moves)


def _adam(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps)


def _adam_folded(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    """The same with the corrections folded into the rate and into ε, as at the end of the paper's algorithm."""
    m, s, moves = np.zeros(grads.shape[1]), np.zeros(grads.shape[1]), []
    for t, g in enumerate(grads, start=1):
        m, s = m + (1 - beta1) * (g - m), s + (1 - beta2) * (g * g - s)
        root = np.sqrt(1 - beta2**t)
        moves.append(-learning_rate * root / (1 - beta1**t) * m / (np.sqrt(s) + eps * root))
    return np.array(moves)


def _adam_uncorrected(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, first=lambda t: 1.0, second=lambda t: 1.0)


def _adam_corrected_once(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, first=lambda t: 1 - beta1, second=lambda t: 1 - beta2)


def _adam_late(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(
        grads,
        learning_rate,
        beta1,
        beta2,
        eps,
        first=lambda t: 1 - beta1 ** (t + 1),
        second=lambda t: 1 - beta2 ** (t + 1),
    )


def _adam_inside(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, inside=True)


def _adam_fixed_eps(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, 1e-8)


def _adam_swapped(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta2, beta1, eps)


def _adam_warm(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, start=1.0)


def _adam_squares_the_mean(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, square=lambda g, m_hat: m_hat**2)


def _adam_one_size(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(
        grads, learning_rate, beta1, beta2, eps, square=lambda g, m_hat: np.full(len(g), float(np.mean(g**2)))
    )


def _adam_largest(grads: Array, learning_rate: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam_moves(grads, learning_rate, beta1, beta2, eps, largest=True)


def adam_is_wrong(adam: Rule) -> bool:
    """Return whether `adam` does not move as Adam does, with ε outside the root."""
    rng = np.random.default_rng(0)
    grads = rng.normal(size=(10, 3)) * np.array([1.0, 1e-3, 10.0])
    grads[0] *= 5
    eta, beta1, beta2, eps = 0.3, 0.8, 0.95, 1e-3
    m, s, moves = 0.0, 0.0, []
    for t, g in enumerate(grads, start=1):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
        m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
        moves.append(-eta * m_hat / (np.sqrt(s_hat) + eps))
    return not np.allclose(adam(grads, eta, beta1, beta2, eps), moves, rtol=0, atol=1e-12)


ADAM = Task(
    id="bug-clinic/adam",
    title=Text(ko="Adam의 작은 글씨", en="Adam's small print"),
    solution=adam_is_wrong,
    specimens=(
        Specimen(
            _adam,
            Text(ko="식 그대로의 Adam", en="Adam as in the formula"),
            Text(
                ko="기대한 걸음을 다시 계산해 보세요. t는 1부터 세고, m과 s를 모두 보정하며, ε은 제곱근 밖에 있습니다.",
                en="Work out the moves again: t counts from 1, both m and s are corrected, and ε stands outside the root.",
            ),
            sick=False,
        ),
        Specimen(
            _adam_folded,
            Text(ko="보정을 학습률과 ε에 접어 넣은 Adam", en="Adam with the corrections folded into η and ε"),
            Text(
                ko="같은 걸음이고 반올림만 다릅니다. `==` 대신 작은 허용 오차를 두세요.",
                en="The moves are the same but for rounding: allow a small tolerance instead of `==`.",
            ),
            sick=False,
        ),
        Specimen(
            _adam_uncorrected,
            Text(ko="편향 보정이 없는 Adam", en="no bias correction"),
            Text(
                ko="첫걸음이 드러냅니다. ε이 작으면 첫걸음의 길이는 그래디언트가 얼마든 η입니다.",
                en="The first move shows it: with a small ε its length is η, whatever the gradient.",
            ),
        ),
        Specimen(
            _adam_corrected_once,
            Text(ko="걸음마다 첫걸음의 보정을 쓰는 Adam", en="the first step's correction at every step"),
            Text(
                ko="첫걸음은 맞습니다. 그래디언트가 일정하면 걸음의 길이는 언제나 η여야 합니다. 몇 걸음 더 보세요.",
                en="The first move is right. On a constant gradient every move has the length η: look at a few more.",
            ),
        ),
        Specimen(
            _adam_late,
            Text(ko="t를 하나 크게 센 보정", en="corrections that count t one too high"),
            Text(
                ko="첫걸음이 정확히 η가 아닙니다. 아주 틀린 값은 아니므로 허용 오차를 좁히세요.",
                en="The first move is not quite η. It is not far off either, so narrow your tolerance.",
            ),
        ),
        Specimen(
            _adam_inside,
            Text(ko="제곱근 안의 ε", en="ε inside the root"),
            Text(
                ko="그래디언트가 크면 보이지 않습니다. √ε보다 작은 그래디언트나 큰 ε을 넣어 보세요.",
                en="Large gradients do not show it: use gradients smaller than √ε, or a large ε.",
            ),
        ),
        Specimen(
            _adam_fixed_eps,
            Text(ko="1e-8로 박혀 있는 ε", en="an ε fixed at 1e-8"),
            Text(
                ko="1e-8로 시험하면 보이지 않습니다. 큰 ε으로 불러 걸음이 짧아지는지 보세요.",
                en="A test with 1e-8 cannot see it: call it with a large ε, which must shorten the moves.",
            ),
        ),
        Specimen(
            _adam_swapped,
            Text(ko="서로 뒤바뀐 β₁과 β₂", en="β₁ and β₂ swapped"),
            Text(
                ko="보정 때문에 첫걸음과 일정한 그래디언트에서는 같습니다. 그래디언트를 바꾸어 가며 여러 걸음을 비교하세요.",
                en="Thanks to the corrections the first move and a constant gradient look right: compare several steps with changing gradients.",
            ),
        ),
        Specimen(
            _adam_warm,
            Text(ko="1에서 시작하는 s", en="an s that starts at 1"),
            Text(
                ko="큰 그래디언트에 묻혀 보이지 않습니다. 작은 그래디언트로 첫걸음을 재 보세요. 길이가 η보다 훨씬 짧습니다.",
                en="Large gradients drown it: measure the first move with small ones. It is far shorter than η.",
            ),
        ),
        Specimen(
            _adam_squares_the_mean,
            Text(ko="제곱의 평균이 아니라 평균의 제곱", en="the square of the average, not the average of squares"),
            Text(
                ko="그래디언트가 일정하면 똑같습니다. 크기와 부호가 바뀌는 그래디언트를 넣으세요.",
                en="On a constant gradient nothing shows: let the gradient change its size and its sign.",
            ),
        ),
        Specimen(
            _adam_one_size,
            Text(ko="모든 좌표가 나누어 쓰는 s", en="one s shared by all coordinates"),
            Text(
                ko="좌표가 하나면 보이지 않습니다. 그래디언트의 크기가 서로 다른 좌표를 둘 이상 넣으세요.",
                en="One coordinate does not show it: use several, with gradients of different sizes.",
            ),
        ),
        Specimen(
            _adam_largest,
            Text(ko="s의 최댓값을 쓰는 AMSGrad", en="AMSGrad, which keeps the largest s"),
            Text(
                ko="s가 줄어들 때에만 다릅니다. 큰 그래디언트 다음에 작은 그래디언트를 넣으세요.",
                en="It differs only where s falls: let small gradients follow a large one.",
            ),
        ),
    ),
)

# --- 5. an interface that refuses -------------------------------------------------------------------------


def _as_arrays(y: ArrayLike, p: ArrayLike) -> tuple[Array, Array]:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"y has shape {a.shape} but p has shape {b.shape}: they must be equal.")
    if a.size == 0 or np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("y and p must hold numbers, and at least one.")
    return a, b


def _careful(y: ArrayLike, p: ArrayLike) -> float:
    a, b = _as_arrays(y, p)
    return float(np.mean((b - a) ** 2))


class _ShapesDiffer(ValueError):
    """A kind of ValueError."""


def _careful_in_its_own_way(y: ArrayLike, p: ArrayLike) -> float:
    try:
        a, b = _as_arrays(y, p)
    except ValueError as error:
        raise _ShapesDiffer(*error.args) from None
    return float(np.dot(b.ravel() - a.ravel(), b.ravel() - a.ravel()) / a.size)


def _broadcasting(y: ArrayLike, p: ArrayLike) -> float:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if a.size != b.size:
        raise ValueError("y and p must have equally many entries.")
    _as_arrays(a.ravel(), b.ravel())
    return float(np.mean((b - a) ** 2))


def _one_for_all(y: ArrayLike, p: ArrayLike) -> float:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    return _careful(a, np.full(a.shape, b.item()) if b.size == 1 and b.ndim <= a.ndim else b)


def _zipping(y: ArrayLike, p: ArrayLike) -> float:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if a.ndim == b.ndim == 1:
        size = min(len(a), len(b))
        return _careful(a[:size], b[:size])
    return _careful(a, b)


def _skipping_nan(y: ArrayLike, p: ArrayLike) -> float:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if a.shape != b.shape:
        return _careful(a, b)
    known = ~(np.isnan(a) | np.isnan(b))
    return _careful(a[known], b[known])


def _passing_nan(y: ArrayLike, p: ArrayLike) -> float:
    a, b = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if a.shape != b.shape or a.size == 0:
        return _careful(a, b)
    return float(np.mean((b - a) ** 2))


def _empty_is_free(y: ArrayLike, p: ArrayLike) -> float:
    return 0.0 if np.size(y) == np.size(p) == 0 else _careful(y, p)


def _wrapping(y: ArrayLike, p: ArrayLike) -> float:
    _as_arrays(y, p)
    a, b = np.asarray(y), np.asarray(p)
    return float(np.mean((b - a).astype(float) ** 2))


def _in_place(y: ArrayLike, p: ArrayLike) -> float:
    value = _careful(y, p)
    if isinstance(p, np.ndarray) and p.dtype.kind == "f":
        p -= np.asarray(y, dtype=float)
    return value


def _one_per_column(y: ArrayLike, p: ArrayLike) -> Any:
    a, b = _as_arrays(y, p)
    return np.mean((b - a) ** 2, axis=0) if a.ndim > 1 else _careful(a, b)


def mse_is_careless(mse: Callable[[ArrayLike, ArrayLike], float]) -> bool:
    """Return whether `mse` breaks one of the promises of its interface."""
    good, nan = [1, 2], float("nan")
    bad = [1], [1, 2, 3], 1, [[1], [2]], [nan, 2]
    pairs: list[tuple[ArrayLike, ArrayLike]] = [*((good, p) for p in bad), ([nan, 2], good), ([], [])]
    for y, p in pairs:
        try:
            mse(np.array(y), np.array(p))
        except ValueError:
            continue
        return True
    low, high = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 4], [3, 8]])
    before = high.copy()
    values = [mse(low, high), mse(low.tolist(), before.tolist()), mse(before.astype(np.uint8), low.astype(np.uint8))]
    if not np.array_equal(high, before):
        return True
    return not all(isinstance(value, float) and np.isclose(value, 5.0) for value in values)


INTERFACE = Task(
    id="bug-clinic/interface",
    title=Text(ko="거절할 줄 아는 손실", en="A loss that knows how to refuse"),
    solution=mse_is_careless,
    specimens=(
        Specimen(
            _careful,
            Text(ko="약속을 모두 지키는 손실", en="a loss that keeps every promise"),
            Text(
                ko="옳은 입력에 `ValueError`를 기대했거나, 거절할 때 나는 `ValueError`를 테스트가 실패로 세지 않는지 보세요.",
                en="Do you expect a `ValueError` for good input, or take the one that refuses bad input for a failure?",
            ),
            sick=False,
        ),
        Specimen(
            _careful_in_its_own_way,
            Text(ko="`ValueError`의 한 갈래로 거절하는 손실", en="a loss that refuses with a kind of `ValueError`"),
            Text(
                ko="약속한 것은 `ValueError`이고 그 하위 클래스도 `ValueError`입니다. `except ValueError`로 받고, 문구나 정확한 종류는 따지지 마세요. 값은 허용 오차를 두고 비교하세요.",
                en="Promised is a `ValueError`, and a subclass is one: use `except ValueError`, ask for no wording, and compare values with a tolerance.",
            ),
            sick=False,
        ),
        Specimen(
            _zipping,
            Text(ko="짧은 쪽에서 멈추는 손실", en="a loss that stops at the shorter argument"),
            Text(
                ko="예측을 하나 빼고 불러 보세요. `ValueError`가 나야 합니다.",
                en="Leave out one prediction: there must be a `ValueError`.",
            ),
        ),
        Specimen(
            _broadcasting,
            Text(ko="`(n,)`과 `(n, 1)`을 표로 펼치는 손실", en="`(n,)` and `(n, 1)` broadcast to a table"),
            Text(
                ko="수의 개수는 같고 모양만 다릅니다. 정답은 `(n,)`, 예측은 `(n, 1)`로 불러 보세요.",
                en="Equally many numbers, another shape: call it with targets `(n,)` and predictions `(n, 1)`.",
            ),
        ),
        Specimen(
            _one_for_all,
            Text(ko="예측 하나를 모두에게 나누어 주는 손실", en="one prediction used for everybody"),
            Text(
                ko="예측이 수 하나이거나 길이가 1인 배열이면 NumPy가 조용히 늘립니다. 그때에도 거절해야 합니다.",
                en="NumPy silently stretches a single number, or an array of length 1: that must be refused too.",
            ),
        ),
        Specimen(
            _one_per_column,
            Text(ko="2차원 입력에 열마다 하나씩 내놓는 손실", en="one value per column for 2-D input"),
            Text(
                ko="`(n,)`에서는 맞습니다. `(n, m)` 배열을 넣고 `float` 하나가 오는지 보세요.",
                en="For `(n,)` it is right: hand over an `(n, m)` array and see whether one `float` comes back.",
            ),
        ),
        Specimen(
            _wrapping,
            Text(ko="부호 없는 정수끼리 빼는 손실", en="unsigned integers subtracted as such"),
            Text(
                ko="픽셀 값에 쓰는 `uint8`에서는 3 − 5가 254입니다. 정답이 예측보다 큰 `uint8` 배열을 넣어 보세요.",
                en="For `uint8`, as in images, 3 − 5 is 254: try arrays of it with targets above the predictions.",
            ),
        ),
        Specimen(
            _in_place,
            Text(ko="건네받은 예측을 바꾸는 손실", en="a loss that changes the predictions it is handed"),
            Text(
                ko="값은 맞습니다. 실수 배열을 복사해 두었다가 부른 뒤의 예측과 비교하세요.",
                en="The value is right: keep a copy of an array of floats and compare the predictions after the call.",
            ),
        ),
        Specimen(
            _empty_is_free,
            Text(ko="빈 배열의 손실을 0으로 치는 손실", en="a loss of 0 for empty arrays"),
            Text(
                ko="아무것도 예측하지 않으면 완벽하다는 뜻이 됩니다. 빈 배열은 거절해야 합니다.",
                en="It makes predicting nothing perfect: empty arrays must be refused.",
            ),
        ),
        Specimen(
            _passing_nan,
            Text(ko="NaN을 그대로 내보내는 손실", en="a loss that lets NaN through"),
            Text(
                ko="NaN이 든 입력에는 NaN이 아니라 `ValueError`가 나와야 합니다.",
                en="Input with a NaN must give a `ValueError`, not a NaN.",
            ),
        ),
        Specimen(
            _skipping_nan,
            Text(ko="NaN이 든 예제를 건너뛰는 손실", en="a loss that skips examples with NaN"),
            Text(
                ko="결과는 멀쩡한 수라 NaN인지 묻는 것으로는 보이지 않습니다. `ValueError`가 나는지 물으세요.",
                en="The result is an ordinary number, so asking for NaN shows nothing: ask for the `ValueError`.",
            ),
        ),
    ),
)

# --- quiz -------------------------------------------------------------------------------------------------

CONSISTENT = Question(
    Text(
        ko="어느 손실의 그래디언트가 차분과 열 자리까지 일치합니다. 그래도 남아 있을 수 있는 버그는 어느 것입니까?",
        en="The gradient of a loss agrees with differences to ten digits. Which bug may still be there?",
    ),
    (
        Option(
            Text(ko="그래디언트의 부호가 반대입니다.", en="The gradient has the opposite sign"),
            Text(
                ko="차분은 부호까지 잽니다. 부호가 반대라면 모든 자리에서 어긋났을 것입니다.",
                en="A difference has a sign too: every entry would have disagreed.",
            ),
        ),
        Option(
            Text(
                ko="값도 그래디언트도 평균이 아니라 합의 것입니다.",
                en="Value and gradient are both those of a sum, not of the mean",
            ),
            Text(
                ko="둘이 서로 맞으므로 차분으로는 알 수 없습니다. 차분은 그래디언트가 이 값의 것인지만 묻습니다. 값이 옳은지는 답을 아는 입력으로 따로 물어야 합니다.",
                en="The two belong together, so differences see nothing. They ask whether the gradient is that of this value; whether the value is right takes an input whose answer you know.",
            ),
            right=True,
        ),
        Option(
            Text(ko="값은 평균인데 그래디언트는 합의 것입니다.", en="The value is a mean, the gradient that of a sum"),
            Text(
                ko="예제가 둘 이상이면 그래디언트가 차분의 n배로 나옵니다. 이것이 그래디언트 검사가 가장 자주 잡는 버그입니다.",
                en="With more than one example the gradient would be n times the difference: just what such a check is good at.",
            ),
        ),
        Option(
            Text(
                ko="시험한 점의 한 성분에서 2를 빠뜨렸습니다.",
                en="A factor 2 is missing in one entry, at the point that was tried",
            ),
            Text(
                ko="그 점에서 그 성분을 비교했으므로 두 배로 어긋났을 것입니다. 시험하지 않은 점이라면 이야기가 다릅니다.",
                en="That entry was compared at that point and would be off by half. At a point that was not tried it would be another matter.",
            ),
        ),
    ),
)

TABLE = Question(
    Text(
        ko="예측은 (n, 1) 모양, 정답은 (n,) 모양인 채로 np.mean((ŷ − y)²)을 끝까지 최소화했습니다. 모델은 무엇을 예측합니까?",
        en="Predictions of shape (n, 1) and targets of shape (n,) enter np.mean((ŷ − y)²), which is minimised. What does the model predict?",
    ),
    (
        Option(
            Text(ko="누구에게나 정답의 평균을 예측합니다.", en="The mean of the targets, for everybody"),
            Text(
                ko="모든 예측을 모든 정답과 비교하므로 예제마다 같은 문제를 풉니다. 제곱 오차를 모든 정답에 대해 가장 작게 하는 수는 평균입니다.",
                en="Every prediction is compared with every target, so all of them have the same problem to solve; what minimises squared errors against all targets is their mean.",
            ),
            right=True,
        ),
        Option(
            Text(ko="아무것도 예측하지 않습니다. 오류가 납니다.", en="Nothing: it raises an error"),
            Text(
                ko="NumPy의 규칙으로는 (n, 1)과 (n,)이 (n, n)으로 맞추어집니다. 오류가 나지 않아서 위험한 버그입니다.",
                en="By NumPy's rules (n, 1) and (n,) combine to (n, n). No error is what makes this bug dangerous.",
            ),
        ),
        Option(
            Text(ko="이웃한 예제의 정답을 예측합니다.", en="The targets of neighbouring examples"),
            Text(
                ko="한 칸 밀린 것이 아니라 모두와 비교합니다. 예제의 순서는 아무 상관이 없습니다.",
                en="Nothing is shifted: each is compared with all, and the order of the examples plays no part.",
            ),
        ),
        Option(
            Text(ko="옳게 예측합니다. 손실값만 다릅니다.", en="The right thing: only the value of the loss differs"),
            Text(
                ko="상수만 더해졌다면 그랬을 것입니다. 그러나 ŷᵢ와 그 정답 yᵢ의 짝이 사라졌으므로 특성에서 배울 것이 없습니다.",
                en="So it would be if only a constant were added. But the pairing of ŷᵢ with its own yᵢ is lost, and with it all there was to learn from the features.",
            ),
        ),
    ),
)

TOLERANCE = Question(
    Text(
        ko="그래디언트의 옳은 값은 1e-9인데 코드는 2e-9를 내놓습니다. np.isclose(2e-9, 1e-9, rtol=1e-12)는 무엇이라 합니까?",
        en="The right gradient is 1e-9 and the code returns 2e-9. What does np.isclose(2e-9, 1e-9, rtol=1e-12) say?",
    ),
    (
        Option(
            Text(ko="False입니다. 두 배나 다르니까요.", en="False: they differ by a factor of two"),
            Text(
                ko="상대 허용 오차만 있다면 그렇습니다. 그러나 허용 오차는 atol + rtol·|b|이고 atol은 따로 말하지 않으면 1e-8입니다.",
                en="So it would with a relative tolerance alone. But the tolerance is atol + rtol·|b|, and atol is 1e-8 unless told otherwise.",
            ),
        ),
        Option(
            Text(
                ko="True입니다. 배정밀도로는 구별할 수 없는 수니까요.",
                en="True: double precision cannot tell the two apart",
            ),
            Text(
                ko="배정밀도는 크기가 얼마든 열여섯 자리쯤을 구별합니다. 아주 작은 수라고 정밀도가 떨어지지는 않습니다.",
                en="Double precision tells about sixteen digits apart at any size: small numbers are not less precise.",
            ),
        ),
        Option(
            Text(
                ko="True입니다. 차이가 기본 절대 허용 오차보다 작습니다.",
                en="True: the difference is below the default absolute tolerance",
            ),
            Text(
                ko="차이 1e-9는 기본값 atol = 1e-8보다 작습니다. 작은 수를 비교할 때에는 atol을 크기에 맞추거나 0으로 두어야 합니다.",
                en="The difference of 1e-9 is below the default atol = 1e-8. To compare small numbers, set atol to suit their size, or to 0.",
            ),
            right=True,
        ),
        Option(
            Text(ko="ValueError가 납니다. rtol이 너무 작으니까요.", en="It raises ValueError: rtol is too small"),
            Text(
                ko="허용 오차는 얼마든지 작아도 됩니다. 0이어도 오류가 나지 않습니다.",
                en="A tolerance may be as small as you like; even 0 raises nothing.",
            ),
        ),
    ),
)

FIRST_STEP = Question(
    Text(
        ko="옛 속도 대신 새 속도를 쓴 네스테로프(β = 0.9)가 있습니다. 기울기가 일정한 곳에서 옳은 것과 언제 구별됩니까?",
        en="A Nesterov (β = 0.9) uses the new velocity instead of the old. On a constant slope, when does it differ from the right one?",
    ),
    (
        Option(
            Text(ko="걸음이 쌓인 뒤에야 구별됩니다.", en="Only after many steps have added up"),
            Text(
                ko="반대입니다. 걸음이 쌓일수록 두 걸음의 길이는 같은 값 ηg/(1 − β)로 모입니다.",
                en="The other way round: with time both step lengths tend to the same ηg/(1 − β).",
            ),
        ),
        Option(
            Text(ko="학습률을 바꿀 때에만 구별됩니다.", en="Only when the learning rate changes"),
            Text(
                ko="학습률이 안에 있는지 밖에 있는지가 그때 드러납니다. 속도가 뒤바뀐 것은 학습률이 일정해도 보입니다.",
                en="That is when η inside and η outside part. A wrong velocity shows at a constant rate too.",
            ),
        ),
        Option(
            Text(
                ko="구별되지 않습니다. 같은 방법을 달리 쓴 것입니다.",
                en="Never: it is the same method written differently",
            ),
            Text(
                ko="마지막 걸음의 길이가 같을 뿐입니다. 곡률이 있는 골짜기에서는 옳은 쪽이 견디는 학습률에서 틀린 쪽이 발산할 수 있습니다.",
                en="Only the final length is the same. In a valley, the wrong one can diverge at a rate that the right one bears.",
            ),
        ),
        Option(
            Text(ko="첫걸음에서 벌써 구별됩니다.", en="At the very first step"),
            Text(
                ko="옳은 첫걸음은 1.9ηg인데 2.71ηg를 갑니다. 상태를 지니는 규칙은 첫걸음부터 시험해야 하는 까닭입니다.",
                en="It goes 2.71ηg where 1.9ηg is right: the reason to test whatever keeps a state from its first step on.",
            ),
            right=True,
        ),
    ),
)

FLOOR = Question(
    Text(
        ko="클래스가 둘인 분류에서 소프트맥스를 취한 확률을, 로짓을 받는 교차 엔트로피에 넣었습니다. 손실이 다가갈 수 있는 가장 낮은 값은 얼마입니까?",
        en="In a problem with two classes, softmax probabilities are handed to a cross-entropy that expects logits. How low can the loss get?",
    ),
    (
        Option(
            Text(ko="0", en="0"),
            Text(
                ko="로짓이라면 한없이 벌어져 0에 다가갑니다. 확률은 1과 0보다 더 벌어질 수 없습니다.",
                en="Logits can move apart without end, and the loss tends to 0; probabilities cannot be farther apart than 1 and 0.",
            ),
        ),
        Option(
            Text(ko="약 0.313", en="About 0.313"),
            Text(
                ko="가장 좋은 경우에도 ‘로짓’이 1과 0이므로 손실은 −log(e/(e + 1)) ≈ 0.313입니다. 이 높이에서 멈춘 손실을 보면 소프트맥스를 두 번 취하지 않았는지 의심하세요.",
                en="At best the 'logits' are 1 and 0, and the loss is −log(e/(e + 1)) ≈ 0.313. A loss that stops there should make you suspect a second softmax.",
            ),
            right=True,
        ),
        Option(
            Text(ko="약 0.693", en="About 0.693"),
            Text(
                ko="log 2는 아무것도 모를 때, 두 확률이 모두 ½일 때의 손실입니다. 그보다는 내려갑니다.",
                en="That is log 2, the loss of knowing nothing, both probabilities ½. It does get below that.",
            ),
        ),
        Option(
            Text(ko="약 1.461", en="About 1.461"),
            Text(
                ko="클래스가 열 개일 때의 값 −log(e/(e + 9))입니다. 이 높이는 데이터가 아니라 클래스의 수가 정합니다.",
                en="That is −log(e/(e + 9)), the floor for ten classes: not the data but the number of classes sets it.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="bug-clinic",
    title=Text(ko="버그 클리닉", en="Bug clinic"),
    tasks=(GRADIENT, CROSS_ENTROPY, NESTEROV, ADAM, INTERFACE),
    questions=(CONSISTENT, TABLE, TOLERANCE, FIRST_STEP, FLOOR),
)
