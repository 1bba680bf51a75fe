"""An answer sheet as Parquet, by the extra `parquet` (pyarrow): rows in, typed columns out. Values are unguarded."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from rhyddid.batches.answer_sheet import SheetRow
from rhyddid.batches.export.columns import COLUMNS, row_values

_LOT = 5000


class ParquetMissing(Exception):
    """Parquet needs pyarrow, which is not installed."""

    def __init__(self) -> None:
        super().__init__("Parquet needs pyarrow, which is not installed: pip install 'rhyddid[parquet]'")


def parquet_installed() -> bool:
    return find_spec("pyarrow") is not None


def parquet_write(rows: Iterable[SheetRow], stream: BinaryIO, *, title: str) -> int:
    """Write the rows; returns how many there were. Raises ParquetMissing."""
    if not parquet_installed():
        raise ParquetMissing
    import pyarrow as pa  # slow import
    import pyarrow.parquet as pq

    types = {"string": pa.string(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema(
        [pa.field(column.name, types[column.type], metadata={"title": column.title}) for column in COLUMNS],
        metadata={"title": title},
    )
    count = 0
    waiting = iter(rows)
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while lot := [row_values(row) for row in islice(waiting, _LOT)]:
            writer.write_table(_table(pa, schema, lot))
            count += len(lot)
    return count


def _table(pa: Any, schema: Any, lot: list[list[str | float | bool | None]]) -> Any:
    columns = [
        pa.array(values, type=field.type)
        for values, field in zip(zip(*lot, strict=True), schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)
