"""Ranges of places in one row."""

import numpy as np

from custom_components.homeiq.mining.ranges import laid_out


def test_every_place_is_laid_out_with_the_number_of_its_range() -> None:
    number, place = laid_out(np.array([3, 9, 0, 5]), np.array([5, 9, 1, 8]))
    assert number.tolist() == [0, 0, 2, 3, 3, 3]
    assert place.tolist() == [3, 4, 0, 5, 6, 7]


def test_a_range_that_ends_before_it_begins_is_empty() -> None:
    number, place = laid_out(np.array([4, 1]), np.array([2, 2]))
    assert (number.tolist(), place.tolist()) == ([1], [1])


def test_no_ranges_have_no_places() -> None:
    number, place = laid_out(np.zeros(0, np.int32), np.zeros(0, np.int32))
    assert len(number) == len(place) == 0
