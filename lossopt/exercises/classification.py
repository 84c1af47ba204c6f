"""Exercises of the chapter on classification losses: log-softmax, sparse cross-entropy and its gradient, weights, the hinge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# --- 1. log-softmax ---------------------------------------------------------------------------------------


def draw_logits(rng: np.random.Generator) -> Arguments:
    """Everyday rows, one far apart, one so low that e^z has hardly a digit left, and at times one where any shift but the maximum overflows."""
    rows, classes = rng.integers(4, 7), rng.integers(3, 6)
    z = rng.normal(scale=1.5, size=(rows, classes))
    z[1] = 20 * rng.permutation(np.arange(classes)) + rng.normal(size=classes)
    z[2] = -741.0 - rng.permutation(np.arange(classes)) / 2 - rng.uniform(0, 0.3, size=classes)
    if rng.random() < 0.25:
        z[3, 0] -= 9000.0
    return (z,)


def log_softmax(z: Array) -> Array:
    """Return the logarithms of the softmax of every row."""
    shifted = z - z.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def _softmax(z: Array) -> Array:
    return np.exp(log_softmax(z))


def _log_of_naive_softmax(z: Array) -> Array:
    e = np.exp(z)
    return np.log(e / e.sum(axis=1, keepdims=True))


def _naive_log_sum(z: Array) -> Array:
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def _softmax_without_log(z: Array) -> Array:
    return _softmax(z)


def _log_with_epsilon(z: Array) -> Array:
    return np.log(_softmax(z) + 1e-12)


def _log_clipped(z: Array) -> Array:
    return np.log(np.clip(_softmax(z), 1e-7, 1 - 1e-7))


def _log_over_columns(z: Array) -> Array:
    return log_softmax(z.T).T


def _log_over_everything(z: Array) -> Array:
    return log_softmax(z.reshape(1, -1)).reshape(z.shape)


def _max_of_columns(z: Array) -> Array:
    return log_softmax(z - z.max(axis=0))


def _shift_not_in_sum(z: Array) -> Array:
    shifted: Array = z - z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def _shift_in_sum_only(z: Array) -> Array:
    shifted = z - z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _log_negative(z: Array) -> Array:
    return -log_softmax(z)


def _log_of_shifted_softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.log(e / e.sum(axis=1, keepdims=True))


def _max_of_everything(z: Array) -> Array:
    shifted = z - z.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _log_base_two(z: Array) -> Array:
    return log_softmax(z) / np.log(2)


LOG_SOFTMAX = Task(
    id="classification/log-softmax",
    title=Text(ko="넘치지 않는 로그 소프트맥스", en="A log-softmax that does not overflow"),
    solution=log_softmax,
    draw=draw_logits,
    draws=20,
    mistakes=(
        Mistake(
            _log_of_naive_softmax,
            Text(
                ko="보통 크기의 로짓에서는 맞지만, −740쯤에서는 e^z에 쓸 만한 자릿수가 남지 않습니다(+710에서는 무한대가 됩니다). 먼저 행마다 최댓값을 빼세요.",
                en="Right for everyday logits, but near −740 hardly a digit of e^z is left, and beyond +710 it is infinite: first subtract each row's maximum.",
            ),
        ),
        Mistake(
            _naive_log_sum,
            Text(
                ko="식은 맞지만 Σe^z가 너무 작아지거나 넘칩니다. 합 안과 밖에서 모두 행의 최댓값 m을 뺀 (z − m) − log Σe^(z−m)을 쓰세요.",
                en="The formula is right, but Σe^z underflows or overflows: write (z − m) − log Σe^(z−m) with m the row's maximum.",
            ),
        ),
        Mistake(
            _softmax_without_log,
            Text(
                ko="이것은 소프트맥스, 곧 확률입니다. 그 로그가 필요합니다. 다만 확률을 먼저 구하면 0이 되는 것이 있으니 로그를 식으로 풀어 쓰세요.",
                en="This is the softmax itself. Asked for is its logarithm; work it out on paper, as probabilities may round to 0.",
            ),
        ),
        Mistake(
            _log_with_epsilon,
            Text(
                ko="로그 안에 작은 수를 더했습니다. 그보다 작은 확률은 모두 같은 값이 됩니다. 로그를 풀어 쓰면 더할 필요가 없습니다.",
                en="A small number inside the logarithm makes all smaller probabilities alike; written out, the logarithm needs none.",
            ),
        ),
        Mistake(
            _log_clipped,
            Text(
                ko="확률을 잘랐습니다. 가장 크게 틀린 예제의 값이 사라지고 기울기도 0이 됩니다. 로짓에서 바로 로그를 구하세요.",
                en="You clip the probabilities, which cuts off what is most wrong and leaves it no slope: take the logarithm from the logits directly.",
            ),
        ),
        Mistake(
            _log_over_columns,
            Text(
                ko="열마다 합이 1이 됩니다. 예제는 행이고 클래스는 열이므로 `axis=1`을 따라 더해야 합니다.",
                en="Your columns add up to 1. An example is a row and its classes are the columns: sum along `axis=1`.",
            ),
        ),
        Mistake(
            _log_over_everything,
            Text(
                ko="행렬 전체를 더해 나누었습니다. 예제마다 따로, `axis=1`과 `keepdims=True`로 더하세요.",
                en="You divide by the sum of the whole matrix: sum each example alone, with `axis=1` and `keepdims=True`.",
            ),
        ),
        Mistake(
            _max_of_columns,
            Text(
                ko="열의 최댓값을 뺐습니다. 한 행에서 클래스마다 다른 수를 빼면 확률이 달라집니다. 행의 최댓값을 빼세요.",
                en="You subtract the maximum of each column, a different number for each class of a row, which changes the probabilities: take the row's.",
            ),
        ),
        Mistake(
            _shift_not_in_sum,
            Text(
                ko="최댓값을 앞의 z에서만 빼고 합 안에서는 빼지 않았습니다. 두 곳에서 모두 빼야 상쇄됩니다.",
                en="You subtract the maximum from the first z but not inside the sum: it cancels only if both have it.",
            ),
        ),
        Mistake(
            _shift_in_sum_only,
            Text(
                ko="최댓값을 합 안에서만 뺐습니다. 앞의 z에서도 빼야 값이 그대로입니다.",
                en="You subtract the maximum inside the sum only: take it from the first z, too.",
            ),
        ),
        Mistake(
            _log_negative,
            Text(
                ko="−log p를 돌려주었습니다. 그것은 놀라움이고, 여기서 물은 것은 log p입니다.",
                en="You return −log p, the surprise; asked for is log p.",
            ),
        ),
        Mistake(
            _log_of_shifted_softmax,
            Text(
                ko="최댓값을 뺀 것은 좋지만 확률을 구한 뒤에 로그를 취했습니다. 0으로 반올림된 확률의 로그는 −∞입니다. 로그를 식으로 풀어 쓰세요.",
                en="Subtracting the maximum is right, but you take the logarithm of the probabilities, and those rounded to 0 become −∞. Write the logarithm out.",
            ),
        ),
        Mistake(
            _max_of_everything,
            Text(
                ko="행렬 전체의 최댓값을 뺐습니다. 로짓이 모두 그보다 훨씬 낮은 행에서는 Σe^z가 0이 됩니다. 행마다 자기 최댓값을 빼세요.",
                en="You subtract the maximum of the whole matrix. In a row that lies far below it Σe^z becomes 0: subtract each row's own.",
            ),
        ),
        Mistake(
            _log_base_two,
            Text(
                ko="밑이 2인 로그를 썼습니다. 여기서는 자연로그 `np.log`를 씁니다.",
                en="You use the logarithm to base 2; here it is the natural one, `np.log`.",
            ),
        ),
    ),
)

# --- 2. sparse cross-entropy ------------------------------------------------------------------------------


def draw_labelled(rng: np.random.Generator) -> Arguments:
    """Logits and class numbers, among them 0 and one above 1, and not always the class with the largest logit."""
    rows, classes = rng.integers(5, 8), rng.integers(3, 5)
    labels = rng.integers(0, classes, size=rows)
    labels[:3] = rng.permutation([0, 1, 2])
    z = rng.normal(scale=1.5, size=(rows, classes))
    z[0, labels[0]] = z[0].min() - 1.0
    return z, labels


def sparse_cross_entropy(z: Array, labels: Labels) -> float:
    """Return the mean surprise at the classes that occurred."""
    return float(-_picked(z, labels).mean())


def _picked(z: Array, labels: Labels) -> Array:
    """The log-probability of each example's class."""
    return log_softmax(z)[np.arange(len(labels)), labels]


