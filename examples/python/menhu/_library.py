"""The border to libmenhu: its header, its texts, its handles.

The declarations are those of menhu.ffi.h, word for word. To write them a second time, as ctypes needs it, would be to let a
changed header go unnoticed; and a C extension would have to be compiled wherever it is installed.
"""

from __future__ import annotations

import json
import logging
import math
import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from types import TracebackType
from typing import Any, Final, Self

import cffi

from ._errors import Error, error_of

# Its functions and constants are known when the header has been read, which no type checker does.
ffi: Final[Any] = cffi.FFI()
ffi.cdef(files("menhu").joinpath("menhu.ffi.h").read_text("utf-8"))


def _load() -> Any:
    name = os.environ.get("MENHU_LIBRARY", "libmenhu.so.0")
    try:
        library = ffi.dlopen(name)
    except OSError as error:
        raise ImportError(
            f"{name} cannot be loaded: {error}; install it with bindings/c/install, or name its file in MENHU_LIBRARY"
        ) from error
    found = library.menhu_abi_version()
    if found != library.MENHU_ABI_VERSION:
        raise ImportError(
            f"{name} has version {found} of the interface, this package needs {library.MENHU_ABI_VERSION}; "
            "install the package that came with the library"
        )
    return library


lib: Final[Any] = _load()


class Json(str):
    """JSON as the kernel wrote it: to be handed on as it is, or read through `value`."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """What it says; read anew each time."""
        return json.loads(self)


def version() -> str:
    """The version of the library that is loaded."""
    return str(ffi.string(lib.menhu_version()).decode())


def text(value: str | bytes) -> tuple[bytes, int]:
    """The two arguments of a text. What is no Unicode goes through, so that the library says where it is."""
    data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return data, len(data)


def path(value: str | os.PathLike[str]) -> tuple[bytes, int]:
    """The two arguments of a path."""
    return text(os.fsencode(value))


def json_text(value: str | Mapping[str, object]) -> tuple[bytes, int]:
    """The two arguments of JSON, which may be given as the text already."""
    return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def lines(value: str | Iterable[str]) -> tuple[bytes, int]:
    """The two arguments of words, one a line."""
    return text(value if isinstance(value, str) else "\n".join(value))


def milliseconds(deadline: float | None) -> int:
    """A deadline in seconds as the library takes it: 0 is none, and the shortest is 1."""
    return 0 if deadline is None else max(1, math.ceil(deadline * 1000))


def call(function: Callable[..., int], *arguments: object) -> None:
    """Calls a function of the library, and raises the error that it gives."""
    error = ffi.new("menhu_error **")
    status = function(*arguments, error)
    if status == lib.MENHU_OK:
        return
    if error[0] == ffi.NULL:
        raise failed(status)
    try:
        length = ffi.new("size_t *")
        raise error_of(_copy(lib.menhu_error_json(error[0], length), length[0]))
    finally:
        lib.menhu_error_free(error[0])


def failed(status: int) -> Error:
    """The exception for a status that comes without an error."""
    name = ffi.string(lib.menhu_status_name(status)).decode()
    return Error(json.dumps({"code": status, "name": name, "message": f"{name}: see that status in menhu.h"}))


def give(kind: str, function: Callable[..., int], *arguments: object) -> Any:
    """Calls a function that gives something, and returns it."""
    out = ffi.new(f"{kind} *")
    call(function, *arguments, out)
    return out[0]


def give_text(function: Callable[..., int], *arguments: object) -> Json:
    """Calls a function that gives a text, and returns a copy."""
    string = give("menhu_string *", function, *arguments)
    try:
        return Json(_copy(lib.menhu_string_data(string), lib.menhu_string_len(string)))
    finally:
        lib.menhu_string_free(string)


def _copy(data: Any, length: int) -> str:
    return bytes(ffi.buffer(data, length)).decode()


def slice_text(value: Any) -> str | None:
    """A text inside of another thing, or None where there is none."""
    return None if value.data == ffi.NULL else _copy(value.data, value.len)


_LEVELS: Final = {
    lib.MENHU_LOG_ERROR: logging.ERROR,
    lib.MENHU_LOG_WARN: logging.WARNING,
    lib.MENHU_LOG_INFO: logging.INFO,
}


class Handle:
    """What is open until it is closed, at the end of a `with`, or with the last reference to it at the latest.

    What is used after it was closed says so (MENHU_INVALID_HANDLE): handles are numbers that are used once.
    """

    def __init__(self, pointer: Any, free: Callable[[Any], int]) -> None:
        self.pointer = pointer
        self._closing = weakref.finalize(self, free, pointer)
        self._callback: Any = None

    def close(self) -> None:
        """Closes it; nothing happens when it is closed already."""
        # A finalizer runs once, and gives None afterwards.
        status = self._closing()
        if status:
            raise failed(status)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send_log(self, set_log: Callable[..., int], logger: logging.Logger | None) -> None:
        """Sends messages to a logger. They come from any thread; a logger takes them so."""

        def note(_user: Any, level: int, message: Any, length: int) -> None:
            if logger is not None:
                logger.log(_LEVELS.get(level, logging.INFO), "%s", _copy(message, length))

        callback = ffi.NULL if logger is None else ffi.callback("menhu_log_callback", note)
        call(set_log, self.pointer, callback, ffi.NULL)
        # The one of before is not running any more when the call returns: only now may it go.
        self._callback = callback
