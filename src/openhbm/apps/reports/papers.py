"""Reports set as PDF apart from the request that asked for them: it takes seconds.

The same document is set once; what was set last is kept for those who ask next.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings

from openhbm.apps.reports.models import SituationReport
from openhbm.apps.reports.rendering import sitrep_document, typesetter

KEPT = 8
"""PDFs in memory, of some hundred kilobytes each."""
_SETTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetting")
_PAPERS: OrderedDict[str, Future[bytes]] = OrderedDict()
_LOCK = threading.Lock()


def _begun(pdf_of: Callable[[str], bytes], document: str) -> Future[bytes]:
    if getattr(settings, "HBM_WORK_IN_BACKGROUND", True):
        return _SETTER.submit(pdf_of, document)
    paper: Future[bytes] = Future()
    paper.set_result(pdf_of(document))
    return paper


def paper_of(report: SituationReport, language: str) -> Future[bytes]:
    """The report's PDF, on its way or set; ActionError when this machine cannot write PDF.

    Everything the document says is read here, in the thread of the reader; the other one only
    sets type.
    """
    pdf_of = typesetter()
    document = sitrep_document(report, language)
    key = hashlib.sha256(document.encode()).hexdigest()
    with _LOCK:
        paper = _PAPERS.get(key)
        if paper is None or (paper.done() and paper.exception() is not None):
            paper = _PAPERS[key] = _begun(pdf_of, document)
        _PAPERS.move_to_end(key)
        while len(_PAPERS) > KEPT:
            _PAPERS.popitem(last=False)
    return paper
