"""Outside the checkout: the wheel holds everything, asks for what it needs, and works from another folder."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PathDistribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
SOURCES = ["pyproject.toml", "README.md", "LICENSE", "lossopt"]
NO_NETWORK = ("Could not find a version", "No matching distribution", "Connection", "Temporary failure", "timed out")


def pip(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def can_build_here() -> bool:
    """Whether this environment has what [build-system] asks for, so that pip need not fetch it."""
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    try:
        return all(Requirement(need).specifier.contains(version(Requirement(need).name)) for need in needs)
    except ModuleNotFoundError:
        return False


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # a copy, because a build leaves folders beside the sources
    copy = tmp_path_factory.mktemp("checkout")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation"] if can_build_here() else []
    done = pip("wheel", "--no-deps", *options, "--wheel-dir", out, checkout)
    if done.returncode and not options and any(sign in done.stderr for sign in NO_NETWORK):
        pytest.skip("setuptools is too old here and no package index is reachable: the wheel cannot be built")
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("lossopt-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = pip("install", "--no-deps", "--no-index", "--target", target, wheel)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def metadata(installed: Path) -> Distribution:
    (folder,) = installed.glob("lossopt-*.dist-info")
    return PathDistribution(folder)


def run_elsewhere(code: str, installed: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_every_source_file_is_in_the_wheel(checkout: Path, installed: Path):
    def files(root: Path) -> set[str]:
        return {
            str(path.relative_to(root)) for path in root.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
        }  # fmt: skip

    assert files(installed / "lossopt") == files(checkout / "lossopt")
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"lossopt"}


def test_font_and_type_marker_come_along(installed: Path):
    fonts = [*installed.glob("lossopt/plots/fonts/*.otf"), *installed.glob("lossopt/plots/fonts/*.ttf")]
    assert fonts and all(font.stat().st_size > 50_000 for font in fonts)
    assert (installed / "lossopt" / "py.typed").is_file()


def test_metadata(metadata: Distribution):
    needs = [Requirement(line) for line in metadata.requires or []]
    assert {need.name for need in needs if need.marker is None} == {"numpy", "matplotlib", "tqdm"}
    extras = [(need.name, str(need.marker)) for need in needs if need.marker is not None]
    assert ("scikit-learn", 'extra == "data"') in extras and ("cosmic-ray", 'extra == "mutants"') in extras
    assert {"data", "mutants"} <= set(metadata.metadata.get_all("Provides-Extra"))
    assert metadata.metadata["Name"] == "lossopt"
    assert set(metadata.metadata.get_all("License-File")) == {"LICENSE", "lossopt/plots/fonts/OFL.txt"}
    assert metadata.metadata["Summary"]
    assert all(need.specifier for need in needs)  # a lower bound each


def test_the_version_is_the_packages_own(metadata: Distribution):
    import lossopt

    assert metadata.version == lossopt.__version__


def test_it_works_from_another_folder(installed: Path, tmp_path: Path):
    code = """
import json
import lossopt as lo
path = lo.descent.descend(lo.landscapes.quadratic, [1.0, 1.0], lo.descent.methods.gd(0.1), steps=5)
lo.setup("ko")
print(json.dumps([lo.__file__, lo.losses.mse([1.0, 2.0], [1.5, 4.0]), path.steps, path.report.here()]))
"""
    done = run_elsewhere(code, installed, tmp_path)
    assert done.returncode == 0, done.stderr
    file, loss, steps, report = json.loads(done.stdout)
    assert Path(file).is_relative_to(installed)  # not the checkout
    assert (loss, steps) == (2.125, 5) and report.startswith("5걸음")
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []  # and leaves nothing behind