def _sparse_index_multiplied(z: Array, labels: Labels) -> float:
    return float(-np.mean(labels * _picked(z, labels)))


def _sparse_index_times_rows(z: Array, labels: Labels) -> float:
    return float(-np.mean(labels[:, np.newaxis] * log_softmax(z)))


def _sparse_sum(z: Array, labels: Labels) -> float:
    return sparse_cross_entropy(z, labels) * len(labels)


def _sparse_mean_of_all(z: Array, labels: Labels) -> float:
    return sparse_cross_entropy(z, labels) / z.shape[1]


def _sparse_sign(z: Array, labels: Labels) -> float:
    return -sparse_cross_entropy(z, labels)


def _sparse_predicted(z: Array, labels: Labels) -> float:
    return sparse_cross_entropy(z, z.argmax(axis=1))


def _sparse_every_column(z: Array, labels: Labels) -> float:
    return float(-np.mean(log_softmax(z)[:, labels]))


def _sparse_rows_by_label(z: Array, labels: Labels) -> float:
    return float(-np.mean(log_softmax(z)[labels % len(z)]))


def _sparse_logit_only(z: Array, labels: Labels) -> float:
    return float(-np.mean(z[np.arange(len(labels)), labels]))


def _sparse_without_log(z: Array, labels: Labels) -> float:
    return float(-np.mean(np.exp(_picked(z, labels))))


def _sparse_log_of_mean(z: Array, labels: Labels) -> float:
    return float(-np.log(np.mean(np.exp(_picked(z, labels)))))


def _sparse_bits(z: Array, labels: Labels) -> float:
    return sparse_cross_entropy(z, labels) / float(np.log(2))


def _sparse_binary(z: Array, labels: Labels) -> float:
    p, y = _softmax(z), _one_hot(z, labels)
    return float(-np.mean(np.sum(y * np.log(p) + (1 - y) * np.log(1 - p), axis=1)))


def _sparse_sigmoid(z: Array, labels: Labels) -> float:
    return float(np.mean(np.log1p(np.exp(-z[np.arange(len(labels)), labels]))))


def _sparse_counts_from_one(z: Array, labels: Labels) -> float:
    return sparse_cross_entropy(z, labels - 1)


