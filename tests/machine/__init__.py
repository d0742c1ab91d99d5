"""The one machine from outside: started as its own process, spoken to over HTTP and SMTP only."""
