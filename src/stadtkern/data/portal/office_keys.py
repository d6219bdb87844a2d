"""Keys for programs and sensors: made, shown once, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stadtkern.data.portal.access import say, viewer_of
from stadtkern.data.portal.forms import KeyForm
from stadtkern.data.portal.office import key_makers_only
from stadtkern.town import people
from stadtkern.town.text import Text


@key_makers_only
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """List one's keys; make a new one, which is shown this once."""
    form = KeyForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = people.make_key(
            viewer_of(request).person_id or 0, form.cleaned_data["name"], may_write=form.cleaned_data["may_write"]
        )
        form = KeyForm()
    own = request.user.keys.order_by("-created")  # type: ignore[union-attr]
    answer = render(
        request, "portal/keys.html", {"form": form, "made": made, "keys": own}, status=400 if form.errors else 200
    )
    answer["Cache-Control"] = "no-store"
    return answer


@key_makers_only
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take one of one's keys away; programs that use it are refused within seconds."""
    request.user.keys.filter(pk=number).delete()  # type: ignore[union-attr]
    messages.success(request, say(Text("Der Schlüssel gilt nicht mehr.", "The key is no longer valid.")))
    return redirect("office-keys")
