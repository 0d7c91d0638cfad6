"""What is asked of entities while somebody watches."""

from typing import Any

from homeassistant.core import Context, HomeAssistant, State
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.automations.watched import Watched
from custom_components.homeiq.mining.effects import References

HOME = References(groups={"light.all": ("light.left",)})
OURS = Context()


@pytest.fixture
def watched(hass: HomeAssistant) -> Watched:
    for name in ("lamp", "left", "all"):
        hass.states.async_set(f"light.{name}", "off")
    for name in ("turn_on", "turn_off", "toggle"):
        async_mock_service(hass, "light", name)
    return Watched(hass, ["light.lamp", "light.gone"], HOME, OURS)


async def call(hass: HomeAssistant, name: str, context: Context = OURS, **data: Any) -> None:
    domain, _, service = name.partition(".")
    await hass.services.async_call(domain, service, data, blocking=True, context=context)


def before(watched: Watched) -> dict[str, str | None]:
    return {
        entity_id: state.state if isinstance(state, State) else None
        for entity_id, state in watched.before.items()
    }


async def test_what_entities_were_is_remembered(hass: HomeAssistant, watched: Watched) -> None:
    hass.states.async_set("light.lamp", "on")
    assert before(watched) == {"light.lamp": "off", "light.gone": None}
    assert watched.wanted == {}
    assert watched.has_settled


async def test_the_last_that_is_asked_is_wanted(hass: HomeAssistant, watched: Watched) -> None:
    with watched.watching():
        await call(hass, "light.turn_on", entity_id="light.lamp")
        assert watched.wanted == {"light.lamp": "on"}
        await call(hass, "light.turn_off", entity_id="light.lamp")
        assert watched.wanted == {"light.lamp": "off"}
        await call(hass, "light.toggle", entity_id="light.lamp")
        assert watched.wanted == {}, "nobody can tell"


async def test_what_nobody_named_before_is_remembered_before_it_is_acted_on(
    hass: HomeAssistant, watched: Watched
) -> None:
    with watched.watching():
        await call(hass, "light.turn_on", entity_id="light.all")
    hass.states.async_set("light.left", "on")
    assert before(watched) == {
        "light.lamp": "off",
        "light.gone": None,
        "light.all": "off",
        "light.left": "off",
    }
    assert watched.wanted == {"light.all": "on", "light.left": "on"}


async def test_all_of_a_kind_are_remembered_where_all_are_meant(
    hass: HomeAssistant, watched: Watched
) -> None:
    with watched.watching():
        await call(hass, "light.turn_off", entity_id="all")
    assert before(watched).keys() == {"light.lamp", "light.gone", "light.left", "light.all"}
    assert watched.wanted == {}


async def test_what_follows_from_a_call_counts_and_what_others_do_does_not(
    hass: HomeAssistant, watched: Watched
) -> None:
    with watched.watching():
        await call(hass, "light.turn_on", Context(parent_id=OURS.id), entity_id="light.left")
        await call(hass, "light.turn_on", Context(), entity_id="light.lamp")
    await call(hass, "light.turn_on", entity_id="light.lamp")
    assert watched.wanted == {"light.left": "on"}


async def test_what_is_only_told_or_passes_is_wanted_of_nothing(
    hass: HomeAssistant, watched: Watched
) -> None:
    for name in ("notify.send", "scene.turn_on", "persistent_notification.create"):
        async_mock_service(hass, *name.split("."))
    with watched.watching():
        await call(hass, "notify.send", entity_id="notify.phone")
        await call(hass, "persistent_notification.create", message="x")
        await call(hass, "scene.turn_on", entity_id="scene.film")
    assert watched.wanted == {}
    assert set(watched.before) == {"light.lamp", "light.gone", "scene.film"}


@pytest.mark.parametrize(
    ("state", "settled"),
    [("off", "no"), ("unknown", "no"), ("on", "yes"), ("unavailable", "yes"), (None, "yes")],
)
async def test_it_has_settled_when_all_that_can_answer_has(
    hass: HomeAssistant, watched: Watched, state: str | None, settled: str
) -> None:
    with watched.watching():
        await call(hass, "light.turn_on", entity_id="light.lamp")
    assert not watched.has_settled
    if state is None:
        hass.states.async_remove("light.lamp")
    else:
        hass.states.async_set("light.lamp", state)
    assert watched.has_settled is (settled == "yes")
