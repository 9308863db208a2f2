"""Who acts: a person of the workspace, the operator at the command line, or the engine itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The one who asks. `kind` is person, operator, engine or stranger; only a person has a `person_id`.

    A person's rights are looked up each time; the operator and the engine may do everything and are audited so.
    """

    workspace_id: int
    person_id: int | None
    kind: str = "person"

    @property
    def trusted(self) -> bool:
        """Whether this is the operator or the engine, whose rights are not looked up."""
        return self.kind in ("operator", "engine")

    @classmethod
    def operator(cls, workspace_id: int) -> Actor:
        """Whoever runs the program on the machine itself."""
        return cls(workspace_id, None, "operator")

    @classmethod
    def engine(cls, workspace_id: int) -> Actor:
        """The engine acting on what it found out, such as an acquired skill."""
        return cls(workspace_id, None, "engine")

    @classmethod
    def stranger(cls, workspace_id: int) -> Actor:
        """Somebody who is no member of the workspace: refused everything, and audited so (people/strangers)."""
        return cls(workspace_id, None, "stranger")
