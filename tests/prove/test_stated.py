from __future__ import annotations

import json

import pytest

from correct.identities_all import ALL
from wrt.claims import read_claim
from wrt.prove.stated import claim_entry
from wrt.work.normal import normal


@pytest.mark.parametrize("row", ALL[::5], ids=lambda row: row.claim)
def test_what_is_stated_reads_as_the_same_claim(row):
    try:
        claim = read_claim(row.claim, None, row.shapes, row.assume, row.layout)
    except Exception as error:
        assert getattr(error, "code", "").startswith("E-shape")
        return
    stated = json.loads(json.dumps(claim_entry(claim.sides, claim.facts)))
    again = read_claim(stated["text"], None, stated["symbols"], stated["assume"], stated["layout"])
    assert list(map(normal, again.sides)) == list(map(normal, claim.sides))
    assert set(again.facts.commuting) == set(claim.facts.commuting)
