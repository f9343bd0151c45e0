"""What a first start would keep for the next one, made ahead: `python3.13 -I .ci/compile.py <tree>`.

Run by an interpreter of the version that will read it. Paths in tracebacks are those of Lambda.
"""

import compileall
import py_compile
import sys
from pathlib import Path

TASK = "/var/task"


def main(tree: Path) -> None:
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(tree))
    compile_modules(tree)
    compile_declarations(tree)
    compile_toml()
    compile_templates()


def compile_modules(tree: Path) -> None:
    """Never compared with their sources again: nothing changes there."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(
        tree, maxlevels=20, quiet=1, stripdir=str(tree), prependdir=TASK, invalidation_mode=mode
    ):
        sys.exit("Some modules cannot be compiled.")


def compile_declarations(tree: Path) -> None:
    """WeasyPrint's declarations of Pango, parsed."""
    from chalicelib.documents import declarations

    copy = declarations.keep()
    name = f"{TASK}/{copy.relative_to(tree)}"
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(copy), dfile=name, doraise=True, invalidation_mode=mode)


def compile_toml() -> None:
    """The law, its forbidden words and the sentences, parsed."""
    from chalicelib.documents import phrases
    from chalicelib.law import register, words

    register.load()
    words.word_rules()
    phrases.sentences()


def compile_templates() -> None:
    """Every template that Jinja may be asked for."""
    from chalicelib.documents import render

    environment = render._environment()
    assert environment.loader is not None
    assert environment.bytecode_cache is not None
    for name in environment.list_templates(extensions=("html", "txt")):
        source, _, _ = environment.loader.get_source(environment, name)
        bucket = environment.bytecode_cache.get_bucket(environment, name, None, source)
        bucket.code = environment.compile(source, name, f"{TASK}/templates/{name}")
        environment.bytecode_cache.set_bucket(bucket)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
