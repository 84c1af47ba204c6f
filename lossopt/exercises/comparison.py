"""Exercises of the chapter on comparing optimizers: a schedule, a fair choice of the learning rate, a sign test, the error of an accuracy."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. warm-up and cosine --------------------------------------------------------------------------------


def draw_schedule(rng: np.random.Generator) -> Arguments:
    """A run of some length with a warm-up of at least two steps, shorter than half of it; the peak is not 1."""
    warmup = int(rng.integers(2, 6))
    return int(rng.integers(2 * warmup + 2, 25)), float(rng.uniform(0.1, 0.6)), warmup


def rates(steps: int, peak: float, warmup: int) -> Array:
    """Return the learning rate of every step: a linear warm-up to the peak, then half a cosine down."""
    k = np.arange(steps)
    up = peak * (k + 1) / (warmup + 1)
    down = peak * (1 + np.cos(np.pi * (k - warmup) / (steps - warmup))) / 2
    return np.where(k < warmup, up, down)


def _joined(steps: int, warmup: int, up: Array, down: Array) -> Array:
    return np.where(np.arange(steps) < warmup, up, down)


def _rates_from_zero(steps: int, peak: float, warmup: int) -> Array:
    return _joined(steps, warmup, peak * np.arange(steps) / warmup, rates(steps, peak, warmup))


def _rates_without_one(steps: int, peak: float, warmup: int) -> Array:
    return _joined(steps, warmup, peak * (np.arange(steps) + 1) / warmup, rates(steps, peak, warmup))


def _rates_not_shifted(steps: int, peak: float, warmup: int) -> Array:
    down = peak * (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2
    return _joined(steps, warmup, rates(steps, peak, warmup), down)


def _rates_full_length(steps: int, peak: float, warmup: int) -> Array:
    down = peak * (1 + np.cos(np.pi * (np.arange(steps) - warmup) / steps)) / 2
    return _joined(steps, warmup, rates(steps, peak, warmup), down)


def _rates_without_half(steps: int, peak: float, warmup: int) -> Array:
    found = rates(steps, peak, warmup)
    return _joined(steps, warmup, found, 2 * found)


def _rates_without_pi(steps: int, peak: float, warmup: int) -> Array:
    down = peak * (1 + np.cos((np.arange(steps) - warmup) / (steps - warmup))) / 2
    return _joined(steps, warmup, rates(steps, peak, warmup), down)


def _rates_cold(steps: int, peak: float, warmup: int) -> Array:
    return rates(steps, peak, 0)


def _rates_start_at_zero(steps: int, peak: float, warmup: int) -> Array:
    return _joined(steps, warmup, peak * np.arange(steps) / (warmup + 1), rates(steps, peak, warmup))


def _rates_linear_down(steps: int, peak: float, warmup: int) -> Array:
    down = peak * (1 - (np.arange(steps) - warmup) / (steps - warmup))
    return _joined(steps, warmup, rates(steps, peak, warmup), down)


def _rates_reaching_zero(steps: int, peak: float, warmup: int) -> Array:
    down = peak * (1 + np.cos(np.pi * (np.arange(steps) - warmup) / (steps - warmup - 1))) / 2
    return _joined(steps, warmup, rates(steps, peak, warmup), down)


RATES = Task(
    id="comparison/rates",
    title=Text(ko="워밍업과 코사인", en="Warm-up and cosine"),
    solution=rates,
    draw=draw_schedule,
    mistakes=(
        Mistake(
            _rates_from_zero,
            Text(
                ko="첫걸음의 학습률이 0입니다. 그래디언트 하나를 계산하고 버리는 셈입니다. 분자는 k + 1, 분모는 warmup + 1입니다.",
                en="The first rate is 0, so a gradient is computed for nothing: it is (k + 1)/(warmup + 1).",
            ),
        ),
        Mistake(
            _rates_without_one,
            Text(
                ko="워밍업의 마지막 걸음에서 이미 정점입니다. 분모를 warmup + 1로 하면 정점은 워밍업 다음 걸음에 옵니다.",
                en="Your last warm-up step is at the peak already: divide by warmup + 1, and the peak comes with the step after.",
            ),
        ),
        Mistake(
            _rates_not_shifted,
            Text(
                ko="코사인이 0번째 걸음부터 내려옵니다. 워밍업이 끝난 걸음에서 정점이어야 하므로 k − warmup으로 세세요.",
                en="Your cosine falls from step 0 on. It is at its peak where the warm-up ends: count k − warmup.",
            ),
        ),
        Mistake(
            _rates_full_length,
            Text(
                ko="코사인의 길이가 steps입니다. 워밍업을 뺀 steps − warmup 걸음에 걸쳐 내려와야 끝에서 0에 다가갑니다.",
                en="Your cosine is `steps` long. It has steps − warmup left, or it does not come down by the end.",
            ),
        ),
        Mistake(
            _rates_without_half,
            Text(
                ko="정점이 peak의 두 배입니다. 1 + cos는 2에서 0으로 가므로 반으로 나눕니다.",
                en="Your peak is twice `peak`: 1 + cos goes from 2 to 0, so halve it.",
            ),
        ),
        Mistake(
            _rates_without_pi,
            Text(
                ko="코사인이 조금밖에 내려오지 않습니다. 1에서 −1까지 가려면 0에서 π까지여야 합니다.",
                en="Your cosine hardly falls: to go from 1 to −1 its argument runs from 0 to π.",
            ),
        ),
        Mistake(
            _rates_cold,
            Text(
                ko="워밍업이 없습니다. k < warmup인 걸음에서는 학습률이 올라가야 합니다.",
                en="There is no warm-up: the rate climbs while k < warmup.",
            ),
        ),
        Mistake(
            _rates_start_at_zero,
            Text(
                ko="첫걸음의 학습률이 0입니다. 걸음은 0부터 세므로 분자는 k가 아니라 k + 1입니다.",
                en="The first rate is 0: steps count from 0, so the numerator is k + 1, not k.",
            ),
        ),
        Mistake(
            _rates_linear_down,
            Text(
                ko="정점에서 직선으로 내려옵니다. 이 문제의 스케줄은 반 코사인을 그리며 내려옵니다.",
                en="Your rate comes down in a straight line; here it follows half a cosine.",
            ),
        ),
        Mistake(
            _rates_reaching_zero,
            Text(
                ko="마지막 걸음의 학습률이 0이어서 그 걸음은 헛걸음입니다. 0에는 마지막 걸음 다음에 닿습니다. steps − warmup으로 나누세요.",
                en="The rate of your last step is 0, which wastes it. 0 would come one step after the last: divide by steps − warmup.",
            ),
        ),
    ),
)

# --- 2. a fair choice -------------------------------------------------------------------------------------


def draw_scores(rng: np.random.Generator) -> Arguments:
    """Losses whose median, mean, best seed and fresh seeds favour different rates, so that every wrong choice shows."""
    grid = np.geomspace(0.001, 1.0, 5)
    while True:
        tuning, judging = rng.gamma(2.0, size=(5, 5)), rng.gamma(2.0, size=(5, 7))
        choices = {int(np.argmin(pick)) for pick in _picks(tuning, judging)}
        if len(choices) == len(_picks(tuning, judging)):
            return grid, tuning, judging


def _picks(tuning: Array, judging: Array) -> list[Array]:
    return [
        np.median(tuning, axis=1), tuning.mean(axis=1), tuning.min(axis=1), np.median(judging, axis=1), -np.median(tuning, axis=1),
    ]  # fmt: skip


def fair_choice(grid: Array, tuning: Array, judging: Array) -> Array:
    """Return the rate with the lowest median on the tuning seeds, and its median on the judging seeds."""
    best = np.argmin(np.median(tuning, axis=1))
    return np.array([grid[best], np.median(judging[best])])


def _chosen(grid: Array, pick: Array, judged: Array) -> Array:
    best = np.argmin(pick)
    return np.array([grid[best], np.median(judged[best])])


def _choice_peeked(grid: Array, tuning: Array, judging: Array) -> Array:
    return _chosen(grid, np.median(judging, axis=1), judging)


def _choice_reported_tuning(grid: Array, tuning: Array, judging: Array) -> Array:
    return _chosen(grid, np.median(tuning, axis=1), tuning)


def _choice_by_mean(grid: Array, tuning: Array, judging: Array) -> Array:
    return _chosen(grid, tuning.mean(axis=1), judging)


def _choice_lucky_seed(grid: Array, tuning: Array, judging: Array) -> Array:
    return _chosen(grid, tuning.min(axis=1), judging)


def _choice_worst(grid: Array, tuning: Array, judging: Array) -> Array:
    return _chosen(grid, -np.median(tuning, axis=1), judging)


def _choice_mean_at_end(grid: Array, tuning: Array, judging: Array) -> Array:
    best = np.argmin(np.median(tuning, axis=1))
    return np.array([grid[best], judging[best].mean()])


def _choice_best_of_judging(grid: Array, tuning: Array, judging: Array) -> Array:
    best = np.argmin(np.median(tuning, axis=1))
    return np.array([grid[best], judging[best].min()])


def _choice_index(grid: Array, tuning: Array, judging: Array) -> Array:
    best = np.argmin(np.median(tuning, axis=1))
    return np.array([float(best), np.median(judging[best])])


def _choice_median_of_everything(grid: Array, tuning: Array, judging: Array) -> Array:
    best = np.argmin(np.median(tuning, axis=1))
    return np.array([grid[best], np.median(judging)])


def _choice_two_means(grid: Array, tuning: Array, judging: Array) -> Array:
    best = np.argmin(tuning.mean(axis=1))
    return np.array([grid[best], judging[best].mean()])


CHOICE = Task(
    id="comparison/fair-choice",
    title=Text(ko="공정하게 고르기", en="A fair choice"),
    solution=fair_choice,
    draw=draw_scores,
    mistakes=(
        Mistake(
            _choice_peeked,
            Text(
                ko="판정용 시드를 보고 학습률을 골랐습니다. 그러면 판정이 운까지 담습니다. `tuning`으로만 고르세요.",
                en="You chose the rate on the judging seeds, so the verdict contains the luck of the choice: choose on `tuning` alone.",
            ),
        ),
        Mistake(
            _choice_reported_tuning,
            Text(
                ko="고르기는 맞았지만 고를 때 쓴 시드의 손실을 보고했습니다. 보고할 것은 `judging`의 중앙값입니다.",
                en="The choice is right, but you report the loss on the seeds that served it: report the median on `judging`.",
            ),
        ),
        Mistake(
            _choice_by_mean,
            Text(
                ko="평균으로 골랐습니다. 실행 하나만 크게 어긋나도 평균은 끌려갑니다. 여기서는 중앙값으로 고릅니다.",
                en="You chose by the mean, which one bad run can carry away. Choose by the median here.",
            ),
        ),
        Mistake(
            _choice_lucky_seed,
            Text(
                ko="가장 운이 좋았던 시드 하나로 골랐습니다. 학습률마다 모든 시드의 중앙값을 보세요.",
                en="You chose by the luckiest single seed: look at the median over all seeds of a rate.",
            ),
        ),
        Mistake(
            _choice_worst,
            Text(
                ko="손실이 가장 큰 학습률을 골랐습니다. 손실은 낮을수록 좋으므로 `argmin`입니다.",
                en="You chose the rate with the highest loss. Lower is better: `argmin`.",
            ),
        ),
        Mistake(
            _choice_mean_at_end,
            Text(
                ko="고른 학습률은 맞지만 판정용 시드의 평균을 돌려주었습니다. 중앙값을 돌려주세요.",
                en="The rate is right, but you return the mean over the judging seeds: return their median.",
            ),
        ),
        Mistake(
            _choice_best_of_judging,
            Text(
                ko="판정용 시드 가운데 가장 좋은 것만 보고했습니다. 열 번 돌려 가장 좋은 한 번을 내는 것과 같습니다. 중앙값을 쓰세요.",
                en="You report the best of the judging seeds, as if one ran ten times and published the best: take the median.",
            ),
        ),
        Mistake(
            _choice_index,
            Text(
                ko="첫째 값이 학습률이 아니라 그 번호입니다. `grid`에서 꺼내세요.",
                en="Your first number is the index of the rate: look it up in `grid`.",
            ),
        ),
        Mistake(
            _choice_median_of_everything,
            Text(
                ko="고른 학습률은 맞지만 모든 학습률의 손실을 섞어 중앙값을 냈습니다. 고른 학습률의 행만 쓰세요: `judging[best]`.",
                en="The rate is right, but the median is over the losses of all rates: take the row of the chosen one, `judging[best]`.",
            ),
        ),
        Mistake(
            _choice_two_means,
            Text(
                ko="고를 때도 보고할 때도 평균을 썼습니다. 실행 하나만 크게 어긋나도 평균은 끌려갑니다. 둘 다 중앙값으로 바꾸세요.",
                en="You use means for the choice and for the report, and one bad run can carry a mean away: use medians for both.",
            ),
        ),
    ),
)

# --- 3. a sign test ---------------------------------------------------------------------------------------


def draw_pairs(rng: np.random.Generator) -> Arguments:
    """Two scores on each of some seeds: a few ties, unequal wins, and the seeds in no order."""
    wins, losses, draws = int(rng.integers(5, 9)), int(rng.integers(1, 3)), int(rng.integers(1, 3))
    n = wins + losses + draws
    one = rng.uniform(0.1, 1.0, n)
    gaps = np.concatenate([rng.uniform(0.01, 0.2, wins), -rng.uniform(0.01, 0.2, losses), np.zeros(draws)])
    order = rng.permutation(n)
    return one[order], (one + gaps)[order]


def sign_test(one: Array, other: Array) -> float:
    """Return how probable at least so uneven a split of the seeds is, where either side wins each with probability ½."""
    wins, losses = int(np.sum(one < other)), int(np.sum(one > other))
    return _two_sided(min(wins, losses), wins + losses)


def _tail(fewer: int, n: int) -> float:
    return sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n


def _two_sided(fewer: int, n: int) -> float:
    return min(1.0, 2 * _tail(fewer, n))


def _test_one_sided(one: Array, other: Array) -> float:
    return sign_test(one, other) / 2


def _test_with_draws(one: Array, other: Array) -> float:
    return _two_sided(min(int(np.sum(one < other)), int(np.sum(one > other))), len(one))


def _test_draws_lost(one: Array, other: Array) -> float:
    wins = int(np.sum(one < other))
    return _two_sided(min(wins, len(one) - wins), len(one))


def _test_exactly(one: Array, other: Array) -> float:
    wins, losses = int(np.sum(one < other)), int(np.sum(one > other))
    return min(1.0, 2 * math.comb(wins + losses, wins) / 2 ** (wins + losses))


def _test_strictly(one: Array, other: Array) -> float:
    wins, losses = int(np.sum(one < other)), int(np.sum(one > other))
    return _two_sided(min(wins, losses) - 1, wins + losses)


def _test_share(one: Array, other: Array) -> float:
    wins, losses = int(np.sum(one < other)), int(np.sum(one > other))
    return wins / (wins + losses)


def _test_wrong_end(one: Array, other: Array) -> float:
    wins, losses = int(np.sum(one < other)), int(np.sum(one > other))
    return _tail(max(wins, losses), wins + losses)


def _test_counts(one: Array, other: Array) -> float:
    fewer, n = min(int(np.sum(one < other)), int(np.sum(one > other))), int(np.sum(one != other))
    return float(2 * sum(math.comb(n, k) for k in range(fewer + 1)))


def _test_complement(one: Array, other: Array) -> float:
    return 1 - sign_test(one, other)


TEST = Task(
    id="comparison/sign-test",
    title=Text(ko="부호 검정", en="A sign test"),
    solution=sign_test,
    draw=draw_pairs,
    mistakes=(
        Mistake(
            _test_one_sided,
            Text(
                ko="한쪽 꼬리만 더했습니다. 어느 쪽이 이길지 미리 정하지 않았으므로 반대쪽으로 치우친 경우도 세어 2를 곱합니다.",
                en="You add up one tail. Nobody said beforehand who would win, so a split as uneven the other way counts too: times 2.",
            ),
        ),
        Mistake(
            _test_with_draws,
            Text(
                ko="비긴 시드까지 n에 넣었습니다. 비긴 시드는 아무것도 정하지 않으니 뺍니다.",
                en="Your n counts the draws. A draw decides nothing: leave it out.",
            ),
        ),
        Mistake(
            _test_draws_lost,
            Text(
                ko="비긴 시드를 진 것으로 셌습니다. 이긴 것은 `one < other`, 진 것은 `one > other`이고 같은 것은 뺍니다.",
                en="You count draws as losses: won is `one < other`, lost is `one > other`, and equals are left out.",
            ),
        ),
        Mistake(
            _test_exactly,
            Text(
                ko="정확히 이만큼 갈릴 확률만 구했습니다. 적어도 이만큼 치우칠 확률이므로 더 치우친 경우도 더하세요.",
                en="You take exactly this split. The question is about one at least so uneven: add the more uneven ones.",
            ),
        ),
        Mistake(
            _test_strictly,
            Text(
                ko="관찰한 결과 자체가 빠졌습니다. 합은 k = 0부터 적은 쪽의 수까지이고 그 수도 들어갑니다(`range(fewer + 1)`).",
                en="The split that was observed is missing: the sum runs from k = 0 up to and including the smaller count.",
            ),
        ),
        Mistake(
            _test_share,
            Text(
                ko="이긴 비율입니다. 구할 것은 실력이 같을 때 우연히 이만큼 치우칠 확률입니다.",
                en="This is the share of wins. Wanted is the probability that equals split so unevenly by chance.",
            ),
        ),
        Mistake(
            _test_wrong_end,
            Text(
                ko="많은 쪽의 수까지 더했습니다. 꼬리는 이긴 수와 진 수 가운데 적은 쪽까지입니다.",
                en="You add up to the larger of the two counts: the tail ends at the smaller one.",
            ),
        ),
        Mistake(
            _test_counts,
            Text(
                ko="경우의 수를 세고 멈추었습니다. 확률이 되려면 모든 경우의 수 2ⁿ으로 나누어야 합니다.",
                en="You stop at the number of outcomes: for a probability, divide by all 2ⁿ of them.",
            ),
        ),
        Mistake(
            _test_complement,
            Text(
                ko="1에서 뺐습니다. 구할 것은 우연히 이만큼 치우칠 확률 자체입니다. 작을수록 우연으로 보기 어렵습니다.",
                en="You subtract from 1. Asked for is the probability of so uneven a split itself: the smaller, the harder to blame on chance.",
            ),
        ),
    ),
)

# --- 4. the error of an accuracy --------------------------------------------------------------------------


def draw_labels(rng: np.random.Generator) -> Arguments:
    """True and predicted labels of three classes, of which two thirds or so are right."""
    n = int(rng.integers(15, 60))
    true = rng.integers(3, size=n)
    wrong = rng.permutation(n)[: max(3, n // 4 + int(rng.integers(0, 3)))]
    guess = true.copy()
    guess[wrong] = (true[wrong] + 1 + rng.integers(2, size=len(wrong))) % 3
    return true, guess


def accuracy_error(y_true: Array, y_pred: Array) -> Array:
    """Return the accuracy and its standard error √(p(1 − p)/n)."""
    p = float(np.mean(y_true == y_pred))
    return np.array([p, np.sqrt(p * (1 - p) / len(y_true))])


def _error_variance(y_true: Array, y_pred: Array) -> Array:
    p, error = accuracy_error(y_true, y_pred)
    return np.array([p, error**2])


def _error_of_one(y_true: Array, y_pred: Array) -> Array:
    p, error = accuracy_error(y_true, y_pred)
    return np.array([p, error * np.sqrt(len(y_true))])


def _error_n_outside(y_true: Array, y_pred: Array) -> Array:
    p, error = accuracy_error(y_true, y_pred)
    return np.array([p, error / np.sqrt(len(y_true))])


def _error_counts_wrong(y_true: Array, y_pred: Array) -> Array:
    p, error = accuracy_error(y_true, y_pred)
    return np.array([1 - p, error])


def _error_half(y_true: Array, y_pred: Array) -> Array:
    p, _ = accuracy_error(y_true, y_pred)
    return np.array([p, 0.5 / np.sqrt(len(y_true))])


def _error_without_wrong(y_true: Array, y_pred: Array) -> Array:
    p, _ = accuracy_error(y_true, y_pred)
    return np.array([p, np.sqrt(p / len(y_true))])


def _error_n_minus_one(y_true: Array, y_pred: Array) -> Array:
    p = float(np.mean(y_true == y_pred))
    return np.array([p, np.sqrt(p * (1 - p) / (len(y_true) - 1))])


def _error_percent(y_true: Array, y_pred: Array) -> Array:
    return 100 * accuracy_error(y_true, y_pred)


def _error_interval(y_true: Array, y_pred: Array) -> Array:
    p, error = accuracy_error(y_true, y_pred)
    return np.array([p, 1.96 * error])


ERROR = Task(
    id="comparison/accuracy-error",
    title=Text(ko="정확도의 오차", en="The error of an accuracy"),
    solution=accuracy_error,
    draw=draw_labels,
    mistakes=(
        Mistake(
            _error_variance,
            Text(
                ko="제곱근이 빠졌습니다. p(1 − p)/n은 분산이고, 오차는 그 제곱근입니다.",
                en="The root is missing: p(1 − p)/n is a variance, and the error is its root.",
            ),
        ),
        Mistake(
            _error_of_one,
            Text(
                ko="n으로 나누지 않았습니다. 예제 하나의 흩어짐이지, 예제 n개의 평균의 흩어짐이 아닙니다.",
                en="You do not divide by n: this is the spread of one example, not of the mean of n of them.",
            ),
        ),
        Mistake(
            _error_n_outside,
            Text(
                ko="n이 제곱근 밖에 있습니다. 오차는 1/n이 아니라 1/√n로 줄어듭니다.",
                en="Your n stands outside the root: the error falls like 1/√n, not like 1/n.",
            ),
        ),
        Mistake(
            _error_counts_wrong,
            Text(
                ko="틀린 비율을 돌려주었습니다. 정확도는 맞힌 비율입니다. 오차가 맞는 것은 p(1 − p)가 둘에서 같기 때문입니다.",
                en="You return the share of wrong answers; accuracy is that of right ones. The error is right, as p(1 − p) is the same for both.",
            ),
        ),
        Mistake(
            _error_half,
            Text(
                ko="p = ½일 때의 오차입니다. 가장 큰 경우이고, 여기서는 잰 p를 넣습니다.",
                en="This is the error at p = ½, the largest there is: put in the p that you measured.",
            ),
        ),
        Mistake(
            _error_without_wrong,
            Text(
                ko="1 − p가 빠졌습니다. 모두 맞히면 흩어짐은 0이어야 합니다.",
                en="The factor 1 − p is missing: where all are right, nothing spreads.",
            ),
        ),
        Mistake(
            _error_n_minus_one,
            Text(
                ko="n − 1로 나누었습니다. 이 문제의 식은 √(p(1 − p)/n)입니다.",
                en="You divide by n − 1; the formula here is √(p(1 − p)/n).",
            ),
        ),
        Mistake(
            _error_percent,
            Text(
                ko="백분율로 돌려주었습니다. 정확도도 오차도 0과 1 사이의 비율로 돌려주세요.",
                en="You return percentages: give accuracy and error as shares between 0 and 1.",
            ),
        ),
        Mistake(
            _error_interval,
            Text(
                ko="오차에 1.96을 곱했습니다. 그것은 95% 신뢰 구간의 반폭입니다. 여기서 묻는 것은 표준 오차입니다.",
                en="You multiply the error by 1.96, which is half the width of a 95% interval; asked for is the standard error.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

SAME_RATE = Question(
    Text(
        ko="SGD, 모멘텀, Adam을 모두 η = 0.01로 비교했더니 Adam의 손실이 가장 낮았습니다. 무엇을 알 수 있습니까?",
        en="SGD, momentum and Adam were compared, all with η = 0.01, and Adam had the lowest loss. What does that tell?",
    ),
    (
        Option(
            Text(ko="Adam이 셋 가운데 가장 좋은 방법입니다.", en="Adam is the best of them"),
            Text(
                ko="η = 0.1에서는 모멘텀이, 0.5에서는 SGD가 이길 수 있습니다. 점 하나로는 곡선을 알 수 없습니다.",
                en="At η = 0.1 momentum may win, and SGD at 0.5: a point does not tell the curve.",
            ),
        ),
        Option(
            Text(ko="시드를 늘리면 믿을 수 있습니다.", en="With more seeds it can be trusted"),
            Text(
                ko="시드를 늘리면 흔들림은 줄지만 학습률이 Adam에만 맞는 것은 그대로입니다.",
                en="More seeds reduce the noise, but the rate goes on suiting only Adam.",
            ),
        ),
        Option(
            Text(ko="조건이 같으니 공정한 비교입니다.", en="The comparison is fair, as all conditions are equal"),
            Text(
                ko="SGD의 학습률은 비율이고 Adam의 학습률은 거리입니다. 단위가 다른 두 수를 같게 한 것입니다.",
                en="SGD's rate is a factor and Adam's is a distance: two numbers with different units were made equal.",
            ),
        ),
        Option(
            Text(ko="0.01이 셋 가운데 Adam에 가장 잘 맞았습니다.", en="Of the three, 0.01 suited Adam best"),
            Text(
                ko="그 이상은 알 수 없습니다. 학습률의 뜻이 방법마다 달라서, 수를 같게 하는 것은 조건을 같게 하는 것이 아닙니다.",
                en="No more than that. The rate means something else in each of them, so equal numbers are not equal conditions.",
            ),
            right=True,
        ),
    ),
)

FRESH = Question(
    Text(
        ko="시드 3개에서 학습률 20개를 시험해 가장 좋은 것을 골랐습니다. 그 3개 시드의 손실을 그대로 보고하면 무엇이 문제입니까?",
        en="Of twenty rates tried on three seeds the best was kept. What is wrong with reporting its loss on those three seeds?",
    ),
    (
        Option(
            Text(ko="아무 문제 없습니다. 실제로 잰 값입니다.", en="Nothing: it was really measured"),
            Text(
                ko="잰 값이지만 골라낸 값입니다. 스무 번 가운데 가장 낮은 것에는 운이 섞여 있습니다.",
                en="It was measured, and it was selected: the lowest of twenty owes something to luck.",
            ),
        ),
        Option(
            Text(ko="대체로 실제보다 좋게 나옵니다.", en="It will look too good, as a rule"),
            Text(
                ko="흔들리는 값들의 최솟값을 골랐으므로 낮게 나온 까닭의 일부는 운입니다. 새 시드에서는 그 운이 없습니다.",
                en="It is the smallest of noisy numbers, and part of its smallness is luck, which fresh seeds do not repeat.",
            ),
            right=True,
        ),
        Option(
            Text(ko="대체로 실제보다 나쁘게 나옵니다.", en="It will look too bad, as a rule"),
            Text(
                ko="거꾸로입니다. 우연히 낮게 나온 학습률일수록 뽑히기 쉽습니다.",
                en="The reverse: a rate that came out low by chance is more likely to be chosen.",
            ),
        ),
        Option(
            Text(ko="중앙값 대신 평균을 쓰면 해결됩니다.", en="Taking the mean in place of the median cures it"),
            Text(
                ko="평균도 같은 시드에서 골랐다면 똑같이 낮아집니다. 필요한 것은 고르는 데 쓰지 않은 시드입니다.",
                en="A mean that was selected on the same seeds is too low just as well. What is needed is seeds that chose nothing.",
            ),
        ),
    ),
)

MATRIX = Question(
    Text(
        ko="시험용 예제 400개에서 정확도가 한쪽은 95.0%, 다른 쪽은 95.5%입니다. 시드는 하나씩입니다. 어떻게 읽겠습니까?",
        en="On 400 test examples one optimizer has an accuracy of 95.0 %, the other of 95.5 %, one seed each. How do you read it?",
    ),
    (
        Option(
            Text(ko="둘째가 더 낫습니다.", en="The second is better"),
            Text(
                ko="0.5%는 예제 두 개입니다. √(0.95 · 0.05 / 400) ≈ 1.1%이므로 오차 안에 있습니다.",
                en="0.5 % is two examples, and √(0.95 · 0.05 / 400) ≈ 1.1 %: well within the error.",
            ),
        ),
        Option(
            Text(ko="혼동 행렬을 그려 보면 알 수 있습니다.", en="Their confusion matrices will tell"),
            Text(
                ko="행렬은 같은 400개를 칸으로 나눈 것입니다. 칸마다 수가 더 적어 더 흔들립니다.",
                en="A matrix divides the same 400 into cells, whose counts are smaller and noisier still.",
            ),
        ),
        Option(
            Text(ko="가릴 수 없습니다. 시드를 늘려야 합니다.", en="They cannot be told apart; take more seeds"),
            Text(
                ko="시험 데이터의 오차만 1.1%이고 시드의 흩어짐이 더해집니다. 여러 시드에서 같은 시험 데이터로 짝지어 견주십시오.",
                en="The test set alone brings an error of 1.1 %, and seeds add theirs. Compare on many seeds, paired, on the same test set.",
            ),
            right=True,
        ),
        Option(
            Text(ko="두 알고리즘은 똑같이 좋습니다.", en="The two are equally good"),
            Text(
                ko="가리지 못한 것과 같다는 것은 다릅니다. 시드를 늘리면 작은 차이가 드러날 수도 있습니다.",
                en="Not told apart is not the same as equal: with more seeds a small difference may show.",
            ),
        ),
    ),
)

WARM = Question(
    Text(
        ko="학습률이 클 때 워밍업이 Adam의 실행을 지켜 주는 까닭은 무엇입니까?",
        en="At a large learning rate, why does warm-up protect a run of Adam?",
    ),
    (
        Option(
            Text(
                ko="Adam의 첫걸음은 그래디언트가 얼마이든 좌표마다 η이기 때문입니다.",
                en="Because Adam's first step is η long in every coordinate, whatever the gradient",
            ),
            Text(
                ko="미니배치 하나의 부호만 보고 모든 가중치가 η만큼 갑니다. η가 가중치의 크기와 비슷하면 신경망이 망가집니다.",
                en="All weights move by η on the signs of one mini-batch. Where η is about the size of the weights, that wrecks the network.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="Adam은 처음에 그래디언트가 더 크기 때문입니다.", en="Because Adam's gradients are larger at first"
            ),
            Text(
                ko="같은 출발점에서는 그래디언트가 같습니다. 다른 것은 그것으로 만드는 걸음입니다.",
                en="At the same start the gradients are the same; what differs is the step made from them.",
            ),
        ),
        Option(
            Text(
                ko="Adam에는 편향 보정이 없어서 처음 걸음이 너무 짧기 때문입니다.",
                en="Because Adam lacks a bias correction, so that its first steps are too short",
            ),
            Text(
                ko="Adam에는 보정이 있고 첫걸음은 짧지 않습니다. 워밍업은 걸음을 늘리는 것이 아니라 줄입니다.",
                en="Adam has the correction, and its first steps are not short. Warm-up makes steps shorter, not longer.",
            ),
        ),
        Option(
            Text(ko="워밍업이 잡음 바닥을 낮추기 때문입니다.", en="Because warm-up lowers the noise floor"),
            Text(
                ko="바닥을 정하는 것은 마지막의 학습률입니다. 워밍업은 처음에만 학습률을 바꿉니다.",
                en="The floor depends on the rate at the end; warm-up changes it at the beginning alone.",
            ),
        ),
    ),
)

BEHIND = Question(
    Text(
        ko="2000걸음짜리 코사인 스케줄의 실행이 1000걸음에서 고정 학습률보다 손실이 높습니다. 무엇을 하겠습니까?",
        en="Half-way through 2000 steps, a run with a cosine schedule has a higher loss than one at constant rate. What do you do?",
    ),
    (
        Option(
            Text(ko="코사인을 멈춥니다. 졌으니까요.", en="Stop the cosine: it has lost"),
            Text(
                ko="아직 큰 학습률로 높은 바닥을 맴도는 중입니다. 학습률이 줄면 그 바닥도 내려갑니다.",
                en="It still hovers at the high floor of its large rate, and that floor comes down with the rate.",
            ),
        ),
        Option(
            Text(ko="끝까지 기다렸다가 견줍니다.", en="Wait for the end, and compare then"),
            Text(
                ko="스케줄은 끝에서 가장 낮도록 짜여 있습니다. 도중의 높이는 지금의 학습률이 정한 잡음 바닥입니다.",
                en="A schedule is made to be lowest at its end. Its height on the way is the noise floor of the rate it has just then.",
            ),
            right=True,
        ),
        Option(
            Text(ko="학습률을 더 올립니다.", en="Raise its rate"),
            Text(
                ko="높은 것은 학습률이 커서입니다. 더 올리면 바닥이 더 높아집니다.",
                en="It is high because its rate is large; a larger one hovers higher still.",
            ),
        ),
        Option(
            Text(ko="고정 학습률의 실행도 1000걸음에서 멈춥니다.", en="Stop the constant one at step 1000, too"),
            Text(
                ko="그러면 예산이 다른 비교가 됩니다. 코사인은 2000걸음에 맞추어 줄어듭니다.",
                en="That compares different budgets: the cosine was laid out for 2000 steps.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="comparison",
    title=Text(ko="최적화 알고리즘 비교", en="Comparing optimizers"),
    tasks=(RATES, CHOICE, TEST, ERROR),
    questions=(SAME_RATE, FRESH, MATRIX, WARM, BEHIND),
)
