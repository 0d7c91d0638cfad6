"""What media players can do besides playing."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_VOLUME_SET: Final = 4
_VOLUME_MUTE: Final = 8
_SELECT_SOURCE: Final = 2048
_SHUFFLE_SET: Final = 32768
_SELECT_SOUND_MODE: Final = 65536
_REPEAT_SET: Final = 262144
_GROUPING: Final = 524288
_MEDIA_ANNOUNCE: Final = 1048576

MEDIA_PLAYER: Final = (
    Kind(
        "media_player.volume",
        flag=_VOLUME_SET,
        shown=("volume_level",),
        tolerance=0.02,  # of 1
        actions=frozenset(
            {"media_player.volume_set", "media_player.volume_up", "media_player.volume_down"}
        ),
        fields=frozenset({"volume_level"}),
    ),
    Kind(
        "media_player.mute",
        flag=_VOLUME_MUTE,
        shown=("is_volume_muted",),
        plain=frozenset({False}),
        actions=frozenset({"media_player.volume_mute"}),
        fields=frozenset({"is_volume_muted"}),
    ),
    Kind(
        "media_player.source",
        flag=_SELECT_SOURCE,
        listed="source_list",
        least_values=2,
        shown=("source",),
        actions=frozenset({"media_player.select_source"}),
        fields=frozenset({"source"}),
    ),
    Kind(
        "media_player.sound_mode",
        flag=_SELECT_SOUND_MODE,
        listed="sound_mode_list",
        least_values=2,
        shown=("sound_mode",),
        actions=frozenset({"media_player.select_sound_mode"}),
        fields=frozenset({"sound_mode"}),
    ),
    Kind(
        "media_player.shuffle",
        flag=_SHUFFLE_SET,
        shown=("shuffle",),
        plain=frozenset({False}),
        actions=frozenset({"media_player.shuffle_set"}),
        fields=frozenset({"shuffle"}),
    ),
    Kind(
        "media_player.repeat",
        flag=_REPEAT_SET,
        shown=("repeat",),
        plain=frozenset({"off"}),
        actions=frozenset({"media_player.repeat_set"}),
        fields=frozenset({"repeat"}),
    ),
    Kind(
        "media_player.group",
        flag=_GROUPING,
        shown=("group_members",),
        plain=frozenset({()}),  # as which a list of one counts
        actions=frozenset({"media_player.join"}),
    ),
    Kind(
        "media_player.announce",
        flag=_MEDIA_ANNOUNCE,
        plain=frozenset({False}),
        actions=frozenset({"tts.speak"}),
        fields=frozenset({"announce"}),
    ),
)
