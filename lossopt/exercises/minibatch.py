"""Exercises of the chapter on mini-batches: counting updates, an epoch with its part batch, the noise of a gradient."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. how many updates ----------------------------------------------------------------------------------


def draw_sizes(rng: np.random.Generator) -> Arguments:
    """Every other time the batches divide the examples; otherwise the parts of the epochs never make up whole batches."""
    batch_size, whole, epochs = int(rng.integers(4, 40)), int(rng.integers(3, 20)), int(rng.integers(3, 9))
    part = int(rng.integers(1, 1 + batch_size // 2)) if rng.random() < 0.5 else 0
    return whole * batch_size + part, batch_size, epochs


def updates(n: int, batch_size: int, epochs: int) -> int:
    """Return how many steps the epochs take, part batches included."""
    return math.ceil(n / batch_size) * epochs


def _updates_part_dropped(n: int, batch_size: int, epochs: int) -> int:
    return n // batch_size * epochs


def _updates_always_part(n: int, batch_size: int, epochs: int) -> int:
    return (n // batch_size + 1) * epochs


def _updates_across_epochs(n: int, batch_size: int, epochs: int) -> int:
    return math.ceil(n * epochs / batch_size)


def _updates_fraction(n: int, batch_size: int, epochs: int) -> float:
    return n / batch_size * epochs


def _updates_one_epoch(n: int, batch_size: int, epochs: int) -> int:
    return math.ceil(n / batch_size)


def _updates_every_example(n: int, batch_size: int, epochs: int) -> int:
    return n * epochs


def _updates_batch_size(n: int, batch_size: int, epochs: int) -> int:
    return batch_size * epochs


UPDATES = Task(
    id="minibatch/updates",
    title=Text(ko="몇 번 갱신할까", en="How many updates"),
    solution=updates,
    draw=draw_sizes,
    draws=24,  # half of them have a part batch, half have none: both must occur
    mistakes=(
        Mistake(
            _updates_part_dropped,
            Text(
                ko="남은 예제를 버렸습니다. 배치 크기로 나누어떨어지지 않으면 부분 배치에서도 한 걸음을 갑니다. 올림이 필요합니다.",
                en="The left-over examples are thrown away. They make a part batch, which takes a step of its own: round up.",
            ),
        ),
        Mistake(
            _updates_always_part,
            Text(
                ko="에포크마다 늘 한 걸음을 더했습니다. 나누어떨어질 때는 부분 배치가 없습니다.",
                en="You always add one step to an epoch. Where the batches divide the examples there is no part batch.",
            ),
        ),
        Mistake(
            _updates_across_epochs,
            Text(
                ko="모든 에포크를 한 줄로 이어 놓고 배치로 잘랐습니다. 부분 배치는 에포크마다 생기므로 에포크별로 올림한 뒤 곱하세요.",
                en="You cut all epochs into batches as one long row. Every epoch ends with its own part batch: round up first, then multiply.",
            ),
        ),
        Mistake(
            _updates_fraction,
            Text(
                ko="걸음의 수가 분수로 나옵니다. 부분 배치의 걸음도 온전한 한 걸음입니다. 에포크마다 올림하세요.",
                en="The number of steps comes out as a fraction. The step of a part batch is a whole step: round up in each epoch.",
            ),
        ),
        Mistake(
            _updates_one_epoch,
            Text(
                ko="한 에포크의 걸음만 세었습니다. 에포크 수를 곱하세요.",
                en="You count the steps of a single epoch: multiply by the number of epochs.",
            ),
        ),
        Mistake(
            _updates_every_example,
            Text(
                ko="예제마다 한 걸음씩 세었습니다. 그것은 배치 크기가 1일 때입니다. 배치 하나에 한 걸음입니다.",
                en="You count a step for every example, which is batch size 1. There is one step per batch.",
            ),
        ),
        Mistake(
            _updates_batch_size,
            Text(
                ko="배치 크기는 한 배치에 든 예제의 수이지, 한 에포크에 든 배치의 수가 아닙니다.",
                en="The batch size is how many examples a batch holds, not how many batches an epoch has.",
            ),
        ),
    ),
)

# --- 2. an epoch ------------------------------------------------------------------------------------------


def draw_epoch(rng: np.random.Generator) -> Arguments:
    """Two batches or more and a part batch, an order that is not that of the data, a rate that converges."""
    batch_size, features = int(rng.integers(2, 5)), int(rng.integers(2, 4))
    n = batch_size * int(rng.integers(2, 4)) + int(rng.integers(1, batch_size))
    X, y = rng.normal(size=(n, features)), rng.normal(size=n)
    order = rng.permutation(n)
    if (order[:batch_size] < batch_size).all():
        order = order[::-1].copy()
    return X, y, rng.normal(size=features), float(rng.uniform(0.05, 0.12)), order, batch_size


def _gradient(X: Array, y: Array, w: Array) -> Array:
    gradient: Array = 2 / len(y) * X.T @ (X @ w - y)
    return gradient


def _batches(order: NDArray[np.int64], batch_size: int) -> list[NDArray[np.int64]]:
    return [order[first : first + batch_size] for first in range(0, len(order), batch_size)]


def epoch(X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int) -> Array:
    """Return w after one epoch of mini-batch descent on the mean squared error."""
    for rows in _batches(order, batch_size):
        w = w - learning_rate * _gradient(X[rows], y[rows], w)
    return w


def _epoch_part_dropped(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    whole = len(order) // batch_size * batch_size
    return epoch(X, y, w, learning_rate, order[:whole], batch_size)


def _epoch_divided_by_size(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for rows in _batches(order, batch_size):
        w = w - learning_rate * _gradient(X[rows], y[rows], w) * len(rows) / batch_size
    return w


def _epoch_divided_by_all(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for rows in _batches(order, batch_size):
        w = w - learning_rate * _gradient(X[rows], y[rows], w) * len(rows) / len(y)
    return w


def _epoch_sum(X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int) -> Array:
    for rows in _batches(order, batch_size):
        w = w - learning_rate * _gradient(X[rows], y[rows], w) * len(rows)
    return w


def _epoch_unshuffled(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X, y, w, learning_rate, np.arange(len(y)), batch_size)


def _epoch_targets_unshuffled(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X[order], y, w, learning_rate, np.arange(len(y)), batch_size)


def _epoch_frozen(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    steps = [learning_rate * _gradient(X[rows], y[rows], w) for rows in _batches(order, batch_size)]
    return w - np.sum(steps, axis=0)


def _epoch_one_step(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    gradients = [_gradient(X[rows], y[rows], w) for rows in _batches(order, batch_size)]
    return w - learning_rate * np.mean(gradients, axis=0)


def _epoch_results_averaged(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for rows in _batches(order, batch_size):
        copies = []
        for row in rows:
            copy = w
            for _ in rows:
                copy = copy - learning_rate * _gradient(X[[row]], y[[row]], copy)
            copies.append(copy)
        w = np.mean(copies, axis=0)
    return w


def _epoch_all_data(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for _ in _batches(order, batch_size):
        w = w - learning_rate * _gradient(X, y, w)
    return w


def _epoch_singles(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X, y, w, learning_rate, order, 1)


def _epoch_sliding(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for first in range(len(order)):
        rows = order[first : first + batch_size]
        w = w - learning_rate * _gradient(X[rows], y[rows], w)
    return w


def _epoch_half(X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int) -> Array:
    return epoch(X, y, w, learning_rate / 2, order, batch_size)


def _epoch_uphill(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X, y, w, -learning_rate, order, batch_size)


def _epoch_in_place(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for rows in _batches(order, batch_size):
        w -= learning_rate * _gradient(X[rows], y[rows], w)
    return w


def _epoch_returns_early(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X, y, w, learning_rate, order[:batch_size], batch_size)


def _epoch_slices(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for first in order[::batch_size]:
        rows = slice(first, first + batch_size)
        w = w - learning_rate * _gradient(X[rows], y[rows], w)
    return w


def _epoch_crossed(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    for rows in _batches(order, batch_size):
        errors = (X[rows] @ w)[:, np.newaxis] - y[rows]  # every prediction against every target
        w = w - learning_rate * 2 / len(rows) * (X[rows].T @ errors).sum(axis=1)
    return w


def _epoch_without_rate(
    X: Array, y: Array, w: Array, learning_rate: float, order: NDArray[np.int64], batch_size: int
) -> Array:
    return epoch(X, y, w, 1.0, order, batch_size)


EPOCH = Task(
    id="minibatch/epoch",
    title=Text(ko="한 에포크", en="An epoch"),
    solution=epoch,
    draw=draw_epoch,
    mistakes=(
        Mistake(
            _epoch_part_dropped,
            Text(
                ko="마지막 부분 배치가 빠졌습니다. 배치 크기보다 적게 남은 예제로도 한 걸음을 갑니다.",
                en="The last, part batch is left out. Fewer examples than a batch holds still make a step.",
            ),
        ),
        Mistake(
            _epoch_divided_by_size,
            Text(
                ko="부분 배치까지 `batch_size`로 나누었습니다. 이 문제의 평균은 그 배치에 실제로 든 예제 수로 나눕니다.",
                en="You divide the part batch by `batch_size` too. The mean asked for here divides by the examples that are really in it.",
            ),
        ),
        Mistake(
            _epoch_divided_by_all,
            Text(
                ko="배치의 합을 전체 예제 수로 나누었습니다. 배치의 평균은 그 배치의 예제 수로 나눕니다.",
                en="You divide a batch's sum by the number of all examples: its mean divides by the examples in the batch.",
            ),
        ),
        Mistake(
            _epoch_sum,
            Text(
                ko="배치의 그래디언트를 더하기만 했습니다. 배치에 든 예제 수로 나누어 평균을 내세요.",
                en="You add up the gradients of a batch: divide by its number of examples to get the mean.",
            ),
        ),
        Mistake(
            _epoch_unshuffled,
            Text(
                ko="`order`를 쓰지 않고 데이터에 놓인 순서대로 잘랐습니다. 배치에 들어갈 행의 번호는 `order`에서 차례로 꺼냅니다.",
                en="`order` is not used: you cut the data as they lie. Take the numbers of the rows from `order`, one batch after the other.",
            ),
        ),
        Mistake(
            _epoch_targets_unshuffled,
            Text(
                ko="`X`만 섞고 `y`는 그대로 두어 정답이 남의 예제에 붙었습니다. 둘 다 같은 번호로 꺼내세요.",
                en="`X` is shuffled but `y` is not, so every example gets somebody else's target: index both alike.",
            ),
        ),
        Mistake(
            _epoch_frozen,
            Text(
                ko="모든 배치의 그래디언트를 출발점에서 구했습니다. 배치마다 지금 위치에서 새로 구해야 합니다.",
                en="The gradients of all batches are taken at the start: each must be taken where the last step led.",
            ),
        ),
        Mistake(
            _epoch_one_step,
            Text(
                ko="배치 그래디언트를 모두 평균 내어 한 걸음만 갔습니다. 걸음은 배치마다 한 번입니다.",
                en="You average the gradients of all batches and take a single step: there is one step per batch.",
            ),
        ),
        Mistake(
            _epoch_results_averaged,
            Text(
                ko="예제마다 따로 학습한 결과를 평균 냈습니다. 평균을 내는 것은 결과가 아니라 그래디언트입니다.",
                en="You let every example learn by itself and average the results. What is averaged is the gradients.",
            ),
        ),
        Mistake(
            _epoch_all_data,
            Text(
                ko="걸음마다 전체 데이터의 그래디언트를 썼습니다. 한 걸음에는 그 배치의 행만 들어갑니다.",
                en="Every step uses the gradient of all data: only the rows of its batch belong in it.",
            ),
        ),
        Mistake(
            _epoch_singles,
            Text(
                ko="예제 하나마다 한 걸음씩 갔습니다. `batch_size`개를 묶어 그 평균으로 한 걸음을 가세요.",
                en="You take a step for every single example: take one for the mean over `batch_size` of them.",
            ),
        ),
        Mistake(
            _epoch_sliding,
            Text(
                ko="배치가 서로 겹칩니다. 다음 배치는 한 칸이 아니라 `batch_size`칸 뒤에서 시작합니다.",
                en="Your batches overlap: the next one begins `batch_size` places further on, not one.",
            ),
        ),
        Mistake(
            _epoch_half,
            Text(
                ko="제곱을 미분할 때 나오는 2가 빠졌습니다.",
                en="The factor 2 that comes from differentiating the square is missing.",
            ),
        ),
        Mistake(
            _epoch_uphill,
            Text(
                ko="손실이 커지는 쪽으로 움직입니다. 오차를 `y - X @ w`로 두었다면 그래디언트의 부호도 바뀝니다.",
                en="It moves uphill. If your residual is `y - X @ w`, the sign of the gradient changes too.",
            ),
        ),
        Mistake(
            _epoch_in_place,
            Text(
                ko="도착점은 맞지만 `w -= …`로 건네받은 배열을 고쳤습니다. `w = w - …`로 새 배열을 만드세요.",
                en="The end is right, but `w -= …` changes the array that was handed in: make a new one by `w = w - …`.",
            ),
        ),
        Mistake(
            _epoch_returns_early,
            Text(
                ko="첫 배치만 쓰고 돌아왔습니다. `return`이 반복문 안에 들어 있지 않은지 들여쓰기를 보세요.",
                en="It comes back after the first batch: is the `return` indented into the loop?",
            ),
        ),
        Mistake(
            _epoch_slices,
            Text(
                ko="`order`에서 꺼낸 번호부터 이어진 행을 잘랐습니다. 배치의 행은 이웃한 행이 아니라 `order[i : i + batch_size]`의 번호들입니다.",
                en="You cut neighbouring rows from a number in `order` on. The rows of a batch are the numbers `order[i : i + batch_size]` themselves.",
            ),
        ),
        Mistake(
            _epoch_crossed,
            Text(
                ko="`(n, 1)` 모양과 `(n,)` 모양을 빼서 `(n, n)`이 되었습니다. 모든 예측을 모든 정답과 견준 셈입니다. 두 배열의 모양을 같게 하세요.",
                en="Shapes `(n, 1)` and `(n,)` were subtracted and made `(n, n)`: every prediction against every target. Give both the same shape.",
            ),
        ),
        Mistake(
            _epoch_without_rate,
            Text(
                ko="걸음에 학습률이 들어 있지 않습니다. 그래디언트를 통째로 빼고 있습니다.",
                en="The learning rate is not in the step: you subtract the whole gradient.",
            ),
        ),
    ),
)

# --- 3. gradient noise ------------------------------------------------------------------------------------


def draw_gradients(rng: np.random.Generator) -> Arguments:
    """Gradients whose mean is not 0 and whose coordinates spread differently; batches neither of one nor of nearly all."""
    n, size = int(rng.integers(8, 15)), int(rng.integers(2, 5))
    scale = np.exp(rng.uniform(-0.7, 0.7, size=size))
    gradients = rng.normal(size=(n, size)) * scale + rng.uniform(1.0, 2.0, size=size) * rng.choice([-1, 1], size=size)
    return gradients, int(rng.integers(3, n - 2))


def gradient_noise(gradients: Array, batch_size: int) -> float:
    """Return the root mean square error of a mini-batch gradient, drawn without replacement."""
    n = len(gradients)
    variance = np.sum(np.var(gradients, axis=0))
    return float(np.sqrt(variance / batch_size * (n - batch_size) / (n - 1)))


def _noise_with_replacement(gradients: Array, batch_size: int) -> float:
    return float(np.sqrt(np.sum(np.var(gradients, axis=0)) / batch_size))


def _noise_full_division(gradients: Array, batch_size: int) -> float:
    return gradient_noise(gradients, batch_size) / math.sqrt(batch_size)


def _noise_without_batch(gradients: Array, batch_size: int) -> float:
    return float(np.sqrt(np.sum(np.var(gradients, axis=0))))


def _noise_variance(gradients: Array, batch_size: int) -> float:
    return gradient_noise(gradients, batch_size) ** 2


def _noise_factor_outside(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return _noise_with_replacement(gradients, batch_size) * (n - batch_size) / (n - 1)


def _noise_factor_n(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return _noise_with_replacement(gradients, batch_size) * math.sqrt((n - batch_size) / n)


def _noise_sample_variance(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return gradient_noise(gradients, batch_size) * math.sqrt(n / (n - 1))


def _noise_mean_over_coordinates(gradients: Array, batch_size: int) -> float:
    return gradient_noise(gradients, batch_size) / math.sqrt(gradients.shape[1])


def _noise_about_zero(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    size = np.mean(np.sum(gradients**2, axis=1))
    return float(np.sqrt(size / batch_size * (n - batch_size) / (n - 1)))


def _noise_sum_of_deviations(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return float(np.sum(np.std(gradients, axis=0)) * math.sqrt((n - batch_size) / (n - 1) / batch_size))


def _noise_of_all_entries(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return float(np.std(gradients) * math.sqrt((n - batch_size) / (n - 1) / batch_size))


def _noise_per_coordinate(gradients: Array, batch_size: int) -> Array:
    n = len(gradients)
    deviation: Array = np.std(gradients, axis=0) * math.sqrt((n - batch_size) / (n - 1) / batch_size)
    return deviation


def _noise_never_divided(gradients: Array, batch_size: int) -> float:
    return gradient_noise(gradients, batch_size) * math.sqrt(batch_size)


def _noise_other_axis(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    variance = np.sum(np.var(gradients, axis=1))
    return float(np.sqrt(variance / batch_size * (n - batch_size) / (n - 1)))


def _noise_factor_upside_down(gradients: Array, batch_size: int) -> float:
    n = len(gradients)
    return _noise_with_replacement(gradients, batch_size) * math.sqrt((n - 1) / (n - batch_size))


NOISE = Task(
    id="minibatch/gradient-noise",
    title=Text(ko="그래디언트 잡음", en="Gradient noise"),
    solution=gradient_noise,
    draw=draw_gradients,
    mistakes=(
        Mistake(
            _noise_with_replacement,
            Text(
                ko="독립으로 뽑을 때의 σ/√B입니다. 비복원으로 뽑으면 √((n − B)/(n − 1))을 더 곱합니다. B = n이면 잡음이 0이어야 합니다.",
                en="This is σ/√B, for independent draws. Without replacement √((n − B)/(n − 1)) comes in: at B = n the noise must be 0.",
            ),
        ),
        Mistake(
            _noise_full_division,
            Text(
                ko="B로 나누었습니다. B로 나누는 것은 분산이고, 그 제곱근인 잡음은 √B로 나눕니다.",
                en="You divide by B. It is the variance that is divided by B; the noise, its root, is divided by √B.",
            ),
        ),
        Mistake(
            _noise_without_batch,
            Text(
                ko="예제 하나의 잡음 σ에서 멈추었습니다. 배치 크기가 아직 들어가지 않았습니다.",
                en="You stop at σ, the noise of a single example: the batch size does not enter yet.",
            ),
        ),
        Mistake(
            _noise_variance,
            Text(
                ko="제곱근을 씌우지 않아 분산이 나왔습니다. 잡음의 단위는 그래디언트의 단위여야 합니다.",
                en="The root is missing, so this is a variance: noise should have the unit of the gradient.",
            ),
        ),
        Mistake(
            _noise_factor_outside,
            Text(
                ko="(n − B)/(n − 1)을 제곱근 밖에서 곱했습니다. 분산에 곱하는 수이므로 제곱근 안에 있어야 합니다.",
                en="(n − B)/(n − 1) stands outside the root. It multiplies the variance, so it belongs inside.",
            ),
        ),
        Mistake(
            _noise_factor_n,
            Text(
                ko="보정의 분모가 n입니다. 1/n로 구한 분산에는 n − 1이 짝입니다. B = 1일 때 정확히 σ가 나오는지 보세요.",
                en="The correction divides by n. With a variance taken by 1/n its partner is n − 1: at B = 1 it must give σ exactly.",
            ),
        ),
        Mistake(
            _noise_sample_variance,
            Text(
                ko="분산을 n − 1로 나누어 구했습니다(`ddof=1`). 예제가 모집단 전체이므로 여기서는 n으로 나눕니다.",
                en="Your variance divides by n − 1 (`ddof=1`). The examples are the whole population here: divide by n.",
            ),
        ),
        Mistake(
            _noise_mean_over_coordinates,
            Text(
                ko="좌표의 분산을 평균 냈습니다. 벡터의 길이의 제곱은 좌표의 제곱을 더한 것이므로 분산도 더합니다.",
                en="You average the variances of the coordinates. A squared length is a sum over coordinates: add them up.",
            ),
        ),
        Mistake(
            _noise_about_zero,
            Text(
                ko="평균을 빼지 않았습니다. 잡음은 0이 아니라 전체 그래디언트에서 벗어난 정도입니다.",
                en="The mean is not subtracted: noise is how far one is from the full gradient, not from 0.",
            ),
        ),
        Mistake(
            _noise_sum_of_deviations,
            Text(
                ko="좌표의 표준편차를 더했습니다. 더할 수 있는 것은 분산입니다. 더한 다음에 제곱근을 구하세요.",
                en="You add the standard deviations of the coordinates. Variances add up: take the root afterwards.",
            ),
        ),
        Mistake(
            _noise_of_all_entries,
            Text(
                ko="배열 전체를 한 덩어리로 보고 표준편차를 구했습니다. 좌표마다 평균이 다르니 `axis=0`으로 좌표별로 구하세요.",
                en="You take one deviation over the whole array. Every coordinate has its own mean: use `axis=0`.",
            ),
        ),
        Mistake(
            _noise_per_coordinate,
            Text(
                ko="좌표마다의 잡음을 돌려주었습니다. 제곱하여 더한 뒤 제곱근을 구해 수 하나로 만드세요.",
                en="You return the noise of each coordinate: square, add and take the root to make it one number.",
            ),
        ),
        Mistake(
            _noise_never_divided,
            Text(
                ko="배치 크기로 나누지 않았습니다. 평균은 B개로 낼수록 덜 흔들립니다. 분산을 B로 나누세요.",
                en="You do not divide by the batch size. A mean of more examples trembles less: divide the variance by B.",
            ),
        ),
        Mistake(
            _noise_other_axis,
            Text(
                ko="축이 바뀌었습니다. 한 예제의 좌표들이 흩어진 정도를 쟀습니다. 예제에 따라 흩어진 정도는 `axis=0`입니다.",
                en="The axis is the other one: this is how the coordinates of one example spread. The spread over examples is `axis=0`.",
            ),
        ),
        Mistake(
            _noise_factor_upside_down,
            Text(
                ko="(n − B)/(n − 1)의 분자와 분모가 뒤바뀌었습니다. 비복원으로 뽑으면 잡음은 더 작아집니다.",
                en="(n − B)/(n − 1) is upside down: drawn without replacement, the noise is smaller.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

CHANCE = Question(
    Text(
        ko="확률적 경사 하강법에서 확률적인 것은 무엇입니까?",
        en="What is stochastic about stochastic gradient descent?",
    ),
    (
        Option(
            Text(ko="갱신하는 식", en="The update rule"),
            Text(
                ko="식 w ← w − ηg에는 우연이 없습니다. 전체 데이터의 그래디언트를 넣으면 경사 하강법 그대로입니다.",
                en="There is no chance in w ← w − ηg. Put the gradient of all data in, and it is gradient descent.",
            ),
        ),
        Option(
            Text(ko="학습률", en="The learning rate"),
            Text(
                ko="학습률은 상수이거나 미리 정한 스케줄입니다. 걸음마다 달라지는 것은 그래디언트입니다.",
                en="The rate is a constant or a schedule fixed beforehand. What differs from step to step is the gradient.",
            ),
        ),
        Option(
            Text(ko="예제를 뽑는 일", en="The choice of examples"),
            Text(
                ko="예제를 뽑는 것이 우연이므로 그래디언트가 전체 그래디언트의 추정값이 됩니다. 나머지는 모두 정해져 있습니다.",
                en="The examples are drawn at random, which makes the gradient an estimate of the full one. All the rest is determined.",
            ),
            right=True,
        ),
        Option(
            Text(ko="출발점", en="The starting point"),
            Text(
                ko="출발점은 어떤 방법에서든 무작위로 고를 수 있습니다. 출발점이 정해져 있어도 SGD는 확률적입니다.",
                en="Any method may start at a random point, and SGD is stochastic from a fixed one too.",
            ),
        ),
    ),
)

PART = Question(
    Text(
        ko="예제 1000개를 크기 64인 배치로 나눕니다. 한 에포크에 몇 번 갱신하고, 마지막 배치에는 몇 개가 듭니까?",
        en="1000 examples, batches of 64. How many updates does an epoch have, and how many examples does the last batch hold?",
    ),
    (
        Option(
            Text(ko="15번, 64개", en="15 updates, 64 examples"),
            Text(
                ko="15번이면 960개뿐입니다. 남은 40개를 버리기로 정했을 때만 그렇습니다.",
                en="15 batches hold 960. This is so only if one decides to throw the other 40 away.",
            ),
        ),
        Option(
            Text(ko="16번, 40개", en="16 updates, 40 examples"),
            Text(
                ko="1000 = 15 · 64 + 40입니다. 마지막 걸음은 40개의 평균이어서, 그 예제들은 다른 예제보다 64/40배 무겁게 셉니다.",
                en="1000 = 15 · 64 + 40. The last step follows a mean over 40, so that each of these weighs 64/40 times as much as the others.",
            ),
            right=True,
        ),
        Option(
            Text(ko="16번, 64개", en="16 updates, 64 examples"),
            Text(
                ko="16 · 64 = 1024입니다. 24개는 있지도 않은 예제입니다.",
                en="16 · 64 = 1024: 24 of these examples do not exist.",
            ),
        ),
        Option(
            Text(ko="1000번, 1개", en="1000 updates, 1 example"),
            Text(
                ko="예제 하나마다 갱신하는 것은 배치 크기가 1일 때입니다.",
                en="An update for every example is batch size 1.",
            ),
        ),
    ),
)

FLOOR = Question(
    Text(
        ko="미니배치로 학습하던 손실이 더 내려가지 않고 같은 높이에서 오르내립니다. 학습률을 10분의 1로 줄이자 금세 더 내려갔습니다. "
        "처음에 멈춘 까닭은 무엇이라고 보아야 합니까?",
        en="Training on mini-batches, a loss stops falling and moves up and down at one height. The learning rate is divided by 10, and soon the loss is lower. "
        "Why had it stopped?",
    ),
    (
        Option(
            Text(
                ko="그래디언트 잡음 때문에 잡음 바닥에 머물렀습니다.",
                en="It hovered at the floor set by gradient noise",
            ),
            Text(
                ko="배치마다 점을 흔들고, 머무는 바닥의 높이는 η/B에 비례합니다. 학습률을 줄이면 새로 배운 것이 없어도 그만큼 내려갑니다.",
                en="Every batch kicks the point, and the height at which it hovers is proportional to η/B. Lower the rate, and the loss falls without anything new being learned.",
            ),
            right=True,
        ),
        Option(
            Text(ko="지역 최솟값에 갇혔습니다.", en="It was caught in a local minimum"),
            Text(
                ko="그랬다면 걸음을 줄여서는 더 빠져나오기 어려웠을 것입니다.",
                en="From there, shorter steps would have made it harder still to get away.",
            ),
        ),
        Option(
            Text(ko="학습률이 너무 작았습니다.", en="The learning rate was too small"),
            Text(
                ko="너무 작았다면 더 줄였을 때 더 느려져야 합니다. 거꾸로였습니다.",
                en="Then lowering it further should have made things slower. The opposite happened.",
            ),
        ),
        Option(
            Text(ko="배치 크기가 2의 거듭제곱이 아니었습니다.", en="The batch size was no power of two"),
            Text(
                ko="배치 크기가 몇인지는 잡음의 크기를 정할 뿐, 2의 거듭제곱인지는 상관없습니다.",
                en="The batch size sets how large the noise is; being a power of two has nothing to do with it.",
            ),
        ),
    ),
)

SCALING = Question(
    Text(
        ko="배치 크기를 16에서 64로 늘리고 η = 0.01은 그대로 두었더니, 같은 에포크 수에서 손실이 더 높았습니다. 알맞은 설명은 무엇입니까?",
        en="The batch size is raised from 16 to 64 and η = 0.01 is kept; after the same number of epochs the loss is higher. Which explanation fits?",
    ),
    (
        Option(
            Text(ko="큰 배치의 그래디언트가 더 부정확합니다.", en="Gradients of larger batches are less accurate"),
            Text(
                ko="오히려 잡음이 절반입니다. 더 정확한 방향으로 더 적게 간 것입니다.",
                en="Their noise is in fact half as large. The direction was better, the way shorter.",
            ),
        ),
        Option(
            Text(ko="메모리가 모자랍니다.", en="Memory runs out"),
            Text(
                ko="메모리가 모자라면 계산이 멈출 뿐, 손실이 높아지지는 않습니다.",
                en="Where memory runs out the computation ends; that does not raise a loss.",
            ),
        ),
        Option(
            Text(ko="큰 배치는 언제나 나쁩니다.", en="Large batches are always worse"),
            Text(
                ko="걸음 수를 같게 하면 큰 배치가 앞섭니다. 무엇을 같게 두느냐에 달렸습니다.",
                en="At an equal number of steps the larger batch is ahead. It depends on what is held equal.",
            ),
        ),
        Option(
            Text(
                ko="걸음이 4분의 1로 줄었는데 걸음의 길이는 그대로입니다.",
                en="There are a quarter of the steps, each no longer than before",
            ),
            Text(
                ko="2/L에서 먼 동안은 η도 네 배로 늘려야 같은 거리를 갑니다. 배치 크기를 바꾸면 학습률도 다시 골라야 합니다.",
                en="Far from 2/L, η has to grow fourfold too to cover the same distance. A new batch size needs a new learning rate.",
            ),
            right=True,
        ),
    ),
)

NORM = Question(
    Text(
        ko="배치 정규화를 크기 2인 배치로 학습하면 정규화한 값은 어떻게 됩니까?",
        en="Batch normalisation is trained with batches of two. What do the normalised values look like?",
    ),
    (
        Option(
            Text(ko="모두 0입니다.", en="All are 0"),
            Text(
                ko="두 값의 평균은 0이지만, 각각은 평균의 이쪽과 저쪽에 있습니다.",
                en="Their mean is 0, but each lies on one side of it.",
            ),
        ),
        Option(
            Text(ko="거의 언제나 +1 아니면 −1입니다.", en="Almost always +1 or −1"),
            Text(
                ko="두 수는 평균에서 같은 거리에 있고 그 거리가 곧 표준편차입니다. 누가 큰지만 남고 얼마나 큰지는 사라집니다.",
                en="Two numbers are equally far from their mean, and that distance is their standard deviation. Which is larger survives, how much larger does not.",
            ),
            right=True,
        ),
        Option(
            Text(ko="전체 데이터로 정규화한 값과 같습니다.", en="The same as with the statistics of all data"),
            Text(
                ko="배치가 클수록 그 값에 가까워집니다. 둘로는 평균도 표준편차도 어림이 되지 못합니다.",
                en="They come close to those as batches grow. From two numbers neither mean nor deviation can be estimated.",
            ),
        ),
        Option(
            Text(ko="분산이 없어 계산할 수 없습니다.", en="There is no variance, so they cannot be computed"),
            Text(
                ko="그것은 배치에 예제가 하나뿐일 때입니다. 둘이면 분산이 있습니다.",
                en="That is so with a single example in the batch. Two have a variance.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="minibatch",
    title=Text(ko="배치, 확률적, 미니배치", en="Batch, stochastic and mini-batch"),
    tasks=(UPDATES, EPOCH, NOISE),
    questions=(CHANCE, PART, FLOOR, SCALING, NORM),
)
