"""The product's own source as trees, for rules that a reader of code would otherwise have to watch over."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lapor

PRODUCT = Path(lapor.__file__).parent
ROOT = PRODUCT.parent
OUTSIDE = {"testing"}  # stands outside the product


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product by its path below lapor/, tests and migrations left out."""
    found = (path for path in sorted(PRODUCT.rglob("*.py")) if not is_test(path) and "migrations" not in path.parts)
    inside = (path for path in found if path.relative_to(PRODUCT).parts[0] not in OUTSIDE)
    return {str(path.relative_to(PRODUCT)): ast.parse(path.read_text()) for path in inside}


@cache
def all_tests() -> str:
    """All test files in one string."""
    return "\n".join(path.read_text() for folder in (PRODUCT, ROOT / "tests") for path in folder.rglob("test_*.py"))


def rooms() -> list[str]:
    return sorted(
        folder.name for folder in PRODUCT.iterdir() if (folder / "__init__.py").exists() and folder.name not in OUTSIDE
    )


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """`Report.objects.create` as it is written; what isn't a plain name is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