SPARSE = Task(
    id="classification/sparse-cross-entropy",
    title=Text(ko="희소 교차 엔트로피", en="Sparse cross-entropy"),
    solution=sparse_cross_entropy,
    draw=draw_labelled,
    mistakes=(
        Mistake(
            _sparse_index_multiplied,
            Text(
                ko="클래스 번호를 곱했습니다. 0번 클래스는 아무리 틀려도 공짜가 됩니다. 번호는 항목을 고르는 데만 쓰세요.",
                en="You multiply by the class number, so class 0 costs nothing however wrong: use the number only to pick an entry.",
            ),
        ),
        Mistake(
            _sparse_index_times_rows,
            Text(
                ko="클래스 번호를 행 전체에 곱했습니다. 행마다 `[np.arange(n), labels]`의 항목 하나만 필요합니다.",
                en="You multiply whole rows by the class number: needed is one entry of each row, `[np.arange(n), labels]`.",
            ),
        ),
        Mistake(
            _sparse_sum,
            Text(
                ko="합에서 멈추었습니다. 예제 수로 나누지 않으면 데이터가 늘 때마다 학습률이 함께 커집니다.",
                en="You stop at the sum: without dividing by the number of examples, the learning rate grows with the data.",
            ),
        ),
        Mistake(
            _sparse_mean_of_all,
            Text(
                ko="행렬의 모든 칸으로 평균했습니다. 손실은 예제마다 하나이므로 예제 수로 나눕니다.",
                en="You average over all entries of the matrix: there is one loss per example, so divide by the number of examples.",
            ),
        ),
        Mistake(
            _sparse_sign,
            Text(
                ko="부호가 빠졌습니다. log p는 0 이하이고, 손실은 그것을 뒤집은 −log p입니다.",
                en="The sign is missing: log p is at most 0, and the loss is −log p.",
            ),
        ),
        Mistake(
            _sparse_predicted,
            Text(
                ko="가장 큰 로짓의 클래스를 썼습니다. 모델이 고른 클래스가 아니라 실제로 일어난 클래스의 확률이 필요합니다.",
                en="You take the class with the largest logit: what counts is the class that occurred, not the one the model prefers.",
            ),
        ),
        Mistake(
            _sparse_every_column,
            Text(
                ko="`[:, labels]`는 모든 행에서 모든 정답의 열을 꺼냅니다. 짝을 지으려면 `[np.arange(n), labels]`를 쓰세요.",
                en="`[:, labels]` takes every target's column from every row: to pair them up, use `[np.arange(n), labels]`.",
            ),
        ),
        Mistake(
            _sparse_rows_by_label,
            Text(
                ko="`[labels]`는 항목이 아니라 행을 고릅니다. 행 번호 `np.arange(n)`과 함께 쓰세요.",
                en="`[labels]` picks rows, not entries: use it together with the row numbers `np.arange(n)`.",
            ),
        ),
        Mistake(
            _sparse_logit_only,
            Text(
                ko="로짓을 로그 확률처럼 썼습니다. log Σe^z를 빼야 확률의 로그가 됩니다.",
                en="You take the logit for a log-probability: log Σe^z must be subtracted from it.",
            ),
        ),
        Mistake(
            _sparse_without_log,
            Text(
                ko="확률을 그대로 평균했습니다. 놀라움은 그 로그에 음의 부호를 붙인 것입니다.",
                en="You average the probabilities themselves; the surprise is minus their logarithm.",
            ),
        ),
        Mistake(
            _sparse_log_of_mean,
            Text(
                ko="평균을 낸 다음 로그를 취했습니다. 예제마다 로그를 먼저 취하고 평균을 내세요.",
                en="You take the logarithm of the mean: take it for every example first, then average.",
            ),
        ),
        Mistake(
            _sparse_bits,
            Text(
                ko="밑이 2인 로그를 썼습니다. 여기서는 자연로그 `np.log`를 씁니다.",
                en="You use the logarithm to base 2; here it is the natural one, `np.log`.",
            ),
        ),
        Mistake(
            _sparse_binary,
            Text(
                ko="클래스마다 이진 교차 엔트로피를 구해 더했습니다. 서로 배타적인 클래스에서는 일어난 클래스의 −log p 하나만 셉니다.",
                en="You add a binary cross-entropy for each class. Where classes exclude one another, only −log p of the one that occurred counts.",
            ),
        ),
        Mistake(
            _sparse_sigmoid,
            Text(
                ko="시그모이드로 확률을 구했습니다. 클래스가 여럿이고 하나만 일어난다면 소프트맥스입니다. 그래야 확률의 합이 1이 됩니다.",
                en="You make probabilities with the sigmoid. Where one class of several occurs it is the softmax, whose probabilities add up to 1.",
            ),
        ),
        Mistake(
            _sparse_counts_from_one,
            Text(
                ko="번호에서 1을 뺐습니다. 클래스 번호는 이미 0부터 셉니다. −1은 마지막 열을 가리켜 오류도 나지 않습니다.",
                en="You subtract 1 from the class number, which counts from 0 already. −1 points to the last column, so there is not even an error.",
            ),
        ),
    ),
)

# --- 3. its gradient --------------------------------------------------------------------------------------


def sparse_gradient(z: Array, labels: Labels) -> Array:
    """Return the gradient of the mean sparse cross-entropy with respect to the logits."""
    return (_softmax(z) - _one_hot(z, labels)) / len(labels)


def _one_hot(z: Array, labels: Labels) -> Array:
    return np.asarray(np.eye(z.shape[1])[labels])


def _gradient_sum(z: Array, labels: Labels) -> Array:
    return sparse_gradient(z, labels) * len(labels)


def _gradient_mean_of_all(z: Array, labels: Labels) -> Array:
    return sparse_gradient(z, labels) / z.shape[1]


