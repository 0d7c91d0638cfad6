"""Pictures as SVG."""

from xml.etree import ElementTree as ET

import pytest

from script.svg import PAPER, Picture, Scale

SVG = "{http://www.w3.org/2000/svg}"


def shapes(picture: Picture) -> list[ET.Element]:
    root = ET.fromstring(picture.svg())  # noqa: S314 - our own text
    return list(root)[2:]  # after the title and the paper


def test_a_picture_is_svg_with_a_title_and_a_paper_of_its_own() -> None:
    picture = Picture(200, 100, "Acts & <days>")
    root = ET.fromstring(picture.svg())  # noqa: S314 - our own text
    assert root.attrib["viewBox"] == "0 0 200 100"
    title, paper = root
    assert title.text == "Acts & <days>"
    assert paper.attrib["fill"] == PAPER


def test_shapes_lie_in_the_order_in_which_they_were_drawn() -> None:
    picture = Picture(200, 100, "")
    picture.box((1, 2), (3, 4), "red")
    picture.area([(0, 0), (1, 0), (1, 1)], "sand")
    picture.path([(0, 0), (9, 9.04)], "blue")
    picture.text((5, 6), "a < b", "ink", "end")
    assert [shape.tag.removeprefix(SVG) for shape in shapes(picture)] == [
        *("rect", "polygon", "polyline", "text"),
    ]
    assert shapes(picture)[2].attrib["points"] == "0.0,0.0 9.0,9.0"
    text = shapes(picture)[3]
    assert (text.text, text.attrib["text-anchor"]) == ("a < b", "end")


def test_marks_are_told_apart_by_shape_too() -> None:
    picture = Picture(9, 9, "")
    picture.dot((5, 5), "green")
    picture.dot((5, 5), "green", filled=False)
    picture.cross((5, 5), "red", 4)
    disc, ring, *cross = shapes(picture)
    assert (disc.attrib["fill"], ring.attrib["fill"]) == ("green", PAPER)
    assert [(line.attrib["x1"], line.attrib["y1"]) for line in cross] == [
        ("1.0", "1.0"),
        ("1.0", "9.0"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"), [((0, 0), (10, 90)), ((4, 2), (110, 10)), ((2, 1), (60, 50))]
)
def test_a_scale_grows_to_the_right_and_upwards(
    value: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert Scale((0, 4), (0, 2), 10, 110, 10, 90).at(*value) == expected


def test_rules_and_ticks_bear_their_labels() -> None:
    picture, scale = Picture(120, 100, ""), Scale((0, 4), (0, 2), 10, 110, 10, 90)
    scale.rules(picture, [(1, "one")])
    scale.ticks(picture, [(2, "two")])
    texts = {shape.text: shape for shape in shapes(picture) if shape.tag == f"{SVG}text"}
    assert texts["one"].attrib["y"] == "54.0"
    assert texts["two"].attrib["x"] == "60.0"
