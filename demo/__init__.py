"""The demo town: Birkenfurt an der Sielitz, made up and drawn from a seed; its files come in as anyone's do.

Nothing here exists. What is drawn is known exactly (``truth``), so tests compare what comes out of the town with it.
"""