def _gradient_sign(z: Array, labels: Labels) -> Array:
    return -sparse_gradient(z, labels)


def _gradient_index(z: Array, labels: Labels) -> Array:
    return sparse_gradient(z, labels) * labels[:, np.newaxis]


def _gradient_minus_index(z: Array, labels: Labels) -> Array:
    return (_softmax(z) - labels[:, np.newaxis]) / len(labels)


def _gradient_probabilities(z: Array, labels: Labels) -> Array:
    return _softmax(z) / len(labels)


def _gradient_of_probability(z: Array, labels: Labels) -> Array:
    return -_one_hot(z, labels) / _softmax(z) / len(labels)


def _gradient_sigmoid_factor(z: Array, labels: Labels) -> Array:
    p = _softmax(z)
    return sparse_gradient(z, labels) * p * (1 - p)


def _gradient_own_logit(z: Array, labels: Labels) -> Array:
    return sparse_gradient(z, labels) * _one_hot(z, labels)


def _gradient_logits(z: Array, labels: Labels) -> Array:
    return (z - _one_hot(z, labels)) / len(labels)


def _gradient_predicted(z: Array, labels: Labels) -> Array:
    return sparse_gradient(z, z.argmax(axis=1))


def _gradient_every_target(z: Array, labels: Labels) -> Array:
    p = _softmax(z)
    p[:, labels] -= 1
    return p / len(labels)


def _gradient_sigmoid(z: Array, labels: Labels) -> Array:
    return (1 / (1 + np.exp(-z)) - _one_hot(z, labels)) / len(labels)


def _gradient_log_probability(z: Array, labels: Labels) -> Array:
    return (log_softmax(z) - _one_hot(z, labels)) / len(labels)


GRADIENT = Task(
    id="classification/sparse-gradient",
    title=Text(ko="로짓에 대한 그래디언트", en="The gradient with respect to the logits"),
    solution=sparse_gradient,
    draw=draw_labelled,
    mistakes=(
        Mistake(
            _gradient_sum,
            Text(
                ko="p − y까지는 맞습니다. 손실이 평균이므로 예제 수로 나누어야 합니다.",
                en="p − y is right so far; the loss is a mean, so divide by the number of examples.",
            ),
        ),
        Mistake(
            _gradient_mean_of_all,
            Text(
                ko="모든 칸의 수로 나누었습니다. 평균은 예제에 대한 것이므로 행의 수로만 나눕니다.",
                en="You divide by the number of all entries: the mean is over examples, the rows.",
            ),
        ),
        Mistake(
            _gradient_sign,
            Text(
                ko="정답 − 예측을 돌려주었습니다. 그것은 내려가는 방향이고, 그래디언트는 예측 − 정답입니다.",
                en="You return target minus prediction, the way down; the gradient is prediction minus target.",
            ),
        ),
        Mistake(
            _gradient_index,
            Text(
                ko="클래스 번호를 행에 곱했습니다. 0번 클래스의 예제는 아무것도 가르치지 못하게 됩니다.",
                en="You multiply the rows by the class number, so examples of class 0 teach nothing.",
            ),
        ),
        Mistake(
            _gradient_minus_index,
            Text(
                ko="확률에서 클래스 번호를 뺐습니다. y는 정답 자리에만 1이 있는 행(원-핫)입니다.",
                en="You subtract the class number from the probabilities: y is the row with a 1 in the place of the class.",
            ),
        ),
        Mistake(
            _gradient_probabilities,
            Text(
                ko="확률만 돌려주었습니다. 정답 자리에서 1을 빼지 않으면 정답의 로짓까지 내려갑니다.",
                en="You return the probabilities alone: without subtracting 1 in the place of the class, its logit is lowered, too.",
            ),
        ),
        Mistake(
            _gradient_of_probability,
            Text(
                ko="확률에 대한 미분 −y/p입니다. 로짓에 대한 그래디언트를 얻으려면 소프트맥스의 미분까지 곱해야 하며, 그러면 p − y로 줄어듭니다.",
                en="This is the derivative with respect to p, −y/p; multiplied by that of the softmax it becomes p − y.",
            ),
        ),
        Mistake(
            _gradient_sigmoid_factor,
            Text(
                ko="p(1 − p)를 한 번 더 곱했습니다. 로그의 미분과 이미 상쇄되어 p − y만 남은 것입니다.",
                en="You multiply by p(1 − p) once more: it has already cancelled against the logarithm to leave p − y.",
            ),
        ),
        Mistake(
            _gradient_own_logit,
            Text(
                ko="정답의 로짓에만 기울기가 있습니다. 다른 로짓도 합 Σe^z에 들어 있으므로 저마다 p만큼 밀려 내려갑니다.",
                en="Only the target's logit has a slope here: the others stand in Σe^z as well, and each has the slope p.",
            ),
        ),
        Mistake(
            _gradient_logits,
            Text(
                ko="로짓에서 정답을 뺐습니다. 빼기 전에 소프트맥스로 확률을 구하세요.",
                en="You subtract the target from the logits: turn them into probabilities by softmax first.",
            ),
        ),
        Mistake(
            _gradient_predicted,
            Text(
                ko="모델이 고른 클래스를 정답으로 삼았습니다. 그러면 모델은 자기 자신만 믿게 됩니다. `labels`를 쓰세요.",
                en="You take the model's own choice for the target, and it learns to believe itself: use `labels`.",
            ),
        ),
        Mistake(
            _gradient_every_target,
            Text(
                ko="`[:, labels]`는 모든 행에서 그 열들을 고릅니다. 행마다 자기 정답에서만 1을 빼려면 `[np.arange(n), labels]`를 쓰세요.",
                en="`[:, labels]` picks those columns in every row. To subtract 1 at each row's own class, use `[np.arange(n), labels]`.",
            ),
        ),
        Mistake(
            _gradient_sigmoid,
            Text(
                ko="시그모이드로 확률을 구했습니다. 클래스가 여럿이고 하나만 일어난다면 소프트맥스입니다.",
                en="You make probabilities with the sigmoid; where one class of several occurs it is the softmax.",
            ),
        ),
        Mistake(
            _gradient_log_probability,
            Text(
                ko="확률 대신 로그 확률에서 뺐습니다. p − y의 p는 소프트맥스입니다.",
                en="You subtract from the log-probabilities; the p of p − y is the softmax itself.",
            ),
        ),
    ),
)

