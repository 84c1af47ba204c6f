"""Exercises of the chapter on descent methods: a slope along a direction, a backtracking search, the whole loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Objective = Callable[[Array], tuple[float, Array]]
Direction = Callable[[Array, Array], Array]
StepSize = Callable[[Objective, Array, Array], float]

# --- 1. the slope along a direction -----------------------------------------------------------------------


def draw_slope(rng: np.random.Generator) -> Arguments:
    """Two to five coordinates, and directions whose length is far from 1."""
    size = int(rng.integers(2, 6))
    direction = rng.normal(size=size)
    direction *= rng.choice([0.3, 4.0]) / np.linalg.norm(direction)
    return rng.normal(scale=3.0, size=size), direction


def slope_along(grad: Array, direction: Array) -> float:
    """Return by how much f changes per unit of length along the direction."""
    return float(grad @ direction / np.linalg.norm(direction))


def _slope_not_per_length(grad: Array, direction: Array) -> float:
    return float(grad @ direction)


def _slope_by_squared_length(grad: Array, direction: Array) -> float:
    return float(grad @ direction / (direction @ direction))


def _slope_cosine(grad: Array, direction: Array) -> float:
    return float(grad @ direction / np.linalg.norm(direction) / np.linalg.norm(grad))


def _slope_by_gradient(grad: Array, direction: Array) -> float:
    return float(grad @ direction / np.linalg.norm(grad))


def _slope_opposite(grad: Array, direction: Array) -> float:
    return float(-grad @ direction / np.linalg.norm(direction))


def _slope_per_coordinate(grad: Array, direction: Array) -> Array:
    return grad * direction / np.linalg.norm(direction)


def _slope_absolute(grad: Array, direction: Array) -> float:
    return float(abs(grad @ direction) / np.linalg.norm(direction))


def _slope_lengths(grad: Array, direction: Array) -> float:
    return float(np.linalg.norm(grad))


def _slope_by_sum(grad: Array, direction: Array) -> float:
    return float(grad @ direction / np.sum(np.abs(direction)))


def _slope_multiplied(grad: Array, direction: Array) -> float:
    return float(grad @ direction * np.linalg.norm(direction))


def _slope_projection(grad: Array, direction: Array) -> Array:
    return np.asarray(grad @ direction / (direction @ direction) * direction)


SLOPE = Task(
    id="descent/slope-along",
    title=Text(ko="방향을 따라 잰 기울기", en="The slope along a direction"),
    solution=slope_along,
    draw=draw_slope,
    draws=20,  # so that some lead up and some lead down
    mistakes=(
        Mistake(
            _slope_not_per_length,
            Text(
                ko="방향의 길이로 나누지 않았습니다. 그러면 같은 방향을 두 배 길게 적기만 해도 기울기가 두 배가 됩니다.",
                en="You do not divide by the direction's length, so writing the same direction twice as long doubles the slope.",
            ),
        ),
        Mistake(
            _slope_by_squared_length,
            Text(
                ko="길이의 제곱으로 나누었습니다. `d @ d`는 길이의 제곱입니다.",
                en="You divide by the square of the length, which is what `d @ d` is.",
            ),
        ),
        Mistake(
            _slope_cosine,
            Text(
                ko="두 벡터의 길이로 모두 나누어 cos θ만 남았습니다. 기울기에는 그래디언트의 길이가 들어 있어야 합니다.",
                en="You divide by both lengths and are left with cos θ. The gradient's length belongs in the slope.",
            ),
        ),
        Mistake(
            _slope_by_gradient,
            Text(
                ko="그래디언트의 길이로 나누었습니다. 나눌 것은 방향의 길이입니다.",
                en="You divide by the gradient's length; divide by that of the direction.",
            ),
        ),
        Mistake(
            _slope_opposite,
            Text(
                ko="부호가 거꾸로입니다. 내리막이면 기울기가 음수여야 합니다.",
                en="The sign is reversed: on the way down a slope is negative.",
            ),
        ),
        Mistake(
            _slope_per_coordinate,
            Text(
                ko="좌표마다 곱하고 더하지 않았습니다. `*`가 아니라 내적 `@`이 필요합니다.",
                en="You multiply coordinate by coordinate and do not add up: it takes the dot product `@`, not `*`.",
            ),
        ),
        Mistake(
            _slope_absolute,
            Text(
                ko="절댓값을 씌워 오르막과 내리막을 가릴 수 없게 되었습니다. 부호를 남기세요.",
                en="With the absolute value nobody can tell up from down: keep the sign.",
            ),
        ),
        Mistake(
            _slope_lengths,
            Text(
                ko="그래디언트의 길이는 가장 가파른 방향의 기울기입니다. 주어진 방향의 기울기는 그보다 완만합니다.",
                en="The gradient's length is the slope in the steepest direction; in the one given it is gentler.",
            ),
        ),
        Mistake(
            _slope_by_sum,
            Text(
                ko="성분의 절댓값을 더한 것으로 나누었습니다. 방향의 길이는 제곱합의 제곱근입니다.",
                en="You divide by the sum of the absolute entries; a direction's length is the root of the sum of squares.",
            ),
        ),
        Mistake(
            _slope_multiplied,
            Text(
                ko="방향의 길이를 곱했습니다. 길이 1만큼 갔을 때의 변화이므로 나누어야 합니다.",
                en="You multiply by the direction's length. The change is asked for per unit of length: divide by it.",
            ),
        ),
        Mistake(
            _slope_projection,
            Text(
                ko="그래디언트를 방향에 정사영한 벡터입니다. 물은 것은 기울기, 곧 수 하나입니다.",
                en="This is the projection of the gradient onto the direction, a vector. Asked for is the slope, one number.",
            ),
        ),
    ),
)

# --- 2. a backtracking line search ------------------------------------------------------------------------


def _quadratic(rng: np.random.Generator, size: int, low: float, high: float) -> tuple[Objective, Array]:
    """A bowl lying askew, with curvatures between `low` and `high`, not at the origin."""
    axes = np.linalg.qr(rng.normal(size=(size, size)))[0]
    curvatures = np.exp(rng.uniform(np.log(low), np.log(high), size=size))
    hessian, bottom = axes * curvatures @ axes.T, rng.normal(size=size)

    def f(w: Array) -> tuple[float, Array]:
        gradient = hessian @ (w - bottom)
        return float((w - bottom) @ gradient / 2), gradient

    return f, hessian


def draw_search(rng: np.random.Generator) -> Arguments:
    """Bowls of any height, a direction off −∇f whose lowest point lies now beyond η = 1, now close, and a demanding c."""
    size, height = int(rng.integers(2, 5)), float(np.exp(rng.uniform(-6.0, 3.0)))
    f, hessian = _quadratic(rng, size, 0.5 * height, 3.0 * height)
    w = 2 * rng.normal(size=size)
    gradient, noise = f(w)[1], rng.normal(size=size)
    direction = -gradient + 0.5 * np.linalg.norm(gradient) * noise / np.linalg.norm(noise)
    lowest = -(gradient @ direction) / (direction @ hessian @ direction)
    return f, w, direction * lowest / float(np.exp(rng.uniform(-3.0, 1.5))), float(rng.uniform(0.3, 0.7))


def backtrack(f: Objective, w: Array, direction: Array, c: float) -> float:
    """Return the first of 1, 1/2, 1/4, … that satisfies Armijo's condition."""
    value, grad = f(w)
    eta = 1.0
    while f(w + eta * direction)[0] > value + c * eta * (grad @ direction):
        eta /= 2
    return eta


