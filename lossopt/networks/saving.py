"""Save a trained network and read it back: an .npz file of plain arrays and a description in JSON, no pickled code."""

from __future__ import annotations

import json
from dataclasses import fields
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.networks.layer import LAYERS, Layer
from lossopt.networks.network import Network

FORMAT = 1


def save(path: str | PathLike[str], network: Network, w: NDArray) -> None:
    """Write a network and its parameters into a file; `load` reads it back.

    The file holds the layers with their hyperparameters, w, and the statistics of batch normalisation if it was calibrated. Raises ValueError
    for a w of the wrong length, and for a layer that `@layer` did not define, which `load` could not find.
    """
    network.parameters(w)  # the length fits
    for each in network.layers:
        if LAYERS.get(type(each).__name__) is not type(each):
            raise ValueError(
                f"save: the layer {type(each).__name__} is not in the table of layers; define it with @layer."
            )
    description = {
        "format": FORMAT,
        "inputs": network.inputs,
        "layers": [[type(each).__name__, _settings(each)] for each in network.layers],
    }
    known = {
        f"statistics {number} {which}": np.asarray(array)
        for number, pair in network.statistics.items()
        for which, array in zip(("mean", "variance"), pair, strict=True)
    }
    target = Path(path)
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as file:  # NumPy would add .npz to a name of its own making
        np.savez(file, **{"w": w, "description": np.array(json.dumps(description)), **known})  # type: ignore[arg-type]
    unfinished.replace(target)  # a run that dies while writing leaves the old file whole


def load(path: str | PathLike[str]) -> tuple[Network, NDArray]:
    """Return network and parameters from a file that `save` wrote. Raises ValueError for any other file."""
    try:
        with np.load(Path(path), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        description = json.loads(str(arrays["description"]))
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']}, expected {FORMAT}")
        layers = [LAYERS[name](**settings) for name, settings in description["layers"]]
    except OSError:
        if not Path(path).is_file():
            raise
        raise ValueError(f"load: {path} is not a file that lossopt.networks.save wrote.") from None
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"load: {path} is not a file that lossopt.networks.save wrote ({error}).") from None
    network = Network(layers, tuple(description["inputs"]))
    network.parameters(arrays["w"])
    network.statistics = {
        int(name.split()[1]): (arrays[name], arrays[name.replace("mean", "variance")])
        for name in arrays
        if name.startswith("statistics") and name.endswith("mean")
    }
    return network, arrays["w"]


def _settings(each: Layer) -> dict[str, Any]:
    return {field.name: getattr(each, field.name) for field in fields(each)}  # type: ignore[arg-type]
