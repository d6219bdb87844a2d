from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.town.text import Text
from stadtkern.town.written import write_ago, write_number, write_size

ENGINE = Engine(libraries={"words": "stadtkern.town.templatetags.words"})


def drawn(template: str, language: str = "de", **values: object) -> str:
    with translation.override(language):
        return ENGINE.from_string("{% load words %}" + template).render(Context(values))


class TestTwoLanguages:
    def test_says_it_in_the_readers_language(self) -> None:
        template = '{% t "Datensätze" "Datasets" %}'
        assert drawn(template) == "Datensätze"
        assert drawn(template, "en") == "Datasets"

    def test_answers_any_other_language_in_german(self) -> None:
        assert drawn('{% t "Karte" "Map" %}', "fr") == "Karte"

    def test_fills_values_and_escapes_them(self) -> None:
        template = '{% t "%(n)s <b>neu</b>" "%(n)s <b>new</b>" n=x %}'
        assert drawn(template, x="<script>") == "&lt;script&gt; <b>neu</b>"

    def test_leaves_a_percent_sign_alone_where_nothing_is_filled(self) -> None:
        assert drawn('{% t "12 % mehr" "12 % more" %}', "en") == "12 % more"

    def test_escapes_words_that_come_from_a_variable(self) -> None:
        assert drawn("{% t title %}", title=Text("A & <b>", "B")) == "A &amp; &lt;b&gt;"

    def test_refuses_german_alone(self) -> None:
        with pytest.raises(TemplateSyntaxError):
            drawn('{% t "Karte" %}')

    def test_can_be_kept_for_later(self) -> None:
        assert drawn('{% t "Karte" "Map" as word %}[{{ word }}]', "en") == "[Map]"

    def test_filter_gives_a_text_and_leaves_the_rest(self) -> None:
        assert drawn("{{ a|words }}|{{ b|words }}|{{ c|words }}", "en", a=Text("ja", "yes"), b=7, c=None) == "yes|7|"

    @pytest.mark.parametrize(
        ("n", "german", "english"),
        [(0, "0 Zeilen", "0 rows"), (1, "1 Zeile", "1 row"), (4312, "4.312 Zeilen", "4,312 rows")],
    )
    def test_counts_with_the_right_noun(self, n: int, german: str, english: str) -> None:
        template = '{% counted n "Zeile" "Zeilen" "row" "rows" %}'
        assert (drawn(template, n=n), drawn(template, "en", n=n)) == (german, english)


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "german", "english"),
        [
            (4312, "4.312", "4,312"),
            (-1234567.5, "−1.234.567,5", "−1,234,567.5"),
            (3.75, "3,75", "3.75"),
            (0.00123456, "0,00123", "0.00123"),
            (12.0, "12", "12"),
            (Decimal("0.10"), "0,1", "0.1"),
            (-0.0, "0", "0"),
            (float("nan"), "–", "–"),
            (None, "–", "–"),
            ("k. A.", "k. A.", "k. A."),
        ],
    )
    def test_are_written_as_people_do(self, value: object, german: str, english: str) -> None:
        assert (drawn("{{ x|number }}", x=value), drawn("{{ x|number }}", "en", x=value)) == (german, english)

    def test_keep_their_places_when_asked(self) -> None:
        assert drawn("{{ x|number:2 }}", x=3) == "3,00"
        assert drawn("{{ x|number:0 }}", x=-0.2) == "0"

    @given(st.integers(min_value=-(10**15), max_value=10**15))
    def test_whole_numbers_come_back_from_what_was_written(self, value: int) -> None:
        assert int(write_number(value, "de").replace(".", "").replace("−", "-")) == value

    @given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
    def test_fractions_are_never_far_from_what_was_measured(self, value: float) -> None:
        back = float(write_number(value, "en").replace(",", "").replace("−", "-"))
        assert back == pytest.approx(value, rel=0.006, abs=1e-8)

    @pytest.mark.parametrize(
        ("count", "german"),
        [
            (0, "0 Byte"),
            (999, "999 Byte"),
            (1_300_000, "1,3 MB"),
            (25_000, "25 kB"),
            (999_600, "1,0 MB"),
            (7 * 10**15, "7.000 TB"),
        ],
    )
    def test_sizes(self, count: int, german: str) -> None:
        assert write_size(count, "de") == german


class TestTimes:
    def test_day(self) -> None:
        assert drawn("{{ d|day }}", d=date(2025, 3, 3)) == "3. März 2025"
        assert drawn("{{ d|day }}", "en", d=date(2025, 3, 3)) == "3 March 2025"

    def test_an_instant_without_offset_is_utc_and_shown_on_the_towns_clock(self) -> None:
        summer = datetime(2025, 6, 30, 22, 30)
        assert drawn("{{ d|day }}", d=summer) == "1. Juli 2025"
        assert drawn("{{ d|moment }}", d=summer) == "1. Juli 2025, 00:30 Uhr"
        assert drawn("{{ d|moment }}", "en", d=summer.replace(tzinfo=UTC)) == "1 July 2025, 00:30"
        assert drawn("{{ d|machine_time }}", d=summer) == "2025-07-01T00:30:00+02:00"

    def test_nothing_is_a_dash(self) -> None:
        assert drawn("{{ d|day }}{{ d|moment }}{{ d|ago }}{{ d|size }}{{ d|machine_time }}", d=None) == "––––"

    @pytest.mark.parametrize(
        ("seconds", "german", "english"),
        [
            (3, "gerade eben", "just now"),
            (59, "vor 59 Sekunden", "59 seconds ago"),
            (60, "vor 1 Minute", "1 minute ago"),
            (7_300, "vor 2 Stunden", "2 hours ago"),
            (3 * 86_400, "vor 3 Tagen", "3 days ago"),
            (-90, "in 1 Minute", "in 1 minute"),
        ],
    )
    def test_ago(self, seconds: int, german: str, english: str) -> None:
        elapsed = timedelta(seconds=seconds)
        assert (write_ago(elapsed, "de"), write_ago(elapsed, "en")) == (german, english)

    def test_long_ago_is_a_day(self) -> None:
        assert drawn("{{ d|ago }}", d=datetime(2020, 1, 2, 12, tzinfo=UTC)) == "2. Januar 2020"
        assert drawn("{{ d|ago }}", d=timezone.now() - timedelta(minutes=5)) == "vor 5 Minuten"
