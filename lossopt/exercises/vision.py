"""Exercises of the chapter on losses for images: the overlap of boxes, YOLO's box loss, the gradient of a weighted pixel loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. the overlap of boxes ------------------------------------------------------------------------------


def draw_boxes(rng: np.random.Generator) -> Arguments:
    """Pairs that overlap, one pair apart along both axes (two negative sides) and one apart along a single axis."""
    low = rng.uniform(0, 2, size=(5, 2))
    a = np.hstack([low, low + rng.uniform(2, 5, size=(5, 2))])
    b = a + rng.uniform(-0.9, 0.9, size=(5, 4))
    b[0] = a[0] + rng.uniform(6, 8)
    b[1] = a[1] + [7.0, 0.3, 7.5, 0.4]
    return a, b


def overlap(a: Array, b: Array) -> Array:
    """Return the intersection over union of each pair of boxes."""
    shared = _shared(a, b)
    return shared / (_area(a) + _area(b) - shared)


def _area(box: Array) -> Array:
    return (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])


def _sides(a: Array, b: Array) -> Array:
    return np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])


def _shared(a: Array, b: Array) -> Array:
    return np.asarray(np.prod(np.maximum(_sides(a, b), 0), axis=1))


def _overlap_unclipped(a: Array, b: Array) -> Array:
    shared = np.prod(_sides(a, b), axis=1)
    return np.asarray(shared / (_area(a) + _area(b) - shared))


def _overlap_clipped_late(a: Array, b: Array) -> Array:
    shared = np.maximum(np.prod(_sides(a, b), axis=1), 0)
    return shared / (_area(a) + _area(b) - shared)


def _overlap_counted_twice(a: Array, b: Array) -> Array:
    return _shared(a, b) / (_area(a) + _area(b))


def _overlap_of_smaller(a: Array, b: Array) -> Array:
    return _shared(a, b) / np.minimum(_area(a), _area(b))


def _overlap_of_first(a: Array, b: Array) -> Array:
    return _shared(a, b) / _area(a)


def _overlap_of_enclosing(a: Array, b: Array) -> Array:
    around = np.prod(np.maximum(a[:, 2:], b[:, 2:]) - np.minimum(a[:, :2], b[:, :2]), axis=1)
    return np.asarray(_shared(a, b) / around)


def _overlap_dice(a: Array, b: Array) -> Array:
    return 2 * _shared(a, b) / (_area(a) + _area(b))


def _overlap_as_loss(a: Array, b: Array) -> Array:
    return 1 - overlap(a, b)


def _overlap_area_only(a: Array, b: Array) -> Array:
    return _shared(a, b)


OVERLAP = Task(
    id="vision/overlap",
    title=Text(ko="상자의 겹침", en="Overlap of boxes"),
    solution=overlap,
    draw=draw_boxes,
    mistakes=(
        Mistake(
            _overlap_unclipped,
            Text(
                ko="떨어진 상자에서 교집합의 변이 음수가 됩니다. 변마다 0에서 자르세요. 음수 둘을 곱하면 없는 넓이가 생깁니다.",
                en="Where boxes lie apart, sides of the intersection turn negative. Cut each side off at 0: two negative ones make an area that is not there.",
            ),
        ),
        Mistake(
            _overlap_clipped_late,
            Text(
                ko="0에서 자르기는 했지만 곱한 다음입니다. 두 변이 모두 음수면 곱은 양수라서 그대로 통과합니다. 변을 먼저 자르세요.",
                en="You cut off at 0, but after multiplying. Where both sides are negative their product is positive and slips through: cut the sides first.",
            ),
        ),
        Mistake(
            _overlap_counted_twice,
            Text(
                ko="두 넓이를 더하면 겹친 부분을 두 번 셉니다. 합집합에서는 한 번 빼야 합니다.",
                en="The sum of the areas counts the shared part twice: for the union, subtract it once.",
            ),
        ),
        Mistake(
            _overlap_of_smaller,
            Text(
                ko="작은 쪽 상자의 넓이로 나누었습니다. 그러면 큰 상자 안에 든 작은 상자가 만점을 받습니다.",
                en="You divide by the smaller box: then a small box anywhere inside a large one scores 1.",
            ),
        ),
        Mistake(
            _overlap_of_first,
            Text(
                ko="첫 번째 상자의 넓이로 나누었습니다. 그러면 이미지 전체를 덮는 예측이 만점을 받습니다.",
                en="You divide by the area of the first box: then a prediction that covers the whole image scores 1.",
            ),
        ),
        Mistake(
            _overlap_of_enclosing,
            Text(
                ko="둘을 감싸는 상자의 넓이로 나누었습니다. 그 상자는 GIoU에 쓰입니다. 합집합은 그보다 작거나 같습니다.",
                en="You divide by the box around both, which belongs to GIoU; the union is no larger than it.",
            ),
        ),
        Mistake(
            _overlap_dice,
            Text(
                ko="이것은 다이스 계수 2I/(A + B)입니다. IoU는 교집합을 합집합으로 나눈 값입니다.",
                en="This is the Dice coefficient, 2I/(A + B). IoU is the intersection over the union.",
            ),
        ),
        Mistake(
            _overlap_as_loss,
            Text(
                ko="1에서 뺀 것은 손실입니다. 물은 것은 겹침 자체이고, 똑같은 상자에서 1이어야 합니다.",
                en="Subtracted from 1 it is the loss. Asked for is the overlap itself, which is 1 for equal boxes.",
            ),
        ),
        Mistake(
            _overlap_area_only,
            Text(
                ko="교집합의 넓이만 돌려주었습니다. 단위가 픽셀 제곱이라 이미지를 키우면 값도 커집니다. 합집합으로 나누세요.",
                en="You return the shared area, in square pixels, which grows with the image: divide by the union.",
            ),
        ),
    ),
)

# --- 2. YOLO's box loss -----------------------------------------------------------------------------------


def draw_centred(rng: np.random.Generator) -> Arguments:
    """Boxes x, y, w, h of very different sizes, several at once."""
    n = rng.integers(3, 7)
    place = rng.uniform(0, 10, size=(2, n, 2))
    size = np.exp(rng.uniform(np.log(1.0), np.log(30.0), size=(n, 2)))
    guess = size * np.exp(rng.uniform(-0.5, 0.5, size=(n, 2)))
    return np.hstack([place[0], size]), np.hstack([place[0] + rng.normal(size=(n, 2)), guess])


def yolo_box_loss(true: Array, pred: Array) -> float:
    """Return the mean over boxes of the squared errors of x, y, √w and √h, summed over the four."""
    return float(np.mean(np.sum(_yolo_errors(true, pred) ** 2, axis=1)))


def _yolo_errors(true: Array, pred: Array) -> Array:
    return np.hstack([pred[:, :2] - true[:, :2], np.sqrt(pred[:, 2:]) - np.sqrt(true[:, 2:])])


def _yolo_without_roots(true: Array, pred: Array) -> float:
    return float(np.mean(np.sum((pred - true) ** 2, axis=1)))


def _yolo_root_of_error(true: Array, pred: Array) -> float:
    error = pred - true
    return float(np.mean(np.sum(error[:, :2] ** 2, axis=1) + np.sum(np.abs(error[:, 2:]), axis=1)))


def _yolo_roots_everywhere(true: Array, pred: Array) -> float:
    root = np.sign(pred) * np.sqrt(np.abs(pred)) - np.sign(true) * np.sqrt(np.abs(true))
    return float(np.mean(np.sum(root**2, axis=1)))


def _yolo_averaged(true: Array, pred: Array) -> float:
    return float(np.mean(_yolo_errors(true, pred) ** 2))


def _yolo_summed(true: Array, pred: Array) -> float:
    return float(np.sum(_yolo_errors(true, pred) ** 2))


def _yolo_logarithms(true: Array, pred: Array) -> float:
    logs = np.log(pred[:, 2:] / true[:, 2:])
    return float(np.mean(np.sum((pred - true)[:, :2] ** 2, axis=1) + np.sum(logs**2, axis=1)))


def _yolo_sizes_only(true: Array, pred: Array) -> float:
    return float(np.mean(np.sum(_yolo_errors(true, pred)[:, 2:] ** 2, axis=1)))


def _yolo_absolute(true: Array, pred: Array) -> float:
    return float(np.mean(np.sum(np.abs(_yolo_errors(true, pred)), axis=1)))


YOLO = Task(
    id="vision/yolo-box-loss",
    title=Text(ko="YOLOv1의 상자 손실", en="YOLOv1's box loss"),
    solution=yolo_box_loss,
    draw=draw_centred,
    mistakes=(
        Mistake(
            _yolo_without_roots,
            Text(
                ko="너비와 높이를 그대로 비교했습니다. 제곱근끼리 비교해야 작은 상자의 오차가 더 무겁게 셈해집니다.",
                en="You compare width and height themselves: compare their roots, so that an error on a small box weighs more.",
            ),
        ),
        Mistake(
            _yolo_root_of_error,
            Text(
                ko="차이를 구한 다음에 제곱근을 씌웠습니다. 그러면 제곱에서 도로 사라져 상자의 크기가 들어가지 않습니다. 먼저 제곱근을 구하고 그다음 뺍니다.",
                en="You take the root of the difference, which the square undoes, and the box's size drops out: first the roots, then the difference.",
            ),
        ),
        Mistake(
            _yolo_roots_everywhere,
            Text(
                ko="중심의 좌표에도 제곱근을 씌웠습니다. 그러면 왼쪽 위의 상자가 오른쪽 아래의 상자보다 엄격하게 다루어집니다. 크기에만 씌우세요.",
                en="You take roots of the centre too, which treats boxes at the upper left more strictly than those at the lower right: roots are for the sizes.",
            ),
        ),
        Mistake(
            _yolo_averaged,
            Text(
                ko="네 수까지 평균 냈습니다. 네 오차는 더하고 평균은 상자에 대해서만 냅니다.",
                en="You average over the four numbers too: they are summed, and only the boxes averaged.",
            ),
        ),
        Mistake(
            _yolo_summed,
            Text(
                ko="상자에 대해서도 더하기만 했습니다. 평균이라면 상자의 수로 나누어야 합니다.",
                en="You sum over the boxes as well: for a mean, divide by how many they are.",
            ),
        ),
        Mistake(
            _yolo_logarithms,
            Text(
                ko="크기를 로그로 비교했습니다. Fast R-CNN과 SSD가 쓰는 방식이고, YOLOv1은 제곱근을 씁니다.",
                en="You compare logarithms of the sizes, as Fast R-CNN and SSD do; YOLOv1 takes square roots.",
            ),
        ),
        Mistake(
            _yolo_sizes_only,
            Text(
                ko="중심의 오차가 빠졌습니다. 크기만 맞으면 상자가 어디에 있든 손실이 0이 됩니다.",
                en="The centre's errors are missing: a box of the right size would cost nothing anywhere.",
            ),
        ),
        Mistake(
            _yolo_absolute,
            Text(
                ko="오차의 절댓값을 더했습니다. YOLOv1의 상자 손실은 제곱의 합입니다.",
                en="You add up absolute errors; YOLOv1's box loss is a sum of squares.",
            ),
        ),
    ),
)

# --- 3. the gradient of a weighted pixel loss -------------------------------------------------------------


def draw_pixels(rng: np.random.Generator) -> Arguments:
    """Masks with few bright pixels, logits on either side of 0, weights far from 1 that do not sum to their count."""
    shape = rng.integers(2, 5), rng.integers(3, 6)
    y = (rng.uniform(size=shape) < 0.3).astype(float)
    y.flat[:2] = 0, 1
    return y, rng.normal(scale=1.5, size=shape), rng.uniform(0.5, 6.0, size=shape)


def pixel_gradient(y: Array, z: Array, weight: Array) -> Array:
    """Return the gradient of the weighted mean of the pixels' cross-entropies with respect to the logits."""
    return weight * (_sigmoid(z) - y) / np.sum(weight)


