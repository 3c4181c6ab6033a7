"""`introtui roles`: what staff may do, by roles."""

from __future__ import annotations

import argparse

from introtui.words.acting import acting, answer


def list_roles(options: argparse.Namespace) -> int:
    """Print every role with its permissions."""
    with acting(options) as by:
        roles = by.services.staff_roles.every(by.actor)
    record = {name: sorted(permissions) for name, permissions in roles.items()}
    lines = (f"{name:<20} {', '.join(permissions) or 'nothing'}" for name, permissions in record.items())
    return answer(options, record, lambda: lines)


def list_permissions(options: argparse.Namespace) -> int:
    """Print everything that a role can be allowed to do."""
    from introtui.domain.permissions import SENTENCES

    record = {permission.value: sentence for permission, sentence in SENTENCES.items()}
    return answer(options, record, lambda: (f"{name:<20} {sentence}" for name, sentence in record.items()))


def save_role(options: argparse.Namespace) -> int:
    """Make a role, or change it."""
    with acting(options) as by:
        by.services.staff_roles.save(by.actor, options.name, options.permissions)
    return _done(options, f"The role {options.name} is saved; whoever has it signs in anew.")


def remove_role(options: argparse.Namespace) -> int:
    """Remove a role."""
    with acting(options) as by:
        by.services.staff_roles.remove(by.actor, options.name)
    return _done(options, f"The role {options.name} is removed.")


def give_role(options: argparse.Namespace) -> int:
    """Give an account a role."""
    with acting(options) as by:
        by.services.staff_roles.give(by.actor, options.customer, options.name)
    return _done(options, f"{options.customer} has the role {options.name}; the account's sessions are ended.")


def _done(options: argparse.Namespace, sentence: str) -> int:
    return answer(options, {"role": options.name, "done": True}, lambda: [sentence])
