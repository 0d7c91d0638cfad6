"""Statements that insert a row or change the one that is there."""

from collections.abc import Collection

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.sqlite import dialect, insert

from custom_components.homeiq.store.models import Base


def upsert(model: type[Base], keep: Collection[str] = (), add: Collection[str] = ()) -> TextClause:
    """Return the statement that inserts a row, or updates all of it but what is to be kept.

    To numbers of `add` the new ones are added. SQLAlchemy would compile an upsert anew at each
    use, which takes longer than the writing.
    """
    statement = insert(model)
    columns = model.__table__.columns
    keys = [column.name for column in model.__table__.primary_key]
    changed = {
        column.name: columns[column.name] + column if column.name in add else column
        for column in statement.excluded
        if column.name not in {*keys, *keep}
    }
    conflict = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    sql = str(conflict.compile(dialect=dialect(paramstyle="named")))
    return text(sql).bindparams(*(bindparam(column.name, type_=column.type) for column in columns))
