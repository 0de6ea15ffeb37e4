"""The settings, read once from the environment and passed in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.errors import SettingProblem

ROOT = Path(__file__).resolve().parent.parent


def _setting(
    variable: str,
    default: Any,
    help: str,
    read: Callable[[str], Any] = str,
    *,
    secret: bool = False,
) -> Any:
    told = {"variable": variable, "help": help, "read": read}
    return field(default=default, metadata=told, repr=not secret)


def _address(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) is not None


def _base(text: str) -> str:
    if not _address(text) or not text.endswith("/"):
        raise ValueError("an http(s) address that ends in a slash is wanted")
    return text


def _engine(text: str) -> str:
    if text != "embedded" and not _address(text):
        raise ValueError("`embedded` or an http(s) address is wanted")
    return text


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError("a key such as gwangju-kr is wanted")
    return text


def _addresses(text: str) -> str:
    """Addresses with blanks or commas between; only https is let out of the house."""
    found = tuple(part for part in re.split(r"[\s,]+", text) if part)
    if not all(_address(part) and part.startswith("https://") for part in found):
        raise ValueError("https addresses with a blank between are wanted")
    return " ".join(found)


def _origin(text: str) -> str:
    origin = text.rstrip("/")
    if not re.fullmatch(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?", origin):
        raise ValueError("an address such as https://graph.example.org is wanted, without a path")
    return origin


def _metrics(text: str) -> str:
    if text not in ("loopback", "all", "off"):
        raise ValueError("`loopback`, `all` or `off` is wanted")
    return text


def _whole(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise ValueError("a whole number from 0 to 100 is wanted")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ValueError("a whole number above 0 is wanted")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ValueError("a port from 0 to 65535 is wanted")
    return int(text)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError("a number of seconds above 0 is wanted")
    return number


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, with its variable, default and help (the README's table is tested on it)."""

    host: str = _setting("KG_HOST", "127.0.0.1", "address the server listens on")
    port: int = _setting("KG_PORT", 8000, "port the server listens on; 0 takes a free one", _port)
    var: Path = _setting("KG_VAR", ROOT / "var", "folder of the archive, caches and sockets", Path)
    data: Path = _setting("KG_DATA", ROOT / "data", "folder of the datasets to build from", Path)
    ontology: Path = _setting(
        "KG_ONTOLOGY", ROOT / "ontology", "folder of terms, shapes, vocabularies and rules", Path
    )
    base: str = _setting(
        "KG_BASE_IRI", "https://w3id.org/city-diplomacy/", "base of the things' IRIs", _base
    )
    home: str = _setting("KG_HOME_CITY", "gwangju-kr", "key of the city whose graph this is", _key)
    engine: str = _setting(
        "KG_ENGINE", "embedded", "`embedded`, or the address of a SPARQL 1.1 engine", _engine
    )
    engine_update: str = _setting(
        "KG_ENGINE_UPDATE",
        "",
        "where that engine takes updates, if not at the usual address beside",
    )
    engine_user: str = _setting("KG_ENGINE_USER", "", "account of that engine, if it wants one")
    engine_password: str = _setting(
        "KG_ENGINE_PASSWORD", "", "password of that account", secret=True
    )
    workers: int = _setting("KG_WORKERS", 4, "query workers for pages", _positive)
    visitor_workers: int = _setting(
        "KG_VISITOR_WORKERS", 4, "query workers for visitors' queries", _positive
    )
    long_queries: int = _setting(
        "KG_LONG_QUERIES", 2, "visitors' queries over 0.25 seconds that run at once", _positive
    )
    web_workers: int = _setting("KG_WEB_WORKERS", 2, "web processes", _positive)
    web_threads: int = _setting("KG_WEB_THREADS", 16, "threads of a web process", _positive)
    deadline: float = _setting("KG_DEADLINE", 10.0, "seconds a visitor's query may run", _seconds)
    memory: int = _setting("KG_MEMORY", 1024, "MiB a query may take on top of the graph", _positive)
    answer: int = _setting("KG_ANSWER", 256, "MiB an answer may have", _positive)
    client_queries: int = _setting(
        "KG_CLIENT_QUERIES", 3, "queries one client may have running in a web process", _positive
    )
    client_minute: int = _setting(
        "KG_CLIENT_MINUTE", 600, "queries one client may start in a minute in a web process",
        _positive,
    )  # fmt: skip
    service_allow: str = _setting(
        "KG_SERVICE_ALLOW",
        "",
        "https endpoints that SERVICE may ask, with a blank between; empty: SERVICE is refused",
        _addresses,
    )
    public_address: str = _setting(
        "KG_PUBLIC_ADDRESS", "", "address by which the world knows this server", _origin
    )
    proxies: int = _setting(
        "KG_PROXIES", 0, "proxies in front whose X-Forwarded headers are believed", _whole
    )
    metrics: str = _setting(
        "KG_METRICS", "loopback", "who may read /metrics: `loopback`, `all` or `off`", _metrics
    )
    log: str = _setting(
        "KG_LOG", "off", "where a line a request goes: `off`, `stderr`, or the path of a file"
    )
    contact: str = _setting(
        "KG_CONTACT", "", "mail address of the office that corrects the data, for the report link"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings as the environment gives them.

        Raises SettingProblem naming the variable when a value cannot be used, and when a
        variable begins with KG_ but is no setting (a misspelling would otherwise be silent).
        """
        values: dict[str, Any] = {}
        known = {f.metadata["variable"]: f for f in fields(cls)}
        for variable in sorted(v for v in environment if v.startswith("KG_")):
            if variable not in known:
                raise SettingProblem(
                    f"{variable} is not a setting.",
                    remedy="The settings are " + ", ".join(known) + ".",
                )
        for variable, setting in known.items():
            text = environment.get(variable)
            if text is None or text == "":
                continue
            try:
                values[setting.name] = setting.metadata["read"](text)
            except ValueError as reason:
                raise SettingProblem(
                    f"{variable} is {text!r}, which cannot be used: {reason}.",
                    remedy=f"It means: {setting.metadata['help']}.",
                ) from reason
        return cls(**values)

    @property
    def archive(self) -> Path:
        """The bare git repository that holds the truth."""
        return self.var / "archive"

    @property
    def run(self) -> Path:
        """Sockets and marks of the running keeper."""
        return self.var / "run"
