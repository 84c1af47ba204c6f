"""Exercises of the chapter on objective functions: a regularised cost, slopes by trying, a choice by held-out data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Function = Callable[[Array], float]

# --- 1. a regularised cost --------------------------------------------------------------------------------


def draw_cost(rng: np.random.Generator) -> Arguments:
    """More examples than parameters, and another number of each: so that the two means differ."""
    size, knobs = int(rng.integers(5, 9)), int(rng.integers(2, 5))
    y_true = rng.normal(scale=3.0, size=size)
    return y_true, y_true + rng.normal(scale=2.0, size=size), rng.normal(size=knobs), float(rng.uniform(0.2, 0.8))


def regularised_cost(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    """Return the mean squared error plus λ times the sum of the squared parameters."""
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.sum(w**2))


def _cost_sum(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.sum((y_pred - y_true) ** 2) + strength * np.sum(w**2))


def _cost_absolute(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean(np.abs(y_pred - y_true)) + strength * np.sum(w**2))


def _cost_signed(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean(y_pred - y_true) + strength * np.sum(w**2))


def _cost_root(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.sqrt(np.mean((y_pred - y_true) ** 2)) + strength * np.sum(w**2))


def _cost_alone(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2))


def _cost_without_strength(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + np.sum(w**2))


def _cost_mean_of_parameters(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.mean(w**2))


def _cost_norm(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.linalg.norm(w))


def _cost_absolute_parameters(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.sum(np.abs(w)))


def _cost_subtracted(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) - strength * np.sum(w**2))


def _cost_strength_over_both(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(strength * (np.mean((y_pred - y_true) ** 2) + np.sum(w**2)))


def _cost_per_example(y_true: Array, y_pred: Array, w: Array, strength: float) -> Array:
    return (y_pred - y_true) ** 2 + strength * np.sum(w**2)


def _cost_half_pull(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength / 2 * np.sum(w**2))


def _cost_halved(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) / 2 + strength * np.sum(w**2))


def _cost_pull_averaged_too(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float((np.sum((y_pred - y_true) ** 2) + strength * np.sum(w**2)) / len(y_true))


def _cost_square_of_sum(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.sum(w) ** 2)


def _cost_unsquared_pull(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean((y_pred - y_true) ** 2) + strength * np.sum(w))


def _cost_square_of_mean(y_true: Array, y_pred: Array, w: Array, strength: float) -> float:
    return float(np.mean(y_pred - y_true) ** 2 + strength * np.sum(w**2))


COST = Task(
    id="objective/regularised-cost",
    title=Text(ko="규제된 비용", en="A regularised cost"),
    solution=regularised_cost,
    draw=draw_cost,
    mistakes=(
        Mistake(
            _cost_sum,
            Text(
                ko="제곱 오차를 더하기만 했습니다. 비용은 평균이므로 예제 수로 나누어야 합니다.",
                en="You add the squared errors up. A cost is their mean: divide by the number of examples.",
            ),
        ),
        Mistake(
            _cost_absolute,
            Text(
                ko="오차의 절댓값을 평균 냈습니다. 이 문제의 손실은 오차의 제곱입니다.",
                en="You average absolute errors; the loss asked for is the square of the error.",
            ),
        ),
        Mistake(
            _cost_signed,
            Text(
                ko="오차를 제곱하지 않고 평균 냈습니다. 그러면 넘치는 오차와 모자라는 오차가 서로 지워집니다.",
                en="You average the errors themselves, so those above and those below cancel. Square them first.",
            ),
        ),
        Mistake(
            _cost_root,
            Text(
                ko="평균에 제곱근을 씌웠습니다. 사람에게 보고하기에는 좋지만(단위가 y와 같습니다) 여기서 물은 것은 제곱근 없는 평균입니다.",
                en="You take the root of the mean. It reads well in a report (its unit is that of y), but asked for is the mean itself.",
            ),
        ),
        Mistake(
            _cost_alone,
            Text(
                ko="당기는 항이 빠졌습니다. 지금 것은 비용이고, 목적 함수에는 λ와 파라미터의 제곱합이 더 있습니다.",
                en="The pull is missing: this is the cost. The objective adds λ times the sum of the squared parameters.",
            ),
        ),
        Mistake(
            _cost_without_strength,
            Text(
                ko="당기는 항에 `strength`를 곱하지 않았습니다. 얼마나 세게 당길지를 정하는 값입니다.",
                en="The pull is not multiplied by `strength`, which says how hard it pulls.",
            ),
        ),
        Mistake(
            _cost_mean_of_parameters,
            Text(
                ko="파라미터의 제곱도 평균 냈습니다. 평균은 예제에 대해서만 내고 파라미터의 제곱은 더합니다.",
                en="You average the squared parameters too. The mean is over examples alone; the parameters' squares are added.",
            ),
        ),
        Mistake(
            _cost_norm,
            Text(
                ko="`np.linalg.norm(w)`는 제곱합의 제곱근입니다. 당기는 항은 제곱합이므로 길이를 다시 제곱해야 합니다.",
                en="`np.linalg.norm(w)` is the root of the sum of squares. The pull is the sum itself: square the length.",
            ),
        ),
        Mistake(
            _cost_absolute_parameters,
            Text(
                ko="파라미터의 절댓값을 더했습니다. 그런 규제도 있지만(L1) 여기서는 제곱합(L2)입니다.",
                en="You add absolute values of the parameters. That is another regulariser (L1); here it is the squares (L2).",
            ),
        ),
        Mistake(
            _cost_subtracted,
            Text(
                ko="당기는 항을 뺐습니다. 줄일 함수에서 빼면 파라미터가 클수록 좋아져 0에서 밀어냅니다. 더하세요.",
                en="You subtract the pull. In a function to be minimised that rewards large parameters: add it.",
            ),
        ),
        Mistake(
            _cost_strength_over_both,
            Text(
                ko="`strength`를 비용에도 곱했습니다. 괄호를 보세요. 당기는 항에만 곱합니다.",
                en="You multiply the cost by `strength` too: check the parentheses, it belongs to the pull alone.",
            ),
        ),
        Mistake(
            _cost_per_example,
            Text(
                ko="예제마다 값이 하나씩 나왔습니다. 이것은 손실이고, 비용은 그 평균인 수 하나입니다.",
                en="You return one value per example. Those are losses; a cost is their mean, a single number.",
            ),
        ),
        Mistake(
            _cost_half_pull,
            Text(
                ko="당기는 항을 반으로 줄였습니다. λ/2라고 쓰는 책도 있지만 이 문제의 식에는 ½이 없습니다.",
                en="You halve the pull. Some books write λ/2; the formula here has no ½.",
            ),
        ),
        Mistake(
            _cost_halved,
            Text(
                ko="제곱 오차의 평균을 반으로 줄였습니다. 앞에 ½을 두는 책도 있지만 이 문제의 식에는 없습니다.",
                en="You halve the mean of the squared errors. Some books put a ½ in front; the formula here has none.",
            ),
        ),
        Mistake(
            _cost_pull_averaged_too,
            Text(
                ko="당기는 항까지 예제 수로 나누었습니다. 1/n은 제곱 오차의 합에만 붙습니다. 괄호를 보세요.",
                en="You divide the pull by the number of examples as well. 1/n belongs to the squared errors alone: check the parentheses.",
            ),
        ),
        Mistake(
            _cost_square_of_sum,
            Text(
                ko="파라미터를 더한 다음에 제곱했습니다. 그러면 양수와 음수가 서로 지워집니다. 하나씩 제곱한 다음에 더하세요.",
                en="You add the parameters and then square, so that positive and negative ones cancel: square each, then add.",
            ),
        ),
        Mistake(
            _cost_unsquared_pull,
            Text(
                ko="파라미터를 제곱하지 않고 더했습니다. 그러면 음수 파라미터가 비용을 깎습니다. 제곱해서 더하세요.",
                en="You add the parameters without squaring them, so that negative ones lower the cost: add their squares.",
            ),
        ),
        Mistake(
            _cost_square_of_mean,
            Text(
                ko="오차를 평균 낸 다음에 제곱했습니다. 예제마다 먼저 제곱하고 평균을 내야 합니다.",
                en="You average the errors and then square: square each error first, then average.",
            ),
        ),
    ),
)

# --- 2. slopes by trying ----------------------------------------------------------------------------------


def draw_function(rng: np.random.Generator) -> Arguments:
    """A cubic in two to four parameters and a generous h, so that one-sided slopes show."""
    size = int(rng.integers(2, 5))
    cubic, linear = rng.normal(size=size), rng.normal(size=size)
    square = rng.normal(size=(size, size))

    def f(w: Array) -> float:
        return float(np.sum(cubic * w**3) + w @ square @ w + linear @ w)

    return f, rng.normal(size=size), float(rng.uniform(0.1, 0.4))


def numeric_gradient(f: Function, w: Array, h: float) -> Array:
    """Return the partial slopes of f at w, each from turning one parameter by h both ways."""
    slopes = np.empty(len(w))
    for j in range(len(w)):
        move = np.zeros(len(w))
        move[j] = h
        slopes[j] = (f(w + move) - f(w - move)) / (2 * h)
    return slopes


def _moves(w: Array, h: float) -> Array:
    return h * np.eye(len(w))


def _slopes_forward(f: Function, w: Array, h: float) -> Array:
    return np.array([(f(w + move) - f(w)) / h for move in _moves(w, h)])


def _slopes_backward(f: Function, w: Array, h: float) -> Array:
    return np.array([(f(w) - f(w - move)) / h for move in _moves(w, h)])


def _slopes_divided_by_h(f: Function, w: Array, h: float) -> Array:
    return np.array([(f(w + move) - f(w - move)) / h for move in _moves(w, h)])


def _slopes_undivided(f: Function, w: Array, h: float) -> Array:
    return np.array([f(w + move) - f(w - move) for move in _moves(w, h)])


def _slopes_opposite(f: Function, w: Array, h: float) -> Array:
    return np.array([(f(w - move) - f(w + move)) / (2 * h) for move in _moves(w, h)])


def _slopes_all_at_once(f: Function, w: Array, h: float) -> Array:
    return np.full(len(w), (f(w + h) - f(w - h)) / (2 * h))


def _slopes_summed(f: Function, w: Array, h: float) -> float:
    return float(np.sum(numeric_gradient(f, w, h)))


def _slopes_not_put_back(f: Function, w: Array, h: float) -> Array:
    slopes = np.empty(len(w))
    for j in range(len(w)):
        w[j] += h
        above = f(w)
        w[j] -= 2 * h
        slopes[j] = (above - f(w)) / (2 * h)
    return slopes


def _slopes_copy_not_put_back(f: Function, w: Array, h: float) -> Array:
    return _slopes_not_put_back(f, w.copy(), h)


def _slopes_length(f: Function, w: Array, h: float) -> float:
    return float(np.linalg.norm(numeric_gradient(f, w, h)))


def _slopes_two_outside(f: Function, w: Array, h: float) -> Array:
    return numeric_gradient(f, w, h) * h * h


def _slopes_same_array(f: Function, w: Array, h: float) -> Array:
    return np.zeros(len(w))


def _slopes_own_h(f: Function, w: Array, h: float) -> Array:
    return numeric_gradient(f, w, 1e-5)


SLOPES = Task(
    id="objective/numeric-gradient",
    title=Text(ko="돌려 보고 구한 그래디언트", en="A gradient by trying"),
    solution=numeric_gradient,
    draw=draw_function,
    mistakes=(
        Mistake(
            _slopes_forward,
            Text(
                ko="한쪽으로만 돌렸습니다. f(w)와 f(w + h)를 이은 기울기는 h만큼 어긋납니다. 양쪽으로 돌린 두 값의 차를 2h로 나누세요.",
                en="You turn one way only, and the slope is off by an amount that grows with h. Turn both ways and divide by 2h.",
            ),
        ),
        Mistake(
            _slopes_backward,
            Text(
                ko="뒤로만 돌렸습니다. 앞으로 돌린 값 f(w + h)도 함께 써야 두 쪽의 어긋남이 지워집니다.",
                en="You turn backwards only. Use f(w + h) as well, so that the errors of both sides cancel.",
            ),
        ),
        Mistake(
            _slopes_divided_by_h,
            Text(
                ko="h로 나누었습니다. w − h에서 w + h까지의 거리는 2h입니다.",
                en="You divide by h, but from w − h to w + h it is 2h.",
            ),
        ),
        Mistake(
            _slopes_undivided,
            Text(
                ko="값의 차이에서 멈추었습니다. 기울기는 차이를 움직인 거리로 나눈 것입니다.",
                en="You stop at the difference of the values; a slope is that difference divided by the distance.",
            ),
        ),
        Mistake(
            _slopes_opposite,
            Text(
                ko="빼는 차례가 거꾸로입니다. 앞의 값에서 뒤의 값을 빼야 합니다. 올라가는 곳에서 기울기는 양수입니다.",
                en="You subtract the wrong way round: value ahead minus value behind. Where f rises the slope is positive.",
            ),
        ),
        Mistake(
            _slopes_all_at_once,
            Text(
                ko="모든 파라미터를 한꺼번에 돌렸습니다. `w + h`는 배열 전체에 h를 더합니다. 하나씩만 돌리고 나머지는 그대로 두세요.",
                en="You turn all parameters at once: `w + h` adds h to every entry. Turn one and hold the others.",
            ),
        ),
        Mistake(
            _slopes_summed,
            Text(
                ko="기울기를 모두 더해 수 하나로 만들었습니다. 그래디언트는 파라미터마다 기울기가 하나씩 있는 배열입니다.",
                en="You add the slopes up to one number. A gradient is an array with a slope for each parameter.",
            ),
        ),
        Mistake(
            _slopes_not_put_back,
            Text(
                ko="돌린 파라미터를 제자리에 돌려놓지 않았고, 건네받은 `w`도 바뀌었습니다. 다음 기울기는 다른 곳에서 잰 것이 됩니다. `w`의 복사본을 움직이세요.",
                en="A parameter once turned is not put back, and the `w` handed in has changed: later slopes belong to another place. Move a copy.",
            ),
        ),
        Mistake(
            _slopes_copy_not_put_back,
            Text(
                ko="복사본에서 일한 것은 좋지만, 앞에서 돌린 파라미터가 그대로 남아 있습니다. 파라미터마다 원래 `w`에서 다시 시작하세요.",
                en="Working on a copy is right, but parameters turned before stay turned in it. Begin anew from `w` for each parameter.",
            ),
        ),
        Mistake(
            _slopes_length,
            Text(
                ko="그래디언트의 길이만 돌려주었습니다. 어느 파라미터를 어느 쪽으로 돌릴지 알려면 배열이 통째로 필요합니다.",
                en="You return the gradient's length alone; which parameter to turn and which way is in the whole array.",
            ),
        ),
        Mistake(
            _slopes_two_outside,
            Text(
                ko="`/ 2 * h`는 2로 나눈 다음에 h를 곱합니다. 괄호가 필요합니다: `/ (2 * h)`.",
                en="`/ 2 * h` divides by 2 and then multiplies by h: it takes parentheses, `/ (2 * h)`.",
            ),
        ),
        Mistake(
            _slopes_same_array,
            Text(
                ko="기울기가 모두 0입니다. `up = w`는 복사가 아니라 같은 배열에 이름을 하나 더 붙이는 것이라, 올린 만큼 도로 내렸습니다. `w.copy()`를 움직이세요.",
                en="Every slope is 0. `up = w` makes no copy, only a second name for the same array, so what went up came down again: move `w.copy()`.",
            ),
        ),
        Mistake(
            _slopes_own_h,
            Text(
                ko="건네받은 `h`를 쓰지 않고 더 작은 수를 썼습니다. 미분에는 더 가깝지만, 이 문제에서 재는 것은 폭 h로 돌린 기울기입니다.",
                en="You use a smaller number in place of the `h` handed in. That is closer to the derivative, but asked for is the slope for turns of h.",
            ),
        ),
    ),
)

# --- 3. a choice by held-out data -------------------------------------------------------------------------


def draw_curve(rng: np.random.Generator) -> Arguments:
    """Fourteen noisy points of a cubic and twelve held out; degrees in any order, so that a place is no degree."""
    x, x_new = rng.uniform(-1, 1, 14), rng.uniform(-1, 1, 12)
    coefficients = rng.normal(scale=3.0, size=4)

    def readings(places: Array) -> Array:
        return np.polyval(coefficients, places) + rng.normal(scale=0.5, size=len(places))

    degrees = rng.permutation(np.arange(1, 10))[:7]
    return x, readings(x), x_new, readings(x_new), [int(degree) for degree in degrees]


def best_degree(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    """Return the degree whose polynomial, fitted to (x, y), has the lowest mean squared error on (x_new, y_new)."""
    losses = {}
    for degree in degrees:
        coefficients = np.polyfit(x, y, degree)
        losses[degree] = _mse(y_new, np.polyval(coefficients, x_new))
    return min(losses, key=losses.__getitem__)


def _mse(y_true: Array, y_pred: NDArray[Any]) -> float:
    return float(np.mean((y_pred - y_true) ** 2))


def _losses(fit: tuple[Array, Array], seen: tuple[Array, Array], degrees: list[int]) -> list[float]:
    """Return the loss on `seen` of each polynomial fitted to `fit`."""
    return [_mse(seen[1], np.polyval(np.polyfit(*fit, degree), seen[0])) for degree in degrees]


def _degree_training(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return degrees[int(np.argmin(_losses((x, y), (x, y), degrees)))]


def _degree_worst(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return degrees[int(np.argmax(_losses((x, y), (x_new, y_new), degrees)))]


def _degree_place(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return int(np.argmin(_losses((x, y), (x_new, y_new), degrees)))


def _degree_swapped(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return degrees[int(np.argmin(_losses((x_new, y_new), (x, y), degrees)))]


def _degree_fitted_to_all(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    everything = np.append(x, x_new), np.append(y, y_new)
    return degrees[int(np.argmin(_losses(everything, (x_new, y_new), degrees)))]


def _degree_smallest_gap(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    old, new = (np.array(_losses((x, y), seen, degrees)) for seen in ((x, y), (x_new, y_new)))
    return degrees[int(np.argmin(np.abs(new - old)))]


def _degree_loss(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> float:
    return min(_losses((x, y), (x_new, y_new), degrees))


def _degree_simplest(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return min(degrees)


def _degree_last(x: Array, y: Array, x_new: Array, y_new: Array, degrees: list[int]) -> int:
    return degrees[-1]


DEGREE = Task(
    id="objective/best-degree",
    title=Text(ko="남겨 둔 데이터로 고르기", en="A choice by held-out data"),
    solution=best_degree,
    draw=draw_curve,
    draws=20,  # the smallest gap is often right by chance
    mistakes=(
        Mistake(
            _degree_training,
            Text(
                ko="훈련 데이터의 손실로 골랐습니다. 그 손실은 차수를 올릴수록 내려가므로 늘 가장 높은 차수를 고르게 됩니다.",
                en="You choose by the loss on the training data. It falls with every degree, so the highest always wins.",
            ),
        ),
        Mistake(
            _degree_worst,
            Text(
                ko="손실이 가장 큰 차수를 골랐습니다. 손실은 작을수록 좋습니다.",
                en="You choose the degree of the largest loss; a loss should be small.",
            ),
        ),
        Mistake(
            _degree_place,
            Text(
                ko="차수가 아니라 목록에서 몇 번째인지를 돌려주었습니다. `np.argmin`은 자리를 돌려줍니다.",
                en="You return the place in the list, which is what `np.argmin` gives; asked for is the degree that stands there.",
            ),
        ),
        Mistake(
            _degree_swapped,
            Text(
                ko="남겨 둔 데이터에 맞추고 훈련 데이터로 쟀습니다. 두 데이터의 자리가 바뀌었습니다.",
                en="You fit the held-out data and measure on the training data: the two have changed places.",
            ),
        ),
        Mistake(
            _degree_fitted_to_all,
            Text(
                ko="남겨 둔 데이터까지 넣어서 맞추었습니다. 이미 본 데이터로는 일반화를 잴 수 없습니다.",
                en="You fit with the held-out data among the rest; on what it has seen, a model's generalisation cannot be measured.",
            ),
        ),
        Mistake(
            _degree_smallest_gap,
            Text(
                ko="두 손실의 차이가 가장 작은 차수를 골랐습니다. 둘 다 큰 모델도 차이는 작습니다. 남겨 둔 데이터의 손실 자체를 견주세요.",
                en="You choose where the two losses differ least. They also agree where both are high: compare the held-out losses themselves.",
            ),
        ),
        Mistake(
            _degree_loss,
            Text(
                ko="가장 작은 손실을 돌려주었습니다. 물은 것은 그 손실을 낸 차수입니다.",
                en="You return the lowest loss; asked for is the degree that reached it.",
            ),
        ),
        Mistake(
            _degree_simplest,
            Text(
                ko="가장 낮은 차수를 골랐습니다. 단순하다고 늘 좋은 것은 아닙니다. 규칙까지 놓치면 남겨 둔 데이터에서도 손실이 큽니다.",
                en="You return the lowest degree. Simple is not always better: a curve that misses the pattern does badly on held-out data too.",
            ),
        ),
        Mistake(
            _degree_last,
            Text(
                ko="마지막 차수를 골랐습니다. 지금까지의 가장 작은 손실을 고쳐 적지 않으면 마지막 차수가 늘 이깁니다.",
                en="You choose the last degree. Unless the lowest loss so far is updated, whatever comes last always wins.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

SHIFT = Question(
    Text(
        ko="모든 예제의 손실에 똑같이 100을 더했습니다. 무엇이 달라집니까?",
        en="The same 100 is added to the loss of every example. What changes?",
    ),
    (
        Option(
            Text(ko="가장 좋은 파라미터가 달라집니다.", en="The best parameters"),
            Text(
                ko="모든 파라미터에서 비용이 똑같이 100만큼 올라가므로 어느 것이 가장 낮은지는 그대로입니다.",
                en="The cost rises by the same 100 for all parameters, so the lowest one stays the lowest.",
            ),
        ),
        Option(
            Text(ko="그래디언트가 커집니다.", en="The gradient gets longer"),
            Text(
                ko="상수의 미분은 0입니다. 그래디언트는 값의 차이만 봅니다.",
                en="The derivative of a constant is 0: a gradient sees differences of values alone.",
            ),
        ),
        Option(
            Text(
                ko="비용의 값만 달라집니다.",
                en="Only the value of the cost",
            ),
            Text(
                ko="그래서 손실의 크기만 보고는 얼마나 고쳐야 하는지 알 수 없습니다.",
                en="This is why the size of a loss alone does not tell how much there is to adjust.",
            ),
            right=True,
        ),
    ),
)

BOTTOM = Question(
    Text(
        ko="비용은 아직 크지만 그래디언트가 0입니다. 무엇을 알 수 있습니까?",
        en="The cost is still high, but the gradient is 0. What do we know?",
    ),
    (
        Option(
            Text(
                ko="정지점에 있다는 것뿐입니다.",
                en="Only that this is a stationary point",
            ),
            Text(
                ko="더 나은 파라미터가 있는지는 그래디언트만으로 알 수 없습니다. 잡음만 남은 최솟값일 수도 있고, 안장점이나 꼭대기일 수도 있습니다.",
                en="Whether better parameters exist the gradient alone cannot say: it may be a minimum where only noise is left, but also a saddle or a hilltop.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="비용이 크므로 파라미터를 크게 고쳐야 합니다.",
                en="The cost is high, so the parameters need a large change",
            ),
            Text(
                ko="얼마나 고칠지를 알려 주는 것은 비용이 아니라 그래디언트이고, 그래디언트는 아무 방향도 가리키지 않습니다.",
                en="How much to change is what the gradient says, not the cost; and the gradient points nowhere.",
            ),
        ),
        Option(
            Text(ko="계산이 틀렸습니다.", en="There is a mistake in the computation"),
            Text(
                ko="당뇨병 데이터에서 콜레스테롤 값 두 개를 쓴 모델이 바로 그랬습니다. 최솟값에서도 비용은 많이 남습니다.",
                en="The model with two cholesterol values did exactly this: much cost is left at its minimum.",
            ),
        ),
        Option(
            Text(ko="전역 최솟값에 도착했습니다.", en="We have arrived at the global minimum"),
            Text(
                ko="기울기가 0인 곳은 꼭대기에도 선반에도 있습니다.",
                en="Hilltops and shelves have slope 0 as well.",
            ),
        ),
    ),
)

FLOOR = Question(
    Text(
        ko="온도계의 오차를 제곱하면 평균이 1입니다. 어떤 모델의 훈련 비용이 0.2입니다. 가장 그럴듯한 설명은 무엇입니까?",
        en="The squared errors of a thermometer are 1 on average. A model has a training cost of 0.2. What is the likeliest explanation?",
    ),
    (
        Option(
            Text(ko="참 온도를 거의 정확히 찾았습니다.", en="It has found the true temperature almost exactly"),
            Text(
                ko="참 온도를 정확히 알아도 비용은 1쯤 나옵니다. 0.2는 진실보다 낮습니다.",
                en="Whoever knows the true temperature exactly still has a cost of about 1: 0.2 is below the truth.",
            ),
        ),
        Option(
            Text(ko="훈련 데이터의 잡음까지 외웠습니다.", en="It has learnt the noise of the training data by heart"),
            Text(
                ko="파라미터가 많으면 눈금의 오차 쪽으로 휠 수 있습니다. 남겨 둔 데이터에서는 1보다 높게 나올 것입니다.",
                en="With many parameters it can bend towards the errors of the readings. On held-out data expect more than 1.",
            ),
            right=True,
        ),
        Option(
            Text(ko="학습을 더 해야 합니다.", en="It needs more training"),
            Text(
                ko="더 줄이면 잡음을 더 외울 뿐입니다. 남겨 둔 데이터의 비용을 보고 멈출 때를 정합니다.",
                en="Lowering it further learns more noise. When to stop is for the held-out cost to say.",
            ),
        ),
        Option(
            Text(ko="온도계가 생각보다 정확합니다.", en="The thermometer is better than thought"),
            Text(
                ko="그럴 수도 있지만 훈련 비용으로는 알 수 없습니다. 파라미터가 많아지면 어떤 온도계에서도 0까지 내려갑니다.",
                en="Possible, but the training cost cannot show it: with enough parameters it falls to 0 for any thermometer.",
            ),
        ),
    ),
)

STAIRS = Question(
    Text(
        ko="정확도를 그래디언트로 바로 높이지 않는 까닭은 무엇입니까?",
        en="Why is accuracy not raised directly by its gradient?",
    ),
    (
        Option(
            Text(ko="정확도는 미분할 수 없는 곳이 대부분입니다.", en="At most places accuracy has no derivative"),
            Text(
                ko="거꾸로입니다. 거의 모든 곳에서 미분할 수 있습니다. 그 값이 0이라서 문제입니다.",
                en="The other way round: it has one almost everywhere, and it is 0. That is the trouble.",
            ),
        ),
        Option(
            Text(
                ko="정확도는 높여야 하는데 최적화는 줄이기만 합니다.",
                en="Accuracy should rise, and optimization only lowers",
            ),
            Text(
                ko="부호를 바꾸면 됩니다. 높이는 것과 줄이는 것은 같은 문제입니다.",
                en="A sign solves that: raising and lowering are the same problem.",
            ),
        ),
        Option(
            Text(ko="정확도는 사람이 알고 싶어 하는 것이 아닙니다.", en="Accuracy is not what people want to know"),
            Text(
                ko="알고 싶은 것은 흔히 정확도입니다. 그래서 보고는 정확도로 하고, 학습은 그것을 대신하는 손실로 합니다.",
                en="Often it is. So it is reported, and learning uses a loss that stands in for it.",
            ),
        ),
        Option(
            Text(
                ko="거의 모든 곳에서 그래디언트가 0이라 갈 길을 알려 주지 않습니다.",
                en="Its gradient is 0 almost everywhere and shows no way",
            ),
            Text(
                ko="세어서 얻은 수는 계단입니다. 파라미터를 조금 바꾸어서는 맞힌 개수가 달라지지 않습니다.",
                en="Counting makes stairs: a small change of the parameters does not change how many are right.",
            ),
            right=True,
        ),
    ),
)

CHOICE = Question(
    Text(
        ko="규제의 세기 λ를 고르려고 합니다. 무엇을 견주어야 합니까?",
        en="The strength λ of a regulariser is to be chosen. What should be compared?",
    ),
    (
        Option(
            Text(ko="훈련 데이터에서 잰 목적 함수", en="The objective on the training data"),
            Text(
                ko="당기는 항은 음수가 아니므로 λ = 0일 때 목적 함수가 가장 낮습니다. 늘 규제하지 않는 쪽을 고르게 됩니다.",
                en="The pull is never negative, so the objective is lowest at λ = 0: it would always choose no regularisation.",
            ),
        ),
        Option(
            Text(ko="남겨 둔 데이터의 비용", en="The cost on held-out data"),
            Text(
                ko="앞으로 올 데이터에서 얼마나 잘할지를 어림하는 값입니다. 고른 뒤의 성적은 세 번째 데이터로 보고합니다.",
                en="It estimates how well the model will do on data to come. What was chosen is then reported on a third part of the data.",
            ),
            right=True,
        ),
        Option(
            Text(ko="파라미터의 크기", en="The size of the parameters"),
            Text(
                ko="λ가 클수록 파라미터가 작아질 뿐입니다. 작은 것이 목표라면 모두 0으로 두면 됩니다.",
                en="A larger λ makes them smaller, that is all. If small were the aim, all could be 0.",
            ),
        ),
        Option(
            Text(ko="그래디언트의 길이", en="The length of the gradient"),
            Text(
                ko="끝까지 최적화하면 어떤 λ에서든 그래디언트는 0입니다.",
                en="Optimized to the end, the gradient is 0 for every λ.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="objective",
    title=Text(ko="목적 함수", en="Objective functions"),
    tasks=(COST, SLOPES, DEGREE),
    questions=(SHIFT, BOTTOM, FLOOR, STAIRS, CHOICE),
)
