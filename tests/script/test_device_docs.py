"""The tables of the devices' document are those that the code has."""

from pathlib import Path
import re

import pytest

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.settings import SETTINGS, Setting
from custom_components.homeiq.devices.opportunities import RULES
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.zigbee2mqtt.keys import FEATURES
from script import device_docs
from script.device_docs import FILE, example, written


def table(name: str) -> list[list[str]]:
    """Return the cells of a table of the document, without its head."""
    text = FILE.read_text("utf-8").partition(f"<!-- table: {name} -->")[2]
    lines = text.partition("<!-- end -->")[0].strip().splitlines()
    return [line.strip("|").split(" | ") for line in lines[2:]]


def test_the_document_is_what_would_be_written() -> None:
    assert written(FILE.read_text("utf-8")) == FILE.read_text("utf-8"), "run script/device_docs"


def test_it_is_written_from_tables_that_are_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = FILE.read_text("utf-8").replace("`light.brightness`", "`light.glow`")
    file = tmp_path / "devices.md"
    file.write_text(old, "utf-8")
    monkeypatch.setattr(device_docs, "FILE", file)
    device_docs.main()
    assert file.read_text("utf-8") == FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("capabilities", len(KINDS)),
        ("settings", len(SETTINGS)),
        ("zigbee2mqtt", len(FEATURES)),
        ("opportunities", len(RULES)),
        ("relations", len(RELATIONS)),
    ],
)
def test_all_that_is_known_is_listed_and_nothing_is_empty(name: str, count: int) -> None:
    rows = table(name)
    assert len(rows) == count
    assert len({len(row) for row in rows}) == 1
    told = [row if name != "zigbee2mqtt" else row[:3] for row in rows]
    assert all(cell.strip() for row in told for cell in row)


def test_a_document_without_one_of_the_tables_is_refused() -> None:
    text = FILE.read_text("utf-8").replace("<!-- table: relations -->", "")
    with pytest.raises(ValueError, match="relations"):
        written(text)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_the_example_of_a_setting_is_a_name_that_it_is_known_by(setting: Setting) -> None:
    assert re.fullmatch("|".join(setting.words), example(setting.words[0]))
