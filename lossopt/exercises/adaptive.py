"""Exercises of the chapter on adaptive learning rates: a moving average, a step of Adam, a run of RMSProp, weight decay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. an average that forgets ---------------------------------------------------------------------------


def draw_average(rng: np.random.Generator) -> Arguments:
    """Numbers away from 0 on average, as a forgotten correction shows on those; β neither ½ nor so near 1 that all looks alike."""
    numbers = rng.uniform(1.0, 3.0) + rng.normal(size=rng.integers(4, 9))
    return numbers, float(rng.choice([rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.9)]))


def average(numbers: Array, beta: float) -> Array:
    """Return the bias-corrected exponential moving average after every number."""
    m, averages = 0.0, []
    for t, number in enumerate(numbers, start=1):
        m = beta * m + (1 - beta) * number
        averages.append(m / (1 - beta**t))
    return np.array(averages)


def _average_uncorrected(numbers: Array, beta: float) -> Array:
    t = np.arange(1, len(numbers) + 1)
    return average(numbers, beta) * (1 - beta**t)


def _average_power_too_high(numbers: Array, beta: float) -> Array:
    t = np.arange(1, len(numbers) + 1)
    return _average_uncorrected(numbers, beta) / (1 - beta ** (t + 1))


def _average_same_power(numbers: Array, beta: float) -> Array:
    return _average_uncorrected(numbers, beta) / (1 - beta)


def _average_swapped(numbers: Array, beta: float) -> Array:
    t = np.arange(1, len(numbers) + 1)
    return _average_uncorrected(numbers, 1 - beta) / (1 - beta**t)


def _average_swapped_throughout(numbers: Array, beta: float) -> Array:
    return average(numbers, 1 - beta)


def _average_whole_number(numbers: Array, beta: float) -> Array:
    return average(numbers, beta) / (1 - beta)


def _average_corrected_twice(numbers: Array, beta: float) -> Array:
    m, averages = 0.0, []
    for t, number in enumerate(numbers, start=1):
        m = (beta * m + (1 - beta) * number) / (1 - beta**t)
        averages.append(m)
    return np.array(averages)


def _average_from_first(numbers: Array, beta: float) -> Array:
    m, averages = numbers[0], []
    for number in numbers:
        m = beta * m + (1 - beta) * number
        averages.append(m)
    return np.array(averages)


def _average_plain(numbers: Array, beta: float) -> Array:
    means: Array = np.cumsum(numbers) / np.arange(1, len(numbers) + 1)
    return means


def _average_last_only(numbers: Array, beta: float) -> float:
    return float(average(numbers, beta)[-1])


def _average_last_power(numbers: Array, beta: float) -> Array:
    return _average_uncorrected(numbers, beta) / (1 - beta ** len(numbers))


def _average_multiplied(numbers: Array, beta: float) -> Array:
    t = np.arange(1, len(numbers) + 1)
    return _average_uncorrected(numbers, beta) * (1 - beta**t)


AVERAGE = Task(
    id="adaptive/average",
    title=Text(ko="잊어 가는 평균", en="An average that forgets"),
    solution=average,
    draw=draw_average,
    mistakes=(
        Mistake(
            _average_uncorrected,
            Text(
                ko="보정을 잊었습니다. 0에서 출발했으므로 처음 평균은 너무 작습니다. 무게의 합인 1 − βᵗ로 나누세요.",
                en="The correction is missing: starting from 0, the first averages are too small. Divide by the sum of the weights, 1 − βᵗ.",
            ),
        ),
        Mistake(
            _average_power_too_high,
            Text(
                ko="지수가 하나 큽니다. 첫 번째 수에서 t = 1이고, 그때 보정한 평균은 그 수 자신이어야 합니다.",
                en="The power is one too high: t = 1 at the first number, whose corrected average is that number itself.",
            ),
        ),
        Mistake(
            _average_same_power,
            Text(
                ko="언제나 1 − β로 나누었습니다. 첫걸음에서만 맞습니다. 지수 t는 걸음마다 커집니다.",
                en="You divide by 1 − β every time, which is right at the first number only: the power t grows.",
            ),
        ),
        Mistake(
            _average_swapped,
            Text(
                ko="β와 1 − β가 뒤바뀌었습니다. β는 지난 평균에, 1 − β는 새로 온 수에 곱합니다.",
                en="β and 1 − β are swapped: β goes with the old average, 1 − β with the new number.",
            ),
        ),
        Mistake(
            _average_swapped_throughout,
            Text(
                ko="평균에서도 보정에서도 β 자리에 1 − β를 썼습니다. 지난 평균에 곱하는 것이 β입니다.",
                en="1 − β stands where β belongs, in the average and in the correction: β is the share of the old average.",
            ),
        ),
        Mistake(
            _average_whole_number,
            Text(
                ko="새로 온 수를 1 − β 없이 통째로 더했습니다. 그러면 무게의 합이 1이 아니므로 평균이 아닙니다.",
                en="You add each new number whole, without 1 − β: then the weights do not add up to 1, and this is no average.",
            ),
        ),
        Mistake(
            _average_corrected_twice,
            Text(
                ko="보정한 값을 다음 걸음의 평균으로 이어 썼습니다. 보정하지 않은 m을 간직하고, 보정은 돌려줄 때만 하세요.",
                en="You carry the corrected value on into the next average. Keep m uncorrected, and correct only what you return.",
            ),
        ),
        Mistake(
            _average_from_first,
            Text(
                ko="첫 번째 수에서 출발했습니다. 그러면 그 수의 무게가 너무 큽니다. 0에서 출발하여 1 − βᵗ로 나누세요.",
                en="You start from the first number, which then weighs too much: start from 0 and divide by 1 − βᵗ.",
            ),
        ),
        Mistake(
            _average_plain,
            Text(
                ko="모든 수에 같은 무게를 주는 보통 평균입니다. 오래된 수일수록 무게가 β배씩 줄어야 합니다.",
                en="This is the plain mean, with equal weights: a number should lose a factor β with every step it is back.",
            ),
        ),
        Mistake(
            _average_last_only,
            Text(
                ko="마지막 평균만 돌려주었습니다. 수가 하나 올 때마다의 평균이 모두 필요합니다.",
                en="You return the last average alone: asked for is the average after every number.",
            ),
        ),
        Mistake(
            _average_last_power,
            Text(
                ko="모든 평균을 마지막 t로 보정했습니다. t번째 평균은 그때의 1 − βᵗ로 나누어야 합니다.",
                en="You correct every average with the last t: the t-th is divided by its own 1 − βᵗ.",
            ),
        ),
        Mistake(
            _average_multiplied,
            Text(
                ko="보정을 곱했습니다. 처음 평균은 너무 작으므로 1 − βᵗ로 나누어 키워야 합니다.",
                en="You multiply by the correction. The first averages are too small: divide by 1 − βᵗ to enlarge them.",
            ),
        ),
    ),
)

# --- 2. one step of Adam ----------------------------------------------------------------------------------


def draw_adam(rng: np.random.Generator) -> Arguments:
    """A run under way, t ≥ 2, with ε large enough for its place to show, and averages of either sign."""
    size = rng.integers(3, 6)
    w, grad, m = rng.normal(size=size), rng.normal(scale=2.0, size=size), rng.normal(size=size)
    s, t = rng.uniform(0.2, 2.0, size=size), int(rng.integers(2, 8))
    rates = float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.6, 0.9)), float(rng.uniform(0.9, 0.98))
    return w, grad, m, s, t, *rates, float(rng.uniform(0.05, 0.3))


def adam_step(
    w: Array, grad: Array, m: Array, s: Array, t: int, learning_rate: float, beta1: float, beta2: float, eps: float
) -> Array:
    """Return the point after step t of Adam; m and s are the averages before it."""
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    new: Array = w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)
    return new


def _adam_eps_inside(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    return w - learning_rate * m_hat / np.sqrt(s_hat + eps)


def _adam_uncorrected(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m, s = beta1 * m + (1 - beta1) * grad, beta2 * s + (1 - beta2) * grad**2
    return w - learning_rate * m / (np.sqrt(s) + eps)


def _adam_mean_uncorrected(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = beta1 * m + (1 - beta1) * grad
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_square_uncorrected(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = beta2 * s + (1 - beta2) * grad**2
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_counts_from_zero(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1 ** (t - 1))
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2 ** (t - 1))
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_square_of_mean(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m = beta1 * m + (1 - beta1) * grad
    s_hat = (beta2 * s + (1 - beta2) * m**2) / (1 - beta2**t)
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(s_hat) + eps)


def _adam_without_square(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = (beta2 * s + (1 - beta2) * np.abs(grad)) / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_without_root(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    return w - learning_rate * m_hat / (s_hat + eps)


def _adam_without_mean(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, _, beta2, eps = rates
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    return w - learning_rate * grad / (np.sqrt(s_hat) + eps)


def _adam_old_averages(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)


def _adam_without_eps(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, _ = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, 0.0)


def _adam_one_beta(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta2, beta1, eps)


def _adam_uphill(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    return adam_step(w, grad, m, s, t, -learning_rate, beta1, beta2, eps)


def _adam_in_place(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m *= beta1
    m += (1 - beta1) * grad
    s *= beta2
    s += (1 - beta2) * grad**2
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)


def _adam_without_rate(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    return adam_step(w, grad, m, s, t, 1.0, *rates[1:])


def _adam_move_only(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    return adam_step(w, grad, m, s, t, *rates) - w


def _adam_power_too_high(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1 ** (t + 1))
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2 ** (t + 1))
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_without_power(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1)
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2)
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_eps_after(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    return w - learning_rate * m_hat / np.sqrt(s_hat) + eps


def _adam_whole_gradient(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + grad) / (1 - beta1**t)
    s_hat = (beta2 * s + grad**2) / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + eps)


def _adam_eps_before_correction(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps = rates
    m_hat = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    root = (np.sqrt(beta2 * s + (1 - beta2) * grad**2) + eps) / np.sqrt(1 - beta2**t)
    return w - learning_rate * m_hat / root


ADAM = Task(
    id="adaptive/adam-step",
    title=Text(ko="Adam의 한 걸음", en="One step of Adam"),
    solution=adam_step,
    draw=draw_adam,
    mistakes=(
        Mistake(
            _adam_eps_inside,
            Text(
                ko="ε이 제곱근 안에 있습니다. 여기서는 밖에 둡니다. √ŝ를 먼저 구하고 ε을 더하세요.",
                en="ε is inside the root; here it stands outside: take √ŝ first, then add ε.",
            ),
        ),
        Mistake(
            _adam_uncorrected,
            Text(
                ko="두 평균을 보정하지 않았습니다. m은 1 − β₁ᵗ로, s는 1 − β₂ᵗ로 나누세요.",
                en="Neither average is corrected: divide m by 1 − β₁ᵗ and s by 1 − β₂ᵗ.",
            ),
        ),
        Mistake(
            _adam_mean_uncorrected,
            Text(
                ko="s만 보정하고 m은 그대로 썼습니다. 분자에는 m̂이 들어갑니다.",
                en="You correct s but not m: the numerator is m̂.",
            ),
        ),
        Mistake(
            _adam_square_uncorrected,
            Text(
                ko="m만 보정하고 s는 그대로 썼습니다. 분모에는 ŝ가 들어갑니다.",
                en="You correct m but not s: the denominator holds ŝ.",
            ),
        ),
        Mistake(
            _adam_counts_from_zero,
            Text(
                ko="보정의 지수가 t − 1입니다. t는 1부터 세므로 그대로 쓰세요. t − 1이면 첫걸음에서 0으로 나눕니다.",
                en="Your correction uses the power t − 1. As t counts from 1, use t itself: t − 1 divides by 0 at the first step.",
            ),
        ),
        Mistake(
            _adam_square_of_mean,
            Text(
                ko="평균 m의 제곱을 s에 넣었습니다. 제곱의 평균은 그래디언트를 먼저 제곱하고 평균합니다.",
                en="You put the square of the mean m into s. The mean of squares squares the gradient first.",
            ),
        ),
        Mistake(
            _adam_without_square,
            Text(
                ko="s에 그래디언트의 절댓값을 넣었습니다. s는 제곱의 평균입니다.",
                en="You put the gradient's absolute value into s, which is a mean of squares.",
            ),
        ),
        Mistake(
            _adam_without_root,
            Text(
                ko="제곱근이 없습니다. 제곱의 평균으로 나누면 그래디언트가 클수록 걸음이 짧아집니다. √ŝ로 나누세요.",
                en="The root is missing: divided by the mean of squares, a larger gradient takes a shorter step. Divide by √ŝ.",
            ),
        ),
        Mistake(
            _adam_without_mean,
            Text(
                ko="분자에 이번 그래디언트를 그대로 썼습니다. 그것은 RMSProp입니다. Adam의 분자는 평균 m̂입니다.",
                en="The numerator is this step's gradient: that is RMSProp. Adam's is the average, m̂.",
            ),
        ),
        Mistake(
            _adam_old_averages,
            Text(
                ko="건네받은 m과 s를 그대로 썼습니다. 먼저 이번 그래디언트를 두 평균에 넣으세요.",
                en="You use m and s as they came: first take this step's gradient into both averages.",
            ),
        ),
        Mistake(
            _adam_without_eps,
            Text(
                ko="ε을 더하지 않았습니다. 그래디언트가 늘 0인 좌표에서 0/0이 됩니다.",
                en="ε is missing: a coordinate whose gradient is always 0 becomes 0/0.",
            ),
        ),
        Mistake(
            _adam_one_beta,
            Text(
                ko="β₁과 β₂가 뒤바뀌었습니다. β₁은 그래디언트의 평균에, β₂는 제곱의 평균에 씁니다.",
                en="β₁ and β₂ are swapped: β₁ belongs to the mean of gradients, β₂ to the mean of squares.",
            ),
        ),
        Mistake(
            _adam_uphill,
            Text(
                ko="오르막으로 갑니다. 걸음은 w에서 빼야 합니다.",
                en="This goes uphill: the step is subtracted from w.",
            ),
        ),
        Mistake(
            _adam_in_place,
            Text(
                ko="새 위치는 맞지만 건네받은 m과 s를 바꾸었습니다. `m *= …` 대신 새 배열을 만드세요.",
                en="The new point is right, but you change the m and s of the caller: build new arrays instead of `m *= …`.",
            ),
        ),
        Mistake(
            _adam_without_rate,
            Text(
                ko="학습률을 곱하지 않았습니다. 걸음은 η·m̂/(√ŝ + ε)입니다.",
                en="The learning rate is missing: the step is η·m̂/(√ŝ + ε).",
            ),
        ),
        Mistake(
            _adam_move_only,
            Text(
                ko="얼마나 움직일지만 돌려주었습니다. `w`에서 그만큼 옮긴 새 위치가 필요합니다.",
                en="You return the move alone: asked for is the new point, `w` plus the move.",
            ),
        ),
        Mistake(
            _adam_power_too_high,
            Text(
                ko="보정의 지수가 t + 1입니다. t는 이미 1부터 셉니다. 그대로 쓰세요.",
                en="Your correction uses the power t + 1. The t handed in counts from 1 already: use it as it is.",
            ),
        ),
        Mistake(
            _adam_without_power,
            Text(
                ko="보정에 지수 t가 없습니다. 1 − β로 나누는 것은 첫걸음에서만 맞습니다. 1 − βᵗ로 나누세요.",
                en="The correction lacks the power t: dividing by 1 − β is right at the first step alone. Divide by 1 − βᵗ.",
            ),
        ),
        Mistake(
            _adam_eps_after,
            Text(
                ko="ε을 나눗셈이 끝난 뒤에 더했습니다. 분모에 괄호가 필요합니다: `/ (np.sqrt(s_hat) + eps)`.",
                en="You add ε after the division: the denominator needs parentheses, `/ (np.sqrt(s_hat) + eps)`.",
            ),
        ),
        Mistake(
            _adam_whole_gradient,
            Text(
                ko="새 그래디언트에 1 − β₁을, 그 제곱에 1 − β₂를 곱하지 않았습니다. 그러면 평균이 아니라 합이 됩니다.",
                en="The new gradient lacks its 1 − β₁ and its square the 1 − β₂: without them these are sums, not averages.",
            ),
        ),
        Mistake(
            _adam_eps_before_correction,
            Text(
                ko="ε을 보정하기 전의 √s에 더했습니다. 그러면 ε까지 커집니다. 먼저 ŝ를 구하고 √ŝ에 더하세요.",
                en="You add ε to √s before the correction, which enlarges ε as well: compute ŝ first and add ε to √ŝ.",
            ),
        ),
    ),
)

# --- 3. a run of RMSProp ----------------------------------------------------------------------------------


def draw_rmsprop(rng: np.random.Generator) -> Arguments:
    """Two coordinates or more, so that one rate for all shows, and three steps or more, so that the memory shows."""
    size = rng.integers(2, 5)
    curvatures = np.exp(rng.uniform(np.log(0.5), np.log(20.0), size=size))
    w0 = rng.choice([-1.0, 1.0], size=size) * rng.uniform(1.0, 3.0, size=size)
    rho, eps = float(rng.uniform(0.6, 0.9)), float(rng.uniform(0.1, 0.5))
    return curvatures, w0, float(rng.uniform(0.02, 0.1)), rho, eps, int(rng.integers(3, 7))


def rmsprop(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    """Return every point that RMSProp visits on ½ Σ cᵢwᵢ², the start included."""
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        points.append(w)
    return np.array(points)


def _rms_squared_gradient(
    curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int
) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad**2 / (s + eps)
        points.append(w)
    return np.array(points)


def _rms_without_root(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / (s + eps)
        points.append(w)
    return np.array(points)


def _rms_eps_inside(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / np.sqrt(s + eps)
        points.append(w)
    return np.array(points)


def _rms_sum(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = s + grad**2
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        points.append(w)
    return np.array(points)


def _rms_whole_square(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + grad**2
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        points.append(w)
    return np.array(points)


def _rms_one_rate(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, 0.0, [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = float(rho * s + (1 - rho) * np.mean(grad**2))
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        points.append(w)
    return np.array(points)


def _rms_forgets_at_once(
    curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int
) -> Array:
    w, points = w0, [w0]
    for _ in range(steps):
        grad = curvatures * w
        w = w - learning_rate * grad / (np.sqrt((1 - rho) * grad**2) + eps)
        points.append(w)
    return np.array(points)


def _rms_late(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        s = rho * s + (1 - rho) * grad**2
        points.append(w)
    return np.array(points)


def _rms_swapped(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return rmsprop(curvatures, w0, learning_rate, 1 - rho, eps, steps)


def _rms_corrected(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for t in range(1, steps + 1):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / (np.sqrt(s / (1 - rho**t)) + eps)
        points.append(w)
    return np.array(points)


def _rms_uphill(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return rmsprop(curvatures, w0, -learning_rate, rho, eps, steps)


def _rms_without_start(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return rmsprop(curvatures, w0, learning_rate, rho, eps, steps)[1:]


def _rms_aliased(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return np.tile(rmsprop(curvatures, w0, learning_rate, rho, eps, steps)[-1], (steps + 1, 1))


def _rms_eps_after(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / np.sqrt(s) + eps
        points.append(w)
    return np.array(points)


def _rms_without_eps(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return rmsprop(curvatures, w0, learning_rate, rho, 0.0, steps)


def _rms_without_rate(curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int) -> Array:
    return rmsprop(curvatures, w0, 1.0, rho, eps, steps)


def _rms_first_gradient(
    curvatures: Array, w0: Array, learning_rate: float, rho: float, eps: float, steps: int
) -> Array:
    w, s, points = w0, np.zeros_like(w0), [w0]
    for _ in range(steps):
        grad = curvatures * w0
        s = rho * s + (1 - rho) * grad**2
        w = w - learning_rate * grad / (np.sqrt(s) + eps)
        points.append(w)
    return np.array(points)


RMSPROP = Task(
    id="adaptive/rmsprop",
    title=Text(ko="RMSProp의 길", en="The path of RMSProp"),
    solution=rmsprop,
    draw=draw_rmsprop,
    mistakes=(
        Mistake(
            _rms_squared_gradient,
            Text(
                ko="그래디언트의 제곱을 그 평균으로 나누었습니다. 제곱에는 부호가 없어 늘 한쪽으로만 갑니다. 그래디언트를 √s로 나누세요.",
                en="You divide the squared gradient by its average. A square has no sign, so it walks one way only: divide the gradient by √s.",
            ),
        ),
        Mistake(
            _rms_without_root,
            Text(
                ko="제곱근이 빠졌습니다. s는 제곱의 평균이므로 √s라야 그래디언트와 단위가 같습니다.",
                en="The root is missing: s is a mean of squares, and only √s has the unit of the gradient.",
            ),
        ),
        Mistake(
            _rms_eps_inside,
            Text(
                ko="ε이 제곱근 안에 있습니다. 여기서는 √s를 구한 뒤에 더합니다.",
                en="ε is inside the root: here it is added to √s.",
            ),
        ),
        Mistake(
            _rms_sum,
            Text(
                ko="제곱을 잊지 않고 모두 더했습니다. 그것은 Adagrad입니다. 지난 s에 ρ를 곱해 잊어 가게 하세요.",
                en="You add up all squares and forget none: that is Adagrad. Multiply the old s by ρ, so that it fades.",
            ),
        ),
        Mistake(
            _rms_whole_square,
            Text(
                ko="새 제곱에 1 − ρ를 곱하지 않았습니다. 그러면 s는 평균이 아니라 그 1/(1 − ρ)배입니다.",
                en="The new square lacks its factor 1 − ρ: then s is not an average but 1/(1 − ρ) times one.",
            ),
        ),
        Mistake(
            _rms_one_rate,
            Text(
                ko="모든 좌표의 제곱을 하나로 평균했습니다. s는 좌표마다 따로 있는 배열이어야 합니다.",
                en="You average the squares over the coordinates: s is an array, one number for each coordinate.",
            ),
        ),
        Mistake(
            _rms_forgets_at_once,
            Text(
                ko="걸음마다 s를 0에서 다시 시작했습니다. s는 걸음과 걸음 사이에 이어져야 합니다.",
                en="You start s from 0 at every step: it must be carried from one step to the next.",
            ),
        ),
        Mistake(
            _rms_late,
            Text(
                ko="걸음을 내딛고 나서 s를 고쳤습니다. 이번 그래디언트를 s에 먼저 넣고 나누세요. 그러지 않으면 첫걸음이 ε으로만 나뉩니다.",
                en="You update s after the step. Take this gradient into s first: else the first step is divided by ε alone.",
            ),
        ),
        Mistake(
            _rms_swapped,
            Text(
                ko="ρ와 1 − ρ가 뒤바뀌었습니다. ρ는 지난 s에 곱합니다.",
                en="ρ and 1 − ρ are swapped: ρ goes with the old s.",
            ),
        ),
        Mistake(
            _rms_corrected,
            Text(
                ko="s를 1 − ρᵗ로 나누어 보정했습니다. 그것은 Adam이 하는 일이고, RMSProp에는 보정이 없습니다.",
                en="You correct s by 1 − ρᵗ, as Adam does: RMSProp has no correction.",
            ),
        ),
        Mistake(
            _rms_uphill,
            Text(
                ko="오르막으로 갑니다. 나눈 그래디언트를 w에서 빼야 합니다.",
                en="This goes uphill: subtract the divided gradient from w.",
            ),
        ),
        Mistake(
            _rms_without_start,
            Text(
                ko="출발점이 빠졌습니다. 첫 행은 `w0`입니다.",
                en="The start is missing: the first row is `w0`.",
            ),
        ),
        Mistake(
            _rms_aliased,
            Text(
                ko="모든 행이 마지막 점입니다. 같은 배열을 고쳐 가며 넣은 것입니다. 걸음마다 새 배열을 만드세요.",
                en="Every row is the last point: you put in one array and kept changing it. Build a new one at every step.",
            ),
        ),
        Mistake(
            _rms_eps_after,
            Text(
                ko="ε을 나눗셈이 끝난 뒤에 더했습니다. 분모에 괄호가 필요합니다: `/ (np.sqrt(s) + eps)`.",
                en="You add ε after the division: the denominator needs parentheses, `/ (np.sqrt(s) + eps)`.",
            ),
        ),
        Mistake(
            _rms_without_eps,
            Text(
                ko="ε을 더하지 않았습니다. 그래디언트가 늘 0인 좌표에서 0/0이 됩니다.",
                en="ε is missing: a coordinate whose gradient is always 0 becomes 0/0.",
            ),
        ),
        Mistake(
            _rms_without_rate,
            Text(
                ko="걸음에 학습률이 들어 있지 않습니다. 나눈 그래디언트에 η를 곱하세요.",
                en="The learning rate is not in the step: multiply the divided gradient by η.",
            ),
        ),
        Mistake(
            _rms_first_gradient,
            Text(
                ko="그래디언트를 늘 출발점에서 구했습니다. 걸음마다 지금 위치에서 다시 구하세요.",
                en="The gradient is always that of the start: compute it anew where the step begins.",
            ),
        ),
    ),
)

# --- 4. weight decay --------------------------------------------------------------------------------------


def draw_decay(rng: np.random.Generator) -> Arguments:
    """As for a step of Adam, with a decay that is far from negligible."""
    return *draw_adam(rng), float(rng.uniform(0.2, 0.8))


def adamw_step(
    w: Array, grad: Array, m: Array, s: Array, t: int, learning_rate: float, beta1: float, beta2: float, eps: float,
    weight_decay: float,
) -> Array:  # fmt: skip
    """Return the point after step t of AdamW: Adam's, less learning rate × decay × w."""
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) - learning_rate * weight_decay * w


