"""Words that any German town uses: little ones that say nothing, parts of compounds, abbreviations, equal words.

All stand in the one spelling of :mod:`words`: lower case, no umlauts (ä and ae are a), ss for ß.
"""

from __future__ import annotations

_STOP = """
    aber als am an auch auf aus bei beim bin bis bitte da das dass dem den der des die dies diese dieser dieses doch du
    durch ein eine einem einen einer eines er es etwa fur gibt hab habe haben hat hier ich ihr ihre im in ist ja kann
    konnen man mehr mein meine meinem meinen meiner mich mir mit muss nach nicht noch nur oder ob ohne pro sehr sich sie
    sind so uber um und uns unser unsere unseren unserer vom von vor war warum was welche welchem welchen welcher
    welches wenn wer werden wie wieviel viel viele wir wird wo wofur woher wohin wurde zu zum zur gerade heute jetzt
    a about an and are at be by can do does for from has have how i in is it its many me much my near now of on or our
    that the there this to was we what when where which who why will with you your today
    """
STOP_WORDS = frozenset(_STOP.split())

_PARTS = """
    abfall abfahrt acker allee alter amt anlage anzahl arbeit arzt aue auto bad bahn bahnhof bank bau baum becken berg
    betreuung bevolkerung bezirk bildung boden brache briefkasten brucke brunnen buch bucherei burg burger bus dach daten
    deich denkmal dichte dienst dorf druck einkommen einwohner energie erzeugung fahrplan fahrrad fahrt feld fest feuer
    feuerwehr     flache fluss frei garten gas gebaude gebiet gebuhr gemeinde gemeinschaft geld gericht gewasser gewerbe gleis grenze gerat
    grund grun halle haltestelle handel haupt haus haushalt heim heizung hilfe hoch hochwasser hof hort hutte jahr jugend
    karte kataster kinder kirche kita klasse klima kosten kraft kranken kreis krippe kultur laden lager land larm laterne
    leer leerstand leistung leuchte licht linie luft markt mast mauer meer messung miete mitte mobilitat muhle mull museum
    musik nacht netz nord nummer nutzung ort ost papier park parkhaus parkplatz pegel person pferd pflanze pflege plan
    platz polizei post produktion quartier quelle rad rat rathaus raum recht regen ring rohr ruhe sand schatten schiff
    schild schule schuler schutz schwimm see senioren siedlung sitzung sonne sozial spiel spielplatz sport stadt stadtteil
    station statistik stau staub stein stelle stellplatz steuer strasse strom stunde sud tafel tag teich teil temperatur
    tier tor trager turm ufer umwelt unfall verbrauch verein verkehr versorgung verwaltung viertel vogel
    ahorn birke buche eiche erle esche fichte kastanie kiefer linde pappel robinie tanne ulme weide
    wald wall wand wandel warme wart wasser weg wehr werk werkstatt west wetter wiese wind winter wirtschaft wohn wohnung
    zahl zahler zahlung zeit zentrum zimmer zone zug
    """
PARTS = frozenset(_PARTS.split())

ABBREVIATIONS = {
    "str": "strasse",
    "pl": "platz",
    "hbf": "hauptbahnhof",
    "bhf": "bahnhof",
    "bf": "bahnhof",
    "opnv": "nahverkehr",
    "ew": "einwohner",
    "nr": "nummer",
}

_EQUAL = (
    ("kita", "kindergarten", "kindertagesstatte", "krippe", "nursery", "kindergarden", "childcare", "daycare"),
    ("bus", "nahverkehr", "fahrplan", "abfahrt", "busse"),
    ("rad", "fahrrad", "velo", "bike", "bicycle", "radverkehr"),
    ("auto", "pkw", "kfz", "car"),
    ("parken", "parkplatz", "parkhaus", "stellplatz", "parking"),
    ("mull", "abfall", "entsorgung", "waste"),
    ("einwohner", "bevolkerung", "population", "inhabitants", "menschen"),
    ("strom", "energie", "elektrizitat", "energy"),
    ("luft", "feinstaub", "luftqualitat", "air"),
    ("wetter", "temperatur", "klima", "weather"),
    ("geld", "haushalt", "finanzen", "budget", "ausgaben", "money"),
    ("leerstand", "leerstehend", "brache", "vacancy"),
    ("hochwasser", "pegel", "wasserstand", "flood"),
    ("spielplatz", "playground"),
    ("baum", "baume", "trees", "tree"),
    ("haltestelle", "bushaltestelle", "stop"),
    ("schule", "school", "grundschule"),
    ("bahnhof", "station"),
)
# Words that mean nearly the same to those who ask: each leads to all others of its group.
SYNONYMS: dict[str, tuple[str, ...]] = {
    word: tuple(other for other in group if other != word) for group in _EQUAL for word in group
}
