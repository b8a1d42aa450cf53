"""`wrt minimize`: the answer, its kind and conditions, its derivation, code, JSON, exit codes."""

import json

OLS = "norm2(y - X*theta)^2"


def test_the_answer_with_its_condition(answer):
    out, err, code = answer("minimize", OLS, "theta")
    assert out.splitlines()[:3] == ["inv(X'*X)*X'*y", "  kind: minimum", "  if: X has full column rank"]
    assert (
        err
        == "note: guessed: y: vector of length n, X: n×m matrix, theta: vector of length m (--shape declares them)\n"
    )
    assert code == 0
    assert answer("minimize", OLS, "theta", "--plain")[1] == ""


def test_constraints_and_multipliers(answer):
    out, _, code = answer("minimize", "w'*S*w", "w", "-c", "sum(w) = 1", "-a", "S:spd", "-f", "unicode")
    assert out.splitlines()[0] == "S⁻¹𝟏/sum(S⁻¹)" and "multiplier: nu = −2/sum(S⁻¹)" in out and code == 0


def test_steps_and_pages(answer):
    out, _, _ = answer("minimize", OLS, "theta", "--steps")
    assert "multiplied by the inverse" in out and out.rstrip().endswith("the only one.")
    page, _, code = answer("minimize", OLS, "theta", "-f", "html-page")
    assert page.lower().startswith("<!doctype html>") and code == 0
    assert answer("minimize", OLS, "theta", "-f", "latex-document")[0].startswith("\\documentclass")


def test_code_runs(answer):
    source, _, code = answer("minimize", OLS, "theta", "-f", "numpy")
    scope = {}
    exec(source, scope)
    assert code == 0 and scope["theta"](X=[[1.0], [2.0]], y=[1.0, 2.0]).tolist() == [1.0]


def test_json_and_batches(answer):
    record = json.loads(answer("minimize", OLS, "theta", "--json")[0])
    assert record["ok"] and record["kind"] == "minimum" and record["derivation"]
    out, _, code = answer("minimize", "-", "theta", stdin=f"{OLS}\nnorm2(A*x - b)^2 ; x\nA*theta ; theta\n")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["ok"] for line in lines] == [True, True, False] and code == 2
    assert lines[1]["text"] == "inv(A'*A)*A'*b"


def test_no_closed_form_is_no_answer(answer):
    out, _, code = answer("minimize", "sum(softplus(X*w)) - t'*X*w", "w", "-s", "t:n")
    assert code == 3 and out.startswith("no closed form") and "gradient by w: X'*(sigmoid(X*w) - t)" in out
    out, _, code = answer("minimize", "c'*x", "x", "-s", "c:n", "--plain")
    assert (out, code) == ("unbounded\n", 0)


def test_errors_name_the_place(answer):
    _, err, code = answer("minimize", "A*x - b", "x")
    assert code == 2 and "an objective is a scalar; this is a vector" in err
    _, err, code = answer("minimize", OLS, "theta", "-c", "theta >= 0")
    assert code == 3 and "inequality" in err
    _, err, code = answer("minimize", OLS, "w")
    assert code == 2 and "did you mean" in err
    _, err, code = answer("minimize", OLS)
    assert code == 2 and "minimised over what" in err
