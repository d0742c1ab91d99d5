"""Amazon: notifications about orders; buyers themselves write by e-mail."""
