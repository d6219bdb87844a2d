"""Values that keep coming from a broker (MQTT): listen first, look at what would be written, then set it up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.kinds.mqtt import MqttOptions, ValueMapping, options_from_json, topic_is_valid
from stadtkern.data.gather.live import Heard, try_source
from stadtkern.data.harmonise.names import slug as slug_of
from stadtkern.data.portal.access import datasets_for, language, say, viewer_of, word_of
from stadtkern.data.portal.forms import say as lazily
from stadtkern.data.portal.office import at_once, stewards_only
from stadtkern.data.portal.sureness import with_words
from stadtkern.data.registry import public
from stadtkern.town.text import ProblemError, Text

LISTEN_SECONDS = 10.0
_SHOWN = 40


class BrokerForm(forms.Form):
    """Which broker is listened to, and what."""

    host = forms.CharField(
        max_length=253,
        label=lazily("Adresse des Brokers", "Address of the broker"),
        help_text=lazily("Zum Beispiel mqtt.stadtwerke.example", "For example mqtt.stadtwerke.example"),
        error_messages={"required": lazily("Bitte geben Sie die Adresse ein.", "Please enter the address.")},
    )
    port = forms.IntegerField(min_value=1, max_value=65535, initial=1883, label=lazily("Port", "Port"))
    topic = forms.CharField(
        max_length=1000,
        initial="#",
        label=lazily("Thema", "Topic"),
        help_text=lazily(
            "Ein Plus steht für eine Ebene, ein Doppelkreuz am Ende für alles darunter: stadt/+/luft/#",
            "A plus stands for one level, a hash at the end for everything below: town/+/air/#",
        ),
    )
    tls = forms.BooleanField(required=False, label=lazily("verschlüsselt (TLS)", "encrypted (TLS)"))
    username = forms.CharField(
        max_length=200, required=False, label=lazily("Name beim Broker", "User name at the broker")
    )
    password_env = forms.RegexField(
        r"^[A-Z_][A-Z0-9_]*$",
        required=False,
        label=lazily("Umgebungsvariable mit dem Passwort", "Environment variable with the password"),
        help_text=lazily(
            "Das Passwort selbst steht nie in der Stadt. Wer den Server betreut, legt es zum Beispiel als MQTT_PASSWORD ab.",
            "The password itself is never kept in the town. Whoever runs the server sets it, for example as MQTT_PASSWORD.",
        ),
        error_messages={
            "invalid": lazily(
                "Nur Großbuchstaben, Ziffern und Unterstrich.", "Capital letters, digits and underscore only."
            )
        },
    )

    def clean_topic(self) -> str:
        """Refuse a pattern that MQTT does not allow."""
        topic = str(self.cleaned_data["topic"]).strip()
        if not topic_is_valid(topic):
            raise forms.ValidationError(
                say(
                    Text(
                        "Das ist kein gültiges Muster wie stadt/+/luft/#.",
                        "This is no valid pattern like town/+/air/#.",
                    )
                )
            )
        return topic


@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def broker(request: HttpRequest) -> HttpResponse:
    """Ask for the broker; then listen for ten seconds without writing."""
    form = BrokerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        options = options_from_json(dict(form.cleaned_data))
        what = Text(f"Zuhören bei {options.host}, {options.topic}", f"Listening at {options.host}, {options.topic}")
        number = jobs.start(what, lambda progress: _listen(options, progress))
        return redirect("office-heard", number)
    return render(
        request, "portal/broker.html", {"form": form, "seconds": LISTEN_SECONDS}, status=400 if form.errors else 200
    )


def _listen(options: MqttOptions, progress: Any) -> tuple[MqttOptions, Heard]:
    progress(0, 0)
    return options, try_source(options, LISTEN_SECONDS)


@stewards_only
@require_safe
def heard(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was heard and what would be written of it."""
    state = at_once(number)
    if state is None or (state.result is not None and not isinstance(state.result, tuple)):
        raise Http404
    context: dict[str, Any] = {"job": state, "percent": None}
    if state.result is not None:
        options, found = state.result
        context |= {
            "options": options,
            "heard": found,
            "rows": list(enumerate(found.mapping.values)),
            "samples": found.values[:_SHOWN],
            "refused": [one.to_json() for one in found.refused[:_SHOWN]],
            "guesses": with_words([one.to_json() for one in found.guesses]),
            "datasets": sorted(datasets_for(request), key=lambda one: one.title.in_language(language())),
        }
    return render(request, "portal/heard.html", context)


@stewards_only
@require_POST
def set_up(request: HttpRequest, number: int) -> HttpResponse:
    """Set the source up as a person corrected it; the town begins to listen within seconds."""
    state = jobs.state(number)
    if state is None or not isinstance(state.result, tuple):
        raise Http404
    options, found = state.result
    values = tuple(
        _corrected(request, place, one)
        for place, one in enumerate(found.mapping.values)
        if f"v{place}-use" in request.POST
    )
    mapping = replace(
        found.mapping, values=values, station=word_of(request.POST, "station").strip()[:200] or found.mapping.station
    )
    try:
        wanted = options_from_json(replace(options, mapping=mapping).to_json())
    except ProblemError as error:
        messages.error(request, say(error.problem.text))
        return redirect("office-heard", number)
    slug = _dataset(request, options)
    dataset = public.dataset_id(slug) or 0
    public.save_source(
        dataset, "mqtt", f"mqtt://{options.host}:{options.port}/{options.topic}", options=wanted.to_json()
    )
    messages.success(
        request,
        say(
            Text(
                "Eingerichtet. Die Stadt hört jetzt zu; die ersten Werte kommen in wenigen Sekunden.",
                "Set up. The town is listening now; the first values come within seconds.",
            )
        ),
    )
    return redirect("office-dataset", slug)


def _dataset(request: HttpRequest, options: MqttOptions) -> str:
    wanted = word_of(request.POST, "dataset")
    if any(one.slug == wanted for one in datasets_for(request)):
        return wanted
    title = word_of(request.POST, "title").strip()[:300] or options.topic
    base = slug_of(title)[:100] or "messwerte"
    taken = {one.slug for one in datasets_for(request)}
    slug = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in taken)
    public.ensure_dataset(slug, title=title, person_id=viewer_of(request).person_id)
    return slug


def _corrected(request: HttpRequest, place: int, one: ValueMapping) -> ValueMapping:
    words = request.POST
    return replace(
        one,
        name=word_of(words, f"v{place}-name").strip()[:200] or one.name,
        unit=word_of(words, f"v{place}-unit").strip()[:100],
    )
