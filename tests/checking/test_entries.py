"""Statements about entries: derivatives of p_i by z_j, by W_ij, and sums over the indices of matrices."""

import pytest

import wrt

SOFTMAX = r"Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$. "
LOSS = r"Let $L = -\sum_i y_i\log p_i$ with $\sum_i y_i=1$. "
LINEAR = r"Let $y_i = \sum_j W_{ij}x_j$ and $L = \sum_i y_i^2$. "
QUADRATIC = r"Let $f(x) = \sum_i\sum_j A_{ij}x_ix_j$. "
LAYER = r"Let $h = \sigma(Wx+b)$ and $L = \frac12\|h-y\|^2$. "
DOCUMENTS = [
    (SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j)$$", "·✓"),
    (SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_j(\delta_{ij} - p_i)$$", "·✓"),
    (SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_i\delta_{ij} + p_ip_j$$", "·✗"),
    (SOFTMAX + r"$$\frac{\partial p_i}{\partial z_i} = p_i(1 - p_i)$$", "·✓"),
    (SOFTMAX + r"$$\frac{\partial p_i}{\partial z_i} = p_i$$", "·✗"),
    (SOFTMAX + LOSS + r"$$\frac{\partial L}{\partial z_j} = p_j - y_j$$", "···✓"),
    (SOFTMAX + LOSS + r"$$\frac{\partial L}{\partial z_j} = y_j - p_j$$", "···✗"),
    (LINEAR + r"$$\frac{\partial y_i}{\partial x_j} = W_{ij}$$", "··✓"),
    (LINEAR + r"$$\frac{\partial y_i}{\partial x_j} = W_{ji}$$", "··✗"),
    (LINEAR + r"$$\frac{\partial L}{\partial W_{ij}} = 2y_ix_j$$", "··✓"),
    (LINEAR + r"$$\frac{\partial L}{\partial W_{ij}} = 2y_jx_i$$", "··✗"),
    (QUADRATIC + r"$$\frac{\partial f}{\partial x_k} = \sum_j A_{kj}x_j + \sum_i A_{ik}x_i$$", "·✓"),
    (QUADRATIC + r"$$\frac{\partial f}{\partial x_k} = 2\sum_j A_{kj}x_j$$", "·✗"),
    (QUADRATIC + r"$$\nabla f = (A+A^T)x$$", "·✓"),
    (QUADRATIC + r"$$\frac{\partial^2 f}{\partial x_i\partial x_j} = A_{ij}+A_{ji}$$", "·✓"),
    (QUADRATIC + r"$$\frac{\partial^2 f}{\partial x_i\partial x_j} = 2A_{ij}$$", "·✗"),
    (LAYER + r"$$\frac{\partial L}{\partial W_{ij}} = (h_i-y_i)h_i(1-h_i)x_j$$", "··✓"),
    (LAYER + r"$$\frac{\partial L}{\partial W_{ij}} = (h_i-y_i)h_ix_j$$", "··✗"),
    (r"$$\delta_j = \sum_k w_{kj}\delta_k$$", "?"),
    (r"Let $\bar x = \frac1n\sum_i x_i$. $$\frac1n\sum_i(x_i-\bar x)^2 = \frac1n\sum_ix_i^2 - \bar x^2$$", "·✓"),
    (r"Let $C = AB$. $$C_{ij} = \sum_k A_{ik}B_{kj}$$", "·✓"),
    (r"Let $C = AB$. $$C_{ij} = \sum_k A_{ki}B_{kj}$$", "·✗"),
    (r"$$\operatorname{tr}(AB) = \sum_i\sum_j A_{ij}B_{ji}$$", "✓"),
    (r"$$\operatorname{tr}(AB) = \sum_i\sum_j A_{ij}B_{ij}$$", "✗"),
    (r"Let $K_{ij} = \exp(-\|x_i-x_j\|^2)$. $$K_{ij} = K_{ji}$$", "·?"),
]


@pytest.mark.parametrize(("document", "expected"), DOCUMENTS)
def test_what_is_said_of_entries_is_judged(document, expected):
    report = wrt.check(document, name="a.md")
    assert "".join(line.mark for line in report) == expected


def test_swapped_indices_are_named_and_the_entry_is_corrected():
    report = wrt.check(r"Let $y = Ax$. $$\frac{\partial y_i}{\partial x_j} = A_{ji}$$", name="a.md")
    wrong = list(report)[-1]
    assert wrong.mistake == "index slip"
    assert wrong.correction == r"\frac{\partial y_i}{\partial x_j} = A_{ij}"