def _search(enough: Callable[[float], Any], eta: float = 1.0, shrink: float = 0.5) -> float:
    """Shrink a step size until it is enough, thirty times at most: the result must not look like 0."""
    for _ in range(30):
        if enough(eta):
            break
        eta *= shrink
    return eta


def _search_any_decrease(f: Objective, w: Array, direction: Array, c: float) -> float:
    return _search(lambda eta: f(w + eta * direction)[0] < f(w)[0])


def _search_whole_promise(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w + eta * direction)[0] <= value + c * (grad @ direction))


def _search_without_slope(f: Objective, w: Array, direction: Array, c: float) -> float:
    value = f(w)[0]
    return _search(lambda eta: f(w + eta * direction)[0] <= value - c * eta)


def _search_uphill(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w + eta * direction)[0] <= value - c * eta * (grad @ direction))


def _search_squared_gradient(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w + eta * direction)[0] <= value - c * eta * (grad @ grad))


def _search_along_gradient(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w - eta * grad)[0] <= value + c * eta * (grad @ direction))


def _search_half_too_far(f: Objective, w: Array, direction: Array, c: float) -> float:
    return backtrack(f, w, direction, c) / 2


def _search_from_half(f: Objective, w: Array, direction: Array, c: float) -> float:
    return min(backtrack(f, w, direction, c), 0.5)


