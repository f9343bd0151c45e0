"""The opposite of `documents`: a file somebody drops becomes facts, pure and without storage.

It stands beside `documents`, not in it: one turns facts into pages, the other pages into facts, and neither
needs the other. What a file says is kept apart from what we make of it: `Invoice` repeats the file, `checks`
and `remarks` judge it.
"""
