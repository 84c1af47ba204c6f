"""Exercises of the chapter on backpropagation: a graph walked back by hand, a layer, a number used at every step, and the check."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Function = Callable[[Array], float]

# --- 1. a small graph, walked back --------------------------------------------------------------------------


def draw_point(rng: np.random.Generator) -> Arguments:
    """Two numbers away from 0 and ±1, where different products would agree."""
    x, y = rng.uniform(1.3, 3.0, size=2) * rng.choice([-1.0, 1.0], size=2)
    return float(x), float(y)


def slopes(x: float, y: float) -> Array:
    """Return the gradient of f = v·y, where u = x·y and v = u + x."""
    u = x * y
    v = x + u
    to_v, to_y = y, v
    to_u, to_x = to_v, to_v
    to_x, to_y = to_x + to_u * y, to_y + to_u * x
    return np.array([to_x, to_y])


def _slopes_overwritten(x: float, y: float) -> Array:
    return np.array([y * y, x * y])


def _slopes_first_kept(x: float, y: float) -> Array:
    return np.array([y, x * y + x])


def _slopes_paths_multiplied(x: float, y: float) -> Array:
    return np.array([y * y * y, (x * y + x) * x * y])


def _slopes_without_upstream(x: float, y: float) -> Array:
    return np.array([1 + y, (x * y + x) + x])


def _slopes_factors_swapped(x: float, y: float) -> Array:
    return np.array([y + y * x, (x * y + x) + y * y])


def _slopes_other_order(x: float, y: float) -> Array:
    return slopes(x, y)[::-1]


def _slopes_one_way_to_y(x: float, y: float) -> Array:
    return np.array([y * y + y, x * y])


def _slopes_value(x: float, y: float) -> float:
    return float((x * y + x) * y)


SLOPES = Task(
    id="backpropagation/slopes",
    title=Text(ko="작은 그래프를 거꾸로", en="A small graph, walked back"),
    solution=slopes,
    draw=draw_point,
    mistakes=(
        Mistake(
            _slopes_overwritten,
            Text(
                ko="나중에 온 것이 먼저 온 것을 덮어썼습니다. x와 y는 두 번씩 쓰였으니 두 길로 온 것을 더해야 합니다.",
                en="What arrived last overwrote what was there. x and y are each used twice: add what comes over the two ways.",
            ),
        ),
        Mistake(
            _slopes_first_kept,
            Text(
                ko="u를 거쳐 오는 길이 빠졌습니다. x와 y는 u = x·y에도 쓰였습니다.",
                en="The way through u is missing: x and y are used in u = x·y as well.",
            ),
        ),
        Mistake(
            _slopes_paths_multiplied,
            Text(
                ko="두 길의 기울기를 곱했습니다. 곱하는 것은 한 길을 따라갈 때이고, 길이 만나는 곳에서는 더합니다.",
                en="You multiply the slopes of the two ways. Along one way you multiply; where ways meet you add.",
            ),
        ),
        Mistake(
            _slopes_without_upstream,
            Text(
                ko="u를 지나는 길에서 국소 미분만 더했습니다. 아래에서 올라온 v의 그래디언트를 곱해야 합니다.",
                en="On the way through the sum you add local derivatives alone: multiply them by the gradient that arrives at v.",
            ),
        ),
        Mistake(
            _slopes_factors_swapped,
            Text(
                ko="u = x·y의 국소 미분이 뒤바뀌었습니다. x에 대한 미분이 y이고, y에 대한 미분이 x입니다.",
                en="The local derivatives of u = x·y are swapped: with respect to x it is y, with respect to y it is x.",
            ),
        ),
        Mistake(
            _slopes_other_order,
            Text(
                ko="두 기울기는 맞지만 순서가 바뀌었습니다. x에 대한 것이 먼저입니다.",
                en="Both slopes are right, but in the wrong order: the one for x comes first.",
            ),
        ),
        Mistake(
            _slopes_one_way_to_y,
            Text(
                ko="y로 가는 길이 하나 더 있습니다. y는 f = v·y에도, u = x·y에도 쓰였습니다. 두 길로 온 것을 더하세요.",
                en="There is one more way to y: it is used in f = v·y and in u = x·y. Add what comes over both.",
            ),
        ),
        Mistake(
            _slopes_value,
            Text(
                ko="f의 값을 돌려주었습니다. 물은 것은 x와 y에 대한 기울기 두 개입니다.",
                en="You return the value of f. Asked for are two slopes, with respect to x and to y.",
            ),
        ),
    ),
)

# --- 2. a layer ---------------------------------------------------------------------------------------------


def draw_layer(rng: np.random.Generator) -> Arguments:
    """Three different sizes, so that a transposition shows in the shape, and inputs where tanh bends."""
    n, p, q = rng.permutation([2, 3, 4, 5])[:3]
    return rng.normal(size=(n, p)), rng.normal(size=(p, q)), rng.normal(size=(n, q))


def layer_gradient(X: Array, W: Array, G: Array) -> Array:
    """Return the gradient for W of H = tanh(XW), where G is the gradient for H."""
    H = np.tanh(X @ W)
    return X.T @ (G * (1 - H * H))


def _layer_without_tanh(X: Array, W: Array, G: Array) -> Array:
    return X.T @ G


def _layer_slope_at_input(X: Array, W: Array, G: Array) -> Array:
    A = X @ W
    return X.T @ (G * (1 - A * A))


def _layer_not_squared(X: Array, W: Array, G: Array) -> Array:
    return X.T @ (G * (1 - np.tanh(X @ W)))


def _layer_value_for_slope(X: Array, W: Array, G: Array) -> Array:
    return X.T @ (G * np.tanh(X @ W))


def _layer_transposed(X: Array, W: Array, G: Array) -> Array:
    return layer_gradient(X, W, G).T


def _layer_for_input(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    return (G * (1 - H * H)) @ W.T


def _layer_mean(X: Array, W: Array, G: Array) -> Array:
    return layer_gradient(X, W, G) / len(X)


def _layer_summed_first(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    return np.outer(X.sum(axis=0), (G * (1 - H * H)).sum(axis=0))


def _layer_bias(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    summed: Array = (G * (1 - H * H)).sum(axis=0)
    return summed


def _layer_in_place(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    G *= 1 - H * H
    return X.T @ G


def _layer_without_upstream(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    return X.T @ (1 - H * H)


def _layer_sigmoid_slope(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    return X.T @ (G * H * (1 - H))


def _layer_output_for_input(X: Array, W: Array, G: Array) -> Array:
    H = np.tanh(X @ W)
    return H.T @ (G * (1 - H * H))


def _layer_step(X: Array, W: Array, G: Array) -> Array:
    return W - layer_gradient(X, W, G)


LAYER = Task(
    id="backpropagation/layer",
    title=Text(ko="층 하나", en="One layer"),
    solution=layer_gradient,
    draw=draw_layer,
    mistakes=(
        Mistake(
            _layer_without_tanh,
            Text(
                ko="tanh의 기울기가 빠졌습니다. G를 tanh 앞까지 되돌린 다음에 X의 전치를 곱하세요.",
                en="The slope of tanh is missing: bring G back through the tanh before you multiply by the transpose of X.",
            ),
        ),
        Mistake(
            _layer_slope_at_input,
            Text(
                ko="1 − a²에 tanh의 입력 XW를 넣었습니다. tanh의 기울기는 출력으로 씁니다: 1 − tanh².",
                en="You put the input XW into 1 − a²; the slope of tanh is written with its output: 1 − tanh².",
            ),
        ),
        Mistake(
            _layer_not_squared,
            Text(
                ko="tanh의 기울기는 1 − tanh가 아니라 1 − tanh²입니다.",
                en="The slope of tanh is 1 − tanh², not 1 − tanh.",
            ),
        ),
        Mistake(
            _layer_value_for_slope,
            Text(
                ko="tanh의 값을 곱했습니다. 되돌아갈 때 곱하는 것은 값이 아니라 기울기입니다.",
                en="You multiply by the value of tanh; on the way back it is the slope that multiplies.",
            ),
        ),
        Mistake(
            _layer_transposed,
            Text(
                ko="값은 맞지만 전치되었습니다. W의 그래디언트는 W와 모양이 같습니다.",
                en="The numbers are right, but transposed: the gradient for W has the shape of W.",
            ),
        ),
        Mistake(
            _layer_for_input,
            Text(
                ko="이것은 X의 그래디언트입니다. W로 가는 것은 X의 전치를 왼쪽에서 곱합니다.",
                en="This is the gradient for X. For W, multiply by the transpose of X from the left.",
            ),
        ),
        Mistake(
            _layer_mean,
            Text(
                ko="예제 수로 나누었습니다. 평균을 내는 것은 손실이고, 그 1/n은 이미 G 안에 있습니다. 여기서는 더하기만 합니다.",
                en="You divide by the number of examples. Averaging is the loss's business, and its 1/n is already in G: here you only add.",
            ),
        ),
        Mistake(
            _layer_summed_first,
            Text(
                ko="X와 G를 예제에 대해 먼저 더한 다음에 곱했습니다. 예제마다 곱한 다음에 더해야 합니다. 행렬곱이 바로 그 일을 합니다.",
                en="You sum X and G over the examples and multiply then. Multiply within each example first, then add: that is what a matrix product does.",
            ),
        ),
        Mistake(
            _layer_bias,
            Text(
                ko="행을 모두 더한 것은 편향의 그래디언트입니다. W의 그래디언트에는 X가 들어가야 합니다.",
                en="The sum over the rows is the gradient for a bias; that for W must hold X.",
            ),
        ),
        Mistake(
            _layer_in_place,
            Text(
                ko="값은 맞지만 `G *= …`가 건네받은 그래디언트를 바꾸었습니다. 같은 G를 X로도 보내야 하니 새 배열을 만드세요.",
                en="The value is right, but `G *= …` changes the gradient that was handed in. The same G has to go to X as well: make a new array.",
            ),
        ),
        Mistake(
            _layer_without_upstream,
            Text(
                ko="G가 쓰이지 않았습니다. 국소 미분에는 뒤에서 온 그래디언트 G를 곱해야 합니다.",
                en="G is not used: the local derivative has to be multiplied by the gradient that arrives.",
            ),
        ),
        Mistake(
            _layer_sigmoid_slope,
            Text(
                ko="h(1 − h)는 시그모이드의 기울기입니다. tanh의 기울기는 1 − h²입니다.",
                en="h(1 − h) is the slope of the sigmoid; that of tanh is 1 − h².",
            ),
        ),
        Mistake(
            _layer_output_for_input,
            Text(
                ko="X 대신 층의 출력 H를 곱했습니다. W에 곱해진 것은 입력 X입니다.",
                en="You multiply by the output H of the layer; what W was multiplied by is the input X.",
            ),
        ),
        Mistake(
            _layer_step,
            Text(
                ko="W에서 그래디언트를 이미 뺐습니다. 역전파는 계산만 합니다. 그래디언트만 돌려주세요.",
                en="You have subtracted the gradient from W already. Backpropagation only computes: return the gradient alone.",
            ),
        ),
    ),
)

# --- 3. a number that is used at every step -----------------------------------------------------------------


def draw_chain(rng: np.random.Generator) -> Arguments:
    """Three to six steps with a start away from 0, so that the first step counts."""
    steps = rng.integers(3, 7)
    h0 = float(rng.uniform(0.5, 1.0) * rng.choice([-1.0, 1.0]))
    return float(rng.uniform(0.6, 1.4)), rng.normal(scale=0.7, size=steps), h0


def chain_slope(w: float, x: Array, h0: float) -> float:
    """Return the derivative of the last h with respect to w, where h ← tanh(w·h + x[t])."""
    h = _states(w, x, h0)
    slope, g = 0.0, 1.0
    for t in reversed(range(len(x))):
        a = g * (1 - h[t + 1] ** 2)
        slope += a * h[t]
        g = a * w
    return slope


def _states(w: float, x: Array, h0: float) -> list[float]:
    states = [h0]
    for each in x:
        states.append(float(np.tanh(w * states[-1] + each)))
    return states


def _chain(
    w: float, x: Array, h0: float, *, through: bool = True, bend: bool = True, late: int = 0, first: float = 1.0
) -> list[float]:
    """Return what each use of w sends back, the last use first, with a mistake built in."""
    h = _states(w, x, h0)
    sent, g = [], first
    for t in reversed(range(len(x))):
        a = g * (1 - h[t + 1] ** 2) if bend else g
        sent.append(a * h[t + late])
        g = a * w if through else a
    return sent


def _chain_overwritten(w: float, x: Array, h0: float) -> float:
    return _chain(w, x, h0)[-1]


def _chain_last_step_only(w: float, x: Array, h0: float) -> float:
    return _chain(w, x, h0)[0]


def _chain_without_w(w: float, x: Array, h0: float) -> float:
    return sum(_chain(w, x, h0, through=False))


def _chain_without_tanh(w: float, x: Array, h0: float) -> float:
    return sum(_chain(w, x, h0, bend=False))


def _chain_late_state(w: float, x: Array, h0: float) -> float:
    return sum(_chain(w, x, h0, late=1))


def _chain_never_carried(w: float, x: Array, h0: float) -> float:
    h = _states(w, x, h0)
    return float(sum((1 - h[t + 1] ** 2) * h[t] for t in range(len(x))))


def _chain_averaged(w: float, x: Array, h0: float) -> float:
    return chain_slope(w, x, h0) / len(x)


def _chain_for_start(w: float, x: Array, h0: float) -> float:
    g = 1.0
    for h in _states(w, x, h0)[:0:-1]:
        g *= (1 - h**2) * w
    return g


def _chain_value(w: float, x: Array, h0: float) -> float:
    return _states(w, x, h0)[-1]


def _chain_from_front(w: float, x: Array, h0: float) -> float:
    h = _states(w, x, h0)
    slope, g = 0.0, 1.0
    for t in range(len(x)):
        a = g * (1 - h[t + 1] ** 2)
        slope += a * h[t]
        g = a * w
    return slope


def _chain_first_left_out(w: float, x: Array, h0: float) -> float:
    return sum(_chain(w, x, h0)[:-1])


def _chain_slope_before(w: float, x: Array, h0: float) -> float:
    h = _states(w, x, h0)
    slope, g = 0.0, 1.0
    for t in reversed(range(len(x))):
        a = g * (1 - h[t] ** 2)
        slope += a * h[t]
        g = a * w
    return slope


CHAIN = Task(
    id="backpropagation/chain",
    title=Text(ko="걸음마다 쓰이는 수", en="A number used at every step"),
    solution=chain_slope,
    draw=draw_chain,
    mistakes=(
        Mistake(
            _chain_overwritten,
            Text(
                ko="w가 처음 쓰인 곳에서 온 것만 남았습니다. 걸음마다 보낸 것을 `+=`로 모두 더하세요.",
                en="Only what came from w's first use is left: add up with `+=` what every step sends.",
            ),
        ),
        Mistake(
            _chain_last_step_only,
            Text(
                ko="마지막 걸음에서 온 것뿐입니다. 앞선 걸음의 w도 h를 거쳐 결과를 움직입니다.",
                en="This is the last step's share alone: through h, the w of earlier steps moves the result as well.",
            ),
        ),
        Mistake(
            _chain_without_w,
            Text(
                ko="앞 걸음으로 넘어갈 때 w를 곱하지 않았습니다. w·h의 h에 대한 국소 미분이 w입니다.",
                en="You pass on to the earlier step without multiplying by w, the local derivative of w·h with respect to h.",
            ),
        ),
        Mistake(
            _chain_without_tanh,
            Text(
                ko="tanh의 기울기 1 − h²이 빠졌습니다.",
                en="The slope of tanh is missing, 1 − h².",
            ),
        ),
        Mistake(
            _chain_late_state,
            Text(
                ko="w에 곱해진 것은 그 걸음에 들어간 h인데 나온 h를 썼습니다. 한 칸 앞의 h를 쓰세요.",
                en="What w is multiplied by is the h that goes into the step; you use the one that comes out: take the h before.",
            ),
        ),
        Mistake(
            _chain_never_carried,
            Text(
                ko="걸음마다 g = 1에서 다시 시작했습니다. 뒤 걸음에서 내려온 그래디언트를 앞 걸음으로 넘겨야 합니다.",
                en="Every step begins with g = 1 again: carry the gradient that arrives on to the step before.",
            ),
        ),
        Mistake(
            _chain_averaged,
            Text(
                ko="걸음 수로 나누었습니다. 여러 번 쓰인 수의 그래디언트는 평균이 아니라 합입니다.",
                en="You divide by the number of steps: the gradient of a number used several times is a sum, no mean.",
            ),
        ),
        Mistake(
            _chain_for_start,
            Text(
                ko="이것은 처음 상태 h0에 대한 미분입니다. w에 대한 미분은 되돌아가는 길에 걸음마다 더해 갑니다.",
                en="This is the derivative with respect to the start h0; the one for w is added up on the way back, step by step.",
            ),
        ),
        Mistake(
            _chain_value,
            Text(
                ko="마지막 h의 값입니다. 물은 것은 w에 대한 미분입니다.",
                en="This is the value of the last h; asked for is its derivative with respect to w.",
            ),
        ),
        Mistake(
            _chain_from_front,
            Text(
                ko="첫걸음부터 차례로 갔습니다. 그래디언트는 마지막 h에서 출발해 거꾸로 내려옵니다: `reversed(range(len(x)))`.",
                en="You go from the first step on. The gradient starts at the last h and comes back: `reversed(range(len(x)))`.",
            ),
        ),
        Mistake(
            _chain_first_left_out,
            Text(
                ko="첫걸음(t = 0)이 빠졌습니다. w는 h0에도 곱해졌으니 그 몫도 더하세요.",
                en="The first step, t = 0, is left out: w multiplies h0 as well, so add its share.",
            ),
        ),
        Mistake(
            _chain_slope_before,
            Text(
                ko="tanh의 기울기 1 − h²에 한 칸 앞의 h를 넣었습니다. 여기에는 그 걸음에서 나온 h[t + 1]이 들어갑니다.",
                en="You put the h of the step before into the slope 1 − h²: it takes the one that comes out of the step, h[t + 1].",
            ),
        ),
    ),
)

# --- 4. the gradient check ------------------------------------------------------------------------------


def draw_claim(rng: np.random.Generator) -> Arguments:
    """A smooth function that mixes its inputs, and a claim that is off by little and by much, to either side."""
    n = int(rng.integers(3, 6))
    a, b = rng.uniform(0.5, 1.0, size=n) * rng.choice([-1.0, 1.0], size=n), rng.normal(size=n)
    steep = np.exp(rng.uniform(-2.0, 2.0, size=n))  # slopes on both sides of 1

    def f(x: Array) -> float:
        return float(np.exp(a @ x / 2) + (steep * np.sin(x + b)).sum() + 0.3 * (x**3).sum())

    x, h = rng.uniform(0.5, 1.5, size=n), float(rng.uniform(0.2, 0.4))
    return f, x, _measured(f, x, h) + rng.normal(scale=rng.choice([0.3, 3.0]), size=n), h


def gradient_error(f: Function, x: Array, claimed: Array, h: float) -> float:
    """Return the largest error of a claimed gradient, measured by nudging every entry by h to both sides."""
    return float(_errors(claimed, _measured(f, x, h)).max())


def _measured(f: Function, x: Array, h: float) -> Array:
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])


def _errors(claimed: Array, measured: Array) -> Array:
    return np.abs(claimed - measured) / np.maximum(1.0, np.maximum(np.abs(claimed), np.abs(measured)))


def _check_absolute(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(np.abs(claimed - _measured(f, x, h)).max())


def _check_without_one(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = _measured(f, x, h)
    return float((np.abs(claimed - m) / np.maximum(np.abs(claimed), np.abs(m))).max())


def _check_by_claim(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float((np.abs(claimed - _measured(f, x, h)) / np.maximum(1.0, np.abs(claimed))).max())


def _check_by_measurement(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = _measured(f, x, h)
    return float((np.abs(claimed - m) / np.maximum(1.0, np.abs(m))).max())


def _check_signed(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = _measured(f, x, h)
    return float(((claimed - m) / np.maximum(1.0, np.maximum(np.abs(claimed), np.abs(m)))).max())


def _check_mean(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, _measured(f, x, h)).mean())


def _check_sum(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, _measured(f, x, h)).sum())


def _check_smallest(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, _measured(f, x, h)).min())


def _check_lengths(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = _measured(f, x, h)
    size = max(1.0, float(np.linalg.norm(claimed)), float(np.linalg.norm(m)))
    return float(np.linalg.norm(claimed - m) / size)


def _check_forward(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = np.array([(f(x + h * e) - f(x)) / h for e in np.eye(len(x))])
    return float(_errors(claimed, m).max())


def _check_without_two(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, 2 * _measured(f, x, h)).max())


def _check_two_outside(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, _measured(f, x, h) * h * h).max())


def _check_all_at_once(f: Function, x: Array, claimed: Array, h: float) -> float:
    m = np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))
    return float(_errors(claimed, m).max())


def _check_own_h(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(_errors(claimed, _measured(f, x, 1e-5)).max())


def _check_place(f: Function, x: Array, claimed: Array, h: float) -> float:
    return float(np.argmax(_errors(claimed, _measured(f, x, h))))


def _check_piling_up(f: Function, x: Array, claimed: Array, h: float) -> float:
    m, point = np.zeros(len(x)), x.copy()
    for i in range(len(x)):
        point[i] += h
        up = f(point)
        point[i] -= 2 * h
        m[i] = (up - f(point)) / (2 * h)
    return float(_errors(claimed, m).max())


def _check_in_place(f: Function, x: Array, claimed: Array, h: float) -> float:
    error = gradient_error(f, x, claimed, h)
    x -= h
    return error


CHECK = Task(
    id="backpropagation/gradient-check",
    title=Text(ko="그래디언트 검사", en="The gradient check"),
    solution=gradient_error,
    draw=draw_claim,
    draws=20,
    mistakes=(
        Mistake(
            _check_absolute,
            Text(
                ko="오차를 나누지 않았습니다. 기울기가 클수록 차분도 그만큼 부정확하므로, 1보다 큰 기울기에서는 그 크기로 나누어 견줍니다.",
                en="You do not divide the error. Differences are the less exact the larger the slope: where it exceeds 1, divide by its size.",
            ),
        ),
        Mistake(
            _check_without_one,
            Text(
                ko="분모에 1이 빠졌습니다. 그러면 기울기가 0에 가까운 성분에서는 하찮은 차이도 큰 오차가 됩니다.",
                en="The 1 is missing below: without it a trifling difference looks like a large error where the slope is nearly 0.",
            ),
        ),
        Mistake(
            _check_by_claim,
            Text(
                ko="주장한 기울기의 크기만 분모에 넣었습니다. 잰 기울기의 크기도 견주어 가장 큰 것으로 나눕니다.",
                en="Only the size of the claim stands below: the measured slope counts as well. Divide by the largest of the three.",
            ),
        ),
        Mistake(
            _check_by_measurement,
            Text(
                ko="잰 기울기의 크기만 분모에 넣었습니다. 주장한 기울기의 크기도 견주어 가장 큰 것으로 나눕니다.",
                en="Only the size of the measured slope stands below: the claim counts as well. Divide by the largest of the three.",
            ),
        ),
        Mistake(
            _check_signed,
            Text(
                ko="차이에 절댓값을 씌우지 않았습니다. 그러면 너무 작게 주장한 성분은 아무리 틀려도 드러나지 않습니다.",
                en="The difference lacks its absolute value, so a claim that is too low never shows, however wrong.",
            ),
        ),
        Mistake(
            _check_mean,
            Text(
                ko="오차를 평균 냈습니다. 성분이 많으면 하나만 틀린 그래디언트가 평균에 묻힙니다. 가장 큰 것을 돌려주세요.",
                en="You average the errors. Among many entries a single wrong one drowns in the mean: return the largest.",
            ),
        ),
        Mistake(
            _check_sum,
            Text(
                ko="오차를 모두 더했습니다. 물은 것은 가장 큰 오차 하나입니다.",
                en="You add all the errors up; asked for is the largest one.",
            ),
        ),
        Mistake(
            _check_smallest,
            Text(
                ko="가장 작은 오차를 돌려주었습니다. 한 성분이 맞아도 다른 성분이 틀릴 수 있으니 가장 큰 오차가 필요합니다.",
                en="You return the smallest error. One right entry says nothing about the others: the largest is needed.",
            ),
        ),
        Mistake(
            _check_lengths,
            Text(
                ko="벡터의 길이로 견주었습니다. 그러면 작은 성분의 잘못이 큰 성분에 묻힙니다. 성분마다 오차를 구하고 가장 큰 것을 고르세요.",
                en="You compare lengths of vectors, where an error in a small entry hides behind the large ones: take the error of each entry, then the largest.",
            ),
        ),
        Mistake(
            _check_forward,
            Text(
                ko="한쪽으로만 움직였습니다. 그러면 차분의 오차가 h에 비례합니다. x + h와 x − h의 차를 2h로 나누면 h²에 비례합니다.",
                en="You nudge to one side, and the error of the difference is proportional to h. The difference between x + h and x − h, over 2h, has one in h².",
            ),
        ),
        Mistake(
            _check_without_two,
            Text(
                ko="두 점 사이의 거리는 h가 아니라 2h입니다.",
                en="The two points are 2h apart, not h.",
            ),
        ),
        Mistake(
            _check_two_outside,
            Text(
                ko="`/ 2 * h`는 2로 나눈 다음에 h를 곱합니다. 괄호가 필요합니다: `/ (2 * h)`.",
                en="`/ 2 * h` divides by 2 and then multiplies by h: it takes parentheses, `/ (2 * h)`.",
            ),
        ),
        Mistake(
            _check_all_at_once,
            Text(
                ko="모든 성분을 한꺼번에 움직였습니다. 그러면 기울기의 합이 나옵니다. 한 번에 한 성분만 움직이세요.",
                en="You nudge all entries at once, which gives the sum of the slopes: nudge one entry at a time.",
            ),
        ),
        Mistake(
            _check_own_h,
            Text(
                ko="건네받은 `h`를 쓰지 않고 10⁻⁵쯤의 수를 썼습니다. 미분에는 더 가깝지만, 이 문제에서는 주어진 h로 잽니다.",
                en="You use a number near 10⁻⁵ in place of the `h` handed in. It is closer to the derivative, but here the given h is used.",
            ),
        ),
        Mistake(
            _check_place,
            Text(
                ko="몇 번째 성분이 가장 틀렸는지를 돌려주었습니다. 물은 것은 그 성분의 오차입니다.",
                en="You return which entry is most wrong; asked for is how wrong it is.",
            ),
        ),
        Mistake(
            _check_piling_up,
            Text(
                ko="앞 성분을 제자리로 돌려놓지 않고 다음 성분을 움직였습니다. 성분마다 원래의 x에서 시작하세요.",
                en="You go on to the next entry without putting the one before back in place: begin at the original x each time.",
            ),
        ),
        Mistake(
            _check_in_place,
            Text(
                ko="오차는 맞지만 `x`가 움직인 채로 남았습니다. `x.copy()`를 움직이거나 새 배열을 만드세요.",
                en="The error is right, but `x` is left displaced: nudge a copy, or make a new array.",
            ),
        ),
    ),
)

# --- the quiz -----------------------------------------------------------------------------------------------

LEARNING = Question(
    Text(
        ko="손실에서 역전파를 백 번 했습니다(`loss.backward()`). 다른 일은 하지 않았습니다. 가중치는 어떻게 됩니까?",
        en="You walk back from a network's loss a hundred times (`loss.backward()`) and do nothing else. What happens to its weights?",
    ),
    (
        Option(
            Text(ko="손실이 작아지는 쪽으로 백 걸음 움직입니다.", en="They take a hundred steps towards a lower loss"),
            Text(
                ko="걸음을 내딛는 것은 최적화 알고리즘입니다. 역전파는 그래디언트를 계산할 뿐 아무것도 옮기지 않습니다.",
                en="Stepping is the optimizer's job. Backpropagation computes a gradient and moves nothing.",
            ),
        ),
        Option(
            Text(ko="그대로입니다.", en="They stay as they are"),
            Text(
                ko="역전파는 계산만 합니다. 그 그래디언트로 무엇을 할지는 최적화 알고리즘이 정합니다.",
                en="Backpropagation only computes. What is done with the gradient is for the optimizer to decide.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="오차가 흘러 들어와 조금씩 바뀝니다.", en="The error flows back into them and changes them a little"
            ),
            Text(
                ko="거꾸로 흐르는 것은 오차 자체가 아니라 국소 미분을 곱하고 더한 수입니다. 그 수는 가중치 옆에 적힐 뿐입니다.",
                en="What flows back is no error but numbers, products and sums of local derivatives, and they are only noted beside the weights.",
            ),
        ),
    ),
)

COST = Question(
    Text(
        ko="파라미터가 백만 개인 손실의 그래디언트를 역전파로 구합니다. 손실을 몇 번 계산하는 비용이 듭니까?",
        en="A loss has a million parameters. What does its gradient cost by backpropagation, in evaluations of the loss?",
    ),
    (
        Option(
            Text(ko="약 백만 번", en="About a million"),
            Text(
                ko="파라미터를 하나씩 움직여 보는 차분이 그렇습니다. 역전파는 그래프의 선을 한 번씩만 지납니다.",
                en="That is the price of nudging the parameters one by one. Backpropagation walks every line of the graph once.",
            ),
        ),
        Option(
            Text(ko="약 이천 번, 백만의 제곱근의 두 배", en="About two thousand, twice the root of a million"),
            Text(
                ko="비용은 파라미터의 수와 아예 상관이 없습니다. 연산마다 들어오는 선이 많아야 둘이기 때문입니다.",
                en="The price does not depend on the number of parameters at all: an operation has at most two incoming lines.",
            ),
        ),
        Option(
            Text(ko="많아야 다섯 번쯤", en="At most about five"),
            Text(
                ko="선마다 곱셈 한 번과 덧셈 한 번이고, 연산마다 선이 많아야 둘이므로 앞뒤를 합쳐 1 + 2·2 = 5입니다. 대신 메모리가 듭니다.",
                en="A multiplication and an addition per line, at most two lines per operation: 1 + 2·2 = 5 for forward and back. What it costs besides is memory.",
            ),
            right=True,
        ),
        Option(
            Text(ko="한 번도 들지 않습니다. 값을 구하면 저절로 나옵니다.", en="Nothing: it comes with the value"),
            Text(
                ko="값을 계산할 때 기록은 남지만, 그 기록을 거꾸로 한 번 지나야 그래디언트가 나옵니다.",
                en="Computing the value leaves notes, but to get the gradient one has to walk back through them once.",
            ),
        ),
    ),
)

REUSE = Question(
    Text(
        ko="어떤 수 x가 세 군데에 쓰였고 되돌아온 수는 2, −2, 5입니다. x의 그래디언트는 얼마입니까?",
        en="A number x is used in three places, from which 2, −2 and 5 come back. What is the gradient of x?",
    ),
    (
        Option(
            Text(ko="5", en="5"),
            Text(
                ko="2 − 2 + 5입니다. x를 조금 움직이면 세 군데가 모두 움직이고, 그 영향이 더해집니다. 마지막에 온 것이 5라서 맞은 것은 아닙니다.",
                en="2 − 2 + 5: nudge x, and all three places move; their effects add. (That 5 came last is not the reason.)",
            ),
            right=True,
        ),
        Option(
            Text(ko="−20", en="−20"),
            Text(
                ko="곱하는 것은 한 길을 따라 이어지는 국소 미분입니다. 길이 만나는 곳에서는 더합니다.",
                en="Local derivatives multiply along one path; where paths meet, they add.",
            ),
        ),
        Option(
            Text(ko="5/3", en="5/3"),
            Text(
                ko="평균이 아니라 합입니다. 세 군데가 모두 함께 움직입니다.",
                en="It is the sum, not the mean: all three places move together.",
            ),
        ),
        Option(
            Text(ko="2", en="2"),
            Text(
                ko="먼저 온 것만 남기면 나머지 두 군데의 영향을 잃습니다.",
                en="Keep only what came first, and the effect of the other two places is lost.",
            ),
        ),
    ),
)

NUDGE = Question(
    Text(
        ko="양쪽 차분으로 그래디언트를 검사합니다(float64, 값과 입력은 1 안팎). h를 10⁻⁵에서 10⁻¹²로 줄이면 어떻게 됩니까?",
        en="You check a gradient by central differences (float64, values and inputs around 1). What if you reduce h from 10⁻⁵ to 10⁻¹²?",
    ),
    (
        Option(
            Text(
                ko="정확해집니다. 미분은 h → 0의 극한이니까요.",
                en="It gets more exact: the derivative is the limit h → 0",
            ),
            Text(
                ko="종이 위에서는 그렇습니다. 컴퓨터는 16자리쯤만 간직하므로, 거의 같은 두 값을 빼고 나면 남는 자리가 몇 개 없습니다.",
                en="On paper, yes. A computer keeps about 16 digits, and of two nearly equal values few are left after the subtraction.",
            ),
        ),
        Option(
            Text(ko="그대로입니다. 둘 다 충분히 작으니까요.", en="Nothing changes: both are small enough"),
            Text(
                ko="오차는 10⁻¹¹쯤에서 10⁻⁴쯤으로 커집니다. 작다고 모두 같지 않습니다.",
                en="The error grows from about 10⁻¹¹ to about 10⁻⁴: small is not all the same.",
            ),
        ),
        Option(
            Text(ko="0으로 나누게 됩니다.", en="It divides by zero"),
            Text(
                ko="10⁻¹²은 0이 아니며 float64로 잘 적힙니다. 문제는 분모가 아니라 분자에 남은 반올림 오차입니다.",
                en="10⁻¹² is not 0, and float64 writes it well. The trouble is not below the line but above: the rounding error left there.",
            ),
        ),
        Option(
            Text(
                ko="부정확해집니다. 반올림 오차가 1/h배로 커지니까요.",
                en="It gets less exact: rounding errors grow as 1/h",
            ),
            Text(
                ko="자르는 오차는 h², 반올림 오차는 ε/h입니다. 둘의 합은 h ≈ ε^(1/3) ≈ 6·10⁻⁶에서 가장 작습니다.",
                en="The error of the formula is h², that of rounding ε/h; their sum is smallest at h ≈ ε^(1/3) ≈ 6·10⁻⁶.",
            ),
            right=True,
        ),
    ),
)

SHAPES = Question(
    Text(
        ko="X는 (32, 10), W는 (10, 4), Y = XW입니다. Y의 그래디언트 G가 왔습니다. W의 그래디언트는 무엇입니까?",
        en="X is (32, 10), W is (10, 4), and Y = XW. The gradient G of Y has arrived. What is the gradient of W?",
    ),
    (
        Option(
            Text(ko="GWᵀ, 모양 (32, 10)", en="GWᵀ, of shape (32, 10)"),
            Text(
                ko="이것은 X의 그래디언트입니다. 그래디언트는 자기 변수와 모양이 같습니다.",
                en="That is the gradient of X: a gradient has the shape of its variable.",
            ),
        ),
        Option(
            Text(ko="XᵀG, 모양 (10, 4)", en="XᵀG, of shape (10, 4)"),
            Text(
                ko="W와 모양이 같고, 예제마다의 기여를 모두 더한 것입니다. W의 성분은 예제 32개에 모두 쓰였습니다.",
                en="It has the shape of W and adds up the shares of all examples: every entry of W is used by all 32.",
            ),
            right=True,
        ),
        Option(
            Text(ko="모양 (128, 40)인 야코비 행렬", en="The Jacobian, of shape (128, 40)"),
            Text(
                ko="그것은 Y를 W로 미분한 것이고, 만들 필요가 없습니다. 필요한 것은 G를 곱한 결과뿐입니다.",
                en="That is the derivative of Y with respect to W, and nobody needs to build it: all that is needed is its product with G.",
            ),
        ),
        Option(
            Text(ko="GᵀX, 모양 (4, 10)", en="GᵀX, of shape (4, 10)"),
            Text(
                ko="수는 같지만 전치되었습니다. W에서 뺄 수 있으려면 모양이 W와 같아야 합니다.",
                en="The same numbers, transposed: to be subtracted from W it must have the shape of W.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="backpropagation",
    title=Text(ko="계산 그래프와 역전파", en="Computational graphs and backpropagation"),
    tasks=(SLOPES, LAYER, CHAIN, CHECK),
    questions=(LEARNING, COST, REUSE, NUDGE, SHAPES),
)
