"""The table of 53 rows that every form of data must give, and the names of the forms."""

import numpy as np

ROWS = 53
COLUMNS = {"y": "price", "X": ["area", "rooms", "old"]}


def columns():
    random = np.random.default_rng(7)
    return {
        "price": random.standard_normal(ROWS),
        "area": random.standard_normal(ROWS) * 1e-300,
        "city": [("Ulm", "Bonn", "Köln, am Rhein")[k] for k in random.integers(0, 3, ROWS)],
        "rooms": random.integers(1, 9, ROWS),
        "old": random.integers(0, 2, ROWS).astype(bool),
    }


def judged(encode=False, intercept=False):
    """The arrays that every form must give, made from the columns without the room that is tested."""
    table = columns()
    X = [np.array(table[name], float) for name in ("area", "rooms", "old")]
    if encode:
        city = np.array(table["city"])
        X += [(city == level) * 1.0 for level in ("Bonn", "Köln, am Rhein", "Ulm")[int(intercept) :]]
    return {"y": table["price"], "X": np.stack([np.ones(ROWS)] * intercept + X, axis=1)}


FORMS = (
    "pandas", "pandas nullable", "pandas categories", "polars", "polars lazy", "polars categories", "table",
    "chunked table", "dictionary", "batch", "dataset", "two csv", "pattern", "directory",
    "a.csv", "a.tsv", "a.csv.gz", "a.parquet", "a.feather", "a.arrow", "stream.arrow",
)  # fmt: skip
