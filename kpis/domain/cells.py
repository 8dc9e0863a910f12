"""How spreadsheets call their cells."""


def column_letters(place: int) -> str:
    """A column, counted from 0, as spreadsheets call it: A to Z, then AA."""
    before, last = divmod(place, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


def cell_name(row: int, column: int) -> str:
    """A cell by its row and column, both counted from 0: G7."""
    return f"{column_letters(column)}{row + 1}"
