"""`verify`: what is proved passes, whatever is changed in it is refused, and what is no certificate is said to be none."""

import copy
import json
import random

import pytest

import wrt
from wrt.verification import FORMAT, REJECTED, Verified

CLAIMS = [
    ("inv(A*B) = inv(B)*inv(A)", {}, {}),
    ("(A*B)' = B'*A'", {"A": "m n"}, {}),
    ("A*B = (B*A)'", {"A": "n n"}, {"A": "symmetric", "B": "symmetric"}),
    ("A*B*A = A*A*B", {"A": "n n"}, {"A, B": "commute"}),
    ("inv(X'*X)*X'*X = eye", {"X": "m n"}, {"X'*X": "invertible"}),
    ("D(v'*A*v, v) = (A + A')*v", {}, {}),
    ("D(logdet(X), X) = inv(X)", {}, {"X": "symmetric"}),
    ("vec(A*X*B) = kron(B', A)*vec(X)", {"A": "m n"}, {}),
    ("vec(X) + y = y + vec(X)", {"X": "m n"}, {}),
    ("norm2(u)^2 = 1", {}, {"u": "unit"}),
    (r"\mathbf{W}_1 \mathbf{x} + \mathbf{x} = (\mathbf{W}_1 + I) \mathbf{x}", {}, {}),
    ("A = A' = (A')'", {"A": "n n"}, {"A": "symmetric"}),
    ("D(tr(X*A), X) = (A + A')/2 = (A' + A)/2", {}, {"X": "symmetric"}),
]


def certificate(claim, shapes=None, assume=None, **more):
    verdict = wrt.prove(claim, shapes=shapes, assume=assume, **more)
    assert verdict.holds, claim
    return json.loads(json.dumps(verdict.certificate))


def refused(certificate):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.verify(certificate)
    assert caught.value.code in (REJECTED, FORMAT)
    return caught.value


@pytest.mark.parametrize(("claim", "shapes", "assume"), CLAIMS)
def test_what_is_proved_is_verified(claim, shapes, assume):
    found = certificate(claim, shapes, assume)
    verified = wrt.verify(found)
    assert isinstance(verified, Verified)
    assert verified == wrt.verify(json.dumps(found)) == wrt.verify(json.dumps({"ok": True, "certificate": found}))
    assert verified.assume == assume
    assert wrt.prove(verified.claim, shapes=found["claim"]["symbols"], assume=verified.assume).holds


@pytest.mark.parametrize("layout", ["numerator", "denominator", "mixed"])
@pytest.mark.parametrize(
    ("formula", "variables"), [("v'*A*v", ["v"]), ("A*x", ["x"]), ("norm2(y - X*b)^2", ["b", "b"]), ("A*X*B", ["X"])]
)
def test_derivatives_in_every_layout(formula, variables, layout):
    shapes = {"b": "n"} if "b" in variables else None
    found = wrt.diff(formula, *variables, shapes=shapes, layout=layout)
    verified = wrt.verify(found.certificate)
    assert verified.claim == f"D({', '.join([found.formula.text, *variables])}) = {found.text}"


@pytest.mark.parametrize("convention", ["projected", "unconstrained", "entries"])
def test_derivatives_in_every_convention(convention):
    found = wrt.diff("tr(A*X)", "X", assume={"X": "symmetric"}, convention=convention)
    assert wrt.verify(found.certificate).claim.endswith(f" = {found.text}")


def test_conditions_and_rules_are_named():
    found = wrt.verify(certificate("inv(A*B) = inv(B)*inv(A)"))
    assert found.conditions == ("A is invertible", "B is invertible")
    assert found.rules == ("inv_mul",)
    assert found.shapes == {"A": ("n", "n"), "B": ("n", "n")}


def test_expressions_can_be_proved_and_verified():
    A = wrt.symbol("A", "n n", assume="symmetric")
    x = wrt.symbol("x", "n")
    assert wrt.verify(wrt.prove(x.T @ A, (A @ x).T).certificate).assume == {"A": "symmetric"}


