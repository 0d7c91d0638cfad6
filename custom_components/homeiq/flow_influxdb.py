"""The steps that ask for an InfluxDB: where it is, then what opens it."""

from collections.abc import Mapping
from dataclasses import replace
import ssl
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from custom_components.homeiq.const import CONF_INFLUXDB, DOMAIN
from custom_components.homeiq.flow_keeping import KeepingFlow
from custom_components.homeiq.history.influxdb.check import async_test
from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.issues import INFLUXDB_UNREACHABLE

_NONE_YET: Final = InfluxSettings(InfluxVersion.ONE, url="", database="")

_EXAMPLE: Final = "`http://192.168.1.10:8086`"  # as code, else it would be a link

# What is wrong with the server itself, whatever opens it.
_OF_SERVER: Final = frozenset({InfluxProblem.URL, InfluxProblem.TLS, InfluxProblem.TIMEOUT})
# The fields that a problem may be told at: the first that a form has, else above all fields.
_PLACES: Final[Mapping[InfluxProblem, tuple[str, ...]]] = {
    InfluxProblem.URL: ("url",),
    InfluxProblem.TLS: ("ca_certificate",),
    InfluxProblem.TIMEOUT: ("url",),
    InfluxProblem.UNAUTHORIZED: ("password", "token"),
    InfluxProblem.FORBIDDEN: ("database", "bucket"),
    InfluxProblem.NO_DATABASE: ("database", "bucket"),
    InfluxProblem.EMPTY: ("database", "bucket"),
}

_TEXT: Final = TextSelector()
# A browser would fill in what opens Home Assistant.
_USERNAME: Final = TextSelector(TextSelectorConfig(autocomplete="off"))
_SECRET: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
)

_SERVER: Final = vol.Schema(
    {
        vol.Required("version", default=InfluxVersion.ONE.value): SelectSelector(
            SelectSelectorConfig(
                options=[version.value for version in InfluxVersion],
                mode=SelectSelectorMode.LIST,
                translation_key="influxdb_version",
            )
        ),
        vol.Required("url"): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Required("verify_ssl", default=True): BooleanSelector(),
        vol.Optional("ca_certificate"): TextSelector(TextSelectorConfig(multiline=True)),
    }
)


