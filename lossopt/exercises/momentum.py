"""Exercises of the chapter on momentum: a run of the heavy ball, Nesterov's look ahead, the best numbers for a quadratic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]


def draw_run(rng: np.random.Generator) -> Arguments:
    """A Hessian that is not diagonal, a rate inside every version's border, a β away from 0 and 1, four steps or more."""
    size = int(rng.integers(2, 4))
    rotation = np.linalg.qr(rng.normal(size=(size, size)))[0]
    hessian = rotation * rng.uniform(0.5, 2.0, size=size) @ rotation.T
    learning_rate, beta = float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.4, 0.8))
    return (hessian + hessian.T) / 2, rng.normal(scale=3.0, size=size), learning_rate, beta, int(rng.integers(4, 8))


# --- 1. the heavy ball ------------------------------------------------------------------------------------


def heavy_ball(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    """Return every point that the heavy ball visits on ½ wᵀHw, the start included."""
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        v = beta * v + hessian @ points[-1]
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ball_average(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate * (1 - beta), beta, steps)


def _ball_forgetful(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, 0.0, steps)


def _ball_frictionless(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, 1.0, steps)


def _ball_swapped(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate * beta, 1 - beta, steps)


def _ball_old_velocity(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        old = v
        v = beta * v + hessian @ points[-1]
        points.append(points[-1] - learning_rate * old)
    return np.array(points)


def _ball_rate_twice(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate**2, beta, steps)


def _ball_without_rate(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, 1.0, beta, steps)


def _ball_beta_on_both(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate * beta, beta, steps)


def _ball_uphill(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, -learning_rate, beta, steps)


def _ball_wrong_sign(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, -beta, steps)


def _ball_looks_ahead(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return nesterov(hessian, w0, learning_rate, beta, steps)


def _ball_first_gradient(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        v = beta * v + hessian @ w0
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ball_velocities(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points = heavy_ball(hessian, w0, learning_rate, beta, steps)
    velocities: Array = np.vstack([np.zeros_like(w0), np.diff(points, axis=0) / -learning_rate])
    return velocities


def _ball_without_start(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, beta, steps)[1:]


def _ball_starts_moving(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], hessian @ w0
    for _ in range(steps):
        v = beta * v + hessian @ points[-1]
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ball_diagonal(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        v = beta * v + np.diag(hessian) * points[-1]
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ball_half_gradient(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        v = beta * v + hessian @ points[-1] / 2
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ball_one_more(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, beta, steps + 1)


BALL = Task(
    id="momentum/heavy-ball",
    title=Text(ko="무거운 공", en="The heavy ball"),
    solution=heavy_ball,
    draw=draw_run,
    mistakes=(
        Mistake(
            _ball_average,
            Text(
                ko="그래디언트에 1 − β를 곱해 더했습니다. 다른 관례입니다. 여기서는 그래디언트를 그대로 더합니다.",
                en="You add the gradient times 1 − β. That is another convention; here the gradient enters v whole.",
            ),
        ),
        Mistake(
            _ball_forgetful,
            Text(
                ko="속도가 앞 걸음을 기억하지 못합니다. 경사 하강법이 되었습니다. `v`를 반복문 안에서 0으로 되돌리지 않았는지 보세요.",
                en="The velocity remembers nothing, which makes it gradient descent. Is `v` set to 0 inside the loop?",
            ),
        ),
        Mistake(
            _ball_frictionless,
            Text(
                ko="지난 속도에 β를 곱하지 않았습니다. 그러면 아무것도 잊지 않아 멈추지 못합니다.",
                en="The old velocity is not multiplied by β: nothing is ever forgotten, and it cannot come to rest.",
            ),
        ),
        Mistake(
            _ball_swapped,
            Text(
                ko="β와 1 − β를 뒤바꾸어, 지난 속도에 1 − β를, 그래디언트에 β를 곱했습니다.",
                en="You multiply the old velocity by 1 − β and the gradient by β: they are swapped.",
            ),
        ),
        Mistake(
            _ball_old_velocity,
            Text(
                ko="속도를 갱신하기 전의 값으로 움직였습니다. 먼저 v를 갱신하고, 새 v로 움직입니다.",
                en="You move by the velocity from before the update. Update v first, then move by the new one.",
            ),
        ),
        Mistake(
            _ball_rate_twice,
            Text(
                ko="학습률을 속도에도, 걸음에도 곱했습니다. 한 번만 곱하세요.",
                en="The learning rate enters twice, in the velocity and in the step: once is enough.",
            ),
        ),
        Mistake(
            _ball_without_rate,
            Text(
                ko="걸음에 학습률이 들어 있지 않습니다. 속도를 통째로 뺐습니다.",
                en="There is no learning rate in the step: you subtract the whole velocity.",
            ),
        ),
        Mistake(
            _ball_beta_on_both,
            Text(
                ko="β(v + g)로 계산했습니다. 괄호를 보세요. β는 지난 속도에만 곱합니다.",
                en="You compute β(v + g). Mind the parentheses: β belongs to the old velocity alone.",
            ),
        ),
        Mistake(
            _ball_uphill,
            Text(
                ko="속도를 더해 올라갑니다. v에 그래디언트를 더했다면 w에서는 빼야 합니다.",
                en="You add the velocity and climb. If the gradient is added to v, v is subtracted from w.",
            ),
        ),
        Mistake(
            _ball_wrong_sign,
            Text(
                ko="지난 속도의 부호가 뒤집혔습니다. v에 그래디언트를 더하면서 지난 속도는 빼고 있습니다.",
                en="The old velocity has the wrong sign: it is subtracted while the gradient is added.",
            ),
        ),
        Mistake(
            _ball_looks_ahead,
            Text(
                ko="그래디언트를 앞을 내다본 점에서 구했습니다. 네스테로프 방법입니다. 무거운 공은 지금 위치에서 구합니다.",
                en="You ask for the gradient at the look-ahead point, which is Nesterov's method: the heavy ball asks where it is.",
            ),
        ),
        Mistake(
            _ball_first_gradient,
            Text(
                ko="그래디언트를 늘 출발점에서 구했습니다. 걸음마다 지금 위치에서 다시 구하세요.",
                en="The gradient is always that of the start: compute it anew where the ball is.",
            ),
        ),
        Mistake(
            _ball_velocities,
            Text(
                ko="위치가 아니라 속도를 돌려주었습니다.",
                en="You return the velocities, not the points.",
            ),
        ),
        Mistake(
            _ball_without_start,
            Text(
                ko="출발점 `w0`가 빠졌습니다. 결과는 steps + 1개의 행입니다.",
                en="The start `w0` is missing: the result has steps + 1 rows.",
            ),
        ),
        Mistake(
            _ball_starts_moving,
            Text(
                ko="속도가 출발점의 그래디언트에서 시작합니다. 공은 멈추어 있다가 떠나므로 v는 0에서 시작합니다.",
                en="Your velocity starts as the gradient. The ball sets out from rest: v starts at 0.",
            ),
        ),
        Mistake(
            _ball_diagonal,
            Text(
                ko="헤세 행렬의 대각선만 썼습니다. 그래디언트는 Hw, 곧 행렬과 벡터의 곱 `hessian @ w`입니다.",
                en="You use the diagonal of the Hessian alone; the gradient is Hw, the matrix times the vector: `hessian @ w`.",
            ),
        ),
        Mistake(
            _ball_half_gradient,
            Text(
                ko="½이 남았습니다. ½ wᵀHw의 그래디언트는 Hw입니다. 제곱에서 나온 2가 ½을 지웁니다.",
                en="A ½ is left over: the gradient of ½ wᵀHw is Hw, as the 2 from the square cancels it.",
            ),
        ),
        Mistake(
            _ball_one_more,
            Text(
                ko="한 걸음 더 갔습니다. 점은 steps + 1개지만 걸음은 steps번입니다.",
                en="One step too many: there are steps + 1 points, but only steps moves.",
            ),
        ),
    ),
)

# --- 2. Nesterov ------------------------------------------------------------------------------------------


def nesterov(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    """Return every point w of Nesterov's method on ½ wᵀHw, the start included."""
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        look_ahead = points[-1] - learning_rate * beta * v
        v = beta * v + hessian @ look_ahead
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _ahead_at(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int, reach: float) -> Array:
    """Run Nesterov's rule, but with the gradient at w + reach · v."""
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        v = beta * v + hessian @ (points[-1] + reach * v)
        points.append(points[-1] - learning_rate * v)
    return np.array(points)


def _nesterov_heavy_ball(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return heavy_ball(hessian, w0, learning_rate, beta, steps)


def _nesterov_backwards(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return _ahead_at(hessian, w0, learning_rate, beta, steps, learning_rate * beta)


def _nesterov_without_rate(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return _ahead_at(hessian, w0, learning_rate, beta, steps, -beta)


def _nesterov_without_beta(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return _ahead_at(hessian, w0, learning_rate, beta, steps, -learning_rate)


def _nesterov_from_ahead(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        look_ahead = points[-1] - learning_rate * beta * v
        v = beta * v + hessian @ look_ahead
        points.append(look_ahead - learning_rate * v)
    return np.array(points)


def _nesterov_looks_returned(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        grad = hessian @ points[-1]
        v = beta * v + grad
        points.append(points[-1] - learning_rate * (grad + beta * v))
    return np.array(points)


def _nesterov_wrong_velocity(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        grad = hessian @ points[-1]
        v = beta * v - learning_rate * grad
        points.append(points[-1] + beta**2 * v - (1 + beta) * learning_rate * grad)
    return np.array(points)


def _nesterov_gradient_step_only(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        grad = hessian @ (points[-1] - learning_rate * beta * v)
        v = beta * v + grad
        points.append(points[-1] - learning_rate * grad)
    return np.array(points)


def _nesterov_average(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return nesterov(hessian, w0, learning_rate * (1 - beta), beta, steps)


def _nesterov_without_start(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    return nesterov(hessian, w0, learning_rate, beta, steps)[1:]


def _nesterov_looks_used(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, w, v = [w0], w0, np.zeros_like(w0)
    for _ in range(steps):
        look_ahead = w - learning_rate * beta * v
        v = beta * v + hessian @ look_ahead
        w = w - learning_rate * v
        points.append(look_ahead)
    return np.array(points)


def _nesterov_two_gradients(hessian: Array, w0: Array, learning_rate: float, beta: float, steps: int) -> Array:
    points, v = [w0], np.zeros_like(w0)
    for _ in range(steps):
        step = beta * v + hessian @ points[-1]
        v = beta * v + hessian @ (points[-1] - learning_rate * beta * v)
        points.append(points[-1] - learning_rate * step)
    return np.array(points)


NESTEROV = Task(
    id="momentum/nesterov",
    title=Text(ko="네스테로프의 내다보기", en="Nesterov's look ahead"),
    solution=nesterov,
    draw=draw_run,
    mistakes=(
        Mistake(
            _nesterov_heavy_ball,
            Text(
                ko="그래디언트를 지금 위치에서 구했습니다. 이것은 무거운 공입니다. 속도가 데려갈 점 w − ηβv에서 구하세요.",
                en="You ask for the gradient at the present point, which is the heavy ball. Ask where the velocity leads: at w − ηβv.",
            ),
        ),
        Mistake(
            _nesterov_backwards,
            Text(
                ko="반대쪽을 보았습니다. v는 그래디언트를 더한 것이므로 가는 쪽은 −v입니다.",
                en="You look the wrong way. Gradients are added to v, so it is −v that one moves along.",
            ),
        ),
        Mistake(
            _nesterov_without_rate,
            Text(
                ko="내다보는 거리에 학습률이 빠졌습니다. w − βv가 아니라 w − ηβv입니다.",
                en="The rate is missing from the look ahead: it goes to w − ηβv, not to w − βv.",
            ),
        ),
        Mistake(
            _nesterov_without_beta,
            Text(
                ko="내다보는 거리에 β가 빠졌습니다. 이미 정해진 것은 ηβv만큼입니다. v는 걸음을 옮기기 전에 먼저 β배로 줄어듭니다.",
                en="β is missing from the look ahead. What is settled is ηβv, since v shrinks by β before the step.",
            ),
        ),
        Mistake(
            _nesterov_from_ahead,
            Text(
                ko="내다본 점에서 걸음을 뗐습니다. 새 v에 βv가 이미 들어 있으므로 두 번 가는 셈입니다. w에서 출발하세요.",
                en="You step from the look-ahead point. The new v holds βv already, so that part is gone twice: start from w.",
            ),
        ),
        Mistake(
            _nesterov_looks_returned,
            Text(
                ko="내다본 점들을 돌려주었습니다. 라이브러리의 형태로는 맞지만, 여기서 물은 것은 w의 점들입니다.",
                en="You return the look-ahead points. That is the libraries' form and right as such, but asked for are the points w.",
            ),
        ),
        Mistake(
            _nesterov_wrong_velocity,
            Text(
                ko="갱신한 속도를 갱신하기 전의 속도 자리에 썼습니다. 첫걸음이 (1 + β + β²)배로 나옵니다. 정의대로 w − ηβv에서 시작해 보세요.",
                en="The updated velocity stands where the old one belongs; the first step has the factor 1 + β + β². Start from the definition, with w − ηβv.",
            ),
        ),
        Mistake(
            _nesterov_gradient_step_only,
            Text(
                ko="내다본 그래디언트만큼만 움직였습니다. 걸음은 새 속도 v만큼입니다.",
                en="You move by the gradient alone. The step is the whole new velocity v.",
            ),
        ),
        Mistake(
            _nesterov_average,
            Text(
                ko="그래디언트에 1 − β를 곱해 더했습니다. 여기서는 그래디언트를 그대로 더합니다.",
                en="You add the gradient times 1 − β: here it enters v whole.",
            ),
        ),
        Mistake(
            _nesterov_without_start,
            Text(
                ko="출발점 `w0`가 빠졌습니다. 첫 행이 출발점입니다.",
                en="The start `w0` is missing: it is the first row.",
            ),
        ),
        Mistake(
            _nesterov_looks_used,
            Text(
                ko="내다본 점을 담았습니다. 그래디언트만 그곳에서 구하고, 담을 것은 걸음을 옮긴 뒤의 w입니다.",
                en="You store the look-ahead points. Only the gradient is taken there; what to store is w after the step.",
            ),
        ),
        Mistake(
            _nesterov_two_gradients,
            Text(
                ko="속도에는 내다본 그래디언트를 넣고 걸음은 지금 위치의 그래디언트로 옮겼습니다. 그래디언트는 하나뿐입니다. 갱신한 v로 움직이세요.",
                en="The velocity gets the look-ahead gradient, but the step uses that of the present point. There is only one gradient: move by the new v.",
            ),
        ),
    ),
)

# --- 3. the best numbers ----------------------------------------------------------------------------------


def draw_curvatures(rng: np.random.Generator) -> Arguments:
    """Neither of them near 1, where a power shows little, and a condition number well above 1."""
    mu = float(rng.choice([rng.uniform(0.05, 0.4), rng.uniform(2.0, 5.0)]))
    return mu, mu * float(rng.uniform(5.0, 60.0))


def best_numbers(mu: float, L: float) -> Array:
    """Return the learning rate and the β with which the heavy ball is fastest on quadratics."""
    root = np.sqrt(L / mu)
    return np.array([(2 / (np.sqrt(L) + np.sqrt(mu))) ** 2, ((root - 1) / (root + 1)) ** 2])


def _best_swapped(mu: float, L: float) -> Array:
    return best_numbers(mu, L)[::-1]


def _best_of_descent(mu: float, L: float) -> Array:
    return np.array([2 / (L + mu), 0.0])


def _best_rate_of_descent(mu: float, L: float) -> Array:
    return np.array([2 / (L + mu), best_numbers(mu, L)[1]])


def _best_kappa_without_root(mu: float, L: float) -> Array:
    kappa = L / mu
    return np.array([best_numbers(mu, L)[0], ((kappa - 1) / (kappa + 1)) ** 2])


def _best_beta_without_square(mu: float, L: float) -> Array:
    eta, beta = best_numbers(mu, L)
    return np.array([eta, np.sqrt(beta)])


def _best_rate_without_square(mu: float, L: float) -> Array:
    eta, beta = best_numbers(mu, L)
    return np.array([np.sqrt(eta), beta])


def _best_root_of_sum(mu: float, L: float) -> Array:
    return np.array([4 / (L + mu), best_numbers(mu, L)[1]])


def _best_of_nesterov(mu: float, L: float) -> Array:
    return np.array([1 / L, np.sqrt(best_numbers(mu, L)[1])])


def _best_of_average(mu: float, L: float) -> Array:
    eta, beta = best_numbers(mu, L)
    return np.array([eta / (1 - beta), beta])


def _best_inverted(mu: float, L: float) -> Array:
    eta, beta = best_numbers(mu, L)
    return np.array([eta, 1 / beta])


def _best_two_unsquared(mu: float, L: float) -> Array:
    eta, beta = best_numbers(mu, L)
    return np.array([eta / 2, beta])


def _best_one_over_L(mu: float, L: float) -> Array:
    return np.array([1 / L, best_numbers(mu, L)[1]])


BEST = Task(
    id="momentum/best-numbers",
    title=Text(ko="가장 빠른 η와 β", en="The fastest η and β"),
    solution=best_numbers,
    draw=draw_curvatures,
    mistakes=(
        Mistake(
            _best_swapped,
            Text(
                ko="순서가 뒤바뀌었습니다. 학습률이 먼저, β가 나중입니다.",
                en="The order is reversed: the learning rate comes first, then β.",
            ),
        ),
        Mistake(
            _best_of_descent,
            Text(
                ko="경사 하강법에 가장 좋은 수입니다(β = 0). 모멘텀에서는 곡률의 제곱근이 들어갑니다.",
                en="These are the best numbers for gradient descent, with β = 0. With momentum, roots of the curvatures come in.",
            ),
        ),
        Mistake(
            _best_rate_of_descent,
            Text(
                ko="β는 맞지만 학습률은 경사 하강법의 2/(L + μ)입니다. ηL = (1 + √β)²에서 η를 구하세요.",
                en="β is right, but the rate is gradient descent's 2/(L + μ): get η from ηL = (1 + √β)².",
            ),
        ),
        Mistake(
            _best_kappa_without_root,
            Text(
                ko="β에 κ를 그대로 넣었습니다. 가속은 κ 대신 √κ가 들어가는 데서 나옵니다.",
                en="β has κ itself in it. Acceleration comes from √κ standing in its place.",
            ),
        ),
        Mistake(
            _best_beta_without_square,
            Text(
                ko="β를 제곱하지 않았습니다. (√κ − 1)/(√κ + 1)은 한 걸음의 배율 √β입니다.",
                en="β lacks its square: (√κ − 1)/(√κ + 1) is the factor per step, √β.",
            ),
        ),
        Mistake(
            _best_rate_without_square,
            Text(
                ko="학습률을 제곱하지 않았습니다. η의 단위는 곡률의 역수여야 합니다.",
                en="The rate lacks its square: η should have the unit of one over a curvature.",
            ),
        ),
        Mistake(
            _best_root_of_sum,
            Text(
                ko="√L + √μ의 제곱을 L + μ로 썼습니다. 2√(Lμ)가 빠졌습니다.",
                en="You write L + μ for the square of √L + √μ: the term 2√(Lμ) is lost.",
            ),
        ),
        Mistake(
            _best_of_nesterov,
            Text(
                ko="네스테로프 방법에 흔히 쓰는 1/L과 (√κ − 1)/(√κ + 1)입니다. 물은 것은 무거운 공입니다.",
                en="These are 1/L and (√κ − 1)/(√κ + 1), the usual choice for Nesterov's method. Asked for is the heavy ball.",
            ),
        ),
        Mistake(
            _best_of_average,
            Text(
                ko="학습률을 1 − β로 나누었습니다. 그래디언트에 1 − β를 곱하는 관례의 학습률입니다.",
                en="You divide the rate by 1 − β: that is the rate for the convention with (1 − β)g.",
            ),
        ),
        Mistake(
            _best_inverted,
            Text(
                ko="β의 분자와 분모가 뒤바뀌어 1보다 큽니다. 그러면 속도가 끝없이 커집니다.",
                en="β is upside down and larger than 1, so the velocity would grow without end.",
            ),
        ),
        Mistake(
            _best_two_unsquared,
            Text(
                ko="학습률이 절반입니다. (2/(√L + √μ))²에서는 2도 제곱되어 4가 됩니다.",
                en="The rate is half of what it should be: in (2/(√L + √μ))² the 2 is squared too and becomes 4.",
            ),
        ),
        Mistake(
            _best_one_over_L,
            Text(
                ko="β는 맞지만 학습률이 1/L입니다. 모멘텀은 2(1 + β)/L까지 견디므로 더 크게 할 수 있습니다. ηL = (1 + √β)²에서 구하세요.",
                en="β is right, but the rate is 1/L. Momentum bears rates up to 2(1 + β)/L, so it can be larger: get it from ηL = (1 + √β)².",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

EFFECTIVE = Question(
    Text(
        ko="그래디언트가 거의 변하지 않는 비탈에서 η = 0.02, β = 0.95인 모멘텀은 어떤 학습률의 경사 하강법과 비슷하게 나아갑니까?",
        en="On a slope whose gradient hardly changes, momentum runs with η = 0.02 and β = 0.95. Gradient descent with which rate keeps pace?",
    ),
    (
        Option(
            Text(ko="0.02", en="0.02"),
            Text(
                ko="첫걸음만 그렇습니다. 그 뒤로는 지난 그래디언트가 쌓입니다.",
                en="Only the first step is that long. Then past gradients pile up.",
            ),
        ),
        Option(
            Text(ko="0.019", en="0.019"),
            Text(
                ko="ηβ입니다. 지난 속도에 곱하는 수이지, 쌓인 결과가 아닙니다.",
                en="That is ηβ, one step's share of the old velocity, not the sum.",
            ),
        ),
        Option(
            Text(ko="0.4", en="0.4"),
            Text(
                ko="1 + β + β² + … = 1/(1 − β) = 20이므로 0.02의 20배입니다.",
                en="1 + β + β² + … = 1/(1 − β) = 20, and 20 times 0.02 is 0.4.",
            ),
            right=True,
        ),
        Option(
            Text(ko="끝없이 커집니다.", en="It grows without end"),
            Text(ko="β < 1이면 기하급수의 합이 유한합니다.", en="For β < 1 the geometric series has a finite sum."),
        ),
    ),
)

CONVENTION = Question(
    Text(
        ko="v ← βv + (1 − β)g를 쓰는 논문에서 η = 0.1, β = 0.9가 좋았다고 합니다. v ← βv + g를 쓰는 라이브러리에서 같은 경로를 걸으려면 η를 얼마로 합니까?",
        en="A paper with v ← βv + (1 − β)g reports η = 0.1 and β = 0.9. Which η gives the same path in a library with v ← βv + g?",
    ),
    (
        Option(
            Text(ko="0.01", en="0.01"),
            Text(
                ko="라이브러리의 v는 1/(1 − β) = 10배 크므로 η는 10분의 1이어야 합니다.",
                en="The library's v is 1/(1 − β) = 10 times as large, so η must be a tenth.",
            ),
            right=True,
        ),
        Option(
            Text(ko="0.1", en="0.1"),
            Text(
                ko="그러면 걸음마다 10배로 길어져 발산하기 쉽습니다.",
                en="Then every step is ten times as long, and the run may well diverge.",
            ),
        ),
        Option(
            Text(ko="1", en="1"),
            Text(
                ko="반대로 갔습니다. 걸음이 100배로 길어집니다.",
                en="That is the wrong way round: steps a hundred times as long.",
            ),
        ),
        Option(
            Text(ko="같게 만들 수 없습니다.", en="None does"),
            Text(
                ko="η가 고정이면 두 관례는 v의 단위만 다릅니다.",
                en="With a constant η the two differ in the unit of v alone.",
            ),
        ),
    ),
)

UPHILL = Question(
    Text(
        ko="β = 0.9인 모멘텀으로 이차 함수를 줄이는데 손실이 몇 걸음마다 올라갔다가 내려갑니다. 무슨 뜻입니까?",
        en="With β = 0.9 on a quadratic, the loss rises for a few steps now and then and falls again. What does it mean?",
    ),
    (
        Option(
            Text(ko="학습률이 한계를 넘어 발산합니다.", en="The rate is beyond its limit, and the run diverges"),
            Text(ko="발산한다면 오르내림의 폭이 커져야 합니다.", en="In a run that diverges the swings would grow."),
        ),
        Option(
            Text(
                ko="근이 복소수라서 흔들리며, 폭은 √β배씩 줄어듭니다.",
                en="The roots are complex: it swings, and the swings shrink by √β",
            ),
            Text(
                ko="속도가 바닥을 지나치게 하므로 방향이 늘 하강 방향인 것은 아닙니다. 길게 보면 줄어듭니다.",
                en="The velocity carries it past the bottom, so not every direction descends. In the long run it shrinks.",
            ),
            right=True,
        ),
        Option(
            Text(ko="그래디언트를 잘못 계산했습니다.", en="The gradient is computed wrongly"),
            Text(
                ko="그래디언트가 정확해도 모멘텀은 오르막을 걷습니다. 의심되면 그래디언트 검사를 하면 됩니다.",
                en="Momentum walks uphill with exact gradients too. If in doubt, run a gradient check.",
            ),
        ),
        Option(
            Text(ko="지역 최솟값에서 빠져나오는 중입니다.", en="It is climbing out of a local minimum"),
            Text(ko="이차 함수에는 최솟값이 하나뿐입니다.", en="A quadratic has a single minimum."),
        ),
    ),
)

FLOOR = Question(
    Text(
        ko="SGD의 잡음 바닥이 너무 높아서 β = 0.9인 모멘텀을 η는 그대로 둔 채 넣었습니다. 바닥은 어떻게 됩니까?",
        en="The noise floor of SGD is too high, so momentum with β = 0.9 is switched on at the same η. What happens to the floor?",
    ),
    (
        Option(
            Text(ko="약 10분의 1로 낮아집니다.", en="It falls to about a tenth of its height"),
            Text(
                ko="v의 잡음은 평균되지만, 충격 하나하나가 열 걸음쯤 이어지므로 점의 흔들림은 줄지 않습니다.",
                en="Noise is averaged in v, but every kick lasts for about ten steps, so that the point trembles no less.",
            ),
        ),
        Option(
            Text(ko="그대로입니다.", en="It stays where it was"),
            Text(
                ko="유효 학습률 η/(1 − β)가 10배가 되었습니다. 바닥도 따라 올라갑니다.",
                en="The effective rate η/(1 − β) is now ten times as large, and the floor rises with it.",
            ),
        ),
        Option(
            Text(ko="없어집니다.", en="It disappears"),
            Text(
                ko="η를 0으로 보내거나 배치를 키워야 없어집니다.",
                en="For that η has to go to 0, or the batch has to grow.",
            ),
        ),
        Option(
            Text(ko="약 10배로 높아집니다.", en="It rises to about ten times its height"),
            Text(
                ko="잡음 바닥에서 모멘텀은 학습률이 η/(1 − β)인 SGD와 같습니다. 낮추려면 η를 줄여야 합니다.",
                en="At the floor momentum acts like SGD with the rate η/(1 − β). To lower it, lower η.",
            ),
            right=True,
        ),
    ),
)

AHEAD = Question(
    Text(
        ko="네스테로프 방법이 무거운 공과 다른 점은 무엇입니까?",
        en="In what does Nesterov's method differ from the heavy ball?",
    ),
    (
        Option(
            Text(ko="β가 더 큽니다.", en="It has a larger β"),
            Text(ko="β는 둘 다 고르기 나름입니다.", en="In both, β is a matter of choice."),
        ),
        Option(
            Text(ko="그래디언트를 한 걸음에 두 번 계산합니다.", en="It computes two gradients per step"),
            Text(
                ko="내다본 점에서 한 번만 계산합니다. 비용은 같습니다.",
                en="It computes one, at the look-ahead point. The cost is the same.",
            ),
        ),
        Option(
            Text(
                ko="그래디언트를 속도가 데려갈 점에서 구합니다.",
                en="It takes the gradient at a point ahead",
            ),
            Text(
                ko="그래서 곡률이 c인 방향의 기억이 β(1 − ηc)로 줄어, 가파른 방향이 더 빨리 가라앉습니다.",
                en="So in a direction of curvature c the memory shrinks to β(1 − ηc), and steep directions calm down sooner.",
            ),
            right=True,
        ),
        Option(
            Text(ko="언제나 더 빠릅니다.", en="It is always faster"),
            Text(
                ko="이차 함수에서 둘 다 가장 좋은 수를 쓰면, 길게 볼 때 무거운 공이 앞섭니다.",
                en="On quadratics, with the best numbers for each, the heavy ball is ahead in the long run.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="momentum",
    title=Text(ko="모멘텀과 네스테로프", en="Momentum and Nesterov"),
    tasks=(BALL, NESTEROV, BEST),
    questions=(EFFECTIVE, CONVENTION, UPHILL, FLOOR, AHEAD),
)
