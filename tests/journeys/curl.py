"""A stand-in for curl on machines that have none: as much of it as docs/api.md uses, so that the guide can always be run."""

import sys
import urllib.error
import urllib.request
from http.cookiejar import MozillaCookieJar
from pathlib import Path


def main(words: list[str]) -> int:
    method, data, url, headers, jar = "", None, "", {}, MozillaCookieJar()
    while words:
        word = words.pop(0)
        match word:
            case "-sS":
                continue
            case "-X":
                method = words.pop(0)
            case "-d":
                data = words.pop(0).encode()
            case "-H":
                name, _, value = words.pop(0).partition(":")
                headers[name] = value.strip()
            case "-b" | "-c":
                jar.filename = words.pop(0)
            case _ if word.startswith("-"):
                sys.exit(f"curl.py does not know {word}")
            case _:
                url = word
    if jar.filename and Path(jar.filename).stat().st_size:
        jar.load(ignore_discard=True)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    request = urllib.request.Request(url, data, headers, method=method or ("POST" if data else "GET"))  # noqa: S310
    try:
        body = opener.open(request, timeout=30).read()
    except urllib.error.HTTPError as error:
        body = error.read()
    if jar.filename:
        jar.save(ignore_discard=True)
    sys.stdout.buffer.write(body)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
