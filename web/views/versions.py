"""Revisions: what each is, what it changed, its files for good, and how to cite it."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    Response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import UnknownRevision
from kg.export import versions
from kg.export.citation import Citation, citation
from kg.export.dumps import DUMP_FORMATS, dataset, dumps
from web.described import LICENSED, immutable
from web.negotiate import HTML, best
from web.reading import library, reading, settings

bp = Blueprint("versions", __name__)
CITED = {
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
_PATCH = "application/rdf-patch"
ENDINGS = (*DUMP_FORMATS, "sha256", "diff", *CITED)


@bp.get("/data/latest")
@bp.get("/data/latest.<ending>")
def latest(ending: str = "") -> AnyResponse:
    """See the revision that is served now."""
    return redirect(_address(reading().revision, ending), 302)


@bp.get("/data/<name>")
def version(name: str) -> str | AnyResponse:
    """A revision for people; with an ending, one of its files."""
    stem, _, ending = name.partition(".")
    id = versions.full_id(settings(), stem)
    if id != stem:
        # More digits may be needed one day: only the whole name is for good.
        return redirect(_address(id, ending), 302)
    if ending:
        return _file(id, ending)
    offers = [HTML, "application/n-quads", "application/trig"]
    wanted = best(offers, request.headers.get("Accept"))
    if wanted in offers[1:]:
        response = redirect(_address(id, "nq" if wanted == offers[1] else "trig"), 303)
        response.vary.add("Accept")
        return response
    return _page(id)


@bp.get("/data/<name>/cite")
def cite(name: str) -> AnyResponse:
    """The citation of a revision, as a page, a sentence, BibTeX or CSL-JSON by Accept."""
    id = versions.full_id(settings(), name)
    wanted = best([HTML, *CITED.values()], request.headers.get("Accept"))
    ending = next((e for e, media in CITED.items() if media == wanted), "")
    if ending:
        response = _cited(id, ending)
        response.vary.add("Accept")
        return response
    if id != name:
        return redirect(url_for("versions.cite", name=id), 302)
    cited = _citation(id)
    response = Response(
        render_template("data/cite.html", cited=cited, language=reading().language),
        mimetype=HTML,
    )
    response.vary.add("Accept")
    return response


@bp.get("/data/<name>/<key>.nq")
def one_dataset(name: str, key: str) -> AnyResponse:
    """The statements of one dataset in a revision, as N-Quads."""
    id = versions.full_id(settings(), name)
    if id != name:
        return redirect(url_for("versions.one_dataset", name=id, key=key), 302)
    pieces = dataset(settings(), id, key)
    response = immutable(Response(pieces, mimetype=DUMP_FORMATS["nq"]), f"{key}-{id[:12]}.nq")
    return _tagged(response, f"{id}-{key}")


def _address(id: str, ending: str) -> str:
    return url_for("versions.version", name=f"{id}.{ending}" if ending else id)


def _file(id: str, ending: str) -> AnyResponse:
    if ending in DUMP_FORMATS:
        return _dump(id, ending)
    if ending == "sha256":
        sums = Response(dumps(settings(), id).checksums(), mimetype="text/plain")
        return _tagged(immutable(sums, f"{id}.sha256"), f"{id}-sha256")
    if ending == "diff":
        pieces = versions.patch(settings(), id, library().names)
        patch = immutable(Response(pieces, mimetype=_PATCH), f"{id}.diff")
        return _tagged(patch, f"{id}-diff")
    if ending in CITED:
        return _cited(id, ending)
    raise UnknownRevision(
        f"No file of a revision ends in .{ending[:40]}.",
        remedy="Use one of: " + ", ".join(ENDINGS) + ".",
    )


def _dump(id: str, ending: str) -> AnyResponse:
    files = dumps(settings(), id)
    dump = files.files[ending]
    response = Response(files.read(ending), mimetype=dump.media_type)
    response.content_length = dump.size
    immutable(response, dump.name, dump.sha256)
    return _tagged(response, dump.sha256, dump.size)


def _tagged(response: Response, tag: str, size: int | None = None) -> AnyResponse:
    """The answer under an ETag: 304 for who has it, a part for who asks for one."""
    response.set_etag(tag)
    return response.make_conditional(request, accept_ranges=size is not None, complete_length=size)


def _citation(id: str) -> Citation:
    return citation(library().names, versions.revision(settings(), id))


def _cited(id: str, ending: str) -> Response:
    cited = _citation(id)
    told = {
        "txt": lambda: f"{cited.text('ko')}\n\n{cited.text('en')}\n",
        "bib": cited.bibtex,
        "csl.json": cited.csl,
    }
    response = immutable(Response(told[ending](), mimetype=CITED[ending]), f"{id}.{ending}")
    response.headers["Content-Disposition"] = f'inline; filename="{id}.{ending}"'
    return response


def _page(id: str) -> Response:
    found = versions.version(settings(), id)
    body = render_template(
        "data/version.html",
        version=found,
        statements=versions.readable(found, reading(), library().model),
        shown=versions.SHOWN,
        cited=_citation(id),
        files=dumps(settings(), id).files,
        served=reading().revision,
        titles={
            row["dataset"].key: row["dataset"]
            for row in reading().ask("datasets")
            if row["dataset"] is not None
        },
    )
    response = Response(body, mimetype=HTML)
    response.vary.add("Accept")
    response.headers["Link"] = ", ".join(
        [
            LICENSED,
            f'<{_address(id, "")}>; rel="canonical"',
            f'<{url_for("versions.latest")}>; rel="latest-version"',
            f'<{url_for("versions.cite", name=id)}>; rel="cite-as"',
            *(
                f'<{_address(id, ending)}>; rel="alternate"; type="{DUMP_FORMATS[ending]}"'
                for ending in ("nq", "trig")
            ),
        ]
    )
    return response


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