def _sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def _pixel_unweighted(y: Array, z: Array, weight: Array) -> Array:
    return (_sigmoid(z) - y) / y.size


def _pixel_over_count(y: Array, z: Array, weight: Array) -> Array:
    return weight * (_sigmoid(z) - y) / y.size


def _pixel_summed(y: Array, z: Array, weight: Array) -> Array:
    return weight * (_sigmoid(z) - y)


def _pixel_over_images(y: Array, z: Array, weight: Array) -> Array:
    return weight * (_sigmoid(z) - y) / weight.sum(axis=1, keepdims=True)


def _pixel_reversed(y: Array, z: Array, weight: Array) -> Array:
    return weight * (y - _sigmoid(z)) / np.sum(weight)


def _pixel_from_logits(y: Array, z: Array, weight: Array) -> Array:
    return weight * (z - y) / np.sum(weight)


def _pixel_slope_twice(y: Array, z: Array, weight: Array) -> Array:
    p = _sigmoid(z)
    return weight * (p - y) * p * (1 - p) / np.sum(weight)


def _pixel_by_probability(y: Array, z: Array, weight: Array) -> Array:
    p = _sigmoid(z)
    return weight * (p - y) / (p * (1 - p)) / np.sum(weight)


def _pixel_foreground_only(y: Array, z: Array, weight: Array) -> Array:
    return weight * y * (_sigmoid(z) - 1) / np.sum(weight)


