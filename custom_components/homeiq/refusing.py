"""What somebody is told who asks for something that is not done."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.homeiq.const import DOMAIN


def refused(key: str, /, **values: str) -> ServiceValidationError:
    """Return the error of what cannot be; its text has that key, `values` are its placeholders."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=values or None
    )


def failed(key: str, /, **values: str) -> HomeAssistantError:
    """Return likewise the error of what could be, and did not come about."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=values or None
    )