# --- 4. weighted binary cross-entropy ---------------------------------------------------------------------


def draw_weighted(rng: np.random.Generator) -> Arguments:
    """Both classes, not equally many, and weights that differ from each other and from 1 on average."""
    ones, zeros = rng.integers(2, 4), rng.integers(5, 8)
    y = rng.permutation(np.repeat([1, 0], [ones, zeros]))
    z = rng.normal(scale=1.5, size=len(y))
    return z, y, float(rng.uniform(0.3, 0.7)), float(rng.uniform(2.0, 6.0))


def weighted_cross_entropy(z: Array, y: Labels, w0: float, w1: float) -> float:
    """Return the weighted mean of the binary cross-entropies."""
    weights = np.where(y == 1, w1, w0)
    return float(np.sum(weights * _binary(z, y)) / np.sum(weights))


def _binary(z: Array, y: Labels) -> Array:
    """Return −log σ(z) where y = 1 and −log(1 − σ(z)) where y = 0."""
    return np.logaddexp(0.0, np.where(y == 1, -z, z))


def _weighted_over_n(z: Array, y: Labels, w0: float, w1: float) -> float:
    return float(np.mean(np.where(y == 1, w1, w0) * _binary(z, y)))


def _weighted_sum(z: Array, y: Labels, w0: float, w1: float) -> float:
    return _weighted_over_n(z, y, w0, w1) * len(y)


def _weighted_over_two_weights(z: Array, y: Labels, w0: float, w1: float) -> float:
    return _weighted_sum(z, y, w0, w1) / (w0 + w1)


def _weighted_swapped(z: Array, y: Labels, w0: float, w1: float) -> float:
    return weighted_cross_entropy(z, y, w1, w0)


def _weighted_not(z: Array, y: Labels, w0: float, w1: float) -> float:
    return weighted_cross_entropy(z, y, 1.0, 1.0)


def _weighted_classes_apart(z: Array, y: Labels, w0: float, w1: float) -> float:
    costs = _binary(z, y)
    return float((w0 * costs[y == 0].mean() + w1 * costs[y == 1].mean()) / (w0 + w1))


def _weighted_one_class(z: Array, y: Labels, w0: float, w1: float) -> float:
    return weighted_cross_entropy(z, y, 1.0, w1)


def _weighted_logits(z: Array, y: Labels, w0: float, w1: float) -> float:
    return weighted_cross_entropy(z * np.where(y == 1, w1, w0), y, 1.0, 1.0)


def _weighted_half(z: Array, y: Labels, w0: float, w1: float) -> float:
    weights = np.where(y == 1, w1, w0)
    return float(np.sum(weights * y * _binary(z, y)) / np.sum(weights))


def _weighted_sign(z: Array, y: Labels, w0: float, w1: float) -> float:
    return weighted_cross_entropy(-z, y, w0, w1)


def _weighted_sum_of_means(z: Array, y: Labels, w0: float, w1: float) -> float:
    costs = _binary(z, y)
    return float(w0 * costs[y == 0].mean() + w1 * costs[y == 1].mean())


