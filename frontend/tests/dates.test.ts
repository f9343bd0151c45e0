/** The dates on the last page are those of the calendar file, folded lines and escapes undone. */
import { expect, it } from "vitest";
import { keyDates } from "../src/screens/wizard/dates";

it("reads each event's day and words", () => {
  const events = [
    ["20261116", "Envoyer le courrier (facture n° F-1)"],
    ["20261125", "Fin du délai donné\\, au plus tôt (au plus\r\n  tôt) (factures n° F-1\\, F-2)"],
  ];
  const ics = events.map(
    ([day, summary]) => `BEGIN:VEVENT\r\nSUMMARY:${summary}\r\nDTSTART;VALUE=DATE:${day}\r\nEND:VEVENT\r\n`,
  );
  expect(keyDates(`BEGIN:VCALENDAR\r\n${ics.join("")}END:VCALENDAR`)).toEqual([
    { day: "2026-11-16", what: "Envoyer le courrier" },
    { day: "2026-11-25", what: "Fin du délai donné, au plus tôt (au plus tôt)" },
  ]);
});
