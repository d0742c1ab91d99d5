"""The package as AWS would run it: the very zip under the real runtime client, and the template in an emulator."""
