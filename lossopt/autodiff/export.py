"""The tape as plain data: what a drawing of the graph, or a stepper through it, needs to know."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from lossopt.autodiff.gradients import Arriving, quietly
from lossopt.autodiff.tape import Tensor, sweep


class NodeData(TypedDict):
    """One node: numbers as floats and nested lists, so that json.dumps takes it.

    - `id`: its place in the list; inputs come before those computed from them
    - `operation`: "input", or the function's name; `name`: the label it was given, or ""
    - `inputs`: the ids that it was computed from
    - `shape`, `value`: what the way forward found
    - `local`: for each input, the vector-Jacobian product of ones: for a node of one number its derivative with respect to
      that input, for a function applied entry by entry the derivative of every entry
    - `upstream`: the gradient of the last node with respect to this one, which the way back finds
    """

    id: int
    operation: str
    name: str
    inputs: list[int]
    shape: list[int]
    value: Any
    local: list[Any]
    upstream: Any


def export(root: Tensor, upstream: ArrayLike | None = None) -> list[NodeData]:
    """Return the nodes that lead to `root`, inputs first: forward is the list's order, backward its reverse.

    What is sent to input i of a node is, for numbers, `upstream · local[i]`: the chain rule. `.grad` is left as it is. Raises
    ValueError where `root` is not one number and no `upstream` of its shape is given, TypeError where it is no tensor.

    >>> x = Tensor(3.0, name="x")
    >>> for node in export(x * x + 1):
    ...     print(node["id"], node["operation"], node["inputs"], node["value"], node["local"], node["upstream"])
    0 input [] 3.0 [] 6.0
    1 multiply [0, 0] 9.0 [3.0, 3.0] 1.0
    2 add [1] 10.0 [1.0] 1.0
    """
    if not isinstance(root, Tensor):
        raise TypeError(f"export: expected a tensor, got {type(root).__name__}.")
    with quietly():
        walked = list(sweep(root, upstream))[::-1]
        places = {node.number: place for place, (node, _) in enumerate(walked)}
        return [
            NodeData(
                id=place,
                operation=node.operation,
                name=node.name,
                inputs=[places[source.number] for source, _ in node.inputs],
                shape=list(node.shape),
                value=node.value.tolist(),
                local=_local(node),
                upstream=gradient.tolist(),
            )
            for place, (node, gradient) in enumerate(walked)
        ]


def _local(node: Tensor) -> list[Any]:
    """Return what each input of the node would receive if every entry upstream were 1."""
    found = []
    for source, vjp in node.inputs:
        received = Arriving()
        received.add(source, vjp(np.ones_like(node.value)[()]))
        found.append(received.take(source, False).tolist())
    return found
