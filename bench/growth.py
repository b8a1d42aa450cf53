"""How the cost grows with the size of the formula: chains of layers, of inverses, long sums.

Each family is differentiated for growing k; the exponent is the slope of log(time) against log(k) over the larger half.
A chain of k layers is W_k*tanh(... W_1*tanh(x)), by its first and by its last layer; of k inverses, nested:
inv(A_k + inv(... inv(A_1 + X))), or in a row: inv(A_1 + X)*...*inv(A_k + X).  Where JAX is installed, its trace of the
gradient of the 64-layer chain stands beside.

    python bench/growth.py [largest k]
"""

import contextlib
import gc
import math
import statistics
import sys

import wrt
from cases import ms, seconds, table, versions
from wrt.expr.node import sweep

ROUNDS = 3


def layers(k):
    formula = "x"
    for i in range(1, k + 1):
        formula = f"W{i}*tanh({formula})"
    return f"sum({formula})", {f"W{i}": "n n" for i in range(1, k + 1)} | {"x": "n"}


def chain_by_first(k):
    return (*layers(k), "W1")


def chain_by_last(k):
    return (*layers(k), f"W{k}")


def jacobian_by_input(k):
    formula, shapes = layers(k)
    return formula[4:-1], shapes, "x"


def nested_inverses(k):
    formula = "X"
    for i in range(1, k + 1):
        formula = f"inv(A{i} + {formula})"
    return f"tr({formula})", {f"A{i}": "n n" for i in range(1, k + 1)} | {"X": "n n"}, "X"


def product_of_inverses(k):
    formula = "*".join(f"inv(A{i} + X)" for i in range(1, k + 1))
    return f"tr({formula})", {f"A{i}": "n n" for i in range(1, k + 1)} | {"X": "n n"}, "X"


def sum_of_forms(k):
    formula = " + ".join(f"x'*A{i}*x" for i in range(1, k + 1))
    return formula, {f"A{i}": "n n" for i in range(1, k + 1)} | {"x": "n"}, "x"


def sum_of_functions(k):
    formula = " + ".join(f"sum(exp(b{i}*x))" for i in range(1, k + 1))
    return formula, {f"b{i}": "" for i in range(1, k + 1)} | {"x": "n"}, "x"


FAMILIES = {
    "layers, by the first": (chain_by_first, 256),
    "layers, by the last": (chain_by_last, 256),
    "layers, Jacobian by x": (jacobian_by_input, 256),
    "nested inverses": (nested_inverses, 256),
    "product of inverses": (product_of_inverses, 256),
    "sum of quadratic forms": (sum_of_forms, 4096),
    "sum of exponentials": (sum_of_functions, 4096),
}


def time_one(formula, shapes, variable):
    """From the text to the answer, and to the answer written out; seconds."""
    gc.collect()
    sweep()
    found = []

    def derive():
        found.append(wrt.diff(formula, variable, shapes=shapes))

    bare = seconds(derive)
    return bare, bare + seconds(lambda: found[0].text), len(found[0].text)


def exponent(sizes, times):
    """The slope of log(time) against log(size) over the larger half."""
    points = [(math.log(k), math.log(t)) for k, t in zip(sizes, times, strict=True)][len(sizes) // 2 - 1 :]
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def main():
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    print(
        versions("jax"),
        "; from text to answer, ms of processor time; in brackets with the answer written out\n",
        sep="",
    )
    steps = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
    columns = [2, 16, 64, 256, 1024, 4096]
    rows = []
    for name, (family, limit) in FAMILIES.items():
        sizes = [k for k in steps if k <= min(limit, largest)]
        found = {}
        for k in sizes:
            try:
                found[k] = min(time_one(*family(k)) for _ in range(ROUNDS))
            except Exception as error:  # noqa: BLE001 (the table shows where a family breaks)
                print(f"{name}: k = {k} fails: {type(error).__name__}: {str(error)[:100]}")
                break
        cells = [f"{ms(found[k][0])} ({ms(found[k][1])})" if k in found else "" for k in columns]
        slopes = [f"{exponent(list(found), [pair[place] for pair in found.values()]):.2f}" for place in (0, 1)]
        rows.append([name, *cells, *slopes])
    table(["", *[f"k={k}" for k in columns], "exponent", "(written)"], rows)
    with contextlib.suppress(ImportError):
        print(f"\nJAX traces the gradient of the 64-layer chain in {ms(trace_in_jax(64))} ms")


def trace_in_jax(k):
    """The time of `jax.make_jaxpr` of the gradient, best of a few."""
    import jax
    import jax.numpy as jnp

    def chain(weights, x):
        for weight in weights:
            x = weight @ jnp.tanh(x)
        return jnp.sum(x)

    weights = [jnp.ones((3, 3))] * k
    jax.make_jaxpr(jax.grad(chain))(weights[:2], jnp.ones(3))
    times = []
    for _ in range(ROUNDS):
        jax.clear_caches()
        times.append(seconds(jax.make_jaxpr(jax.grad(chain)), weights, jnp.ones(3)))
    return min(times)


if __name__ == "__main__":
    main()
