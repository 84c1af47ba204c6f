"""The same numbers as PyTorch, scikit-learn and SciPy: committed ones always, live ones where the peers are installed."""

import importlib.util

import numpy as np
import pytest
from parity import ROOT, committed, named

from lossopt import registry

CASES = committed("losses_more")


def agree(case):
    loss = registry.losses[case["name"]].item
    value, grad = loss.value_and_grad(case["y_true"], case["y_pred"], **case["hyper"])
    assert value == pytest.approx(case["value"], rel=1e-9, abs=1e-11)
    if case["grad"] is not None:
        np.testing.assert_allclose(grad, case["grad"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", named(CASES))
def test_value_and_gradient_like_the_peers(case):
    agree(case)


def script():
    spec = importlib.util.spec_from_file_location("make_reference_losses", ROOT / "tools" / "make_reference_losses.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("make", "needs"), [("torch_cases", ["torch"]), ("value_cases", ["sklearn", "scipy"])])
def test_the_peers_still_say_so(make, needs):
    for name in needs:
        pytest.importorskip(name, reason=f"{name} is not installed; the committed numbers are compared all the same")
    cases = getattr(script(), make)()
    assert len(cases) > 5
    stored = {(case["name"], str(case["hyper"]), str(case["y_pred"])): case for case in CASES}
    for case in cases:
        agree(case)
        same = stored[case["name"], str(case["hyper"]), str(case["y_pred"])]
        assert case["value"] == pytest.approx(same["value"], rel=1e-9)


def test_the_committed_numbers_cover_the_losses_that_peers_have():
    assert {case["name"] for case in CASES} >= {"smooth_l1", "kl_divergence", "triplet", "hinge", "wasserstein", "dice"}