# ---- the text must mean what was proved


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", "inv(A*B) = inv(A)*inv(B)"),
        ("text", "inv(A*B) = inv(B)*A"),
        ("text", "inv(A*B) = inv(B)*inv(A) = inv(B)*inv(A)"),
        ("text", "inv(A*B)' = inv(B)*inv(A)"),
        ("text", "A = B"),
        ("symbols", {"A": "m m", "B": "m m"}),
        ("symbols", {"A": "2 2", "B": "2 2"}),
        ("symbols", {"A": "", "B": ""}),
    ],
)
def test_another_text_is_rejected(key, value):
    found = certificate("inv(A*B) = inv(B)*inv(A)")
    found["claim"][key] = value
    assert refused(found).code == REJECTED


def test_the_layout_is_part_of_the_text():
    found = certificate("D(v'*A*v, v) = (A + A')*v")
    found["claim"]["layout"] = "numerator"
    refused(found)


def test_an_assumption_that_is_not_stated_is_rejected():
    found = certificate("A' = A", {"A": "n n"}, {"A": "symmetric"})
    found["claim"]["assume"] = {}
    assert "assumes what the claim does not state" in refused(found).message


@pytest.mark.parametrize(
    "row", [[["zero", "n", "n"], ["invertible"]], ["commute", ["sym", "A", "n", "n"], ["sym", "B", "n", "n"]], 3, None]
)
def test_a_fact_that_is_slipped_in_is_rejected(row):
    found = certificate("inv(A*B) = inv(B)*inv(A)")
    found["facts"].append(row)
    refused(found)


def test_a_chain_is_about_one_convention():
    """`A' = D(tr(X*A), X)` holds unconstrained, `D(tr(X*A), X) = (A + A')/2` within the symmetric matrices."""
    assume = {"X": "symmetric"}
    first = certificate("A' = D(tr(X*A), X)", None, assume)
    second = certificate("D(tr(X*A), X) = (A + A')/2", None, assume)
    joined = {"claim": first["claim"] | {"text": "A' = D(tr(X*A), X) = (A + A')/2"}, "chain": [first, second]}
    assert refused(joined).code == REJECTED
    assert wrt.prove(joined["claim"]["text"], assume=assume).holds is False


def test_a_chain_with_a_link_missing_is_rejected():
    found = certificate("A = A' = (A')'", {"A": "n n"}, {"A": "symmetric"})
    found["chain"].pop()
    refused(found)


def test_a_refuted_link_decides():
    assert wrt.prove("A*B = B*A = A*B", shapes={"A": "n n"}).holds is False


def test_an_unknown_rule_is_rejected():
    found = certificate("inv(A*B) = inv(B)*inv(A)")
    found["theorems"][-1]["lines"][0]["uses"][0]["rule"] = "inv_of_everything"
    assert refused(found).code == REJECTED


# ---- mutations


