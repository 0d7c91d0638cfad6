"""Why a suggestion is not changed as somebody asked."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reasons; their texts are among Home Assistant's translations, as `refine_<reason>`."""

    ADVICE = "advice"  # it has no automation
    AMBIGUOUS = "ambiguous"  # several parts of it could be meant
    ANSWERED = "answered"  # it is accepted, dismissed or expired
    CANNOT = "cannot"  # no edit expresses it
    CHANGES_NOTHING = "changes_nothing"
    INVALID = "invalid"  # Home Assistant would not accept the automation
    LAST_ACT = "last_act"  # nothing would be left to do
    NOBODY_KNOWN = "nobody_known"  # the home has no persons
    NO_SUCH_ACT = "no_such_act"
    NO_SUCH_CONDITION = "no_such_condition"
    NO_SUCH_TRIGGER = "no_such_trigger"
    NOT_ABLE = "not_able"  # an entity has no such value
    NOT_OF_AREA = "not_of_area"
    NOT_UNDERSTOOD = "not_understood"  # and there is no model to ask
    OUT_OF_RANGE = "out_of_range"
    REMINDER = "reminder"  # it would no longer know what it reminds of
    UNKNOWN_ENTITY = "unknown_entity"
    UNSAFE = "unsafe"


class RefusedError(Exception):
    """A suggestion stays as it was; the placeholders are for the translated text."""

    def __init__(self, refusal: Refusal, **placeholders: str) -> None:
        """Say why."""
        super().__init__(refusal.value)
        self.refusal = refusal
        self.placeholders = placeholders
