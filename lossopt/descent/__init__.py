"""Descent methods: a direction × a step size, and the path they leave."""

from lossopt.descent import methods
from lossopt.descent.core import Method, State, Step, descend, iterate
from lossopt.descent.curvature import hessian
from lossopt.descent.definition import direction, step_size
from lossopt.descent.directions import (
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    AMSGrad,
    CoordinateDescent,
    Lion,
    Momentum,
    NAdam,
    RMSProp,
    Steepest,
)
from lossopt.descent.line_searches import Armijo, Wolfe
from lossopt.descent.many import Paths
from lossopt.descent.path import Path
from lossopt.descent.schedules import Constant, Cosine, Exponential, StepDecay, WarmUp
from lossopt.descent.second_order import BFGS, ConjugateGradient, Newton
from lossopt.descent.step_sizes import BarzilaiBorwein, ExactQuadratic, Polyak
from lossopt.descent.watch import Watch

__all__ = [
    "BFGS",
    "AMSGrad",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Armijo",
    "BarzilaiBorwein",
    "ConjugateGradient",
    "Constant",
    "CoordinateDescent",
    "Cosine",
    "ExactQuadratic",
    "Exponential",
    "Lion",
    "Method",
    "Momentum",
    "NAdam",
    "Newton",
    "Path",
    "Paths",
    "Polyak",
    "RMSProp",
    "State",
    "Steepest",
    "Step",
    "StepDecay",
    "WarmUp",
    "Watch",
    "Wolfe",
    "descend",
    "direction",
    "hessian",
    "iterate",
    "methods",
    "step_size",
]