WEIGHTED = Task(
    id="classification/weighted-cross-entropy",
    title=Text(ko="가중 교차 엔트로피", en="Weighted cross-entropy"),
    solution=weighted_cross_entropy,
    draw=draw_weighted,
    mistakes=(
        Mistake(
            _weighted_over_n,
            Text(
                ko="예제 수 n으로 나누었습니다. 가중 평균은 가중치의 합으로 나눕니다. 그래야 모든 가중치를 10배 해도 손실이 그대로입니다.",
                en="You divide by n. A weighted mean divides by the sum of the weights, so that ten times all weights changes nothing.",
            ),
        ),
        Mistake(
            _weighted_sum,
            Text(
                ko="가중합에서 멈추었습니다. 평균이 되려면 가중치의 합으로 나누어야 합니다.",
                en="You stop at the weighted sum: divide by the sum of the weights.",
            ),
        ),
        Mistake(
            _weighted_over_two_weights,
            Text(
                ko="w0 + w1로 나누었습니다. 나눌 것은 두 클래스의 가중치가 아니라 모든 예제의 가중치를 더한 값입니다.",
                en="You divide by w0 + w1; it should be the sum over all examples, each with the weight of its class.",
            ),
        ),
        Mistake(
            _weighted_swapped,
            Text(
                ko="두 가중치가 뒤바뀌었습니다. w1은 y = 1인 예제의 가중치입니다.",
                en="The two weights are swapped: w1 is that of the examples with y = 1.",
            ),
        ),
        Mistake(
            _weighted_not,
            Text(
                ko="가중치를 쓰지 않은 평균입니다. 예제마다 자기 클래스의 가중치를 곱하세요.",
                en="This is the mean without weights: multiply every example's cost by the weight of its class.",
            ),
        ),
        Mistake(
            _weighted_classes_apart,
            Text(
                ko="클래스마다 평균을 낸 다음 가중치를 붙였습니다. 그러면 드문 클래스가 두 번 커집니다. 예제마다 가중치를 붙이세요.",
                en="You average each class first and then weigh, which favours the rare class twice: weigh every example.",
            ),
        ),
        Mistake(
            _weighted_one_class,
            Text(
                ko="y = 1인 예제에만 가중치를 붙였습니다. y = 0인 예제에는 w0을 곱합니다.",
                en="Only the examples with y = 1 have their weight; those with y = 0 get w0.",
            ),
        ),
        Mistake(
            _weighted_logits,
            Text(
                ko="가중치를 로짓에 곱했습니다. 그러면 모델의 답이 바뀝니다. 가중치는 손실에 곱합니다.",
                en="You multiply the logits by the weights, which changes what the model says: weigh the costs.",
            ),
        ),
        Mistake(
            _weighted_half,
            Text(
                ko="y = 0인 예제의 손실이 빠졌습니다. (1 − y)가 붙은 항 −log(1 − σ(z))도 필요합니다.",
                en="The examples with y = 0 cost nothing here: the term with (1 − y), −log(1 − σ(z)), is missing.",
            ),
        ),
        Mistake(
            _weighted_sign,
            Text(
                ko="로짓의 부호가 뒤집혔습니다. y = 1이면 −log σ(z) = log(1 + e^(−z))입니다.",
                en="The sign of the logit is flipped: for y = 1 the cost is −log σ(z) = log(1 + e^(−z)).",
            ),
        ),
        Mistake(
            _weighted_sum_of_means,
            Text(
                ko="클래스마다 평균을 내어 더했습니다. 가중 평균에는 평균이 하나뿐입니다. 예제마다 가중치를 곱해 더하고 가중치의 합으로 나누세요.",
                en="You add up a mean for each class. A weighted mean is one mean: weigh every example, add, and divide by the sum of the weights.",
            ),
        ),
    ),
)

# --- 5. the hinge -----------------------------------------------------------------------------------------


def draw_scores(rng: np.random.Generator) -> Arguments:
    """Scores on either side, some right by less than 1, and labels 0 and 1."""
    y = rng.permutation(np.repeat([0, 1], rng.integers(3, 6, size=2)))
    margins = rng.uniform(-2.5, 3.0, size=len(y))
    margins[:3] = rng.uniform([0.2, 1.5, -2.0], [0.8, 2.5, -0.5])
    return margins * (2 * y - 1), y


def hinge(scores: Array, y: Labels) -> float:
    """Return the mean hinge loss for labels 0 and 1."""
    return _hinge_of(scores * (2 * y - 1), lambda short: np.maximum(short, 0.0))


def _hinge_of(margins: Array, cost: Callable[[Array], Array], required: float = 1.0) -> float:
    return float(np.mean(cost(required - margins)))


def _hinge_zero_one(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * y, lambda short: np.maximum(short, 0.0))


def _hinge_no_margin(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (2 * y - 1), lambda short: np.maximum(short, 0.0), required=0.0)


def _hinge_no_maximum(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (2 * y - 1), lambda short: short)


def _hinge_absolute(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (2 * y - 1), np.abs)


def _hinge_squared(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (2 * y - 1), lambda short: np.maximum(short, 0.0) ** 2)


def _hinge_sum(scores: Array, y: Labels) -> float:
    return hinge(scores, y) * len(y)


def _hinge_flipped(scores: Array, y: Labels) -> float:
    return hinge(-scores, y)


def _hinge_counted(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (2 * y - 1), lambda short: (short > 0).astype(float))


def _hinge_y_minus_one(scores: Array, y: Labels) -> float:
    return _hinge_of(scores * (y - 1), lambda short: np.maximum(short, 0.0))


HINGE = Task(
    id="classification/hinge",
    title=Text(ko="힌지 손실", en="The hinge loss"),
    solution=hinge,
    draw=draw_scores,
    mistakes=(
        Mistake(
            _hinge_zero_one,
            Text(
                ko="정답을 0과 1 그대로 곱했습니다. y = 0이면 점수와 상관없이 손실이 1이고 기울기가 0입니다. 2y − 1로 −1과 +1로 바꾸세요.",
                en="You multiply by the labels 0 and 1: for y = 0 the loss is 1 whatever the score, with slope 0. Turn them into −1 and +1 by 2y − 1.",
            ),
        ),
        Mistake(
            _hinge_no_margin,
            Text(
                ko="1이 빠졌습니다. 맞는 쪽에 있기만 하면 되는 것이 아니라 1 이상 떨어져 있어야 손실이 0입니다.",
                en="The 1 is missing: it is not enough to be on the right side, the loss is 0 only from a margin of 1 on.",
            ),
        ),
        Mistake(
            _hinge_no_maximum,
            Text(
                ko="0보다 작은 값을 자르지 않았습니다. 그러면 충분히 맞은 예제가 음의 손실로 다른 실수를 덮습니다.",
                en="You do not cut off at 0, so examples that are more than right make up for mistakes by a negative loss.",
            ),
        ),
        Mistake(
            _hinge_absolute,
            Text(
                ko="절댓값을 취했습니다. 1보다 더 맞은 예제에는 손실이 없어야 합니다. `np.maximum(…, 0)`을 쓰세요.",
                en="You take the absolute value; examples that are right by more than 1 should cost nothing: use `np.maximum(…, 0)`.",
            ),
        ),
        Mistake(
            _hinge_squared,
            Text(
                ko="이것은 제곱 힌지 손실입니다. 여기서는 모자란 만큼을 제곱하지 않습니다.",
                en="This is the squared hinge; here what is missing is not squared.",
            ),
        ),
        Mistake(
            _hinge_sum,
            Text(
                ko="더하기만 했습니다. 예제 수로 나누어 평균을 내세요.",
                en="You add up; divide by the number of examples for the mean.",
            ),
        ),
        Mistake(
            _hinge_flipped,
            Text(
                ko="부호가 뒤집혔습니다. 점수와 정답의 부호가 같을 때 손실이 작아야 하므로 1 − ys입니다.",
                en="The sign is flipped: the loss is small where score and label have the same sign, so it is 1 − ys.",
            ),
        ),
        Mistake(
            _hinge_counted,
            Text(
                ko="모자란 예제의 수를 세었습니다. 얼마나 모자란지를 더해야 기울기가 생깁니다.",
                en="You count the examples that fall short; add up by how much they do, or there is no slope.",
            ),
        ),
        Mistake(
            _hinge_y_minus_one,
            Text(
                ko="y − 1로는 정답이 −1과 0이 됩니다. 0과 1을 −1과 +1로 바꾸는 것은 2y − 1입니다.",
                en="y − 1 makes the labels −1 and 0; what turns 0 and 1 into −1 and +1 is 2y − 1.",
            ),
        ),
    ),
)

