"""One table of 53 rows in every form that data can have."""

from types import SimpleNamespace

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from fit_forms import FORMS, columns


@pytest.fixture(scope="session")
def forms(tmp_path_factory):
    """Name of a form -> a function that gives the data anew (a reader can be read once only)."""
    here = tmp_path_factory.mktemp("forms")
    frame = pd.DataFrame(columns())
    table = pa.table(columns())
    frame.to_csv(here / "a.csv", index=False)
    frame.to_csv(here / "a.tsv", index=False, sep="\t")
    frame.to_csv(here / "a.csv.gz", index=False)
    frame.iloc[:20].to_csv(here / "part1.csv", index=False)
    frame.iloc[20:][["city", "price", "old", "rooms", "area"]].to_csv(here / "part2.csv", index=False)
    pq.write_table(table, here / "a.parquet", row_group_size=7)
    (here / "parts").mkdir()
    pq.write_table(table.slice(0, 20), here / "parts" / "1.parquet", row_group_size=6)
    pq.write_table(table.slice(20), here / "parts" / "2.parquet")
    (here / "parts" / "_metadata.parquet").write_text("nothing to read")
    pa.feather.write_feather(table, here / "a.feather", compression="lz4", chunksize=8)
    pa.feather.write_feather(table, here / "a.arrow", compression="uncompressed")
    with pa.ipc.new_stream(here / "stream.arrow", table.schema) as stream:
        stream.write_table(table, max_chunksize=11)
    plain = {
        "pandas": lambda: frame,
        "pandas nullable": lambda: frame.convert_dtypes(),
        "pandas categories": lambda: frame.astype({"city": "category"}),
        "polars": lambda: pl.DataFrame(columns()),
        "polars lazy": lambda: pl.DataFrame(columns()).lazy(),
        "polars categories": lambda: pl.DataFrame(columns()).with_columns(pl.col("city").cast(pl.Categorical)),
        "table": lambda: table,
        "chunked table": lambda: pa.concat_tables([table.slice(0, 9), table.slice(9)]),
        "dictionary": lambda: table.set_column(2, "city", table["city"].dictionary_encode()),
        "batch": lambda: table.combine_chunks().to_batches()[0],
        "dataset": lambda: pa.dataset.dataset([str(here / "parts" / "1.parquet"), str(here / "parts" / "2.parquet")]),
        "two csv": lambda: [here / "part1.csv", here / "part2.csv"],
        "pattern": lambda: str(here / "parts" / "[0-9].parquet"),
        "directory": lambda: here / "parts",
    }
    files = ("a.csv", "a.tsv", "a.csv.gz", "a.parquet", "a.feather", "a.arrow", "stream.arrow")
    found = plain | {name: (lambda name=name: str(here / name)) for name in files}
    return SimpleNamespace(all=found, here=here, table=table, frame=frame)


@pytest.fixture(params=FORMS)
def form(request, forms):
    return forms.all[request.param]
