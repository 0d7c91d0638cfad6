"""Groups that a home has in its YAML configuration; the recorder does not keep their members."""

from collections.abc import Iterator, Mapping
from typing import Final

from homeassistant.util import slugify

GROUP: Final = "group"

type Registered = Mapping[tuple[str, str], str]  # (domain, unique id of a group) -> entity id


def configured_groups(config: object, registered: Registered) -> dict[str, tuple[str, ...]]:
    """Return the members by group of a configuration.yaml; odd entries count as absent."""
    if not isinstance(config, Mapping):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for key, value in config.items():
        domain = str(key).partition(" ")[0]  # `light upstairs:` is one more `light:`
        groups = _plain(value) if domain == GROUP else _of_platform(domain, value, registered)
        found.update((group, members) for group, members in groups if members)
    return found


def _plain(groups: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the groups under `group:`, by their object ids."""
    for name, group in groups.items() if isinstance(groups, Mapping) else ():
        yield f"{GROUP}.{name}", _members(group)


def _of_platform(
    domain: str, entries: object, registered: Registered
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the groups among the entries of a domain."""
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping) and entry.get("platform") == GROUP:
            name = entry.get("name") or f"{domain} group"
            entity_id = registered.get((domain, str(entry.get("unique_id"))))
            yield entity_id or f"{domain}.{slugify(str(name))}", _members(entry)


def _members(group: object) -> tuple[str, ...]:
    """Return entity ids from a list or a text, which may stand alone."""
    members = group.get("entities") if isinstance(group, Mapping) else group
    if isinstance(members, str):
        members = members.split(",")
    return tuple(str(one).strip().lower() for one in members) if isinstance(members, list) else ()
