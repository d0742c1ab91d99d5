"""What agents and supervisors do to complaints and queues."""
