"""Coverage-guided fuzzing of one target: python tests/fuzz/fuzz.py TARGET [FOLDER] [libFuzzer's options].

FOLDER keeps the corpus between runs; without it, the run starts from the seeds alone. An input that breaks a promise,
takes too long or too much memory is written to `crash-…` in the working directory, and the exit status is not 0.
`make fuzz` runs every target for long; the tests run each shortly.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]
MOST_BYTES = 60_000


def main() -> None:
    """Run the target that is named first."""
    import atheris

    sys.path[:0] = [str(TESTS / room) for room in ("fuzz", "mail", "documents", "redaction")] + [str(TESTS)]
    with atheris.instrument_imports(include=["rhyddid.mail", "rhyddid.documents", "rhyddid.redaction"]):
        from fuzz_targets import TARGETS, custom_mutation

        import rhyddid.documents.read_html
        import rhyddid.documents.read_opendocument
        import rhyddid.documents.read_pdf
        import rhyddid.documents.read_sheets
        import rhyddid.documents.read_slides
        import rhyddid.documents.read_word
        import rhyddid.redaction.redact_pdf
        import rhyddid.redaction.redact_word
        import rhyddid.redaction.redact_workbook  # noqa: F401
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: fuzz.py {'|'.join(TARGETS)} [FOLDER] [libFuzzer's options]")
    target = TARGETS[sys.argv[1]]

    def mutation(data: bytes, most: int, seed: int) -> bytes:
        def mutate(part: bytes) -> bytes:
            return bytes(atheris.Mutate(part, min(max(len(part) * 2, 64), most)))

        return custom_mutation(data, mutate, random.Random(seed).randrange(1 << 16))[:most]

    with tempfile.TemporaryDirectory(prefix="rhyddid-fuzz-") as folder:
        for number, seed in enumerate(target.seeds()):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        folders = [each for each in sys.argv[2:] if not each.startswith("-")]
        options = [each for each in sys.argv[2:] if each.startswith("-")]
        for each in folders:
            Path(each).mkdir(parents=True, exist_ok=True)
        arguments = [sys.argv[0], *folders, folder, f"-max_len={MOST_BYTES}", *options]
        atheris.Setup(arguments, target.step, custom_mutator=mutation)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
