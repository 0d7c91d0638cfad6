"""Names, and what stands in where there is none."""

from custom_components.homeiq.mining.names import Names


def test_a_name_given_by_people_is_used() -> None:
    names = Names({"light.a": "Sofa"}, {"kitchen": "Küche"})
    assert names.entity("light.a") == "Sofa"
    assert names.area("kitchen") == "Küche"


def test_an_id_without_a_name_is_made_readable() -> None:
    names = Names({"light.a": ""})
    assert names.entity("light.living_room_TV") == "Living room TV"
    assert names.entity("light.a") == "A"
    assert names.area("guest_room") == "Guest room"


def test_an_id_that_has_no_words_stays_as_it_is() -> None:
    assert Names().entity("light._") == "light._"


def test_the_kind_of_a_device_is_told_where_it_is_known() -> None:
    names = Names(device_classes={"cover.a": "garage"})
    assert names.device_class("cover.a") == "garage"
    assert names.device_class("cover.b") is None


def test_the_unit_of_a_reading_is_told_where_it_is_known() -> None:
    names = Names(units={"sensor.lux": "lx"})
    assert names.unit("sensor.lux") == "lx"
    assert names.unit("sensor.other") is None
