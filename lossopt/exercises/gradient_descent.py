"""Exercises of the chapter on gradient descent: one step, the largest learning rate, a whole fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. one step ------------------------------------------------------------------------------------------


def draw_step(rng: np.random.Generator) -> Arguments:
    """Points of two to five coordinates: with one alone, a normalised gradient is hard to tell from its sign."""
    size = rng.integers(2, 6)
    return rng.normal(size=size), rng.normal(scale=3.0, size=size), float(rng.uniform(0.02, 0.5))


def step(w: Array, grad: Array, learning_rate: float) -> Array:
    """Take one step of gradient descent."""
    return w - learning_rate * grad


def _step_without_rate(w: Array, grad: Array, learning_rate: float) -> Array:
    return w - grad


def _step_uphill(w: Array, grad: Array, learning_rate: float) -> Array:
    return w + learning_rate * grad


def _step_divided(w: Array, grad: Array, learning_rate: float) -> Array:
    return w - grad / learning_rate


def _step_normalised(w: Array, grad: Array, learning_rate: float) -> Array:
    return w - learning_rate * grad / np.linalg.norm(grad)


def _step_by_sign(w: Array, grad: Array, learning_rate: float) -> Array:
    return w - learning_rate * np.sign(grad)


def _step_change_only(w: Array, grad: Array, learning_rate: float) -> Array:
    return -learning_rate * grad


def _step_scaled_gradient(w: Array, grad: Array, learning_rate: float) -> Array:
    return learning_rate * grad


def _step_scaling_both(w: Array, grad: Array, learning_rate: float) -> Array:
    return learning_rate * (w - grad)


def _step_in_place(w: Array, grad: Array, learning_rate: float) -> Array:
    w -= learning_rate * grad
    return w


STEP = Task(
    id="gradient-descent/step",
    title=Text(ko="한 걸음", en="One step"),
    solution=step,
    draw=draw_step,
    mistakes=(
        Mistake(
            _step_without_rate,
            Text(
                ko="학습률을 곱하지 않았습니다. 걸음의 길이는 ‖∇f‖가 아니라 η‖∇f‖입니다.",
                en="The learning rate is missing: the length of a step is η‖∇f‖, not ‖∇f‖.",
            ),
        ),
        Mistake(
            _step_uphill,
            Text(
                ko="그래디언트를 더했습니다. 그래디언트는 함수가 가장 가파르게 커지는 쪽을 가리키므로 내려가려면 빼야 합니다.",
                en="You add the gradient. It points to where the function rises most steeply: to descend, subtract it.",
            ),
        ),
        Mistake(
            _step_divided,
            Text(
                ko="학습률로 나누었습니다. 그러면 학습률이 작을수록 오히려 멀리 뜁니다. 곱해야 합니다.",
                en="You divide by the learning rate, so a smaller one jumps farther: multiply by it.",
            ),
        ),
        Mistake(
            _step_normalised,
            Text(
                ko="그래디언트를 길이 1로 만들었습니다. 그러면 최솟값 가까이에서도 걸음이 짧아지지 않습니다. 길이를 그대로 두세요.",
                en="You scaled the gradient to length 1, so steps no longer shorten near a minimum: keep its length.",
            ),
        ),
        Mistake(
            _step_by_sign,
            Text(
                ko="그래디언트의 부호만 썼습니다. 좌표마다 기울기의 크기도 걸음에 들어가야 합니다.",
                en="You use the gradient's sign alone: the size of each slope belongs in the step too.",
            ),
        ),
        Mistake(
            _step_change_only,
            Text(
                ko="얼마나 움직일지(−η∇f)만 돌려주었습니다. 지금 위치 `w`에 더한 새 위치가 필요합니다.",
                en="You return only the move, −η∇f. Asked for is the new point: add the move to `w`.",
            ),
        ),
        Mistake(
            _step_scaled_gradient,
            Text(
                ko="학습률과 그래디언트의 곱만 돌려주었습니다. 지금 위치 `w`에서 그만큼 뺀 새 위치가 필요합니다.",
                en="You return learning rate times gradient alone: the new point is `w` minus that.",
            ),
        ),
        Mistake(
            _step_scaling_both,
            Text(
                ko="위치 `w`에도 학습률을 곱했습니다. 괄호를 보세요. 학습률은 그래디언트에만 곱합니다.",
                en="You multiply the point `w` by the learning rate too: check the parentheses, it scales the gradient alone.",
            ),
        ),
        Mistake(
            _step_in_place,
            Text(
                ko="새 위치는 맞지만 `w -= …`는 건네받은 배열까지 바꿉니다. 부른 쪽의 출발점이 사라지니 `w - …`로 새 배열을 만드세요.",
                en="The new point is right, but `w -= …` changes the caller's array and its start is lost: build a new one with `w - …`.",
            ),
        ),
    ),
)

# --- 2. the largest learning rate -------------------------------------------------------------------------


def draw_hessian(rng: np.random.Generator) -> Arguments:
    """Positive definite and not diagonal, from size 3 on: at 2 × 2 the trace is λ_min + λ_max."""
    size = rng.integers(3, 6)
    rotation = np.linalg.qr(rng.normal(size=(size, size)))[0]
    eigenvalues = np.exp(rng.uniform(np.log(0.2), np.log(20.0), size=size))
    hessian = rotation * eigenvalues @ rotation.T
    return ((hessian + hessian.T) / 2,)


def largest_learning_rate(hessian: Array) -> float:
    """Return the bound below which gradient descent on ½ wᵀHw converges from everywhere."""
    return float(2 / np.linalg.eigvalsh(hessian)[-1])


def _rate_half(hessian: Array) -> float:
    return float(1 / np.linalg.eigvalsh(hessian)[-1])


def _rate_flattest(hessian: Array) -> float:
    return float(2 / np.linalg.eigvalsh(hessian)[0])


def _rate_fastest(hessian: Array) -> float:
    eigenvalues = np.linalg.eigvalsh(hessian)
    return float(2 / (eigenvalues[0] + eigenvalues[-1]))


def _rate_trace(hessian: Array) -> float:
    return float(2 / np.trace(hessian))


def _rate_frobenius(hessian: Array) -> float:
    return float(2 / np.linalg.norm(hessian))


def _rate_row_sum(hessian: Array) -> float:
    return float(2 / np.abs(hessian).sum(axis=1).max())


def _rate_largest_entry(hessian: Array) -> float:
    return float(2 / np.max(hessian))


def _rate_squared(hessian: Array) -> float:
    return float(2 / np.linalg.eigvalsh(hessian.T @ hessian)[-1])


def _rate_inverted(hessian: Array) -> float:
    return float(np.linalg.eigvalsh(hessian)[-1] / 2)


def _rate_curvature(hessian: Array) -> float:
    return float(np.linalg.eigvalsh(hessian)[-1])


def _rate_condition(hessian: Array) -> float:
    return float(2 / np.linalg.cond(hessian))


def _rate_every(hessian: Array) -> Array:
    return np.asarray(2 / np.linalg.eigvalsh(hessian))


RATE = Task(
    id="gradient-descent/largest-learning-rate",
    title=Text(ko="학습률의 한계", en="The limit of the learning rate"),
    solution=largest_learning_rate,
    draw=draw_hessian,
    mistakes=(
        Mistake(
            _rate_half,
            Text(
                ko="1/λ_max입니다. 이 학습률은 안전하지만 한계는 아닙니다. |1 − ηλ| < 1이 깨지는 η는 어디입니까?",
                en="This is 1/λ_max: safe, but not yet the limit. At which η does |1 − ηλ| < 1 break?",
            ),
        ),
        Mistake(
            _rate_flattest,
            Text(
                ko="가장 작은 고윳값을 썼습니다. 가장 평평한 방향은 견디지만 가장 가파른 방향은 발산합니다.",
                en="You use the smallest eigenvalue: the flattest direction bears that rate, the steepest one diverges.",
            ),
        ),
        Mistake(
            _rate_fastest,
            Text(
                ko="2/(λ_min + λ_max)는 가장 빨리 수렴하는 학습률입니다. 물은 것은 수렴하는 학습률의 한계입니다.",
                en="2/(λ_min + λ_max) is the rate that converges fastest; asked for is the limit up to which it converges.",
            ),
        ),
        Mistake(
            _rate_trace,
            Text(
                ko="대각합은 고윳값의 합입니다. 가장 큰 고윳값 하나만 한계를 정합니다.",
                en="The trace is the sum of the eigenvalues; the limit is set by the largest one alone.",
            ),
        ),
        Mistake(
            _rate_frobenius,
            Text(
                ko="`np.linalg.norm(H)`는 프로베니우스 노름(모든 고윳값의 제곱합의 제곱근)이라 λ_max보다 큽니다. 고윳값을 구하세요.",
                en="`np.linalg.norm(H)` is the Frobenius norm, which mixes all eigenvalues and exceeds λ_max: compute eigenvalues.",
            ),
        ),
        Mistake(
            _rate_row_sum,
            Text(
                ko="행의 절댓값 합은 λ_max를 위에서 누르는 값일 뿐입니다. 이 학습률은 안전하지만 한계보다 작습니다.",
                en="The largest row sum only bounds λ_max from above: this rate is safe, but below the limit.",
            ),
        ),
        Mistake(
            _rate_largest_entry,
            Text(
                ko="가장 큰 원소(대각선 위에 있습니다)는 좌표축 방향의 곡률입니다. 가장 가파른 방향은 축 사이로 기울어 있을 수 있습니다.",
                en="The largest entry, on the diagonal, is the curvature along an axis; the steepest direction may lie between the axes.",
            ),
        ),
        Mistake(
            _rate_squared,
            Text(
                ko="HᵀH의 고윳값은 λ²입니다. 대칭인 헤세 행렬은 그 자체의 고윳값을 쓰면 됩니다.",
                en="The eigenvalues of HᵀH are λ². A Hessian is symmetric: take its own eigenvalues.",
            ),
        ),
        Mistake(
            _rate_inverted,
            Text(
                ko="분자와 분모가 뒤바뀌었습니다. 곡률이 클수록 학습률은 작아져야 합니다.",
                en="It is upside down: the larger the curvature, the smaller the learning rate must be.",
            ),
        ),
        Mistake(
            _rate_curvature,
            Text(
                ko="이것은 가장 큰 곡률 L = λ_max입니다. 여기서 학습률의 한계를 만드세요.",
                en="This is the largest curvature, L = λ_max itself: now make the limit of the learning rate from it.",
            ),
        ),
        Mistake(
            _rate_condition,
            Text(
                ko="조건수로 나누었습니다. 조건수는 얼마나 느린지를 말하고, 발산하는지는 λ_max 하나가 정합니다.",
                en="You divide by the condition number: it tells how slow descent is; whether it diverges is up to λ_max alone.",
            ),
        ),
        Mistake(
            _rate_every,
            Text(
                ko="고유벡터 방향마다 한계를 하나씩 돌려주었습니다. 어느 방향에서도 발산하지 않으려면 그 가운데 어느 것을 골라야 합니까?",
                en="You return a limit for each eigenvector. Which of them holds if no direction may diverge?",
            ),
        ),
    ),
)

# --- 3. a whole fit ---------------------------------------------------------------------------------------


def draw_regression(rng: np.random.Generator) -> Arguments:
    """More examples than features, two features at least, and a rate that converges for the right gradient."""
    examples, features = rng.integers(5, 10), rng.integers(2, 5)
    X = rng.normal(size=(examples, features))
    y = rng.normal(size=examples)
    curvature = 2 * np.linalg.eigvalsh(X.T @ X)[-1] / examples
    learning_rate = float(rng.uniform(0.3, 1.5) / curvature)
    return X, y, rng.normal(size=features), learning_rate, int(rng.integers(2, 7))


def fit(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    """Return every point that gradient descent on the mean squared error visits, the start included."""
    points = [w0]
    for _ in range(steps):
        points.append(points[-1] - learning_rate * _gradient(X, y, points[-1]))
    return np.array(points)


def _gradient(X: Array, y: Array, w: Array) -> Array:
    gradient: Array = 2 / len(y) * X.T @ (X @ w - y)
    return gradient


def _fit_sum(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate * len(y), steps)


def _fit_half(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate / 2, steps)


def _fit_half_sum(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate * len(y) / 2, steps)


def _fit_mean_over_features(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate * len(y) / X.shape[1], steps)


def _fit_uphill(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, -learning_rate, steps)


def _fit_without_rate(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, 1.0, steps)


def _fit_mean_of_everything(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = [w0]
    for _ in range(steps):
        slope = 2 * np.mean(X * (X @ points[-1] - y)[:, np.newaxis])
        points.append(points[-1] - learning_rate * slope)
    return np.array(points)


def _fit_mean_residual(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = [w0]
    for _ in range(steps):
        points.append(points[-1] - learning_rate * 2 * np.mean(X @ points[-1] - y))
    return np.array(points)


def _fit_frozen_gradient(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    gradient = _gradient(X, y, w0)
    return np.array([w0 - number * learning_rate * gradient for number in range(steps + 1)])


def _fit_aliased(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    w = w0.copy()
    points = [w]
    for _ in range(steps):
        w -= learning_rate * _gradient(X, y, w)
        points.append(w)
    return np.array(points)


def _fit_without_start(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate, steps)[1:]


def _fit_without_end(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate, steps)[:-1]


def _fit_one_more(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate, steps + 1)


def _fit_shifted(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate, steps + 1)[1:]


def _fit_end_only(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    end: Array = fit(X, y, w0, learning_rate, steps)[-1]
    return end


def _fit_in_place(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = np.empty((steps + 1, len(w0)))
    points[0] = w0
    for number in range(steps):
        w0 -= learning_rate * _gradient(X, y, w0)
        points[number + 1] = w0
    return points


def _fit_mean_over_entries(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate / X.shape[1], steps)


def _fit_crossed(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = [w0]
    for _ in range(steps):
        errors = (X @ points[-1])[:, np.newaxis] - y  # every prediction against every target
        points.append(points[-1] - learning_rate * 2 / len(y) * (X.T @ errors).sum(axis=1))
    return np.array(points)


def _fit_one_example(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = [w0]
    for number in range(steps):
        row = number % len(y)
        points.append(points[-1] - learning_rate * 2 * (X[row] @ points[-1] - y[row]) * X[row])
    return np.array(points)


def _fit_coordinatewise(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    points = [w0]
    for _ in range(steps):
        w = points[-1].copy()
        for j in range(len(w)):
            w[j] -= learning_rate * 2 * np.mean((X @ w - y) * X[:, j])
        points.append(w)
    return np.array(points)


def _fit_losses(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return np.asarray(np.mean((fit(X, y, w0, learning_rate, steps) @ X.T - y) ** 2, axis=1))


def _fit_returns_early(X: Array, y: Array, w0: Array, learning_rate: float, steps: int) -> Array:
    return fit(X, y, w0, learning_rate, 1)


FIT = Task(
    id="gradient-descent/fit",
    title=Text(ko="선형 회귀", en="Linear regression"),
    solution=fit,
    draw=draw_regression,
    mistakes=(
        Mistake(
            _fit_sum,
            Text(
                ko="배치 전체를 더하기만 했습니다. 평균이라면 예제 수로 나누어야 합니다.",
                en="You add up over the whole batch; for a mean, divide by the number of examples.",
            ),
        ),
        Mistake(
            _fit_half,
            Text(
                ko="2가 빠졌습니다. 제곱을 미분하면 2가 나옵니다. 손실 앞에 ½을 둘 때만 사라집니다.",
                en="A factor of 2 is missing: it comes from the square, and only a loss with ½ in front cancels it.",
            ),
        ),
        Mistake(
            _fit_half_sum,
            Text(
                ko="Xᵀ(Xw − y)에서 멈추었습니다. 제곱의 미분에서 나오는 2와, 평균을 내는 1/n이 모두 빠졌습니다.",
                en="You stop at Xᵀ(Xw − y): both the 2 from the square and the 1/n of the mean are missing.",
            ),
        ),
        Mistake(
            _fit_mean_over_features,
            Text(
                ko="특성의 수로 나누었습니다. 평균은 예제에 대한 것이므로 행의 수 `len(y)`로 나눕니다.",
                en="You divide by the number of features; the mean is over examples, the rows: `len(y)`.",
            ),
        ),
        Mistake(
            _fit_uphill,
            Text(
                ko="손실이 커지는 쪽으로 움직입니다. 오차를 `y - X @ w`로 두었다면 그래디언트의 부호도 바뀝니다.",
                en="It moves uphill. If your residual is `y - X @ w`, the gradient's sign is reversed too.",
            ),
        ),
        Mistake(
            _fit_without_rate,
            Text(
                ko="걸음에 학습률이 들어 있지 않습니다. 그래디언트를 통째로 빼고 있습니다.",
                en="The learning rate is not in the step: you subtract the whole gradient.",
            ),
        ),
        Mistake(
            _fit_mean_of_everything,
            Text(
                ko="`np.mean`이 특성까지 평균 냈습니다. 특성마다 기울기가 하나씩 필요하니 `axis=0`으로 예제에 대해서만 평균 내세요.",
                en="`np.mean` averages over the features too. Each feature needs its own slope: average over examples, `axis=0`.",
            ),
        ),
        Mistake(
            _fit_mean_residual,
            Text(
                ko="오차의 평균만 썼고 `X`가 빠졌습니다. 예측 Xw를 w로 미분하면 X가 나옵니다(연쇄 법칙).",
                en="You use the mean residual without `X`: by the chain rule, differentiating Xw brings X down.",
            ),
        ),
        Mistake(
            _fit_frozen_gradient,
            Text(
                ko="그래디언트를 출발점에서 한 번만 계산했습니다. 걸음마다 지금 위치에서 다시 계산해야 합니다.",
                en="The gradient is computed once, at the start: compute it anew at every point.",
            ),
        ),
        Mistake(
            _fit_aliased,
            Text(
                ko="모든 행이 마지막 점입니다. 같은 배열을 `w -= …`로 고치며 여러 번 담았습니다. 걸음마다 새 배열을 만들거나 복사본을 담으세요.",
                en="Every row is the last point: the same array was stored each time and changed by `w -= …`. Store a copy or build a new one.",
            ),
        ),
        Mistake(
            _fit_without_start,
            Text(
                ko="출발점 `w0`가 빠졌습니다. 결과는 출발점을 포함해 steps + 1개의 행입니다.",
                en="The start `w0` is missing: the result has steps + 1 rows, the start among them.",
            ),
        ),
        Mistake(
            _fit_without_end,
            Text(
                ko="마지막 점이 빠졌습니다. 옮긴 다음에 담아야 마지막 걸음의 결과도 남습니다.",
                en="The last point is missing: store the point after the move, and once more before the loop.",
            ),
        ),
        Mistake(
            _fit_one_more,
            Text(
                ko="한 걸음 더 갔습니다. 점은 steps + 1개지만 걸음은 steps번입니다.",
                en="One step too many: there are steps + 1 points, but only steps moves.",
            ),
        ),
        Mistake(
            _fit_shifted,
            Text(
                ko="모양은 맞지만 한 칸 밀렸습니다. 첫 행은 출발점 `w0`여야 하고 걸음은 steps번입니다.",
                en="The shape is right, but all is shifted by one: the first row is `w0`, and there are steps moves.",
            ),
        ),
        Mistake(
            _fit_end_only,
            Text(
                ko="마지막 점만 돌려주었습니다. 지나온 점을 모두 행으로 쌓아 돌려주세요.",
                en="You return the last point alone: return every point on the way, one per row.",
            ),
        ),
        Mistake(
            _fit_in_place,
            Text(
                ko="점들은 맞지만 `w0`를 제자리에서 고쳐 부른 쪽의 출발점이 바뀌었습니다. `w0.copy()`에서 시작하세요.",
                en="The points are right, but `w0` itself was changed, and the caller's start with it: begin with `w0.copy()`.",
            ),
        ),
        Mistake(
            _fit_mean_over_entries,
            Text(
                ko="`X`의 성분 수(행 × 열)로 나누었습니다. 오차는 예제마다 하나이므로 예제 수 `len(y)`로 나눕니다.",
                en="You divide by the number of entries of `X`, rows times columns. There is one error per example: divide by `len(y)`.",
            ),
        ),
        Mistake(
            _fit_crossed,
            Text(
                ko="`(n, 1)` 모양과 `(n,)` 모양을 빼서 `(n, n)`이 되었습니다. 모든 예측을 모든 정답과 견준 셈입니다. 두 배열의 모양을 같게 하세요.",
                en="Shapes `(n, 1)` and `(n,)` were subtracted and made `(n, n)`: every prediction against every target. Give both the same shape.",
            ),
        ),
        Mistake(
            _fit_one_example,
            Text(
                ko="걸음마다 예제를 하나씩만 썼습니다. 이 문제의 걸음에는 모든 예제의 평균이 들어갑니다.",
                en="You use one example per step. Here every step follows the mean over all examples.",
            ),
        ),
        Mistake(
            _fit_coordinatewise,
            Text(
                ko="좌표를 하나씩 고치면서 이미 고친 좌표로 다음 기울기를 구했습니다. 그래디언트를 먼저 다 구한 뒤에 모든 좌표를 한꺼번에 옮기세요.",
                en="You change one coordinate after the other and take the next slope where the last change led. Compute the whole gradient first, then move all at once.",
            ),
        ),
        Mistake(
            _fit_losses,
            Text(
                ko="지나온 점의 손실을 돌려주었습니다. 물은 것은 점들 자체, 곧 `w`입니다.",
                en="You return the loss at every point. Asked for are the points themselves, the `w`.",
            ),
        ),
        Mistake(
            _fit_returns_early,
            Text(
                ko="한 걸음만 가고 돌아왔습니다. `return`이 반복문 안에 들어 있지 않은지 들여쓰기를 보세요.",
                en="It comes back after one step: is the `return` indented into the loop?",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

LIMIT = Question(
    Text(
        ko="f(w) = 2w²의 최솟값을 경사 하강법으로 찾습니다. 학습률 η가 얼마를 넘으면 발산합니까?",
        en="Gradient descent minimises f(w) = 2w². Beyond which learning rate η does it diverge?",
    ),
    (
        Option(
            Text(ko="η = 0.25, 곧 1/L", en="η = 0.25, which is 1/L"),
            Text(
                ko="η = 1/L이면 한 걸음에 최솟값에 닿습니다. 이보다 크면 최솟값을 지나치지만, 건너편의 더 가까운 곳에 내리므로 아직 수렴합니다.",
                en="At η = 1/L one step lands on the minimum. Beyond it every step passes the minimum, but comes down closer on the other side: it still converges.",
            ),
        ),
        Option(
            Text(ko="η = 0.5, 곧 2/L", en="η = 0.5, which is 2/L"),
            Text(
                ko="곡률은 f″ = 4 = L이고 한 걸음은 w를 (1 − 4η)배로 만듭니다. η > 0.5이면 이 배율의 절댓값이 1보다 큽니다.",
                en="The curvature is f″ = 4 = L, and a step multiplies w by 1 − 4η: beyond η = 0.5 that factor is larger than 1 in size.",
            ),
            right=True,
        ),
        Option(
            Text(ko="η = 1", en="η = 1"),
            Text(
                ko="1은 특별한 수가 아닙니다. 손실의 단위를 바꾸기만 해도 한계가 달라집니다. 한계를 정하는 것은 곡률 L입니다.",
                en="There is nothing special about 1: measure the loss in another unit and the limit moves. The curvature L sets it.",
            ),
        ),
        Option(
            Text(ko="발산하지 않습니다. 늘 내리막으로 가니까요.", en="Never: every step goes downhill"),
            Text(
                ko="내리막인 것은 방향이지 도착점이 아닙니다. 걸음이 길면 골짜기 건너편의 더 높은 곳에 내립니다.",
                en="The direction goes downhill, not necessarily the point of arrival: a long step ends higher up on the other side of the valley.",
            ),
        ),
    ),
)

OVERSHOOT = Question(
    Text(
        ko="f(w) = 5w²와 g(w) = ½(w + 9)²는 w = 1에서 그래디언트가 똑같이 10입니다. "
        "η = 0.15로 한 걸음 가면 어느 쪽이 최솟값을 지나칩니까?",
        en="At w = 1, both f(w) = 5w² and g(w) = ½(w + 9)² have the gradient 10. "
        "Take one step with η = 0.15: which one passes its minimum?",
    ),
    (
        Option(
            Text(ko="f만 지나칩니다.", en="Only f"),
            Text(
                ko="둘 다 −0.5에 내립니다. f의 최솟값은 0에 있어 지나쳤고 g의 최솟값은 −9에 있어 아직 멉니다. "
                "지나치는지는 η × 곡률이 정합니다. f에서는 0.15 × 10 = 1.5로 1보다 크고 g에서는 0.15 × 1 = 0.15입니다.",
                en="Both land on −0.5. The minimum of f lies at 0 and was passed, that of g at −9 is still far off. "
                "What decides is η × curvature: 0.15 × 10 = 1.5 for f, more than 1, and 0.15 × 1 = 0.15 for g.",
            ),
            right=True,
        ),
        Option(
            Text(ko="둘 다 지나칩니다. 그래디언트가 너무 크니까요.", en="Both: the gradient is too large"),
            Text(
                ko="걸음의 길이는 같습니다. 그런데도 g는 최솟값 근처에도 가지 못합니다. 그래디언트의 크기만으로는 지나칠지 알 수 없습니다.",
                en="Both steps are equally long, and yet g gets nowhere near its minimum. The size of the gradient alone cannot tell.",
            ),
        ),
        Option(
            Text(ko="g만 지나칩니다. 최솟값이 더 머니까요.", en="Only g: its minimum is farther away"),
            Text(
                ko="최솟값이 멀수록 지나치기는 어렵습니다. 그래디언트가 같을 때 최솟값이 먼 쪽은 곡률이 작은 쪽입니다.",
                en="A minimum that is farther away is harder to pass: at the same gradient it means less curvature.",
            ),
        ),
        Option(
            Text(ko="둘 다 지나치지 않습니다. η < 1이니까요.", en="Neither: η < 1"),
            Text(
                ko="1과 견줄 것은 η가 아니라 η × 곡률입니다. f에서는 1.5입니다.",
                en="It is not η that compares with 1 but η × curvature, and for f that is 1.5.",
            ),
        ),
    ),
)

SADDLE = Question(
    Text(
        ko="f(w₁, w₂) = w₁² − w₂²의 안장점은 (0, 0)입니다. (1, 0.001)에서 출발해 η = 0.1로 내려가면 어떻게 됩니까?",
        en="f(w₁, w₂) = w₁² − w₂² has a saddle point at (0, 0). Start at (1, 0.001) with η = 0.1: what happens?",
    ),
    (
        Option(
            Text(
                ko="안장점에 멈춥니다. 그곳의 그래디언트가 0이니까요.",
                en="It stops at the saddle: the gradient is zero there",
            ),
            Text(
                ko="그래디언트가 0인 곳은 안장점 한 점뿐입니다. 출발점의 w₂가 정확히 0일 때만 그 점으로 빨려 들어갑니다.",
                en="The gradient is zero at that single point only, and descent ends there only from a start with w₂ exactly 0.",
            ),
        ),
        Option(
            Text(ko="안장점을 두고 진동합니다.", en="It oscillates about the saddle"),
            Text(
                ko="진동하려면 배율이 음수여야 합니다. 여기서는 w₁이 매번 0.8배, w₂가 매번 1.2배로 둘 다 양수입니다.",
                en="To oscillate, a factor must be negative; here w₁ is multiplied by 0.8 and w₂ by 1.2 each time.",
            ),
        ),
        Option(
            Text(
                ko="처음에는 안장점으로 다가가다가 w₂가 점점 커져 벗어납니다.",
                en="It approaches the saddle at first, then w₂ grows and it leaves",
            ),
            Text(
                ko="w₁은 매번 0.8배로 줄고 w₂는 매번 1.2배로 커집니다. 그래디언트가 작은 동안 느려질 뿐 멈추지는 않습니다.",
                en="w₁ shrinks by 0.8 and w₂ grows by 1.2 at every step. While the gradient is small it is slow, but it does not stop.",
            ),
            right=True,
        ),
        Option(
            Text(ko="첫걸음부터 안장점에서 멀어집니다.", en="It moves away from the saddle from the first step on"),
            Text(
                ko="처음에는 w₁ 방향의 그래디언트가 훨씬 커서 안장점 쪽으로 갑니다. w₂가 커지기까지는 여러 걸음이 걸립니다.",
                en="At first the slope along w₁ is far larger and leads towards the saddle; it takes many steps until w₂ matters.",
            ),
        ),
    ),
)

STEP_LENGTH = Question(
    Text(
        ko="학습률을 고정했는데도 최솟값에 가까워질수록 걸음이 짧아집니다. 왜 그렇습니까?",
        en="The learning rate is constant, and yet the steps shorten as descent nears a minimum. Why?",
    ),
    (
        Option(
            Text(
                ko="경사 하강법이 학습률을 알아서 줄입니다.", en="Gradient descent lowers the learning rate by itself"
            ),
            Text(
                ko="기본 경사 하강법에서 η는 처음부터 끝까지 그대로입니다. 학습률을 바꾸려면 따로 규칙(스케줄)을 두어야 합니다.",
                en="In plain gradient descent η stays what it was; changing it takes a rule of its own, a schedule.",
            ),
        ),
        Option(
            Text(ko="최솟값 근처에서는 곡률이 작아집니다.", en="The curvature gets smaller near the minimum"),
            Text(
                ko="이차 함수의 곡률은 어디서나 같은데도 걸음은 짧아집니다. 곡률이 아니라 기울기가 줄어든 것입니다.",
                en="A quadratic has the same curvature everywhere, and its steps shorten too: it is the slope that shrinks.",
            ),
        ),
        Option(
            Text(ko="손실값이 작아집니다.", en="The loss gets smaller"),
            Text(
                ko="손실에 100을 더해도 걸음은 그대로입니다. 걸음에 들어가는 것은 손실의 값이 아니라 그래디언트입니다.",
                en="Add 100 to the loss and every step stays the same: not the loss but its gradient enters the step.",
            ),
        ),
        Option(
            Text(ko="걸음의 길이가 η‖∇f‖이고 ‖∇f‖가 작아집니다.", en="A step is η‖∇f‖ long, and ‖∇f‖ gets smaller"),
            Text(
                ko="최솟값에서 그래디언트는 0이고, 매끄러운 함수라면 그곳으로 가면서 0에 가까워집니다.",
                en="At a minimum the gradient is zero, and on a smooth function it tends to zero on the way there.",
            ),
            right=True,
        ),
    ),
)

VALLEY = Question(
    Text(
        ko="f(w) = ½(w₁² + 100w₂²)에서 η = 0.019로 내려가면 지그재그로 움직이며 느립니다. 무엇을 바꾸면 빨라집니까?",
        en="On f(w) = ½(w₁² + 100w₂²), descent with η = 0.019 zig-zags and is slow. What would speed it up?",
    ),
    (
        Option(
            Text(ko="학습률을 지금의 두 배로 올립니다.", en="Doubling the learning rate"),
            Text(
                ko="한계는 2/L = 2/100 = 0.02입니다. 두 배로 올리면 w₂ 방향에서 발산합니다.",
                en="The limit is 2/L = 2/100 = 0.02: at twice the rate, w₂ diverges.",
            ),
        ),
        Option(
            Text(
                ko="w₂의 척도를 z = 10w₂로 바꿉니다.",
                en="Rescaling w₂ to z = 10w₂",
            ),
            Text(
                ko="그러면 f = ½(w₁² + z²)이므로 두 방향의 곡률이 같고 조건수는 1입니다. η = 1로 한 걸음이면 됩니다. 특성의 척도를 맞추는 이유가 이것입니다.",
                en="Then f = ½(w₁² + z²) curves alike both ways, its condition number is 1, and one step with η = 1 is enough. This is why features are scaled.",
            ),
            right=True,
        ),
        Option(
            Text(ko="손실에 10을 곱합니다.", en="Multiplying the loss by 10"),
            Text(
                ko="모든 곡률이 10배가 되어 조건수는 그대로 100입니다. 학습률을 10배로 올린 것과 같으므로 발산합니다.",
                en="Every curvature grows tenfold and the condition number stays 100; it acts like a tenfold learning rate, and diverges.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="gradient-descent",
    title=Text(ko="경사 하강법", en="Gradient descent"),
    tasks=(STEP, RATE, FIT),
    questions=(LIMIT, OVERSHOOT, SADDLE, STEP_LENGTH, VALLEY),
)
