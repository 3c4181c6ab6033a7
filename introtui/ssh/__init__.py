"""The ssh server: who may connect, who they are, and what they are shown."""
