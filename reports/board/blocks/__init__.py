"""The blocks of the report, one file each: `build(figures) -> Block`. `reports/board/build.py` has them in order."""
