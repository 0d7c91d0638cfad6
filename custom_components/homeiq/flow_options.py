"""The form behind Configure: all options."""

import re
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    AreaSelector,
    AreaSelectorConfig,
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    LabelSelector,
    LabelSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from custom_components.homeiq.flow_fields import basics, number
from custom_components.homeiq.flow_wording_options import (
    SECTION,
    async_wording_section,
    is_language,
    with_entered,
)
from custom_components.homeiq.options import Options, whole_numbers

_TOPICS: Final = ("mqtt_topic", "zigbee2mqtt_topic")
_TOPIC_BYTES: Final = 65_535  # MQTT counts them in two bytes
_WILDCARDS: Final = frozenset("+#")
# Control characters, halves of pairs, and what each plane ends with. Home Assistant's MQTT refuses
# them too, but only when something is published.
_ENDS: Final = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN: Final = re.compile(f"[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_ENDS}]")


class HomeIQOptionsFlow(OptionsFlowWithReload):
    """All options in one form."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all options."""
        errors: dict[str, str] = {}
        if user_input is not None:
            chosen = whole_numbers(with_entered(self.config_entry.options, user_input))
            errors = {
                name: problem
                for name in _TOPICS
                if (problem := topic_problem(chosen[name])) is not None
            }
            if not is_language(chosen.get("language", "")):
                errors[SECTION] = "no_language"  # a section shows no problem of a field of it
            if not errors:
                return self.async_create_entry(data=chosen)
        stored = self.config_entry.options
        options = Options.from_mapping(stored)
        schema = (await _async_schema(self.hass, options)).extend(
            await async_wording_section(self.hass, options, collapsed=SECTION not in errors)
        )
        entered = {**stored, SECTION: stored} if user_input is None else user_input
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, entered),
            errors=errors,
        )


def topic_problem(topic: str) -> str | None:
    """Return the key of what keeps a text from being the topic of messages; None: nothing."""
    if not topic:
        return "topic_empty"
    if not _WILDCARDS.isdisjoint(topic):
        return "topic_wildcards"
    if _FORBIDDEN.search(topic):
        return "topic_characters"
    return "topic_too_long" if len(topic.encode()) > _TOPIC_BYTES else None


async def _async_schema(hass: HomeAssistant, options: Options) -> vol.Schema:
    return basics(options).extend(
        {
            vol.Required("archive_days", default=options.archive_days): number(
                "archive_days", unit="d"
            ),
            vol.Required("archive_megabytes", default=options.archive_megabytes): number(
                "archive_megabytes", step=10, unit="MB"
            ),
            vol.Required("max_suggestions", default=options.max_suggestions): number(
                "max_suggestions"
            ),
            vol.Required("minimum_confidence", default=options.minimum_confidence): number(
                "minimum_confidence", step=0.05
            ),
            vol.Required("repairs_shown", default=options.repairs_shown): number("repairs_shown"),
            **await _async_exclusions(hass, options),
            vol.Optional("careful_entities", default=list): EntitySelector(
                EntitySelectorConfig(multiple=True)
            ),
            vol.Required("mqtt_topic", default=options.mqtt_topic): TextSelector(),
            vol.Required("mqtt_retain", default=options.mqtt_retain): BooleanSelector(),
            vol.Required("zigbee2mqtt_topic", default=options.zigbee2mqtt_topic): TextSelector(),
        }
    )


async def _async_exclusions(hass: HomeAssistant, options: Options) -> dict[vol.Marker, Any]:
    """Return the fields that leave something out; what is not entered is left out no longer."""
    domains = {state.domain for state in hass.states.async_all()} | set(options.excluded_domains)
    users = {user_id: user_id for user_id in options.automation_users}
    users |= {
        user.id: user.name or user.id
        for user in await hass.auth.async_get_users()
        if not user.system_generated
    }
    return {
        vol.Optional("excluded_entities", default=list): EntitySelector(
            EntitySelectorConfig(multiple=True)
        ),
        vol.Optional("excluded_areas", default=list): AreaSelector(
            AreaSelectorConfig(multiple=True)
        ),
        vol.Optional("excluded_labels", default=list): LabelSelector(
            LabelSelectorConfig(multiple=True)
        ),
        vol.Optional("excluded_domains", default=list): SelectSelector(
            SelectSelectorConfig(
                options=sorted(domains),
                multiple=True,
                custom_value=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        vol.Optional("automation_users", default=list): SelectSelector(
            SelectSelectorConfig(
                options=[
                    SelectOptionDict(value=user_id, label=name) for user_id, name in users.items()
                ],
                multiple=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
    }
