"""Supervisors' alerts: what is worth one, merged by queue and time, and told by the robots of group chats."""
