"""What is not done because somebody asks for something that cannot be."""

from homeassistant.exceptions import ServiceValidationError

from custom_components.homeiq.const import DOMAIN


def refused(key: str, **values: str) -> ServiceValidationError:
    """Return the error whose text has that key, and what its placeholders stand for."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=values or None
    )