def _search_once(f: Objective, w: Array, direction: Array, c: float) -> float:
    return max(backtrack(f, w, direction, c), 0.5)


def _search_point(f: Objective, w: Array, direction: Array, c: float) -> Array:
    return w + backtrack(f, w, direction, c) * direction


def _search_tenth(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w + eta * direction)[0] <= value + c * eta * (grad @ direction), shrink=0.1)


def _search_minus(f: Objective, w: Array, direction: Array, c: float) -> float:
    value, grad = f(w)
    return _search(lambda eta: f(w - eta * direction)[0] <= value + c * eta * (grad @ direction))


def _search_whole_numbers(f: Objective, w: Array, direction: Array, c: float) -> float:
    return 1.0 if backtrack(f, w, direction, c) == 1.0 else 0.0


def _search_new_gradient(f: Objective, w: Array, direction: Array, c: float) -> float:
    value = f(w)[0]
    return _search(lambda eta: f(w + eta * direction)[0] <= value + c * eta * (f(w + eta * direction)[1] @ direction))


SEARCH = Task(
    id="descent/backtrack",
    title=Text(ko="되돌아오기 선 탐색", en="A backtracking line search"),
    solution=backtrack,
    draw=draw_search,
    draws=30,
    mistakes=(
        Mistake(
            _search_any_decrease,
            Text(
                ko="값이 조금이라도 줄면 받아들였습니다. 아르미호 조건은 c·η·(∇f·d)만큼은 줄어야 한다고 요구합니다.",
                en="You accept any decrease. Armijo's condition asks for one of at least the size of c·η·(∇f·d).",
            ),
        ),
        Mistake(
            _search_whole_promise,
            Text(
                ko="오른쪽 항에 η가 빠졌습니다. 걸음이 짧아지면 요구도 함께 작아져야 합니다. 그렇지 않으면 영원히 줄이게 됩니다.",
                en="η is missing on the right: as the step shrinks so must the demand, or the search may go on for ever.",
            ),
        ),
        Mistake(
            _search_without_slope,
            Text(
                ko="오른쪽 항에 기울기 ∇f·d가 빠졌습니다. 얼마나 얻어야 하는지는 그 방향이 얼마나 가파른지에 달려 있습니다.",
                en="The slope ∇f·d is missing on the right: how much to ask for depends on how steep the direction is.",
            ),
        ),
        Mistake(
            _search_uphill,
            Text(
                ko="기울기의 부호가 거꾸로입니다. ∇f·d가 이미 음수이므로 더해야 합니다. 빼면 값이 올라가는 것도 받아들입니다.",
                en="The sign of the slope is reversed: ∇f·d is negative already, so it is added. Subtracted, it accepts a rise.",
            ),
        ),
        Mistake(
            _search_squared_gradient,
            Text(
                ko="기울기로 −‖∇f‖²을 썼습니다. 방향이 −∇f일 때만 맞습니다. 주어진 방향에서는 ∇f·d입니다.",
                en="You use −‖∇f‖² as the slope. That is right for d = −∇f only; along the direction given it is ∇f·d.",
            ),
        ),
        Mistake(
            _search_along_gradient,
            Text(
                ko="주어진 방향이 아니라 −∇f 방향으로 걸어 보았습니다. 건네받은 `direction`을 따라가야 합니다.",
                en="You try steps along −∇f; the direction to try is the one handed in.",
            ),
        ),
        Mistake(
            _search_half_too_far,
            Text(
                ko="조건이 맞은 뒤에 한 번 더 반으로 줄였습니다. 맞는지 먼저 보고, 맞지 않을 때만 줄이세요.",
                en="You halve once more after the condition holds: test first, and halve only where it fails.",
            ),
        ),
        Mistake(
            _search_from_half,
            Text(
                ko="1을 시험하지 않고 ½에서 시작했습니다. 첫 시도는 η = 1입니다.",
                en="You begin at ½ without trying 1: the first trial is η = 1.",
            ),
        ),
        Mistake(
            _search_once,
            Text(
                ko="많아야 한 번만 줄였습니다. `if`가 아니라 `while`이 필요합니다.",
                en="You halve at most once: it takes a `while`, not an `if`.",
            ),
        ),
        Mistake(
            _search_point,
            Text(
                ko="도착한 점을 돌려주었습니다. 물은 것은 스텝 크기 η입니다.",
                en="You return the point of arrival; asked for is the step size η.",
            ),
        ),
        Mistake(
            _search_tenth,
            Text(
                ko="10분의 1로 줄였습니다. 이 문제에서는 반으로 줄입니다.",
                en="You shrink to a tenth; here the step is halved.",
            ),
        ),
        Mistake(
            _search_minus,
            Text(
                ko="방향의 반대쪽으로 걸어 보았습니다. 방향은 이미 내리막이므로 `w + η·direction`입니다.",
                en="You try steps against the direction. It leads down already: `w + η·direction`.",
            ),
        ),
        Mistake(
            _search_whole_numbers,
            Text(
                ko="η가 0이 되었습니다. `//`는 몫의 소수점 아래를 버리므로 1 // 2는 0입니다. `/ 2`로 줄이세요.",
                en="η has become 0: `//` cuts off the decimals, and 1 // 2 is 0. Halve by `/ 2`.",
            ),
        ),
        Mistake(
            _search_new_gradient,
            Text(
                ko="오른쪽의 기울기를 시험하는 점에서 구했습니다. ∇f·d는 출발점 `w`의 기울기이고, 탐색하는 동안 바뀌지 않습니다.",
                en="You take the slope on the right at the point tried. ∇f·d is the slope at the start `w`, and it stays the same throughout the search.",
            ),
        ),
    ),
)

