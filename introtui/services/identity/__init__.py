"""Who is let in, as whom and for how long: the one authenticator that every way in uses."""
