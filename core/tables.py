"""All tables, for migrations and for the tests that read them."""

from __future__ import annotations

from core.achievements import models as achievements
from core.activities import models as activities
from core.audit import models as audit
from core.db import Base
from core.documents import models as documents
from core.evidence import models as evidence
from core.exchange import models as exchange
from core.frameworks import models as frameworks
from core.notifications import models as notifications
from core.people import models as people
from core.qualifications import models as qualifications
from core.reviews import models as reviews
from core.targets import models as targets

METADATA = Base.metadata
SLICES = (
    people, audit, frameworks, activities, documents, qualifications, evidence, achievements, reviews, targets,
    notifications, exchange,
)
