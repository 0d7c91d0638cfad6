"""What is told of an automation that got lost."""

import json
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
import pytest
import yaml

from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.issues_accepting import async_found_again, async_report_lost
from custom_components.homeiq.report import CausedError
from tests.automations.living_file import OURS, put

NEW = NewAutomation("s1", "homeiq_s1", OURS, enabled=True, label="From HomeIQ.")


async def placeholders_of(hass: HomeAssistant, error: CausedError) -> dict[str, str]:
    await async_report_lost(hass, NEW, error)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "automation_lost_s1")
    assert issue is not None
    assert issue.is_persistent
    assert issue.translation_placeholders is not None
    return issue.translation_placeholders


async def test_what_is_lost_can_be_pasted_and_stands_there_after_a_restart(
    hass: HomeAssistant,
) -> None:
    error = EditError("it was changed", "automations_changed", path="/config/automations.yaml")
    values = await placeholders_of(hass, error)
    assert values["title"] == "Ours"
    assert "/config/automations.yaml" in values["error"]
    assert values["error"].count("```yaml\n- id: homeiq_s1") == 1
    texts = await async_get_translations(hass, "en", "issues", [DOMAIN])
    text = texts[f"component.{DOMAIN}.issues.automation_lost.fix_flow.step.confirm.description"]
    assert "Ours" in text.format(**values)
    async_found_again(hass, "s1")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "automation_lost_s1") is None


async def pasted(hass: HomeAssistant, path: Path) -> str:
    """Return what is to be pasted into a file that could not be written."""
    error = EditError("no room", "automations_disk_full", path=str(path), error="no room")
    told = (await placeholders_of(hass, error))["error"]
    return told.split("```yaml\n")[1].split("\n```")[0]


async def test_what_is_to_be_pasted_looks_like_the_rest_of_the_file(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    path = tmp_path / "automations.yaml"
    indented = "  - id: theirs\r\n    alias: Mine\r\n"
    put(path, indented)
    items = yaml.safe_load(indented + await pasted(hass, path))
    assert [item["id"] for item in items] == ["theirs", "homeiq_s1"]
    written_by_a_program = '[{"id": "theirs"}'
    put(path, f"{written_by_a_program}]")
    items = json.loads(f"{written_by_a_program}, {await pasted(hass, path)}]")
    assert [item["id"] for item in items] == ["theirs", "homeiq_s1"]


@pytest.mark.parametrize("content", [b"{}", b"\xff", b"- id: homeiq_s1\n", None])
async def test_what_is_to_be_pasted_beside_anything_else_is_an_item(
    hass: HomeAssistant, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "automations.yaml"
    if content is not None:
        path.write_bytes(content)
    assert yaml.safe_load(await pasted(hass, path))[0]["id"] == "homeiq_s1"


async def test_whatever_has_failed_there_is_something_to_paste(hass: HomeAssistant) -> None:
    values = await placeholders_of(hass, CausedError("the disk is gone"))
    assert values["error"].startswith("the disk is gone\n\n```yaml\n- id: homeiq_s1")