# --- quiz -------------------------------------------------------------------------------------------------

SURE = Question(
    Text(
        ko="두 모델이 예제 100개 가운데 똑같이 95개를 맞혔는데, 교차 엔트로피는 한쪽이 세 배입니다. 무엇이 다를 수 있습니까?",
        en="Two models are right on the same 95 of 100 examples, yet the cross-entropy of one is three times that of the other. What may differ?",
    ),
    (
        Option(
            Text(
                ko="손실이 큰 쪽은 틀린 예제에서 훨씬 더 확신했습니다.", en="The one was far surer where it was wrong"
            ),
            Text(
                ko="맞고 틀림은 확률이 ½보다 큰지만 보지만, 교차 엔트로피는 −log p이므로 1%라고 한 실수가 40%라고 한 실수의 다섯 배입니다.",
                en="Right or wrong asks only whether the probability exceeds ½. Cross-entropy is −log p: a mistake at 1% costs five times as much as one at 40%.",
            ),
            right=True,
        ),
        Option(
            Text(ko="있을 수 없습니다. 계산을 잘못했습니다.", en="Nothing: this is impossible, somebody miscalculated"),
            Text(
                ko="정확도는 계단이고 손실은 그 사이의 확률까지 봅니다. 두 수는 따로 움직일 수 있습니다.",
                en="Accuracy is a staircase, the loss sees the probabilities in between: the two can move apart.",
            ),
        ),
        Option(
            Text(ko="한쪽은 예제 수로 나누지 않았습니다.", en="One was not divided by the number of examples"),
            Text(
                ko="그렇다면 세 배가 아니라 100배입니다.",
                en="Then it would be a hundred times as large, not three.",
            ),
        ),
    ),
)

SLOPE = Question(
    Text(
        ko="정답이 1인 예제의 로짓이 −8입니다(p ≈ 0.0003). 로짓에 대한 시그모이드 교차 엔트로피의 기울기는 대략 얼마입니까?",
        en="An example with the target 1 has the logit −8 (p ≈ 0.0003). About what is the slope of its sigmoid cross-entropy with respect to the logit?",
    ),
    (
        Option(
            Text(ko="거의 0. 시그모이드가 평평하니까요.", en="Nearly 0: the sigmoid is flat there"),
            Text(
                ko="시그모이드의 미분 p(1 − p)는 0에 가깝지만 로그의 미분 −1/p가 그만큼 큽니다. 곱하면 p − 1입니다. 제곱 오차였다면 거의 0이었을 것입니다.",
                en="The sigmoid's derivative p(1 − p) is nearly 0, but the logarithm's, −1/p, is as large: the product is p − 1. With the squared error it would be nearly 0.",
            ),
        ),
        Option(
            Text(ko="약 −1", en="About −1"),
            Text(
                ko="p − y = 0.0003 − 1입니다. 크게 틀린 예제가 온 힘으로 당깁니다.",
                en="p − y = 0.0003 − 1. An example that is badly wrong pulls with full force.",
            ),
            right=True,
        ),
        Option(
            Text(ko="약 −8", en="About −8"),
            Text(
                ko="8은 손실의 크기입니다. 로짓이 멀어지면 손실은 거의 곧게 자라고, 그 기울기는 1을 넘지 않습니다.",
                en="8 is the size of the loss. Far out it grows almost straight, and its slope never exceeds 1.",
            ),
        ),
        Option(
            Text(ko="약 −3000", en="About −3000"),
            Text(
                ko="−1/p는 확률에 대한 기울기입니다. 로짓에 대한 기울기를 얻으려면 p(1 − p)를 곱해야 합니다.",
                en="−1/p is the slope with respect to the probability; for the logit, p(1 − p) still multiplies it.",
            ),
        ),
    ),
)

