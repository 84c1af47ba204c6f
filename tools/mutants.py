"""Mutation testing of the losses and the descent: `make mutants`, or `python -m tools.mutants [file …]`.

A mutant is the package with one small fault: a + that became a −, a < that became a ≤, a number off by one. Where no test fails, the tests would
not have seen that fault either. Cosmic Ray knows the faults; running its mutants one interpreter each would take a day. Here the tests are collected
once, and for every mutant a forked copy of that process exchanges the code of one function and runs the tests that call it, the quickest first,
until one fails: most mutants take a few tenths of a second. Faults in what runs at import (defaults, constants, decorators) need a
fresh interpreter each and take seconds.

What is configured stands in pyproject.toml, `[tool.mutants]`. Results are kept in `_build/mutants.jsonl`, line by line: a run that was stopped goes
on where it was; a killed mutant of an unchanged file stays killed; survivors are tried again when a test has changed. Those that no test can kill,
because they compute the same, are listed with the reason in `tests/mutants-accepted.toml`. The run fails if less than 95 % of the others are
killed, or if not all have been tried.
"""

from __future__ import annotations

import argparse
import ast
import gc
import hashlib
import importlib
import importlib.util
import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "_build" / "mutants.jsonl"
ACCEPTED = ROOT / "tests" / "mutants-accepted.toml"
MEMORY = 6 * 2**30  # bytes that a mutant may ask for: some want arrays without end

Place = tuple[str, str, int]  # of a function: file, qualified name, first line


@dataclass(frozen=True)
class Mutant:
    """One fault: the operator of Cosmic Ray, and which of its places in the file."""

    file: str
    operator: str
    occurrence: int
    key: str  # by which it is known when lines move: file, function, operator, the line's text, which of its places there


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant, for which state of its file and of the tests."""

    key: str
    file: str
    source: str
    tests: str
    outcome: str  # killed, survived, timeout
    seconds: float
    line: int
    before: str
    after: str

    @property
    def survived(self) -> bool:
        """Whether no test saw the fault."""
        return self.outcome == "survived"


def configured() -> dict[str, Any]:
    """Return `[tool.mutants]` of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutants"]


def digest(*paths: Path) -> str:
    """Return a short fingerprint of files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:16]


# --- which mutants there are ------------------------------------------------------------------------------------------


def mutants_of(file: str, operators: list[str]) -> Iterator[Mutant]:
    """Yield the mutants of a file, but for faults in annotations, which nothing runs."""
    parsing, plugins = importlib.import_module("cosmic_ray.ast"), importlib.import_module("cosmic_ray.plugins")
    query = importlib.import_module("cosmic_ray.ast.ast_query").ASTQuery
    source = (ROOT / file).read_text(encoding="utf-8")
    lines, tree, unseen = source.splitlines(), parsing.get_ast(source), _not_run(source)
    for name in operators:
        operator = plugins.get_operator(f"core/{name}")()
        places = ((node, start) for node in parsing.ast_nodes(tree) for start, _ in operator.mutation_positions(node))
        alike: Counter[str] = Counter()
        for occurrence, (node, start) in enumerate(places):
            if any(first <= start < last for first, last in unseen):
                continue
            within = query(node).get_definition_name() or "module"
            key = f"{file}: {within}: {name}: {lines[start[0] - 1].strip()}"
            alike[key] += 1
            yield Mutant(file, f"core/{name}", occurrence, f"{key} #{alike[key]}")


def _not_run(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return from where to where annotations and what is for type checkers alone stand: (line, column) pairs."""
    found: list[ast.AST] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            found.append(node.returns)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            found.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in found]  # type: ignore[attr-defined]


def mutated(mutant: Mutant) -> str:
    """Return the source with the fault, or, where it changes nothing, as it is."""
    plugins, mutating = importlib.import_module("cosmic_ray.plugins"), importlib.import_module("cosmic_ray.mutating")
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    changed = mutating.mutate_code(source, plugins.get_operator(mutant.operator)(), mutant.occurrence)
    return source if changed is None else changed


def difference(file: str, after: str) -> tuple[int, str, str]:
    """Return number and text of the first line that differs, before and after."""
    before = (ROOT / file).read_text(encoding="utf-8").splitlines()
    pairs = zip(before, after.splitlines(), strict=False)
    return next(((i, a.strip(), b.strip()) for i, (a, b) in enumerate(pairs, 1) if a != b), (0, "", ""))


