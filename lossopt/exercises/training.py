"""Exercises of the chapter on training: the gradient at the logits, a shared weight, when to stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# --- 1. the gradient at the logits --------------------------------------------------------------------------


def draw_logits(rng: np.random.Generator) -> Arguments:
    """At least two examples, and another number of classes, so that axes and counts cannot be mixed up unseen."""
    examples, classes = int(rng.integers(2, 5)), int(rng.integers(5, 8))
    return rng.normal(scale=2.0, size=(examples, classes)), rng.integers(0, classes, examples)


def _softmax(z: Array, axis: int | None = 1) -> Array:
    e = np.exp(z - z.max())
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def _one_hot(z: Array, y: Labels) -> Array:
    return np.eye(z.shape[1])[y]


def logit_gradient(z: Array, y: Labels) -> Array:
    """Return the gradient of the mean cross-entropy with respect to the logits z (n, C), for labels y (n,)."""
    return (_softmax(z) - _one_hot(z, y)) / len(y)


def _logits_summed(z: Array, y: Labels) -> Array:
    return _softmax(z) - _one_hot(z, y)


def _logits_uphill(z: Array, y: Labels) -> Array:
    return (_one_hot(z, y) - _softmax(z)) / len(y)


def _logits_over_everything(z: Array, y: Labels) -> Array:
    return (_softmax(z) - _one_hot(z, y)) / z.size


def _logits_over_classes(z: Array, y: Labels) -> Array:
    return (_softmax(z) - _one_hot(z, y)) / z.shape[1]


def _logits_other_axis(z: Array, y: Labels) -> Array:
    return (_softmax(z, axis=0) - _one_hot(z, y)) / len(y)


def _logits_one_softmax_for_all(z: Array, y: Labels) -> Array:
    return (_softmax(z, axis=None) - _one_hot(z, y)) / len(y)


def _logits_without_softmax(z: Array, y: Labels) -> Array:
    return (z - _one_hot(z, y)) / len(y)


def _logits_twice(z: Array, y: Labels) -> Array:
    return (_softmax(_softmax(z)) - _one_hot(z, y)) / len(y)


def _logits_probabilities(z: Array, y: Labels) -> Array:
    return _softmax(z) / len(y)


def _logits_right_class_only(z: Array, y: Labels) -> Array:
    return (_softmax(z) - 1) * _one_hot(z, y) / len(y)


def _logits_column_for_all(z: Array, y: Labels) -> Array:
    gradient = _softmax(z)
    gradient[:, y] -= 1
    return gradient / len(y)


LOGITS = Task(
    id="training/logit-gradient",
    title=Text(ko="로짓에서의 그래디언트", en="The gradient at the logits"),
    solution=logit_gradient,
    draw=draw_logits,
    mistakes=(
        Mistake(
            _logits_summed,
            Text(
                ko="손실은 예제에 대한 평균입니다. 예제 수로 나누어야 합니다.",
                en="The loss is a mean over the examples: divide by their number.",
            ),
        ),
        Mistake(
            _logits_uphill,
            Text(
                ko="부호가 반대입니다. 그래디언트는 정답 빼기 예측이 아니라 예측 빼기 정답입니다.",
                en="The sign is reversed: it is prediction minus target, not target minus prediction.",
            ),
        ),
        Mistake(
            _logits_over_everything,
            Text(
                ko="예제 수와 클래스 수로 모두 나누었습니다. 교차 엔트로피는 클래스에 대해서는 더하고, 예제에 대해서만 평균 냅니다.",
                en="You divide by examples and classes. Cross-entropy sums over classes; the mean is over examples alone.",
            ),
        ),
        Mistake(
            _logits_over_classes,
            Text(
                ko="클래스 수로 나누었습니다. 평균은 예제, 곧 행에 대한 것입니다.",
                en="You divide by the number of classes. The mean is over examples, the rows.",
            ),
        ),
        Mistake(
            _logits_other_axis,
            Text(
                ko="소프트맥스의 축이 바뀌었습니다. 확률의 합은 열이 아니라 행마다 1이어야 합니다.",
                en="The softmax goes along the wrong axis: probabilities must add up to 1 in every row, not every column.",
            ),
        ),
        Mistake(
            _logits_one_softmax_for_all,
            Text(
                ko="배열 전체에 소프트맥스를 한 번 썼습니다. 예제마다 따로 확률의 합이 1이어야 합니다.",
                en="One softmax went over the whole array. Each example needs its own, with probabilities that add up to 1.",
            ),
        ),
        Mistake(
            _logits_without_softmax,
            Text(
                ko="로짓에서 바로 뺐습니다. 먼저 소프트맥스로 확률을 구하세요.",
                en="You subtract from the logits themselves. Turn them into probabilities first, by the softmax.",
            ),
        ),
        Mistake(
            _logits_twice,
            Text(
                ko="소프트맥스를 두 번 썼습니다. 한 번이면 확률입니다.",
                en="The softmax was applied twice. Once makes them probabilities.",
            ),
        ),
        Mistake(
            _logits_probabilities,
            Text(
                ko="정답을 빼지 않았습니다. 정답 클래스에서는 1을 빼야 합니다.",
                en="The target is missing: subtract 1 at the right class.",
            ),
        ),
        Mistake(
            _logits_right_class_only,
            Text(
                ko="정답 클래스만 남겼습니다. 다른 로짓을 올리면 정답의 확률이 내려가므로 그쪽 기울기도 0이 아닙니다.",
                en="You keep the right class alone. Raising another logit lowers its probability, so those slopes are not 0 either.",
            ),
        ),
        Mistake(
            _logits_column_for_all,
            Text(
                ko="`[:, y]`는 모든 행에서 y의 열을 모두 고릅니다. 행마다 자기 정답 하나를 고르려면 행 번호도 주어야 합니다.",
                en="`[:, y]` picks all of y's columns in every row. To pick each row's own label, give the row numbers as well.",
            ),
        ),
    ),
)

# --- 2. a shared weight -------------------------------------------------------------------------------------


def draw_signal(rng: np.random.Generator) -> Arguments:
    """A signal and what arrives at the outputs of a kernel of three weights."""
    length = int(rng.integers(6, 10))
    return rng.normal(size=length), rng.normal(size=length - 2)


def _windows(x: Array) -> Array:
    return np.array([x[a : len(x) - 2 + a] for a in range(3)])


def kernel_gradient(x: Array, G: Array) -> Array:
    """Return the gradient for k (3,) of y[t] = Σ_a k[a] x[t + a], where G is the one with respect to y."""
    return np.asarray(_windows(x) @ G)


def _kernel_mean(x: Array, G: Array) -> Array:
    return np.asarray(_windows(x) @ G) / len(G)


def _kernel_first_use(x: Array, G: Array) -> Array:
    return _windows(x)[:, 0] * G[0]


def _kernel_last_use(x: Array, G: Array) -> Array:
    return _windows(x)[:, -1] * G[-1]


def _kernel_flipped(x: Array, G: Array) -> Array:
    return np.asarray(_windows(x) @ G)[::-1]


def _kernel_signal_flipped(x: Array, G: Array) -> Array:
    return np.asarray(_windows(x) @ G[::-1])


def _kernel_without_upstream(x: Array, G: Array) -> Array:
    return np.asarray(_windows(x).sum(axis=1))


def _kernel_sums_apart(x: Array, G: Array) -> Array:
    return np.asarray(_windows(x).sum(axis=1) * G.sum())


def _kernel_no_shift(x: Array, G: Array) -> Array:
    return np.full(3, x[: len(G)] @ G)


def _kernel_every_use(x: Array, G: Array) -> Array:
    return _windows(x) * G


KERNEL = Task(
    id="training/kernel-gradient",
    title=Text(ko="함께 쓰는 가중치", en="A shared weight"),
    solution=kernel_gradient,
    draw=draw_signal,
    mistakes=(
        Mistake(
            _kernel_mean,
            Text(
                ko="쓰인 자리에 대해 평균을 냈습니다. 여러 번 쓰인 수의 그래디언트는 평균이 아니라 합입니다.",
                en="You average over the places. The gradient of a number used several times is a sum, not a mean.",
            ),
        ),
        Mistake(
            _kernel_first_use,
            Text(
                ko="첫 자리에서 쓰인 것만 셌습니다. 커널은 모든 자리에서 쓰였습니다. 모두 더하세요.",
                en="Only the first place counts in yours. The kernel was used at every place: add them all.",
            ),
        ),
        Mistake(
            _kernel_last_use,
            Text(
                ko="마지막 자리만 남았습니다. 더하지 않고 `=`로 덮어쓰지는 않았습니까?",
                en="Only the last place is left. Did a `=` overwrite where `+=` should have added?",
            ),
        ),
        Mistake(
            _kernel_flipped,
            Text(
                ko="순서가 뒤집혔습니다. k[a]는 x[t + a]와 곱해졌으므로 a번째 원소에는 a칸 민 신호가 들어갑니다.",
                en="The order is reversed. k[a] met x[t + a], so entry a takes the signal shifted by a.",
            ),
        ),
        Mistake(
            _kernel_signal_flipped,
            Text(
                ko="G를 뒤집어 썼습니다. t번째 출력의 그래디언트는 t번째 자리의 신호와 곱합니다.",
                en="You use G backwards. The gradient of output t goes with the signal at place t.",
            ),
        ),
        Mistake(
            _kernel_without_upstream,
            Text(
                ko="국소 미분만 더했습니다. 자리마다 도착한 그래디언트 G[t]를 먼저 곱해야 합니다.",
                en="You add up the local derivatives alone. Multiply each by what arrives at its place, G[t], first.",
            ),
        ),
        Mistake(
            _kernel_sums_apart,
            Text(
                ko="따로따로 더한 뒤 곱했습니다. 자리마다 먼저 곱하고 나서 더해야 합니다.",
                en="You add both up separately and then multiply. Multiply place by place first, then add.",
            ),
        ),
        Mistake(
            _kernel_no_shift,
            Text(
                ko="세 가중치가 모두 같은 신호를 보았다고 계산했습니다. k[a]는 a칸 밀린 신호를 봅니다.",
                en="All three weights see the same signal in yours. k[a] sees it shifted by a.",
            ),
        ),
        Mistake(
            _kernel_every_use,
            Text(
                ko="자리마다의 몫을 늘어놓고 더하지 않았습니다. 가중치가 셋이니 결과도 수 셋입니다.",
                en="Each place's share is there, but not added up. Three weights, so three numbers.",
            ),
        ),
    ),
)

# --- 3. when to stop ----------------------------------------------------------------------------------------


def draw_scores(rng: np.random.Generator) -> Arguments:
    """Losses that twice pause for less than the patience, then rise until it runs out, and improve once more too late."""
    patience = int(rng.integers(3, 6))
    fall = np.sort(rng.uniform(2.0, 3.0, int(rng.integers(3, 6))))[::-1]
    pause = rng.uniform(3.1, 3.5, patience - 1)
    bottom = np.array([1.9, *rng.uniform(2.0, 2.5, 2), 1.2])  # bad askings add up to more than the patience
    rise = np.sort(rng.uniform(1.3, 2.0, patience + int(rng.integers(2, 5))))
    return np.concatenate([fall, pause, bottom, rise, [0.5, 0.9]]), patience


def best_asking(losses: Array, patience: int) -> int:
    """Return which asking was the best when `patience` in a row had brought nothing better."""
    best = 0
    for number, loss in enumerate(losses):
        if loss < losses[best]:
            best = number
        elif number - best >= patience:
            break
    return best


def _stop_lowest_of_all(losses: Array, patience: int) -> int:
    return int(np.argmin(losses))


def _stop_where_it_stopped(losses: Array, patience: int) -> int:
    return best_asking(losses, patience) + patience


def _stop_at_first_rise(losses: Array, patience: int) -> int:
    return int(np.argmax(np.diff(losses) > 0))


def _stop_total_patience(losses: Array, patience: int) -> int:
    best, bad = 0, 0
    for number, loss in enumerate(losses):
        if loss < losses[best]:
            best = number
        elif number:
            bad += 1
        if bad >= patience:
            break
    return best


def _stop_larger_is_better(losses: Array, patience: int) -> int:
    return best_asking(-losses, patience)


def _stop_number_of_steps(losses: Array, patience: int) -> int:
    return best_asking(losses, patience) + 1


STOP = Task(
    id="training/best-asking",
    title=Text(ko="조기 종료", en="Early stopping"),
    solution=best_asking,
    draw=draw_scores,
    mistakes=(
        Mistake(
            _stop_lowest_of_all,
            Text(
                ko="전체에서 가장 낮은 곳입니다. 멈춘 뒤의 손실은 실제로는 재지 못합니다. 인내가 다하면 그만 보아야 합니다.",
                en="This is the lowest of all. What comes after the stop is never measured: look no further once patience has run out.",
            ),
        ),
        Mistake(
            _stop_where_it_stopped,
            Text(
                ko="멈춘 자리입니다. 돌려줄 것은 그때까지 가장 좋았던 자리입니다.",
                en="This is where it stopped. Wanted is the best place up to then.",
            ),
        ),
        Mistake(
            _stop_at_first_rise,
            Text(
                ko="처음 오르는 곳에서 멈추었습니다. `patience`번 잇달아 나아지지 않을 때까지는 기다려야 합니다.",
                en="You stop at the first rise. Wait until `patience` in a row have brought nothing better.",
            ),
        ),
        Mistake(
            _stop_total_patience,
            Text(
                ko="나빴던 횟수를 처음부터 모두 셌습니다. 나아질 때마다 다시 0부터 세어야 합니다.",
                en="You count all bad askings since the start. The count begins anew with every improvement.",
            ),
        ),
        Mistake(
            _stop_larger_is_better,
            Text(
                ko="가장 큰 값을 찾았습니다. 손실은 작을수록 좋습니다.",
                en="You look for the largest value. For a loss, smaller is better.",
            ),
        ),
        Mistake(
            _stop_number_of_steps,
            Text(
                ko="하나 많습니다. 첫 번째 값의 번호는 0입니다.",
                en="One too many: the first value has number 0.",
            ),
        ),
    ),
)

# --- the quiz -----------------------------------------------------------------------------------------------

START = Question(
    Text(
        ko="클래스가 100개인 분류기가 첫걸음 전에 교차 엔트로피 23을 냈습니다. 무엇을 의심해야 합니까?",
        en="Before its first step a classifier with 100 classes has a cross-entropy of 23. What should you suspect?",
    ),
    (
        Option(
            Text(ko="없습니다. 아직 배우지 않았으니까요.", en="Nothing: it has not learned yet"),
            Text(
                ko="아무것도 모르면 100개에 똑같이 걸어 log 100 ≈ 4.6이어야 합니다. 23이면 틀린 답에 강하게 걸고 있습니다.",
                en="Who knows nothing bets on all 100 alike, which costs log 100 ≈ 4.6. A loss of 23 means it bets heavily on wrong answers.",
            ),
        ),
        Option(
            Text(ko="첫 가중치나 입력이 너무 큽니다.", en="The first weights or the inputs are too large"),
            Text(
                ko="로짓이 크면 근거 없이 확신합니다. 가중치의 크기와 입력의 단위를 확인하세요.",
                en="Large logits mean certainty without reason. Check the spread of the weights and the units of the inputs.",
            ),
            right=True,
        ),
        Option(
            Text(ko="학습률이 너무 큽니다.", en="The learning rate is too large"),
            Text(
                ko="아직 한 걸음도 가지 않았으므로 학습률은 아무 일도 하지 않았습니다.",
                en="Not a single step has been taken, so the learning rate has done nothing yet.",
            ),
        ),
    ),
)

HANDFUL = Question(
    Text(
        ko="예제 열 개를 외우게 했더니 손실이 1.46에서 멈춥니다. 그래디언트 검사는 통과합니다. 클래스는 10개입니다. 가장 그럴듯한 까닭은 무엇입니까?",
        en="Asked to learn ten examples by heart, the loss stops at 1.46. The gradient check passes. There are ten classes. What is the likeliest cause?",
    ),
    (
        Option(
            Text(ko="데이터가 너무 적습니다.", en="There are too few data"),
            Text(
                ko="적을수록 외우기 쉽습니다. 예제 열 개는 외워야 합니다.",
                en="The fewer, the easier to learn by heart. Ten should pose no problem.",
            ),
        ),
        Option(
            Text(ko="역전파가 틀렸습니다.", en="Backpropagation is wrong"),
            Text(
                ko="그래디언트 검사를 통과했으므로 그래디언트는 이 목적 함수의 것이 맞습니다. 목적 함수 자체가 잘못되었습니다.",
                en="The check says the gradient belongs to the objective. It is the objective itself that is wrong.",
            ),
        ),
        Option(
            Text(ko="소프트맥스를 두 번 썼습니다.", en="The softmax was applied twice"),
            Text(
                ko="확률에 소프트맥스를 다시 쓰면 정답의 확률은 많아야 e/(e + 9)이고 그 손실이 1.46입니다.",
                en="A softmax of probabilities gives the right class e/(e + 9) at most, and the loss of that is 1.46.",
            ),
            right=True,
        ),
        Option(
            Text(ko="과적합입니다.", en="It overfits"),
            Text(
                ko="과적합이라면 이 손실은 0에 가까워야 합니다. 외우지 못하는 것이 문제입니다.",
                en="Then this loss would be close to 0. The trouble is that it cannot.",
            ),
        ),
    ),
)

FALLING = Question(
    Text(
        ko="손실이 매끄럽게 내려가고 새 데이터의 정확도도 높습니다. 그래디언트 검사를 건너뛰어도 됩니까?",
        en="The loss falls smoothly and the accuracy on new data is high. May the gradient check be left out?",
    ),
    (
        Option(
            Text(ko="네, 결과가 좋으니까요.", en="Yes: the results are good"),
            Text(
                ko="기울기를 빠뜨린 tanh 신경망도 결과는 멀쩡했습니다. 다른 데이터나 더 깊은 신경망에서는 그렇지 않을 수 있습니다.",
                en="So were those of the network that forgot tanh's slope. On other data, or with more layers, they may not be.",
            ),
        ),
        Option(
            Text(ko="아니요. 틀린 그래디언트로도 내려갈 수 있습니다.", en="No: a wrong gradient can lead downhill too"),
            Text(
                ko="참된 그래디언트와 예각을 이루기만 하면 손실은 내려갑니다. 옳은지는 그래디언트 검사만 압니다.",
                en="An acute angle with the true gradient is enough for the loss to fall. Whether it is right, only the check knows.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="네, 틀린 그래디언트라면 손실이 올라갔을 것입니다.",
                en="Yes: with a wrong gradient the loss would rise",
            ),
            Text(
                ko="그래디언트의 반대 방향만 아니라면 대개 내려갑니다. 조금 느리거나 조금 높은 곳에서 멈출 뿐입니다.",
                en="Mostly it falls, unless the gradient points the wrong way altogether: a little more slowly, or not quite as far.",
            ),
        ),
    ),
)

SHARED = Question(
    Text(
        ko="3 × 3 커널 하나가 28 × 28 이미지의 26 × 26 자리에서 쓰입니다. 커널의 가중치 하나에 대한 그래디언트는 무엇입니까?",
        en="A 3 × 3 kernel is used at the 26 × 26 places of a 28 × 28 image. What is the gradient of one of its weights?",
    ),
    (
        Option(
            Text(ko="676자리에서 온 몫의 합", en="The sum of the shares of 676 places"),
            Text(
                ko="가중치를 조금 움직이면 모든 자리의 출력이 함께 움직입니다. 여러 번 쓰인 수의 그래디언트는 합입니다.",
                en="Nudge the weight, and the outputs of all places move. The gradient of what is used many times is a sum.",
            ),
            right=True,
        ),
        Option(
            Text(ko="676자리에서 온 몫의 평균", en="The mean of the shares of 676 places"),
            Text(
                ko="평균은 손실이 정하는 것이지 공유가 정하는 것이 아닙니다. 역전파는 만나는 곳에서 더합니다.",
                en="Means come from the loss, not from sharing. Backpropagation adds where paths meet.",
            ),
        ),
        Option(
            Text(ko="가장 큰 몫 하나", en="The largest of the shares"),
            Text(
                ko="가장 큰 것만 통과시키는 것은 최대 풀링입니다. 커널의 가중치는 모든 자리에서 몫을 받습니다.",
                en="Max pooling lets only the largest through. A weight of the kernel gets a share from every place.",
            ),
        ),
        Option(
            Text(ko="자리마다 다른 676개의 수", en="676 numbers, one for each place"),
            Text(
                ko="가중치는 하나이고, 그래디언트는 가중치와 모양이 같습니다. 자리마다의 몫은 더해져 수 하나가 됩니다.",
                en="There is one weight, and a gradient has the shape of what it belongs to. The shares add up to one number.",
            ),
        ),
    ),
)

WATCHING = Question(
    Text(
        ko="훈련 손실은 계속 내려가는데 남겨 둔 데이터의 손실은 300걸음부터 올라갑니다. 남겨 둔 데이터의 정확도는 그대로입니다. 무슨 일입니까?",
        en="The training loss keeps falling, the held-out loss rises from step 300 on, the held-out accuracy stays the same. What is going on?",
    ),
    (
        Option(
            Text(ko="틀린 답에 점점 더 확신하고 있습니다.", en="It is getting more certain of its wrong answers"),
            Text(
                ko="교차 엔트로피는 확신에 찬 실수를 무겁게 벌합니다. 읽는 숫자는 같아도 확률이 나빠집니다.",
                en="Cross-entropy punishes confident mistakes heavily. The answers stay the same, the probabilities get worse.",
            ),
            right=True,
        ),
        Option(
            Text(ko="그래디언트가 틀렸습니다.", en="The gradient is wrong"),
            Text(
                ko="그래디언트는 훈련 손실의 것이고, 훈련 손실은 내려가고 있습니다. 두 데이터가 갈라진 것뿐입니다.",
                en="The gradient belongs to the training loss, and that falls. It is the two sets of data that part.",
            ),
        ),
        Option(
            Text(ko="학습률이 너무 커서 튀고 있습니다.", en="The learning rate is too large, and it bounces"),
            Text(
                ko="그랬다면 훈련 손실부터 튀었을 것입니다.",
                en="Then the training loss would be the first to bounce.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="training",
    title=Text(ko="신경망 처음부터 학습하기", en="Training a network from scratch"),
    tasks=(LOGITS, KERNEL, STOP),
    questions=(START, HANDFUL, FALLING, SHARED, WATCHING),
)
