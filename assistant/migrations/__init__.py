"""The database's history, one file a step. `assistant.adapters.database.migrate` runs it."""