class InfluxDBSteps(KeepingFlow):
    """Asks for an InfluxDB, tries it out, and keeps only one that can be read."""

    _draft: InfluxSettings = _NONE_YET

    async def async_step_recorder_influxdb(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where it is; what is wrong with that shows before anything else is asked."""
        if user_input is None:
            self._draft = _kept(self.entry)
            return self._show_server()
        self._draft = _moved(self._draft, user_input)
        if not await self.hass.async_add_executor_job(_is_certificate, self._draft.ca_certificate):
            return self._show_server({"ca_certificate": "no_certificate"})
        try:
            # Secrets are for a server that is the right one.
            await async_test(self.hass, replace(self._draft, username="", password="", token=""))
        except InfluxError as err:
            if err.key in _OF_SERVER:
                return self._show_problem(err)
        return self._show_opening()

    async def async_step_influxdb_1(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what opens a database of InfluxDB 1."""
        return await self._async_open(user_input)

    async def async_step_influxdb_2(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what opens a bucket of InfluxDB 2."""
        return await self._async_open(user_input)

    async def async_step_influxdb_3(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what opens a database of InfluxDB 3."""
        return await self._async_open(user_input)

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a name and password, or a token, and nothing else."""
        if user_input is None:
            self._draft = _kept(self.entry)
        return await self._async_open(user_input)

    async def _async_open(self, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Keep what was entered if it opens the database."""
        if user_input is None:
            return self._show_opening()
        self._draft = _opened(self._draft, user_input)
        try:
            await async_test(self.hass, self._draft)
        except InfluxError as err:
            return self._show_problem(err)
        ir.async_delete_issue(self.hass, DOMAIN, INFLUXDB_UNREACHABLE)
        return await self.async_keep(CONF_INFLUXDB, self._draft.as_dict())

    @callback
    def _show_problem(self, error: InfluxError) -> ConfigFlowResult:
        """Show the form that has the field which is to blame."""
        problem = InfluxProblem(error.key or "")
        if problem in _OF_SERVER and not self.is_reauth:
            return self._show_server({_place(problem, _SERVER): problem.value}, error.values)
        schema = self._opening
        return self._show_opening({_place(problem, schema): problem.value}, error.values)

    @callback
    def _show_server(
        self,
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="recorder_influxdb",
            data_schema=self.add_suggested_values_to_schema(_SERVER, self._draft.as_dict()),
            errors=errors,
            description_placeholders={"example": _EXAMPLE} | dict(placeholders or {}),
            last_step=False,
        )

    @callback
    def _show_opening(
        self,
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        draft = self._draft
        shown = {
            "username": draft.username,
            "organization": draft.organization,
            "database": draft.database,
            "bucket": draft.database,
        }
        return self.async_show_form(
            step_id="reauth_confirm" if self.is_reauth else f"influxdb_{draft.version.value}",
            data_schema=self.add_suggested_values_to_schema(self._opening, shown),
            errors=errors,
            description_placeholders={"url": draft.url, "database": draft.database}
            | dict(placeholders or {}),
            last_step=True,
        )

    @property
    def _opening(self) -> vol.Schema:
        return credentials_of(self._draft.version) if self.is_reauth else opening(self._draft)


def opening(draft: InfluxSettings) -> vol.Schema:
    """Return the form of what opens a database; a secret that is kept may stay unsaid."""
    secret = vol.Optional if draft.secrets else vol.Required
    match draft.version:
        case InfluxVersion.ONE:
            return vol.Schema(
                {
                    vol.Required("database"): _TEXT,
                    vol.Optional("username"): _USERNAME,
                    vol.Optional("password"): _SECRET,
                }
            )
        case InfluxVersion.TWO:
            return vol.Schema(
                {
                    vol.Required("organization"): _TEXT,
                    vol.Required("bucket"): _TEXT,
                    secret("token"): _SECRET,
                }
            )
        case InfluxVersion.THREE:
            return vol.Schema({vol.Required("database"): _TEXT, vol.Optional("token"): _SECRET})


def credentials_of(version: InfluxVersion) -> vol.Schema:
    """Return the form of the credentials alone."""
    if version is InfluxVersion.ONE:
        return vol.Schema({vol.Required("username"): _USERNAME, vol.Required("password"): _SECRET})
    return vol.Schema({vol.Required("token"): _SECRET})


def _place(problem: InfluxProblem, form: vol.Schema) -> str:
    """Return the field of a form that a problem is told at."""
    fields = {str(field) for field in form.schema}
    return next((name for name in _PLACES.get(problem, ()) if name in fields), "base")


def _kept(entry: ConfigEntry) -> InfluxSettings:
    """Return the settings that an entry keeps, or empty ones."""
    kept = entry.data.get(CONF_INFLUXDB)
    return _NONE_YET if kept is None else InfluxSettings.from_mapping(kept)


def _moved(draft: InfluxSettings, entered: Mapping[str, Any]) -> InfluxSettings:
    """Return settings for the server that was entered; what opens another version is let go."""
    server = {
        "version": InfluxVersion(entered["version"]),
        "url": entered["url"],
        "verify_ssl": entered["verify_ssl"],
        "ca_certificate": entered.get("ca_certificate", "").strip(),
    }
    if server["version"] is draft.version:
        return replace(draft, **server)
    return InfluxSettings(database=draft.database, **server)


def _opened(draft: InfluxSettings, entered: Mapping[str, Any]) -> InfluxSettings:
    """Return settings with what was entered; a secret that was left empty is kept."""
    database = entered.get("database", entered.get("bucket", draft.database))
    if draft.version is not InfluxVersion.ONE:
        return replace(
            draft,
            database=database,
            organization=entered.get("organization", draft.organization),
            token=entered.get("token", "").strip() or draft.token,
        )
    username = entered.get("username", "")
    password = entered.get("password") or draft.password
    return replace(
        draft, database=database, username=username, password=password if username else ""
    )


def _is_certificate(pem: str) -> bool:
    """Return whether a text is one certificate or more, or nothing at all."""
    if not pem:
        return True
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except ssl.SSLError, ValueError, TypeError:  # no PEM, nothing in it, not even ASCII
        return False
    return True