def _decay_as_l2(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad + weight_decay * w, m, s, t, learning_rate, beta1, beta2, eps)


def _decay_as_l2_doubled(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad + 2 * weight_decay * w, m, s, t, learning_rate, beta1, beta2, eps)


def _decay_missing(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, _ = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps)


def _decay_without_rate(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) - weight_decay * w


def _decay_growing(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) + learning_rate * weight_decay * w


def _decay_afterwards(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) * (1 - learning_rate * weight_decay)


def _decay_scaled(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    s_hat = (beta2 * s + (1 - beta2) * grad**2) / (1 - beta2**t)
    shrink = learning_rate * weight_decay * w / (np.sqrt(s_hat) + eps)
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) - shrink


def _decay_by_sign(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    learning_rate, beta1, beta2, eps, weight_decay = rates
    return adam_step(w, grad, m, s, t, learning_rate, beta1, beta2, eps) - learning_rate * weight_decay * np.sign(w)


def _decay_twice(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    return adam_step(w, grad, m, s, t, *rates[:4]) - 2 * rates[0] * rates[4] * w


def _decay_without_w(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    return adam_step(w, grad, m, s, t, *rates[:4]) - rates[0] * rates[4]


def _decay_of_squares(w: Array, grad: Array, m: Array, s: Array, t: int, *rates: float) -> Array:
    return adam_step(w, grad, m, s, t, *rates[:4]) - rates[0] * rates[4] * w**2


DECAY = Task(
    id="adaptive/adamw-step",
    title=Text(ko="AdamW의 한 걸음", en="One step of AdamW"),
    solution=adamw_step,
    draw=draw_decay,
    mistakes=(
        Mistake(
            _decay_as_l2,
            Text(
                ko="λw를 그래디언트에 더했습니다. 그것은 L2 규제를 넣은 Adam입니다. AdamW는 λw를 √ŝ로 나누지 않고 따로 뺍니다.",
                en="You add λw to the gradient: that is Adam with L2. AdamW subtracts λw apart, not divided by √ŝ.",
            ),
        ),
        Mistake(
            _decay_as_l2_doubled,
            Text(
                ko="2λw를 그래디언트에 더했습니다. AdamW의 감쇠는 그래디언트 밖에서 일어나고, 2도 붙지 않습니다.",
                en="You add 2λw to the gradient. The decay of AdamW stays out of the gradient, and there is no 2.",
            ),
        ),
        Mistake(
            _decay_missing,
            Text(
                ko="감쇠가 없는 보통 Adam입니다. λw가 어디에도 나오지 않습니다.",
                en="This is plain Adam: λw does not occur anywhere.",
            ),
        ),
        Mistake(
            _decay_without_rate,
            Text(
                ko="감쇠에 학습률을 곱하지 않았습니다. 한 걸음에 빼는 것은 ηλw입니다.",
                en="The decay lacks the learning rate: a step subtracts ηλw.",
            ),
        ),
        Mistake(
            _decay_growing,
            Text(
                ko="감쇠의 부호가 거꾸로입니다. 가중치가 걸음마다 커집니다.",
                en="The sign of the decay is reversed: the weights grow with every step.",
            ),
        ),
        Mistake(
            _decay_afterwards,
            Text(
                ko="Adam의 걸음까지 함께 줄였습니다. 감쇠는 걸음을 내딛기 전의 w에 곱합니다.",
                en="You shrink Adam's own step along with w: the decay applies to w as it was before the step.",
            ),
        ),
        Mistake(
            _decay_scaled,
            Text(
                ko="λw도 √ŝ + ε으로 나누었습니다. 나누지 않는 것이 AdamW의 핵심입니다.",
                en="You divide λw by √ŝ + ε as well: leaving that out is the whole point of AdamW.",
            ),
        ),
        Mistake(
            _decay_by_sign,
            Text(
                ko="w의 부호만 썼습니다. 그것은 L1 방식의 감쇠입니다. 가중치 감쇠는 w에 비례합니다.",
                en="You use the sign of w, a decay of the L1 kind: weight decay is proportional to w.",
            ),
        ),
        Mistake(
            _decay_twice,
            Text(
                ko="감쇠가 두 배입니다. 2는 L2 규제 λ‖w‖²을 미분할 때 나옵니다. 가중치 감쇠는 ηλw를 그대로 뺍니다.",
                en="The decay is doubled. A 2 comes from differentiating an L2 penalty λ‖w‖²; weight decay simply subtracts ηλw.",
            ),
        ),
        Mistake(
            _decay_without_w,
            Text(
                ko="감쇠에 w가 빠졌습니다. 모든 가중치에서 같은 수를 빼는 것이 아니라 w에 비례해 ηλw를 뺍니다.",
                en="The decay lacks w: not the same number for all weights, but ηλw, in proportion to each.",
            ),
        ),
        Mistake(
            _decay_of_squares,
            Text(
                ko="w²을 뺐습니다. 그러면 음수 가중치는 더 멀어집니다. 감쇠는 w에 비례합니다.",
                en="You subtract w², which drives negative weights farther away: the decay is proportional to w.",
            ),
        ),
    ),
)

# --- quiz -------------------------------------------------------------------------------------------------

SCALE = Question(
    Text(
        ko="손실에 100을 곱했습니다. 학습률은 그대로입니다. 그래디언트가 ε보다 훨씬 클 때, Adam의 걸음은 어떻게 됩니까?",
        en="The loss is multiplied by 100 and the learning rate kept. If gradients are much larger than ε, what becomes of Adam's steps?",
    ),
    (
        Option(
            Text(ko="100배 길어집니다.", en="They become 100 times as long"),
            Text(
                ko="그것은 경사 하강법입니다. Adam에서는 분자와 분모가 똑같이 100배가 됩니다.",
                en="That is gradient descent. In Adam numerator and denominator both grow a hundredfold.",
            ),
        ),
        Option(
            Text(ko="100배 짧아집니다.", en="They become 100 times as short"),
            Text(
                ko="ŝ는 100²배가 되지만 제곱근을 씌우면 100배이고, 분자도 100배입니다.",
                en="ŝ grows by 100², but its root by 100, and so does the numerator.",
            ),
        ),
        Option(
            Text(ko="그대로입니다.", en="Nothing changes"),
            Text(
                ko="m̂과 √ŝ가 똑같이 100배가 되어 몫은 그대로입니다.",
                en="m̂ and √ŝ both grow a hundredfold, so their quotient stays.",
            ),
            right=True,
        ),
    ),
)

FIRST_STEP = Question(
    Text(
        ko="β₁ = 0.9, β₂ = 0.999인 Adam에서 편향 보정을 빼면 첫걸음은 어떻게 됩니까?",
        en="With β₁ = 0.9 and β₂ = 0.999, what does leaving out Adam's bias correction do to the first step?",
    ),
    (
        Option(
            Text(
                ko="10배 짧아집니다. m이 10배 작기 때문입니다.",
                en="It is ten times too short, as m is ten times too small",
            ),
            Text(
                ko="분모도 작아집니다. s는 1000배 작으므로 √s는 약 32배 작습니다.",
                en="The denominator is too small as well: s by a factor of 1000, so √s by about 32.",
            ),
        ),
        Option(
            Text(ko="약 3.2배 길어집니다.", en="It is about 3.2 times too long"),
            Text(
                ko="(1 − β₁)/√(1 − β₂) = 0.1/√0.001 ≈ 3.16입니다. 분모가 분자보다 더 작아집니다.",
                en="(1 − β₁)/√(1 − β₂) = 0.1/√0.001 ≈ 3.16: the denominator suffers more than the numerator.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="그대로입니다. 둘 다 0에서 출발하기 때문입니다.",
                en="It stays the same, as both averages start from 0",
            ),
            Text(
                ko="둘의 β가 다르고 하나는 제곱근 안에 있으므로 상쇄되지 않습니다. β₂ = 0.99였다면 첫걸음만은 우연히 맞습니다.",
                en="The two β differ and one is under a root, so they do not cancel; with β₂ = 0.99 the first step alone would happen to be right.",
            ),
        ),
        Option(
            Text(ko="0으로 나누게 됩니다.", en="It divides by 0"),
            Text(
                ko="0으로 나누는 것은 보정을 하면서 t를 0부터 셀 때입니다.",
                en="Dividing by 0 is what happens with the correction, if t counts from 0.",
            ),
        ),
    ),
)

EPSILON = Question(
    Text(
        ko="그래디언트의 크기가 늘 10⁻⁶쯤이고 ε = 10⁻⁸입니다. ε을 √ŝ 밖에 둔 라이브러리에서 제곱근 안에 둔 라이브러리로 옮기면?",
        en="Gradients are of size 10⁻⁶ throughout, ε = 10⁻⁸. You move from a library with ε outside the root to one with ε inside. What happens?",
    ),
    (
        Option(
            Text(ko="걸음이 100배쯤 짧아집니다.", en="Steps become about 100 times as short"),
            Text(
                ko="안에 두면 분모가 √(10⁻¹² + 10⁻⁸) ≈ 10⁻⁴이 되어 그래디언트의 100배입니다.",
                en="Inside, the denominator is √(10⁻¹² + 10⁻⁸) ≈ 10⁻⁴, a hundred times the gradient.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="거의 그대로입니다. ε이 그래디언트보다 작기 때문입니다.",
                en="Hardly anything, as ε is smaller than the gradients",
            ),
            Text(
                ko="안에서는 ε이 그래디언트가 아니라 그 제곱 10⁻¹²과 겨룹니다. 그보다는 훨씬 큽니다.",
                en="Inside, ε competes not with the gradient but with its square, 10⁻¹², and is far larger than that.",
            ),
        ),
        Option(
            Text(ko="걸음이 길어집니다.", en="Steps become longer"),
            Text(
                ko="분모가 커지므로 짧아집니다.",
                en="The denominator grows, so they become shorter.",
            ),
        ),
    ),
)

SPARSE = Question(
    Text(
        ko="Adagrad가 확률적 경사 하강법보다 뚜렷이 나으리라고 기대할 수 있는 데이터는 무엇입니까?",
        en="On which data would you expect Adagrad to be clearly better than stochastic gradient descent?",
    ),
    (
        Option(
            Text(ko="모든 특성이 똑같이 드물게 나타나는 데이터", en="Data in which all features are equally rare"),
            Text(
                ko="모두 같으면 학습률 하나로 충분합니다. 좌표마다 따로 둘 까닭이 없습니다.",
                en="If all are alike, one learning rate suits them all: there is nothing to adapt.",
            ),
        ),
        Option(
            Text(
                ko="두 특성이 강하게 상관되어 골짜기가 45°로 누운 데이터",
                en="Two strongly correlated features, whose valley lies at 45°",
            ),
            Text(
                ko="그러면 두 좌표의 그래디언트가 비슷한 크기라서 학습률도 비슷해집니다. 축을 늘이는 것으로는 돌아간 골짜기를 펼 수 없습니다.",
                en="Both coordinates then see gradients of like size, and get like rates. Stretching axes does not straighten a turned valley.",
            ),
        ),
        Option(
            Text(
                ko="몇 특성은 늘 나타나고 대부분은 아주 드문 데이터",
                en="A few features always present, most of them very rare",
            ),
            Text(
                ko="드문 특성은 제곱의 합이 작아 학습률이 크게 남고, 흔한 특성의 학습률은 줄어듭니다.",
                en="Rare features gather small sums of squares and keep a high rate, while that of the frequent ones falls.",
            ),
            right=True,
        ),
    ),
)

DECOUPLED = Question(
    Text(
        ko="Adam에서 L2 규제를 손실에 넣었습니다. 그래디언트의 잡음이 큰 가중치와 작은 가중치 가운데 어느 쪽이 더 약하게 규제됩니까?",
        en="An L2 penalty is added to the loss and Adam minimises it. Which weights are regularised less: those with noisy gradients or those with quiet ones?",
    ),
    (
        Option(
            Text(ko="잡음이 큰 쪽", en="Those with noisy gradients"),
            Text(
                ko="λw도 √ŝ로 나뉘는데, 잡음이 크면 √ŝ가 큽니다. AdamW는 λw를 나누지 않아 모두 똑같이 줄입니다.",
                en="λw is divided by √ŝ too, which is large where noise is. AdamW does not divide λw and shrinks all alike.",
            ),
            right=True,
        ),
        Option(
            Text(ko="잡음이 작은 쪽", en="Those with quiet gradients"),
            Text(
                ko="√ŝ가 작으면 λw를 작은 수로 나누므로 오히려 강하게 줄어듭니다.",
                en="Where √ŝ is small, λw is divided by little, and the weight shrinks faster.",
            ),
        ),
        Option(
            Text(ko="둘이 같습니다.", en="Both alike"),
            Text(
                ko="경사 하강법이나 AdamW라면 같습니다. L2를 넣은 Adam에서는 √ŝ가 둘을 갈라놓습니다.",
                en="So it would be in gradient descent or AdamW. In Adam with L2, √ŝ tells them apart.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="adaptive",
    title=Text(ko="적응적 학습률", en="Adaptive learning rates"),
    tasks=(AVERAGE, ADAM, RMSPROP, DECAY),
    questions=(SCALE, FIRST_STEP, EPSILON, SPARSE, DECOUPLED),
)
