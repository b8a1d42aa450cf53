"""The published minimisers: kind, value, and JAX's gradient and Hessian at it."""

import numpy as np
import pytest

import wrt
from minimise.judge import points_of, residuals, sign, stacked
from published import MINIMISERS, shapes

KINDS = {"no-closed-form": "no closed form"}


@pytest.mark.parametrize("case", MINIMISERS, ids=lambda case: case["id"])
def test_published_minimiser(case):
    solution = wrt.minimize(case["objective"], *case["wrt"], subject_to=case["constraints"], shapes=shapes(case),
                            assume=case["assume"])  # fmt: skip
    wanted = KINDS.get(case["verdict"], case["verdict"])
    assert solution.kind.startswith(wanted) or (wanted == "unbounded" and solution.kind.endswith("unbounded below"))
    if case["solution"] is None:
        return
    assert solution.derivation.write("text")
    compute = solution.numpy()
    for values in points_of(shapes(case), case["assume"], dims=case.get("dims")):
        scope = {"np": np, **{name: values[name] for name in values if name not in case["wrt"]}}
        scope |= {dim: size for name, axes in case["vars"].items() for dim, size in zip(axes, np.shape(values[name]))}
        for name in case["wrt"]:
            got = compute(**{key: value for key, value in values.items() if key not in case["wrt"]})
            assert np.allclose(got, eval(case["np_solution"][name], scope))
        if not case["constraints"]:
            objective = case["np_objective"].replace("np.", "jnp.")
            known = {**values, **{dim: scope[dim] for axes in case["vars"].values() for dim in axes}}
            off, _, hessian = residuals(objective, (), case["wrt"], known, stacked([got]))
            assert off < 1e-8
            assert case["verdict"] not in ("minimum", "saddle") or sign(hessian) == case["verdict"]