PIXELS = Task(
    id="vision/pixel-gradient",
    title=Text(ko="가중 픽셀 손실의 그래디언트", en="Gradient of a weighted pixel loss"),
    solution=pixel_gradient,
    draw=draw_pixels,
    mistakes=(
        Mistake(
            _pixel_unweighted,
            Text(
                ko="가중치가 들어 있지 않습니다. 픽셀마다 오차에 그 픽셀의 가중치를 곱하세요.",
                en="The weights are missing: multiply each pixel's error by its weight.",
            ),
        ),
        Mistake(
            _pixel_over_count,
            Text(
                ko="픽셀의 수로 나누었습니다. 가중 평균은 가중치의 합으로 나눕니다. 아니면 가중치를 두 배로 할 때 걸음도 두 배가 됩니다.",
                en="You divide by the number of pixels. A weighted mean divides by the sum of weights; else doubling all of them doubles the step.",
            ),
        ),
        Mistake(
            _pixel_summed,
            Text(
                ko="더하기만 하고 평균을 내지 않았습니다. 가중치의 합으로 나누세요.",
                en="This is the gradient of a sum, not of a mean: divide by the sum of weights.",
            ),
        ),
        Mistake(
            _pixel_over_images,
            Text(
                ko="이미지마다 따로 가중 평균을 냈습니다. 가중치의 합은 모든 이미지의 모든 픽셀에 대해 하나입니다.",
                en="You normalise each image by itself; there is one sum of weights, over all pixels of all images.",
            ),
        ),
        Mistake(
            _pixel_reversed,
            Text(
                ko="부호가 반대입니다. 전경 픽셀(y = 1)에서는 로짓이 커질수록 손실이 줄므로 그래디언트가 음수여야 합니다.",
                en="The sign is reversed: on a foreground pixel, y = 1, the loss falls as the logit grows, so the gradient is negative.",
            ),
        ),
        Mistake(
            _pixel_from_logits,
            Text(
                ko="로짓을 그대로 썼습니다. 정답과 비교하는 것은 확률이므로 먼저 시그모이드를 씌웁니다.",
                en="You use the logit as it is; what is compared with the target is a probability: apply the sigmoid first.",
            ),
        ),
        Mistake(
            _pixel_slope_twice,
            Text(
                ko="p(1 − p)를 한 번 더 곱했습니다. 교차 엔트로피의 로그가 시그모이드의 기울기를 지워서 p − y만 남습니다.",
                en="There is a p(1 − p) too many: the logarithm in cross-entropy cancels the sigmoid's slope and leaves p − y.",
            ),
        ),
        Mistake(
            _pixel_by_probability,
            Text(
                ko="확률에 대한 미분입니다. 로짓에 대한 미분은 여기에 시그모이드의 기울기 p(1 − p)를 곱한 것입니다.",
                en="This is the derivative with respect to the probability; for the logit, multiply by the sigmoid's slope p(1 − p).",
            ),
        ),
        Mistake(
            _pixel_foreground_only,
            Text(
                ko="전경 픽셀에만 기울기가 있습니다. 그러면 모든 픽셀을 전경이라고 해도 벌이 없습니다. 배경의 오차도 넣으세요.",
                en="Only foreground pixels have a slope, so marking everything costs nothing: background errors belong in too.",
            ),
        ),
    ),
)

