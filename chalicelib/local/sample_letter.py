"""`make letter`: writes a sample formal notice to out/, and says where. Its facts are those of the tests."""

from datetime import date
from pathlib import Path

from chalicelib.cases.facts import LetterFacts
from chalicelib.documents.pdf import print_pdf
from chalicelib.law.register import load
from chalicelib.services.letters import filename, issue_letter

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "samples" / "formal_notice.b2b.json"
DAY = date(2026, 11, 21)  # fixed, as the facts are: the letter is the same every day


def main() -> None:
    facts = LetterFacts.model_validate_json(SAMPLE.read_text(encoding="utf-8"))
    path = ROOT / "out" / filename(facts)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(issue_letter(facts, load(), DAY, print_pdf))
    print(path)


if __name__ == "__main__":
    main()
