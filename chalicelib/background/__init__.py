"""What happens without anybody asking: delivering the outbox, firing timers, sweeping what is due."""
