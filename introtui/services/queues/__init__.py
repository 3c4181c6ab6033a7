"""The queues of the desk: taking the next thing, deciding it, and taking a decision back."""
