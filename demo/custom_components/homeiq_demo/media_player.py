"""Simulated media players."""

from homeassistant.components.media_player import MediaPlayerEntity
from homeassistant.components.media_player.const import MediaPlayerEntityFeature, MediaPlayerState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, Simulated, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedPlayer(one) for one in of_platform(entry, Platform.MEDIA_PLAYER))


class SimulatedPlayer(SimulatedEntity, MediaPlayerEntity):
    """A media player."""

    _attr_supported_features = MediaPlayerEntityFeature.PLAY | MediaPlayerEntityFeature.STOP

    def __init__(self, simulated: Simulated) -> None:
        """Be able to do what its model can."""
        super().__init__(simulated)
        self._attr_supported_features |= MediaPlayerEntityFeature(simulated.features)

    @property
    def volume_level(self) -> float | None:
        """How loud it is, 0-1."""
        return self.shows.get("volume_level")

    async def async_set_volume_level(self, volume: float) -> None:
        """Be as loud as is asked for."""
        self.become(self.now, volume_level=volume)

    @property
    def state(self) -> MediaPlayerState:
        """Whether it plays."""
        return MediaPlayerState.PLAYING if self.now == "playing" else MediaPlayerState.IDLE

    async def async_media_play(self) -> None:
        """Play."""
        self.become("playing")

    async def async_media_stop(self) -> None:
        """Stop."""
        self.become("idle")
