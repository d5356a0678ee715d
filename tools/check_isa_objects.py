#!/usr/bin/env python3
"""Objects of kernels/<isa>/ define no weak symbol and export nothing but hearth::kernels::<isa>_table.

They are compiled for CPUs that not everybody has. A library function instantiated in one of them becomes a weak
symbol, which the linker may keep for the whole program: that then dies on an older CPU, far from its cause.
"""
import re
import subprocess

import gate

SYMBOL = re.compile(r"(?:[0-9a-f]+)?\s+([A-Za-z]) (.*)")


def symbols(path):
    """(kind, name) of every symbol, with the kinds of nm: upper case is visible to the linker."""
    listing = subprocess.run(["nm", "-C", str(path)], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        if symbol := SYMBOL.match(line):
            yield symbol[1], symbol[2]


def complaint(isa, kind, name):
    if kind in "VWu":
        return f"defines the weak symbol {name}"
    if kind.isupper() and kind != "U" and name != f"hearth::kernels::{isa}_table":
        return f"exports {name}, which is not hearth::kernels::{isa}_table"
    return None


def check(source, binary):
    folder = binary / "CMakeFiles/hearth_kernels.dir/src/kernels"
    objects = sorted(folder.glob("*/*.o"))
    if not objects:
        return [gate.Finding(folder, 1, "holds no objects of instruction sets; build hearth_kernels first")]
    return [
        gate.Finding(path, 1, wrong) for path in objects for kind, name in symbols(path)
        if (wrong := complaint(path.parent.name, kind, name))
    ]


if __name__ == "__main__":
    gate.main(check)