def places(data, path=()):
    """Every place in nested data."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in items:
        yield from places(part, (*path, key))


def at(data, path):
    for key in path:
        data = data[key]
    return data


JUNK = [
    None,
    True,
    0,
    -1,
    2,
    1.5,
    "",
    "n",
    "A",
    [],
    {},
    [[]],
    ["T"],
    ["sym", "A", "n", "n"],
    {"rule": "det_mul"},
    "\ud800",
]


@pytest.mark.parametrize(("claim", "shapes", "assume"), CLAIMS)
def test_whatever_is_changed_is_refused_or_still_proves_its_text(claim, shapes, assume):
    """No change makes anything but a clean refusal, or a certificate of a claim that is true all the same."""
    given = certificate(claim, shapes, assume)
    everywhere = [path for path in places(given) if path]
    random_ = random.Random(7)
    for _ in range(150):
        mutant = copy.deepcopy(given)
        *above, last = random_.choice(everywhere)
        holder = at(mutant, above)
        match random_.randrange(3):
            case 0:
                holder[last] = random_.choice(JUNK)
            case 1:
                del holder[last]
            case 2:
                holder[last] = copy.deepcopy(at(given, random_.choice(everywhere)))
        try:
            found = wrt.verify(mutant)
        except wrt.WrtError as error:
            assert error.code in (REJECTED, FORMAT)
        else:
            stated = mutant["claim"]
            verdict = wrt.prove(found.claim, shapes=stated["symbols"], assume=stated["assume"], layout=stated["layout"])
            assert verdict.holds is not False, mutant


# ---- hostile input


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "not JSON"),
        ("\x00\xff", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("9" * 5_000, "not JSON"),
        ("NaN", "NaN is no number"),
        (" " * 10_000_001, "longer than"),
        ("3", "a JSON object"),
        ("[]", "a JSON object"),
        ("{}", "there is no proof"),
        ('{"wrt": 1}', "there is no proof"),
        ('{"wrt": 1, "theorems": {}}', "there is no proof"),
        ('{"wrt": true, "theorems": []}', "there is no proof"),
        ('{"wrt": 1, "theorems": []}', "does not state its claim"),
        ('{"wrt": 1, "wrt": 1}', "a key stands twice"),
        ('{"chain": []}', "there is no proof"),
        ('{"chain": 3}', "there is no proof"),
        ('{"certificate": null}', "has no certificate"),
        ('{"certificate": 3}', "a JSON object"),
        ('{"wrt": 1, "theorems": [], "claim": {"text": 3, "symbols": {}, "assume": {}, "layout": ""}}', "no text"),
        ('{"wrt": 1, "theorems": [], "claim": {"text": "A = A", "symbols": [], "assume": {}, "layout": ""}}', "shapes"),
        ('{"wrt": 1, "theorems": [], "claim": {"text": "A = A", "symbols": {}, "assume": 3, "layout": ""}}', "assump"),
        (
            '{"wrt": 1, "theorems": [], "claim": {"text": "A =", "symbols": {}, "assume": {}, "layout": "mixed"}}',
            "read",
        ),
        ('{"wrt": 1, "theorems": [], "claim": {"text": "A=A", "symbols": {}, "assume": {}, "layout": "odd"}}', "read"),
        (None, "a JSON object"),
        ({"wrt": {1, 2}}, "plain JSON data"),
    ],
)
def test_what_is_no_certificate(given, reason):
    error = refused(given)
    assert (error.code, reason in error.message) == (FORMAT, True), error.message


@pytest.mark.parametrize(
    "theorems",
    [
        [],
        [3],
        [{}],
        [{"left": ["sym"], "right": []}],
        [{"left": ["mul"], "right": ["mul"], "lines": []}],
        [{"left": ["sym", "A", "n", "n"], "right": ["sym", "A", "n", "n"], "lines": 3}],
        [{"left": ["sym", "A", "n", "n"], "right": ["sym", "A", "n", "n"], "lines": [{"uses": [{"rule": []}]}]}],
        [{"left": ["sym", "A", "n", "n"], "right": ["sym", "B", "n", "n"], "lines": []}],
    ],
)
def test_malformed_proofs_are_rejected(theorems):
    found = certificate("A = A", {"A": "n n"})
    found["theorems"] = theorems
    assert refused(found).code == REJECTED


def test_what_is_too_large_is_refused_in_time():
    found = certificate("A = A", {"A": "n n"})
    refused({**found, "claim": found["claim"] | {"text": "A" + "+A" * 20_000 + " = A"}})
    refused({**found, "claim": found["claim"] | {"text": "-(" * 5_000 + "A" + ")" * 5_000 + " = A"}})
    refused({"claim": found["claim"] | {"text": " = ".join(["A"] * 1_000)}, "chain": [found] * 999})
    nested = ["sym", "A", "n", "n"]
    for _ in range(300):
        nested = ["T", nested]
    refused({**found, "theorems": [{"left": nested, "right": nested, "lines": []}]})


def test_a_cycle_is_no_certificate():
    given = {"wrt": 1}
    given["theorems"] = [given]
    assert refused(given).code == FORMAT
