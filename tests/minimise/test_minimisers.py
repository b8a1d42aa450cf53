"""Minimisers by their definition: JAX's gradient vanishes at the value, and its Hessian has the sign that was claimed."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wrt
from minimise.judge import function, points_of, residuals, sign, stacked
from minimise.rows import ROWS, WITHOUT

BY_NAME = {row.name: row for row in ROWS}


@cache
def solution_of(name):
    row = BY_NAME[name]
    return wrt.minimize(row.objective, *row.unknowns.split(), subject_to=row.subject_to, shapes=row.shapes,
                        assume=row.assume)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_value_is_a_stationary_point_of_its_kind(row):
    solution = solution_of(row.name)
    assert solution.kind.startswith(row.kind) and ("unbounded" in solution.kind) == ("unbounded" in row.kind)
    if row.text:
        assert solution.text == row.text
    compute, names = solution.numpy(), row.unknowns.split()
    for values in points_of(row.shapes, row.assume):
        given = {name: value for name, value in values.items() if name not in names}
        got = compute(**sizes_of(row, values), **given)
        got = [got[name] for name in names] if len(names) > 1 else [got]
        assert [np.shape(x) for x in got] == [np.shape(values[name]) for name in names]
        off, outside, hessian = residuals(row.jax, row.jax_constraints, names, values, stacked(got))
        assert off < 1e-8 and outside < 1e-8
        if row.kind.startswith(("minimum", "maximum", "saddle")):
            assert sign(hessian) == row.kind.partition(",")[0]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_code_computes_the_same(row):
    solution = solution_of(row.name)
    names, scope = row.unknowns.split(), {}
    source = solution.code()
    assert "np.linalg.inv(" not in source
    exec(source, scope)
    for values in points_of(row.shapes, row.assume, count=1):
        expected = solution.numpy()(**sizes_of(row, values), **values)
        for name in names:
            function = scope[name]
            arguments = function.__code__.co_varnames[: function.__code__.co_kwonlyargcount]
            got = function(
                **{key: values[key] for key in arguments if key in values} | sizes_of(row, values, arguments)
            )
            assert np.allclose(got, expected[name] if len(names) > 1 else expected)


def sizes_of(row, values, wanted=None):
    """The sizes by name, or those that a function asks for."""
    found = {}
    for name, shape in row.shapes.items():
        found |= {dim: size for dim, size in zip(shape.split(), np.shape(values[name])) if not dim.isdecimal()}
    return {dim: size for dim, size in found.items() if wanted is None or dim in wanted}


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_every_equation_on_the_way_holds_at_the_solution(row):
    solution = solution_of(row.name)
    known = {stage.root.unknown.value[0]: wrt.expression.Expression(stage.value, solution.problem.facts)
             for stage in solution.found.stages}  # fmt: skip
    for stage in solution.found.stages:
        for step in stage.root.steps:
            for drawn in points_of(row.shapes, row.assume, count=1):
                values = sizes_of(row, drawn) | drawn
                values |= {name: value.array(**values) for name, value in known.items() if not stage.root.vec}
                if stage.root.vec:
                    values |= {name: solution.numpy()(**values) for name in row.unknowns.split()}
                left, right = (
                    wrt.expression.Expression(side, solution.problem.facts) for side in (step.left, step.right)
                )
                assert np.allclose(left.array(**values), right.array(**values), atol=1e-7), step.why


@pytest.mark.parametrize(("objective", "unknowns", "shapes", "assume", "kind"), [row[1:] for row in WITHOUT],
                         ids=[row[0] for row in WITHOUT])  # fmt: skip
def test_what_has_no_closed_form_says_so(objective, unknowns, shapes, assume, kind):
    solution = wrt.minimize(objective, *unknowns.split(), shapes=shapes, assume=assume)
    assert solution.kind == kind
    assert solution.text == "" and solution.values == {}
    assert solution.gradient.keys() == set(unknowns.split())
    with pytest.raises(wrt.NoRule):
        solution.numpy()
    assert str(solution.derivation).endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_printed_value_is_the_value(row):
    solution = solution_of(row.name)
    if len(solution.values) > 1 or " = " in solution.text:
        return
    assert wrt.parse(solution.text, shapes=row.shapes, assume=row.assume) == next(iter(solution.values.values()))


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_every_derivation_is_written_in_every_notation(row):
    derivation = solution_of(row.name).derivation
    for notation in ("text", "unicode", "latex", "markdown", "typst", "html"):
        assert len(derivation.write(notation).splitlines()) > 3


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_gradient_is_that_of_the_objective_as_it_was_given(row):
    solution, names = solution_of(row.name), row.unknowns.split()
    for values in points_of(row.shapes, row.assume, count=1):
        at = stacked([values[name] for name in names])
        f = function(row.jax, names, values)
        expected = jax.grad(f)(at)
        known = dict(values)
        for name, value in solution.multipliers.items():
            known[name] = np.ones(np.shape(value.array(**sizes_of(row, values) | values)))
        if row.jax_constraints:
            held = [function(g, names, values) for g in row.jax_constraints]
            expected += jax.grad(lambda x, held=held: sum(jnp.sum(g(x)) for g in held))(at)
        place = 0
        for name in names:
            shape = np.shape(values[name])
            part = np.reshape(expected[place : place + int(np.prod(shape))], shape)
            place += part.size
            if {"symmetric", "spd", "psd"} & {str(row.assume.get(name, ""))}:
                part = (part + part.T) / 2
            got = solution.gradient[name].array(**sizes_of(row, values) | known)
            assert np.allclose(np.reshape(got, shape), part, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("row", [row for row in ROWS if row.jax_constraints], ids=lambda row: row.name)
def test_the_multipliers_are_those_of_the_objective_as_it_was_given(row):
    solution, names = solution_of(row.name), row.unknowns.split()
    compute = solution.numpy()
    for values in points_of(row.shapes, row.assume):
        known = sizes_of(row, values) | {name: value for name, value in values.items() if name not in names}
        got = compute(**known)
        at = stacked([got[name] for name in names] if len(names) > 1 else [got])
        total = jax.grad(function(row.jax, names, values))(at)
        for g, value in zip(row.jax_constraints, solution.multipliers.values(), strict=True):
            held, nu = function(g, names, values), jnp.ravel(jnp.asarray(value.array(**known)))
            total += jax.grad(lambda x, held=held, nu=nu: jnp.ravel(held(x)) @ nu)(at)
        assert np.allclose(total, 0, atol=1e-7)


@pytest.mark.parametrize(("equation", "sign"), [("X = X'", 1), ("X' = -X", -1), ("X - X' = 0", 1)])
def test_a_constraint_that_states_a_form_is_an_assumption(equation, sign):
    found = wrt.minimize("normF(X - A)^2", "X", subject_to=equation)
    A = np.arange(9.0).reshape(3, 3) ** 2
    assert found.kind == "minimum"
    assert np.allclose(found.numpy()(A=A), (A + sign * A.T) / 2)


def test_what_must_be_positive_makes_values_plainer():
    found = wrt.minimize("a'*x", "x", shapes={"a": "n", "x": "n", "r": ""}, subject_to="norm2(x) = r")
    assert (found.kind, found.text) == ("minimum", "-r*a/norm2(a)")
    assert "r is positive" in [str(condition) for condition in found.conditions]
    a = np.array([3.0, -4.0])
    assert np.allclose(found.numpy()(a=a, r=2.0), [-1.2, 1.6])


@pytest.mark.parametrize(("objective", "solutions"), [
    ("normF(Y - X*W)^2", lambda X, P, Z: X.T @ np.linalg.inv(X @ X.T) @ P + Z - X.T @ np.linalg.inv(X @ X.T) @ X @ Z),
])  # fmt: skip
def test_all_solutions_of_a_wide_problem_are_solutions(objective, solutions):
    found = wrt.minimize(objective, "W", assume={"X": "full_row_rank"})
    assert "all solutions: plus (eye - X'*inv(X*X')*X)*Z for any Z" in found.notes
    rng = np.random.default_rng(3)
    X, Y, Z = rng.normal(size=(2, 4)), rng.normal(size=(2, 3)), rng.normal(size=(4, 3))
    assert np.allclose(X @ solutions(X, Y, Z), Y)
