r"""The arrays of samples whose sizes nobody declared: X of the x_i in `X^T X = \sum_i x_i x_i^T`."""

import pytest

import wrt

HOLDS = [
    r"\sum_{i=1}^N \mathbf{x}_i \mathbf{x}_i^\top = X^\top X",
    r"\sum_i y_i \mathbf{x}_i = X^\top \mathbf{y}",
    r"X X^\top = \sum_{i=1}^n x_i x_i^\top",
    r"\|y - X\theta\|^2 = \sum_{i=1}^n (y_i - x_i^\top \theta)^2",
]


@pytest.mark.parametrize("claim", HOLDS)
def test_samples_belong_to_the_array_of_their_letter(claim):
    assert wrt.prove(claim).holds is True


@pytest.mark.parametrize("claim", [r"\sum_{i=1}^N \mathbf{x}_i \mathbf{x}_i^\top = 2 X^\top X",
                                   r"\sum_i y_i \mathbf{x}_i = -X^\top \mathbf{y}"])  # fmt: skip
def test_what_is_false_of_them_is_refuted(claim):
    assert wrt.prove(claim).holds is False


def marks(document):
    return "".join(line.mark for line in wrt.check(document, name="x.md"))


def test_an_array_keeps_its_orientation_in_a_document():
    rows, columns = r"$$X^\top X = \sum_{i=1}^n x_ix_i^\top$$", r"$$XX^\top = \sum_{i=1}^n x_ix_i^\top$$"
    assert marks(rows) == marks(columns) == "✓"
    assert marks(f"{rows}\n{columns}") == marks(f"{columns}\n{rows}") == "✓✗"


def test_what_may_be_an_array_of_another_size_is_left_open():
    document = r"Let $S=\operatorname{diag}(s)$. $$X^TSX = \sum_{i=1}^n s_ix_ix_i^T$$"
    assert marks(document) == "·?"
    assert marks(r"Let $s\in\mathbb{R}^n$, $X\in\mathbb{R}^{n\times d}$. " + document) == "·✓"


def test_a_mean_and_the_sum_are_of_the_same_samples():
    assert marks(r"Let $\bar y = \frac1n\sum_iy_i$. $$\frac1n\sum_{i=1}^n(y_i-b)=\bar y-b$$") == "·✓"


def test_a_power_of_e_of_a_square_matrix_is_left_open():
    start = r"Let $A\in\mathbb{R}^{n\times n}$. "
    assert marks(start + r"$$\frac{d}{dt} e^{tA} = A e^{tA}$$") == "?"
    assert marks(r"Let $u\in\mathbb{R}^n$. $$\nabla_u \sum_i e^{u_i} = e^{u}$$") == "✓"
    assert marks(r"Let $u\in\mathbb{R}^n$. $$\nabla_u \sum_i e^{u_i} = 2e^{u}$$") == "✗"


LOSS = r"$$L = -\sum_k y_k \log p_k$$"
SOFTMAX = r"Let $z\in\mathbb{R}^K$ and $s_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$. "
DERIVED = [
    (LOSS + r"$$\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}$$", "·✓"),
    (LOSS + r"$$\frac{\partial L}{\partial p_k} = \frac{y_k}{p_k}$$", "·✗"),
    (r"$$X^Ty = \sum_{i=1}^n y_ix_i$$", "✓"),  # vectors x_i beside an X
    (r"$$X^Ty = 2\sum_{i=1}^n y_ix_i$$", "✗"),
    (SOFTMAX + r"$$\frac{\partial s_k}{\partial z_k} = s_k$$", "·✗"),
    (SOFTMAX + r"$$\frac{\partial s_k}{\partial z_k} = s_k(1-s_k)$$", "·✓"),
    (r"$$J=\sum_{i=1}^n \|x_i\|^2$$ $$\frac{\partial J}{\partial x_i} = 2x_i$$", "·?"),
]


@pytest.mark.parametrize(("document", "expected"), DERIVED)
def test_what_nothing_else_says_of_samples_they_are_numbers(document, expected):
    assert marks(document) == expected
