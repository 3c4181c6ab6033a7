"""Tables, engine, migrations and queries."""
