"""All tables, for migrations and for the tests that read them."""

from __future__ import annotations

from core.achievements import models as achievements
from core.activities import models as activities
from core.ai_use import models as ai_use
from core.audit import models as audit
from core.catalogue import models as catalogue
from core.conversions import models as conversions
from core.db import Base
from core.documents import models as documents
from core.evidence import models as evidence
from core.exchange import models as exchange
from core.frameworks import models as frameworks
from core.notifications import models as notifications
from core.people import models as people
from core.plans import models as plans
from core.profiles import models as profiles
from core.qualifications import models as qualifications
from core.reviews import models as reviews
from core.targets import models as targets

METADATA = Base.metadata
SLICES = (
    people, ai_use, audit, frameworks, activities, documents, qualifications, evidence, achievements, reviews, targets,
    plans, profiles, notifications, catalogue, exchange, conversions,
)
