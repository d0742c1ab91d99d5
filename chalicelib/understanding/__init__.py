"""What a text says: its language, what it complains of, what it names, and what must alarm us. Pure.

``assess.assess`` is the port; importing this package loads neither models nor the segmenter.
"""
