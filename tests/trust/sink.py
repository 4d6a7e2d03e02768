"""A mail server that takes everything and counts how often each mail came."""

import asyncio
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from random import random

from aiosmtpd.controller import Controller

from tests.trust.server import free_address


class Sink:
    """What came, by Message-ID. Answers as slowly as servers do; `gather` sessions wait for each other first."""

    def __init__(self, gather=1):
        self.came = Counter()
        self._gather = gather
        self._met = asyncio.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- so aiosmtpd finds it
        self._gather -= 1
        if self._gather <= 0:
            self._met.set()
        await asyncio.wait_for(self._met.wait(), 60)
        await asyncio.sleep(random() / 100)
        self.came[message_from_bytes(envelope.content)["Message-ID"]] += 1
        await asyncio.sleep(random() / 100)
        return "250 OK"


@contextmanager
def receiving(sink):
    """Let `sink` listen; yield its address as an EMAIL_URL."""
    host, port = free_address()
    controller = Controller(sink, hostname=host, port=port)
    controller.start()
    try:
        yield f"smtp://{host}:{port}"
    finally:
        controller.stop()
