"""Loss functions with value and gradient: `huber(y, p)`, `huber.grad(y, p)`, `huber.value_and_grad(y, p, weights=w)`.

`lossopt.catalogue()` shows them all; `loss` makes a new one. Beside the losses stand functions made of losses (`weighted_sum`,
`uncertainty_weighted`, `perplexity`), penalties on parameters (`l1_penalty`, `l2_penalty`, `lipschitz_penalty`) and `mine_triplets`.
"""

from lossopt.losses import fast as _fast  # noqa: F401 (gives losses their faster forms)
from lossopt.losses.classification import (
    binary_cross_entropy,
    categorical_cross_entropy,
    focal,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_categorical_cross_entropy,
    sparse_softmax_cross_entropy,
)
from lossopt.losses.combine import perplexity, uncertainty_weighted, weighted_sum
from lossopt.losses.core import Loss, loss
from lossopt.losses.distributions import kl_divergence, reverse_kl_divergence, wasserstein, wasserstein_critic
from lossopt.losses.embeddings import contrastive, cosine, triplet
from lossopt.losses.margins import hinge, multiclass_hinge, squared_hinge
from lossopt.losses.mining import mine_triplets
from lossopt.losses.penalties import l1_penalty, l1_proximal, l2_penalty, lipschitz_penalty
from lossopt.losses.regions import dice, giou, iou, jaccard, tversky
from lossopt.losses.regression import (
    gamma,
    gaussian_nll,
    huber,
    log_cosh,
    mae,
    mse,
    poisson,
    poisson_log,
    quantile,
    smooth_l1,
)

__all__ = [
    "Loss",
    "binary_cross_entropy",
    "categorical_cross_entropy",
    "contrastive",
    "cosine",
    "dice",
    "focal",
    "gamma",
    "gaussian_nll",
    "giou",
    "hinge",
    "huber",
    "iou",
    "jaccard",
    "kl_divergence",
    "l1_penalty",
    "l1_proximal",
    "l2_penalty",
    "lipschitz_penalty",
    "log_cosh",
    "loss",
    "mae",
    "mine_triplets",
    "mse",
    "multiclass_hinge",
    "perplexity",
    "poisson",
    "poisson_log",
    "quantile",
    "reverse_kl_divergence",
    "sigmoid_cross_entropy",
    "smooth_l1",
    "softmax_cross_entropy",
    "sparse_categorical_cross_entropy",
    "sparse_softmax_cross_entropy",
    "squared_hinge",
    "triplet",
    "tversky",
    "uncertainty_weighted",
    "wasserstein",
    "wasserstein_critic",
    "weighted_sum",
]