# --- quiz -------------------------------------------------------------------------------------------------

QUESTIONS = (
    Question(
        Text(
            ko="풀밭의 소와 물 위의 배로 배운 분류기가 같은 곳에서 찍은 새 사진을 99% 맞힙니다. 바닷가의 소는 거의 배라고 합니다. 손실은 왜 이것을 막지 못했습니까?",
            en="A classifier learnt from cows on meadows and ships on water. It names 99% of new photographs from the same places, and calls nearly every cow on a beach a ship. Why did the loss not prevent this?",
        ),
        (
            Option(
                Text(ko="교차 엔트로피가 이미지에 맞지 않아서", en="Cross-entropy does not suit images."),
                Text(
                    ko="이미지 분류에는 교차 엔트로피면 됩니다. 다른 분류 손실도 같은 예제를 보면 같은 것을 배웁니다.",
                    en="For classifying images it is all one needs; any other loss for classes would see the same examples.",
                ),
            ),
            Option(
                Text(
                    ko="배경만으로 p가 y에 가까워져 당기는 힘 p − y가 남지 않아서",
                    en="The surroundings alone bring p close to y, and of the pull p − y nothing is left.",
                ),
                Text(
                    ko="맞습니다. 예제가 보여 주지 않는 것을 손실은 요구하지 않습니다. 같은 곳에서 찍은 새 사진으로는 드러나지도 않습니다.",
                    en="Right: a loss asks for nothing that the examples do not show, and new photographs from the same places do not bring it to light.",
                ),
                right=True,
            ),
            Option(
                Text(ko="훈련 사진이 너무 적어 과적합해서", en="There were too few photographs, and it overfitted."),
                Text(
                    ko="과적합이라면 같은 곳에서 찍은 새 사진도 틀립니다. 99%를 맞힌 것은 버릇을 제대로 배웠다는 뜻입니다.",
                    en="Then new photographs from the same places would suffer. That 99% are right shows that it learnt the habit well.",
                ),
            ),
            Option(
                Text(
                    ko="드문 바닷가의 소에 가중치를 주지 않아서",
                    en="The rare cows on beaches were given no weight.",
                ),
                Text(
                    ko="가중치는 있는 예제의 목소리를 키울 뿐입니다. 바닷가의 소가 한 장도 없으면 키울 것도 없습니다.",
                    en="A weight turns up examples that are there. Without a single cow on a beach there is nothing to turn up.",
                ),
            ),
        ),
    ),
    Question(
        Text(
            ko="예측 상자와 정답 상자가 전혀 겹치지 않습니다. IoU 손실로 경사 하강법을 한 걸음 가면 어떻게 됩니까?",
            en="A predicted box and the true one do not overlap at all. What does a step of gradient descent on the IoU loss do?",
        ),
        (
            Option(
                Text(
                    ko="가장 크게 움직입니다. 손실이 최댓값 1이니까요.",
                    en="It is the largest there is: the loss is at its maximum, 1.",
                ),
                Text(
                    ko="손실의 크기와 기울기는 다릅니다. 상자를 조금 움직여도 손실은 그대로 1이므로 기울기는 0입니다.",
                    en="Height and slope are different things. Moving the box a little leaves the loss at 1, so the slope is 0.",
                ),
            ),
            Option(
                Text(ko="움직이지 않습니다.", en="Nothing."),
                Text(
                    ko="맞습니다. 교집합이 0인 채로 남으므로 기울기가 정확히 0입니다. GIoU는 감싸는 상자의 빈자리를 더해 길을 알려 줍니다.",
                    en="Right. The intersection stays 0, and so the gradient is exactly 0. GIoU adds the empty part of the enclosing box and shows a way.",
                ),
                right=True,
            ),
            Option(
                Text(ko="정답 쪽으로 곧장 옮겨 갑니다.", en="It moves straight towards the true box."),
                Text(
                    ko="스무스 L1이 그렇게 합니다. IoU는 겹치기 전에는 어느 쪽이 가까운지 모릅니다.",
                    en="Smooth L1 does that. Before they meet, IoU does not know which way is closer.",
                ),
            ),
            Option(
                Text(ko="먼저 커집니다.", en="The box grows first."),
                Text(
                    ko="그것은 GIoU입니다. 감싸는 상자를 가장 빨리 채우는 길이 커지는 것이기 때문입니다.",
                    en="That is GIoU, for which growing is the quickest way to fill the enclosing box.",
                ),
            ),
        ),
    ),
    Question(
        Text(
            ko="YOLOv1은 왜 너비와 높이의 제곱근을 비교합니까?",
            en="Why does YOLOv1 compare square roots of width and height?",
        ),
        (
            Option(
                Text(
                    ko="같은 픽셀 오차라도 작은 상자에서 더 무겁게 하려고",
                    en="So that the same error in pixels weighs more on a small box",
                ),
                Text(
                    ko="맞습니다. (√(w + e) − √w)² ≈ e²/4w라서 상자가 작을수록 손실이 큽니다.",
                    en="Right: (√(w + e) − √w)² ≈ e²/4w, which is larger the smaller the box.",
                ),
                right=True,
            ),
            Option(
                Text(ko="너비가 음수가 되지 않게 하려고", en="To keep the width from turning negative"),
                Text(
                    ko="비교하는 방식은 출력의 범위를 막지 못합니다. 그것은 지수 함수처럼 출력을 만드는 쪽의 일입니다.",
                    en="How outputs are compared does not bound them; that takes, say, an exponential where they are made.",
                ),
            ),
            Option(
                Text(ko="손실이 IoU와 같아지도록", en="To make the loss equal to IoU"),
                Text(
                    ko="크기에 따른 차이를 줄일 뿐 IoU와 같지는 않습니다. 네 수를 여전히 따로따로 봅니다.",
                    en="It lessens the effect of size, but it is not IoU: the four numbers are still looked at one by one.",
                ),
            ),
        ),
    ),
    Question(
        Text(
            ko="상자 손실을 스무스 L1에서 GIoU로 바꾸고 λ는 그대로 두었더니 상자가 나빠지고 클래스는 좋아졌습니다. 무엇부터 의심합니까?",
            en="You replace smooth L1 by GIoU and keep λ. Boxes get worse, classes better. What do you suspect first?",
        ),
        (
            Option(
                Text(ko="GIoU가 스무스 L1보다 나쁜 손실이라는 것", en="GIoU is the worse loss."),
                Text(
                    ko="이 실험만으로는 알 수 없습니다. 두 손실은 기울기의 크기가 다르므로 λ도 함께 바뀐 셈입니다.",
                    en="This experiment cannot tell: the losses differ in the size of their gradients, so in effect λ changed too.",
                ),
            ),
            Option(
                Text(ko="두 머리 사이의 비중이 달라졌다는 것", en="The weighting of the two heads has changed."),
                Text(
                    ko="맞습니다. 픽셀로 재던 손실을 넓이의 비율로 바꾸면 상자 쪽의 당김이 약해집니다. λ를 다시 골라야 합니다.",
                    en="Right: from pixels to shares of an area, the box head pulls less. λ has to be chosen anew.",
                ),
                right=True,
            ),
            Option(
                Text(
                    ko="Adam이 두 손실의 크기를 맞추어 주지 못하게 설정되었다는 것",
                    en="Adam is not set up to even out the two losses.",
                ),
                Text(
                    ko="Adam은 합쳐진 그래디언트의 크기를 맞출 뿐입니다. 합 속의 비율은 어떤 설정으로도 바뀌지 않습니다.",
                    en="Adam scales the gradient of the sum; no setting of it changes the shares within the sum.",
                ),
            ),
        ),
    ),
    Question(
        Text(
            ko="전경의 가중치를 9로 하여 학습한 분할 모델의 출력을 0.5에서 자릅니다. 전경일 확률이 얼마를 넘는 픽셀을 표시하는 셈입니까?",
            en="A segmentation model was trained with weight 9 on the foreground, and its output is cut at 0.5. Above which true probability is a pixel marked?",
        ),
        (
            Option(
                Text(ko="0.5", en="0.5"),
                Text(
                    ko="가중치가 없을 때의 답입니다. 가중치 r은 확률 q를 rq/(1 − q + rq)로 옮깁니다.",
                    en="That is the answer without weights: a weight r turns probability q into rq/(1 − q + rq).",
                ),
            ),
            Option(
                Text(ko="0.9", en="0.9"),
                Text(
                    ko="방향이 반대입니다. 전경을 무겁게 하면 출력이 커지므로 더 낮은 확률에서도 0.5를 넘습니다.",
                    en="The other way round: a heavier foreground raises the output, which passes 0.5 at a lower probability.",
                ),
            ),
            Option(
                Text(ko="0.1", en="0.1"),
                Text(
                    ko="맞습니다. rq/(1 − q + rq) = ½이면 q = 1/(1 + r) = 0.1입니다.",
                    en="Right: rq/(1 − q + rq) = ½ at q = 1/(1 + r) = 0.1.",
                ),
                right=True,
            ),
        ),
    ),
    Question(
        Text(
            ko="샴 네트워크가 새 이미지에서 같음과 다름을 99% 맞힙니다. 처음 보는 사람에게도 그렇다고 말하려면 무엇이 필요합니까?",
            en="A Siamese network tells same from different on new images 99% of the time. What does it take to say so of people it has never seen?",
        ),
        (
            Option(
                Text(ko="같은 사람들의 새 사진을 더 모은 시험", en="A test on more new pictures of the same people"),
                Text(
                    ko="아는 클래스에서 거의 완벽하던 임베딩이 모르는 클래스에서는 픽셀만도 못할 수 있습니다.",
                    en="An embedding that is nearly perfect on known classes may be worse than plain pixels on unknown ones.",
                ),
            ),
            Option(
                Text(
                    ko="학습에서 사람을 통째로 빼 두고 그 사람들로 하는 시험",
                    en="A test on people who were left out of training altogether",
                ),
                Text(
                    ko="맞습니다. 빼 두어야 하는 것은 사진이 아니라 클래스입니다.",
                    en="Right: what has to be held out is classes, not pictures.",
                ),
                right=True,
            ),
            Option(
                Text(ko="더 큰 마진", en="A larger margin"),
                Text(
                    ko="마진은 아는 클래스끼리의 간격을 정합니다. 학습에서 필요 없던 차이를 되살리지는 못합니다.",
                    en="The margin sets how far known classes stand apart; it cannot bring back differences that training had no use for.",
                ),
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="vision",
    title=Text(ko="이미지의 손실", en="Losses for images"),
    tasks=(OVERLAP, YOLO, PIXELS),
    questions=QUESTIONS,
)
