"""`wrt fit`: columns to symbols, reports, JSON, outputs, errors."""

import json

import numpy as np
import pytest

ROWS = "area,rooms,city,price\n100,3,Bonn,200\n80,2,Köln,150\n120,4,Bonn,260\n60,2,Köln,130\n90,3,Bonn,190\n150,5,Köln,300\n"
OLS = "norm2(y - X*theta)^2"


@pytest.fixture
def houses(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def columns():
    table = np.array([[float(x) if x.isdigit() else 0 for x in line.split(",")] for line in ROWS.splitlines()[1:]])
    return np.c_[np.ones(6), table[:, :2]], table[:, 3]


def test_a_report_from_columns(answer, houses):
    out, err, code = answer("fit", OLS, "theta", houses, "--y", "price", "--X", "area,rooms", "--intercept")
    A, b = columns()
    expected = np.linalg.lstsq(A, b, rcond=None)[0]
    assert (err, code) == ("", 0)
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line}
    assert np.allclose([float(lines[name][1]) for name in ("(intercept)", "area", "rooms")], expected, rtol=1e-5)
    assert "R²" in out and "standard error" in out


def test_json_constants_and_output(answer, houses, tmp_path):
    kept = tmp_path / "values.npz"
    out, _, code = answer("fit", "norm2(y - X*w)^2 + lam*norm2(w)^2", "w", houses, "--y=price", "--X", "area,rooms", "--lam", "0.5",
                       "--json", "-o", str(kept))  # fmt: skip
    A, b = columns()
    expected = np.linalg.solve(A[:, 1:].T @ A[:, 1:] + 0.5 * np.eye(2), A[:, 1:].T @ b)
    assert code == 0 and np.allclose(json.loads(out)["values"]["w"], expected)
    assert np.allclose(np.load(kept)["w"], expected)


def test_text_is_refused_or_encoded(answer, houses):
    given = ("fit", OLS, "theta", houses, "--y", "price", "--X", "area,city", "-i")
    _, err, code = answer(*given)
    assert code == 2 and "column 'city'" in err
    out, _, code = answer(*given, "--encode")
    assert code == 0 and "city=Köln" in out and "city=Bonn" not in out


def test_npy_files(answer, tmp_path):
    A, b = columns()
    np.save(tmp_path / "A.npy", A)
    np.save(tmp_path / "b.npy", b)
    out, _, code = answer("fit", OLS, "theta", "--X", str(tmp_path / "A.npy"), "--y", str(tmp_path / "b.npy"), "-q")
    assert code == 0 and np.allclose(eval(out.partition("=")[2]), np.linalg.lstsq(A, b, rcond=None)[0])


def test_errors_say_what_to_do(answer, houses):
    assert "did you mean 'price'" in answer("fit", OLS, "theta", houses, "--y", "prize", "--X", "area")[1]
    assert "no data are named" in answer("fit", OLS, "theta")[1]
    assert "needs a value" in answer("fit", OLS, "theta", houses, "--y")[1]
    _, err, code = answer("fit", OLS, "theta", "nothing.csv", "--y", "price", "--X", "area")
    assert code == 2 and "nothing.csv" in err


def test_numbers_that_are_columns_and_blocks_that_are_none(answer, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("7,nan,y\n1,2,3\n2,1,5\n4,2,2\n5,1,1\n")
    _, err, code = answer("fit", OLS, "theta", str(path), "--X", "7")
    assert code == 2 and "a number, and the data have a column of that name" in err
    out, _, code = answer("fit", OLS, "theta", str(path), "--X", "nan")
    assert code == 0 and "theta = 1.6" in out
    for block in ("inf", "nan", "0", "-5", "much"):
        _, err, code = answer("fit", OLS, "theta", str(path), "--X", "nan", "--block", block)
        assert code == 2 and "no number of megabytes" in err


def test_one_column_of_a_matrix(answer, houses):
    out, _, code = answer("fit", f"{OLS} + lam*norm2(theta)^2", "theta", houses, "--y", "price", "--X", "area", "--lam", "1",
                          "--json")  # fmt: skip
    A, b = columns()
    assert code == 0 and np.allclose(json.loads(out)["values"]["theta"], [A[:, 1] @ b / (A[:, 1] @ A[:, 1] + 1)])
