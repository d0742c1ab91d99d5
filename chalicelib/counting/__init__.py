"""What each change adds to the numbers of reports. Pure: counting a history again gives the same."""