CLIP = Question(
    Text(
        ko="확률을 10⁻⁷과 1 − 10⁻⁷ 사이로 자르면 log 0은 사라집니다. 그래도 로짓에서 바로 계산하는 쪽이 나은 까닭은 무엇입니까?",
        en="Clipping probabilities to 10⁻⁷ … 1 − 10⁻⁷ removes log 0. Why is it still better to compute from the logits?",
    ),
    (
        Option(
            Text(
                ko="잘린 곳에서 기울기가 0이 됩니다.",
                en="Where it is clipped the slope is 0",
            ),
            Text(
                ko="가장 크게 틀린 예제가 아무것도 가르치지 못합니다. 로짓이 −16보다 작으면 잘린 손실은 16.1에서 움직이지 않는데, 바른 기울기는 거의 −1입니다.",
                en="The examples that are most wrong teach nothing: below a logit of −16 the clipped loss stays at 16.1, while the right slope is nearly −1.",
            ),
            right=True,
        ),
        Option(
            Text(ko="자르는 계산이 느립니다.", en="Clipping is slow"),
            Text(
                ko="자르는 데 드는 시간은 얼마 되지 않습니다. 문제는 답이 틀린다는 것입니다.",
                en="It takes hardly any time; the trouble is that the answer is wrong.",
            ),
        ),
        Option(
            Text(ko="잘라도 NaN이 나옵니다.", en="There is still a NaN after clipping"),
            Text(
                ko="NaN은 사라집니다. 그래서 오히려 잘못된 기울기를 알아차리기 어렵습니다.",
                en="The NaN is gone, which makes the wrong slope all the harder to notice.",
            ),
        ),
    ),
)

THRESHOLD = Question(
    Text(
        ko="사기가 2%인 데이터에서, 사기의 가중치를 49배로 한 모델과 보통 교차 엔트로피로 학습한 모델이 있습니다. 결정을 비슷하게 만들려면 무엇을 하면 됩니까?",
        en="With 2% fraud, one model was trained with weight 49 on fraud, another with the plain cross-entropy. What makes their decisions nearly alike?",
    ),
    (
        Option(
            Text(ko="보통 모델의 문턱값을 p > 0.98로 올립니다.", en="Raise the plain model's threshold to p > 0.98"),
            Text(
                ko="반대입니다. 그러면 사기를 거의 잡지 못합니다.",
                en="The other way round: it would hardly catch any fraud.",
            ),
        ),
        Option(
            Text(ko="보통 모델의 문턱값을 p > 0.02로 내립니다.", en="Lower the plain model's threshold to p > 0.02"),
            Text(
                ko="가중치는 로그 오즈를 log 49만큼 옮깁니다. ½이던 문턱값은 1/(1 + 49) = 0.02가 됩니다. 보통 모델의 확률은 그대로 쓸 수 있습니다.",
                en="The weight shifts the log-odds by log 49, so the threshold ½ becomes 1/(1 + 49) = 0.02. And the plain model's probabilities remain probabilities.",
            ),
            right=True,
        ),
        Option(
            Text(ko="보통 모델을 더 오래 학습합니다.", en="Train the plain model for longer"),
            Text(
                ko="사기의 확률이 정말 낮은 곳에서는 오래 학습해도 p가 낮게 나오며, 그것이 맞는 답입니다. 바꿀 것은 결정하는 문턱값입니다.",
                en="Where fraud really is improbable, p stays low however long you train, and rightly so: it is the decision that must change.",
            ),
        ),
        Option(
            Text(ko="포컬 손실의 γ를 올립니다.", en="Raise the γ of the focal loss"),
            Text(
                ko="γ는 쉬운 예제를 흐리게 할 뿐 어느 클래스가 드문지 모릅니다. 클래스의 가중치는 α입니다.",
                en="γ fades out easy examples and does not know which class is rare; the weight of the class is α.",
            ),
        ),
    ),
)

MARGIN = Question(
    Text(
        ko="직선으로 나눌 수 있는 데이터에서 L2 규제 없이 힌지 손실이 0이 되었습니다. 마진에 대해 무엇을 말할 수 있습니까?",
        en="On data that a line can separate, the hinge loss has reached 0 without an L2 penalty. What does that say about the margin?",
    ),
    (
        Option(
            Text(ko="가장 넓은 마진을 찾았습니다.", en="It is the widest possible"),
            Text(
                ko="w에 큰 수를 곱하면 나누기만 하는 어떤 경계에서도 손실이 0이 됩니다. 마진의 넓이는 정해지지 않습니다.",
                en="Multiply w by a large number, and any boundary that separates has loss 0: the width is not settled.",
            ),
        ),
        Option(
            Text(
                ko="모든 점이 경계에서 1 이상 떨어져 있습니다.", en="Every point is at least 1 away from the boundary"
            ),
            Text(
                ko="1은 점수의 단위입니다. 거리는 점수를 ‖w‖로 나눈 것이므로 w가 길면 아주 가까울 수 있습니다.",
                en="1 is in units of the score. The distance is the score divided by ‖w‖, so with a long w it may be tiny.",
            ),
        ),
        Option(
            Text(ko="모든 점이 맞는 쪽에 있다는 것뿐입니다.", en="Only that every point is on the right side"),
            Text(
                ko="그 밖의 것은 출발점과 w의 길이에 달려 있습니다. 작은 L2 규제를 더해야 짧은 w, 곧 넓은 마진이 뽑힙니다.",
                en="The rest depends on the start and the length of w. A small L2 penalty selects a short w, and that is a wide margin.",
            ),
            right=True,
        ),
    ),
)

SET = ExerciseSet(
    id="classification",
    title=Text(ko="분류 손실", en="Classification losses"),
    tasks=(LOG_SOFTMAX, SPARSE, GRADIENT, WEIGHTED, HINGE),
    questions=(SURE, SLOPE, CLIP, THRESHOLD, MARGIN),
)
