"""One automation in a real home: loaded, switched, labelled."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er, label_registry as lr
import pytest
import yaml

from custom_components.homeiq.automations import running
from custom_components.homeiq.automations.running import (
    NotRunningError,
    async_configured,
    async_label,
    async_reload,
    async_run,
    async_switch,
    entity_of,
    is_loaded,
    is_set_up,
    uses_blueprint,
)
from tests.automations.living_file import (
    THEIRS,
    async_automations,
    item_of,
    put,
    put_blueprint,
)

OURS = "homeiq_s1"


def add(path: Path, **changes: object) -> None:
    put(path, THEIRS + item_of(OURS, **changes))


async def test_a_home_may_have_no_automations_at_all(hass: HomeAssistant) -> None:
    assert not is_set_up(hass)
    assert not is_loaded(hass, OURS)
    assert not uses_blueprint(hass, OURS)
    with pytest.raises(NotRunningError) as error:
        await async_reload(hass, OURS)
    assert error.value.key == "accept_reload_failed"


@pytest.mark.parametrize("enabled", [True, False])
async def test_what_was_added_to_the_file_runs_or_is_off(
    hass: HomeAssistant, path: Path, *, enabled: bool
) -> None:
    assert is_set_up(hass)
    add(path)
    entity_id = await async_run(hass, OURS, enabled=enabled)
    assert entity_id == entity_of(hass, OURS) == "automation.ours"
    assert hass.states.is_state(entity_id, "on" if enabled else "off")
    assert is_loaded(hass, OURS)
    assert not uses_blueprint(hass, OURS)


async def test_one_that_was_off_when_it_was_taken_away_is_switched_on(
    hass: HomeAssistant, path: Path
) -> None:
    add(path)
    entity_id = await async_run(hass, OURS, enabled=False)
    put(path, THEIRS)
    await async_reload(hass, OURS)
    assert not is_loaded(hass, OURS)
    assert entity_of(hass, OURS) == entity_id, "the registry remembers it"
    add(path)
    assert await async_run(hass, OURS, enabled=True) == entity_id
    assert hass.states.is_state(entity_id, "on")


async def test_only_the_one_is_loaded_anew(hass: HomeAssistant, path: Path) -> None:
    text = (THEIRS + item_of(OURS)).replace("off_to_bed", "up_again")
    put(path, text)
    await async_run(hass, OURS, enabled=True)
    assert hass.states.is_state("automation.goodnight", "on")
    heard: list[str] = []
    hass.bus.async_listen("off_to_bed", lambda event: heard.append(str(event.event_type)))
    hass.bus.async_fire("goodnight")
    await hass.async_block_till_done()
    assert heard == ["off_to_bed"], "theirs is as it was loaded"


async def test_what_is_not_in_the_file_is_not_there(hass: HomeAssistant, path: Path) -> None:
    with pytest.raises(NotRunningError) as error:
        await async_run(hass, OURS, enabled=True)
    assert error.value.key == "accept_not_loaded"


async def test_what_home_assistant_refuses_is_told(hass: HomeAssistant, path: Path) -> None:
    add(path, triggers=[{"trigger": "no_such_kind"}])
    with pytest.raises(NotRunningError) as error:
        await async_run(hass, OURS, enabled=True)
    assert error.value.key == "accept_unavailable"
    assert is_loaded(hass, OURS)


async def test_a_configuration_that_cannot_be_read_is_told(hass: HomeAssistant, path: Path) -> None:
    put(path, "- id: [")
    with pytest.raises(NotRunningError) as error:
        await async_run(hass, OURS, enabled=True)
    assert error.value.key == "accept_reload_failed"
    assert error.value.values["error"]


@pytest.mark.parametrize(
    ("configuration", "is_there"),
    [
        ("automation: !include automations.yaml", False),
        ("automation: !include more.yaml", True),
        ("automation: 5\nautomation more: !include more.yaml", True),
        ("homeassistant:\n  packages:\n    hall:\n      automation: !include more.yaml", True),
    ],
)
async def test_one_is_known_in_whichever_file_it_is(
    hass: HomeAssistant, path: Path, configuration: str, *, is_there: bool
) -> None:
    put(path.with_name("more.yaml"), item_of(OURS))
    put(path.with_name("configuration.yaml"), configuration)
    assert (OURS in await async_configured(hass)) == is_there


async def test_one_is_not_known_where_nothing_can_be_read(hass: HomeAssistant, path: Path) -> None:
    put(path, "broken: [")
    with pytest.raises(NotRunningError) as error:
        await async_configured(hass)
    assert error.value.key == "accept_reload_failed"


async def test_one_that_is_not_switched_is_told(hass: HomeAssistant, path: Path) -> None:
    add(path)
    entity_id = await async_run(hass, OURS, enabled=True)

    async def deaf(_call: ServiceCall) -> None:
        """Stand in for an automation that stays as it is."""

    hass.services.async_register("automation", "turn_off", deaf)
    with pytest.raises(NotRunningError) as error:
        await async_switch(hass, entity_id, enabled=False)
    assert error.value.key == "accept_not_switched"


async def test_what_never_ends_is_given_up(
    hass: HomeAssistant, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_call: ServiceCall) -> None:
        await asyncio.Event().wait()

    hass.services.async_register("automation", "reload", hang)
    monkeypatch.setattr(running, "_SECONDS", 0.01)
    with pytest.raises(NotRunningError) as error:
        await async_reload(hass, OURS)
    assert error.value.key == "accept_too_slow"


async def test_the_label_is_made_once_and_put_beside_those_that_are_there(
    hass: HomeAssistant, path: Path
) -> None:
    add(path)
    entity_id = await async_run(hass, OURS, enabled=True)
    mine = lr.async_get(hass).async_create("Mine")
    er.async_get(hass).async_update_entity(entity_id, labels={mine.label_id})
    for _ in range(2):
        async_label(hass, entity_id, "From HomeIQ.")
    label = lr.async_get(hass).async_get_label_by_name("HomeIQ")
    assert label is not None
    assert (label.description, label.icon) == ("From HomeIQ.", "mdi:home-lightbulb")
    entry = er.async_get(hass).async_get(entity_id)
    assert entry is not None
    assert entry.labels == {mine.label_id, label.label_id}
    async_label(hass, "automation.gone_meanwhile", "From HomeIQ.")


async def test_a_use_of_a_blueprint_is_known(hass: HomeAssistant, path: Path) -> None:
    use = {"path": put_blueprint(hass), "input": {"what": "dusk"}}
    put(path, yaml.safe_dump([{"id": OURS, "alias": "Dusk", "use_blueprint": use}]))
    await async_run(hass, OURS, enabled=True)
    assert uses_blueprint(hass, OURS)


async def test_what_is_switched_off_stays_off_after_a_power_cut(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    await async_automations(hass, THEIRS + item_of("ours"))
    entity_id = await async_run(hass, "ours", enabled=False)
    kept = hass_storage["core.restore_state"]["data"]
    assert [each["state"]["state"] for each in kept if each["state"]["entity_id"] == entity_id] == [
        "off"
    ]
