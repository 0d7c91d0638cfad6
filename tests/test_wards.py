"""Which automations HomeIQ has made."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.homeiq.suggestions.suggestion import Status
from custom_components.homeiq.wards import async_ours, wards
from tests.samples import suggestion_of
from tests.wards import accepted_of, async_automate, async_reload, config_of, write


def test_only_what_was_accepted_with_an_automation_that_is_known_is_looked_after() -> None:
    mine = accepted_of(1)
    others = (
        suggestion_of(2),
        accepted_of(3, automation_id=None, accepted_by="user"),
        accepted_of(4, status=Status.DISMISSED),
    )
    assert wards((mine, *others)) == (mine,)


async def test_an_automation_is_known_by_its_id_whatever_it_is_called(hass: HomeAssistant) -> None:
    mine = accepted_of(1)
    (ours,) = await async_automate(hass, mine)
    er.async_get(hass).async_update_entity(ours, new_entity_id="automation.renamed")
    await hass.async_block_till_done()
    assert async_ours(hass, [mine, accepted_of(2)]) == {"automation.renamed": mine}


async def test_one_that_was_taken_out_of_the_file_is_no_more(hass: HomeAssistant) -> None:
    mine, other = accepted_of(1), accepted_of(2)
    await async_automate(hass, mine, other)
    write(hass, config_of(other))
    await async_reload(hass)
    assert er.async_get(hass).async_get("automation.lamp_1_at_ten") is not None
    assert set(async_ours(hass, [mine, other])) == {"automation.lamp_2_at_ten"}


async def test_where_nothing_is_automated_nothing_is_ours(hass: HomeAssistant) -> None:
    assert async_ours(hass, [accepted_of(1)]) == {}
