"""Land: decoded, projected, thinned and cut without gaps, within the size a page can bear."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise

import pytest

from kg.errors import InputProblem
from tests.web.pictures.drawing import box, points
from web.pictures.land import DETAIL, GRAIN, read_land
from web.pictures.projection import EAST_ASIA, WORLD, View, route
from web.pictures.thinning import area, thinned
from web.pictures.topology import read_topology

KOREA, FIJI, RUSSIA, ANTARCTICA = "410", "242", "643", "10"


@pytest.fixture
def squares(tmp_path):
    """Two squares of ten degrees, at the equator and the date line, that share their middle."""
    file = tmp_path / "squares.json"
    geometries = [
        {"type": "Polygon", "id": "001", "arcs": [[0, 1]], "properties": {"name": "West"}},
        {"type": "MultiPolygon", "arcs": [[[~1, 2]]], "properties": {"name": "East"}},
    ]
    told = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [-180, -90]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [
            [[360, 95], [-10, 0], [0, -10], [10, 0]],
            [[360, 85], [0, 10]],
            [[0, 85], [10, 0], [0, 10], [-10, 0]],
        ],
    }
    file.write_text(json.dumps(told))
    return file


def inside(point, runs):
    """Whether a point lies in a surface: a ray to the right crosses its outline an odd time."""
    x, y = point
    crossings = 0
    for run in runs:
        for (ax, ay), (bx, by) in zip(run, [*run[1:], run[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def test_arcs_are_decoded_to_degrees_and_codes_lose_their_zeros(squares):
    topology = read_topology(squares)

    assert topology.arcs[0] == ((180, 5), (170, 5), (170, -5), (180, -5))
    assert set(topology.countries) == {"1", "East"}


def test_only_lines_between_two_countries_are_borders(squares):
    assert read_topology(squares).shared() == [1]


def test_a_file_that_is_no_topology_is_told_with_what_to_do(tmp_path):
    file = tmp_path / "countries.json"
    file.write_text('{"type": "FeatureCollection"}')

    with pytest.raises(InputProblem, match="make assets"):
        read_topology(file)


def test_neighbours_across_the_date_line_meet_in_a_map_centred_on_it(squares):
    view = View(centre=180, scale=100, origin=(300, 150), width=600, height=300)
    land = read_land(squares, view)

    assert box(land.shapes["1"])[2] == box(land.shapes["East"])[0] == 3000


def test_a_country_is_cut_where_the_map_is_cut(squares):
    view = View(centre=-5, scale=100, origin=(300, 150), width=600, height=300)
    west = points(read_land(squares, view).shapes["1"])

    assert len(west) == 2, "one piece at either edge"
    assert not any(
        abs(bx - ax) > view.width * GRAIN / 4 for run in west for (ax, _), (bx, _) in pairwise(run)
    )


@pytest.mark.parametrize("view", [WORLD, EAST_ASIA])
@pytest.mark.parametrize(
    ("place", "is_land"),
    [((37.5, 127.5), True), ((35.8, 127.2), True), ((37.0, 131.5), False), ((35.0, 124.0), False)],
)
def test_places_in_korea_lie_in_its_outline_and_places_at_sea_do_not(atlas, view, place, is_land):
    x, y = view.place(*place)
    outline = points(read_land(atlas, view).shapes[KOREA])

    assert inside((x * GRAIN, y * GRAIN), outline) is is_land


def test_both_ends_of_russia_stand_together(atlas):
    left, _, right, _ = box(read_land(atlas, WORLD).shapes[RUSSIA])

    assert left / GRAIN > WORLD.place(54.5, 19)[0]
    assert right / GRAIN < WORLD.place(66, -165)[0]


def test_no_step_of_an_outline_or_border_is_longer_than_a_quarter_of_the_map(atlas):
    land = read_land(atlas, WORLD)
    for path in (*land.shapes.values(), land.borders):
        for run in points(path):
            for (ax, _), (bx, _) in pairwise(run):
                assert abs(bx - ax) < WORLD.width * GRAIN / 4


def test_small_countries_are_there_and_antarctica_is_not(atlas):
    shapes = read_land(atlas, WORLD).shapes

    assert {"702", "344", "446", "470", "48", "158", FIJI} <= set(shapes)
    assert ANTARCTICA not in shapes


def test_all_path_data_of_the_page_stays_within_90_kb_and_35_kb_compressed(atlas):
    data = ""
    for view in (WORLD, EAST_ASIA):
        land = read_land(atlas, view)
        data += "".join(land.shapes.values()) + land.borders

    assert len(data) < 90_000
    assert len(gzip.compress(data.encode())) < 35_000


def test_land_is_worked_out_once_a_process(atlas):
    assert read_land(atlas, WORLD) is read_land(atlas, WORLD)


def test_thinning_keeps_ends_and_corners_and_drops_what_nobody_sees():
    line = [(0, 0), (5, 0.01), (10, 0), (10, 10), (10.01, 15), (10, 20)]

    assert thinned(line, DETAIL) == [0, 2, 5]
    assert abs(area([(0, 0), (4, 0), (4, 3)])) == 6


def test_the_middle_of_the_map_is_the_centre_of_the_projection():
    assert WORLD.place(0, WORLD.centre) == WORLD.origin


def test_the_projection_agrees_with_its_published_polynomial():
    # At 90 degrees north the pole line is 0.5630 R half wide per half turn and 1.4224 R high.
    unit = View(centre=0, scale=1, origin=(0, 0), width=9, height=9)

    x, y = unit.flat(180, 90)
    assert -y == pytest.approx(1.4224, abs=2e-4)
    assert unit.flat(180, 0)[0] == pytest.approx(2.7353, abs=2e-4)
    assert 0.5 < x / unit.flat(180, 0)[0] < 0.6


@pytest.mark.parametrize("there", [(29.42, -98.49), (-22.9, -43.2), (60.0, -20.0), (-1.3, 36.8)])
def test_a_way_over_the_globe_stays_on_the_map_and_never_jumps(there):
    for line in route(WORLD, (35.15, 126.92), there):
        for point, after in pairwise(line):
            assert WORLD.holds(point)
            assert abs(after[0] - point[0]) < WORLD.width / 4
