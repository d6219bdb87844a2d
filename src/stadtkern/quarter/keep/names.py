"""Made-up names and colours for people without an account: friendly, in both languages, never the same in a room."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Sequence

from stadtkern.town.text import Text

# German stem (an ending by the animal's gender follows) and English.
_ADJECTIVES = """
flink/Quick klug/Clever heiter/Cheerful mutig/Brave leis/Quiet munter/Lively sanft/Gentle stolz/Proud wach/Alert
fröhlich/Happy geduldig/Patient freundlich/Friendly neugierig/Curious gelassen/Calm froh/Glad wendig/Nimble
fleißig/Busy kühn/Bold hell/Bright bunt/Colourful lustig/Funny treu/Loyal sonnig/Sunny schlau/Smart emsig/Eager
umsichtig/Prudent ruhig/Peaceful findig/Inventive gewitzt/Witty quirlig/Bubbly verträumt/Dreamy sportlich/Sporty
höflich/Polite gesellig/Sociable herzlich/Kind pfiffig/Crafty tapfer/Valiant frisch/Fresh achtsam/Mindful
forsch/Dashing
"""
# German, gender (m, f, n) and English.
_ANIMALS = """
Fuchs/m/Fox Amsel/f/Blackbird Eichhörnchen/n/Squirrel Dachs/m/Badger Biene/f/Bee Reh/n/Deer Igel/m/Hedgehog
Meise/f/Titmouse Fohlen/n/Foal Otter/m/Otter Hummel/f/Bumblebee Wiesel/n/Weasel Storch/m/Stork Libelle/f/Dragonfly
Kaninchen/n/Rabbit Biber/m/Beaver Schwalbe/f/Swallow Lamm/n/Lamb Luchs/m/Lynx Eule/f/Owl Rotkehlchen/n/Robin
Kranich/m/Crane Lerche/f/Lark Murmeltier/n/Marmot Specht/m/Woodpecker Forelle/f/Trout Küken/n/Chick Falke/m/Falcon
Grille/f/Cricket Rehkitz/n/Fawn Hase/m/Hare Schnecke/f/Snail Glühwürmchen/n/Firefly Marder/m/Marten Elster/f/Magpie
Pony/n/Pony Zaunkönig/m/Wren Taube/f/Dove Seepferdchen/n/Seahorse Hamster/m/Hamster Möwe/f/Gull
"""
ADJECTIVES = tuple(tuple(word.split("/")) for word in _ADJECTIVES.split())
ANIMALS = tuple(tuple(word.split("/")) for word in _ANIMALS.split())
_ENDINGS = {"m": "er", "f": "e", "n": "es"}
# Three to one against the pages' ground by day and by night, and told apart with any kind of colour vision
# (tests/quarter/keep/test_names.py reckons both).
COLOURS = ("#ff0f1e", "#4b87e1", "#3c8700", "#783cff", "#b47878", "#f02dc3", "#965a69", "#c300a5")


def name_of(number: int) -> Text:
    """Give the name with a number from 0 to ``len(ADJECTIVES) * len(ANIMALS)`` - 1."""
    stem, english = ADJECTIVES[number // len(ANIMALS)]
    animal, gender, animal_en = ANIMALS[number % len(ANIMALS)]
    return Text(f"{declined(stem, gender)} {animal}", f"{english} {animal_en}")


def declined(stem: str, gender: str) -> str:
    """Give a German adjective as it stands before a noun without an article: flinker Fuchs, heitere Amsel, with a capital.

    >>> declined("heiter", "m")
    'Heiterer'
    """
    return (stem + _ENDINGS[gender]).capitalize()


def new_name(taken: Container[str], pick: random.Random | None = None) -> Text:
    """Give a name whose German form nobody in the room has; when all are taken, one with a number behind it."""
    for number, name in enumerate(_drawn(pick or random.SystemRandom())):
        again = number // (len(ADJECTIVES) * len(ANIMALS))
        one = Text(f"{name.de} {again + 1}", f"{name.en} {again + 1}") if again else name
        if one.de not in taken:
            return one
    raise AssertionError("names never end")


def _drawn(pick: random.Random) -> Iterator[Text]:
    numbers = list(range(len(ADJECTIVES) * len(ANIMALS)))
    pick.shuffle(numbers)
    while True:
        yield from map(name_of, numbers)


def new_colour(taken: Sequence[str]) -> str:
    """Give the colour that fewest in the room have."""
    return min(COLOURS, key=lambda one: (taken.count(one), COLOURS.index(one)))
