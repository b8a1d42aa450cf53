"""The shape of the house: which room may use which, and how large a room may be.

Imports go down the floors or stay on one; a room that is not on the list fails the test, so that whoever adds one has
to say where it belongs.  Imports inside functions count as well.
"""

import ast
from pathlib import Path
from statistics import median

import pytest

import wrt

SOURCES = Path(wrt.__file__).parent
MAX_LINES = 400

# from the ground up; rooms on one floor may use each other
FLOORS = (
    ("diagnostics", "guard", "kernel"),
    ("syntax",),
    ("suggest",),
    ("rules",),
    ("expr",),
    ("index",),
    ("derivation", "certificate"),
    ("rulebook", "rulesearch"),
    ("work",),
    ("refute",),
    ("emit",),
    ("prove",),
    ("explain",),
    ("solve",),
    ("minimise",),
    ("documents",),
    ("evaluate", "expression"),
    ("steps",),
    ("fit",),
    ("derivative", "verdict", "solution"),
    ("sympy_bridge",),
    ("api",),
    ("constrained",),
    ("claims",),
    ("proving", "verification", "minimizing"),
    ("posing",),
    ("fitting",),
    ("estimators",),
    ("checking",),
    ("shortcuts",),
    ("__init__",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

# imports that go up, "wrt.room.a -> wrt.room.b", each with its reason; they stand inside functions
UPWARD: dict[str, str] = {}


def modules():
    """Every module: its name and its path."""
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts), path


def imports(path):
    """The modules of `wrt` that a module imports, at its head or inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "wrt")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out, from wrt.…"
            if node.module and node.module.split(".")[0] == "wrt":
                yield from (resolve(node.module, alias.name) for alias in node.names)


def resolve(module, name):
    """`from wrt.expr import build` imports the module wrt.expr.build, `from wrt.api import diff` the module wrt.api."""
    inner = SOURCES.parent.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").exists() else module


def room(module):
    """The room of a module: wrt.expr.node is in expr; wrt itself is its __init__."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


MODULES = dict(modules())


@pytest.mark.parametrize("module", MODULES)
def test_every_room_has_its_floor(module):
    assert room(module) in FLOOR, f"{room(module)} is on no floor: add it to FLOORS in {Path(__file__).name}"


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module):
    here = FLOOR[room(module)]
    upward = [f"{module} -> {used}" for used in imports(MODULES[module]) if FLOOR[room(used)] > here]
    assert [way for way in upward if way not in UPWARD] == []


def test_the_exceptions_are_needed():
    ways = {
        f"{module} -> {used}"
        for module, path in MODULES.items()
        for used in imports(path)
        if FLOOR[room(used)] > FLOOR[room(module)]
    }
    assert set(UPWARD) <= ways


def test_rooms_do_not_use_each_other_in_circles():
    """Modules of one room may (a transpose of a product is a product of transposes); rooms may not."""
    uses = {(room(module), room(used)) for module, path in MODULES.items() for used in imports(path)}
    left = {name for pair in uses for name in pair}
    while left:
        free = {name for name in left if not any(a == name and b != name and b in left for a, b in uses)}
        assert free, f"these rooms use each other: {sorted(left)}"
        left -= free


@pytest.mark.parametrize("module", MODULES)
def test_no_room_is_too_large(module):
    lines = len(MODULES[module].read_text().splitlines())
    assert lines <= MAX_LINES, f"{module} has {lines} lines: split it where it has two purposes"


def test_the_median_module_is_about_a_hundred_lines(record_property):
    lengths = [len(path.read_text().splitlines()) for path in MODULES.values()]
    record_property("median lines of a module", median(lengths))
    assert median(lengths) <= 150


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module):
    assert ast.get_docstring(ast.parse(MODULES[module].read_text())), f"{module} has no docstring"
