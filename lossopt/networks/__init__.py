"""Networks: layers in plain NumPy whose parameters are views into one flat vector.

    net = lo.networks.mlp([64, 128, 10])
    w = net.init(seed=0)                      # one vector, as every objective wants it
    scores = net(w, x)                        # (n, 64) → (n, 10)
    net.parameters(w)["0 Dense weight"]       # a view: what changes w changes it

A network holds no numbers of its own: it is a function of w and x. The same layers run on arrays and on the tensors of
`lossopt.autodiff`, which is where their gradients come from; `lossopt.objectives` makes of a network, a loss and data an objective.
"""

from lossopt.autodiff import relu
from lossopt.networks.activations import (
    Activation,
    activation,
    elu,
    gelu,
    leaky_relu,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)  # fmt: skip
from lossopt.networks.basic import Dense, Dropout, Embedding, Flatten
from lossopt.networks.images import AveragePool2D, Conv2D, MaxPool2D
from lossopt.networks.initial import spread
from lossopt.networks.layer import Layer, Run
from lossopt.networks.network import Network, mlp
from lossopt.networks.normalisation import BatchNorm, LayerNorm
from lossopt.networks.recurrent import GRU, RNN, gru_cell, rnn_cell
from lossopt.networks.saving import load, save

__all__ = [
    "GRU",
    "RNN",
    "Activation",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "Layer",
    "LayerNorm",
    "MaxPool2D",
    "Network",
    "Run",
    "activation",
    "elu",
    "gelu",
    "gru_cell",
    "leaky_relu",
    "load",
    "mlp",
    "relu",
    "rnn_cell",
    "save",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "spread",
    "tanh",
]
