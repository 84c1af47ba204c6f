"""Exercises of the chapter on choosing a loss: several judges, a learning rate in another convention, curvature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. several judges ------------------------------------------------------------------------------------


def draw_scores(rng: np.random.Generator) -> Arguments:
    """More examples than models, and a q far from ½, so that a swapped order of arguments shows."""
    models, examples = int(rng.integers(2, 4)), int(rng.integers(5, 8))
    y = rng.normal(scale=2.0, size=examples)
    predictions = y + rng.normal(scale=1.5, size=(models, examples)) + 0.4
    return y, predictions, float(rng.choice([0.1, 0.2, 0.8, 0.9]))


def scores(y_true: Array, predictions: Array, q: float) -> Array:
    """Return the MSE, the MAE and the quantile loss of every row of predictions."""
    e = predictions - y_true
    pinball = np.where(e < 0, -q * e, (1 - q) * e)
    return np.column_stack([np.mean(e**2, axis=1), np.mean(np.abs(e), axis=1), np.mean(pinball, axis=1)])


def _scores_swapped(y_true: Array, predictions: Array, q: float) -> Array:
    return scores(y_true, predictions, 1 - q)


def _scores_sum(y_true: Array, predictions: Array, q: float) -> Array:
    return scores(y_true, predictions, q) * len(y_true)


def _scores_root(y_true: Array, predictions: Array, q: float) -> Array:
    table = scores(y_true, predictions, q)
    table[:, 0] = np.sqrt(table[:, 0])
    return table


def _scores_half(y_true: Array, predictions: Array, q: float) -> Array:
    table = scores(y_true, predictions, q)
    table[:, 0] /= 2
    return table


def _scores_transposed(y_true: Array, predictions: Array, q: float) -> Array:
    return scores(y_true, predictions, q).T.copy()


def _scores_of_the_mean(y_true: Array, predictions: Array, q: float) -> Array:
    e = np.mean(predictions - y_true, axis=1)
    return np.column_stack([e**2, np.abs(e), np.where(e < 0, -q * e, (1 - q) * e)])


def _scores_relative(y_true: Array, predictions: Array, q: float) -> Array:
    table = scores(y_true, predictions, q)
    best: Array = table / table.min(axis=0)
    return best


def _scores_signed(y_true: Array, predictions: Array, q: float) -> Array:
    table = scores(y_true, predictions, q)
    table[:, 1] = np.mean(predictions - y_true, axis=1)
    return table


SCORES = Task(
    id="choosing/scores",
    title=Text(ko="심판 셋", en="Three judges"),
    solution=scores,
    draw=draw_scores,
    mistakes=(
        Mistake(
            _scores_swapped,
            Text(
                ko="분위수 손실에서 정답과 예측의 순서가 바뀌었습니다. 예측이 정답보다 낮을 때의 벌점이 q입니다. MSE와 MAE는 대칭이라 이 실수를 드러내지 않습니다.",
                en="In the quantile loss, target and prediction have changed places: a prediction that is too low costs q. MSE and MAE are symmetric and hide this slip.",
            ),
        ),
        Mistake(
            _scores_sum,
            Text(
                ko="예제에 대해 더하기만 했습니다. 예제가 몇 개든 견줄 수 있으려면 평균을 내야 합니다.",
                en="You add up over the examples; take the mean, so that the score does not depend on how many there are.",
            ),
        ),
        Mistake(
            _scores_root,
            Text(
                ko="첫 열에 제곱근을 씌웠습니다. 그것은 RMSE이고, 단위가 y²이 아니라 y입니다.",
                en="The first column has a square root: that is the RMSE, which has the unit of y instead of y².",
            ),
        ),
        Mistake(
            _scores_half,
            Text(
                ko="제곱 앞에 ½이 있습니다. MSE에는 ½이 없습니다. 관례가 다른 손실의 값은 견줄 수 없습니다.",
                en="There is a ½ before the squares. MSE has none, and values of different conventions cannot be compared.",
            ),
        ),
        Mistake(
            _scores_transposed,
            Text(
                ko="행과 열이 바뀌었습니다. 모델이 행, 심판이 열입니다.",
                en="Rows and columns have changed places: a row is a model, a column a judge.",
            ),
        ),
        Mistake(
            _scores_of_the_mean,
            Text(
                ko="오차를 먼저 평균 내고 나서 손실을 계산했습니다. 위아래 오차가 상쇄됩니다. 예제마다 손실을 구한 다음 평균을 내세요.",
                en="You average the errors first and take the loss of the average, so that high and low cancel: take the loss of each example, then the mean.",
            ),
        ),
        Mistake(
            _scores_relative,
            Text(
                ko="열마다 가장 좋은 점수로 나누었습니다. 물은 것은 손실값 그대로입니다.",
                en="You divide each column by its best score; asked for are the values themselves.",
            ),
        ),
        Mistake(
            _scores_signed,
            Text(
                ko="둘째 열에 절댓값이 없습니다. 양수와 음수 오차가 상쇄되어 큰 오차도 0처럼 보입니다.",
                en="The second column lacks the absolute value: errors of either sign cancel, and large ones can look like none.",
            ),
        ),
    ),
)

# --- 2. a learning rate in another convention -------------------------------------------------------------


def draw_convention(rng: np.random.Generator) -> Arguments:
    """At least two outputs, and numbers of examples and outputs that differ from each other and from 2."""
    return float(rng.uniform(0.01, 0.5)), int(rng.integers(20, 90)), int(rng.integers(3, 9))


def converted_rate(learning_rate: float, examples: int, outputs: int) -> float:
    """Return the learning rate with which ½ Σ e² takes the steps that the mean of e² takes with the given one."""
    return 2 * learning_rate / (examples * outputs)


def _rate_unchanged(learning_rate: float, examples: int, outputs: int) -> float:
    return learning_rate


def _rate_inverted(learning_rate: float, examples: int, outputs: int) -> float:
    return learning_rate * examples * outputs / 2


def _rate_without_two(learning_rate: float, examples: int, outputs: int) -> float:
    return learning_rate / (examples * outputs)


def _rate_two_inverted(learning_rate: float, examples: int, outputs: int) -> float:
    return learning_rate / (2 * examples * outputs)


def _rate_without_outputs(learning_rate: float, examples: int, outputs: int) -> float:
    return 2 * learning_rate / examples


def _rate_without_examples(learning_rate: float, examples: int, outputs: int) -> float:
    return 2 * learning_rate / outputs


def _rate_only_two(learning_rate: float, examples: int, outputs: int) -> float:
    return 2 * learning_rate


CONVENTION = Task(
    id="choosing/convention",
    title=Text(ko="다른 관례의 학습률", en="A rate in another convention"),
    solution=converted_rate,
    draw=draw_convention,
    mistakes=(
        Mistake(
            _rate_unchanged,
            Text(
                ko="학습률을 그대로 두었습니다. 두 손실은 상수배만큼 다르고, 그래디언트도 그만큼 다릅니다.",
                en="You leave the rate as it is; but the two losses differ by a factor, and so do their gradients.",
            ),
        ),
        Mistake(
            _rate_inverted,
            Text(
                ko="거꾸로 되었습니다. 합은 평균보다 그래디언트가 크니 학습률은 작아져야 합니다.",
                en="It is upside down: the sum has the larger gradient, so its rate must be smaller.",
            ),
        ),
        Mistake(
            _rate_without_two,
            Text(
                ko="2가 빠졌습니다. 한쪽 손실에만 ½이 있습니다.",
                en="A factor of 2 is missing: only one of the two losses has the ½.",
            ),
        ),
        Mistake(
            _rate_two_inverted,
            Text(
                ko="2로 나누었습니다. ½이 있는 손실은 그래디언트가 절반이니, 같은 걸음을 가려면 학습률은 그만큼 커져야 합니다.",
                en="You divide by 2. The loss with the ½ has half the gradient, so for the same step its rate must be larger, not smaller.",
            ),
        ),
        Mistake(
            _rate_without_outputs,
            Text(
                ko="출력의 수가 빠졌습니다. 평균은 예제와 출력 모두에 대한 것입니다.",
                en="The number of outputs is missing: the mean is over examples and outputs.",
            ),
        ),
        Mistake(
            _rate_without_examples,
            Text(
                ko="예제의 수가 빠졌습니다. 합에는 1/n도 없습니다.",
                en="The number of examples is missing: the sum lacks the 1/n, too.",
            ),
        ),
        Mistake(
            _rate_only_two,
            Text(
                ko="½만 고려했습니다. 하나는 합이고 하나는 평균입니다.",
                en="You allow for the ½ alone; but one of the losses is a sum and the other a mean.",
            ),
        ),
    ),
)

# --- 3. the curvature that a loss gives to a model --------------------------------------------------------


def draw_curvature(rng: np.random.Generator) -> Arguments:
    """Errors on both sides of δ, whatever the draw: a third inside, never half (the mean over those would be twice the mean); δ is not 1."""
    examples, features = int(rng.integers(8, 13)), int(rng.integers(2, 4))
    X = rng.normal(size=(examples, features)) + 0.3
    w = rng.normal(size=features)
    delta = float(rng.choice([0.5, 1.7, 2.5]))
    size = np.where(np.arange(examples) < examples // 3, rng.uniform(0.1, 0.7), rng.uniform(1.4, 2.5))
    error = size * delta * rng.choice([-1.0, 1.0], size=examples)
    return X, X @ w - error, w, delta


def huber_hessian(X: Array, y: Array, w: Array, delta: float) -> Array:
    """Return the Hessian of the mean Huber loss of the predictions Xw."""
    inside = np.abs(X @ w - y) < delta
    hessian: Array = X.T @ (inside[:, np.newaxis] * X) / len(y)
    return hessian


def _hessian_all(X: Array, y: Array, w: Array, delta: float) -> Array:
    return np.asarray(X.T @ X / len(y))


def _hessian_mean_inside(X: Array, y: Array, w: Array, delta: float) -> Array:
    inside = np.abs(X @ w - y) < delta
    return np.asarray(X[inside].T @ X[inside] / inside.sum())


def _hessian_sum(X: Array, y: Array, w: Array, delta: float) -> Array:
    return huber_hessian(X, y, w, delta) * len(y)


def _hessian_outside(X: Array, y: Array, w: Array, delta: float) -> Array:
    return _hessian_all(X, y, w, delta) - huber_hessian(X, y, w, delta)


def _hessian_delta_outside(X: Array, y: Array, w: Array, delta: float) -> Array:
    return huber_hessian(X, y, w, delta) + delta * _hessian_outside(X, y, w, delta)


def _hessian_twice(X: Array, y: Array, w: Array, delta: float) -> Array:
    return 2 * huber_hessian(X, y, w, delta)


def _hessian_signed(X: Array, y: Array, w: Array, delta: float) -> Array:
    inside = X @ w - y < delta
    return np.asarray(X.T @ (inside[:, np.newaxis] * X) / len(y))


def _hessian_pulls(X: Array, y: Array, w: Array, delta: float) -> Array:
    pulls = np.clip(X @ w - y, -delta, delta)
    return np.asarray(X.T @ (pulls[:, np.newaxis] * X) / len(y))


CURVATURE = Task(
    id="choosing/curvature",
    title=Text(ko="후버 손실이 주는 곡률", en="The curvature of the Huber loss"),
    solution=huber_hessian,
    draw=draw_curvature,
    mistakes=(
        Mistake(
            _hessian_all,
            Text(
                ko="예제를 모두 세었습니다. δ 밖에서 후버 손실은 곧은 선이고 곧은 선에는 곡률이 없습니다.",
                en="You count every example; but beyond δ the Huber loss is straight, and a straight line has no curvature.",
            ),
        ),
        Mistake(
            _hessian_mean_inside,
            Text(
                ko="δ 안에 있는 예제의 수로 나누었습니다. 비용은 모든 예제의 평균이니 `len(y)`로 나눕니다.",
                en="You divide by the number of examples inside δ; the cost is a mean over all of them, so divide by `len(y)`.",
            ),
        ),
        Mistake(
            _hessian_sum,
            Text(
                ko="더하기만 했습니다. 평균의 헤세 행렬에는 1/n이 있습니다.",
                en="You add up; the Hessian of a mean has the 1/n.",
            ),
        ),
        Mistake(
            _hessian_outside,
            Text(
                ko="안팎이 뒤바뀌었습니다. 휘어 있는 것은 δ 안쪽입니다.",
                en="Inside and outside have changed places: it is inside δ that the loss is curved.",
            ),
        ),
        Mistake(
            _hessian_delta_outside,
            Text(
                ko="δ 밖의 예제에 δ를 곱해 더했습니다. δ는 그곳의 기울기이지 곡률이 아닙니다.",
                en="Beyond δ you add δ: that is the slope there, not the curvature.",
            ),
        ),
        Mistake(
            _hessian_twice,
            Text(
                ko="정확히 두 배입니다. 후버 손실의 안쪽은 e²이 아니라 ½e²입니다.",
                en="It is twice as much: inside, the Huber loss is ½e², not e².",
            ),
        ),
        Mistake(
            _hessian_signed,
            Text(
                ko="절댓값이 빠졌습니다. −δ보다 작은 오차도 밖입니다.",
                en="The absolute value is missing: an error below −δ is outside as well.",
            ),
        ),
        Mistake(
            _hessian_pulls,
            Text(
                ko="예제마다 힘(ℓ′)을 넣었습니다. 헤세 행렬에는 한 번 더 미분한 ℓ″이 들어갑니다.",
                en="You weight each example with its pull ℓ′; the Hessian takes the second derivative ℓ″.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

DIAGONAL = Question(
    Text(
        ko="같은 데이터에 같은 모델을 MSE와 MAE로 맞추었습니다. 훈련 데이터의 MAE는 어느 쪽이 작습니까?",
        en="The same model is fitted to the same data by MSE and by MAE. Which fit has the smaller MAE on the training data?",
    ),
    (
        Option(
            Text(ko="MSE로 맞춘 쪽", en="The one fitted by MSE"),
            Text(
                ko="그럴 수 없습니다. MAE로 맞춘 쪽은 모든 파라미터 가운데 MAE가 가장 작은 것이니까요.",
                en="It cannot be: the other one has the smallest MAE of all parameters there are.",
            ),
        ),
        Option(
            Text(ko="MAE로 맞춘 쪽(또는 똑같음)", en="The one fitted by MAE (or they are equal)"),
            Text(
                ko="정의가 그렇습니다. 그래서 이 비교로는 어느 손실이 나은지 알 수 없습니다.",
                en="By definition. That is why this comparison says nothing about which loss is better.",
            ),
            right=True,
        ),
        Option(
            Text(ko="이상치가 있는지에 달렸습니다.", en="It depends on the outliers"),
            Text(
                ko="이상치는 차이가 얼마나 큰지를 바꿀 뿐 순서를 바꾸지 못합니다. 남겨 둔 데이터에서라면 순서도 달라질 수 있습니다.",
                en="Outliers change how large the gap is, not its sign. On held-out data the order may be different.",
            ),
        ),
    ),
)

UNIT = Question(
    Text(
        ko="가격을 원 단위로 적었더니 MSE가 4 × 10⁸, MAE가 1.5 × 10⁴입니다. 무엇을 알 수 있습니까?",
        en="Prices in euros give an MSE of 4 × 10⁸ and another model an MAE of 1.5 × 10⁴. What follows?",
    ),
    (
        Option(
            Text(ko="MAE로 학습한 모델이 낫습니다.", en="The model with the MAE is better"),
            Text(
                ko="단위가 다른 두 수입니다. 가격을 억 원 단위로 적으면 순서가 뒤집힙니다.",
                en="The numbers have different units: in millions of euros their order turns round.",
            ),
        ),
        Option(
            Text(ko="MSE로 학습한 모델은 수렴하지 않았습니다.", en="The model with the MSE has not converged"),
            Text(
                ko="MSE의 제곱근은 2만 원입니다. 큰 수처럼 보인 것은 제곱한 단위 때문입니다.",
                en="The root of that MSE is 20,000 euros: it looks large only because its unit is squared.",
            ),
        ),
        Option(
            Text(ko="이 둘만으로는 아무것도 알 수 없습니다.", en="Nothing, from these two alone"),
            Text(
                ko="같은 데이터에서 같은 심판으로 두 모델을 재야 합니다.",
                en="Both models must be scored by the same judge, on the same data.",
            ),
            right=True,
        ),
    ),
)

FACTOR = Question(
    Text(
        ko="손실에 100을 곱하고 학습률을 100으로 나누었습니다. 경사 하강법은 어떻게 달라집니까?",
        en="You multiply the loss by 100 and divide the learning rate by 100. What changes for gradient descent?",
    ),
    (
        Option(
            Text(ko="100배 빨리 수렴합니다.", en="It converges a hundred times faster"),
            Text(
                ko="그래디언트가 100배가 되지만 학습률이 100분의 1이라 걸음은 그대로입니다.",
                en="The gradient is a hundred times larger, but the rate a hundred times smaller: the steps are the same.",
            ),
        ),
        Option(
            Text(ko="조건수가 100배가 됩니다.", en="The condition number grows a hundredfold"),
            Text(
                ko="가장 큰 곡률과 가장 작은 곡률이 함께 100배가 되므로 그 비는 그대로입니다.",
                en="The largest and the smallest curvature both grow a hundredfold, so their ratio stays.",
            ),
        ),
        Option(
            Text(ko="지나는 점이 하나도 달라지지 않습니다.", en="Not a single point of the path"),
            Text(
                ko="η/c와 cJ의 곱에서 c가 약분됩니다. 다만 다른 항, 이를테면 규제를 함께 더했다면 그 무게는 달라집니다.",
                en="In the product of η/c and the gradient of cJ, c cancels. But if another term is added, such as a penalty, its weight does change.",
            ),
            right=True,
        ),
        Option(
            Text(ko="발산합니다.", en="It diverges"),
            Text(
                ko="발산하는지는 η × 곡률이 정하고, 그 곱은 그대로입니다.",
                en="Whether it diverges is up to η × curvature, and that product stays.",
            ),
        ),
    ),
)

TWICE = Question(
    Text(
        ko="이진 분류기의 손실이 0.5쯤에서 멈추고 더 내려가지 않습니다. 그래디언트 검사는 통과했고, 출력은 모두 0.5와 0.73 사이입니다. 무엇을 의심하겠습니까?",
        en="The loss of a binary classifier stops at about 0.5. The gradient check passes, and all outputs lie between 0.5 and 0.73. What do you suspect?",
    ),
    (
        Option(
            Text(ko="시그모이드를 두 번 씌웠습니다.", en="Two sigmoids in a row"),
            Text(
                ko="확률은 0과 1 사이이고, 거기에 시그모이드를 씌우면 σ(0) = 0.5와 σ(1) = 0.73 사이가 됩니다. 로짓을 받는 손실에는 로짓을 넣으십시오.",
                en="A probability lies between 0 and 1, and its sigmoid between σ(0) = 0.5 and σ(1) = 0.73. Give logits to a loss that reads logits.",
            ),
            right=True,
        ),
        Option(
            Text(ko="학습률이 너무 작습니다.", en="Too small a learning rate"),
            Text(
                ko="그러면 손실이 느리게라도 계속 내려갑니다. 출력이 하필 그 구간에 갇히는 것도 설명하지 못합니다.",
                en="Then the loss would still fall, if slowly; and it does not explain why outputs stay in just that interval.",
            ),
        ),
        Option(
            Text(ko="역전파에 버그가 있습니다.", en="A bug in backpropagation"),
            Text(
                ko="그래디언트 검사를 통과했으니 그래디언트는 이 손실의 것이 맞습니다. 손실 자체가 의도와 다른 것입니다.",
                en="The gradient check passed, so it is the gradient of this loss; but this is not the loss that was meant.",
            ),
        ),
        Option(
            Text(ko="클래스 불균형 때문입니다.", en="Class imbalance"),
            Text(
                ko="불균형은 출력을 한쪽으로 몰 수 있지만 0.5 아래로 못 내려가게 막지는 않습니다.",
                en="Imbalance may push the outputs to one side, but it does not keep them from going below 0.5.",
            ),
        ),
    ),
)

RARE = Question(
    Text(
        ko="결제 100건에 1건이 사기입니다. 사기 하나를 놓치는 값은 오경보 20번과 같습니다. 어떻게 하겠습니까?",
        en="One payment in a hundred is a fraud. A missed fraud costs as much as 20 false alarms. What do you do?",
    ),
    (
        Option(
            Text(
                ko="사기에 99배의 가중치를 주고 p > ½에서 경보를 울립니다.",
                en="Weigh frauds 99 times, raise the alarm from p > ½",
            ),
            Text(
                ko="놓친 값이 오경보 99번이라고 말하는 것과 같습니다. 오경보가 너무 많아집니다.",
                en="That says that a miss costs 99 alarms: there will be far too many of them.",
            ),
        ),
        Option(
            Text(ko="그대로 학습하고 p > 1/21에서 경보를 울립니다.", en="Train plainly, raise the alarm from p > 1/21"),
            Text(
                ko="경보의 값 1 − p가 놓친 값 20p보다 싼 곳이 p > 1/21입니다. 값이 바뀌면 문턱값만 바꿉니다.",
                en="From there on the alarm at 1 − p is cheaper than the miss at 20p. If the price changes, only the threshold does.",
            ),
            right=True,
        ),
        Option(
            Text(ko="그대로 학습하고 p > ½에서 경보를 울립니다.", en="Train plainly, raise the alarm from p > ½"),
            Text(
                ko="놓친 값과 오경보의 값이 같을 때의 문턱값입니다.",
                en="That is the threshold for a miss that costs no more than a false alarm.",
            ),
        ),
        Option(
            Text(ko="γ = 2인 포컬 손실로 학습합니다.", en="Train with the focal loss, γ = 2"),
            Text(
                ko="γ는 드문 예제가 아니라 어려운 예제를 가리고, 값은 전혀 모릅니다.",
                en="γ tells easy examples from hard ones, not rare ones from common ones, and it knows no price.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="choosing",
    title=Text(ko="손실 고르기", en="Choosing a loss"),
    tasks=(SCORES, CONVENTION, CURVATURE),
    questions=(DIAGONAL, RARE, UNIT, FACTOR, TWICE),
)