# --- 3. the loop ------------------------------------------------------------------------------------------


def draw_loop(rng: np.random.Generator) -> Arguments:
    """A bowl, a direction that is not −∇f, and a step size that depends on where one stands."""
    size = int(rng.integers(2, 5))
    f, hessian = _quadratic(rng, size, 0.5, 5.0)
    scale = rng.uniform(0.3, 1.0, size=size)
    share = float(rng.uniform(0.4, 0.9))

    def choose_direction(w: Array, grad: Array) -> Array:
        return -scale * grad

    def choose_step_size(f: Objective, w: Array, d: Array) -> float:
        return float(-share * (f(w)[1] @ d) / (d @ hessian @ d))

    return f, 3 * rng.normal(size=size), choose_direction, choose_step_size, int(rng.integers(3, 6))


def descend(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:  # fmt: skip
    """Return every point on the way, the start first."""
    points = [w0]
    for _ in range(steps):
        w = points[-1]
        d = choose_direction(w, f(w)[1])
        points.append(w + choose_step_size(f, w, d) * d)
    return np.array(points)


def _loop_minus(f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int) -> Array:
    points = [w0]
    for _ in range(steps):
        d = choose_direction(points[-1], f(points[-1])[1])
        points.append(points[-1] - choose_step_size(f, points[-1], d) * d)
    return np.array(points)


def _loop_steepest(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    return descend(f, w0, lambda w, grad: -grad, choose_step_size, steps)


def _loop_step_for_gradient(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    points = [w0]
    for _ in range(steps):
        w, grad = points[-1], f(points[-1])[1]
        points.append(w + choose_step_size(f, w, -grad) * choose_direction(w, grad))
    return np.array(points)


def _loop_frozen_direction(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    d = choose_direction(w0, f(w0)[1])
    return descend(f, w0, lambda w, grad: d, choose_step_size, steps)


def _loop_frozen_step(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    eta = choose_step_size(f, w0, choose_direction(w0, f(w0)[1]))
    return descend(f, w0, choose_direction, lambda f, w, d: eta, steps)


def _loop_frozen_step_and_direction(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    d = choose_direction(w0, f(w0)[1])
    return np.array([w0 + number * choose_step_size(f, w0, d) * d for number in range(steps + 1)])


def _loop_without_step_size(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    return descend(f, w0, choose_direction, lambda f, w, d: 1.0, steps)


def _loop_normalised(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    def step(f: Objective, w: Array, d: Array) -> float:
        return choose_step_size(f, w, d) / float(np.linalg.norm(d))

    return descend(f, w0, choose_direction, step, steps)


def _loop_without_start(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    return descend(f, w0, choose_direction, choose_step_size, steps)[1:]


def _loop_one_more(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    return descend(f, w0, choose_direction, choose_step_size, steps + 1)


def _loop_without_end(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    return descend(f, w0, choose_direction, choose_step_size, steps - 1)


def _loop_end_only(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    end: Array = descend(f, w0, choose_direction, choose_step_size, steps)[-1]
    return end


def _loop_aliased(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    end = _loop_end_only(f, w0, choose_direction, choose_step_size, steps)
    return np.array([end] * (steps + 1))


def _loop_in_place(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    points = descend(f, w0, choose_direction, choose_step_size, steps)
    w0[:] = points[-1]
    return points


def _loop_value_for_gradient(
    f: Objective, w0: Array, choose_direction: Direction, choose_step_size: StepSize, steps: int
) -> Array:
    points = [w0]
    for _ in range(steps):
        w = points[-1]
        d = choose_direction(w, np.asarray(f(w)[0]))
        points.append(w + choose_step_size(f, w, d) * d)
    return np.array(points)


LOOP = Task(
    id="descent/descend",
    title=Text(ko="방향과 스텝 크기의 반복", en="Direction times step size, again and again"),
    solution=descend,
    draw=draw_loop,
    mistakes=(
        Mistake(
            _loop_minus,
            Text(
                ko="방향을 뺐습니다. 내리막을 가리키는 것은 방향 쪽의 일이므로 `w + η·d`입니다. 빼는 것은 그래디언트일 때입니다.",
                en="You subtract the direction. Pointing down is the direction's own business: `w + η·d`. Only a gradient is subtracted.",
            ),
        ),
        Mistake(
            _loop_steepest,
            Text(
                ko="`choose_direction` 대신 −∇f로 갔습니다. 하강법의 방향은 그래디언트의 반대일 필요가 없습니다.",
                en="You go along −∇f and ignore `choose_direction`: a descent method need not go against the gradient.",
            ),
        ),
        Mistake(
            _loop_step_for_gradient,
            Text(
                ko="스텝 크기를 −∇f에 대해 골라 놓고 다른 방향으로 갔습니다. 걸을 방향을 `choose_step_size`에 건네세요.",
                en="You choose the step size for −∇f and then go another way: hand the direction you take to `choose_step_size`.",
            ),
        ),
        Mistake(
            _loop_frozen_direction,
            Text(
                ko="방향을 출발점에서 한 번만 골랐습니다. 걸음마다 지금 위치의 그래디언트로 다시 골라야 합니다.",
                en="The direction is chosen once, at the start: choose it anew at every point, with the gradient there.",
            ),
        ),
        Mistake(
            _loop_frozen_step,
            Text(
                ko="스텝 크기를 출발점에서 한 번만 골랐습니다. 걸음마다 다시 골라야 합니다.",
                en="The step size is chosen once, at the start: choose it anew at every step.",
            ),
        ),
        Mistake(
            _loop_frozen_step_and_direction,
            Text(
                ko="방향도 스텝 크기도 출발점의 것을 되풀이했습니다. 걸음마다 지금 위치에서 둘 다 다시 고르세요.",
                en="You repeat the start's direction and step size: choose both anew at every point.",
            ),
        ),
        Mistake(
            _loop_without_step_size,
            Text(
                ko="스텝 크기를 곱하지 않았습니다. 방향을 통째로 더하고 있습니다.",
                en="The step size is missing: you add the whole direction.",
            ),
        ),
        Mistake(
            _loop_normalised,
            Text(
                ko="방향을 길이 1로 만들었습니다. 스텝 크기는 주어진 방향에 곱할 수로 골라진 것입니다.",
                en="You scale the direction to length 1; the step size was chosen as a factor of the direction as it is.",
            ),
        ),
        Mistake(
            _loop_without_start,
            Text(
                ko="출발점 `w0`가 빠졌습니다. 결과는 출발점을 포함해 steps + 1개의 행입니다.",
                en="The start `w0` is missing: the result has steps + 1 rows, the start among them.",
            ),
        ),
        Mistake(
            _loop_one_more,
            Text(
                ko="한 걸음 더 갔습니다. 점은 steps + 1개지만 걸음은 steps번입니다.",
                en="One step too many: there are steps + 1 points, but only steps moves.",
            ),
        ),
        Mistake(
            _loop_without_end,
            Text(
                ko="한 걸음 모자랍니다. 출발점 뒤로 steps번을 걸어야 합니다.",
                en="One step is missing: after the start there are steps moves.",
            ),
        ),
        Mistake(
            _loop_end_only,
            Text(
                ko="마지막 점만 돌려주었습니다. 지나온 점을 모두 행으로 쌓아 돌려주세요.",
                en="You return the last point alone: return every point on the way, one per row.",
            ),
        ),
        Mistake(
            _loop_aliased,
            Text(
                ko="모든 행이 마지막 점입니다. 같은 배열을 `w += …`로 고치며 여러 번 담았습니다. 걸음마다 새 배열을 만들거나 복사본을 담으세요.",
                en="Every row is the last point: the same array was stored each time and changed by `w += …`. Store a copy or build a new one.",
            ),
        ),
        Mistake(
            _loop_in_place,
            Text(
                ko="점들은 맞지만 `w0`를 제자리에서 고쳐 부른 쪽의 출발점이 바뀌었습니다. `w0.copy()`에서 시작하세요.",
                en="The points are right, but `w0` itself was changed, and the caller's start with it: begin with `w0.copy()`.",
            ),
        ),
        Mistake(
            _loop_value_for_gradient,
            Text(
                ko="그래디언트 대신 값을 `choose_direction`에 건넸습니다. `f(w)`는 (값, 그래디언트)의 짝이므로 그래디언트는 `f(w)[1]`입니다.",
                en="You hand the value to `choose_direction` in place of the gradient: `f(w)` is a pair (value, gradient), and the gradient is `f(w)[1]`.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

DOWN = Question(
    Text(
        ko="어떤 점의 그래디언트가 (3, −1)입니다. 다음 가운데 하강 방향은 어느 것입니까?",
        en="At some point the gradient is (3, −1). Which of these is a descent direction?",
    ),
    (
        Option(
            Text(ko="(1, 1)", en="(1, 1)"),
            Text(
                ko="∇f·d = 3 − 1 = 2로 오르막입니다.",
                en="∇f·d = 3 − 1 = 2: this leads up.",
            ),
        ),
        Option(
            Text(ko="(−1, −4)", en="(−1, −4)"),
            Text(
                ko="∇f·d = −3 + 4 = 1로 오르막입니다. 성분이 모두 음수라고 내리막인 것은 아닙니다.",
                en="∇f·d = −3 + 4 = 1: this leads up. Negative entries alone do not make a way down.",
            ),
        ),
        Option(
            Text(ko="(0, 2)", en="(0, 2)"),
            Text(
                ko="∇f·d = −2로 내리막입니다. 그래디언트의 반대 방향과는 많이 다르지만 상관없습니다.",
                en="∇f·d = −2: down. It is far from the opposite of the gradient, and that does not matter.",
            ),
            right=True,
        ),
        Option(
            Text(ko="(−1, −3)", en="(−1, −3)"),
            Text(
                ko="∇f·d = −3 + 3 = 0입니다. 등고선을 따라가는 방향이라 내리막도 오르막도 아닙니다.",
                en="∇f·d = −3 + 3 = 0: along the contour line, neither down nor up.",
            ),
        ),
    ),
)

MANY = Question(
    Text(
        ko="손잡이가 1000개인 함수에서 무작위 방향을 하나 던졌습니다. 내리막일 가능성은 얼마나 됩니까?",
        en="A function has 1000 knobs, and a direction is thrown at random. How likely does it lead down?",
    ),
    (
        Option(
            Text(ko="절반", en="One half"),
            Text(
                ko="d가 오르막이면 −d는 내리막이므로 언제나 절반입니다. 그래디언트와 거의 직각이라 얻는 것이 적을 뿐입니다.",
                en="If d leads up, −d leads down, so it is always half. Being almost at right angles to the gradient, it gains little.",
            ),
            right=True,
        ),
        Option(
            Text(ko="1000분의 1", en="One in a thousand"),
            Text(
                ko="1/1000은 cos²θ의 평균입니다. 내리막인지가 아니라 얼마나 가파른지가 그만큼 작아집니다.",
                en="1/1000 is the mean of cos²θ: what becomes so small is the steepness, not the chance of leading down.",
            ),
        ),
        Option(
            Text(ko="거의 0", en="Almost none"),
            Text(
                ko="내리막은 그래디언트의 반대 방향 하나가 아니라 반공간 전체입니다.",
                en="Leading down is not the one direction against the gradient but a whole half-space.",
            ),
        ),
    ),
)

FALLING = Question(
    Text(
        ko="어떤 방법의 기록을 보니 걸음마다 값이 줄었습니다. 이것만으로 알 수 있는 것은 무엇입니까?",
        en="The log of a run shows that every step lowered the value. What follows from this alone?",
    ),
    (
        Option(
            Text(ko="최솟값에 도착합니다.", en="It arrives at a minimum"),
            Text(
                ko="걸음이 얻는 것에 비해 너무 짧거나 길면, 기울기가 2인 곳에서도 더 나아가지 못합니다.",
                en="Steps too short or too long for what they gain may get stuck where the slope is still 2.",
            ),
        ),
        Option(
            Text(ko="최솟값까지의 거리가 줄어듭니다.", en="The distance to the minimum shrinks"),
            Text(
                ko="굽은 골짜기에서는 낮아지면서 멀어지는 걸음도 있습니다.",
                en="In a valley that bends, some steps go lower and farther away at once.",
            ),
        ),
        Option(
            Text(ko="그래디언트가 0으로 갑니다.", en="The gradient goes to 0"),
            Text(
                ko="그러려면 아르미호 조건처럼 걸음에 걸맞은 만큼 얻어야 하고, 걸음이 너무 짧지도 않아야 합니다.",
                en="For that the gain must be in proportion to the step, as Armijo asks, and the steps must not be too short.",
            ),
        ),
        Option(
            Text(
                ko="지금 값이 처음보다 낮습니다.",
                en="The value is lower now than at the start",
            ),
            Text(
                ko="이것뿐입니다. '전보다 낮다'는 약한 조건입니다. 정지점에 이른다는 약속은 아르미호나 울프 같은 조건에서 나옵니다.",
                en="That and no more. 'Lower than before' is a weak demand. Promises about stationary points come with conditions such as Armijo's or Wolfe's.",
            ),
            right=True,
        ),
    ),
)

SADDLE = Question(
    Text(
        ko="f(w₁, w₂) = w₁² − w₂²에서 (1, 1)을 떠나 순수한 뉴턴 방법(d = −H⁻¹∇f)으로 한 걸음(η = 1)을 갑니다. 어디에 이릅니까?",
        en="On f(w₁, w₂) = w₁² − w₂², take one step of pure Newton (d = −H⁻¹∇f, η = 1) from (1, 1). Where does it lead?",
    ),
    (
        Option(
            Text(ko="(0, 2). w₂를 따라 내려갑니다.", en="To (0, 2): down along w₂"),
            Text(
                ko="w₂에서는 이계도함수가 −2라 방향이 뒤집힙니다. 기울기가 0인 쪽으로, 곧 위로 올라갑니다.",
                en="Along w₂ the second derivative is −2 and turns the direction round: towards slope 0, which means up.",
            ),
        ),
        Option(
            Text(ko="(0, 0). 안장점입니다.", en="To (0, 0), the saddle"),
            Text(
                ko="뉴턴 방법은 기울기가 모두 0인 곳을 찾습니다. 여기서는 w₂를 따라 올라가 안장점에 앉습니다.",
                en="Newton looks for the place where all slopes are 0. Here it climbs along w₂ and sits down on the saddle.",
            ),
            right=True,
        ),
        Option(
            Text(ko="(0, 1). w₁만 움직입니다.", en="To (0, 1): only w₁ moves"),
            Text(
                ko="w₂의 기울기는 −2로 0이 아니므로 w₂도 움직입니다.",
                en="The slope along w₂ is −2, not 0, so w₂ moves as well.",
            ),
        ),
        Option(
            Text(ko="(−1, 3). 최급 하강과 같습니다.", en="To (−1, 3), as steepest descent would"),
            Text(
                ko="최급 하강은 기울기만 쓰고, 뉴턴 방법은 기울기를 이계도함수로 나눕니다. `lossopt`의 `Newton`은 여기로 갑니다. 자기 방향이 내리막이 아니면 −∇f를 쓰기 때문입니다.",
                en="Steepest descent uses the slopes alone; Newton divides them by the second derivatives. `lossopt`'s `Newton` does come here: where its direction does not descend, it takes −∇f.",
            ),
        ),
    ),
)

HALVING = Question(
    Text(
        ko="f(w) = w², w = 1, d = −2입니다. 아르미호 조건의 c가 0.5일 때, 1에서 시작하는 되돌아오기가 고르는 η는 얼마입니까?",
        en="Let f(w) = w², w = 1 and d = −2. With c = 0.5 in Armijo's condition, which η does backtracking from 1 choose?",
    ),
    (
        Option(
            Text(ko="1", en="1"),
            Text(
                ko="η = 1이면 −1에 내려 값이 그대로 1입니다. 요구하는 값은 1 − 0.5·1·4 = −1 이하입니다.",
                en="η = 1 lands on −1, where the value is 1 as before; asked for is 1 − 0.5·1·4 = −1 or less.",
            ),
        ),
        Option(
            Text(ko="1/2", en="1/2"),
            Text(
                ko="η = 1/2이면 0에 내려 값이 0입니다. 요구하는 값은 1 − 0.5·½·4 = 0 이하이므로 딱 맞습니다.",
                en="η = 1/2 lands on 0, where the value is 0; asked for is 1 − 0.5·½·4 = 0 or less: just met.",
            ),
            right=True,
        ),
        Option(
            Text(ko="1/4", en="1/4"),
            Text(
                ko="1/4도 조건에 맞지만, 되돌아오기는 큰 것부터 보다가 처음으로 맞는 것에서 멈춥니다.",
                en="1/4 satisfies the condition too, but backtracking comes from above and stops at the first that does.",
            ),
        ),
        Option(
            Text(ko="없음. 영원히 줄입니다.", en="None, it halves for ever"),
            Text(
                ko="d가 하강 방향이면 충분히 짧은 걸음은 반드시 조건에 맞습니다. 영원히 줄이는 것은 ∇f·d ≥ 0일 때입니다.",
                en="Along a descent direction a short enough step always satisfies it. It would halve for ever where ∇f·d ≥ 0.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="descent",
    title=Text(ko="하강법", en="Descent methods"),
    tasks=(SLOPE, SEARCH, LOOP),
    questions=(DOWN, MANY, FALLING, SADDLE, HALVING),
)
