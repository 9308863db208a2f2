"""What spans the catalogue: proposals of new competencies and who answers them."""

from core.catalogue.proposals import OWNERS, PROPOSED, catalogue_owners, tell_owners

__all__ = ["OWNERS", "PROPOSED", "catalogue_owners", "tell_owners"]
