"""`python -m ehcp_flow`: the same as the command `ehcp-flow`."""

from ehcp_flow.cli import main

if __name__ == "__main__":
    main()