# --- what a fault changes in the running program ----------------------------------------------------------------------


def _parts(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _is_function(code: CodeType) -> bool:
    return bool(code.co_flags & 0x2)  # CO_NEWLOCALS: module and class bodies have none


def _own(code: CodeType) -> tuple[Any, ...]:
    """Return what a function does, without the functions inside it."""
    constants = tuple((type(c), repr(c)) for c in code.co_consts if not isinstance(c, CodeType))
    return code.co_code, constants, code.co_names, code.co_varnames


def changes(before: CodeType, after: CodeType, path: str) -> tuple[dict[CodeType, CodeType], list[Place], bool]:
    """Compare two compiled modules.

    Return old and new code of every function in which something changed, however deep; where the functions stand that changed themselves; and
    whether something changed that runs at import.
    """
    exchanged: dict[CodeType, CodeType] = {}
    themselves: list[Place] = []
    at_import = False

    def compare(old: CodeType, new: CodeType) -> bool:
        nonlocal at_import
        inner = [compare(a, b) for a, b in zip(_parts(old), _parts(new), strict=True)]
        here = _own(old) != _own(new)
        if _is_function(old) and (here or any(inner)):
            exchanged[old] = new
            if here:
                themselves.append((path, old.co_qualname, old.co_firstlineno))
        elif here:
            at_import = True
        return here or any(inner)

    compare(before, after)
    return exchanged, themselves, at_import


def live_functions(files: set[str]) -> dict[CodeType, list[FunctionType]]:
    """Return the functions of these files that exist in this process, by their code."""
    found: dict[CodeType, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in files:
            found[thing.__code__].append(thing)
    return found


def forget_caches() -> None:
    """Empty the caches of the package: they hold what the code without the fault has computed."""
    for thing in gc.get_objects():
        if type(thing).__name__ == "_lru_cache_wrapper" and str(getattr(thing, "__module__", "")).startswith("lossopt"):
            thing.cache_clear()


# --- running ----------------------------------------------------------------------------------------------------------


def forked(work: Callable[[], int], seconds: float) -> str:
    """Run `work` in a copy of this process: killed if it returns other than 0 or dies, timeout if it takes longer."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os._exit(min(work(), 1))
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) == signal.SIGALRM else "killed"
    return "killed" if os.WEXITSTATUS(status) else "survived"


class Session:
    """A plugin of pytest that runs mutants where pytest would run its tests, once they are collected."""

    def __init__(self, mutants: list[Mutant], done: Callable[[Mutant, str, float, str], None]) -> None:
        self.mutants, self.done = mutants, done
        self.items: list[Any] = []
        self.functions: dict[CodeType, list[FunctionType]] = {}

    def pytest_collection(self) -> None:
        """Let Hypothesis report what fails first, not look for the simplest that does."""
        hypothesis = importlib.import_module("hypothesis")
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile("mutants", hypothesis.settings.default, phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: Any) -> bool:
        """Try the mutants one by one."""
        self.items = session.items
        session.config.pluginmanager.unregister(name="terminalreporter")  # it would tell of every test of every mutant
        files = {str(ROOT / mutant.file) for mutant in self.mutants}
        calls, seconds = self._calls(files)
        self.functions = live_functions(files)
        if {code.co_filename for code in self.functions} != files:
            raise SystemExit(f"The tests import lossopt from elsewhere than {ROOT}.")
        slow: list[Mutant] = []
        for mutant in self.mutants:
            started = time.perf_counter()
            after = mutated(mutant)
            outcome = self._try(mutant, after, calls, seconds)
            if outcome is None:
                slow.append(mutant)
            else:
                self.done(mutant, outcome, time.perf_counter() - started, after)
        print(f"{len(slow)} mutants in what runs at import, each in a fresh interpreter …", flush=True)
        for mutant in slow:
            started = time.perf_counter()
            outcome = in_fresh_interpreter(mutant, self._files_calling(str(ROOT / mutant.file), calls))
            self.done(mutant, outcome, time.perf_counter() - started, mutated(mutant))
        return True

    def _files_calling(self, path: str, calls: dict[Place, list[int]]) -> list[str]:
        """Return the test files that call anything in this file, the busiest last."""
        count = Counter(str(self.items[i].path) for place, found in calls.items() if place[0] == path for i in found)
        return [name for name, _ in reversed(count.most_common())]

    def _try(self, mutant: Mutant, after: str, calls: dict[Place, list[int]], seconds: list[float]) -> str | None:
        """Return what becomes of a mutant, or None if that takes a fresh interpreter."""
        path = str(ROOT / mutant.file)
        before = (ROOT / mutant.file).read_text(encoding="utf-8")
        try:
            exchanged, themselves, at_import = changes(
                compile(before, path, "exec"), compile(after, path, "exec"), path
            )
        except SyntaxError:
            return "killed"
        chosen = sorted({i for place in themselves for i in calls.get(place, [])}, key=lambda i: seconds[i])
        if at_import or not chosen:
            return None if at_import or themselves else "survived"

        def work() -> int:
            for old, new in exchanged.items():
                for function in self.functions.get(old, []):
                    function.__code__ = new
            forget_caches()
            return self._run([self.items[i] for i in chosen], [seconds[i] for i in chosen])

        return forked(work, 3600)

    def _run(self, items: list[Any], usual: list[float] | None = None) -> int:
        """Run tests until one fails, or takes ten times as long as it usually does; return how many failed."""
        session = items[0].session
        for i, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
            if usual is not None:
                signal.setitimer(signal.ITIMER_REAL, 3 + 10 * usual[i])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
        return int(session.testsfailed)

    def _calls(self, files: set[str]) -> tuple[dict[Place, list[int]], list[float]]:
        """Run all tests once, without a fault: which functions does each call, and how long does it take?"""
        print(f"{len(self.items)} tests, twice without a fault …", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "calls")
            if forked(lambda: self._trace(files, file), 3600) != "survived":
                raise SystemExit("The tests fail without any fault: mend them first.")
            calls, seconds = pickle.loads(file.read_bytes())  # our own child wrote it
        quickest_first = sorted(range(len(seconds)), key=lambda i: seconds[i])
        if forked(lambda: self._run([self.items[i] for i in quickest_first]), 3600) != "survived":
            raise SystemExit(
                "The tests fail without any fault when the quickest run first: they depend on their order."
            )
        return calls, seconds

    def _trace(self, files: set[str], file: Path) -> int:
        calls: dict[Place, list[int]] = defaultdict(list)
        seconds: list[float] = []
        for i, item in enumerate(self.items):
            seen: dict[int, CodeType] = {}

            def look(frame: FrameType, event: str, arg: Any, seen: dict[int, CodeType] = seen) -> None:
                if event == "call":
                    seen[id(frame.f_code)] = frame.f_code

            started = time.perf_counter()
            sys.setprofile(look)
            failed = self._run([item])
            sys.setprofile(None)
            if failed:
                return 1
            seconds.append(time.perf_counter() - started)
            for code in seen.values():
                if code.co_filename in files:
                    calls[code.co_filename, code.co_qualname, code.co_firstlineno].append(i)
        file.write_bytes(pickle.dumps((dict(calls), seconds)))
        return 0


def pytest_arguments(files: list[str] | None = None) -> list[str]:
    """Return what pytest is to collect: these files, or the configured tests and the doctests of the mutated modules."""
    settings = configured()
    return ["-q", "-x", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly", "--doctest-modules",
            *(files or [*settings["tests"], *settings["modules"]])]  # fmt: skip


def in_fresh_interpreter(mutant: Mutant, files: list[str]) -> str:
    """Import the package with the fault in a new process and run these test files there, or all where there are none."""
    command = [sys.executable, "-m", "tools.mutants", *files, "--one", json.dumps(asdict(mutant))]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    except subprocess.TimeoutExpired:
        return "timeout"
    return "killed" if done.returncode else "survived"


def run_one(mutant: Mutant, files: list[str]) -> int:
    """Return pytest's exit code for the tests with the fault in place: this process imports it instead of the file."""
    machinery = importlib.import_module("importlib.machinery")
    path, source = str(ROOT / mutant.file), mutated(mutant)
    original = machinery.SourceFileLoader.get_code

    def get_code(self: Any, name: str) -> Any:
        return compile(source, path, "exec") if self.path == path else original(self, name)

    machinery.SourceFileLoader.get_code = get_code
    # plain: to rewrite assertions, pytest would read a file that it is given itself, past the fault
    return int(importlib.import_module("pytest").main(["--assert=plain", *pytest_arguments(files)]))


# --- results ----------------------------------------------------------------------------------------------------------


def stored() -> dict[str, Outcome]:
    """Return the newest result of every mutant."""
    if not RESULTS.exists():
        return {}
    rows = (json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines())
    return {row["key"]: Outcome(**row) for row in rows}


def accepted() -> dict[str, str]:
    """Return the reasons of the survivors that no test can kill, by their keys."""
    rows = tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("mutant", []) if ACCEPTED.exists() else []
    return {row["key"]: row["reason"] for row in rows}


def report(outcomes: list[Outcome], expected: int, threshold: float) -> int:
    """Print killed and survived per file and the survivors without a reason; return 1 where too many are left."""
    reasons = accepted()
    files: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        files[outcome.file].append(outcome)
    print(f"\n{'file':44} mutants  killed  accepted  survived")
    for name, rows in [*sorted(files.items()), ("all", outcomes)]:
        alive = [row for row in rows if row.survived]
        listed = sum(row.key in reasons for row in alive)
        killed = len(rows) - len(alive)
        rate = killed / max(1, len(rows) - listed)
        print(f"{name:44} {len(rows):7} {killed:7} {listed:9} {len(alive) - listed:9}   {rate:.1%}")
    print("\nSurvivors without a reason:")
    for row in outcomes:
        if row.survived and row.key not in reasons:
            print(f"\n  {row.key}\n    {row.file}:{row.line}\n    - {row.before}\n    + {row.after}")
    killed_ones = {row.key for row in outcomes if not row.survived}
    for key in reasons.keys() & killed_ones:
        print(f"\nNo survivor any more, take it off {ACCEPTED.name}: {key}")
    if len(outcomes) < expected:
        print(f"\n{expected - len(outcomes)} of {expected} mutants have not been tried yet.")
    listed = sum(row.survived and row.key in reasons for row in outcomes)
    rate = len(killed_ones) / max(1, len(outcomes) - listed)
    print(f"\n{rate:.1%} of the mutants that can be killed are; at least {threshold:.0%} must be.")
    return int(rate < threshold or len(outcomes) < expected)


def main() -> int:
    """Try the mutants that have no valid result yet, and report on all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="files to mutate; all that are configured without")
    parser.add_argument("--report", action="store_true", help="run nothing, report on what has been tried")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        return run_one(Mutant(**json.loads(chosen.one)), chosen.files)
    if importlib.util.find_spec("cosmic_ray") is None:
        raise SystemExit("Cosmic Ray is not installed: pip install -e '.[mutants]', or `make mutants`.")
    settings = configured()
    files = chosen.files or sorted(
        str(path.relative_to(ROOT)) for folder in settings["modules"] for path in (ROOT / folder).glob("*.py")
    )
    mutants = [mutant for file in files for mutant in mutants_of(file, settings["operators"])]
    sources = {file: digest(ROOT / file) for file in files}
    tests = digest(*(ROOT / name for name in settings["tests"]))
    results, listed = stored(), accepted()

    def valid(mutant: Mutant) -> bool:
        old = results.get(mutant.key)
        if old is None or old.source != sources[mutant.file]:
            return False
        return not old.survived or old.tests == tests or old.key in listed

    current = [""]

    def done(mutant: Mutant, outcome: str, seconds: float, after: str) -> None:
        line, was, now = difference(mutant.file, after)
        result = Outcome(
            mutant.key, mutant.file, sources[mutant.file], tests, outcome, round(seconds, 3), line, was, now
        )
        results[mutant.key] = result
        if mutant.file != current[-1]:
            current.append(mutant.file)
            print(f"{mutant.file} …", flush=True)
        with RESULTS.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")

    todo = [mutant for mutant in mutants if not valid(mutant)]
    print(f"{len(mutants)} mutants, {len(todo)} of them to be tried.", flush=True)
    if todo and not chosen.report:
        RESULTS.parent.mkdir(exist_ok=True)
        code = importlib.import_module("pytest").main(pytest_arguments(), plugins=[Session(todo, done)])
        if code not in (0, 5):
            return int(code)
    known = [results[mutant.key] for mutant in mutants if valid(mutant)]
    return report(known, len(mutants), settings["threshold"])


if __name__ == "__main__":
    raise SystemExit(main())
