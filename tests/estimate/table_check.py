#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The gate of the estimate: every layer exactly as in SystemC, and the page's table what the command prints.

Usage: table_check.py OCTET docs/estimate.md
"""
import pathlib
import subprocess
import sys


def main():
    octet, page = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
    result = subprocess.run([octet, "compare", "--markdown", "--tolerance", "0"], stdout=subprocess.PIPE, text=True)
    print(result.stdout)
    if result.returncode != 0:
        sys.exit(result.returncode)
    if result.stdout.strip() not in page:
        sys.exit(f"{sys.argv[2]} holds another table than `octet compare --markdown` prints")


if __name__ == "__main__":
    main()
