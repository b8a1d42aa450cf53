r"""Corrections in LaTeX look as their writer writes: letters, transposes, fractions."""

import pytest

import wrt

SHAPES = {"X": "n p", "y": "n", "w": "p", "A": "n n", "x": "n", "a": "", "b": "", "theta": "p", "N": "", "v": "n"}
ROWS = {
    "plain letters": (["2 X^T (y - X w)", "= 2 X^T y - X^T X w"], "2 X^T y - 2 X^T X w"),
    "bold letters": ([r"2 \mathbf{X}^\top (\mathbf{y} - \mathbf{X} \mathbf{w})",
                      r"= 2 \mathbf{X}^\top \mathbf{y} - \mathbf{X}^\top \mathbf{X} \mathbf{w}"],
                     r"2 \mathbf{X}^\top \mathbf{y} - 2 \mathbf{X}^\top \mathbf{X} \mathbf{w}"),
    "arrows": ([r"2 X^{\top} (\vec{y} - X \vec w)", r"= 2 X^{\top} \vec{y} - X^{\top} X \vec w"],
               r"2 X^{\top} \vec{y} - 2 X^{\top} X \vec w"),
    "bold Greek": ([r"2 X^T (y - X \bm{\theta})", r"= 2 X^T y - X^T X \bm{\theta}"],
                   r"2 X^T y - 2 X^T X \bm{\theta}"),
    "an apostrophe": ([r"2 \mathbf{X}' (y - \mathbf{X} w)", r"= 2 \mathbf{X}' y - \mathbf{X}' \mathbf{X} w"],
                      r"2 \mathbf{X}' y - 2 \mathbf{X}' \mathbf{X} w"),
    "a sans-serif T": ([r"2 X^{\mathsf{T}} (y - X w)", r"= 2 X^{\mathsf{T}} y - X^{\mathsf{T}} X w"],
                       r"2 X^{\mathsf{T}} y - 2 X^{\mathsf{T}} X w"),
    "an inverse transposed": ([r"A^{-T} (\mathbf{x} + \mathbf{v})", r"= A^{-T} \mathbf{x} - A^{-T} \mathbf{v}"],
                              r"A^{-T} \mathbf{x} + A^{-T} \mathbf{v}"),
    "norms": ([r"\|x + v\|^2 = \|x\|^2 + \|v\|^2"], r"\|x\|^{2} + \|v\|^{2} + 2 v^\top x"),
    "norms with a 2": ([r"\|x + v\|_2^2 = \|x\|_2^2 + \|v\|_2^2"], r"\|x\|_{2}^{2} + \|v\|_{2}^{2} + 2 v^\top x"),
    "a differential": ([r"d(A^{-1}) = -A^{-1} A^{-1} dA"], r"-A^{-1} dA A^{-1}"),
    "an upright differential": ([r"\mathrm{d}(A^{-1}) = -A^{-1} A^{-1} \mathrm{d}A"], r"-A^{-1} \mathrm{d}A A^{-1}"),
    "a number into a fraction": ([r"\frac{2a}{b} \mathbf{x}", r"= \frac{a}{b} \mathbf{x}"], r"\frac{2 a}{b} \mathbf{x}"),
    "a name into a fraction": ([r"\frac{\partial}{\partial x} \frac{a}{N} \lVert x \rVert^2", r"= \frac{2}{N} x"],
                               r"\frac{2 a}{N} x"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_correction_is_spelled_as_the_lines_around_it(name):
    lines, corrected = ROWS[name]
    report = wrt.check(lines, shapes=SHAPES)
    assert report.lines[-1].correction.partition("= ")[2] == corrected


def test_a_spelling_that_would_be_read_as_an_entry_is_not_taken():
    report = wrt.check([r"\frac{\partial}{\partial \mathbf{x}} (x_1 \mathbf{x}^T \mathbf{x})", r"= 2 \mathbf{x}"],
                       shapes={"x": "n", "x1": ""})  # fmt: skip
    assert report.lines[-1].verdict.holds is False
