"""All SQL of the project lives in this folder: it alone imports sqlalchemy and alembic. Reads return frozen rows."""
