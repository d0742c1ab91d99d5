"""抖店 (Doudian, Jinritemai): after-sales that buyers open and escalate."""
