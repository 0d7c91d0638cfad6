"""Set HomeIQ up, and change how it works."""

from typing import Any

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    AreaSelector,
    AreaSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    LabelSelector,
    LabelSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
import voluptuous as vol

from custom_components.homeiq.const import DOMAIN, NAME
from custom_components.homeiq.options import RANGES, Options, whole_numbers


def _number(name: str, step: float = 1, unit: str | None = None) -> NumberSelector:
    low, high = RANGES[name]
    config = NumberSelectorConfig(min=low, max=high, step=step, mode=NumberSelectorMode.SLIDER)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _basics(options: Options) -> vol.Schema:
    """Return the form of the user step; as it stands, it is a good configuration."""
    return vol.Schema(
        {
            vol.Required("history_days", default=options.history_days): _number(
                "history_days", unit="d"
            ),
            vol.Required("run_at", default=options.run_at.isoformat()): TimeSelector(),
        }
    )


class HomeIQConfigFlow(ConfigFlow, domain=DOMAIN):
    """One form to set it up, one menu to change it."""

    VERSION = 1

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry) -> HomeIQOptionsFlow:
        """Return the flow behind Configure."""
        return HomeIQOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how far to look back and when to run."""
        if user_input is not None:
            return self.async_create_entry(title=NAME, data={}, options=whole_numbers(user_input))
        return self.async_show_form(step_id="user", data_schema=_basics(Options()))

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what can be changed."""
        return self.async_show_menu(step_id="reconfigure", menu_options=["basics"])

    async def async_step_basics(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask again what the user step asked."""
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            return self.async_update_reload_and_abort(
                entry, options={**entry.options, **whole_numbers(user_input)}
            )
        return self.async_show_form(
            step_id="basics", data_schema=_basics(Options.from_mapping(entry.options))
        )


class HomeIQOptionsFlow(OptionsFlowWithReload):
    """All options in one form."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all options."""
        if user_input is not None:
            return self.async_create_entry(
                data={**self.config_entry.options, **whole_numbers(user_input)}
            )
        options = Options.from_mapping(self.config_entry.options)
        schema = _basics(options).extend(
            {
                vol.Required("max_suggestions", default=options.max_suggestions): _number(
                    "max_suggestions"
                ),
                vol.Required("minimum_confidence", default=options.minimum_confidence): _number(
                    "minimum_confidence", step=0.05
                ),
                vol.Required("repairs_shown", default=options.repairs_shown): _number(
                    "repairs_shown"
                ),
                **await _async_exclusions(self.hass, options),
            }
        )
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options),
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
