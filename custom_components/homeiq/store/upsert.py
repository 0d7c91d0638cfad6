"""Statements that insert a row or change the one that is there."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, TextClause, bindparam, func, text
from sqlalchemy.dialects.sqlite import dialect, insert

from custom_components.homeiq.store.models import Base


def upsert(
    model: type[Base],
    keep: Collection[str] = (),
    add: Collection[str] = (),
    raise_to: Collection[str] = (),
) -> TextClause:
    """Return the statement that inserts a row, or updates all of it but what is to be kept.

    To numbers of `add` the new ones are added, and those of `raise_to` become the new ones where
    these are greater. SQLAlchemy would compile an upsert anew at each use, which takes longer
    than the writing.
    """
    statement = insert(model)
    columns = model.__table__.columns
    keys = [column.name for column in model.__table__.primary_key]
    changed: dict[str, ColumnElement[Any]] = {
        column.name: column for column in statement.excluded if column.name not in {*keys, *keep}
    }
    changed |= {name: columns[name] + changed[name] for name in add}
    changed |= {name: func.max(columns[name], changed[name]) for name in raise_to}
    conflict = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    sql = str(conflict.compile(dialect=dialect(paramstyle="named")))
    return text(sql).bindparams(*(bindparam(column.name, type_=column.type) for column in columns))
