"""The forum as a series, and one edition of it."""

from __future__ import annotations


def rows(get, name, **values):
    query = "&".join(f"{k}={v}" for k, v in values.items())
    answer = get(f"/questions/{name}.json?{query}").get_json()["rows"]
    return [{c: v["text"] if v else None for c, v in row.items()} for row in answer]


def test_a_guest_with_several_roles_in_one_edition_counts_once(get):
    guests = {row["guest"]: int(row["editions"]) for row in rows(get, "guests-of-forum")}
    visits = rows(get, "editions-of-guests")

    named = {(row["guest"], row["edition"]) for row in visits}
    assert len(named) < len(visits), "some city has two roles in one edition"
    for guest, times in guests.items():
        assert times == sum(city == guest for city, _edition in named)


def test_the_hosting_city_is_no_guest(get):
    assert "Gwangju" not in {row["guest"] for row in rows(get, "guests-of-forum")}


def test_a_guest_without_a_tie_is_abroad_and_has_none_in_force(get):
    strangers = rows(get, "guests-without-tie")
    partners = {row["partner"] for row in rows(get, "partners-in-force")}

    assert strangers
    assert not {row["guest"] for row in strangers} & partners
    assert "South Korea" not in {row["country"] for row in strangers}


def test_an_edition_yet_to_come_is_none_of_the_last(get):
    told = {row["edition"] for row in rows(get, "last-editions", today="2024-12-31", count=1)}

    assert told == {"14th World Human Rights Cities Forum (2024)"}


def test_a_field_of_the_theme_weighs_two_and_each_session_naming_it_one(get):
    for row in rows(get, "themes-of-forum"):
        assert int(row["weight"]) == 2 * int(row["theme"]) + int(row["sessions"])


def test_the_page_of_the_series_shows_editions_themes_guests_and_the_last_three(read):
    text = read("/forums/whrcf")

    for part in ("editions", "last", "themes", "guests", "strangers"):
        assert f'id="{part}"' in text
    assert text.count("/editions/whrcf-") >= 16
    assert "16th World Human Rights Cities Forum (2026)" in text
    assert "No session or guest is on record yet" in text


def test_a_forum_of_which_one_edition_is_known_has_a_page(read):
    text = read("/forums/unesco-mow")

    assert "/editions/unesco-mow-2013" in text


def test_an_edition_names_sessions_numbers_and_documents_with_their_questions(read):
    text = read("/editions/whrcf-13")

    assert 'href="/questions/participants-of-edition?edition=whrcf-13"' in text
    assert 'href="/questions/numbers-of-edition?edition=whrcf-13"' in text
    assert "No source says which practices were shown" in text


def test_an_edition_of_which_little_is_known_explains_what_is_absent(read):
    text = read("/editions/whrcf-16")

    assert "No participant on record" in text
    assert "No outcome document on record" in text
